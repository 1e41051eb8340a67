"""Documents become one contract: nothing lost, nothing said twice, names as in the merged document."""

import json
from pathlib import Path
from typing import Any

import pytest

from devstack.codegen.contract import read_contract
from devstack.errors import DevstackError

SPECS = Path(__file__).parents[4] / "generated/specs"


def operation(name: str, schema: str, **more: Any) -> dict[str, Any]:
    answer = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"operationId": name, "responses": {"200": {"description": "", "content": answer}}, **more}


def module(name: str, schemas: dict[str, Any], **paths: Any) -> dict[str, Any]:
    found = {f"/{path}": {"get": said} for path, said in paths.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1"},
        "servers": [{"url": f"/api/{name}"}],
        "paths": found,
        "components": {"schemas": schemas},
    }


def status(field: str) -> dict[str, Any]:
    return {"type": "object", "title": "Status", "properties": {field: {"type": "string"}}}


ERROR = {"type": "object", "title": "ErrorBody", "properties": {"code": {"type": "string"}}}


def test_the_reference_applications_contract_is_what_its_documents_say() -> None:
    """Operations and routes are counted in and out; schema names are those of the merged document."""
    documents = {path.name: json.loads(path.read_text()) for path in SPECS.glob("*.json")}
    contract = read_contract(documents)
    whole = documents["openapi.json"]

    asked = {(one.method.lower(), one.path): f"{one.module}_{one.id}" for one in contract.operations}
    said = {(method, path): one["operationId"] for path, item in whole["paths"].items() for method, one in item.items()}
    subscriptions = [one for one in documents["asyncapi.json"]["operations"] if one.endswith("Subscribe")]
    assert asked == said
    assert len(list(contract.routes)) == len(subscriptions)
    assert set(whole["components"]["schemas"]) <= set(contract.schemas)


def test_models_of_one_name_that_differ_get_their_modules_and_equal_ones_stay_one() -> None:
    """The rule of the merged document, so that clients and document use the same names."""
    contract = read_contract(
        {
            f"{name}.openapi.json": module(
                name, {"Status": status(name), "ErrorBody": ERROR}, health=operation("health", "Status")
            )
            for name in ("core", "broker", "data-feed")
        }
    )

    assert set(contract.schemas) == {"CoreStatus", "BrokerStatus", "DataFeedStatus", "ErrorBody"}
    for one in contract.operations:
        assert one.result.schema == {"$ref": f"#/components/schemas/{one.module.title().replace('-', '')}Status"}


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"default": None}, {"PlacedOrder"}),
        ({"default": 0}, {"PlacedOrder", "WsPlacedOrder"}),
        ({"description": "when"}, {"PlacedOrder", "WsPlacedOrder"}),
    ],
    ids=["null by default", "another default", "another description"],
)
def test_a_model_of_both_documents_of_a_module_is_one_class_unless_it_differs(
    more: dict[str, Any], names: set[str]
) -> None:
    """FastAPI leaves the default null out of OpenAPI, Pydantic writes it into AsyncAPI: an order was of two classes."""
    documents = {path.name: json.loads(path.read_text()) for path in SPECS.glob("broker.*.json")}
    fields = documents["broker.asyncapi.json"]["components"]["schemas"]["OrderDuration"]["properties"]
    del fields["datetime"]["default"]
    fields["datetime"] |= more

    contract = read_contract(documents)

    assert {name for name in contract.schemas if name.endswith("PlacedOrder")} == names


def test_a_discriminator_points_to_the_new_name() -> None:
    """Its mapping holds plain strings, which are easily missed."""
    shape = {"oneOf": [], "discriminator": {"propertyName": "k", "mapping": {"s": "#/components/schemas/Status"}}}
    contract = read_contract(
        {
            f"{name}.openapi.json": module(name, {"Status": status(name), "Shape": shape}, a=operation("a", "Shape"))
            for name in ("core", "broker")
        }
    )

    mapping = contract.schemas["BrokerShape"]["discriminator"]["mapping"]
    assert mapping == {"s": "#/components/schemas/BrokerStatus"}


def test_one_operation_id_of_two_operations_is_refused_with_both() -> None:
    """One of the methods would be lost."""
    said = module("core", {"Status": status("a")}, one=operation("same", "Status"), two=operation("same", "Status"))

    with pytest.raises(DevstackError, match=r"operation id same belongs to GET /one and to GET /two"):
        read_contract({"core.openapi.json": said})


@pytest.mark.parametrize(
    ("said", "name"),
    [("read_item_items__item_id__get", "read_item"), ("read_item", "read_item"), ("", "get_items_item_id")],
)
def test_an_operation_is_called_like_its_function(said: str, name: str) -> None:
    """FastAPI adds path and method where nobody tells it otherwise."""
    document = module("core", {"Status": status("a")}) | {
        "paths": {"/items/{item_id}": {"get": operation(said, "Status")}}
    }

    assert [one.id for one in read_contract({"core.openapi.json": document}).operations] == [name]


def test_an_application_without_modules_is_one_module() -> None:
    """Named like the deployment; what is mounted elsewhere is not counted twice."""
    whole = module("core", {"Status": status("a")}, own=operation("own", "Status")) | {"servers": []}

    contract = read_contract({"openapi.json": whole}, name="shop")

    assert [(one.name, one.base) for one in contract.modules] == [("shop", "")]
    assert [one.path for one in contract.operations] == ["/own"]


def test_a_page_with_a_cursor_is_known_as_one() -> None:
    """So that clients can go through all of them."""
    page = {
        "type": "object",
        "properties": {"items": {"type": "array", "items": {"type": "string"}}, "next_cursor": {"type": "string"}},
    }
    cursor = {"name": "cursor", "in": "query", "schema": {"type": "string"}}
    said = module("core", {"Page": page}, things=operation("things", "Page", parameters=[cursor]))

    (one,) = read_contract({"core.openapi.json": said}).operations

    assert one.paging is not None
    assert (one.paging.items, one.paging.next, one.paging.item) == ("items", "next_cursor", {"type": "string"})


def test_members_of_an_enum_are_known_by_name() -> None:
    """A schema tells their values only, and nobody remembers what 5 means."""
    said = module("core", {"State": {"type": "integer", "enum": [1, 5]}}, state=operation("state", "State"))

    contract = read_contract({"core.openapi.json": said}, members={"State": {"ON": 1, "OFF": 5}})

    assert contract.schemas["State"]["x-enum-varnames"] == ["ON", "OFF"]
