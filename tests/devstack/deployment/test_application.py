"""Where an application's files stand, found without importing one of them."""

import ast
from pathlib import Path

import pytest

from devstack.deployment.application import candidates, locate, names


def write(root: Path, *files: str, text: str = "raise SystemExit('imported')\napp = 1\n") -> None:
    for name in files:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)


@pytest.mark.parametrize(
    ("file", "name", "base", "folder"),
    [
        ("shop/main.py", "shop.main:app", ".", "shop"),
        ("backend/shop/main.py", "shop.main:app", "backend", "backend/shop"),
        ("src/shop/api/main.py", "shop.api.main:app", "src", "src/shop"),
        ("shop/__init__.py", "shop:app", ".", "shop"),
        ("main.py", "main:app", ".", "."),
        ("backend/main.py", "main:app", "backend", "backend"),
    ],
)
def test_an_import_string_leads_to_a_file_and_a_folder(tmp_path, file: str, name: str, base: str, folder: str):
    write(tmp_path, file)

    found = locate(name, tmp_path)

    assert found is not None
    assert (found.base, found.folder, found.file) == (base, folder, tmp_path / file)


def test_the_projects_own_folder_comes_first(tmp_path):
    write(tmp_path, "shop/main.py", "src/shop/main.py")

    found = locate("shop.main:app", tmp_path)

    assert found is not None
    assert found.base == "."


def test_what_is_not_there_is_not_found(tmp_path):
    write(tmp_path, "shop/main.py")

    assert locate("shop.mian:app", tmp_path) is None
    assert locate("fastapi:app", tmp_path) is None


def test_candidates_are_the_main_files_that_assign_app(tmp_path):
    write(tmp_path, "backend/shop/main.py", "src/blog/main.py", "wiki/main.py")
    write(tmp_path, "backend/tool/main.py", text="def app(): ...\n")
    write(tmp_path, "src/half/main.py", text="app = FastAPI(\n")

    found = candidates(tmp_path)

    assert sorted(application.name for application in found) == [
        "blog.main:app",
        "half.main:app",
        "shop.main:app",
        "wiki.main:app",
    ]


def test_environments_and_tests_are_no_candidates(tmp_path):
    write(tmp_path, "venv/main.py", "tests/main.py", "node_modules/main.py", ".hidden/main.py", "my-docs/main.py")
    (tmp_path / "venv/pyvenv.cfg").write_text("")

    assert candidates(tmp_path) == []


@pytest.mark.parametrize(("package", "name"), [(True, "backend.main:app"), (False, "main:app")])
def test_a_main_file_in_backend_is_one_candidate(tmp_path, package: bool, name: str):
    """It is seen from two sides: as a file in backend/ and as a module of a package called backend."""
    write(tmp_path, "backend/main.py", *(["backend/__init__.py"] if package else []))

    assert [application.name for application in candidates(tmp_path)] == [name]


def test_names_are_those_bound_at_the_top(tmp_path):
    code = (
        "import os.path\nfrom x import y as z\na, (b, *c) = 1, (2, 3)\nd: int = 4\n"
        "def f():\n    hidden = 1\nclass C:\n    inner = 2\n"
        "if a:\n    e = 5\n    def g():\n        local = 1\n"
        "else:\n    try:\n        h = 6\n    except Exception:\n        h = 7\n"
        "with open('x') as i:\n    j = 8\n"
    )
    write(tmp_path, "main.py", text=code)

    found = names(tmp_path / "main.py")

    assert found is not None
    assert sorted(found) == ["C", "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "os", "z"]
    assert found["f"] is ast.FunctionDef


@pytest.mark.parametrize("code", ["from x import *\n", "def __getattr__(name): ...\n", "app = (\n", "\0"])
def test_where_reading_does_not_tell_nothing_is_claimed(tmp_path, code: str):
    write(tmp_path, "main.py", text=code)

    assert names(tmp_path / "main.py") is None
