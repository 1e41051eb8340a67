"""An edited model in `schema.ts`: the same file as if all had been made anew."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from support.node import REPOSITORY, node_tools

from devstack.codegen.contract import Contract, read_contract
from devstack.codegen.keeping import Keeper
from devstack.codegen.piecewise import Earlier
from devstack.codegen.typescript import schema
from devstack.codegen.typescript.pieces import spliced

SPECS = REPOSITORY / "generated" / "specs"


def contract(name: str, **words: Any) -> Contract:
    """What the reference application says, with a model that says something else."""
    found = {path.name: json.loads(path.read_text()) for path in SPECS.glob("*.json")}
    for document in found.values():
        if name in (known := document["components"]["schemas"]) and "openapi" in document:
            known[name] = copy.deepcopy(known[name])
            known[name]["properties"] |= words
    return read_contract(found)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where the types of the application as it is are kept."""
    node_tools()
    root = tmp_path_factory.mktemp("kept")
    schema.types(contract("Bar"), schema.Generator(REPOSITORY), Earlier(Keeper(root), "types", "1"))
    return root


class Counted(schema.Generator):
    """Knows how often it was asked."""

    def __init__(self) -> None:
        super().__init__(REPOSITORY)
        self.times = 0

    def __call__(self, said: Any) -> str:
        self.times += 1
        return super().__call__(said)


@pytest.mark.parametrize("name", ["PlaceOrderResult", "QuoteOk", "AccountInfo"])
def test_one_field_more_is_written_as_the_whole_would_be(kept: Path, tmp_path: Path, name: str) -> None:
    """To the byte, in a plain model, one of a choice and one of answers."""
    after = contract(
        name,
        extra={"type": "array", "items": {"enum": ["a;", "b"]}, "description": "Ends */ here;\n        Bar: {\n};"},
    )
    keeper, generator = Keeper(tmp_path), Counted()
    for file in (kept / ".devstack/gen").iterdir():
        keeper.remember(file.stem, json.loads(file.read_text()))

    text = schema.types(after, generator, Earlier(keeper, "types", "1"))

    assert generator.times == 1
    assert text == schema.types(after, schema.Generator(REPOSITORY))


def test_a_model_that_is_not_found_fits_nowhere() -> None:
    """A file of another form than ours is made as a whole."""
    one = "export interface components {\n    schemas: {\n        A: {\n            a: string;\n        };\n    };\n}\n"

    assert spliced(one, one.replace("string", "number"), ["A"]) == one.replace("string", "number")
    assert spliced(one, one, ["B"]) is None
    assert spliced(one.replace("    schemas", "  schemas"), one, ["A"]) is None
