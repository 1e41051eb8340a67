"""An edited model in `models.py`: the same file as if all had been made anew, or the whole is made."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from support.node import REPOSITORY

from devstack.codegen.contract import Contract, read_contract
from devstack.codegen.keeping import Keeper
from devstack.codegen.piecewise import Earlier
from devstack.codegen.python import models

pytest.importorskip("datamodel_code_generator")
SPECS = REPOSITORY / "generated" / "specs"
EDITED = "PlaceOrderResult"


@pytest.fixture(scope="module")
def documents() -> dict[str, Any]:
    """What the reference application says."""
    return {path.name: json.loads(path.read_text()) for path in SPECS.glob("*.json")}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The models of each document that the generator is given."""
    found: list[list[str]] = []
    made = models._generated
    monkeypatch.setattr(
        models,
        "_generated",
        lambda said, package: found.append(list(said["components"]["schemas"])) or made(said, package),
    )
    return found


def contract(documents: dict[str, Any], fields: dict[str, Any]) -> Contract:
    """With these fields more in one model."""
    found = copy.deepcopy(documents)
    for name in ("openapi.json", "broker.openapi.json"):
        found[name]["components"]["schemas"][EDITED]["properties"] |= fields
    return read_contract(found)


@pytest.mark.parametrize(
    ("fields", "whole"),
    [
        pytest.param({"extra": {"type": "integer", "default": 0, "title": "Extra"}}, False, id="a plain field"),
        pytest.param({"how": {"enum": ["a", "b"], "type": "string", "default": "a"}}, False, id="a choice"),
        pytest.param({"at": {"type": "string", "format": "date-time"}}, True, id="a type nothing else needs"),
        pytest.param(
            {"in": {"type": "object", "properties": {"a": {"type": "string"}}}}, True, id="a model without a name"
        ),
    ],
)
def test_one_field_more_is_written_as_the_whole_would_be(
    documents: dict[str, Any], asked: list[list[str]], tmp_path: Path, fields: dict[str, Any], whole: bool
) -> None:
    """To the byte; and where classes or imports of others could be touched, it is the whole."""
    earlier = Earlier(Keeper(tmp_path), "types", "1")
    models.models_text(contract(documents, {}), "shop_client", earlier)
    asked.clear()

    text = models.models_text(contract(documents, fields), "shop_client", earlier)

    assert len(asked[0]) < 20
    assert len(asked) == (2 if whole else 1)
    assert text == models.models_text(contract(documents, fields), "shop_client")


def test_an_import_that_nothing_needs_any_more_is_gone(documents: dict[str, Any], tmp_path: Path) -> None:
    """Though the file of before has it."""
    earlier = Earlier(Keeper(tmp_path), "types", "1")
    before = models.models_text(
        contract(documents, {"at": {"type": "string", "format": "uuid"}}), "shop_client", earlier
    )
    after = models.models_text(contract(documents, {"at": {"type": "string"}}), "shop_client", earlier)

    assert "from uuid import UUID" in before
    assert "UUID" not in after
