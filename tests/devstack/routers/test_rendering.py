"""The text of router classes: the reference application's own, and text that neither formatter nor linter would touch."""

import subprocess
import sys
from pathlib import Path

from devstack.routers import expected, read_aliases, sources
from devstack.routers.rendering import package_text, router_text

ROOT = Path(__file__).parents[3]
LONG = "A" * 33


def test_the_reference_applications_routers_are_what_is_made_of_its_ws_py() -> None:
    """Nothing there is written by hand."""
    made = [one for source in sources(ROOT / "backend/trading_api") for one in expected(source, ROOT / "backend", ROOT)]

    assert len(made) > 3
    assert [str(artifact.path) for artifact in made if artifact.differs(ROOT)] == []


def test_long_names_are_wrapped_as_ruff_would(tmp_path: Path) -> None:
    """Generated code is not exempt from the project's own checks."""
    text = "from typing import TypeAlias\nimport other\n" + "".join(
        f"from shop.models import {LONG}{end}\n" for end in ("Request", "Reply", "Update")
    )
    text += "from shop.ws import Route\n"
    text += f"{LONG}Router: TypeAlias = Route[{LONG}Request, {LONG}Reply, {LONG}Update]\n"
    text += f"{LONG}BRouter: TypeAlias = Route[other.X, {LONG}Reply, {LONG}Update]\n"
    text += f"{LONG}CRouter: TypeAlias = Route[other.X, {LONG}Reply, {LONG}Update]\n"
    aliases = read_aliases(text, "ws.py")
    for alias in aliases:
        (tmp_path / f"{alias.route}.py").write_text(router_text(alias, "shop.modules.a"))
    (tmp_path / "__init__.py").write_text(package_text(aliases, "shop.modules.a"))
    short = text.replace(LONG, LONG[:30])
    for alias in read_aliases(short, "ws.py"):
        (tmp_path / f"{alias.route}.py").write_text(router_text(alias, "shop.modules.a"))
    files = [str(path) for path in sorted(tmp_path.glob("*.py"))]
    options = ["--isolated", "--config", "line-length=120"]
    linting = ["--select=I,RUF022,F", "--config", 'lint.isort.known-first-party=["shop"]']

    formatted = _ruff("format", "--diff", *options, *files)
    linted = _ruff("check", *options, *linting, *files)

    assert formatted == ""
    assert linted == "All checks passed!\n"
    assert len(files) == 7


def _ruff(*words: str) -> str:
    return subprocess.run([sys.executable, "-m", "ruff", *words], capture_output=True, text=True, check=False).stdout
