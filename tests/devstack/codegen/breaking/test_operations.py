"""What breaks a client and what does not: each change alone, in the direction in which it matters."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from devstack.codegen.breaking import changes
from devstack.codegen.contract import read_contract

Document = dict[str, Any]
NODE = {"$ref": "#/components/schemas/Node"}
BASE: Document = {
    "openapi": "3.1.0",
    "info": {"title": "shop", "version": "1"},
    "paths": {
        "/things": {
            "get": {
                "operationId": "get_things",
                "parameters": [
                    {"name": "limit", "in": "query", "required": False, "schema": {"type": "integer", "maximum": 10}}
                ],
                "responses": {"200": {"description": "", "content": {"application/json": {"schema": NODE}}}},
            },
            "post": {
                "operationId": "post_thing",
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/New"}}},
                },
                "responses": {"201": {"description": "", "content": {"application/json": {"schema": NODE}}}},
            },
        }
    },
    "components": {
        "schemas": {
            "Node": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "state": {"type": "string", "enum": ["on", "off"]},
                    "children": {"type": "array", "items": NODE},
                    "price": {"anyOf": [{"type": "string", "format": "decimal"}, {"type": "null"}]},
                },
                "required": ["name", "state", "children"],
            },
            "New": {
                "type": "object",
                "properties": {
                    "name": {"type": "string", "maxLength": 20},
                    "mode": {"type": "string", "enum": ["a", "b"]},
                    "parent": {"anyOf": [NODE, {"type": "null"}]},
                },
                "required": ["name"],
            },
        }
    },
}


def node(document: Document) -> Document:
    found: Document = document["components"]["schemas"]["Node"]
    return found


def new(document: Document) -> Document:
    found: Document = document["components"]["schemas"]["New"]
    return found


def get(document: Document) -> Document:
    found: Document = document["paths"]["/things"]["get"]
    return found


def changed(edit: Callable[[Document], object]) -> list[tuple[bool, str, str]]:
    document = copy.deepcopy(BASE)
    edit(document)
    found = changes(
        read_contract({"openapi.json": BASE}, name="shop"), read_contract({"openapi.json": document}, name="shop")
    )
    return [(one.breaks, one.where, one.what) for one in found]


def test_the_same_contract_has_not_changed() -> None:
    """With a model that holds itself."""
    assert changed(lambda document: None) == []


def test_descriptions_and_titles_are_no_changes() -> None:
    """A comment must not stop a release."""
    assert changed(lambda document: node(document).update(description="said better", title="Node!")) == []


@pytest.mark.parametrize(
    ("edit", "where"),
    [
        (lambda d: d["paths"]["/things"].pop("get"), "shop.get_things"),
        (lambda d: get(d).update(operationId="list_things"), "shop.list_things"),
        (lambda d: get(d)["parameters"].clear(), "shop.get_things query limit"),
        (lambda d: get(d)["parameters"][0].update(required=True), "shop.get_things query limit"),
        (lambda d: get(d)["parameters"][0]["schema"].update(maximum=5), "shop.get_things query limit"),
        (lambda d: get(d)["parameters"][0]["schema"].update(type="string"), "shop.get_things query limit"),
        (
            lambda d: get(d)["parameters"].append({"name": "q", "in": "query", "required": True, "schema": {}}),
            "shop.get_things query q",
        ),
        (lambda d: new(d)["required"].append("mode"), "shop.post_thing request.mode"),
        (lambda d: new(d)["properties"]["mode"]["enum"].remove("b"), "shop.post_thing request.mode"),
        (lambda d: new(d)["properties"]["name"].update(maxLength=10), "shop.post_thing request.name"),
        (lambda d: new(d)["properties"].pop("mode"), "shop.post_thing request.mode"),
        (lambda d: new(d)["properties"].update(parent=NODE), "shop.post_thing request.parent"),
        (lambda d: new(d).update(additionalProperties=False), "shop.post_thing request"),
        (lambda d: node(d)["properties"].pop("price"), "shop.get_things 200.price"),
        (lambda d: node(d)["required"].remove("name"), "shop.get_things 200.name"),
        (lambda d: node(d)["properties"]["state"]["enum"].append("broken"), "shop.get_things 200.state"),
        (lambda d: node(d)["properties"].update(name={"type": "integer"}), "shop.get_things 200.name"),
        (
            lambda d: node(d)["properties"].update(name={"anyOf": [{"type": "string"}, {"type": "null"}]}),
            "shop.get_things 200.name",
        ),
        (lambda d: node(d)["properties"].update(price={"type": "number"}), "shop.get_things 200.price"),
        (lambda d: get(d)["responses"]["200"].pop("content"), "shop.get_things 200"),
    ],
)
def test_what_breaks_clients(edit: Callable[[Document], object], where: str) -> None:
    """Each is told where it is, once for each direction in which it matters."""
    found = changed(edit)

    assert where in [one[1] for one in found if one[0]]


@pytest.mark.parametrize(
    "edit",
    [
        lambda d: d["paths"].update({"/more": {"get": {**get(d), "operationId": "more"}}}),
        lambda d: get(d)["parameters"].append(
            {"name": "q", "in": "query", "required": False, "schema": {"type": "string"}}
        ),
        lambda d: get(d)["parameters"][0]["schema"].update(maximum=50),
        lambda d: new(d)["properties"].update(note={"type": "string"}),
        lambda d: new(d)["properties"]["mode"]["enum"].append("c"),
        lambda d: new(d)["properties"]["name"].pop("maxLength"),
        lambda d: new(d)["required"].clear(),
        lambda d: get(d)["responses"].update(
            {"404": {"description": "", "content": {"application/json": {"schema": NODE}}}}
        ),
    ],
)
def test_what_is_safe(edit: Callable[[Document], object]) -> None:
    """It is told as well, and stops nobody."""
    found = changed(edit)

    assert found
    assert [one for one in found if one[0]] == []


def test_a_model_used_both_ways_is_judged_by_each() -> None:
    """A field more in Node is safe in an answer, and a new demand in a request that holds one."""
    found = changed(
        lambda d: (node(d)["properties"].update(size={"type": "integer"}), node(d)["required"].append("size"))
    )

    assert (True, "shop.post_thing request.parent.size", "is new and required") in found
    assert (False, "shop.get_things 200.size", "is new") in found


STREAM: Document = {
    "asyncapi": "3.0.0",
    "channels": {
        "shop": {
            "address": "/ws",
            "messages": {
                name: {"name": wire, "payload": {"$ref": f"#/components/schemas/{name}"}}
                for name, wire in [
                    ("ask", "bars.subscribe"),
                    ("reply", "bars.subscribe.response"),
                    ("news", "bars.update"),
                ]
            },
        }
    },
    "operations": {
        "a": {
            "action": "receive",
            "messages": [{"$ref": "#/channels/shop/messages/ask"}],
            "reply": {"messages": [{"$ref": "#/channels/shop/messages/reply"}]},
        },
        "b": {"action": "send", "x-delivery": "lossless", "messages": [{"$ref": "#/channels/shop/messages/news"}]},
    },
    "components": {
        "schemas": {
            "ask": {
                "properties": {
                    "payload": {"type": "object", "properties": {"symbol": {"type": "string"}}, "required": []}
                }
            },
            "reply": {"properties": {"payload": {"type": "object", "properties": {"topic": {"type": "string"}}}}},
            "news": {
                "properties": {
                    "payload": {
                        "type": "object",
                        "properties": {"payload": {"type": "object", "properties": {"close": {"type": "number"}}}},
                    }
                }
            },
        }
    },
}


def streamed(edit: Callable[[Document], object]) -> list[tuple[bool, str]]:
    document = copy.deepcopy(STREAM)
    edit(document)
    found = changes(
        read_contract({"openapi.json": BASE, "asyncapi.json": STREAM}, name="shop"),
        read_contract({"openapi.json": BASE, "asyncapi.json": document}, name="shop"),
    )
    return [(one.breaks, one.where) for one in found]


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        (lambda d: None, []),
        (lambda d: d["operations"].clear(), [(True, "shop bars.subscribe")]),
        (lambda d: d["channels"]["shop"].update(address="/socket"), [(True, "shop WebSocket")]),
        (lambda d: d["operations"]["b"].update({"x-delivery": "latest"}), [(True, "shop bars.update")]),
        (
            lambda d: d["components"]["schemas"]["ask"]["properties"]["payload"].update(required=["symbol"]),
            [(True, "shop bars.subscribe.symbol")],
        ),
        (
            lambda d: d["components"]["schemas"]["news"]["properties"]["payload"]["properties"]["payload"][
                "properties"
            ].clear(),
            [(True, "shop bars.update.close")],
        ),
    ],
)
def test_messages_are_held_to_the_same(edit: Callable[[Document], object], wanted: list[tuple[bool, str]]) -> None:
    """What a client sends and what it hears, by route."""
    assert streamed(edit) == wanted
