"""Limits as the system keeps them, and what is told of a process that runs into one."""

import sys
from pathlib import Path

import pytest
from support.stacks import Start, plan, program, row, until

from devstack import status
from devstack.plan.model import Limits, Restart

pytestmark = pytest.mark.e2e

SMALL = Limits(memory_mb=100, nofile=200)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not bound memory")
def test_a_process_that_asks_for_more_memory_than_it_may_is_told_of(start: Start, tmp_path: Path) -> None:
    """One that falls says why in `last_error`; one that goes on as well; and the limit holds nobody else."""
    go = tmp_path / "go"
    eats = ("--eat", "300", "--when", str(go))
    stack = start(
        plan(
            program("falls", *eats, limits=SMALL, restart=Restart(policy="never")),
            program("goes-on", *eats, "--survive", limits=SMALL),
            program("free", *eats),
        )
    )
    stack.running.wait_for("ready in")

    go.touch()
    there = until(tmp_path, lambda s: row(s, "falls").state == "failed" and bool(row(s, "goes-on").last_error), "told")

    told = "asked for more memory than limits.memory_mb allows (100 MB)"
    assert (row(there, "falls").last_error or "").startswith(f"{told} and left with exit code 1 (MemoryError")
    assert (row(there, "goes-on").last_error, row(there, "goes-on").state) == (told, "ready")
    assert row(there, "free").last_error is None
    stack.running.wait_for("has 300000000 bytes")


def test_the_limit_of_open_files_reaches_the_command(start: Start, tmp_path: Path) -> None:
    """Told by the system itself."""
    stack = start(plan(program("worker", limits=SMALL), program("other")))
    stack.running.wait_for("ready in")
    pid = row(status.snapshot(tmp_path), "worker").pid

    limits = Path(f"/proc/{pid}/limits").read_text()

    (files,) = (line for line in limits.splitlines() if line.startswith("Max open files"))
    assert files.split()[3] == "200"
