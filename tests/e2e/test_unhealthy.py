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
    """The child of a uvicorn that reloads which serves, of a nginx the first worker."""
    found = [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return next(one for one in found if b"resource_tracker" not in Path(f"/proc/{one}/cmdline").read_bytes())


def test_dead_and_stopped_parts_of_a_stack_are_put_right(project: Projects) -> None:
    """Parents die and leave a worker on their port, workers die unseen by their parent, workers are stopped."""
    made = shop(project)
    before = made.pids()

    kill(before["nginx"])
    kill(before["web-0"])
    kill(worker(before["web-1"]))
    kill(worker(before["web-2"]), signal.SIGSTOP)
    began = time.monotonic()
    there = until(
        made.root,
        lambda s: s.state == "ready" and all(row.restarts == 1 for row in s.processes),
        "all four anew",
        within=15,
    )
    took = time.monotonic() - began

    assert {made.get("/").text.split()[0] for _ in range(6)} == {f"DEVSTACK_INSTANCE=web-{i}" for i in range(3)}
    reasons = {row.name: row.last_error or "" for row in there.processes}
    assert reasons["nginx"] == reasons["web-0"] == "was killed by SIGKILL"
    assert "of it is gone: no answer on port" in reasons["web-1"]
    assert "of it is stopped: no answer on port" in reasons["web-2"]
    assert took < 12


def test_code_that_does_not_load_is_waited_for(project: Projects) -> None:
    """The reloader of an edited server waits for the next edit; given up, it would not see it."""
    made = shop(project, instances=1, start_s=2)
    good = (made.root / "backend/shop/main.py").read_text()
    time.sleep(0.5)  # uvicorn's reloader first looks at the files a quarter of a second after it started its worker

    made.write({"backend/shop/main.py": "def broken(:\n"})
    until(
        made.root,
        lambda s: row(s, "web-0").state == RowState.UNHEALTHY and row(s, "web-0").restarts == 1,
        "restarted in vain",
        within=15,
    )
    time.sleep(0.9)
    still = row(status.snapshot(made.root), "web-0")
    made.write({"backend/shop/main.py": good})
    mended = until(made.root, lambda s: s.state == "ready", "mended by the edit", within=10)

    assert (still.state, still.restarts) == (RowState.UNHEALTHY, 1)
    assert (row(mended, "web-0").restarts, row(mended, "web-0").pid) == (1, still.pid)


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


@pytest.mark.hard
def test_a_long_reload_is_waited_for(project: Projects) -> None:
    """A worker has gone and a new one has come: it loads its code for longer than a dead one would be waited for."""
    made = shop(project, instances=1)
    before = made.pids()
    good = (made.root / "backend/shop/main.py").read_text()

    made.write({"backend/shop/main.py": f"import time\ntime.sleep(9)\n{good}"})
    until(made.root, lambda s: row(s, "web-0").state == RowState.UNHEALTHY, "unhealthy", within=12)
    after = until(made.root, lambda s: s.state == "ready", "loaded", within=20)

    assert (row(after, "web-0").restarts, row(after, "web-0").pid) == (0, before["web-0"])
