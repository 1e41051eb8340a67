"""AsyncAPI 3.0 documents, written from the table of WebSocket routes: the frames a module's `/ws` takes and sends.

The document describes the server: it receives subscriptions and sends updates. Pure: routes in, documents out.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from pydantic import BaseModel, create_model
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from trading_api.models.ws import FrameId, Notice, Seq, TopicText, UnsubscribeRequest, UnsubscribeResponse, WsError
from trading_api.shared.components import PREFIX, SpecError, merge_schemas, require_plain_names

Document = dict[str, Any]


class WsRoute(Protocol):
    """What is read of a route: its name, its payload models and its promise."""

    @property
    def route(self) -> str:
        """The first word of its frames: `bars`."""

    @property
    def request(self) -> type[BaseModel]:
        """The payload of a subscribe frame."""

    @property
    def response(self) -> type[BaseModel]:
        """The payload of its reply."""

    @property
    def data(self) -> type[BaseModel]:
        """What an update carries."""

    @property
    def delivery(self) -> str:
        """`latest` or `lossless`."""


@dataclass(frozen=True, slots=True)
class _Frame:
    """One message: its `type` on the wire, its model, who sends it."""

    wire: str
    model: type[BaseModel]
    mode: JsonSchemaMode
    summary: str
    has_id: bool = False
    delivery: str | None = None

    @property
    def key(self) -> str:
        return _camel(self.wire)


def module_asyncapi(
    module: str, routes: Sequence[WsRoute], *, base_url: str, version: str, description: str
) -> Document | None:
    """A module's document, or None when it has no WebSocket route. SpecError when two routes or models share a name."""
    if not routes:
        return None
    _require_unique_routes(module, routes)
    frames = [frame for route in routes for frame in _frames(route)] + _common_frames()
    names, definitions = models_json_schema(
        [(frame.model, frame.mode) for frame in frames], ref_template=PREFIX + "{model}"
    )
    schemas = _without_discriminators(definitions.get("$defs", {}))
    require_plain_names(module, schemas)
    messages = {frame.key: _message(frame, names[frame.model, frame.mode]) for frame in frames}
    return {
        "asyncapi": "3.0.0",
        "info": {"title": f"{module} WebSocket", "version": version, "description": description},
        "defaultContentType": "application/json",
        "channels": {module: _channel(module, messages, base_url, description)},
        "operations": dict(_operations(module, routes)),
        "components": {"schemas": dict(sorted(schemas.items()))},
    }


def merge_asyncapi(documents: Mapping[str, Document], *, title: str, version: str) -> Document | None:
    """The documents of modules, by module name, as one; None when there are none. Operation keys get the module in front."""
    if not documents:
        return None
    merged = merge_schemas({m: d["components"]["schemas"] for m, d in documents.items()})
    channels: dict[str, Any] = {}
    operations: dict[str, Any] = {}
    for module, document in documents.items():
        channels |= merged.rewrite(module, document["channels"])
        prefix = module.replace("-", "_")
        operations |= {f"{prefix}_{key}": operation for key, operation in document["operations"].items()}
    if len(channels) != sum(len(d["channels"]) for d in documents.values()):
        raise SpecError("two modules describe the same channel; a module's channel bears the module's name")
    return {
        "asyncapi": "3.0.0",
        "info": {"title": title, "version": version},
        "defaultContentType": "application/json",
        "channels": dict(sorted(channels.items())),
        "operations": dict(sorted(operations.items())),
        "components": {"schemas": merged.schemas},
    }


def _without_discriminators(node: Any) -> Any:
    """OpenAPI's is an object, AsyncAPI's a string whose values must be schema names; the members' consts suffice."""
    if isinstance(node, list):
        return [_without_discriminators(item) for item in node]
    if isinstance(node, dict):
        return {key: _without_discriminators(value) for key, value in node.items() if not _is_discriminator(key, value)}
    return node


def _is_discriminator(key: str, value: Any) -> bool:
    """A property may be called discriminator; then its value is a schema."""
    return key == "discriminator" and isinstance(value, dict) and "propertyName" in value


def _require_unique_routes(module: str, routes: Sequence[WsRoute]) -> None:
    names = [route.route for route in routes]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise SpecError(f"module {module}: two WebSocket routes are called {', '.join(twice)}; rename one of them")


def _frames(route: WsRoute) -> Iterator[_Frame]:
    """The five frames of a route."""
    name, request, response = route.route, route.request, route.response
    update = create_model(
        f"{_pascal(name)}UpdatePayload",
        topic=(TopicText, ...),
        seq=(Seq, ...),
        ts=(int, ...),
        payload=(route.data, ...),
    )
    yield _framed(f"{name}.subscribe", request, "validation", "Open a topic.", has_id=True)
    yield _framed(f"{name}.subscribe.response", response, "serialization", "The topic is open.", has_id=True)
    yield _framed(f"{name}.update", update, "serialization", "News of a topic.", delivery=str(route.delivery))
    yield _framed(f"{name}.unsubscribe", UnsubscribeRequest, "validation", "Leave a topic.", has_id=True)
    yield _framed(
        f"{name}.unsubscribe.response", UnsubscribeResponse, "serialization", "No update follows.", has_id=True
    )


def _common_frames() -> list[_Frame]:
    """Frames that every WebSocket has."""
    error = create_model("ErrorFrame", type=_only("error"), id=(FrameId | None, None), payload=(WsError, ...))
    return [
        _Frame("error", error, "serialization", "A frame was refused; `id` is its own, if it had one."),
        _framed("system.notice", Notice, "serialization", "Unasked: the server stops, a new connection finds another."),
        _Frame("ping", _beat("ping"), "validation", "Optional: ask for a pong."),
        _Frame("pong", _beat("pong"), "serialization", "The answer to a ping, with its `ts`."),
    ]


def _beat(word: str) -> type[BaseModel]:
    return create_model(f"{word.capitalize()}Frame", type=_only(word), ts=(int | float | None, None))


def _framed(
    wire: str,
    payload: type[BaseModel],
    mode: JsonSchemaMode,
    summary: str,
    *,
    has_id: bool = False,
    delivery: str | None = None,
) -> _Frame:
    fields: dict[str, Any] = {"type": _only(wire), "payload": (payload, ...)}
    if has_id:
        fields["id"] = (FrameId, ...)
    return _Frame(wire, create_model(f"{_pascal(wire)}Frame", **fields), mode, summary, has_id, delivery)


def _only(word: str) -> Any:
    """A required field that holds this one word. Any: a type made at run time is beyond a type checker."""
    return (Literal.__getitem__(word), ...)


def _message(frame: _Frame, schema: Mapping[str, Any]) -> Document:
    message: Document = {"name": frame.wire, "title": frame.wire, "summary": frame.summary, "payload": dict(schema)}
    if frame.has_id:
        message["correlationId"] = {"location": "$message.payload#/id"}
    if frame.delivery:
        message["x-delivery"] = frame.delivery
    return message


def _channel(module: str, messages: Document, base_url: str, description: str) -> Document:
    return {
        "address": f"{base_url}/{module}/ws",
        "title": module,
        "description": description,
        "messages": messages,
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
    }


def _operations(module: str, routes: Sequence[WsRoute]) -> Iterator[tuple[str, Document]]:
    """Every message reference goes through the channel: AsyncAPI 3 wants a reply's messages among the channel's own."""
    for route in routes:
        for verb in ("subscribe", "unsubscribe"):
            wire = f"{route.route}.{verb}"
            yield _camel(wire), _operation(module, "receive", wire, reply=f"{wire}.response")
        update = f"{route.route}.update"
        yield _camel(update), {**_operation(module, "send", update), "x-delivery": str(route.delivery)}
    yield "ping", _operation(module, "receive", "ping", reply="pong")
    yield "error", _operation(module, "send", "error")
    yield "systemNotice", _operation(module, "send", "system.notice")


def _operation(module: str, action: str, wire: str, reply: str | None = None) -> Document:
    channel = {"$ref": f"#/channels/{module}"}
    operation: Document = {"action": action, "channel": channel, "messages": [_pointer(module, wire)]}
    if reply:
        operation["reply"] = {"channel": channel, "messages": [_pointer(module, reply)]}
    return operation


def _pointer(module: str, wire: str) -> Document:
    return {"$ref": f"#/channels/{module}/messages/{_camel(wire)}"}


def _pascal(wire: str) -> str:
    return "".join(word.capitalize() for word in re.split(r"[.-]", wire))


def _camel(wire: str) -> str:
    name = _pascal(wire)
    return name[0].lower() + name[1:]
