"""What a server says of a start that fails, in the words of uvicorn's own log."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.ports import free_block

BROKEN = """\
import trading_api.modules.broker.parts as parts
parts.Parts.service = property(lambda _: 1 / 0)
from trading_api.main import app
"""


def log_of_a_start(folder: Path, application: str = "trading_api.main:app", **environment: str) -> str:
    """Start a broker in that folder, which must fail within its deadline; what it said."""
    words = [sys.executable, "-m", "uvicorn", application, "--port", str(free_block())]
    run = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, "ENABLED_MODULES": "broker", **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert run.returncode == 3, run.stderr
    return run.stderr


def newer(folder: Path) -> dict[str, str]:
    """A store of a later release."""
    connection = sqlite3.connect(folder / "later.db")
    connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
    connection.execute("INSERT INTO alembic_version VALUES ('v9999')")
    connection.commit()
    connection.close()
    return {"STORE_URL": f"sqlite+aiosqlite:///{folder}/later.db"}


def no_folder(folder: Path) -> dict[str, str]:
    """A store in something that is a file."""
    (folder / "file").touch()
    return {"STORE_URL": f"sqlite+aiosqlite:///{folder}/file/store.db"}


@pytest.mark.parametrize(("wrong", "word"), [(newer, "version v9999"), (no_folder, "file/store.db")])
def test_what_a_user_can_mend_is_a_sentence_without_a_traceback(
    tmp_path: Path, wrong: Callable[[Path], dict[str, str]], word: str
) -> None:
    log = log_of_a_start(tmp_path, **wrong(tmp_path))

    assert "Traceback" not in log
    (said,) = [line for line in log.splitlines() if "trading_api: " in line]
    assert word in said


def test_a_mistake_of_ours_keeps_its_traceback(tmp_path: Path) -> None:
    """It is not the user's to mend, and whoever mends it needs the place."""
    (tmp_path / "broken.py").write_text(BROKEN)

    log = log_of_a_start(tmp_path, "broken:app", PYTHONPATH=str(tmp_path))

    assert "Traceback" in log
