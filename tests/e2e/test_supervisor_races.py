"""Moments in which two things meet: a verb and a restart that is waiting, a stop and a relay that cannot speak."""

import signal
import time
from pathlib import Path

import psutil
import pytest
from support.ports import free_block
from support.stacks import Start, kill, plan, program, row, until

from devstack import control, status

pytestmark = pytest.mark.e2e


def test_start_in_the_pause_before_a_restart_starts_one_process_not_two(start: Start, tmp_path: Path) -> None:
    """Two keepers of one process would fight over its port, and only one of them would be heard by `stop`."""
    port = free_block()
    stack = start(plan(program("web-0", port=port), program("other")))
    stack.running.wait_for("ready in")
    kill(row(status.snapshot(tmp_path), "web-0").pid)
    until(tmp_path, lambda there: row(there, "web-0").state == "restarting", "the pause before the restart")

    control.call(tmp_path, "start", within=10, names=["web-0"])

    until(tmp_path, lambda _: time.monotonic() > began + 0.8, "the end of the pause") if (
        began := time.monotonic()
    ) else 0
    assert stack.running.text.count("web-0 started") == 2
    assert row(status.snapshot(tmp_path), "web-0").restarts == 0


def test_a_relay_that_is_stopped_holds_up_no_stop(start: Start, tmp_path: Path) -> None:
    """A suspended relay cannot tell that its command has left; without it the stop must come to an end as well."""
    stack = start(plan(program("worker"), program("other")))
    stack.running.wait_for("ready in")
    relay = psutil.Process(row(status.snapshot(tmp_path), "worker").pid).parent()
    assert relay is not None
    assert relay.pid != stack.pid
    kill(relay.pid, signal.SIGSTOP)

    stack.running.interrupt()

    try:
        assert stack.running.exit_code(within=8) == 128 + signal.SIGINT
    finally:
        if relay.is_running():
            relay.kill()  # else it would hold this test's pipe open for ever
    assert stack.left(within=1) == []
