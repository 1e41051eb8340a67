"""Edits of what says what runs, and of what generated files follow from, while the stack runs."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import psutil
import pytest
from support.node import lend
from support.ports import free_block
from support.project import Project, Projects, Running
from support.samples import as_yaml
from support.stacks import until

from devstack import shipped, status

pytestmark = pytest.mark.e2e

MAIN = """\
import os

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
def name() -> str:
    return os.environ["DEVSTACK_INSTANCE"]
"""


CLASS = "class PlacedOrder(Model):"


def deploy(port: int, instances: int = 2, **more: object) -> str:
    web = {"port": port + 1, "instances": instances, "routes": ["/"], "reload": True}
    return as_yaml({"app": "shop.main:app", "nginx": {"port": port}, "servers": {"web": web, **more}})


def shop(project: Projects, ports: int = 6) -> tuple[Project, Running]:
    port = free_block(ports)
    made = project({"shop/__init__.py": "", "shop/main.py": MAIN}, deploy_yaml=deploy(port), port=port)
    running = made.up()
    until(made.root, lambda s: any(r.name == "codegen" and r.state == "ready" for r in s.processes), "following")
    return made, running


def names(made: Project, within: float = 5) -> set[str]:
    """Who answers through the gateway now."""
    return {made.get("/").json() for _ in range(12)}


def rows(made: Project) -> dict[str, tuple[str, int | None, int]]:
    return {row.name: (row.state, row.pid, row.restarts) for row in status.snapshot(made.root).processes}


def eventually(what: Callable[[], bool], words: str, within: float = 10) -> None:
    deadline = time.monotonic() + within
    while not what():
        assert time.monotonic() < deadline, f"{words} not within {within:g} s"
        time.sleep(0.05)


def test_another_number_of_instances_is_applied_to_the_running_stack(project: Projects) -> None:
    """Up and down again: nginx goes on, those that stay keep their pids, and no request fails."""
    made, running = shop(project)
    before = rows(made)

    made.write({"deploy.yaml": deploy(made.port, instances=3)})
    running.wait_for("applied: nginx reloaded")
    eventually(lambda: names(made) == {"web-0", "web-1", "web-2"}, "three answer")
    grown = rows(made)
    made.write({"deploy.yaml": deploy(made.port, instances=1)})
    running.wait_for("applied: web-2 stopped")
    shrunk = rows(made)

    assert names(made) == {"web-0"}
    for name in ("web-0", "nginx", "codegen"):
        assert before[name] == grown[name] == shrunk[name]
    assert before["web-1"] == grown["web-1"]
    assert set(shrunk) == {"web-0", "nginx", "codegen"}


def test_what_changes_is_restarted_and_the_rest_is_not(project: Projects) -> None:
    """Another environment for one server, and a new one beside it."""
    made, running = shop(project)
    before = rows(made)
    other = {"port": made.port + 4, "app": "shop.main:app", "routes": ["/other"], "health": "/"}

    made.write({"deploy.yaml": deploy(made.port, other=other)})
    running.wait_for("applied: nginx reloaded")
    there = rows(made)
    made.write({"deploy.yaml": deploy(made.port, other={**other, "env": {"COLOUR": "red"}})})
    running.wait_for("applied: other-0 restarted")
    after = rows(made)

    assert [there[name] for name in ("web-0", "web-1", "nginx")] == [before[n] for n in ("web-0", "web-1", "nginx")]
    assert [after[name] for name in ("web-0", "web-1", "nginx")] == [before[n] for n in ("web-0", "web-1", "nginx")]
    assert running.text.count("applied: nginx reloaded") == 1  # only where its text is another one: it costs WebSockets
    assert after["other-0"][0] == "ready"
    assert after["other-0"][1] != there["other-0"][1]


def test_a_mistake_in_the_file_is_told_and_changes_nothing(project: Projects) -> None:
    """The running stack and every rendered file stay; the next good save is applied."""
    made, running = shop(project)
    before, files = rows(made), made.files("generated")

    made.write({"deploy.yaml": deploy(made.port).replace("instances: 2", "instances: two")})
    running.wait_for(
        r"codegen +\| ERROR +devstack\.follow: deploy\.yaml:\d+:\d+: servers\.web\.instances: must be a whole"
    )
    assert (rows(made), made.files("generated")) == (before, files)
    made.write({"deploy.yaml": deploy(made.port, instances=1)})
    running.wait_for("applied: web-1 stopped")

    assert "Traceback" not in running.text


def test_an_edit_of_the_gateways_template_is_tested_and_loaded(project: Projects) -> None:
    """One that nginx refuses leaves the text as it was, and the gateway as it is."""
    made, running = shop(project)
    before = rows(made)
    edited = "server_tokens off;\n    add_header X-Edited yes always;"
    made.write({"nginx/nginx.conf.j2": _template().replace("server_tokens off;", edited)})
    running.wait_for("applied: nginx reloaded")
    eventually(lambda: made.get("/").headers.get("X-Edited") == "yes", "the new header")
    text = (made.root / "generated/nginx.conf").read_text()

    made.write({"nginx/nginx.conf.j2": _template().replace("server_tokens off;", "server_tokens perhaps;")})
    running.wait_for(
        r"codegen +\| ERROR +devstack\.follow: nginx refuses the configuration, nothing was replaced: .*perhaps"
    )

    assert (made.root / "generated/nginx.conf").read_text() == text
    assert made.get("/").headers.get("X-Edited") == "yes"
    assert rows(made) == before


def _template() -> str:
    return (shipped.templates() / "nginx/nginx.conf.j2").read_text()


@pytest.fixture(scope="module")
def trading(clone: Callable[..., Project]) -> Project:
    """The reference application in a stack of its own, with node's packages where there are any."""
    made = clone()
    lend(made.root)
    patient = [f"servers.{name}.start_s=60" for name in ("core", "broker", "datafeed")]
    made.up(*(word for one in patient for word in ("--set", one)), within=90)
    until(made.root, lambda s: any(r.name == "codegen" and r.state == "ready" for r in s.processes), "following")
    follower = next(row.pid for row in status.snapshot(made.root).processes if row.name == "codegen")
    eventually(lambda: len(list(Path(f"/proc/{follower}/task").iterdir())) > 1, "the thread that watches", within=30)
    return made


def reloads(made: Project) -> dict[str, int]:
    """How often each server has loaded its code again."""
    logs = (made.root / ".devstack/logs").glob("*-?.log")
    return {log.stem: log.read_text().count("Loaded again") for log in logs}


@pytest.mark.timeout(300)
def test_a_field_more_is_in_contracts_and_clients_after_one_reload(trading: Project) -> None:
    """What is generated reloads nothing itself. Seconds count from the reload."""
    before, took = reloads(trading), followed(trading, "followed")
    after = reloads(trading)

    print(f"contracts and clients {', '.join(f'{each:.2f}' for each in took)} s after the reload")
    assert after == {name: count + 2 for name, count in before.items()}


@pytest.mark.hard
@pytest.mark.timeout(600)
def test_contracts_and_clients_follow_within_two_seconds_of_the_reload(trading: Project) -> None:
    """Ten edits, each taken back, on a machine that has nothing else to do, in a checkout in which `gen` has run before."""
    assert trading.run("gen").returncode == 0
    eventually(lambda: bool(psutil.Process(follower(trading)).children()), "what is needed is loaded ahead", within=30)
    made_ready(trading)

    first, *later = [each for number in range(10) for each in followed(trading, f"followed_{number}")]

    later.sort()
    print(f"after the first edit {first:.2f} s, after later ones {', '.join(f'{each:.2f}' for each in later)} s")
    assert max(first, later[len(later) // 2]) < 2


def followed(trading: Project, field: str) -> list[float]:
    """Add a field to a model, and take it away again; the seconds from each reload to all files that follow."""
    model, took = trading.root / "backend/trading_api/models/broker.py", []
    names = ["specs/broker.openapi.json", "specs/openapi.json", "python/trading_client/models.py"]
    names += ["typescript/src/schema.ts"] if (trading.root / ".devstack/node").exists() else []
    files, text = [trading.root / "generated" / name for name in names], model.read_text()
    for wanted in (True, False):
        before = reloads(trading)["broker-0"]
        model.write_text(text.replace(CLASS, f"{CLASS}\n    {field}: int = 0\n", 1) if wanted else text)
        eventually(lambda before=before: reloads(trading)["broker-0"] > before, "the reload", within=30)
        began = time.monotonic()
        eventually(
            lambda wanted=wanted: all((field in file.read_text()) is wanted for file in files), "all files", within=90
        )
        took.append(time.monotonic() - began)
        eventually(lambda before=before: all(n > before for n in reloads(trading).values()), "all reloads", within=30)
        made_ready(trading)
    return took


def made_ready(trading: Project, within: float = 60) -> None:
    """Until the processes below the follower, which make the next run ready, have used no processor for a second."""
    deadline, before, since = time.monotonic() + within, -1.0, time.monotonic()
    while time.monotonic() - since < 1:
        assert time.monotonic() < deadline, f"they were still at work after {within:g} s"
        time.sleep(0.1)
        spent = 0.0
        for one in psutil.Process(follower(trading)).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                spent += sum(one.cpu_times()[:2])
        if abs(spent - before) > 0.02:
            before, since = spent, time.monotonic()


def follower(made: Project) -> int | None:
    """The process that follows edits."""
    return next(row.pid for row in status.snapshot(made.root).processes if row.name == "codegen")


def test_an_alias_is_served_changed_and_gone_after_one_save_and_one_reload_each(trading: Project) -> None:
    """Its class is written before the code is loaded again, and loads nothing itself."""
    file = trading.root / "backend/trading_api/modules/datafeed/ws.py"
    text = file.read_text()

    for number, (payload, name) in enumerate([("Bar", "Bar"), ("Quotes", "Quotes"), ("", None)], 1):
        before = reloads(trading)
        alias = f"MoreRouter: TypeAlias = GenericWsRoute[BarsSubscribeRequest, SubscribeResponse, {payload}]\n"
        file.write_text(text + alias if payload else text)
        eventually(lambda name=name: _payload(trading, "More") == name, f"{payload or 'nothing'} is served", within=20)
        eventually(
            lambda before=before: reloads(trading)["datafeed-1"] > before["datafeed-1"], "the other instance", within=30
        )
        assert reloads(trading) == {one: n + one.startswith("datafeed") for one, n in before.items()}, number


def _payload(made: Project, route: str) -> str | None:
    """The model that updates of a route of the datafeed carry, as its first instance says; None where there is no such route."""
    port = next(row.port for row in status.snapshot(made.root).processes if row.name == "datafeed-0")
    said = httpx.get(f"http://127.0.0.1:{port}/api/v1/datafeed/ws/asyncapi.json", timeout=10).json()
    update = said["components"]["schemas"].get(f"{route}UpdatePayload")
    return str(update["properties"]["payload"]["$ref"]).rpartition("/")[2] if update else None


def test_without_it_nothing_is_followed(project: Projects) -> None:
    """`up --no-codegen`, and a deployment in which nothing reloads."""
    port = free_block(3)
    made = project({"shop/__init__.py": "", "shop/main.py": MAIN}, deploy_yaml=deploy(port, 1), port=port)
    made.up("--no-codegen")

    assert set(rows(made)) == {"web-0", "nginx"}
    assert httpx.get(made.url + "/").status_code == 200
