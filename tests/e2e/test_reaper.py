"""The process tree: whichever of reaper and manager is killed, and however its children behave, nothing is left."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest
from support.ports import free_block
from support.project import Project
from support.stacks import Start, kill, plan, program, row, until

from devstack import state, status
from devstack.plan.model import Plan

pytestmark = pytest.mark.e2e


def nasty() -> Plan:
    """One that obeys, one that ignores TERM, one that starts a child in a session of its own."""
    return plan(
        program("good-0", "--helper", port=free_block()), program("bad", "--ignore-term"), program("gone", "--escape")
    )


def manager(root: Path) -> int:
    """The pid of the supervisor, which is not the process that was started."""
    there = status.snapshot(root).supervisor
    assert there is not None
    return there.pid


def test_a_killed_manager_leaves_nothing(start: Start, tmp_path: Path) -> None:
    """Other supervisors leave every child behind; ours are ended by their relays, and who fled by the reaper."""
    stack = start(nasty(), "--reaper")
    stack.running.wait_for("ready in")
    pid = manager(tmp_path)

    kill(pid)
    code = stack.running.exit_code(within=6)

    assert code == 128 + signal.SIGKILL
    assert stack.left() == []
    assert f"the supervisor (pid {pid}) was killed by SIGKILL; stopped good-0, bad, gone" in stack.running.text
    assert status.snapshot(tmp_path).state == "stopped"
    assert state.read(tmp_path) is None


def test_a_manager_killed_together_with_its_relays_leaves_nothing(start: Start, tmp_path: Path) -> None:
    """Then nobody but the reaper knows of the commands any more."""
    stack = start(nasty(), "--reaper")
    stack.running.wait_for("ready in")
    pid = manager(tmp_path)
    relays = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    for one in (pid, *relays):
        kill(one)

    assert stack.running.exit_code(within=6) == 128 + signal.SIGKILL
    assert stack.left() == []


def test_a_stopped_manager_that_is_killed_leaves_nothing(start: Start, tmp_path: Path) -> None:
    """Somebody froze the whole stack before: stopped processes hear TERM only when they go on."""
    stack = start(nasty(), "--reaper")
    stack.running.wait_for("ready in")
    pid = manager(tmp_path)
    pids = [row.pid for row in status.snapshot(tmp_path).processes]

    for one in (pid, *pids):
        kill(one, signal.SIGSTOP)
    kill(pid)

    assert stack.running.exit_code(within=7) == 128 + signal.SIGKILL
    assert stack.left() == []


def test_a_killed_reaper_makes_the_manager_stop_everything(start: Start, tmp_path: Path) -> None:
    """It was what the user started, so it is what a user kills; the order of the stop is kept."""
    stack = start(nasty(), "--reaper")
    stack.running.wait_for("ready in")

    kill(stack.pid)

    assert stack.left(within=6) == []
    assert status.snapshot(tmp_path).state == "stopped"
    stack.running.wait_for("bad did not leave in time: killed")
    assert "the process that was started as `up` has been killed: stopping" in stack.running.text


def test_what_is_left_when_both_are_killed_at_once_is_stopped_by_down(start: Start, tmp_path: Path) -> None:
    """Relays end their groups; whoever fled from those is found by the stack id."""
    stack = start(nasty(), "--reaper")
    stack.running.wait_for("ready in")
    pid = manager(tmp_path)

    for one in (stack.pid, pid):
        kill(one, signal.SIGSTOP)
    for one in (stack.pid, pid):
        kill(one)
    stopped = status.down(tmp_path)

    assert stopped
    assert stack.left(within=2) == []


def test_a_signal_is_passed_on_once(start: Start) -> None:
    """A terminal's Ctrl-C reaches the whole group; counted twice it would kill instead of stopping in order."""
    stack = start(plan(program("worker", grace_s=5.0)), "--reaper")
    stack.running.wait_for("ready in")

    assert os.getpgid(stack.pid) == stack.pid
    os.killpg(stack.pid, signal.SIGINT)

    assert stack.running.exit_code() == 130
    assert "worker stopped (exit 0)" in stack.running.text
    assert "again: killing" not in stack.running.text


DEAF = """
import os, signal
from pathlib import Path
from devstack.reaper import Manager

class Deaf:
    def __del__(self):
        signal.raise_signal({number})

with Manager.begin(Path.cwd()) as manager:
    manager.lock()
    Deaf()
    print("went on")
    manager.hand_over(b"{{}}\\n")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_that_comes_where_nothing_can_be_raised_is_not_forgotten(tmp_path: Path, number: int) -> None:
    """Python throws away what a handler raises in a `__del__` or in pydantic; `up` went on then and started the stack."""
    preparing = Project(tmp_path).start("-c", DEAF.format(number=int(number)), command=(sys.executable,))

    code = preparing.exit_code(within=10)

    assert (code, "went on" in preparing.text) in {(128 + number, True), (-number, True)}
    assert "Exception ignored" not in preparing.text
    preparing.stop()


def test_a_second_ctrl_c_reaches_the_manager(start: Start) -> None:
    """Whoever presses it twice does not want to wait for a grace period."""
    stack = start(plan(program("bad", "--ignore-term", grace_s=30.0)), "--reaper")
    stack.running.wait_for("ready in")
    stack.running.interrupt()
    stack.running.wait_for("bad stopping")

    began = time.monotonic()
    stack.running.interrupt()

    assert stack.running.exit_code() == 130
    assert time.monotonic() - began < 2


def test_status_names_the_manager_and_down_waits_for_the_reaper(start: Start, tmp_path: Path) -> None:
    """When `down` returns nothing of the stack is there any more, the process that was started included."""
    stack = start(plan(program("worker")), "--reaper")
    stack.running.wait_for("ready in")
    there = state.read(tmp_path)

    assert there is not None
    assert there.reaper is not None
    assert (there.reaper.pid, there.supervisor.pid) == (stack.pid, state.holder(tmp_path))
    assert status.down(tmp_path) == ["worker"]
    assert not there.reaper.alive
    assert stack.running.exit_code() == 0


def test_a_worker_that_was_left_by_its_parent_is_reaped(start: Start, tmp_path: Path) -> None:
    """Orphans become the reaper's children; unreaped they would fill the process table of a long session."""
    stack = start(plan(program("gone", "--escape"), program("other")), "--reaper")
    stack.running.wait_for("ready in")

    kill(row(status.snapshot(tmp_path), "gone").pid)
    until(tmp_path, lambda s: row(s, "gone").restarts == 1 and s.state == "ready", "back again")
    escaped = [int(word) for word in Path(f"/proc/{stack.pid}/task/{stack.pid}/children").read_text().split()]
    for pid in set(escaped) - {manager(tmp_path)}:
        kill(pid)

    deadline = time.monotonic() + 2
    while set(_children(stack.pid)) - {manager(tmp_path)}:
        assert time.monotonic() < deadline, _children(stack.pid)
        time.sleep(0.02)


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
