"""The process a user starts as `up`: it runs the manager as its child and leaves nothing behind when the manager is gone.

The manager has a session of its own, so a terminal's Ctrl-C comes here alone and is passed on once. On Linux a process whose
parent has died becomes a child of ours (a subreaper), so what is left is known for certain; elsewhere the stack id tells it.
"""

import ctypes
import gc
import os
import select
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from devstack import state
from devstack.errors import DevstackError
from devstack.state import Identity, State
from devstack.state.identity import boot_id, marked

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
GRACE_S = 4.0
"""How long what is left may take at most to end after its manager has died, however long its own grace periods are."""
OVERTIME_S = 1.0
"""What it may take beyond those: relays end their commands first."""
KILLING_S = 1.5
"""How long killing the rest is tried after that."""
HURRY_S = 5.0
"""How long after a second Ctrl-C a manager may take; it kills everything at once, so one that needs longer hangs."""
LOOK_EVERY_S = 0.05
_PR_SET_CHILD_SUBREAPER = 36
_LINUX = sys.platform == "linux"


def guard(manage: Callable[[int], int], root: Path, private: Iterable[int] = ()) -> int:
    """Run `manage` in a child process and end what it leaves behind; the exit code of the whole.

    `manage` is given a descriptor that ends when this process dies, however it dies; a DevstackError of it is printed. The
    descriptors in `private` are the manager's alone. Call it before any thread or event loop is started.
    """
    _become_subreaper()
    _complete_streams()
    leash, held = os.pipe()
    _flush()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
    manager = os.fork()
    if manager == 0:
        os.close(held)
        os.setsid()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        _live(manage, leash)
    for descriptor in (leash, *private):
        os.close(descriptor)
    gc.disable()  # a collection would copy every page that is shared with the manager
    try:
        return _Reaper(manager, root, before).run()
    finally:
        os.close(held)


def _become_subreaper() -> None:
    if _LINUX:
        # A kernel that refuses (before 3.4, or a filter) leaves the stack id, as on other systems.
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _complete_streams() -> None:
    """After `up >&-` the next pipe would become standard output, and what is printed would go into it."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which is this one


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as Python has it where the descriptor was closed
            with suppress(OSError, ValueError):  # nobody reads it any more
                stream.flush()


def _live(manage: Callable[[int], int], leash: int) -> NoReturn:
    """The manager's side. The caller's code above us is the reaper's to go on with, so this never returns."""
    code = 1
    try:
        code = manage(leash)
    except DevstackError as error:
        _tell(str(error))
        code = error.exit_code
    except KeyboardInterrupt:  # before the supervisor listens to signals, so nothing runs yet
        code = 128 + signal.SIGINT
    except BaseException:  # our bug, shown with its traceback
        traceback.print_exc()
    finally:
        _flush()
        os._exit(code)


class _Reaper:
    """Waits for the manager, then for the rest. Signals are read from a pipe; no handler does anything."""

    def __init__(self, manager: int, root: Path, mask: Iterable[int]) -> None:
        self._manager = manager
        self._root = root
        self._status: int | None = None
        self._asked: list[int] = []
        self._kills_at: float | None = None
        self._wake = self._listen(mask)

    def run(self) -> int:
        """The exit code: the manager's, or 128 and the signal that killed it."""
        while not self._reaped():
            self._hear(self._patience())
        assert self._status is not None, "the manager was reaped"  # noqa: S101 - for the type checker
        code = os.waitstatus_to_exitcode(self._status)
        known = state.read(self._root)
        if known and known.supervisor.pid != self._manager:
            known = None
        names = [leader.name for leader in known.leaders if leader.identity.alive] if known and code < 0 else []
        strays = self._end_what_is_left(known)
        if known and not any(self._left(known)):
            state.forget(self._root)
        if words := self._report(code, names, strays):
            _tell(words)
        return code if code >= 0 else 128 - code

    def _report(self, code: int, names: list[str], strays: list[int]) -> str:
        stopped = names or [f"pid {pid}" for pid in strays]
        if code < 0 and -code not in self._asked:
            by = signal.Signals(-code).name
            then = f"stopped {', '.join(stopped)}" if stopped else "nothing of the stack was left"
            return f"the supervisor (pid {self._manager}) was killed by {by}; {then}"
        return f"the supervisor left {', '.join(stopped)} behind; stopped" if strays else ""

    def _listen(self, mask: Iterable[int]) -> int:
        read, write = os.pipe()
        for end in (read, write):
            os.set_blocking(end, False)
        for number in (*SIGNALS, signal.SIGCHLD):
            if signal.getsignal(number) is not signal.SIG_IGN or number == signal.SIGCHLD:  # ignored: as nohup wants it
                signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        return read

    def _hear(self, seconds: float | None) -> None:
        """Wait for a signal, so long at most, and pass on what is meant for the manager."""
        if not select.select([self._wake], [], [], seconds)[0]:
            return
        for number in os.read(self._wake, 512):
            if number in SIGNALS:
                self._asked.append(number)
                self._pass_on(number)

    def _pass_on(self, number: int) -> None:
        if self._status is None:
            os.kill(self._manager, number)  # our child, not yet reaped: nobody else can have its pid
            if len(self._asked) == 2:
                self._kills_at = time.monotonic() + HURRY_S

    def _patience(self) -> float | None:
        if self._kills_at is None:
            return None
        left = self._kills_at - time.monotonic()
        if left <= 0:
            os.kill(self._manager, signal.SIGKILL)
            self._kills_at = None
            return None
        return left

    def _reaped(self) -> bool:
        """Reap whoever has ended, adopted or not; whether the manager has."""
        with suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                if ended[0] == self._manager:
                    self._status = ended[1]
        return self._status is not None

    def _end_what_is_left(self, known: State | None) -> list[int]:
        """TERM at once, KILL when their time is over or somebody presses Ctrl-C; the pids of those that were asked."""
        asked: dict[int, Identity] = {}
        calls = len(self._asked)
        kills_at = time.monotonic() + _patience_with(known)
        while left := list(self._left(known)):
            late = time.monotonic() >= kills_at or len(self._asked) > calls
            if time.monotonic() >= kills_at + KILLING_S:
                _tell(f"could not be stopped: pid {', '.join(str(one.pid) for one, _ in left)}")
                break
            for one, relayed in left:
                if late:
                    one.send_alone(signal.SIGKILL)
                elif not relayed and one.pid not in asked:
                    one.send_alone(signal.SIGTERM)
                    one.send_alone(signal.SIGCONT)  # a stopped process takes TERM only when it goes on
                if not relayed:
                    asked[one.pid] = one
            self._hear(LOOK_EVERY_S)
            self._reaped()
        return list(asked)

    def _left(self, known: State | None) -> Iterator[tuple[Identity, bool]]:
        """Who lives, and whether its relay, which has noticed as well, is the one to send it TERM."""
        if _LINUX:
            yield from self._descendants()
        elif known:
            yield from ((one, False) for one in marked(known.stack_id))

    def _descendants(self) -> Iterator[tuple[Identity, bool]]:
        people = dict(_people())
        parents = [(os.getpid(), True)]
        while parents:
            parent, adopted = parents.pop()
            for pid, (its_parent, session, ticks) in people.items():
                if its_parent == parent:
                    parents.append((pid, False))
                    # Relays stand in the manager's session, their commands below them.
                    yield Identity(boot_id(), pid, ticks), not adopted or session == self._manager


def _patience_with(known: State | None) -> float:
    if known is None:
        return GRACE_S
    return min(GRACE_S, OVERTIME_S + max((leader.grace_s for leader in known.leaders), default=0.0))


def _people() -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Everybody on this machine but zombies: pid, and parent, session and start ticks."""
    for name in os.listdir("/proc"):  # noqa: PTH208 - names only, no paths wanted
        if not name.isdecimal():
            continue
        try:
            stat = Path(f"/proc/{name}/stat").read_bytes()
        except OSError:  # gone meanwhile
            continue
        # What follows the last bracket is fields 3 and on; the name before it may hold anything.
        fields = stat.rpartition(b")")[2].split()
        if fields[0] not in {b"Z", b"X"}:
            yield int(name), (int(fields[1]), int(fields[3]), int(fields[19]))


def _tell(words: str) -> None:
    with suppress(OSError, ValueError):  # nobody reads it any more
        print(words, file=sys.stderr, flush=True)  # noqa: T201 - the last words of `up`
