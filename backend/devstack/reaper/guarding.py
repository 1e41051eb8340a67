"""Starts the manager and turns this process into the small one that waits for it and leaves nothing of it behind."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn, Self

from devstack.errors import DevstackError
from devstack.reaper import leaving, waiting

SUPERVISOR = (sys.executable, "-P", "-m", "devstack.supervisor")
"""-P: a json.py or typing.py of the project's must not stand in for the library's."""
ANNOUNCE = "DEVSTACK_ANNOUNCE_FD"
"""Names, in the environment of a detached `up`, the pipe by which it tells the shell that waits how far it is."""
ANSWER_S = 20.0
"""How long a manager may take until it can be given its order; an interpreter starts in a tenth of a second."""
LEAVE_S = 5.0
_PR_SET_CHILD_SUBREAPER = 36


class Manager:
    """A manager that was started and waits for its order, to be left as a context manager or by `hand_over`.

    Whatever ends this process before that, or leaves the context, ends the manager too: it has started nothing yet.
    """

    def __init__(self, child: "subprocess.Popen[bytes]", line: socket.socket, root: Path) -> None:
        self._child = child
        self._line = line
        self._root = root

    @classmethod
    def begin(cls, root: Path) -> Self:
        """Start it in a session of its own, as the first of all: it gets ready while deploy.yaml is read and planned.

        It is told the root of the checkout at once, takes the lock and has what servers import loaded.

        The line to it ends when this process does, however it does. From here on a signal to leave unwinds like Ctrl-C.
        """
        _become_subreaper()
        _complete_streams()
        leaving.listen()
        line, theirs = socket.socketpair()
        passed = [int(os.environ[ANNOUNCE])] if ANNOUNCE in os.environ else []
        # It hears signals as soon as it can act on them; a terminal's Ctrl-C comes to us alone, and is passed on once.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, waiting.SIGNALS)
        try:
            child = subprocess.Popen(
                [*SUPERVISOR, str(theirs.fileno())],
                pass_fds=(theirs.fileno(), *passed),
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
            theirs.close()
        for descriptor in passed:  # open in one process alone, so that its end means that one's end
            os.close(descriptor)
        with suppress(OSError):  # it has left; its answer will tell
            line.sendall(os.fsencode(root.resolve()) + b"\n")
        return cls(child, line, root)

    def lock(self) -> None:
        """Wait until it has taken the lock of the checkout; the DevstackError that it met otherwise."""
        leaving.leave_if_told()
        self._line.settimeout(ANSWER_S)
        answer = self._answer()
        if "locked" not in answer:
            error = DevstackError(answer["error"])
            error.exit_code = answer["exit_code"]
            raise error

    def _answer(self) -> dict[str, Any]:
        said = b""
        try:
            while not said.endswith(b"\n"):
                data = self._line.recv(1 << 16)
                if not data:
                    raise DevstackError(f"the supervisor ended before it began (exit {self._child.wait(LEAVE_S)})")
                said += data
        except TimeoutError:
            raise DevstackError(f"the supervisor did not take the lock within {ANSWER_S:g} s") from None
        answer: dict[str, Any] = json.loads(said)
        return answer

    def hand_over(self, order: bytes) -> NoReturn:
        """Give it its order and become the reaper, which leaves with its exit code."""
        _flush()
        # None is lost before somebody can pass it on.
        signal.pthread_sigmask(signal.SIG_BLOCK, waiting.SIGNALS)
        leaving.leave_if_told()
        self._line.settimeout(ANSWER_S)
        with suppress(OSError):  # it was killed meanwhile, which the reaper will tell
            self._line.sendall(order)
        os.set_inheritable(self._line.fileno(), True)
        _become_reaper(self._child.pid, self._root)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()
        try:
            self._child.wait(LEAVE_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait(LEAVE_S)


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


def _become_reaper(manager: int, root: Path) -> NoReturn:
    """In a fresh interpreter: this one has loaded 40 MB that nobody needs any more."""
    words = [str(manager), str(root), os.pathsep.join(sys.path)]
    with suppress(OSError):  # no interpreter of its own, as in a frozen program
        os.execv(sys.executable, [sys.executable, "-I", "-S", waiting.__file__, *words])  # noqa: S606 - ourselves
    os._exit(waiting.main(words))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            with suppress(OSError, ValueError):  # nobody reads it any more
                stream.flush()
