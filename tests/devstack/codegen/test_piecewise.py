"""What of a text is made anew when models have changed: as little as possible, and the whole wherever that is not certain."""

import copy
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from devstack.codegen.keeping import Keeper
from devstack.codegen.piecewise import Earlier

REF = "#/components/schemas/"
DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "t", "version": "1"},
    "paths": {},
    "components": {
        "schemas": {
            "Cat": {"type": "object", "properties": {"kind": {"const": "cat"}}},
            "Order": {"type": "object", "properties": {"qty": {"type": "string"}, "side": {"$ref": f"{REF}Side"}}},
            "Pets": {"oneOf": [{"$ref": f"{REF}Cat"}], "discriminator": {"mapping": {"cat": f"{REF}Cat"}}},
            "Side": {"type": "integer", "enum": [1, -1]},
            "Trade": {"type": "object", "properties": {"order": {"$ref": f"{REF}Order"}}},
        }
    },
}
INTEGER = {"type": "integer"}


class Generator:
    """Writes a line for each model, and knows what it was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []

    def __call__(self, document: Mapping[str, Any]) -> str:
        known = document["components"]["schemas"]
        self.asked.append(list(known))
        return "".join(f"{name} {json.dumps(schema)}\n" for name, schema in known.items())


def spliced(text: str, part: str, names: Sequence[str]) -> str:
    new = {line.split()[0]: line for line in part.splitlines()}
    return "".join(f"{new[line.split()[0]] if line.split()[0] in names else line}\n" for line in text.splitlines())


def edited(name: str, **words: Any) -> dict[str, Any]:
    """The document with a model that says something else."""
    found = copy.deepcopy(DOCUMENT)
    found["components"]["schemas"][name] |= words
    return found


def texts(root: Path, after: dict[str, Any], *, key: str = "1", force: bool = False) -> Generator:
    """What a generator is asked for the second time; its text is that of the whole."""
    Earlier(Keeper(root), "types", "1").text(DOCUMENT, Generator(), spliced)
    generator = Generator()
    text = Earlier(Keeper(root, force), "types", key).text(after, generator, spliced)
    assert text == Generator()(after)
    return generator


WHOLE = [["Cat", "Order", "Pets", "Side", "Trade"]]


def test_an_edited_model_is_made_with_what_it_depends_on(tmp_path: Path) -> None:
    """And with discriminators, which add to the models they lead to."""
    fields = {"qty": {"type": "string"}, "side": {"$ref": f"{REF}Side"}, "more": INTEGER}

    assert texts(tmp_path, edited("Order", properties=fields)).asked == [["Cat", "Order", "Pets", "Side"]]


def test_a_field_that_moved_is_a_change(tmp_path: Path) -> None:
    """It moves in the text."""
    fields = {"side": {"$ref": f"{REF}Side"}, "qty": {"type": "string"}}

    assert texts(tmp_path, edited("Order", properties=fields)).asked == [["Cat", "Order", "Pets", "Side"]]


def test_the_same_document_is_not_made_again(tmp_path: Path) -> None:
    """Its text is there."""
    assert texts(tmp_path, DOCUMENT).asked == []


@pytest.mark.parametrize(
    "after",
    [
        pytest.param(edited("Side", enum=[1, -1, 0]), id="an enum, whose members are defaults elsewhere"),
        pytest.param(edited("Pets", oneOf=[]), id="a choice"),
        pytest.param(
            edited("Trade", properties={"side": {"$ref": f"{REF}Side"}}), id="another reference, another order"
        ),
        pytest.param(edited("Trade", allOf=[{"$ref": f"{REF}Order"}]), id="a base class"),
        pytest.param({**DOCUMENT, "info": {"title": "u", "version": "1"}}, id="another title"),
        pytest.param({**DOCUMENT, "paths": {"/": {}}}, id="another operation"),
    ],
)
def test_where_others_may_read_differently_the_whole_is_made(tmp_path: Path, after: dict[str, Any]) -> None:
    """A text that is wrong costs more than one that takes long."""
    asked = texts(tmp_path, after).asked

    assert asked == WHOLE


def test_a_model_more_or_less_makes_the_whole(tmp_path: Path) -> None:
    """Where it stands follows from all of them."""
    more, less = copy.deepcopy(DOCUMENT), copy.deepcopy(DOCUMENT)
    more["components"]["schemas"]["Zebra"] = {"type": "object", "properties": {}}
    del less["components"]["schemas"]["Trade"]

    assert texts(tmp_path / "more", more).asked == [[*WHOLE[0], "Zebra"]]
    assert texts(tmp_path / "less", less).asked == [WHOLE[0][:-1]]


def test_another_generator_or_force_makes_the_whole(tmp_path: Path) -> None:
    """The pieces of two generators do not fit together."""
    after = edited("Order", description="Other")

    assert texts(tmp_path / "other", after, key="2").asked == WHOLE
    assert texts(tmp_path / "force", after, force=True).asked == WHOLE


def test_pieces_that_do_not_fit_are_given_up(tmp_path: Path) -> None:
    """The whole is asked for after the part."""
    Earlier(Keeper(tmp_path), "types", "1").text(DOCUMENT, Generator(), spliced)
    generator = Generator()
    after = edited("Order", description="Other")

    text = Earlier(Keeper(tmp_path), "types", "1").text(after, generator, lambda *_: None)

    assert (text, generator.asked[1:]) == (Generator()(after), WHOLE)
