"""`gen` on the reference application: what a change leads to, what --check finds, what is mended, skipped and told."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.project import Project
from support.samples import installed

pytestmark = pytest.mark.e2e

CLIENT = "generated/python/trading_client"
MODEL = "backend/trading_api/models/broker.py"
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")


@pytest.fixture(scope="module")
def generated(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, generated, with what its run has kept."""
    root = tmp_path_factory.mktemp("generated") / "copy"
    shutil.copytree(checkout, root)
    Project(root, command=(installed("invoke"),)).run("gen").check_returncode()
    return root


@pytest.fixture
def project(generated: Path, tmp_path: Path) -> Project:
    """A copy of that for each test to change."""
    root = tmp_path / "copy"
    shutil.copytree(generated, root, symlinks=True)
    return Project(root, command=(installed("invoke"),))


def edit(project: Project, path: str, old: str, new: str) -> None:
    text = (project.root / path).read_text()
    assert old in text
    (project.root / path).write_text(text.replace(old, new, 1))


def test_an_unchanged_project_loads_nothing(project: Project) -> None:
    """What the last run made of what is kept, so the application is not even imported."""
    (project.root / "backend/trading_api/main.py").touch()
    trap = {"PYTHONPROFILEIMPORTTIME": "1"}

    run = project.run("gen", **trap)

    assert run.stdout == "generated is current, nothing written\n"
    assert "datamodel_code_generator" not in run.stderr
    assert "trading_api" not in run.stderr


def test_one_field_more_reaches_specs_and_client(project: Project) -> None:
    """And nothing else is written."""
    edit(
        project, MODEL, "class PlaceOrderResult(BaseModel):", "class PlaceOrderResult(BaseModel):\n    extra: int = 0\n"
    )
    check = project.run("gen", "--check")
    run = project.run("gen")

    wanted = {f"{CLIENT}/models.py", "generated/specs/broker.openapi.json", "generated/specs/openapi.json"}
    wanted |= {"generated/typescript/src/schema.ts"} if shutil.which("npm") else set()
    assert check.returncode == 1
    assert set(re.findall(r"^(\S+): differs", check.stdout, re.M)) == wanted
    assert set(re.findall(r"^wrote (\S+)", run.stdout, re.M)) == wanted
    assert "extra: int = 0" in (project.root / CLIENT / "models.py").read_text()
    assert project.run("gen", "--check").stdout == "current\n"


@pytest.mark.parametrize("damage", ["edited", "deleted", "added"])
def test_check_names_a_client_file_that_is_not_as_made(project: Project, damage: str) -> None:
    """And gen mends it, though nothing it is made of has changed."""
    file = project.root / CLIENT / ("stale.py" if damage == "added" else "broker.py")
    before = file.read_text() if file.exists() else None
    if damage == "deleted":
        file.unlink()
    else:
        file.write_text((before or "") + "# mine\n")
    said = {"edited": "differs", "deleted": "is missing", "added": "is not generated from anything"}[damage]

    check = project.run("gen", "--check")
    project.run("gen").check_returncode()

    assert check.returncode == 1
    assert f"{file.relative_to(project.root)}: {said}" in check.stdout
    assert (file.read_text() if file.exists() else None) == before


@pytest.mark.parametrize("damage", ["deleted", "broken"])
def test_damaged_routers_are_repaired(project: Project, damage: str) -> None:
    """Though the application cannot be loaded without them."""
    folder = project.root / "backend/trading_api/modules/datafeed/ws_generated"
    before = {path.name: path.read_text() for path in folder.glob("*.py")}
    if damage == "deleted":
        shutil.rmtree(folder)
    else:
        (folder / "__init__.py").write_text("def (:\n")

    run = project.run("gen")

    assert run.returncode == 0, run.stderr
    assert {path.name: path.read_text() for path in folder.glob("*.py")} == before


def test_the_hash_seed_changes_no_byte(project: Project) -> None:
    """A set that is iterated over would show here."""
    before = project.files("generated")
    for seed in ("1", "2"):
        run = project.run("gen", "--force", PYTHONHASHSEED=seed)
        assert run.stdout == "generated is current, nothing written\n", run.stdout + run.stderr
    assert project.files("generated") == before


def test_without_its_generator_the_python_client_is_skipped_and_that_is_said(project: Project) -> None:
    """Whoever does not generate clients does not need it; a check that was not made is no success without a word."""
    blocked = project.root / "blocked"
    blocked.mkdir()
    (blocked / "datamodel_code_generator.py").write_text("raise ImportError('none')\n")
    path = {"PYTHONPATH": str(blocked)}
    edit(
        project, MODEL, "class PlaceOrderResult(BaseModel):", "class PlaceOrderResult(BaseModel):\n    extra: int = 0\n"
    )

    run = project.run("gen", **path)
    check = project.run("gen", "--check", **path)

    assert run.returncode == 0, run.stderr
    assert "skipped: python (no datamodel-code-generator; pip install 'devstack[clients]')" in run.stdout
    assert (check.returncode, check.stdout.splitlines()[-1].split(" (")[0]) == (0, "not checked: python")


def test_a_module_that_is_gone_takes_its_files_with_it(project: Project) -> None:
    """Of a client too."""
    (project.root / "generated/specs/old.openapi.json").write_text("{}")

    run = project.run("gen")

    assert run.stdout == "removed generated/specs/old.openapi.json\n"


def test_breaking_tells_where_and_exits_1(project: Project) -> None:
    """With the place in the model, and the line of this repository that uses it."""
    (project.root / "uses.py").write_text(
        "from trading_client import TradingClient\nTradingClient('').broker.x().message\n"
    )
    git(project, "init", "-q")
    git(project, "add", "-A")
    git(project, "commit", "-q", "-m", "first")
    same = project.run("gen", "--breaking", "HEAD")
    edit(project, MODEL, "    message: str\n", "")

    run = project.run("gen", "--breaking", "HEAD")
    wrong = project.run("gen", "--breaking", "nosuch")

    line = (project.root / MODEL).read_text().splitlines().index("class PlacedOrder(BaseModel):") + 1
    assert (same.returncode, same.stdout) == (0, "the contracts are as in HEAD\n")
    assert run.returncode == 1, run.stderr
    assert f"message: does not exist any more ({MODEL}:{line})" in run.stdout
    assert "    used at uses.py:2" in run.stdout
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


def test_only_one_modules_files_are_made(project: Project) -> None:
    """Beside what all share."""
    for name in ("broker", "datafeed"):
        (project.root / CLIENT / f"{name}.py").unlink()

    run = project.run("gen", "-n", "broker")

    assert f"wrote {CLIENT}/broker.py" in run.stdout
    assert f"wrote {CLIENT}/datafeed.py" not in run.stdout


def git(project: Project, *words: str) -> None:
    subprocess.run([*GIT, *words], cwd=project.root, check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull})
