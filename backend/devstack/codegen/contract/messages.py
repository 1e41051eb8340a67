"""The WebSocket half of a contract, read from an AsyncAPI 3.0 document: operations joined to routes. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from devstack.codegen.contract import schemas
from devstack.codegen.contract.model import Schema, WebSocket, WsRoute
from devstack.codegen.contract.schemas import Joined, Origin
from devstack.errors import DevstackError

Document = Mapping[str, Any]

_KNOWN = ("error", "ping", "pong")


def websocket(module: str, document: Document, joined: Joined) -> WebSocket | None:
    """The module's WebSocket; None when its document has no subscription."""
    channels = document.get("channels", {})
    if len(channels) != 1:
        raise DevstackError(f"module {module}: its AsyncAPI document has {len(channels)} channels; a module has one")
    (channel,) = channels.values()
    origin = Origin(module, messages=True)
    routes = tuple(
        WsRoute(route, module, asked, answered, update, delivery, said)
        for route, payloads, delivery, said in _routes(module, document)
        for asked, answered, update in [[joined.rewrite(origin, schema) for schema in payloads]]
    )
    return WebSocket(str(channel["address"]), routes, tuple(_notices(document))) if routes else None


def payload_schemas(document: Document) -> dict[str, Any]:
    """The schemas that payloads lead to. Frames themselves are the business of a client's runtime."""
    known = document.get("components", {}).get("schemas", {})
    roots = [name for _, payloads, _, _ in _routes("", document) for name in schemas.references(list(payloads))]
    used = schemas.closure(known, roots)
    return {name: schema for name, schema in known.items() if name in used}


def _routes(module: str, document: Document) -> Iterator[tuple[str, tuple[Schema, Schema, Schema], str, str]]:
    """Name, the payloads of subscribe, reply and update, the delivery class, and what the update is."""
    by_name = {_wire(document, ref): operation for operation, ref in _messages(document)}
    for wire, operation in sorted(by_name.items()):
        route, _, verb = wire.rpartition(".")
        if verb != "subscribe" or operation.get("action") != "receive":
            continue
        update, replies = by_name.get(f"{route}.update"), operation.get("reply", {}).get("messages", ())
        if update is None or not replies:
            missing = "update" if update is None else "reply"
            raise DevstackError(f"module {module}: {wire} of its AsyncAPI document has no {missing}")
        frame = _payload(document, update["messages"][0]["$ref"])
        inner = _property(document, frame, f"{route}.update")
        delivery = str(update.get("x-delivery", "latest"))
        asked, answered = (_payload(document, one["$ref"]) for one in (operation["messages"][0], replies[0]))
        yield route, (asked, answered, inner), delivery, str(update.get("summary", ""))


def _notices(document: Document) -> Iterator[str]:
    """What the server sends beside updates, errors and answers."""
    for operation, ref in _messages(document):
        wire = _wire(document, ref)
        if operation.get("action") == "send" and wire not in _KNOWN and not wire.endswith(".update"):
            yield wire


def _messages(document: Document) -> Iterator[tuple[Document, str]]:
    for operation in document.get("operations", {}).values():
        for message in operation.get("messages", ()):
            yield operation, str(message["$ref"])


def _wire(document: Document, ref: str) -> str:
    return str(_at(document, ref)["name"])


def _payload(document: Document, ref: str) -> Schema:
    """The schema of a frame's `payload`."""
    return _property(document, _at(document, ref)["payload"], ref)


def _property(document: Document, schema: Schema, what: str) -> Schema:
    full = _at(document, str(schema["$ref"])) if "$ref" in schema else schema
    try:
        found: Schema = full["properties"]["payload"]
    except KeyError:
        raise DevstackError(f"{what} of an AsyncAPI document has no payload, so it cannot be a frame") from None
    return found


def _at(document: Document, pointer: str) -> Document:
    node: Any = document
    for step in pointer.removeprefix("#/").split("/"):
        try:
            node = node[step.replace("~1", "/").replace("~0", "~")]
        except (KeyError, TypeError):
            raise DevstackError(f"{pointer} of an AsyncAPI document points nowhere") from None
    return dict(node)
