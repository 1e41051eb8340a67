"""The program that uvicorn imports, run as its own process."""

import os
import subprocess
import sys

import pytest

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


@pytest.mark.parametrize("environment", [{"ENABLED_MODULES": "brokr"}, {"API_BASE_URL": "no slash"}])
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
