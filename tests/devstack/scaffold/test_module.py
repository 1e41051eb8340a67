"""The files of a new module: names that can be one, and text that is Python in the house's style before any tool touches it."""

import ast
import shutil
import subprocess
from pathlib import Path

import pytest
from support.samples import installed

from devstack import routers
from devstack.errors import InputError
from devstack.scaffold import Layout, module

PLACE = Layout("trading_api", Path("backend/trading_api"), Path("backend/trading_api/modules"))
REPOSITORY = Path(__file__).parents[3]


@pytest.mark.parametrize("name", ["news-feed", "risk", "level2", "l2-feed", "v2", "zeta-alpha"])
def test_what_is_written_is_formatted_already(tmp_path, name):
    """Where there is no ruff, the text stays as the templates have it."""
    ignored = shutil.ignore_patterns("__pycache__", "modules")
    shutil.copytree(REPOSITORY / PLACE.folder, tmp_path / PLACE.folder, ignore=ignored)
    made = module(name, PLACE, tmp_path)
    for artifact in made:
        artifact.write(tmp_path)
    (tmp_path / "pyproject.toml").write_bytes((REPOSITORY / "pyproject.toml").read_bytes())

    for words in (["check"], ["format", "--check"]):
        run = subprocess.run(
            [installed("ruff"), *words, "."], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert run.returncode == 0, run.stdout
    assert len(made) == 12


def test_every_name_of_a_module_follows_from_its_own(tmp_path):
    """Folder, class, file of the route: the registry and people look for them there."""
    made = {str(artifact.path): artifact.text for artifact in module("news-feed", PLACE, tmp_path)}

    folder = "backend/trading_api/modules/news_feed"
    assert {name for name in made if "/tests/" not in name} == {
        f"{folder}/{name}.py" for name in ("__init__", "api", "live", "models", "service", "ws")
    } | {f"{folder}/ws_generated/{name}.py" for name in ("__init__", "news_feed_subscribe_router")}
    assert "class NewsFeedModule(Module):" in made[f"{folder}/__init__.py"]
    for text in made.values():
        assert ast.get_docstring(ast.parse(text))
        assert "{{" not in text


@pytest.mark.parametrize("name", ["news-feed", "l2-feed", "v2"])
def test_its_routers_are_those_that_gen_makes_and_its_route_has_its_name(tmp_path, name):
    """Or the first `gen` would write them again, and its own tests subscribe to another."""
    for artifact in module(name, PLACE, tmp_path):
        artifact.write(tmp_path)

    source = tmp_path / PLACE.modules / name.replace("-", "_") / routers.SOURCE

    assert [one.route for one in routers.read_aliases(source.read_text(), "ws.py")] == [name]
    assert routers.refresh(source, tmp_path / "backend", tmp_path) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("news_feed", "did you mean news-feed?"),
        ("NewsFeed", "did you mean news-feed?"),
        ("news feed", "did you mean news-feed?"),
        ("-news", "did you mean news?"),
        ("1news", "a module's name has small letters"),
        ("news--feed", "did you mean news-feed?"),
        ("", "a module's name has small letters"),
        ("../news", "did you mean news?"),
        ("a" * 32, "at most 31"),
        ("nöws", "small letters"),
        ("news\n", "small letters"),
        ("class", "is taken by something else"),
        ("docs", "is taken by something else"),
        ("ws", "is taken by something else"),
        ("nginx", "is taken by something else"),
        ("level-2", "its route would be called level2; name it level2"),
        ("a-b", "its route would be called ab; name it ab"),
    ],
)
def test_a_name_that_cannot_be_a_module_is_refused(tmp_path, name, said):
    """Before anything is written, with the name that was probably meant."""
    with pytest.raises(InputError) as refused:
        module(name, PLACE, tmp_path)

    assert said in str(refused.value)


def test_a_module_that_is_there_is_left_alone(tmp_path):
    """Somebody's work is in that folder."""
    (tmp_path / PLACE.modules / "news_feed").mkdir(parents=True)

    with pytest.raises(InputError, match=r"news-feed: .*news_feed is there already; choose another name, or remove"):
        module("news-feed", PLACE, tmp_path)
