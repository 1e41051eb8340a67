"""Each module starts and answers without the others: what is not enabled is not imported, and what is deleted is not missed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
MODULES = REPOSITORY / "backend/trading_api/modules"
NAMES = sorted(init.parent.name for init in MODULES.glob("*/__init__.py"))

ALONE = """
import json, sys
import httpx
from trading_api.testing import running

name = sys.argv[1]
with running(name) as module:
    paths = ("/health", "/ready", "/version", "/docs", "/openapi.json")
    answers = {path: httpx.get(module.url + path).status_code for path in paths}
    listed = [each["name"] for each in httpx.get(f"http://{module.address}/api/v1/core/modules").json()]
import trading_api
packages = sorted({".".join(name.split(".")[:3]) for name in sys.modules if name.startswith("trading_api.modules.")})
print(json.dumps({"answers": answers, "listed": listed, "packages": packages, "code": trading_api.__path__[0]}))
"""


def alone(name: str, root: Path) -> dict[str, object]:
    """What a child process with this code sees when it runs that module and core."""
    child = subprocess.run(
        [sys.executable, "-c", ALONE, name],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "backend"), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    said: dict[str, object] = json.loads(child.stdout)
    assert said.pop("code") == str(root / "backend/trading_api"), "another checkout's code was run"
    return said


def wanted(name: str) -> dict[str, object]:
    """It answers, it says so, and nobody else was loaded."""
    paths = ("/health", "/ready", "/version", "/docs", "/openapi.json")
    both = sorted({"core", name})
    return {
        "answers": dict.fromkeys(paths, 200),
        "listed": sorted(both, key=lambda each: (each != "core", each)),
        "packages": [f"trading_api.modules.{each}" for each in both],
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_module_answers_alone_and_loads_no_other(name):
    """A server of one module must not pay for, or break with, another."""
    assert alone(name, REPOSITORY) == wanted(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_module_works_with_every_other_folder_deleted(name, tmp_path):
    """Nothing reaches into another module's folder, by import or by path."""
    ignored = shutil.ignore_patterns("__pycache__", *(other for other in NAMES if other not in {"core", name}))
    shutil.copytree(MODULES.parent, tmp_path / "backend/trading_api", ignore=ignored)
    left = sorted(init.parent.name for init in (tmp_path / "backend/trading_api/modules").glob("*/__init__.py"))

    said = alone(name, tmp_path)

    assert left == sorted({"core", name})
    assert said == wanted(name)
