"""Waits for the manager, passes signals on, and ends whatever the manager leaves behind: `waiting.py PID ROOT SYS_PATH`.

Run without site-packages, and everything it needs only in the end is imported in the end: it stands beside the stack for as
long as that runs. On Linux a process whose parent has died becomes a child of ours (a subreaper), so what is left is known
for certain; elsewhere the stack id in their environment tells.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from contextlib import suppress

TYPE_CHECKING = False  # typing costs a megabyte
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from devstack.state import Identity, State

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
_LINUX = sys.platform == "linux"


def main(words: Sequence[str]) -> int:
    """The exit code of the whole: the manager's, or 128 and the signal that killed it."""
    manager, root, path = words
    reaper = _Reaper(int(manager))
    code = reaper.wait()
    if code < 0 or (_LINUX and any(_descendants(os.getpid()))):
        # Below -I and -S only the standard library is found.
        sys.path[:] = path.split(os.pathsep)
        reaper.end_what_is_left(root, code)
    return code if code >= 0 else 128 - code


class _Reaper:
    """Signals are read from a pipe; no handler does anything."""

    def __init__(self, manager: int) -> None:
        self._manager = manager
        self._status: int | None = None
        self._asked: list[int] = []
        self._kills_at: float | None = None
        self._wake = self._listen()

    def wait(self) -> int:
        """Until the manager has ended: its exit code, or the signal that killed it below zero."""
        while not self._reaped():
            self._hear(self._patience())
        assert self._status is not None, "the manager was reaped"  # noqa: S101 - for the type checker
        return os.waitstatus_to_exitcode(self._status)

    def end_what_is_left(self, root: str, code: int) -> None:
        """End it and say so; forget the state file when nothing is left of what it tells of."""
        from pathlib import Path

        from devstack import state

        known = state.read(Path(root))
        if known and known.supervisor.pid != self._manager:
            known = None
        names = [leader.name for leader in known.leaders] if known and code < 0 else []
        strays = self._end(known)
        if known and not any(self._left(known)):
            state.forget(Path(root))
        if words := self._report(code, names, strays):
            tell(words)

    def _report(self, code: int, names: list[str], strays: list[int]) -> str:
        stopped = names or [f"pid {pid}" for pid in strays]
        if code < 0 and -code not in self._asked:
            by = signal.Signals(-code).name
            then = f"stopped {', '.join(stopped)}" if stopped else "nothing of the stack was left"
            return f"the supervisor (pid {self._manager}) was killed by {by}; {then}"
        return f"the supervisor left {', '.join(stopped)} behind; stopped" if strays else ""

    def _listen(self) -> int:
        read, write = os.pipe()
        for end in (read, write):
            os.set_blocking(end, False)
        for number in (*SIGNALS, signal.SIGCHLD):
            if signal.getsignal(number) is not signal.SIG_IGN or number == signal.SIGCHLD:  # ignored: as nohup wants it
                signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(write, warn_on_full_buffer=False)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
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

    def _end(self, known: State | None) -> list[int]:
        """TERM at once, KILL when their time is over or somebody presses Ctrl-C; the pids of those that were asked."""
        asked: dict[int, Identity] = {}
        calls = len(self._asked)
        kills_at = time.monotonic() + _patience_with(known)
        while left := list(self._left(known)):
            late = time.monotonic() >= kills_at or len(self._asked) > calls
            if time.monotonic() >= kills_at + KILLING_S:
                tell(f"could not be stopped: pid {', '.join(str(one.pid) for one, _ in left)}")
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
        from devstack.state.identity import Identity, boot_id, marked

        if _LINUX:
            for pid, adopted, session, ticks in _descendants(os.getpid()):
                # Relays stand in the manager's session, their commands below them.
                yield Identity(boot_id(), pid, ticks), not adopted or session == self._manager
        elif known:
            yield from ((one, False) for one in marked(known.stack_id))


def _patience_with(known: State | None) -> float:
    if known is None:
        return GRACE_S
    return min(GRACE_S, OVERTIME_S + max((leader.grace_s for leader in known.leaders), default=0.0))


def _descendants(root: int) -> Iterator[tuple[int, bool, int, int]]:
    """All below a process: pid, whether it is a child of that very process, session and start ticks."""
    people = dict(_people())
    parents = [root]
    while parents:
        parent = parents.pop()
        for pid, (its_parent, session, ticks) in people.items():
            if its_parent == parent:
                parents.append(pid)
                yield pid, parent == root, session, ticks


def _people() -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Everybody on this machine but zombies: pid, and parent, session and start ticks."""
    for name in os.listdir("/proc"):  # noqa: PTH208 - pathlib costs a megabyte
        if not name.isdecimal():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123 - as above
                stat = file.read()
        except OSError:  # gone meanwhile
            continue
        # What follows the last bracket is fields 3 and on; the name before it may hold anything.
        fields = stat.rpartition(b")")[2].split()
        if fields[0] not in {b"Z", b"X"}:
            yield int(name), (int(fields[1]), int(fields[3]), int(fields[19]))


def tell(words: str) -> None:
    """A line for whoever started this."""
    with suppress(OSError, ValueError, AttributeError):  # nobody reads it any more, or it was closed from the start
        print(words, file=sys.stderr, flush=True)  # noqa: T201 - the last words of `up`


if __name__ == "__main__":
    os._exit(main(sys.argv[1:]))
