"""A contract as values: modules, their operations and WebSocket routes, and the schemas they name. Frozen, in a stable order.

Schemas are JSON Schema 2020-12 as OpenAPI 3.1 has it; references are `#/components/schemas/NAME` with NAME a key of
`Contract.schemas`, which is also the name of the class or type in a client.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Asking twice changes nothing."""
IDEMPOTENCY_KEY = "idempotency-key"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value beside the body. `place` is path, query, header or cookie; `name` is as it stands on the wire."""

    name: str
    place: str
    required: bool
    schema: Schema
    description: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """What a request carries; `media` is its content type."""

    schema: Schema
    media: str
    required: bool
    description: str = ""


@dataclass(frozen=True, slots=True)
class Response:
    """One answer. `status` is as documented: `200`, `4XX` or `default`; without content `schema` and `media` are None."""

    status: str
    description: str
    media: str | None = None
    schema: Schema | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    """How an operation pages: send what `next` of a page held as the query parameter `cursor`, until it holds nothing."""

    cursor: str
    items: str
    next: str
    item: Schema


@dataclass(frozen=True, slots=True)
class Operation:
    """One request. `id` is unique within its module and snake_case by convention; `path` is absolute, with `{name}` in it."""

    id: str
    module: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: Body | None
    responses: tuple[Response, ...]
    """Answers below 400, by status."""
    errors: tuple[Response, ...]
    """Answers from 400 on, ranges last."""
    paging: Paging | None = None
    deprecated: bool = False
    place: str = ""
    """Where it is written, as `file:line` relative to the root; empty when nobody knows."""

    @property
    def idempotency_header(self) -> str | None:
        """The header that makes sending it again safe, as it is spelled here."""
        names = (p.name for p in self.parameters if p.place == "header" and p.name.lower() == IDEMPOTENCY_KEY)
        return next(names, None)

    @property
    def repeatable(self) -> bool:
        """Whether a client may send it again without asking: it changes nothing, or the server knows it by its key."""
        return self.method in SAFE_METHODS or self.idempotency_header is not None

    @property
    def result(self) -> Response:
        """The answer a caller waits for: the first success that has content, else the first."""
        return next((response for response in self.responses if response.schema is not None), self.responses[0])


@dataclass(frozen=True, slots=True)
class WsRoute:
    """Subscriptions of one kind. `route` is the first word of its frames: `bars` of `bars.subscribe` and `bars.update`.

    `request` is the payload of subscribe, without what the client itself keeps (`resume`) still in it; `response` the payload
    of the reply; `update` what the payload of an update carries. `delivery` is `latest` or `lossless`.
    """

    route: str
    module: str
    request: Schema
    response: Schema
    update: Schema
    delivery: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class WebSocket:
    """A module's one WebSocket and its routes. `address` is its absolute path."""

    address: str
    routes: tuple[WsRoute, ...]
    notices: tuple[str, ...] = ()
    """Frames the server sends by itself beside updates and errors, by their `type`: `system.notice`."""


@dataclass(frozen=True, slots=True)
class Module:
    """A part of the application with an address of its own. `name` is a URL segment: `market-data`."""

    name: str
    base: str
    version: str
    description: str
    operations: tuple[Operation, ...]
    websocket: WebSocket | None = None

    @property
    def snake(self) -> str:
        """Its name as an identifier: `market_data`."""
        return self.name.replace("-", "_")

    @property
    def pascal(self) -> str:
        """Its name as the beginning of a class name: `MarketData`."""
        return class_name(self.name)


@dataclass(frozen=True, slots=True)
class Contract:
    """Everything a client can ask of an application."""

    title: str
    version: str
    modules: tuple[Module, ...]
    schemas: Mapping[str, Schema]
    places: Mapping[str, str] = field(default_factory=dict)
    """Where a schema's model is written, `file:line` by schema name, and where a field: by `Order.qty`."""

    @property
    def operations(self) -> Iterator[Operation]:
        """Those of all modules."""
        return (operation for module in self.modules for operation in module.operations)

    @property
    def routes(self) -> Iterator[WsRoute]:
        """Those of all modules."""
        return (route for module in self.modules if module.websocket for route in module.websocket.routes)

    def document(self) -> dict[str, Any]:
        """An OpenAPI 3.1 document without paths that holds every schema, those of messages included: for type generators."""
        return {
            "openapi": "3.1.0",
            "info": {"title": self.title, "version": self.version},
            "paths": {},
            "components": {"schemas": {name: dict(schema) for name, schema in self.schemas.items()}},
        }


def class_name(module: str) -> str:
    """`market-data` or `market_data` as the beginning of a class name: `MarketData`."""
    return "".join(word[:1].upper() + word[1:] for word in module.replace("_", "-").split("-"))
