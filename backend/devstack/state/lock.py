"""One supervisor per checkout. A POSIX lock: the kernel frees it with its holder, and children never inherit it."""

import contextlib
import fcntl
import json
import os
import struct
import sys
from pathlib import Path
from typing import Self

from devstack.errors import DevstackError
from devstack.state.folder import home, prepare, unusable

_LINUX = sys.platform == "linux"
# struct flock: type, whence, start, length, pid on Linux; start, length, pid, type, whence on macOS and the BSDs.
_FLOCK = "hhqqi" if _LINUX else "qqihh"
_held: dict[Path, "Lock"] = {}


class AlreadyRunning(DevstackError):
    """Another supervisor has this checkout."""


class Lock:
    """The right to supervise a checkout, kept until it is released or this process ends."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def take(cls, root: Path) -> Self:
        """Take it, or raise AlreadyRunning naming who has it. Taken twice by one process, it is an error too.

        DevstackError when `.devstack/` cannot be used.
        """
        prepare(root)
        path = (home(root) / "lock").resolve()
        if path in _held:
            raise AlreadyRunning(_refusal(root, os.getpid()))
        while True:
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            except OSError as error:
                raise unusable(path, error) from None
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except (BlockingIOError, PermissionError):
                os.close(descriptor)
                raise AlreadyRunning(_refusal(root, holder(root))) from None
            if _is(path, descriptor):
                break
            os.close(descriptor)  # somebody removed the folder between opening and locking: that lock guards nothing
            home(root)
        lock = _held[path] = cls(path, descriptor)
        return lock

    def guard(self) -> bool:
        """Take the lock again if its file was removed under us, so that a second supervisor still finds it held.

        False while somebody else has it, who will see that our ports are taken, and leave.
        """
        if _is(self._path, self._descriptor):
            return True
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            try:
                fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(descriptor)
                return False
            os.close(self._descriptor)
            self._descriptor = descriptor
            return True
        return False

    def release(self) -> None:
        """Give it back."""
        if _held.pop(self._path, None):
            os.close(self._descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def holder(root: Path) -> int | None:
    """The pid of the supervisor that has this checkout; None when nobody has. Asking changes nothing.

    DevstackError when it cannot be known, because the lock is another user's.
    """
    path = (root / ".devstack" / "lock").resolve()
    if path in _held:
        return os.getpid()  # opening and closing the file here would give our own lock away
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except PermissionError as error:
        raise unusable(path, error) from None
    except OSError:
        return None
    try:
        asked = struct.pack(_FLOCK, *_ordered(fcntl.F_WRLCK, 0))
        answer = struct.unpack(_FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))
    finally:
        os.close(descriptor)
    kind, pid = (answer[0], answer[4]) if _LINUX else (answer[3], answer[2])
    return None if kind == fcntl.F_UNLCK else pid


def _ordered(kind: int, pid: int) -> tuple[int, ...]:
    return (kind, os.SEEK_SET, 0, 0, pid) if _LINUX else (0, 0, pid, kind, os.SEEK_SET)


def _is(path: Path, descriptor: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False


def _refusal(root: Path, pid: int | None) -> str:
    who = f"pid {pid}" if pid and pid > 0 else "a process that is just leaving"
    url = _url(root)
    where = f", {url}" if url else ""
    return f"the stack of {root} is already running ({who}{where}); use `invoke restart`, or `invoke down` first"


def _url(root: Path) -> str | None:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        url = json.loads((root / ".devstack" / "state.json").read_bytes())["snapshot"]["url"]
        return url if isinstance(url, str) else None
    return None
