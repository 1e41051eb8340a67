"""The Python package of an application that has everything a contract can hold: complete, and typed strictly."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import trading_client
from support.node import npm_package
from support.zoo import app

from devstack.codegen.contract import Contract, read_contract
from devstack.codegen.python import python_client

REPOSITORY = Path(__file__).parents[4]
METHODS = frozenset({"get", "put", "post", "delete", "patch"})


def test_every_operation_has_a_method_in_both_clients(contract: Contract, zoo: ModuleType) -> None:
    """No silent loss."""
    names = {one.id for one in contract.operations}

    assert len(names) == 8
    assert names <= set(dir(zoo.ZooClient("http://zoo").api))
    assert names <= set(dir(zoo.AsyncZooClient("http://zoo").api))


@pytest.mark.parametrize("prefix", ["", "Async"])
def test_no_operation_of_the_committed_specification_is_lost(prefix: str) -> None:
    """Counted on both sides: a method for each, and no method more but those that go through all pages."""
    spec = json.loads((REPOSITORY / "generated/specs/openapi.json").read_text())
    wanted = {said["operationId"] for item in spec["paths"].values() for key, said in item.items() if key in METHODS}
    modules = sorted({name.partition("_")[0] for name in wanted})
    classes = {module: vars(getattr(trading_client, f"{prefix}{module.capitalize()}Client")) for module in modules}
    methods = {f"{module}_{name}" for module, found in classes.items() for name in found if not name.startswith("_")}

    assert len(wanted) > 50
    assert wanted <= methods
    more = {name for name in methods - wanted if not name.endswith("close")}
    assert {name.removesuffix("_all") for name in more} <= wanted


@pytest.fixture
def used(folder: Path) -> Path:
    """With a program that uses it, whose types are asserted, and the first one that its README shows."""
    (folder / "use.py").write_text(USE)
    sample = re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)[0]
    (folder / "readme.py").write_text(sample)
    return folder


CHECKED = ("zoo_client", "use.py", "readme.py")


def test_the_package_passes_mypy_at_its_strictest(used: Path) -> None:
    """And so does whoever uses it."""
    words = [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(used / "cache"), *CHECKED]
    done = subprocess.run(words, cwd=used, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.timeout(240)
def test_the_package_passes_pyright_at_its_strictest(used: Path) -> None:
    """The other type checker; the committed client as well. It finds a fault, too: what must be an error is one."""
    pyright = npm_package("pyright", "1.1.414") / "pyright/index.js"
    shutil.copytree(REPOSITORY / "generated/python/trading_client", used / "trading_client")
    strict = {
        "typeCheckingMode": "strict",
        "reportUnnecessaryTypeIgnoreComment": True,
        "enableTypeIgnoreComments": True,
    }
    (used / "pyrightconfig.json").write_text(json.dumps({"include": [*CHECKED, "trading_client"], **strict}))

    words = ["node", str(pyright), "--pythonpath", sys.executable, "--outputjson"]
    done = subprocess.run(words, cwd=used, capture_output=True, text=True, timeout=110, check=False)
    said = json.loads(done.stdout)

    assert said["generalDiagnostics"] == []
    assert said["summary"]["filesAnalyzed"] > len(CHECKED)


USE = """\
from decimal import Decimal
from typing import assert_type
from zoo_client import ZooClient, models

client = ZooClient("http://zoo").api
tree = client.get_tree()
assert_type(tree, models.Tree)
assert_type(tree.children, list[models.Tree])
assert_type(client.search("a", tags=["b"], from_=1), list[str])
assert_type(client.get_text(), str)
assert_type(models.Circle(radius=Decimal(1)).radius, Decimal)
for number in client.get_pages_all():
    assert_type(number, int)
client.get_tree(1)  # type: ignore[call-arg] # must be an error: it takes nothing by position
client.search()  # type: ignore[call-arg] # must be an error: it needs a word
"""


def test_one_field_more_is_a_small_diff(contract: Contract, folder: Path) -> None:
    """Under fifteen lines over all files."""
    document = app.openapi()
    more = {**document["components"]["schemas"]["Tree"]["properties"], "leaves": {"type": "integer"}}
    tree = {**document["components"]["schemas"]["Tree"], "properties": more}
    schemas = {**document["components"]["schemas"], "Tree": tree}
    grown = read_contract({"openapi.json": {**document, "components": {"schemas": schemas}}})

    lines = 0
    for artifact in python_client(grown, "zoo", "out"):
        before = (folder.parents[1] / artifact.path).read_text().splitlines()
        after = artifact.text.splitlines()
        lines += len(set(after) - set(before)) + abs(len(after) - len(before))

    assert 0 < lines < 15
