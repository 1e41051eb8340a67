"""A real pseudo-terminal, and what stands on its screen."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import threading
import time
from contextlib import suppress


class Terminal:
    """A pseudo-terminal of 80 by 24 that keeps what was sent to it, and can tell what stands on its screen."""

    def __init__(self, columns: int = 80, lines: int = 24) -> None:
        self.columns, self.lines = columns, lines
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.stream = os.fdopen(theirs, "w", encoding="utf-8")
        self._sent = bytearray()
        self._reading = threading.Event()
        self._reading.set()
        self._hung_up = False
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with suppress(OSError):  # EIO: the other side was closed
            while self._reading.wait() and not self._hung_up:
                # A blocked read would hold the terminal open, so that closing it hangs nobody up.
                if not select.select([self._ours], [], [], 0.05)[0]:
                    continue
                if not (data := os.read(self._ours, 65536)):
                    return
                self._sent += data

    def pause(self) -> None:
        """Stop reading, as Ctrl-S does."""
        self._reading.clear()

    def resume(self) -> None:
        """Read on, as Ctrl-Q does."""
        self._reading.set()

    def sent(self, marker: str, within: float = 5.0) -> str:
        """Everything sent, once `marker` is among it."""
        deadline = time.monotonic() + within
        while marker.encode() not in self._sent:
            assert time.monotonic() < deadline, f"no {marker!r} in {bytes(self._sent[-300:])!r}"
            time.sleep(0.005)
        return self._sent.decode()

    def screen(self, marker: str) -> list[str]:
        """The rows of the screen with what scrolled off above it, as a terminal draws them; only what Display uses is known."""
        rows, row, column = [""], 0, 0
        for part in re.findall(r"\x1b\[\d*[A-Za-z]|\x1b\[[\d;]*m|\r|\n|[^\x1b\r\n]", self.sent(marker)):
            if part == "\n":
                row += 1
                rows += [""] * (row + 1 - len(rows))
            elif part == "\r":
                column = 0
            elif part.endswith("A") and len(part) > 1:
                row = max(row - int(part[2:-1]), 0)
            elif part == "\x1b[J":
                rows[row:] = [rows[row][:column]]
            elif not part.startswith("\x1b"):
                if column == self.columns:
                    row, column = row + 1, 0
                    rows += [""] * (row + 1 - len(rows))
                rows[row] = rows[row][:column].ljust(column) + part + rows[row][column + 1 :]
                column += 1
        return rows

    def hang_up(self) -> None:
        """Close the window: the master end goes, and the kernel tells whoever has this terminal."""
        self._hung_up = True
        self._reading.set()
        self._thread.join(5)
        self.stream.close()
        os.close(self._ours)

    def close(self) -> None:
        """Hang up."""
        self._reading.set()
        self.stream.close()
