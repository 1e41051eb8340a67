"""What a server's loggers write under the generated logging.json; each case is a Python process configured by it."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from support.project import clean_env

from devstack.deployment import Deployment
from devstack.logs import LogBook
from devstack.logs.configuration import logging_config
from devstack.logs.reading import read
from devstack.plan import Plan
from devstack.plan.planner import plan

START = (
    "import json, logging, logging.config, sys\nlogging.config.dictConfig(json.load(open('generated/logging.json')))\n"
)
FAILS = """
log = logging.getLogger("shop.orders")
try:
    1 / 0
except ZeroDivisionError:
    log.exception("no\\nprice")
log.info("going on")
"""


@pytest.fixture
def drawn() -> Plan:
    return plan(Deployment(name="shop", app="shop.main:app", servers={"core": {"port": 20001}}))


def written(drawn: Plan, root: Path, code: str, form: str = "text", **env: str) -> list[str]:
    """The lines on stderr of a process that logs, configured as a server is."""
    logging_config(replace(drawn, log_format=form)).write(root)
    run = subprocess.run(
        [sys.executable, "-c", START + code],
        cwd=root,
        env=clean_env(**env),
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    return run.stderr.splitlines()


def test_text_lines_name_level_and_logger(drawn: Plan, tmp_path: Path) -> None:
    """uvicorn's own configuration shows neither the logger nor an application's INFO."""
    lines = written(drawn, tmp_path, "logging.getLogger('shop.orders').info('hello')\nlogging.warning('late')")

    assert lines == ["INFO     shop.orders: hello", "WARNING  root: late"]


def test_a_json_line_holds_everything_in_one_object(drawn: Plan, tmp_path: Path) -> None:
    """A traceback over ten lines is nine that no log shipper can place."""
    failed, going = (json.loads(line) for line in written(drawn, tmp_path, FAILS, "json", LANG="C", PYTHONUTF8="0"))

    assert list(failed) == ["time", "level", "logger", "message", "exception"]
    assert (failed["level"], failed["logger"], failed["message"]) == ("ERROR", "shop.orders", "no\nprice")
    assert failed["exception"].startswith("Traceback (most recent call last):")
    assert failed["exception"].endswith("ZeroDivisionError: division by zero")
    assert "exception" not in going
    assert abs(datetime.fromisoformat(going["time"]).astimezone(UTC).timestamp() - datetime.now(UTC).timestamp()) < 60


@pytest.mark.parametrize("what", ["'ü' * 90_000", "'x' * 200_000", "'\\ud83d' * 40_000"])
def test_a_json_line_stays_json_however_long_its_parts_are(drawn: Plan, tmp_path: Path, what: str) -> None:
    """Lines are cut at 64 KiB on their way, and half an object cannot be read."""
    code = f"try:\n    raise ValueError({what} + 'THE END')\nexcept ValueError:\n    logging.exception({what})"
    (line,) = written(drawn, tmp_path, code, "json")

    assert len(line) < 64 * 1024
    assert json.loads(line)["message"].endswith(" [cut]")
    assert json.loads(line)["exception"].endswith("THE END")


OWN = "logging.getLogger('shop').info('mine')"


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("configures", "expected"),
    [
        ("logging.basicConfig(format='own %(message)s')", "own mine"),
        ("h = logging.StreamHandler(); logging.getLogger('shop').addHandler(h)", "mine"),
        ("logging.getLogger().addHandler(logging.StreamHandler())", "mine"),
        ("logging.getLogger().setLevel('ERROR')", None),
        ("logging.basicConfig(level='ERROR')", None),
        (
            "logging.config.dictConfig({'version': 1, 'handlers': {'h': {'class': 'logging.StreamHandler'}},"
            " 'root': {'level': 'INFO', 'handlers': ['h']}})",
            "mine",
        ),
    ],
)
def test_what_an_application_configures_at_import_holds(
    drawn: Plan, tmp_path: Path, form: str, configures: str, expected: str | None
) -> None:
    """Its authors decided how their lines look; each is written once, in their way."""
    assert written(drawn, tmp_path, f"{configures}\n{OWN}", form) == ([expected] if expected else [])


def test_uvicorn_writes_its_lines_once_in_our_form(drawn: Plan, tmp_path: Path) -> None:
    """Also where the application gives the root logger a handler of its own."""
    code = "logging.basicConfig(format='own %(message)s')\nlogging.getLogger('uvicorn.error').info('Started')"

    assert written(drawn, tmp_path, code) == ["INFO     uvicorn.error: Started"]


@pytest.mark.parametrize(
    "code", ["logging.basicConfig(level='DEBUG')", "logging.getLogger('shop').addHandler(logging.NullHandler())"]
)
def test_what_says_nothing_of_the_form_of_lines_leaves_it(drawn: Plan, tmp_path: Path, code: str) -> None:
    """A level is a level, and a library's NullHandler only says that it leaves its lines to others."""
    assert written(drawn, tmp_path, f"{code}\n{OWN}") == ["INFO     shop: mine"]


@pytest.mark.parametrize("form", ["text", "json"])
def test_logs_reads_both_forms_alike(drawn: Plan, tmp_path: Path, form: str) -> None:
    """`--level`, `--grep` and `--json` mean the same whatever deploy.yaml says; a traceback stays with its line."""
    lines = written(drawn, tmp_path, "logging.warning('early')\n" + FAILS, form)
    with LogBook(tmp_path / "logs", 1, 1) as book:
        book.write("core-0", "\n".join(lines).encode(), datetime.now(UTC).timestamp())

    errors = list(read(tmp_path / "logs", level="error"))
    found = list(read(tmp_path / "logs", grep="shop.orders: no"))
    last = list(read(tmp_path / "logs", lines=1))

    assert [entry.text for entry in errors[:3]] == [
        "ERROR    shop.orders: no",
        "  price",
        "Traceback (most recent call last):",
    ]
    assert errors[-1].text == "ZeroDivisionError: division by zero"
    assert found == errors
    assert re.fullmatch(r"..:..:.. core-0 \| INFO     shop\.orders: going on", str(last[0]))
    assert [last[0].as_json()[key] for key in ("level", "logger", "text")] == ["info", "shop.orders", "going on"]
