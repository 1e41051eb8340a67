"""ws_generated/ on disk: mended whatever state it is in, untouched when it is right."""

from pathlib import Path

import pytest

from devstack.errors import InputError
from devstack.routers import refresh, sources

WS = """\
from typing import TypeAlias
from shop.models import Bar, Reply, Request
from shop.ws import Route

BarsRouter: TypeAlias = Route[Request, Reply, Bar]
QuotesRouter: TypeAlias = Route[Request, Reply, Bar]
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "backend/shop/modules/feed/ws.py"
    path.parent.mkdir(parents=True)
    path.write_text(WS)
    return path


def made(source: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in (source.parent / "ws_generated").glob("*.py")}


def test_routers_are_written_once(source: Path, tmp_path: Path) -> None:
    """A second look writes nothing: what is written again and again reloads again and again."""
    first = refresh(source, tmp_path / "backend", tmp_path)
    second = refresh(source, tmp_path / "backend", tmp_path)

    assert sorted(path.name for path in first) == ["__init__.py", "bars_router.py", "quotes_router.py"]
    assert second == []
    assert "from shop.modules.feed.ws_generated.bars_router import BarsRouter" in made(source)["__init__.py"]


@pytest.mark.parametrize("damage", ["missing", "broken", "foreign"])
def test_a_damaged_output_is_repaired(source: Path, tmp_path: Path, damage: str) -> None:
    """The source is never imported, so its broken output cannot stand in the way."""
    refresh(source, tmp_path / "backend", tmp_path)
    good = made(source)
    folder = source.parent / "ws_generated"
    if damage == "missing":
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()
    elif damage == "broken":
        (folder / "__init__.py").write_text("def (:\n")
    else:
        (folder / "old_router.py").write_text("class OldRouter: ...\n")

    refresh(source, tmp_path / "backend", tmp_path)

    assert made(source) == good


def test_a_removed_alias_takes_its_file_with_it(source: Path, tmp_path: Path) -> None:
    """It would be a class nobody serves."""
    refresh(source, tmp_path / "backend", tmp_path)
    source.write_text(WS.replace("QuotesRouter: TypeAlias = Route[Request, Reply, Bar]\n", ""))

    changed = refresh(source, tmp_path / "backend", tmp_path)

    assert sorted(made(source)) == ["__init__.py", "bars_router.py"]
    assert {path.name for path in changed} == {"__init__.py", "quotes_router.py"}


def test_a_refused_alias_leaves_all_as_it_was(source: Path, tmp_path: Path) -> None:
    """The message names the file as the user knows it."""
    refresh(source, tmp_path / "backend", tmp_path)
    good = made(source)
    source.write_text(WS.replace("BarsRouter: TypeAlias =", "BarsRouter ="))

    with pytest.raises(InputError, match=r"^backend/shop/modules/feed/ws\.py:5: BarsRouter is a plain assignment"):
        refresh(source, tmp_path / "backend", tmp_path)

    assert made(source) == good


def test_only_ws_py_of_modules_is_a_source(source: Path, tmp_path: Path) -> None:
    """Elsewhere the name means something else."""
    (tmp_path / "backend/shop/ws.py").write_text("")

    assert sources(tmp_path / "backend/shop") == [source]
