"""`.venv/bin/honcho start` in a clean clone and an unactivated shell: the committed Procfile, without our supervisor."""

import json
import os
import sys
from collections.abc import Callable

import httpx
import pytest
import yaml
from support.ports import listening
from support.project import Project, Running, left_behind
from support.samples import BARS, bare_shell, shifted
from websockets.sync.client import connect

pytestmark = pytest.mark.e2e

NAMES = ["core-0", "broker-0", "broker-1", "datafeed-0", "datafeed-1", "nginx"]
READY_S = 40


@pytest.fixture(scope="module")
def project(clone: Callable[..., Project]) -> Project:
    """The clone that most tests look at."""
    return _ready_made(clone())


@pytest.fixture(scope="module")
def honcho(project: Project) -> Running:
    """The whole stack under a bare honcho, answering."""
    return _start(project)


def test_the_calls_of_the_first_minute_answer(project: Project, honcho: Running) -> None:
    """What `invoke up` gives through the gateway, honcho gives as well."""
    paths = [
        "core/health",
        "broker/orders",
        "datafeed/bars?symbol=AAPL&resolution=1&to_time=1700000000&count_back=5",
        "openapi.json",
    ]
    with httpx.Client(base_url=f"{project.url}/api/v1/", timeout=10) as client:
        answers = {path: client.get(path).status_code for path in paths}
        instances = {client.get("broker/instance").json()["instance"] for _ in range(12)}
    with connect(f"ws://127.0.0.1:{project.port}/api/v1/datafeed/ws", open_timeout=10) as socket:
        socket.send(BARS)
        kinds = [json.loads(socket.recv(10))["type"] for _ in range(2)]

    assert answers == dict.fromkeys(paths, 200)
    assert instances == {"broker-0", "broker-1"}
    assert kinds == ["bars.subscribe.response", "bars.update"]


def test_lines_carry_honchos_own_prefix(honcho: Running) -> None:
    """honcho appends .1 to each name; the rest of the line is the server's."""
    honcho.wait_for(r"(?m)^\d\d:\d\d:\d\d broker-0\.1 +\| INFO +uvicorn\.error: Loaded in ", 5)


def test_status_tells_the_truth_from_another_shell(project: Project, honcho: Running) -> None:
    """There is no supervisor to ask, so each line has registered itself and is asked directly."""
    run = project.run("status", "--json")

    there = json.loads(run.stdout)
    assert [(row["name"], row["state"], row["last_error"]) for row in there["processes"]] == [
        (name, "ready", None) for name in NAMES
    ]
    assert run.returncode == 0
    assert all(os.getpgid(row["pid"]) > 1 for row in there["processes"])
    assert there["supervisor"]["pid"] == honcho.process.pid


def test_logs_are_kept_and_shown_from_another_shell(project: Project, honcho: Running) -> None:
    """honcho itself keeps none."""
    run = project.run("logs", "-n", "broker", "--lines", "40")

    assert "broker-0 | INFO     uvicorn.error: Loaded in " in run.stdout
    assert "broker-1 | INFO     uvicorn.error: Loaded in " in run.stdout
    assert "core-0" not in run.stdout


def test_invoke_up_beside_it_refuses_and_harms_nothing(project: Project, honcho: Running) -> None:
    """Both run the same lines on the same ports; the second one must see that."""
    before = project.pids()

    run = project.run("up", "--detach")

    assert run.returncode == 1
    assert "is held by pid" in run.stderr
    assert project.pids() == before


def test_down_from_another_shell_closes_the_door_first_and_leaves_nothing(clone: Callable[..., Project]) -> None:
    """As soon as nginx has left, honcho itself asks all others at once: that core leaves last needs `invoke up`."""
    project = _ready_made(clone("stopped"))
    honcho = _start(project)

    run = project.run("down")

    assert run.returncode == 0, run.stderr
    order = [line.split()[0] for line in run.stdout.splitlines() if " stopping (" in line]
    assert order[0] == "nginx"
    assert all(name in run.stdout.splitlines()[-1] for name in NAMES)
    honcho.exit_code()
    assert left_behind(project.root, within=2) == []
    assert listening(project.port, 6) == []
    assert project.run("status").returncode == 3


def test_ctrl_c_leaves_nothing_behind(clone: Callable[..., Project]) -> None:
    """The terminal's signal reaches honcho, which passes TERM on."""
    project = _ready_made(clone("interrupted"))
    honcho = _start(project)

    honcho.press_ctrl_c()

    honcho.exit_code()
    assert left_behind(project.root, within=5) == []
    assert listening(project.port, 6) == []


def _ready_made(project: Project) -> Project:
    """Its committed files name free ports, for honcho knows of no overlay; .venv stands beside them as the README makes it."""
    (project.root / "deploy.local.yaml").unlink()
    file = project.root / "deploy.yaml"
    deployment, moved = yaml.safe_load(file.read_text()), yaml.safe_load(shifted(project.port))
    deployment["nginx"] |= moved["nginx"]
    for name, server in moved["servers"].items():
        deployment["servers"][name] |= server
    file.write_text(yaml.safe_dump(deployment, sort_keys=False))
    (project.root / ".venv").symlink_to(sys.prefix)
    project.run("gen", "-p", "procfile", "-p", "nginx").check_returncode()
    return project


def _start(project: Project) -> Running:
    """`.venv/bin/honcho start`; ready when the gateway, which waits for all, answers."""
    honcho = project.start("start", command=(str(project.root / ".venv/bin/honcho"),), env=bare_shell(project.root))
    project.wait_until_it_answers("/api/v1/core/health", honcho, READY_S)
    return honcho
