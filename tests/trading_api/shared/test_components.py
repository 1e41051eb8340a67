"""Schemas of several modules under one roof."""

import copy
import json

import pytest

from trading_api.shared.components import PREFIX, SpecError, class_name, merge_schemas, references, require_plain_names


def schema(title: str, **fields: object) -> dict[str, object]:
    """An object schema; a string stands for a reference."""
    properties = {k: {"$ref": PREFIX + v} if isinstance(v, str) else v for k, v in fields.items()}
    return {"type": "object", "title": title, "properties": properties}


def test_equal_schemas_keep_one_name():
    """`Problem` of three modules is one class in a client."""
    part = {
        "Problem": schema("Problem", errors="FieldError"),
        "FieldError": schema("FieldError", text={"type": "string"}),
    }

    merged = merge_schemas({"core": part, "broker": copy.deepcopy(part)})

    assert merged.schemas == part


def test_different_schemas_of_one_name_both_get_their_modules():
    """A plain dict update let the last one win, so two of three /health were documented with foreign fields."""
    merged = merge_schemas(
        {"core": {"Status": schema("Status", up={})}, "market-data": {"Status": schema("Status", bars={})}}
    )

    assert merged.schemas == {
        "CoreStatus": schema("CoreStatus", up={}),
        "MarketDataStatus": schema("MarketDataStatus", bars={}),
    }
    assert merged.rewrite("core", {"$ref": PREFIX + "Status"}) == {"$ref": PREFIX + "CoreStatus"}


def test_what_leads_to_a_different_schema_is_different_itself():
    """Equal text with a reference to different things is not equal."""
    parts = {m: {"Page": schema("Page", items="Item"), "Item": schema("Item", **{m: {}})} for m in ("alpha", "beta")}

    assert set(merge_schemas(parts).schemas) == {"AlphaPage", "AlphaItem", "BetaPage", "BetaItem"}


def test_what_two_share_follows_when_a_third_differs_below_it():
    """Page is equal in alpha and beta, but Item gets three names because of gamma: then one Page cannot refer to both."""
    item = {"Item": schema("Item", a={})}
    page = {"Page": schema("Page", items="Item")}

    merged = merge_schemas({"alpha": item | page, "beta": item | page, "gamma": {"Item": schema("Item", b={})}})

    assert set(merged.schemas) == {"AlphaItem", "BetaItem", "GammaItem", "AlphaPage", "BetaPage"}
    assert all(name in merged.schemas for entry in merged.schemas.values() for name in references(entry))


def test_a_recursive_schema_is_compared_and_renamed():
    """A tree refers to itself; a comparison that follows references must come to an end."""
    parts = {m: {"Tree": schema("Tree", child="Tree", **{m: {}})} for m in ("alpha", "beta")}

    merged = merge_schemas(parts)

    assert list(references(merged.schemas["AlphaTree"])) == ["AlphaTree"]


def test_the_mapping_of_a_discriminator_is_renamed_too():
    """It holds plain strings, which a search for $ref misses."""
    shape = {
        "oneOf": [{"$ref": PREFIX + "Circle"}],
        "discriminator": {"propertyName": "kind", "mapping": {"circle": PREFIX + "Circle"}},
    }
    parts = {m: {"Shape": shape, "Circle": schema("Circle", **{m: {}})} for m in ("alpha", "beta")}

    merged = merge_schemas(parts)

    assert merged.schemas["BetaShape"]["discriminator"]["mapping"] == {"circle": PREFIX + "BetaCircle"}


def test_a_new_name_that_is_taken_is_refused_with_both_sides():
    """Losing one of them silently is what this file exists against."""
    core = {"Status": schema("Status", a={}), "BrokerStatus": schema("BrokerStatus")}
    parts = {"core": core, "broker": {"Status": schema("Status", b={})}}

    with pytest.raises(SpecError, match=r"schema BrokerStatus: broker's Status .* core's BrokerStatus; rename"):
        merge_schemas(parts)


def test_the_order_of_modules_does_not_matter():
    """The result is committed; it must not flap."""
    parts = {m: {"Status": schema("Status", **{m: {}}), "Same": schema("Same")} for m in ("gamma", "alpha", "beta")}

    one, other = merge_schemas(parts), merge_schemas(dict(sorted(parts.items())))

    assert json.dumps(one.schemas) == json.dumps(other.schemas)


def test_a_name_made_of_an_import_path_is_refused():
    """pydantic writes `pkg__a__Thing` when two classes of one module are called Thing."""
    with pytest.raises(SpecError, match="module alpha: pkg__a__Thing: two models have the same class name"):
        require_plain_names("alpha", {"pkg__a__Thing": {}, "Fine": {}})


def test_a_module_name_becomes_the_beginning_of_a_class_name():
    """As the convention for the module's own class has it."""
    assert class_name("market-data") == "MarketData"
