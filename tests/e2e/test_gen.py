"""`gen` on the reference application: what a change leads to, what --check finds, what is mended, skipped and told."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.node import lend
from support.project import Project, Running, clean_env
from support.samples import installed

pytestmark = pytest.mark.e2e

CLIENT = "generated/python/trading_client"
MODEL = "backend/trading_api/models/broker.py"
CLASS = "class PlaceOrderResult(Model):"
GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")


@pytest.fixture(scope="module")
def generated(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout, generated, with what its run has kept."""
    root = tmp_path_factory.mktemp("generated") / "copy"
    shutil.copytree(checkout, root)
    lend(root)
    Project(root, command=(installed("invoke"),)).run("gen", "--force", PYTHONHASHSEED="1").check_returncode()
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
    edit(project, MODEL, CLASS, f"{CLASS}\n    extra: int = 0\n")
    check = project.run("gen", "--check")
    run = project.run("gen")

    wanted = {f"{CLIENT}/models.py", "generated/specs/broker.openapi.json", "generated/specs/openapi.json"}
    wanted |= {"generated/typescript/src/schema.ts"} if shutil.which("npm") else set()
    assert check.returncode == 1
    assert set(re.findall(r"^(\S+): differs", check.stdout, re.M)) == wanted
    assert set(re.findall(r"^wrote (\S+)", run.stdout, re.M)) == wanted
    assert "extra: int = 0" in (project.root / CLIENT / "models.py").read_text()
    assert project.run("gen", "--check").stdout == "current\n"


EDITS = {
    "a field that is gone": (MODEL, "    message: str\n", ""),
    "a field that moved": (MODEL, "    message: str\n    version: int\n", "    version: int\n    message: str\n"),
    "a type that nothing else needs": (MODEL, CLASS, f"{CLASS}\n    at: __import__('uuid').UUID\n"),
    "another model within": (MODEL, CLASS, f"{CLASS}\n    rows: 'list[PreviewRow]' = []\n"),
    "another docstring": (MODEL, "The order was taken", "The order is taken"),
    "another name": (
        MODEL,
        "class PreviewRow(Model):",
        "class PreviewRow(Model, title='PreviewRow'):\n    more: int = 0",
    ),
    "a default": (MODEL, "isClose: bool = False", "isClose: bool = True"),
    "an operation": ("backend/trading_api/shared/module.py", "The process is up. Says", "It is up. Says"),
    "a route": ("backend/trading_api/modules/datafeed/ws.py", "DepthSubscribeRouter:", "BookSubscribeRouter:"),
    "a setting": ("deploy.yaml", "api_base_url: /api/v1", "api_base_url: /api/v2"),
}


@pytest.mark.parametrize("what", EDITS)
def test_what_an_edit_leads_to_is_what_everything_anew_would_be(project: Project, what: str) -> None:
    """To the byte, whether a piece was made or the whole."""
    edit(project, *EDITS[what])

    run = project.run("gen")
    forced = project.run("gen", "--force")

    assert run.returncode == 0, run.stderr
    assert "wrote generated/" in run.stdout
    assert forced.stdout == "generated is current, nothing written\n", forced.stdout + forced.stderr


def test_check_names_every_file_that_is_not_as_made(project: Project) -> None:
    """Edited, deleted, added, or made of a template that was edited; and gen mends each, though no contract has changed."""
    folder, before = project.root / CLIENT, project.files("generated/python")
    (folder / "broker.py").write_text((folder / "broker.py").read_text() + "# mine\n")
    (folder / "datafeed.py").unlink()
    (folder / "stale.py").write_text("# mine\n")
    edit(project, "nginx/headers.conf.j2", "\n", "\n# mine\n")

    check = project.run("gen", "--check")
    project.run("gen").check_returncode()

    assert check.returncode == 1
    assert set(re.findall(r"^(\S+): (.*)$", check.stdout, re.M)) == {
        (f"{CLIENT}/broker.py", "differs"),
        (f"{CLIENT}/datafeed.py", "is missing"),
        (f"{CLIENT}/stale.py", "is not generated from anything"),
        ("generated/nginx.conf", "differs"),
    }
    assert project.files("generated/python") == before
    assert b"# mine" in project.files("generated")["generated/nginx.conf"]


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

    run = project.run("gen", "--force", PYTHONHASHSEED="2")

    assert run.stdout == "generated is current, nothing written\n", run.stdout + run.stderr
    assert project.files("generated") == before


def test_without_its_generator_the_python_client_is_skipped_and_that_is_said(project: Project) -> None:
    """Whoever does not generate clients does not need it; a check that was not made is no success without a word."""
    blocked = project.root / "blocked"
    blocked.mkdir()
    (blocked / "datamodel_code_generator.py").write_text("raise ImportError('none')\n")
    path = {"PYTHONPATH": str(blocked)}
    edit(project, MODEL, CLASS, f"{CLASS}\n    extra: int = 0\n")

    run = project.run("gen", **path)
    check = project.run("gen", "--check", **path)

    assert run.returncode == 0, run.stderr
    assert "skipped: python (no datamodel-code-generator; pip install 'devstack[clients]')" in run.stdout
    assert (check.returncode, check.stdout.splitlines()[-1].split(" (")[0]) == (0, "not checked: python")


def test_without_node_the_typescript_client_is_skipped_and_that_is_said(project: Project) -> None:
    """Whoever has no node generates everything else; a check says what it did not look at."""
    path = {"PATH": str(Path(installed("invoke")).parent)}
    edit(project, MODEL, CLASS, f"{CLASS}\n    extra: int = 0\n")

    run = project.run("gen", **path)
    check = project.run("gen", "--check", **path)

    assert run.returncode == 0, run.stderr
    assert f"wrote {CLIENT}/models.py" in run.stdout
    assert "skipped: typescript (no node)" in run.stdout
    assert (check.returncode, check.stdout) == (0, "not checked: typescript (no node)\n")


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

    line = (project.root / MODEL).read_text().splitlines().index("class PlacedOrder(Model):") + 1
    assert (same.returncode, same.stdout) == (0, "the contracts are as in HEAD\n")
    assert run.returncode == 1, run.stderr
    assert f"message: does not exist any more ({MODEL}:{line})" in run.stdout
    assert "    used at uses.py:2" in run.stdout
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr


BAD = """

class Cat(BaseModel):
    name: str


class Dog(BaseModel):
    name: str


class Loose(BaseModel):
    whatever: Any
    pet: Cat | Dog


@router.get("/loose")
def get_loose() -> Loose: ...


@router.get("/none")
def get_none():
    return {}
"""


def test_models_that_no_client_can_be_typed_by_are_told_with_their_place(project: Project) -> None:
    """Anything, a union that nothing tells apart, a route without a response model: warned of, and made all the same."""
    core = project.root / "backend/trading_api/modules/core"
    before = (core / "api.py").read_text()
    text = before.replace("    return api\n", "    api.include_router(bad.router)\n    return api\n", 1)
    assert text != before
    (core / "api.py").write_text(
        text.replace("\nfrom fastapi import", "\nfrom trading_api.modules.core import bad\nfrom fastapi import", 1)
    )
    (core / "bad.py").write_text(
        f"from typing import Any\nfrom fastapi import APIRouter\nfrom pydantic import BaseModel\n\nrouter = APIRouter(){BAD}"
    )
    lines = (core / "bad.py").read_text().splitlines()

    run = project.run("gen", "-p", "specs")

    assert run.returncode == 0, run.stderr
    path = "backend/trading_api/modules/core/bad.py"
    for words, said in (
        ("    whatever: Any", "Loose.whatever may be anything; give it a type"),
        ("    pet: Cat | Dog", "Loose.pet: nothing tells Cat and Dog apart; give each a Literal field of one name"),
        ('@router.get("/none")', "GET /api/v1/core/none has no response model; annotate what its function returns"),
    ):
        assert f"warning: {path}:{lines.index(words) + 1}: {said}" in run.stderr


def test_two_models_of_one_name_are_refused_with_the_place_of_each(project: Project) -> None:
    """And nothing is written: which of them a client would get is anybody's guess."""
    place = project.root / "backend/trading_api/models"
    (place / "other.py").write_text(
        "from pydantic import BaseModel\n\n\nclass PlacedOrder(BaseModel):\n    note: str\n"
    )
    edit(project, MODEL, CLASS, f"{CLASS}\n    other: Other | None = None\n")
    edit(
        project,
        MODEL,
        "\nfrom pydantic import",
        "\nfrom trading_api.models.other import PlacedOrder as Other\nfrom pydantic import",
    )
    line = (project.root / MODEL).read_text().splitlines().index("class PlacedOrder(Model):") + 1
    before = project.files("generated")

    run = project.run("gen")

    assert run.returncode == 1
    assert (
        f"PlacedOrder ({MODEL}:{line}), PlacedOrder (backend/trading_api/models/other.py:4): two models" in run.stderr
    )
    assert "Traceback" not in run.stderr
    assert project.files("generated") == before


def test_a_websocket_route_without_a_response_is_refused_where_it_stands(project: Project) -> None:
    """Before the application is loaded."""
    routes = "backend/trading_api/modules/datafeed/ws.py"
    edit(
        project,
        routes,
        "GenericWsRoute[BarsSubscribeRequest, SubscribeResponse, Bar]",
        "GenericWsRoute[BarsSubscribeRequest, Bar]",
    )
    line = next(
        n
        for n, text in enumerate((project.root / routes).read_text().splitlines(), 1)
        if "BarsSubscribeRequest, Bar]" in text
    )

    run = project.run("gen")

    assert run.returncode == 2
    assert f"{routes}:{line}: " in run.stderr
    assert "2 models" in run.stderr


def test_only_one_modules_files_are_made(project: Project) -> None:
    """Beside what all share."""
    for name in ("broker", "datafeed"):
        (project.root / CLIENT / f"{name}.py").unlink()

    run = project.run("gen", "-n", "broker")

    assert f"wrote {CLIENT}/broker.py" in run.stdout
    assert f"wrote {CLIENT}/datafeed.py" not in run.stdout


def test_watching_makes_each_edit_current_and_outlives_mistakes(project: Project) -> None:
    """What cannot be made is told, and the next edit waited for; Ctrl-C ends it without a trace."""
    model, text = project.root / MODEL, (project.root / MODEL).read_text()
    with watching(project) as running:
        running.wait_for("generated is current, nothing written")
        model.write_text(text.replace(CLASS, f"{CLASS}\n    extra: int = 0\n", 1))
        running.wait_for(f"wrote {CLIENT}/models.py")
        model.write_text(f"{text}\nbroken = (\n")
        running.wait_for(
            r"does not load, so its contracts cannot be exported:(.|\n)*SyntaxError(.|\n)*run the command again"
        )
        model.write_text(text)
        running.wait_for(rf"run the command again(.|\n)*wrote {CLIENT}/models.py")
        edit(project, "deploy.yaml", "broker:   {port: 8011, instances: 2", "broker:   {port: 8011, instances: 3")
        running.wait_for("wrote generated/Procfile")

        running.press_ctrl_c()

        assert running.exit_code() == 130
        assert "KeyboardInterrupt" not in running.text
        assert project.run("gen", "--check").stdout == "current\n"


@contextmanager
def watching(project: Project) -> Iterator[Running]:
    """`gen --watch`, over when this is."""
    running = project.start("gen", "--watch")
    try:
        yield running
    finally:
        running.stop()


@pytest.mark.parametrize("rounds", [2, pytest.param(50, marks=[pytest.mark.hard, pytest.mark.timeout(1800)])])
def test_two_at_once_never_show_a_third_half_a_file(project: Project, rounds: int) -> None:
    """While both write routers, specs and clients, whoever imports or reads them sees the old ones or the new ones."""
    routers = project.root / "backend/trading_api/modules/datafeed/ws.py"
    model, before = (project.root / MODEL).read_text(), routers.read_text()
    alias = "MoreSubscribeRouter: TypeAlias = GenericWsRoute[BarsSubscribeRequest, SubscribeResponse, Bar]\n"
    with reading(project) as reader:
        for number in range(rounds):
            (project.root / MODEL).write_text(model.replace(CLASS, f"{CLASS}\n    extra{number}: int = 0\n", 1))
            routers.write_text(before + alias * (number % 2))
            both = [project.start("gen") for _ in range(2)]
            for one in both:
                assert one.exit_code(within=120) == 0, one.text
                assert "Traceback" not in one.text
                one.stop()
            assert project.run("gen", "--check").stdout == "current\n"
            assert reader.poll() is None, "it found something wrong"
        looks, wrong = reader.communicate("enough\n", timeout=30)

    assert (reader.returncode, wrong) == (0, "")
    assert int(looks) > 5 * rounds, "it looked again and again while files were replaced"


READER = """
import importlib, json, pathlib, select, sys, warnings

warnings.simplefilter("ignore")  # of the application's own, once for each import
sys.path[:0] = ["backend", "generated/python"]
sys.dont_write_bytecode = True
looks = 0
while not select.select([sys.stdin], [], [], 0)[0]:
    for file in pathlib.Path("generated").rglob("*.json"):
        if "node_modules" not in file.parts:
            json.loads(file.read_text())
    for folder in ("generated/python", "backend/trading_api/modules/datafeed/ws_generated"):
        for file in pathlib.Path(folder).rglob("*.py"):
            try:
                text = file.read_text()
            except FileNotFoundError:  # its alias is gone
                continue
            assert text.startswith('\"\"\"'), file
            compile(text, str(file), "exec")
    for name in [name for name in sys.modules if name.startswith("trading_client")]:
        del sys.modules[name]
    importlib.invalidate_caches()
    importlib.import_module("trading_client")
    looks += 1
print(looks)
"""


@contextmanager
def reading(project: Project) -> "Iterator[subprocess.Popen[str]]":
    """A process that imports the client and reads what is generated, again and again until it is told that it is enough."""
    with subprocess.Popen(
        [installed("python"), "-c", READER],
        cwd=project.root,
        env=clean_env(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as reader:
        try:
            yield reader
        finally:
            reader.kill()


def git(project: Project, *words: str) -> None:
    subprocess.run([*GIT, *words], cwd=project.root, check=True, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull})
