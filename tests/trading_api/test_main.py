"""The program that uvicorn imports, run as its own process."""

import os
import subprocess
import sys

import pytest
from support.ports import free_block
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

SHOW = "from trading_api.main import app; print(*app.module_apps)"
WARN = "import trading_api.main, logging; logging.getLogger('trading_api.x').warning('careful')"


def imported(code: str = SHOW, **environment: str) -> subprocess.CompletedProcess[str]:
    """Import the application in a fresh interpreter and print its modules, or do something else with it."""
    kept = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "TMPDIR", "PYTHONPATH"}}
    words = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(words, env=kept | environment, capture_output=True, text=True, timeout=30, check=False)


def test_the_environment_chooses_the_modules():
    """One application, many servers: ENABLED_MODULES is all that differs. PORT is none of its business."""
    run = imported(ENABLED_MODULES="core", PORT="not a number")

    assert (run.returncode, run.stdout) == (0, "core\n"), run.stderr


@pytest.mark.parametrize(
    "environment",
    [
        {"ENABLED_MODULES": "brokr"},
        {"API_BASE_URL": "no slash"},
        {"STORE_URL": "mysql://h/d"},
        {"FEED": "replay:/no/such/folder"},
        {"FEED": "nowhere:make"},
        {"MARKET_HOURS": "night"},
    ],
)
def test_a_mistake_in_the_environment_is_one_message_without_a_traceback(environment):
    """It is the user's to mend."""
    run = imported(**environment)

    assert run.returncode == 1
    assert run.stderr.startswith(f"trading_api: {next(iter(environment))}: ")
    assert "Traceback" not in run.stderr


def test_a_warning_of_the_application_has_a_level():
    """`logs --level warning` looks for the word."""
    run = imported(WARN, ENABLED_MODULES="core")

    assert run.stderr == "WARNING:  trading_api.x: careful\n"


def test_a_denied_handshake_is_no_error_in_the_log():
    """uvicorn reports one for each; a browser with an old address would fill the log with errors that are none."""
    port = free_block()
    words = [sys.executable, "-m", "uvicorn", "trading_api.main:app", "--port", str(port)]
    environment = {**os.environ, "ENABLED_MODULES": "core"}
    with subprocess.Popen(
        words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout is not None
        lines = [next(server.stdout)]
        while "Uvicorn running" not in lines[-1]:
            lines.append(next(server.stdout))
        for path in ("/api/v1/nope/ws", "/api/v1/core/ws"):
            with pytest.raises(InvalidStatus):
                connect(f"ws://127.0.0.1:{port}{path}")
        server.terminate()
        lines += server.stdout

    assert sum('" 404' in line for line in lines) == 2
    assert not [line for line in lines if "ERROR" in line]
