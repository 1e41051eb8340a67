"""The reference application under `invoke up`, as a newcomer meets it: the whole stack, then Ctrl-C."""

import json
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from support.ports import listening
from support.project import Project, left_behind
from support.samples import BARS
from websockets.sync.client import connect

pytestmark = pytest.mark.e2e

NAMES = ["core-0", "broker-0", "broker-1", "datafeed-0", "datafeed-1", "nginx"]


@pytest.fixture(scope="module")
def stack(clone: Callable[..., Project]) -> Project:
    """`invoke up` in a copy of the checkout, ready."""
    project = clone()
    project.up()
    return project


def test_every_row_is_ready(stack: Project) -> None:
    """Ready means answering: the state of each row and what a probe from outside says agree."""
    run = stack.run("status", "--json")

    there = json.loads(run.stdout)
    assert run.returncode == 0
    assert there["state"] == "ready"
    *served, follower = [(row["name"], row["state"], row["health"]) for row in there["processes"]]
    assert served == [(name, "ready", "ok") for name in NAMES]
    assert follower[::2] == ("codegen", "unknown")
    assert there["url"] == stack.url


def test_the_calls_of_the_first_minute_answer_200(stack: Project) -> None:
    """These are the addresses the README sends a newcomer to."""
    base = "/api/v1"
    paths = [
        f"{base}/core/health",
        f"{base}/broker/orders",
        f"{base}/datafeed/bars?symbol=AAPL&resolution=1&to_time=1700000000&count_back=5",
        f"{base}/openapi.json",
        f"{base}/asyncapi.json",
        f"{base}/docs",
        *(f"{base}/{module}/{page}" for module in ("core", "broker", "datafeed") for page in ("docs", "openapi.json")),
    ]

    with httpx.Client(base_url=stack.url, timeout=10) as client:
        answers = {path: client.get(path).status_code for path in paths}

    assert answers == dict.fromkeys(paths, 200)


def test_a_websocket_client_gets_bars_through_the_gateway(stack: Project) -> None:
    """A subscription made through nginx is answered, and a bar follows it."""
    with connect(f"ws://127.0.0.1:{stack.port}/api/v1/datafeed/ws", open_timeout=10) as socket:
        socket.send(BARS)
        reply, bar = (json.loads(socket.recv(10)) for _ in range(2))

    assert reply["type"] == "bars.subscribe.response"
    assert bar["type"] == "bars.update"


@pytest.mark.parametrize("server", ["broker", "datafeed"])
def test_both_instances_answer(stack: Project, server: str) -> None:
    """The gateway spreads requests over every instance of a server."""
    with httpx.Client(base_url=stack.url, timeout=10) as client:
        seen = {client.get(f"/api/v1/{server}/instance").json()["instance"] for _ in range(12)}

    assert seen == {f"{server}-0", f"{server}-1"}


def test_an_order_is_seen_by_every_instance(stack: Project) -> None:
    """Two processes share one book, so which of them answers must not matter."""
    body = {"symbol": "AAPL", "side": 1, "type": 1, "qty": "10", "limitPrice": "9.50"}
    with httpx.Client(base_url=f"{stack.url}/api/v1/broker", timeout=10) as client:
        placed = client.post("/orders", json=body)
        lists = [client.get("/orders").text for _ in range(6)]

    assert placed.status_code in {200, 201, 202}, placed.text
    order = next(value for key, value in placed.json().items() if "id" in key.lower())
    assert all(order in text for text in lists)


@dataclass(frozen=True)
class Ended:
    """What is left of an `up` with overlays and options after Ctrl-C."""

    project: Project
    code: int
    text: str
    left: list[str]


@pytest.fixture(scope="module")
def ended(clone: Callable[..., Project]) -> Ended:
    """A git clone brought up with an overlay, an override and an option, then Ctrl-C in its terminal."""
    project = clone("stopped")
    _git(project.root, "init", "-q")
    _git(project.root, "add", ".")
    _git(project.root, "-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "as it is")
    running = project.start("up", "--no-reload", "--set", "nginx.worker_connections=512")
    running.wait_for(r"ready in ", 40)
    running.press_ctrl_c()
    code = running.exit_code()
    return Ended(project, code, running.text, left_behind(project.root))


def test_ctrl_c_stops_nginx_then_modules_then_core(ended: Ended) -> None:
    """The order lets requests under way finish; the log is where one sees it."""
    said = re.findall(r"\| (\S+) (stopping|stopped) \(", ended.text)

    modules = {"broker-0", "broker-1", "datafeed-0", "datafeed-1"}
    assert said[:2] == [("nginx", "stopping"), ("nginx", "stopped")]
    assert {name for name, _ in said[2:10]} == modules
    assert [what for _, what in said[2:6]] == ["stopping"] * 4
    assert said[10:] == [("core-0", "stopping"), ("core-0", "stopped")]


def test_ctrl_c_exits_130_and_leaves_no_process_and_no_port(ended: Ended) -> None:
    """The strongest complaint about tools of this kind is what they leave behind."""
    assert ended.code == 130
    assert ended.left == []
    assert listening(ended.project.port, 6) == []
    assert "Traceback" not in ended.text


def test_the_working_tree_is_clean_after_up_with_overlays_and_options(ended: Ended) -> None:
    """generated/ belongs to deploy.yaml alone; whatever else has a say runs from .devstack/run."""
    assert _git(ended.project.root, "status", "--porcelain") == ""
    assert (ended.project.root / ".devstack/run/nginx.conf").exists()


def _git(root: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout
