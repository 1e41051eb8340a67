"""Writes what the processes say into log files, one per process and one for all.

It never stops the stack: what cannot be written is dropped and counted.
"""

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType

ALL = "all"
LONGEST = 64 * 1024
MEGABYTE = 1_000_000
_FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC


class LogBook:
    """Log files below one folder, each rotated at `max_mb` megabytes into `.1` (the newest) up to `.keep`.

    A line of `broker-0.log` is `2026-11-23T17:00:00.123Z text`; in `all.log` the name stands between, `… broker-0 | text`.
    Several processes may keep the same book: all writes append, and whoever rotates holds a lock meanwhile.
    `complain` hears in words when writing fails, once until it works again.
    """

    def __init__(self, folder: Path, max_mb: int, keep: int, complain: Callable[[str], None] | None = None) -> None:
        self.folder = folder
        self.dropped = 0
        """Lines that could not be written since writing last worked."""
        self._limit = max_mb * MEGABYTE
        self._keep = keep
        self.complain = complain or (lambda _: None)
        self._files: dict[str, _File] = {}
        self._second = -1
        self._clock = b""

    def write(self, process: str, data: bytes, when: float) -> None:
        """Append whole lines (bytes as the process wrote them; `when` in seconds since the epoch). Never raises on OSError."""
        if not data:
            return
        body = whole_lines(data)[:-1]
        stamp = self._stamp(when)
        own = self._append(process, _prefixed(stamp, body))
        everyone = self._append(ALL, _prefixed(stamp + process.encode() + b" | ", body))
        self._report(own or everyone, body.count(b"\n") + 1)

    def tend(self) -> None:
        """Keep nginx's access log, which nginx writes itself, within the same limits. Call it now and then; it never raises.

        nginx keeps its descriptor, so the file is copied and emptied in place; a line in between may be lost.
        """
        path = access_log(self.folder)
        with suppress(OSError):  # there is none, or no room for the copy: then it grows on
            if path.stat().st_size > self._limit:
                shift(path, self._keep, copy=True)

    def close(self) -> None:
        """Close the files. Nothing is buffered, so nothing can be lost by leaving this out."""
        for file in self._files.values():
            file.close()
        self._files.clear()

    def __enter__(self) -> "LogBook":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _stamp(self, when: float) -> bytes:
        """ISO 8601 in UTC, so that stamps sort as text; the part down to the second is worked out once per second."""
        second = int(when)
        if second != self._second:
            self._second = second
            self._clock = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second)).encode()
        return b"%s.%03dZ " % (self._clock, int((when - second) * 1000))

    def _append(self, name: str, data: bytes) -> OSError | None:
        file = self._files.get(name)
        if file is None:
            file = self._files[name] = _File(self.folder / f"{name}.log", self._limit, self._keep)
        try:
            file.append(data)
        except OSError as error:
            return error
        return None

    def _report(self, error: OSError | None, lines: int) -> None:
        before = self.dropped
        self.dropped = before + lines if error else 0
        if error and not before:
            self.complain(
                f"log lines are being dropped: {error.filename or self.folder}: {error.strerror}; "
                "writing goes on by itself when that is mended"
            )
        elif before and not error:
            self.complain(f"logs are written again; {before} lines were dropped meanwhile")


def access_log(folder: Path) -> Path:
    """Where nginx/log.conf.j2 has nginx write its requests: below nginx's own prefix, beside the folder of the logs."""
    return folder.parent / "nginx" / "logs" / "access.log"


def _prefixed(prefix: bytes, body: bytes) -> bytes:
    return prefix + body.replace(b"\n", b"\n" + prefix) + b"\n"


def whole_lines(data: bytes) -> bytes:
    """The same lines, the last one ended too, and each longer than 64 KiB cut with a mark that says how long it was."""
    if not data.endswith(b"\n"):
        data += b"\n"
    if not _has_long_line(data):
        return data
    lines = data[:-1].split(b"\n")
    return b"".join((line if len(line) <= LONGEST else cut(line)) + b"\n" for line in lines)


def _has_long_line(data: bytes) -> bool:
    """Told in a few steps, as nearly all runs have none: from a line's start, is there an end within reach?"""
    start = 0
    while len(data) - start > LONGEST + 1:
        end = data.rfind(b"\n", start, start + LONGEST + 1)
        if end < 0:
            return True
        start = end + 1
    return False


def cut(line: bytes) -> bytes:
    """The first 64 KiB of a line, not through the middle of a character, and a mark."""
    end = LONGEST
    while end > LONGEST - 4 and line[end] & 0xC0 == 0x80:  # a continuation byte of UTF-8: its character began earlier
        end -= 1
    return line[:end] + b" [cut: the line has %d bytes]" % len(line)


class _File:
    """One appended file. It is reopened when its name points elsewhere: rotated by another process, or deleted."""

    def __init__(self, path: Path, limit: int, keep: int) -> None:
        self._path = path
        self._limit = limit
        self._keep = keep
        self._fd = -1
        self._torn = False

    def append(self, data: bytes) -> None:
        """Append in one write, rotating first when the file would grow over its limit."""
        size = self._open()
        if size and size + len(data) > self._limit:
            self._rotate()
            self._open()
        # A full disk can take half a line; the next one must not be glued to it.
        rest = memoryview(b"\n" + data if self._torn else data)
        while rest:
            written = os.write(self._fd, rest)
            self._torn = written < len(rest)
            rest = rest[written:]

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _open(self) -> int:
        """Make the descriptor stand for the file of this name; returns its size in bytes."""
        if self._fd >= 0:
            with suppress(FileNotFoundError):
                there, ours = os.stat(self._path), os.fstat(self._fd)  # noqa: PTH116 - half the time of Path.stat, on each write
                if (there.st_ino, there.st_dev) == (ours.st_ino, ours.st_dev):
                    return there.st_size
            self.close()
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._fd = os.open(self._path, _FLAGS, 0o644)
        self._torn = False
        return os.fstat(self._fd).st_size

    def _rotate(self) -> None:
        """Move the file to `.1` and each older one up; the lock on the old file lets one of several writers do it."""
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # another process is rotating; what is written meanwhile goes to the end of the old file
        try:
            if self._is_ours():
                shift(self._path, self._keep)
        finally:
            fcntl.flock(self._fd, fcntl.LOCK_UN)

    def _is_ours(self) -> bool:
        """Whether nobody has rotated it since we looked; for a moment then there is no file of that name."""
        try:
            return os.stat(self._path).st_ino == os.fstat(self._fd).st_ino  # noqa: PTH116 - as above
        except FileNotFoundError:
            return False


def rotated(path: Path) -> list[Path]:
    """The older files of a log, oldest first: `.3`, `.2`, `.1`."""
    numbers = [p.name[len(path.name) + 1 :] for p in path.parent.glob(f"{path.name}.*")]
    return [
        path.with_name(f"{path.name}.{n}") for n in sorted((int(n) for n in numbers if n.isdecimal()), reverse=True)
    ]


def shift(path: Path, keep: int, *, copy: bool = False) -> None:
    """Make a log the `.1`, move the older ones one up and remove what is beyond `keep`; with keep 0 it is emptied in place."""
    for old in rotated(path):
        number = int(old.suffix[1:])
        if number >= keep:
            old.unlink(missing_ok=True)
        else:
            old.rename(path.with_name(f"{path.name}.{number + 1}"))
    first = path.with_name(f"{path.name}.1")
    if keep and not copy:
        path.rename(first)
        return
    if keep:
        first.write_bytes(path.read_bytes())
    os.truncate(path, 0)
