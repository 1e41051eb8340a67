"""What lives and does not serve is noticed and put right; what only takes its time is left alone."""

import signal
import time
from pathlib import Path

import pytest
from support.ports import free_block
from support.project import Project, Projects
from support.samples import SHOP_FILES, as_yaml
from support.stacks import Start, kill, plan, program, row, until

from devstack import status
from devstack.plan.model import Restart
from devstack.state import RowState

pytestmark = pytest.mark.e2e


def shop(project: Projects, **web: object) -> Project:
    """Three instances that reload, behind nginx."""
    port = free_block(4)
    servers = {"web": {"port": port + 1, "instances": 3, "routes": ["/"], "reload": True, **web}}
    made = project(SHOP_FILES, deploy_yaml=as_yaml({"nginx": {"port": port}, "servers": servers}), port=port)
    made.up()
    return made


def worker(pid: int) -> int:
    """The child of a server that reloads which serves."""
    found = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return next(one for one in found if Path(f"/proc/{one}/comm").read_text().strip() != "devstack-watch")


def test_dead_and_stopped_parts_of_a_stack_are_put_right(project: Projects) -> None:
    """Parents die with a worker on their port, workers die and are replaced on the spot, workers are stopped."""
    made = shop(project)
    before = made.pids()

    kill(before["nginx"])
    kill(before["web-0"])
    killed = worker(before["web-1"])
    kill(killed)
    kill(worker(before["web-2"]), signal.SIGSTOP)
    began = time.monotonic()
    there = until(
        made.root,
        lambda s: s.state == "ready" and [row.restarts for row in s.processes] == [1, 0, 1, 1, 0],
        "three anew",
        within=15,
    )
    took = time.monotonic() - began

    everyone = {"web-0", "web-1", "web-2"}
    assert made.answering("/", everyone) == everyone
    reasons = {row.name: row.last_error or "" for row in there.processes}
    assert reasons["nginx"] == reasons["web-0"] == "was killed by SIGKILL"
    assert reasons["web-1"] == ""
    assert worker(made.pids()["web-1"]) != killed
    assert "of it is stopped: no answer on port" in reasons["web-2"]
    assert took < 12


def test_code_that_does_not_load_is_waited_for(project: Projects) -> None:
    """A server that has to start anew with it waits for the next edit; given up, it would not see it."""
    made = shop(project, instances=1)
    good = (made.root / "backend/shop/main.py").read_text()

    made.write({"backend/shop/main.py": "def broken(:\n"})
    until(made.root, lambda s: row(s, "web-0").state == RowState.STALE, "stale")
    kill(made.pids()["web-0"])
    still = until(made.root, lambda s: row(s, "web-0").state == RowState.UNHEALTHY, "started anew in vain")
    made.write({"backend/shop/main.py": good})
    mended = until(made.root, lambda s: s.state == "ready", "mended by the edit", within=10)

    assert row(still, "web-0").restarts == 1
    assert row(still, "web-0").last_error == "does not load: SyntaxError: invalid syntax, shop/main.py:1"
    assert (row(mended, "web-0").restarts, row(mended, "web-0").pid) == (1, row(still, "web-0").pid)


def test_a_server_that_is_busy_keeps_its_work(start: Start, tmp_path: Path) -> None:
    """Silent, but nothing of it is gone or stopped: a handler that blocks is waited for, and `status` says so."""
    muted = tmp_path / "muted"
    stack = start(plan(program("broker-0", "--helper", "--mute-when", str(muted), port=free_block())))
    stack.running.wait_for("ready in")

    muted.touch()
    sick = until(tmp_path, lambda s: row(s, "broker-0").state == RowState.UNHEALTHY, "unhealthy")
    time.sleep(0.9)
    later = status.snapshot(tmp_path)
    muted.unlink()
    well = until(tmp_path, lambda s: s.state == "ready", "ready again")

    assert row(sick, "broker-0").pid == row(later, "broker-0").pid == row(well, "broker-0").pid
    assert row(well, "broker-0").restarts == 0


def test_a_stopped_server_is_started_anew_unless_its_policy_is_never(start: Start, tmp_path: Path) -> None:
    """Whoever wants to look at it in that state says so."""
    port = free_block(2)
    held = program("held-0", port=port + 1, restart=Restart(policy="never"))
    stack = start(plan(program("broker-0", port=port), held))
    stack.running.wait_for("ready in")
    before = status.snapshot(tmp_path)

    for name in ("broker-0", "held-0"):
        kill(row(before, name).pid, signal.SIGSTOP)
    after = until(tmp_path, lambda s: row(s, "broker-0").restarts == 1 and row(s, "broker-0").state == "ready", "anew")

    assert (row(after, "held-0").state, row(after, "held-0").restarts) == (RowState.UNHEALTHY, 0)
    assert "broker-0 does not answer and pid" in stack.running.text
    kill(row(after, "held-0").pid, signal.SIGCONT)


def test_a_module_that_leaves_at_once_is_given_up_and_the_rest_stays(start: Start, tmp_path: Path) -> None:
    """Four starts at most, then `failed`; the reason is the last line of its traceback, and who raised it."""
    marker = tmp_path / "was-here"
    stack = start(
        plan(
            program("bad", "--crash", "--once-more", str(marker), "--say", "begun"),
            program("good-0", port=free_block()),
        )
    )
    stack.running.wait_for("ready in")

    kill(row(status.snapshot(tmp_path), "bad").pid)
    failed = until(tmp_path, lambda s: row(s, "bad").state == RowState.FAILED, "given up", within=10)

    assert stack.running.text.count("begun") == 4
    assert failed.exit_code == 1
    assert row(failed, "good-0").state == "ready"
    reason = row(failed, "bad").last_error or ""
    assert "left with exit code 1 (LookupError: no such table, support/program.py:" in reason
    assert reason.endswith("after 3 restarts within 60 s")
