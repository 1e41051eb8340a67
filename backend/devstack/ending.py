"""How a verb ends: with an exit code, and in one message where the user can mend something. A bug of ours keeps its traceback."""

import errno
import os
import select
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from invoke.exceptions import Exit

from devstack.errors import DevstackError, InputError

_REFUSALS = frozenset(
    {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO}
    | {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EMFILE, errno.ENFILE}
)
"""What a disk and its rights may answer. A file that is missing is not among them: then we looked in the wrong place."""

READER_LEFT = 128 + signal.SIGPIPE
"""The exit code a shell gives to a program that wrote to a pipe nobody reads."""


def conclude(body: Callable[..., int | None], *args: Any, **kwargs: Any) -> None:
    """Run a verb to its end. It returns when all went well; invoke's Exit carries any other exit code, with its message."""
    _prepare_output()
    try:
        code = _told(body, *args, **kwargs)
    except DevstackError as error:
        raise Exit(str(error), code=error.exit_code) from None
    except KeyboardInterrupt:
        raise Exit(code=130) from None
    if code:
        raise Exit(code=code)


def _prepare_output() -> None:
    """What the terminal's encoding cannot say is spelled out; a log line of another program must not end `logs`."""
    reconfigure = getattr(sys.stdout, "reconfigure", None)  # None where stdout is closed or not a real stream
    if reconfigure:
        reconfigure(errors="backslashreplace")


def _told(body: Callable[..., int | None], *args: Any, **kwargs: Any) -> int | None:
    """The body's exit code, once all it printed has been taken; what the machine refuses is a DevstackError."""
    try:
        _working_folder()
        code = body(*args, **kwargs)
        if sys.stdout is not None:
            sys.stdout.flush()
    except BrokenPipeError:
        if not reader_has_left():
            raise
        return READER_LEFT
    except OSError as error:
        raise _refusal(error) from error
    return code


def reader_has_left() -> bool:
    """Whether it is our own output that nobody reads any more, as after `| head`. What is left of it then goes nowhere."""
    asked = select.poll()
    asked.register(sys.stdout.fileno(), 0)
    left = any(events & (select.POLLERR | select.POLLHUP) for _, events in asked.poll(0))
    if left:
        _discard_output()
    return left


def _discard_output() -> None:
    """Python flushes at its exit and would complain once more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


def _working_folder() -> None:
    try:
        Path.cwd()
    except FileNotFoundError:
        raise InputError("the working folder has been removed; change to another one") from None


def _refusal(error: OSError) -> Exception:
    """In words what a disk refused; any other OSError as it is, because it is our bug."""
    if error.errno not in _REFUSALS:
        return error
    if error.filename is None:
        _discard_output()
        return DevstackError(f"cannot write the output: {error.strerror}")
    name = os.fsdecode(error.filename)
    return DevstackError(
        f"cannot use {name}: {error.strerror}; check what stands there, its permissions and the space left"
    )
