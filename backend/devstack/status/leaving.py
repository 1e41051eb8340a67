"""Stopping whatever of a checkout runs: by its supervisor, without one, or instead of one that hangs."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

from devstack import control, state
from devstack.deployment import CORE, GATEWAY
from devstack.errors import DevstackError, NotRunning
from devstack.plan.model import StopOrder
from devstack.record import Record, records, stack_id
from devstack.state import Identity, Leader, State
from devstack.state.identity import marked
from devstack.status.calling import Say, call

HEAD_START_S = 0.2
OVERTIME_S = 1.0
LAST_MOMENT_S = 0.5
LISTENS_S = 2.0
"""A supervisor that does not tell its status by then is taken for hanging."""
GRACE_S = 3.0
"""Of a process whose plan is not at hand."""


def down(root: Path, timeout: float = 8.0, say: Say | None = None) -> list[str]:
    """Stop whatever of this checkout runs, in order, within `timeout` seconds; the names that were stopped.

    Empty when nothing ran. `say` hears, line by line, what is done. Only processes known by full identity are signalled.
    """
    deadline = time.monotonic() + timeout
    tell = say or (lambda _: None)
    known = state.read(root)
    stopped = _by_supervisor(root, deadline, tell)
    if stopped is None:
        stopped = _by_force(root, deadline, tell)
    if alive := records(root):
        stopped += _stop_bare(alive, deadline, tell)
    stopped += clear(root, tell, max(1.0, deadline - time.monotonic()))
    if known is not None and known.reaper is not None:  # it leaves last, and is gone as well when this returns
        _wait(lambda: not (known.reaper and known.reaper.alive), max(1.0, deadline - time.monotonic()))
    return stopped


def clear(root: Path, say: Say | None = None, timeout: float = 8.0) -> list[str]:
    """Stop what a dead supervisor left behind and forget its state file; the names that were stopped."""
    known = state.read(root)
    if known is None or _supervised(root, known):
        return []
    tell = say or (lambda _: None)
    deadline = time.monotonic() + timeout
    left = [leader for leader in known.leaders if leader.identity.alive]
    names = [leader.name for leader in left]
    if left:
        tell(f"the supervisor (pid {known.supervisor.pid}) died without stopping {', '.join(names)}")
        _stop(left, deadline, tell)
    strays = list(marked(known.stack_id))
    if strays:
        _stop([_stray(one) for one in strays], deadline, tell)
    state.forget(root)
    return names + [f"pid {one.pid}" for one in strays]


def _by_supervisor(root: Path, deadline: float, say: Say) -> list[str] | None:
    """Ask a running supervisor; None when it does not do it, an empty list when there is none."""
    known = state.read(root)
    if state.holder(root) is None and not (known and _supervised(root, known)):
        return []
    bound = max(0.5, deadline - time.monotonic())
    try:
        call(root, "status", min(LISTENS_S, bound / 2))  # one that hangs takes the call and never answers it
        answer = call(root, "down", bound + OVERTIME_S, say, timeout=bound)
    except (NotRunning, control.NoAnswer):
        return [] if state.holder(root) is None else None
    _wait(lambda: state.holder(root) is None, 2.0)
    if known is not None:  # it has given the lock back, and is gone as well when this returns
        _wait(lambda: not known.supervisor.alive, 1.0)
    return [str(name) for name in answer["stopped"]]


def _supervised(root: Path, known: State) -> bool:
    """Whether the supervisor of that state lives. Somebody removed `.devstack/`, and for a moment it is without its lock:
    then its answer counts, because its pid and start alone could be a stranger's."""
    if not known.supervisor.alive:
        return False
    if state.holder(root) is not None:
        return True
    try:
        control.call(root, "recipe", within=LISTENS_S)
    except DevstackError:
        return False
    return True


def _by_force(root: Path, deadline: float, say: Say) -> list[str]:
    """The supervisor has the lock and does not hear. Killed, it leaves its processes to its relays and to `clear`."""
    known, pid = state.read(root), state.holder(root)
    if pid is None:
        return []  # it has left meanwhile
    if known is None or known.supervisor.pid != pid or not known.supervisor.alive:
        raise DevstackError(
            f"pid {pid} has .devstack/lock and does not answer; it cannot be told from a stranger, stop it by hand"
        )
    say(f"the supervisor (pid {pid}) does not answer: killed")
    names = [leader.name for leader in known.leaders]
    known.supervisor.send_alone(signal.SIGKILL)
    if known.reaper:
        known.reaper.send_alone(signal.SIGCONT)  # it may have been stopped together with its child
    _wait(lambda: not any(leader.identity.alive for leader in known.leaders), max(1.0, deadline - time.monotonic()))
    return names


def _stop_bare(alive: list[Record], deadline: float, say: Say) -> list[str]:
    """Stop a bare honcho's processes. When the first has left, honcho itself asks the others; it must leave as well."""
    ids = {found for record in alive if (found := stack_id(record))}
    _stop([_bare_leader(record) for record in alive], deadline, say)
    for one in ids:
        _stop([_stray(stray) for stray in marked(one)], deadline, say)
    runners = {record.runner for record in alive if record.runner}
    _wait(lambda: not any(runner.alive for runner in runners), max(1.0, deadline - time.monotonic()))
    for runner in runners:
        if runner.alive:
            say(f"honcho (pid {runner.pid}) has not left; Ctrl-C in its terminal ends it")
    return [record.name for record in alive]


def _bare_leader(record: Record) -> Leader:
    order = StopOrder.GATEWAY if record.name == GATEWAY else StopOrder.MODULES
    order = StopOrder.CORE if record.modules == CORE else order
    return Leader(record.name, record.identity, order, GRACE_S)


def _stray(identity: Identity) -> Leader:
    return Leader(f"pid {identity.pid}", identity, StopOrder.MODULES, GRACE_S)


def _stop(leaders: list[Leader], deadline: float, say: Say) -> None:
    """The supervisor's order for processes that are not our children: the gateway, the modules, core, what they need."""
    tiers = {order: [one for one in leaders if one.stops == order] for order in StopOrder}
    doors = tiers[StopOrder.GATEWAY]
    _dismiss(doors, signal.SIGQUIT, say)
    _wait(lambda: not _alive(doors), HEAD_START_S if doors else 0)
    for order in (StopOrder.MODULES, StopOrder.CORE, StopOrder.LAST):
        _dismiss(tiers[order], signal.SIGTERM, say)
        _see_off(tiers[order], deadline, say)
    _see_off(doors, deadline, say)


def _dismiss(leaders: list[Leader], number: signal.Signals, say: Say) -> None:
    for leader in leaders:
        if leader.identity.send(number):
            say(f"{leader.name} stopping ({number.name[3:]})")


def _see_off(leaders: list[Leader], deadline: float, say: Say) -> None:
    patience = max((leader.grace_s for leader in leaders), default=0) + OVERTIME_S
    _wait(lambda: not _alive(leaders), min(patience, max(0.0, deadline - LAST_MOMENT_S - time.monotonic())))
    for leader in _alive(leaders):
        say(f"{leader.name} did not leave in time: killed")
        leader.identity.send(signal.SIGKILL)
    _wait(lambda: not _alive(leaders), 2.0)


def _alive(leaders: list[Leader]) -> list[Leader]:
    return [leader for leader in leaders if leader.identity.alive]


def _wait(done: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not done() and time.monotonic() < until:
        time.sleep(0.02)
