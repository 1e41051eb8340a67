"""What an application logs, seen on the terminal of `up` and by `invoke logs`, in both forms."""

import json

import pytest
from support.ports import free_block
from support.project import Projects

pytestmark = pytest.mark.e2e

APP = """\
import logging

from fastapi import FastAPI

app = FastAPI()
log = logging.getLogger(__name__)


@app.get("/")
def front() -> dict[str, str]:
    log.info("somebody came")
    return {}


@app.get("/broken")
def broken() -> None:
    try:
        raise ValueError("no such book")
    except ValueError:
        log.exception("could not sell")
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_applications_own_lines_say_level_and_logger(project: Projects, form: str) -> None:
    """Nothing is set up in the application: uvicorn alone would hide its INFO and name no logger."""
    port = free_block(2)
    shop = project(
        {"shop/__init__.py": "", "shop/main.py": APP},
        port=port,
        deploy_yaml=f"""
            name: shop
            nginx: {{port: {port}}}
            servers: {{shop: {{port: {port + 1}, routes: [/], app: "shop.main:app"}}}}
            logs: {{format: {form}}}
            """,
    )
    up = shop.up()
    shop.get("/broken")

    up.wait_for("could not sell")
    errors = shop.run("logs", "-n", "shop", "--level", "error", "--lines", "100").stdout.splitlines()
    found = shop.run("logs", "--grep", "somebody came", "--json", "--lines", "1").stdout

    head = '{"time": ' if form == "json" else "ERROR    shop.main: could not sell"
    assert any(line.partition("| ")[2].startswith(head) for line in up.lines)
    assert errors[0].endswith("| ERROR    shop.main: could not sell")
    assert errors[1].endswith("| Traceback (most recent call last):")
    assert errors[-1].endswith("| ValueError: no such book")
    told = json.loads(found)
    assert (told["process"], told["level"], told["logger"], told["text"]) == (
        "shop-0",
        "info",
        "shop.main",
        "somebody came",
    )


def test_run_by_hand_configures_logging_by_itself(project: Projects) -> None:
    """`run` renders nothing else, and may be the first command in a fresh clone."""
    port = free_block(2)
    shop = project(
        {"shop/__init__.py": "", "shop/main.py": APP},
        port=port,
        deploy_yaml=f'name: shop\nservers: {{shop: {{port: {port}, routes: [/], app: "shop.main:app"}}}}\n',
    )

    by_hand = shop.start("run", "-n", "shop-0")

    by_hand.wait_for("INFO     uvicorn.error: Application startup complete")
    by_hand.stop()
