"""The way out of the program: a terminal, a pipe or a file, which may be slow, full, stopped or gone.

Sending never raises and never waits long.
"""

import errno
import os
import select
import stat
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import IO

PATIENCE_S = 0.5
_GONE = {errno.EPIPE, errno.EIO, errno.EBADF, errno.ENXIO, errno.ECONNRESET}


class Outlet:
    """Sends bytes to a stream. A reader that stopped is waited for 0.5 s, once; then lines are dropped until it reads."""

    def __init__(self, stream: IO[str] | None, missed: Callable[[int], bytes]) -> None:
        """`missed` words the line that tells how many lines were dropped; it is sent when the reader is back."""
        self.dropped = 0
        self.gone = stream is None
        """Whether the reader has left for good: nothing will be sent any more."""
        self._stream = stream
        self._missed = missed
        self._unfinished = b""
        self._stalled = False
        self._step = sys.maxsize
        self._fd = self._opened = -1
        if stream is not None:
            with suppress(OSError, ValueError):  # no descriptor at all (a test's StringIO), or already closed
                self._attach(stream.fileno())

    def send(self, data: bytes) -> None:
        """Send whole lines, or drop them."""
        if self.gone or self._stream is None:
            self.dropped += data.count(b"\n")
            return
        try:
            self._stream.flush()
            if self._fd < 0:
                self._stream.write(data.decode(errors="replace"))
            else:
                self._send(data)
        except (OSError, ValueError):  # ValueError: the stream was closed by somebody
            self.gone = True
            self.dropped += data.count(b"\n")

    def size(self) -> os.terminal_size:
        """Columns and lines of the terminal, 80 by 24 where it does not say."""
        with suppress(OSError):
            found = os.get_terminal_size(self._fd)
            if found.columns and found.lines:
                return found
        return os.terminal_size((80, 24))

    def close(self) -> None:
        """Give back what was opened; the stream itself stays as it is."""
        if self._opened >= 0:
            os.close(self._opened)
            self._opened, self.gone = -1, True

    def _attach(self, fd: int) -> None:
        """Get a non-blocking way to the same place. O_NONBLOCK on `fd` itself would reach the user's shell, which shares it."""
        self._fd = fd
        mode = os.fstat(fd).st_mode
        if stat.S_ISREG(mode):
            return
        self._step = select.PIPE_BUF  # all that a writable pipe promises to take without blocking
        with suppress(OSError):  # no name for it here: then poll before each small step
            path = os.ttyname(fd) if os.isatty(fd) else f"/proc/self/fd/{fd}"
            self._fd = self._opened = os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
            self._step = sys.maxsize

    def _send(self, data: bytes) -> None:
        notice = self._missed(self.dropped) if self.dropped else b""
        whole = self._unfinished + notice + data
        sent = self._push(whole)
        if sent == len(whole):
            self._unfinished, self.dropped = b"", 0
            return
        # Before anything else the line that is half out will be finished; the rest is lost.
        end, new = sent, len(whole) - len(data)
        if sent:
            end = sent if whole[sent - 1 : sent] == b"\n" else whole.find(b"\n", sent) + 1
            self._unfinished = whole[sent:end]
        self.dropped = (self.dropped if sent < new else 0) + whole[max(end, new) :].count(b"\n")

    def _push(self, data: bytes) -> int:
        """Send as much as the reader takes before its time is up; returns the number of bytes."""
        rest, deadline = memoryview(data), time.monotonic() + (0 if self._stalled else PATIENCE_S)
        while rest and (self._step == sys.maxsize or self._writable(deadline)):
            try:
                rest = rest[os.write(self._fd, rest[: self._step]) :]
            except BlockingIOError:
                if not self._writable(deadline):
                    break
            except OSError as error:  # a full disk may have room again later; a reader who left does not come back
                self.gone = error.errno in _GONE
                break
        self._stalled = bool(rest)
        return len(data) - len(rest)

    def _writable(self, deadline: float) -> bool:
        poll = select.poll()
        poll.register(self._fd, select.POLLOUT)
        return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
