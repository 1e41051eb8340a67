"""Forks the manager off and turns this process into the small one that waits for it."""

import ctypes
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from devstack.errors import DevstackError
from devstack.reaper import waiting

_PR_SET_CHILD_SUBREAPER = 36


def guard(manage: Callable[[int], int], root: Path, private: Iterable[int] = ()) -> NoReturn:
    """Run `manage` in a child process and end what it leaves behind; its exit code becomes that of this process.

    `manage` is given a descriptor that ends when this process dies, however it dies; a DevstackError of it is printed. The
    descriptors in `private` are the manager's alone. Call it before any thread or event loop is started.
    """
    _become_subreaper()
    _complete_streams()
    leash, held = os.pipe()
    _flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, waiting.SIGNALS)  # none is lost before somebody can pass it on
    manager = os.fork()
    if manager == 0:
        os.close(held)
        os.setsid()  # a terminal's Ctrl-C comes to the reaper alone, which passes it on once
        _tidy_up_when_told_to_leave()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, waiting.SIGNALS)
        _manage(manage, leash)
    for descriptor in (leash, *private):
        os.close(descriptor)
    os.set_inheritable(held, True)
    _wait(manager, root)


def _become_subreaper() -> None:
    if sys.platform == "linux":
        # Kept across exec. A kernel that refuses leaves what the relays and the stack id tell, as on other systems.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _complete_streams() -> None:
    """After `up >&-` the next pipe would become standard output, and what is printed would go into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one


def _tidy_up_when_told_to_leave() -> None:
    """Until the supervisor listens, any signal to leave is what Ctrl-C is to Python, so that temporary folders are removed."""

    def leave(number: int, _frame: object) -> NoReturn:
        sys.exit(128 + number)

    for number in waiting.SIGNALS:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, leave)


def _wait(manager: int, root: Path) -> NoReturn:
    """By a fresh interpreter: this one has loaded 40 MB, and would keep each page of it that the manager changes."""
    words = [str(manager), str(root), os.pathsep.join(sys.path)]
    with suppress(OSError):  # no interpreter of its own, as in a frozen program
        os.execv(sys.executable, [sys.executable, "-I", "-S", waiting.__file__, *words])  # noqa: S606 - ourselves
    os._exit(waiting.main(words))


def _manage(manage: Callable[[int], int], leash: int) -> NoReturn:
    """The manager's side. What is above us on the stack is not the manager's to go on with, so this never returns."""
    code = 1
    try:
        code = manage(leash)
    except DevstackError as error:
        waiting.tell(str(error))
        code = error.exit_code
    except KeyboardInterrupt:  # before the supervisor listens to signals, so nothing runs yet
        code = 128 + signal.SIGINT
    except SystemExit as left:  # likewise, told by another signal
        code = int(left.code or 0)
    except BaseException:  # our bug, shown with its traceback
        traceback.print_exc()
    finally:
        _flush()
        os._exit(code)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # nobody reads it any more
                stream.flush()
