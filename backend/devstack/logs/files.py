"""The log files on disk, read from the end or as they grow, across rotation. Bytes only; what lines mean, entry.py knows."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from devstack.logs.book import rotated

_BLOCK = 1 << 18


@contextmanager
def opened(path: Path) -> Iterator[list[BinaryIO]]:
    """The files of one log, newest first, all opened before any is read: a rotation meanwhile costs and doubles nothing."""
    with ExitStack() as stack:
        files: dict[tuple[int, int], BinaryIO] = {}
        for name in [path, *reversed(rotated(path))]:
            with suppress(FileNotFoundError):
                file = stack.enter_context(name.open("rb"))
                what = os.fstat(file.fileno())
                files.setdefault((what.st_dev, what.st_ino), file)
        yield list(files.values())


def blocks(file: BinaryIO, end: int | None = None) -> Iterator[list[bytes]]:
    """Its lines in runs of about 256 KiB from the end, each run oldest first; bytes from `end` on are left out."""
    at = file.seek(0, os.SEEK_END) if end is None else end
    rest: list[bytes] = []
    while at > 0:
        start = max(0, at - _BLOCK)
        file.seek(start)
        rest.insert(0, file.read(at - start))
        at = start
        # Whatever stands before the first newline began in the block before.
        cut = rest[0].find(b"\n") + 1 if start else 0
        if start and not cut:
            continue
        if whole := b"".join([rest[0][cut:], *rest[1:]]):
            yield whole.removesuffix(b"\n").split(b"\n")
        rest = [rest[0][:cut]]


class Tail:
    """Follows one log from where it ends now. Rotation, truncation, deletion and a later birth lose no line that was kept."""

    def __init__(self, path: Path, *, from_start: bool = False) -> None:
        self._path = path
        self._fd = -1
        self._rest = b""
        self._open(at_end=not from_start)
        self.start = self._offset
        """Where it began, in bytes: what stands before is the past."""

    def lines(self) -> list[bytes]:
        """Complete lines that were written since the last call."""
        data = self._more()
        if self._fd < 0 or self._renamed():
            for path in self._unread():
                self.close()
                self._open(path)
                data += self._more()
        whole, _, rest = (self._rest + data).rpartition(b"\n")
        self._rest = rest
        return whole.split(b"\n") if whole else []

    def close(self) -> None:
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def _open(self, path: Path | None = None, *, at_end: bool = False) -> None:
        self._offset = 0
        with suppress(FileNotFoundError):
            self._fd = os.open(path or self._path, os.O_RDONLY | os.O_CLOEXEC)
            self._offset = os.fstat(self._fd).st_size if at_end else 0

    def _more(self) -> bytes:
        if self._fd < 0:
            return b""
        size = os.fstat(self._fd).st_size
        if size < self._offset:  # emptied in place
            self._offset, self._rest = 0, b""
        data = b""
        while self._offset < size and (part := os.pread(self._fd, size - self._offset, self._offset)):
            self._offset += len(part)
            data += part
        return data

    def _renamed(self) -> bool:
        try:
            return not os.path.samestat(self._path.stat(), os.fstat(self._fd))
        except FileNotFoundError:
            return False  # deleted, or between two names: what is open may still grow

    def _unread(self) -> list[Path]:
        """The files that came after the open one: several, if it was rotated more than once since the last look."""
        files = [path for path in [*rotated(self._path), self._path] if path.exists()]
        if self._fd >= 0:
            ours = os.fstat(self._fd)
            for place, path in enumerate(files):
                with suppress(FileNotFoundError):
                    if os.path.samestat(path.stat(), ours):
                        return files[place + 1 :]
        return files[-1:]
