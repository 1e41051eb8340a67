"""The NATS server as one more process of deploy.yaml, as docs/store-and-bus.md writes it down."""

import asyncio
import re
import sys
from pathlib import Path

import pytest
import yaml
from support.nats import NatsServer
from support.ports import free_block
from support.project import Project, Projects
from support.samples import MODULAR_FILES, modular

from trading_api.shared.bus.interface import Message
from trading_api.shared.bus.nats import NatsBus

pytestmark = pytest.mark.e2e

DOCS = Path(__file__).parents[2] / "docs/store-and-bus.md"


def documented() -> dict[str, object]:
    """The `processes:` entry of the documentation."""
    (text,) = re.findall(r"```yaml\n(processes:.+?)```", DOCS.read_text(), re.DOTALL)
    return dict(yaml.safe_load(text)["processes"])


@pytest.fixture
def stack(project: Projects, monkeypatch: pytest.MonkeyPatch) -> tuple[Project, int]:
    """Two modules and the server, on free ports; the command is found as it is in an activated environment."""
    if reason := NatsServer.missing():
        pytest.skip(f"skipped: {reason}")
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=":")
    port = free_block(5)
    programs = documented()
    assert isinstance(programs["nats"], dict)
    programs["nats"]["port"] = port + 4
    made = project(MODULAR_FILES, deploy_yaml=modular(port, processes=programs), port=port)
    return made, port + 4


def test_it_is_one_line_of_deploy_yaml_and_instances_hear_each_other_through_it(stack: tuple[Project, int]) -> None:
    """No container, no root: the server comes from a package."""
    project, port = stack
    project.up()

    async def talk() -> Message:
        url = f"nats://127.0.0.1:{port}"
        a, b = NatsBus([url], "broker-0"), NatsBus([url], "broker-1")
        await a.open()
        await b.open()
        try:
            async with b.subscribe("orders.*") as messages, asyncio.timeout(10):
                a.publish("orders.A", b"1")
                return await anext(messages)
        finally:
            await a.close()
            await b.close()

    assert project.rows()["nats"]["state"] == "ready"
    assert asyncio.run(talk()) == Message("orders.A", b"1")


def test_it_stops_with_the_stack(stack: tuple[Project, int]) -> None:
    """Nothing is left behind, and nothing has to be killed."""
    project, _ = stack
    running = project.up()

    running.press_ctrl_c()

    assert running.exit_code() == 130
    assert "killed" not in running.text
    assert "nats stopping" in running.text
