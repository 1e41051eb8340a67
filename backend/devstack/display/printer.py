"""honcho's Printer for a stack: runs of lines in one write, and a live block of rows while they start. It never raises."""

import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import IO, Protocol

from honcho.manager import SYSTEM_PRINTER_NAME
from honcho.printer import Message, Printer

from devstack.display.outlet import Outlet
from devstack.display.text import RESET, neutral

_FRAME_S = 0.1
_BUSY = {"starting", "restarting", "stopping"}
_GOOD = {"ready"}
_COLOURS = {"good": "32", "bad": "31", "busy": "33"}


class RowLike(Protocol):
    """What a row of the live block shows of a process."""

    @property
    def name(self) -> str: ...
    @property
    def port(self) -> int | None: ...
    @property
    def state(self) -> str: ...


class Display(Printer):  # type: ignore[misc]  # honcho carries no types
    """Prints honcho messages as `17:00:00 broker-0 | text`, coloured on a terminal unless NO_COLOR is set.

    `write` takes messages whose data holds many lines. While a stack starts, call `progress` whenever a row changed and
    about ten times a second; `settle` ends it.
    """

    def __init__(
        self,
        output: IO[str] | None = None,
        *,
        width: int = 0,
        colour: bool = True,
        prefix: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        stream = sys.stdout if output is None else output
        super().__init__(stream, width=width, colour=colour and not os.environ.get("NO_COLOR"), prefix=prefix)
        self._encoding = getattr(stream, "encoding", None) or "utf-8"
        self._outlet = Outlet(stream, self._missed)
        self._terminal = bool(self._colours_supported) and os.environ.get("TERM") != "dumb"
        self._coloured = self.colour and self._terminal
        self._clock = clock
        self._since: float | None = None
        self._seconds: dict[str, float] = {}
        self._seen: dict[str, str] = {}
        self._drawn_at = 0.0
        self._block: list[str] = []
        self._settled = False

    @property
    def dropped(self) -> int:
        """How many lines could not be shown since the last one that was."""
        return self._outlet.dropped

    def write(self, message: Message) -> None:
        """Print a message of type `line`; its data is text or bytes of one or more lines."""
        if message.type != "line":
            raise RuntimeError('Printer can only process messages of type "line"')
        self._show(self._lines(message))

    def progress(self, rows: Sequence[RowLike]) -> None:
        """Show how far the start has come: a live block on a terminal, elsewhere a line for each row that changed for good."""
        if self._settled:
            return
        now = self._clock()
        self._since = now if self._since is None else self._since
        changed = self._note(rows, now - self._since)
        if not self._terminal:
            for row in changed:
                if row.state not in _BUSY:
                    self._system(f"{row.name} {row.state}{_at(row.port)} after {self._seconds[row.name]:.1f} s")
        elif changed or now - self._drawn_at >= _FRAME_S:
            self._drawn_at = now
            self._show(b"", self._draw(rows, now - self._since))

    def settle(self, text: str = "") -> None:
        """End the live block without a trace on the screen and print `text` as the system's line; later progress is ignored."""
        self._settled = True
        self._show(b"", [])
        if text:
            self._system(f"\x1b[1m{text}" if self._coloured else text)

    def close(self) -> None:
        """Take the block off the screen and give back what was opened."""
        self._settled = True
        self._show(b"", [])
        self._outlet.close()

    def _system(self, text: str) -> None:
        now = datetime.now().astimezone()
        self.write(Message("line", text.encode(), now, SYSTEM_PRINTER_NAME, None))

    def _lines(self, message: Message) -> bytes:
        data = message.data if isinstance(message.data, bytes) else message.data.encode("utf-8", "replace")
        body = neutral(data.removesuffix(b"\n"), self._coloured, self._encoding)
        prefix = self._prefix(message).encode(self._encoding, "backslashreplace")
        return prefix + body.replace(b"\n", b"\n" + prefix) + b"\n"

    def _prefix(self, message: Message) -> str:
        if not self.prefix:
            return ""
        name = (message.name or "").ljust(self.width)
        prefix = f"{message.time.strftime(self.time_format)} {name}{' ' if name else ''}| "
        if self._coloured and message.colour:
            return f"{RESET}\x1b[{message.colour}m{prefix}{RESET}"
        return prefix

    def _missed(self, count: int) -> bytes:
        notice = f"{count} lines were not shown here because nobody was reading; they are in the logs"
        return self._lines(Message("line", notice, datetime.now().astimezone(), SYSTEM_PRINTER_NAME, None))

    def _show(self, lines: bytes, block: list[str] | None = None) -> None:
        """Print lines above the block, in one write: take the block away, print, put the (new) block back."""
        block = self._block if block is None else block
        erase = self._erase() if self._block else ""
        text = "".join(f"{line}\n" for line in block)
        self._block = block
        if erase or lines or text:
            self._outlet.send(erase.encode() + lines + text.encode(self._encoding, "backslashreplace"))

    def _erase(self) -> str:
        """Up to the first row of the block, and clear from there; a terminal made narrower has wrapped its rows."""
        columns = self._outlet.size().columns
        height = sum(max(1, -(-len(line) // columns)) for line in map(_bare, self._block))
        return f"\r\x1b[{height}A\x1b[J"

    def _note(self, rows: Sequence[RowLike], seconds: float) -> list[RowLike]:
        """The rows whose state changed; how long each took is kept from then on."""
        changed = [row for row in rows if self._seen.get(row.name) != row.state]
        for row in changed:
            self._seen[row.name] = row.state
            self._seconds[row.name] = seconds
        return changed

    def _draw(self, rows: Sequence[RowLike], seconds: float) -> list[str]:
        """A line per row, cut to the screen: too many rows for it, and those that are done give way."""
        size = self._outlet.size()
        room = max(1, size.lines - 2)
        waiting = [row for row in rows if row.state not in _GOOD]
        shown = list(rows) if len(rows) <= room else waiting[:room]
        width = max((len(row.name) for row in rows), default=0)
        return [self._row(row, width, size.columns - 1, seconds) for row in shown]

    def _row(self, row: RowLike, width: int, columns: int, seconds: float) -> str:
        mood = "busy" if row.state in _BUSY else "good" if row.state in _GOOD else "bad"
        took = seconds if mood == "busy" else self._seconds[row.name]
        port = "" if row.port is None else str(row.port)
        text = f" {row.name.ljust(width)}  {port:>5}  {row.state:<10} {took:5.1f} s"[: columns - 1]
        mark = self._mark(mood, seconds)
        return f"\x1b[{_COLOURS[mood]}m{mark}{RESET}{text}" if self._coloured else mark + text

    def _mark(self, mood: str, seconds: float) -> str:
        fancy = self._encoding.lower().replace("-", "") == "utf8"
        spinner = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏" if fancy else "|/-\\"
        if mood == "busy":
            return spinner[int(seconds / _FRAME_S) % len(spinner)]
        return ("✓" if fancy else "+") if mood == "good" else ("✗" if fancy else "x")


def _at(port: int | None) -> str:
    return "" if port is None else f" on port {port}"


def _bare(line: str) -> str:
    return neutral(line.encode(), colour=False).decode()
