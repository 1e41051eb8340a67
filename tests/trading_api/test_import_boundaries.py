"""The import contracts are not only kept now: an import that breaks one is found, also in a module nobody has listed."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.samples import installed

REPOSITORY = Path(__file__).parents[2]
NEW = {
    "modules/news_feed/__init__.py": '"""A module."""\n',
    "modules/news_feed/service.py": "from trading_api.modules.broker import service\n",
}
PLANTED = [
    ({"modules/broker/planted.py": "import trading_api.modules.datafeed.service\n"}, "modules meet in models and shared only"),
    ({"modules/core/planted.py": "from trading_api.modules.broker import ws\n"}, "modules meet in models and shared only"),
    (NEW, "modules meet in models and shared only"),
    ({"shared/planted.py": "import trading_api.modules.core.service\n"}, "trading_api: data flows one way"),
    ({"models/planted.py": "import trading_api.shared.module\n"}, "trading_api: data flows one way"),
    ({"modules/broker/planted.py": "import devstack.errors\n"}, "the application never imports the tool"),
]  # fmt: skip


@pytest.fixture
def lint(tmp_path: Path) -> Callable[[dict[str, str]], subprocess.CompletedProcess[str]]:
    """`lint-imports` in a copy of the code with these files more."""

    def run(files: dict[str, str]) -> subprocess.CompletedProcess[str]:
        shutil.copytree(REPOSITORY / "backend", tmp_path / "backend", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy2(REPOSITORY / "pyproject.toml", tmp_path)
        for name, text in files.items():
            path = tmp_path / "backend/trading_api" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        env = {**os.environ, "PYTHONPATH": str(tmp_path / "backend")}
        words = [installed("lint-imports"), "--no-cache"]
        return subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=90, check=False)

    return run


def test_the_code_as_it_is_keeps_every_contract(lint):
    """Otherwise the tests below would prove nothing."""
    run = lint({})

    assert run.returncode == 0, run.stdout
    assert "0 broken" in run.stdout


@pytest.mark.parametrize(("files", "contract"), PLANTED)
def test_a_planted_import_is_caught(lint, files, contract):
    """A boundary that nothing checks is gone within a year."""
    run = lint(files)

    assert run.returncode == 1, run.stdout
    broken = [line for line in run.stdout.splitlines() if line.endswith("BROKEN")]
    assert [contract in line for line in broken] == [True], run.stdout
