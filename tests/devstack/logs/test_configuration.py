"""The logging.json of a plan."""

import json
from pathlib import Path

import pytest

from devstack.deployment import Deployment
from devstack.logs.configuration import logging_config
from devstack.plan.planner import plan


@pytest.mark.parametrize(("form", "formatter"), [("text", "Text"), ("json", "Json")])
def test_deploy_yaml_chooses_the_form_of_the_lines(form: str, formatter: str) -> None:
    """And nothing else changes between the two."""
    shop = Deployment(name="shop", app="shop.main:app", servers={"core": {"port": 20001}}, logs={"format": form})

    made = logging_config(plan(shop))

    assert json.loads(made.text)["formatters"] == {"line": {"()": f"devstack.logs.formatting.{formatter}"}}


def test_every_server_is_told_the_file_that_stands_beside_its_procfile() -> None:
    """Overlays render into another folder, and read what was rendered there."""
    shop = Deployment(name="shop", app="shop.main:app", servers={"core": {"port": 20001, "instances": 2}})
    drawn = plan(shop, out=".devstack/run")

    told = [process.line for process in drawn if process.kind == "server"]

    assert logging_config(drawn).path == Path(".devstack/run/logging.json")
    assert all("--log-config .devstack/run/logging.json " in line for line in told)
    assert len(told) == 2
