"""`up --detach` and what is done with the stack from other shells: status, logs, restart, stop, start, down."""

import json
import os
import re
import signal
import time
from typing import Any

import pytest
from support.ports import free_block, listening
from support.project import Project, Projects, Running, left_behind
from support.samples import SHOP_FILES, bare_shell, shop

pytestmark = pytest.mark.e2e

NAMES = ["web-0", "broker-0", "broker-1", "nginx"]
TOP = {
    "stack": str,
    "id": str,
    "state": str,
    "layout": str,
    "url": str,
    "supervisor": dict,
    "processes": list,
}
ROW = {
    "name": str,
    "kind": str,
    "server": str,
    "modules": list,
    "pid": int,
    "port": int,
    "state": str,
    "restarts": int,
    "uptime_s": float,
    "rss_mb": float,
    "health": str,
    "log": str,
    "last_error": str,
    "command": str,
}
SLOW = "import time\ntime.sleep(6)\n" + SHOP_FILES["backend/shop/main.py"]


@pytest.fixture
def detached(project: Projects) -> Project:
    """The shop, running in the background."""
    made = _shop(project)
    run = made.run("up", "--detach")
    assert run.returncode == 0, run.stdout + run.stderr
    return made


def test_status_keeps_its_contract_while_it_runs(detached: Project) -> None:
    """Programs read it: every key of every row is there, of the promised type."""
    run = detached.run("status", "--json")

    there = json.loads(run.stdout)
    assert run.returncode == 0
    _assert_shape(there, TOP)
    _assert_shape(there["supervisor"], {"pid": int, "uptime_s": float})
    for row in there["processes"]:
        _assert_shape(row, ROW)
    by_name = {row["name"]: row for row in there["processes"]}
    assert list(by_name) == NAMES
    assert {row["kind"] for row in there["processes"]} == {"server", "gateway"}
    assert by_name["broker-1"]["port"] == detached.port + 3
    assert by_name["nginx"]["server"] is by_name["nginx"]["last_error"] is None
    assert (detached.root / by_name["broker-0"]["log"]).is_file()
    assert (there["state"], there["layout"], there["url"]) == ("ready", "multi", detached.url)


def test_status_keeps_its_contract_while_nothing_runs(project: Projects) -> None:
    """The same object, and absent is null, so that a program needs one way of reading it."""
    run = _shop(project).run("status", "--json")

    there = json.loads(run.stdout)
    assert run.returncode == 3
    assert there.keys() == TOP.keys()
    assert (there["state"], there["url"], there["supervisor"]) == ("stopped", None, None)
    assert [row["name"] for row in there["processes"]] == NAMES
    for row in there["processes"]:
        assert row.keys() == ROW.keys()
        assert (row["state"], row["pid"], row["uptime_s"], row["rss_mb"]) == ("stopped", None, None, None)


def test_a_day_of_work_twice_in_a_row_from_a_subfolder_and_another_shell(project: Projects) -> None:
    """Nothing of the first round may be in the way of the second, wherever one stands."""
    made = _shop(project)
    inside = made.root / "backend" / "shop"
    for _ in range(2):
        started = made.run("up", "--detach", cwd=inside)
        made.get("/broker/1")
        before = made.pids()
        few = made.run("logs", "-n", "broker", "--lines", "20", cwd=inside)
        # The last lines may all be of probes.
        found = made.run("logs", "-n", "broker", "--grep", "/broker/1", cwd=inside)
        restarted = made.run("restart", "-n", "broker-0")
        after = made.pids()
        down = made.run("down", cwd=inside, env=bare_shell(made.root))

        assert started.returncode == 0, started.stderr
        assert started.stdout.rstrip().endswith(made.url)
        assert re.search(r"broker-[01] \| asked for /broker/1", found.stdout)
        assert 0 < len(few.stdout.splitlines()) <= 20
        assert restarted.returncode == 0, restarted.stderr
        assert [name for name in NAMES if before[name] != after[name]] == ["broker-0"]
        assert down.returncode == 0, down.stderr
        assert left_behind(made.root) == []
        assert listening(made.port, 4) == []


def test_logs_end_by_themselves_and_hold_what_every_process_said(detached: Project) -> None:
    """Without --follow the command never waits for more."""
    for path in ("/a", "/broker/b"):
        detached.get(path)

    run = detached.run("logs", within=10)
    nginx = detached.run("logs", "-n", "nginx", within=10)
    one = detached.run("logs", "-n", "web", "--grep", "asked for /a", "--json", within=10)

    assert "web-0 | asked for /a" in run.stdout
    assert re.search(r"broker-[01] \| asked for /broker/b", run.stdout)
    assert "/broker/b" in nginx.stdout
    assert [json.loads(line)["process"] for line in one.stdout.splitlines()] == ["web-0"]


def test_stop_and_start_touch_only_the_one_that_is_named(detached: Project) -> None:
    """The rest keeps its pids, and status tells a stopped instance from a failed one."""
    before = detached.pids()

    stopped = detached.run("stop", "-n", "broker-0")
    between = detached.rows()
    other = {detached.get("/broker/").text.split()[0] for _ in range(6)}
    started = detached.run("start", "-n", "broker-0")
    after = detached.rows()

    assert (stopped.returncode, started.returncode) == (0, 0), stopped.stderr + started.stderr
    assert (between["broker-0"]["state"], between["broker-0"]["pid"]) == ("stopped", None)
    assert other == {"DEVSTACK_INSTANCE=broker-1"}
    assert {name: row["pid"] for name, row in after.items() if name != "broker-0"} == {
        name: pid for name, pid in before.items() if name != "broker-0"
    }
    assert after["broker-0"]["state"] == "ready"


def test_a_second_up_names_pid_and_url_and_changes_nothing(detached: Project) -> None:
    """One supervisor per checkout."""
    before = detached.status()

    for words in (("up",), ("up", "--detach")):
        run = detached.run(*words)

        assert run.returncode == 1
        assert f"pid {before['supervisor']['pid']}" in run.stderr
        assert detached.url in run.stderr
        assert "Traceback" not in run.stderr
    assert detached.pids() == {row["name"]: row["pid"] for row in before["processes"]}


def test_restart_of_the_whole_reads_deploy_yaml_anew(detached: Project) -> None:
    """An instance more, without a new `up`; the supervisor stays."""
    before = detached.status()["supervisor"]["pid"]
    text = (detached.root / "deploy.yaml").read_text()
    detached.write({"deploy.yaml": text.replace("instances: 2", "instances: 1")})

    run = detached.run("restart")

    assert run.returncode == 0, run.stderr
    assert list(detached.rows()) == ["web-0", "broker-0", "nginx"]
    assert detached.status()["supervisor"]["pid"] == before


def test_an_application_that_does_not_import_fails_the_whole_with_its_traceback(project: Projects) -> None:
    """Exit 1 within seconds, the reason on the screen, and nothing is left of what had started already."""
    made = _shop(project)
    made.write({"backend/shop/main.py": "import nothing_of_this_name\n\napp = None\n"})
    began = time.monotonic()

    run = made.run("up", "--detach")

    assert run.returncode == 1
    assert time.monotonic() - began < 10
    assert "ModuleNotFoundError: No module named 'nothing_of_this_name'" in run.stderr
    assert left_behind(made.root) == []
    assert made.run("status").returncode == 3


def test_down_during_start_ends_it(project: Projects) -> None:
    """Whoever sees that it was a mistake need not wait for it to be ready first."""
    made, running = _starting(project, "up", "--detach")

    run = made.run("down", within=12)

    assert run.returncode == 0, run.stderr
    assert running.exit_code() != 0
    assert left_behind(made.root, within=1) == []
    assert made.run("status").returncode == 3


def test_ctrl_c_during_up_detach_ends_it(project: Projects) -> None:
    """The stack is in a session of its own, which the terminal's signal does not reach."""
    made, running = _starting(project, "up", "--detach")

    running.press_ctrl_c()

    assert running.exit_code() == 130
    assert left_behind(made.root, within=1) == []
    assert made.run("status").returncode == 3
    assert "Traceback" not in running.text


def test_ctrl_c_during_a_foreground_start_ends_it(project: Projects) -> None:
    """The same without a detour."""
    made, running = _starting(project, "up")

    running.press_ctrl_c()

    assert running.exit_code() == 130
    assert left_behind(made.root, within=1) == []


def test_a_killed_supervisor_does_not_stand_in_the_way_of_the_next_up(detached: Project) -> None:
    """Its state file and its socket are still there; nobody has to know of them to go on."""
    pid = detached.status()["supervisor"]["pid"]
    assert pid > 1
    os.kill(pid, signal.SIGKILL)

    run = detached.run("up", "--detach")

    assert run.returncode == 0, run.stdout + run.stderr
    assert detached.status()["state"] == "ready"


def _shop(project: Projects) -> Project:
    port = free_block(4)
    return project(SHOP_FILES, deploy_yaml=shop(port), port=port)


def _starting(project: Projects, *words: str) -> tuple[Project, Running]:
    """A start that takes its time, caught in the middle."""
    made = _shop(project)
    made.write({"backend/shop/main.py": SLOW})
    running = made.start(*words)
    deadline = time.monotonic() + 10
    while not _started(made):
        assert time.monotonic() < deadline, f"nothing started: {running.text}"
        time.sleep(0.02)
    return made, running


def _started(made: Project) -> bool:
    """Whether at least one server runs, told by the log alone, which costs no start of a command."""
    log = made.root / ".devstack/logs/all.log"
    return log.is_file() and "started (pid" in log.read_text()


def _assert_shape(found: dict[str, Any], wanted: dict[str, type]) -> None:
    assert found.keys() == wanted.keys()
    for key, kind in wanted.items():
        assert found[key] is None or isinstance(found[key], kind), f"{key}: {found[key]!r}"
