"""Where things of a contract are written, as the child process that loads an application tells it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FILES = {
    "shop/__init__.py": "",
    "shop/a.py": "from pydantic import BaseModel\n\n\nclass Item(BaseModel):\n    name: str\n",
    "shop/b.py": "from pydantic import BaseModel\n\n\nclass Other(BaseModel):\n    n: int\n\n\nclass Item(BaseModel): ...\n",
    "shop/main.py": """\
from fastapi import APIRouter, FastAPI

from shop import a, b

app = FastAPI(generate_unique_id_function=lambda route: route.name)
inner, outer = APIRouter(), APIRouter()


@inner.get("/first")
def get_first() -> a.Item: ...


@outer.get("/second")
def get_second() -> b.Item: ...


outer.include_router(inner, prefix="/inner")
app.include_router(outer)
""",
}
REFUSAL = """

class ShopError(Exception):
    pass


def openapi() -> dict:
    raise ShopError("shop__a__Item, shop__b__Item: two models have the same class name")


app.openapi = openapi
"""


def exported(root: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    for name, text in {**FILES, **more}.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text)
    words = [sys.executable, "-m", "devstack.export", "shop.main:app", "--to", "answer.json"]
    return subprocess.run(words, cwd=root, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    root = tmp_path_factory.mktemp("shop")
    exported(root).check_returncode()
    said: dict[str, Any] = json.loads((root / "answer.json").read_text())
    found: dict[str, str] = said["places"]
    return found


def test_a_route_is_found_however_deep_its_router_is_included(places: dict[str, str]) -> None:
    """By its function: what the application makes of its id is known only where it is asked for its document."""
    assert places[":get_first"] == "shop/main.py:9"
    assert places[":get_second"] == "shop/main.py:13"


def test_classes_of_one_name_are_told_apart_by_their_import_path(places: dict[str, str]) -> None:
    """As pydantic calls them."""
    assert places[":shop__a__Item"] == "shop/a.py:4"
    assert places[":shop__b__Item"] == "shop/b.py:8"
    assert places[":Other.n"] == "shop/b.py:5"


def test_what_the_application_refuses_in_its_own_words_is_told_in_them(tmp_path: Path) -> None:
    """With the places of the classes it names, and without a trace."""
    run = exported(tmp_path, **{"shop/main.py": FILES["shop/main.py"] + REFUSAL})

    assert run.returncode == 1
    assert run.stderr == "Item (shop/a.py:4), Item (shop/b.py:8): two models have the same class name\n"


def test_a_mistake_in_the_application_keeps_its_trace(tmp_path: Path) -> None:
    """Whoever has to find it needs it."""
    broken = REFUSAL.replace('ShopError("', 'ValueError("')

    run = exported(tmp_path, **{"shop/main.py": FILES["shop/main.py"] + broken})

    assert run.returncode == 1
    assert "Traceback" in run.stderr
    assert "ValueError" in run.stderr
