"""Where the generated client is taken from."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).parents[3]
TEXT = """
import sys
from trading_api.engines import clients
from trading_api.engines.exits import EngineError
try:
    clients.require()
    import trading_client
    print(trading_client.__file__)
except EngineError as error:
    sys.exit(str(error))
"""


def required(cwd: Path) -> "subprocess.CompletedProcess[str]":
    """What an engine that was started in a folder finds."""
    env = {"PYTHONPATH": str(REPOSITORY / "backend"), "PATH": ""}
    words = [sys.executable, "-c", TEXT]
    return subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=60, check=False)


def test_a_project_that_has_generated_it_need_not_install_it() -> None:
    found = required(REPOSITORY)

    assert found.returncode == 0, found.stderr
    assert Path(found.stdout.strip()).parent.name == "trading_client"


def test_without_it_the_engine_says_how_to_make_it(tmp_path: Path) -> None:
    found = required(tmp_path)

    assert found.returncode == 1
    assert "invoke gen" in found.stderr
    assert "Traceback" not in found.stderr
