"""AsyncAPI 3.0 documents, read the way a client generator reads them."""

import json
from typing import Annotated, Any, ClassVar, Literal

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field
from support.asgi import get
from support.modules import SampleModule

from trading_api.app_factory import ModularFastAPI
from trading_api.models.ws import SubscribeRequest, SubscribeResponse
from trading_api.settings import Settings
from trading_api.shared.asyncapi import merge_asyncapi, module_asyncapi
from trading_api.shared.components import SpecError
from trading_api.shared.ws.route import GenericWsRoute, LosslessWsRoute


class BarsSubscribeRequest(SubscribeRequest):
    """Which bars."""

    symbol: str
    resolution: str = "1"


class Bar(BaseModel):
    """One bar."""

    time: int
    close: float


class Order(BaseModel):
    """One order."""

    order_id: str


class Tick(BaseModel):
    """One of two things an update may carry; has a property called like a keyword."""

    kind: Literal["tick"]
    discriminator: int


class Halt(BaseModel):
    """The other one."""

    kind: Literal["halt"]


class Event(BaseModel):
    """Either of them."""

    event: Annotated[Tick | Halt, Field(discriminator="kind")]


class EventsRoute(GenericWsRoute[SubscribeRequest, SubscribeResponse, Event]):
    """Events of two kinds."""

    route: ClassVar[str] = "events"
    request = SubscribeRequest
    response = SubscribeResponse
    data = Event


class BarsRoute(GenericWsRoute[BarsSubscribeRequest, SubscribeResponse, Bar]):
    """Live bars."""

    route: ClassVar[str] = "bars"
    request = BarsSubscribeRequest
    response = SubscribeResponse
    data = Bar


class OrdersRoute(LosslessWsRoute[SubscribeRequest, SubscribeResponse, Order]):
    """Orders, none lost."""

    route: ClassVar[str] = "broker-orders"
    request = SubscribeRequest
    response = SubscribeResponse
    data = Order


def document(*routes: Any, module: str = "market-data") -> dict[str, Any]:
    """The document of a module with these routes."""
    made = module_asyncapi(module, routes, base_url="/api/v1", version="1", description="d")
    assert made is not None
    return made


def resolve(root: dict[str, Any], pointer: str) -> Any:
    """What a local reference points to; KeyError when nothing."""
    node: Any = root
    for key in pointer.removeprefix("#/").split("/"):
        node = node[key]
    return node


def accepts(root: dict[str, Any], message: str, frame: dict[str, Any]) -> bool:
    """Whether a frame is what the document says of that message."""
    channel = next(iter(root["channels"].values()))
    schema = {**channel["messages"][message]["payload"], "components": root["components"]}
    return Draft202012Validator(schema).is_valid(frame)


def test_the_frames_are_those_of_the_protocol():
    """A client generated from the document has to understand the server to the letter."""
    root = document(BarsRoute)
    update = {"topic": "bars:{}", "seq": 45, "ts": 1700000000000, "payload": {"time": 1, "close": 1.5}}

    assert accepts(root, "barsSubscribe", {"type": "bars.subscribe", "id": "7", "payload": {"symbol": "A"}})
    assert accepts(root, "barsUpdate", {"type": "bars.update", "payload": update})
    assert accepts(root, "barsUnsubscribe", {"type": "bars.unsubscribe", "id": "8", "payload": {"topic": "bars:{}"}})
    assert accepts(root, "error", {"type": "error", "id": None, "payload": {"code": "bad_request", "message": "m"}})
    assert accepts(root, "ping", {"type": "ping"})
    assert accepts(root, "pong", {"type": "pong", "ts": 1.5})


@pytest.mark.parametrize(
    ("message", "frame"),
    [
        ("barsSubscribe", {"type": "bars.subscribe", "payload": {"symbol": "A"}}),
        ("barsSubscribe", {"type": "bars.update", "id": "7", "payload": {"symbol": "A"}}),
        ("barsSubscribe", {"type": "bars.subscribe", "id": "7", "payload": {}}),
        ("barsUpdate", {"type": "bars.update", "payload": {"topic": "t", "seq": 1, "ts": 1, "payload": {"time": 1}}}),
        ("barsSubscribeResponse", {"type": "bars.subscribe.response", "id": "7", "payload": {"status": "ok"}}),
    ],
)
def test_other_frames_are_not(message, frame):
    """A schema that takes everything would pass the test above."""
    assert not accepts(document(BarsRoute), message, frame)


def test_every_reference_resolves_and_replies_stay_in_their_channel():
    """AsyncAPI's own parser does not notice a reply that points outside its channel."""
    root = document(BarsRoute, OrdersRoute)
    channel = "#/channels/market-data"

    assert root["operations"].keys() >= {
        "barsSubscribe",
        "barsUnsubscribe",
        "barsUpdate",
        "brokerOrdersUpdate",
        "error",
    }
    for operation in root["operations"].values():
        messages = operation["messages"] + operation.get("reply", {}).get("messages", [])
        assert all(m["$ref"].startswith(f"{channel}/messages/") for m in messages)
        for message in messages:
            resolve(root, resolve(root, message["$ref"])["payload"]["$ref"])


def test_an_operation_says_direction_reply_and_delivery():
    """The document describes the server: it receives what a client sends."""
    operations = document(BarsRoute, OrdersRoute)["operations"]

    assert operations["barsSubscribe"]["action"] == "receive"
    assert operations["barsSubscribe"]["reply"]["messages"][0]["$ref"].endswith("/barsSubscribeResponse")
    assert (operations["barsUpdate"]["action"], operations["barsUpdate"]["x-delivery"]) == ("send", "latest")
    assert operations["brokerOrdersUpdate"]["x-delivery"] == "lossless"


def test_a_request_and_its_reply_are_correlated_by_id_and_an_update_is_not():
    """Two subscriptions on one connection may be answered out of order."""
    messages = document(BarsRoute)["channels"]["market-data"]["messages"]

    assert messages["barsSubscribe"]["correlationId"] == {"location": "$message.payload#/id"}
    assert messages["barsSubscribeResponse"]["correlationId"] == {"location": "$message.payload#/id"}
    assert "correlationId" not in messages["barsUpdate"]


def test_a_union_does_without_the_discriminator_that_asyncapi_means_differently():
    """There it is a string whose values are schema names; AsyncAPI's own parser refuses OpenAPI's object."""
    schemas = document(EventsRoute)["components"]["schemas"]

    assert schemas["Event"]["properties"]["event"].keys() == {"oneOf", "title"}
    assert schemas["Tick"]["properties"].keys() == {"kind", "discriminator"}


def test_merged_documents_keep_channels_apart_and_share_common_frames():
    """Two modules with a route of one name: operations and frames must not meet."""
    merged = merge_asyncapi(
        {"alpha": document(BarsRoute, module="alpha"), "beta": document(BarsRoute, OrdersRoute, module="beta")},
        title="t",
        version="1",
    )

    assert merged is not None
    assert {c["address"] for c in merged["channels"].values()} == {"/api/v1/alpha/ws", "/api/v1/beta/ws"}
    assert merged["operations"].keys() >= {"alpha_barsSubscribe", "beta_barsSubscribe", "beta_brokerOrdersUpdate"}
    assert "BarsUpdateFrame" in merged["components"]["schemas"]
    assert json.dumps(merged).count('"ErrorFrame": {') == 1
    assert merge_asyncapi({}, title="t", version="1") is None


def test_routes_of_one_name_in_one_module_are_refused():
    """One would silently replace the other in the table."""
    with pytest.raises(SpecError, match="module market-data: two WebSocket routes are called bars"):
        document(BarsRoute, BarsRoute)


def test_documents_are_served_and_absent_where_there_is_no_websocket():
    """`asyncapi()` is how devstack asks; the addresses are how people and clients ask."""
    modules = [SampleModule("core"), SampleModule("beta", ws_routers=[BarsRoute])]
    app = ModularFastAPI(modules, Settings())

    assert app.module_apps["core"].asyncapi() is None
    assert get(app, "/api/v1/core/ws/asyncapi.json").status_code == 404
    assert get(app, "/api/v1/core/ws/asyncapi").status_code == 404
    assert get(app, "/api/v1/beta/ws/asyncapi.json").json() == app.module_apps["beta"].asyncapi()
    assert get(app, "/api/v1/asyncapi.json").json() == app.asyncapi()
    assert get(app, "/api/v1/beta/ws/asyncapi").headers["content-type"].startswith("text/html")
    assert ModularFastAPI(modules[:1], Settings()).asyncapi() is None
