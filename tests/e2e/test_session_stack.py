"""`invoke session`: the engines of deploy.yaml in a running stack, or on their own."""

import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from support import paper
from support.ports import free_block
from support.project import Project

from devstack import status
from trading_api.engines import heartbeat
from trading_api.session import state

pytestmark = pytest.mark.e2e
pytest.importorskip("QuantLib", reason="the options engine's extra is not installed")

DEPLOY = """
name: desk
app: plain:app
nginx: {{port: {0}}}
servers:
  web: {{port: {1}, app: "plain:app", routes: [/]}}
engines:
  equity:  {{command: python -m trading_api.engines equity}}
  fno:     {{command: python -m trading_api.engines fno{2}}}
  options: {{command: python -m trading_api.engines options}}
session:
  command: python -m trading_api.session run --config paper.yaml
  single: python -m trading_api.engines equity fno options
"""
PLAIN = """
async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"here"})
"""
SHORT = ("--date", "2024-03-14", "--until", "09:50")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Callable[..., Project]]:
    """A project with one server and three engines, up or not."""
    made: list[Project] = []

    def make(*, up: bool = True, restart: str = "") -> Project:
        first = free_block(2)
        desk = Project(tmp_path, first)
        made.append(desk)
        paper.config_in(tmp_path)
        desk.write({"deploy.yaml": DEPLOY.format(first, first + 1, restart), "plain.py": PLAIN})
        if up:
            started = desk.run("up", "--detach")
            assert started.returncode == 0, started.stdout + started.stderr
        return desk

    yield make
    for desk in made:
        desk.close()


def rows(root: Path) -> dict[str, Any]:
    """The engines that the stack runs."""
    return {row.name: row for row in status.snapshot(root).processes if row.kind == "engine"}


def trading(root: Path) -> bool:
    """Whether every engine follows its day."""
    beats = [heartbeat.read(paper.places(root).heartbeat(name)) for name in paper.NAMES]
    found = state.read(paper.places(root).session)
    return (
        found is not None
        and found.state is state.State.RUNNING
        and all(beat and beat.state == "running" for beat in beats)
    )


def wait_for(ready: Callable[[], bool], what: str, within: float = 60) -> None:
    deadline = time.monotonic() + within
    while not ready():
        assert time.monotonic() < deadline, f"{what} did not happen within {within:g} s"
        time.sleep(0.1)


def test_a_session_in_a_stack_gives_the_orders_of_one_on_its_own(
    desk: Callable[..., Project], tmp_path_factory: pytest.TempPathFactory
) -> None:
    alone = tmp_path_factory.mktemp("alone")
    shown = paper.ran(paper.command("session", paper.config_in(alone), "run", until="09:50"), alone)
    assert shown.code == 0, shown.err
    project = desk()

    ended = project.run("session", "--layout", "multi", "--replay", "max", *SHORT)

    ours, theirs = (paper.places(folder).artifacts / "orders.csv" for folder in (project.root, alone))
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ours.read_bytes() == theirs.read_bytes()
    assert rows(project.root) == {}, "engines are gone with their session"
    assert status.snapshot(project.root).state == "ready"
    assert "engine.fno: follows" in project.run("logs", "-n", "fno").stdout


@pytest.mark.parametrize("layout", ["single", "multi"])
def test_engines_are_rows_of_the_stack_until_the_session_is_interrupted(
    desk: Callable[..., Project], layout: str
) -> None:
    project = desk()
    running = project.start("session", "--layout", layout, "--replay", "1", "--date", "2024-03-14")
    names = {"engines"} if layout == "single" else set(paper.NAMES)
    wait_for(lambda: {name for name, row in rows(project.root).items() if row.state == "ready"} == names, "engines")
    wait_for(lambda: trading(project.root), "the beginning of trading")

    running.interrupt(signal.SIGINT)

    assert running.exit_code(60) == 130, running.text
    assert rows(project.root) == {}
    found = state.read(paper.places(project.root).session)
    assert found is not None
    assert {name: one.exit for name, one in found.engines.items()} == dict.fromkeys(paper.NAMES, 0)


def test_a_killed_engine_of_a_stack_ends_the_session_with_1_and_not_the_stack(desk: Callable[..., Project]) -> None:
    project = desk()
    running = project.start("session", "--layout", "multi", "--replay", "1", "--date", "2024-03-14")
    wait_for(lambda: len(rows(project.root)) == 3 and trading(project.root), "the beginning of trading")

    os.kill(rows(project.root)["fno"].pid, signal.SIGKILL)

    assert running.exit_code(60) == 1, running.text
    found = state.read(paper.places(project.root).session)
    assert found is not None
    assert {name: one.exit for name, one in found.engines.items()} == {"fno": -9, "equity": 0, "options": 0}
    assert (paper.places(project.root).reports / "2024-03-14.md").exists()
    assert status.snapshot(project.root).state == "ready"


def test_an_engine_is_started_again_by_the_stack_where_deploy_yaml_says_so(desk: Callable[..., Project]) -> None:
    project = desk(restart=", restart: {policy: on-failure}")
    running = project.start("session", "--layout", "multi", "--replay", "60", *SHORT)
    wait_for(lambda: len(rows(project.root)) == 3 and trading(project.root), "the beginning of trading")

    os.kill(rows(project.root)["fno"].pid, signal.SIGKILL)

    assert running.exit_code(100) == 0, running.text
    found = state.read(paper.places(project.root).session)
    assert found is not None
    assert found.engines["fno"].restarts == 1
    assert "fno: was started again by the stack" in (paper.places(project.root).reports / "2024-03-14.md").read_text()


def test_an_edit_of_deploy_yaml_leaves_the_engines_alone_and_a_restart_of_the_whole_is_refused(
    desk: Callable[..., Project],
) -> None:
    project = desk()
    running = project.start("session", "--layout", "multi", "--replay", "1", "--date", "2024-03-14")
    wait_for(lambda: len(rows(project.root)) == 3 and trading(project.root), "the beginning of trading")
    pids = {name: row.pid for name, row in rows(project.root).items()}

    again = project.run("session", "--layout", "multi", "--replay", "1", "--date", "2024-03-14")
    restarted = project.run("restart")

    assert again.returncode == 2
    assert "runs already" in again.stdout + again.stderr
    assert restarted.returncode == 1
    assert "a session is under way" in restarted.stdout + restarted.stderr
    assert {name: row.pid for name, row in rows(project.root).items()} == pids
    running.interrupt(signal.SIGTERM)
    assert running.exit_code(60) == 0, running.text


def test_when_the_stack_goes_down_the_session_still_reports(desk: Callable[..., Project]) -> None:
    project = desk()
    running = project.start("session", "--layout", "multi", "--replay", "1", "--date", "2024-03-14")
    wait_for(lambda: len(rows(project.root)) == 3 and trading(project.root), "the beginning of trading")

    assert project.run("down", "--timeout", "20").returncode == 0

    assert running.exit_code(60) in {0, 1}, running.text
    assert (paper.places(project.root).reports / "2024-03-14.md").exists()


def test_without_a_stack_one_is_started_for_the_session_and_gone_with_it(desk: Callable[..., Project]) -> None:
    project = desk(up=False)

    ended = project.run("session", "--layout", "multi", "--replay", "max", *SHORT)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert (paper.places(project.root).reports / "2024-03-14.json").exists()
    assert "engine.fno: follows" in project.run("logs", "-n", "fno").stdout, "it was a process of the stack"
    assert status.snapshot(project.root).state == "stopped"
    with socket.create_server(("127.0.0.1", project.port)):
        pass  # its ports were free again before the prompt was back


def test_the_stack_of_a_session_that_is_killed_goes_with_it(desk: Callable[..., Project]) -> None:
    """Whatever held the line is gone; nobody else would stop it."""
    project = desk(up=False)
    running = project.start("session", "--layout", "multi", "--replay", "1", "--date", "2024-03-14")
    wait_for(lambda: len(rows(project.root)) == 3 and trading(project.root), "the beginning of trading")

    running.process.kill()

    wait_for(lambda: status.snapshot(project.root).state == "stopped", "the end of the stack")
    assert running.exit_code(10) == -signal.SIGKILL


def test_a_dry_run_starts_nothing_and_tells_of_ports_that_are_taken(desk: Callable[..., Project]) -> None:
    project = desk(up=False)
    words = ("session", "--dry-run", "--json", "--replay", "max", *SHORT)
    free = project.run(*words)
    with socket.create_server(("127.0.0.1", project.port)):
        taken = project.run(*words)

    checks = [{check["name"]: check for check in json.loads(ended.stdout)} for ended in (free, taken)]
    assert [ended.returncode for ended in (free, taken)] == [0, 2]
    assert checks[0]["ports"]["detail"] == "2 ports are free for the stack"
    assert f"taken by others: nginx {project.port}" in checks[1]["ports"]["detail"]
    assert status.snapshot(project.root).state == "stopped"


@pytest.mark.hard
@pytest.mark.timeout(600)
def test_orders_through_the_api_of_a_stack_make_the_same_day(
    clone: Callable[..., Project], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """By the generated clients, through nginx, to a broker of two instances: at two speeds and in both layouts.

    One instance and one engine at a time are held against each other in tests/trading_api/engines/test_remote.py.
    """
    alone = tmp_path_factory.mktemp("alone")
    assert paper.ran(paper.command("session", paper.config_in(alone), "run", until="09:50"), alone).code == 0
    project = clone(session={"command": "python -m trading_api.session run --config paper.yaml"})
    paper.config_in(project.root, "execution: api\n" + paper.CONFIG)
    project.up()

    for layout, speed in (("single", "max"), ("multi", "100")):
        ended = project.run("session", "--layout", layout, "--replay", speed, "--fresh", *SHORT)

        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert compared(project.root) == compared(alone)


@pytest.mark.hard
@pytest.mark.timeout(600)
def test_engines_that_are_killed_under_the_api_of_a_stack_make_the_same_day(
    clone: Callable[..., Project], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """kill -9 of each in turn, twice; the stack starts it again, and it goes on with the replay the broker holds."""
    alone = tmp_path_factory.mktemp("alone")
    assert paper.ran(paper.command("session", paper.config_in(alone), "run", until="09:50"), alone).code == 0
    project = clone(
        engines={name: {"restart": {"policy": "on-failure"}} for name in paper.NAMES},
        session={"command": "python -m trading_api.session run --config paper.yaml"},
    )
    paper.config_in(project.root, "execution: api\n" + paper.CONFIG)
    project.up()
    running = project.start("session", "--layout", "multi", "--replay", "20", "--fresh", *SHORT)

    for name in paper.NAMES * 2:
        wait_for(lambda: len(rows(project.root)) == 3 and trading(project.root), "the trading of all three")
        pid = rows(project.root)[name].pid
        os.kill(pid, signal.SIGKILL)
        wait_for(lambda name=name, pid=pid: follows_anew(project.root, name, pid), f"the return of {name}")

    assert running.exit_code(120) == 0, running.text
    ours, theirs = compared(project.root), compared(alone)
    assert len(ours.pop("incidents")) >= 6
    del theirs["incidents"]
    assert ours == theirs


def follows_anew(root: Path, name: str, pid: int) -> bool:
    """Whether an engine is another process than it was, and trades."""
    row, beat = rows(root).get(name), heartbeat.read(paper.places(root).heartbeat(name))
    return bool(row and beat and row.pid not in {None, pid} and beat.pid == row.pid and beat.state == "running")


def compared(folder: Path) -> dict[str, Any]:
    """What must not depend on who executes: merged files, and the figures of the report."""
    places = paper.places(folder)
    report = json.loads((places.reports / "2024-03-14.json").read_text())
    del report["header"]["execution"], report["checks"]
    return {path.name: path.read_text() for path in places.artifacts.glob("*.csv")} | report


def test_a_project_without_a_session_is_told_what_to_add(desk: Callable[..., Project]) -> None:
    project = desk(up=False)
    text = (project.root / "deploy.yaml").read_text()
    (project.root / "deploy.yaml").write_text(text[: text.index("engines:")])

    ended = project.run("session")

    assert ended.returncode == 2
    assert "add session: {command: ...}" in ended.stderr
