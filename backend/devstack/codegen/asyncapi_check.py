"""What is wrong with an AsyncAPI 3.0 document. Pure; finds also what the official parser lets pass.

That is: a reply whose messages are not its channel's own. A generator that follows such a reference finds no message there.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Document = Mapping[str, Any]

LOCATION = "$message.payload#/"
DELIVERIES = ("latest", "lossless")


def faults(document: Document) -> list[str]:
    """A line for each fault, with where it is; none for a document that is in order."""
    found = [*_references(document), *_ids(document)]
    for name, operation in document.get("operations", {}).items():
        found += [f"operations.{name}: {said}" for said in _operation(document, operation)]
    for name, channel in document.get("channels", {}).items():
        found += [f"channels.{name}: {said}" for said in _channel(document, channel)]
    return found


def _references(document: Document) -> Iterator[str]:
    for pointer in sorted(set(_pointers(document))):
        if _at(document, pointer) is None:
            yield f"{pointer} points nowhere"


def _pointers(node: Any) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from _pointers(item)
    elif isinstance(node, Mapping):
        if isinstance(ref := node.get("$ref"), str):
            yield ref
        for value in node.values():
            yield from _pointers(value)


def _ids(document: Document) -> Iterator[str]:
    if not str(document.get("asyncapi", "")).startswith("3."):
        yield f"asyncapi: {document.get('asyncapi')!r} is not version 3"


def _operation(document: Document, operation: Document) -> Iterator[str]:
    if operation.get("action") not in {"send", "receive"}:
        yield f"action is {operation.get('action')!r}; it is send or receive"
    channel = str(operation.get("channel", {}).get("$ref", ""))
    yield from _belonging(operation.get("messages", ()), channel, "message")
    if reply := operation.get("reply"):
        replied = str(reply.get("channel", {}).get("$ref", channel))
        yield from _belonging(reply.get("messages", ()), replied, "reply message")
        if not reply.get("messages"):
            yield "its reply has no message"
        for one in (*operation.get("messages", ()), *reply.get("messages", ())):
            if "correlationId" not in (_at(document, str(one.get("$ref", ""))) or {}) and _has_id(document, one):
                yield f"{one['$ref']} has an id and does not say that it correlates"
    if "x-delivery" in operation and operation["x-delivery"] not in DELIVERIES:
        yield f"x-delivery is {operation['x-delivery']!r}; it is {' or '.join(DELIVERIES)}"


def _belonging(messages: Any, channel: str, what: str) -> Iterator[str]:
    for one in messages:
        if not str(one.get("$ref", "")).startswith(f"{channel}/messages/"):
            yield f"{what} {json.dumps(dict(one))} is not one of its channel's own; refer to it as {channel}/messages/..."


def _channel(document: Document, channel: Document) -> Iterator[str]:
    if not channel.get("address"):
        yield "has no address"
    for name, message in channel.get("messages", {}).items():
        location = message.get("correlationId", {}).get("location")
        if location is not None and not _located(document, message, str(location)):
            yield f"messages.{name}: correlationId is at {location}, where its payload has nothing"


def _located(document: Document, message: Document, location: str) -> bool:
    field = location.removeprefix(LOCATION)
    return location.startswith(LOCATION) and field in _payload(document, message).get("properties", {})


def _has_id(document: Document, reference: Document) -> bool:
    message = _at(document, str(reference.get("$ref", ""))) or {}
    return "id" in _payload(document, message).get("properties", {})


def _payload(document: Document, message: Document) -> Document:
    payload = message.get("payload", {})
    return (_at(document, str(payload["$ref"])) or {}) if "$ref" in payload else payload


def _at(document: Document, pointer: str) -> Any:
    node: Any = document
    for step in pointer.removeprefix("#/").split("/"):
        if not isinstance(node, Mapping) or step not in node:
            return None
        node = node[step]
    return node
