"""OpenAPI documents of real applications, merged."""

import json
import os
import subprocess
import sys
from typing import Annotated, Literal

import pytest
from fastapi import APIRouter
from pydantic import BaseModel, Field, create_model
from support.asgi import get
from support.modules import SampleModule

from trading_api.app_factory import ModularFastAPI
from trading_api.settings import Settings
from trading_api.shared.components import PREFIX, SpecError, references
from trading_api.shared.specs import document_bytes, merge_openapi, operations

NAMES = ("core", "broker", "datafeed")


class Circle(BaseModel):
    """One of two shapes."""

    kind: Literal["circle"]
    radius: float


def with_status(name: str) -> SampleModule:
    """A module whose Status, Shape and Square differ from those of the others under the same names."""
    status = create_model("Status", **{f"{name}_state": (str, ...)})
    square = create_model("Square", kind=(Literal["square"], ...), **{f"{name}_side": (float, ...)})
    api = APIRouter()

    @api.get("/status", response_model=status)
    def get_status() -> dict[str, str]:
        return {f"{name}_state": "fine"}

    @api.post("/shapes", status_code=201)
    def add_shape(shape: Annotated[Circle | square, Field(discriminator="kind")]) -> Circle | square:
        return shape

    return SampleModule(name, api)


@pytest.fixture(scope="module")
def app():
    """Three modules that name different things alike."""
    return ModularFastAPI([with_status(name) for name in NAMES], Settings())


def test_three_modules_keep_their_own_schemas_and_share_the_equal_ones(app):
    """FastAPI's own document of the parent is empty, and a naive merge lets the last module win."""
    merged = app.openapi()
    schemas = merged["components"]["schemas"]

    assert {"CoreStatus", "BrokerStatus", "DatafeedStatus", "Circle", "Problem", "Health"} <= set(schemas)
    assert "Status" not in schemas
    for name in NAMES:
        answer = merged["paths"][f"/api/v1/{name}/status"]["get"]["responses"]["200"]["content"]["application/json"]
        assert answer["schema"] == {"$ref": f"{PREFIX}{name.capitalize()}Status"}
        assert list(schemas[f"{name.capitalize()}Status"]["properties"]) == [f"{name}_state"]


def test_every_reference_of_the_merged_document_resolves(app):
    """Discriminator mappings are plain strings and easily left behind."""
    merged = app.openapi()

    mapping = merged["paths"]["/api/v1/broker/shapes"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert mapping["discriminator"]["mapping"] == {"circle": f"{PREFIX}Circle", "square": f"{PREFIX}BrokerSquare"}
    assert set(references(merged)) <= set(merged["components"]["schemas"])


def test_nothing_is_lost_and_every_operation_has_an_id_of_its_own(app):
    """Counts in and out; ids read as a client's method does: broker, place_order."""
    ids = [operation["operationId"] for _, _, operation in operations(app.openapi())]

    assert len(ids) == len(set(ids)) == sum(len(list(operations(a.openapi()))) for a in app.module_apps.values()) == 18
    assert "broker_add_shape" in ids


def test_every_error_is_documented_as_it_is_sent(app):
    """FastAPI documents its own 422 shape, which this application never sends."""
    merged = app.openapi()

    assert "HTTPValidationError" not in merged["components"]["schemas"]
    for _, path, operation in operations(merged):
        failures = {k: v for k, v in operation["responses"].items() if k >= "4"}
        assert failures.keys() >= {"4XX", "5XX"}, path
        for said in failures.values():
            assert said["content"] == {"application/problem+json": {"schema": {"$ref": f"{PREFIX}Problem"}}}


def test_a_modules_own_document_has_relative_paths_and_its_server(app):
    """So that it stands on its own."""
    own = app.module_apps["broker"].openapi()

    assert own["servers"] == [{"url": "/api/v1/broker"}]
    assert own["openapi"].startswith("3.1")
    assert {"/health", "/ready", "/version", "/instance", "/status", "/shapes"} == set(own["paths"])


def test_a_function_with_two_methods_is_refused():
    """FastAPI only warns, and which method gets into the id is not even stable."""
    api = APIRouter()
    api.add_api_route("/both", lambda: None, methods=["GET", "POST"], name="both")

    with (
        pytest.warns(UserWarning, match="Duplicate Operation ID"),
        pytest.raises(SpecError, match="module alpha: operation id both belongs to GET /both and to POST /both"),
    ):
        SampleModule("alpha", api).create_app().openapi()


def test_two_functions_of_one_name_in_one_module_are_refused():
    """Also when they stand in different routers."""
    api = APIRouter()

    @api.get("/vitals", name="get_health")
    def vitals() -> None:
        """Clashes with the module's own."""

    with pytest.warns(UserWarning, match="Duplicate"), pytest.raises(SpecError, match="GET /health and to GET /vitals"):
        SampleModule("alpha", api).create_app().openapi()


def key(place: str) -> dict[str, object]:
    """A document with one security scheme."""
    return {"components": {"securitySchemes": {"key": {"type": "apiKey", "in": place}}}}


def tag(description: str) -> dict[str, object]:
    """A document with one tag."""
    return {"tags": [{"name": "t", "description": description}]}


@pytest.mark.parametrize(
    ("first", "second", "complaint"),
    [
        (key("header"), key("query"), "components.securitySchemes key: module b"),
        (tag("one"), tag("two"), "tag t: module b"),
        ({}, {"webhooks": {"x": {}}}, "module b: webhooks of its OpenAPI document cannot be merged"),
    ],
    ids=["security", "tag", "webhooks"],
)
def test_what_cannot_be_merged_is_refused(first, second, complaint):
    """Rather than letting the last one win."""
    with pytest.raises(SpecError, match=complaint):
        merge_openapi({"a": first, "b": second}, title="t", version="1", base_url="/v1")


def test_the_document_is_the_same_bytes_under_any_hash_seed_and_as_it_is_served():
    """It is committed, and the gateway serves the committed file."""
    code = (
        "import sys; from trading_api.app_factory import AppFactory; from trading_api.settings import Settings;"
        "from trading_api.shared.specs import document_bytes;"
        "app = AppFactory(Settings()).create_app(['core']);"
        "sys.stdout.buffer.write(document_bytes(app.openapi()))"
    )
    command = [sys.executable, "-c", code]
    made = {
        subprocess.run(command, env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True).stdout
        for seed in ("1", "2")
    }

    assert len(made) == 1
    assert json.loads(made.pop())["openapi"] == "3.1.0"


def test_the_served_documents_are_those_of_the_application(app):
    """devstack exports by calling openapi(); a browser reads the address: the bytes agree."""
    merged = get(app, "/api/v1/openapi.json")

    assert merged.content == document_bytes(app.openapi())
    assert merged.headers["content-type"] == "application/json"
    assert get(app, "/api/v1/broker/openapi.json").content == document_bytes(app.module_apps["broker"].openapi())
    assert merged.content.startswith(b'{\n  "components": {')
    assert merged.content.endswith(b"}\n")
