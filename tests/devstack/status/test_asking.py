"""`status` where nothing runs, or no longer runs."""

from pathlib import Path

import pytest
from support.stacks import plan, program

from devstack import control, status
from devstack.state import Identity, Leader, Lock, Snapshot, State, absent, checkout_id, write
from devstack.state.identity import boot_id


def test_nothing_runs_and_nothing_is_made(tmp_path: Path) -> None:
    """The same object, with nulls; asking leaves no folder behind."""
    there = status.snapshot(tmp_path)

    assert there == absent(checkout_id(tmp_path))
    assert there.exit_code == 3
    assert list(tmp_path.iterdir()) == []


def test_the_plan_gives_a_row_to_each_process_that_does_not_run(tmp_path: Path) -> None:
    """So the table tells what `up` would start."""
    there = status.snapshot(tmp_path, plan(program("broker-0", port=20001), program("worker")))

    assert there.stack == "sample"
    assert [(row.name, row.state, row.pid, row.port) for row in there.processes] == [
        ("broker-0", "stopped", None, 20001),
        ("worker", "stopped", None, None),
    ]


@pytest.mark.parametrize("boot", ["this", "another"])
def test_a_stale_state_file_does_not_make_it_lie(tmp_path: Path, boot: str) -> None:
    """After a crash or a reboot the file says ready; the processes are what counts."""
    identity = Identity(boot_id() if boot == "this" else boot, 4_000_000, 5)
    rows = Snapshot("s", "i", "ready", "multi", "u", None, ())
    write(tmp_path, State("s-1", "/nowhere.sock", identity, rows, (Leader("a-0", identity, 1, 3.0),)))

    assert status.snapshot(tmp_path).state == "stopped"


def test_a_supervisor_without_a_socket_is_said_so(tmp_path: Path) -> None:
    """It holds the lock, so something runs; what, it does not tell."""
    with Lock.take(tmp_path), pytest.raises(control.NoAnswer, match="no control socket"):
        status.snapshot(tmp_path, within=0.1)
