"""A process and all below it, as the machine tells it: who is there, who was stopped, whether a debugger is in one of them."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_LINUX = sys.platform == "linux"
_STOPPED = {b"T"}  # by a signal; a process that a debugger holds is `t`


@dataclass(frozen=True, slots=True)
class Member:
    """One process, told from a later one with its pid by its start."""

    pid: int
    ticks: int


@dataclass(frozen=True, slots=True)
class Family:
    """All of them at one moment; `stopped` are those that a signal has stopped."""

    members: frozenset[Member] = frozenset()
    stopped: frozenset[Member] = frozenset()


def family(pid: int) -> Family:
    """The process and its descendants. Those that end while it is asked may be missing."""
    found = dict(_linux(pid) if _LINUX else _elsewhere(pid))
    return Family(frozenset(found), frozenset(member for member, stopped in found.items() if stopped))


def debugged(those: Family) -> bool:
    """Whether a debugger holds or lives in one of them; it may stand at a breakpoint for as long as its user thinks."""
    return _LINUX and any(_debugged(member.pid) for member in those.members)


def _linux(pid: int) -> Iterator[tuple[Member, bool]]:
    pids = [pid]
    while pids:
        one = pids.pop()
        try:
            # What follows the last bracket is fields 3 and on; the name before it may hold anything.
            fields = Path(f"/proc/{one}/stat").read_bytes().rpartition(b")")[2].split()
            tasks = [file.read_bytes() for file in Path(f"/proc/{one}/task").glob("*/children")]
        except OSError:  # gone meanwhile
            continue
        if fields[0] not in {b"Z", b"X"}:
            yield Member(one, int(fields[19])), fields[0] in _STOPPED
        pids += [int(child) for task in tasks for child in task.split()]


def _elsewhere(pid: int) -> Iterator[tuple[Member, bool]]:
    import psutil  # 20 ms that Linux need not spend

    try:
        leader = psutil.Process(pid)
        for one in (leader, *leader.children(recursive=True)):
            state = one.status()
            if state != psutil.STATUS_ZOMBIE:
                yield Member(one.pid, int(one.create_time() * 1000)), state == psutil.STATUS_STOPPED
    except psutil.NoSuchProcess:
        return


def _debugged(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/status").read_bytes()
        # debugpy and the debuggers of the editors that use it load pydevd's compiled parts.
        return b"\nTracerPid:\t0\n" not in status or b"pydevd" in Path(f"/proc/{pid}/maps").read_bytes()
    except OSError:  # gone meanwhile
        return False
