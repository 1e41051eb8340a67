"""What the templates print: a module's class and its WebSocket's, worked out, so that templates decide nothing. Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from devstack.codegen.contract import Contract, Module, Operation, WsRoute
from devstack.codegen.contract.model import Schema
from devstack.codegen.typescript.schema import operation_key
from devstack.codegen.typescript.spelling import camel, comment, member, named_type, names_in, text

OF_MODULE = frozenset({"constructor", "ws"})
OF_SOCKET = frozenset({"constructor", "close"})
OF_CLIENT = frozenset({"constructor", "close", "http"})
RESUME = "resume"
NAMES = "x-enum-varnames"


@dataclass(frozen=True, slots=True)
class Method:
    """A request: `place_order` as `placeOrder`."""

    name: str
    comment: str
    init: str
    verb: str
    path: str
    result: str
    asked: str = "init"
    """What openapi-fetch is given: a number that stands as plain text would be read as JSON."""
    pages: "Pages | None" = None


@dataclass(frozen=True, slots=True)
class Pages:
    """A method that follows a cursor through every page."""

    name: str
    comment: str
    item: str
    cursor: str
    items: str
    next: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A subscription: `request` is None where there is nothing to ask for."""

    name: str
    comment: str
    route: str
    delivery: str
    request: str | None
    update: str


@dataclass(frozen=True, slots=True)
class ModuleView:
    """One file."""

    name: str
    file: str
    member: str
    comment: str
    methods: tuple[Method, ...]
    topics: tuple[Topic, ...]
    address: str
    models: tuple[str, ...]

    @property
    def paged(self) -> bool:
        """Whether any method follows a cursor."""
        return any(method.pages for method in self.methods)


@dataclass(frozen=True, slots=True)
class EnumView:
    """An enum whose values have names: `OrderStatus.FILLED` instead of 2."""

    name: str
    comment: str
    members: tuple[tuple[str, str], ...]


def enum_views(contract: Contract) -> list[EnumView]:
    """Those of the contract, by name. A name that is no identifier is quoted."""
    return [
        EnumView(name, comment(str(schema.get("description", ""))), tuple(_members(schema)))
        for name, schema in contract.schemas.items()
        if NAMES in schema and len(schema[NAMES]) == len(schema.get("enum", ()))
    ]


def _members(schema: Schema) -> Iterator[tuple[str, str]]:
    for name, value in zip(schema[NAMES], schema["enum"], strict=True):
        yield (name if re.fullmatch(r"[A-Za-z_$][\w$]*", name) else text(name)), json.dumps(value, ensure_ascii=False)


def module_view(module: Module, contract: Contract) -> ModuleView:
    """A module as its file shows it."""
    routes = module.websocket.routes if module.websocket else ()
    models = {name for operation in module.operations for name in _models_of(operation)}
    models |= {name for route in routes for name in _models_of_route(route, contract.schemas)}
    return ModuleView(
        name=module.pascal,
        file=module.name,
        member=member(module.name, OF_CLIENT),
        comment=comment(module.description or f"The module {module.name}."),
        methods=tuple(_method(operation) for operation in module.operations),
        topics=tuple(_topic(route, contract.schemas) for route in routes),
        address=module.websocket.address if module.websocket else "",
        models=tuple(sorted(models)),
    )


def _method(operation: Operation) -> Method:
    wanted = any(p.required for p in operation.parameters) or bool(operation.body and operation.body.required)
    key = text(operation_key(operation))
    said = [operation.description or operation.summary]
    return Method(
        name=member(operation.id, OF_MODULE),
        comment=comment(*said, *(["@deprecated"] if operation.deprecated else []), indent="  "),
        init=f"init: Call<operations[{key}]>{'' if wanted else ' = {}'}",
        verb=operation.method,
        path=text(operation.path),
        result=_result(operation),
        asked='{ ...init, parseAs: "text" }' if (operation.result.media or "").startswith("text/") else "init",
        pages=_pages(operation),
    )


def _result(operation: Operation) -> str:
    result = operation.result
    if result.schema is None:
        return "void"
    if named := named_type(result.schema):
        return named
    status = result.status if result.status.isdigit() else text(result.status)
    return f'operations[{text(operation_key(operation))}]["responses"][{status}]["content"][{text(result.media or "")}]'


def _pages(operation: Operation) -> Pages | None:
    paging = operation.paging
    if paging is None:
        return None
    said = f"Every item of `{camel(operation.id)}`, page after page."
    item = named_type(paging.item) or "unknown"
    name = f"{camel(operation.id)}Each"
    return Pages(name, comment(said, indent="  "), item, text(paging.cursor), text(paging.items), text(paging.next))


def _topic(route: WsRoute, schemas: Mapping[str, Schema]) -> Topic:
    request = _resolved(route.request, schemas)
    asked = {name for name in request.get("properties", {}) if name != RESUME}
    optional = not asked.intersection(request.get("required", ()))
    about = str(request.get("description", "")) or route.description
    promise = (
        "Loses no update." if route.delivery == "lossless" else "The newest value: updates between may be skipped."
    )
    named = f'Omit<{named_type(route.request)}, "{RESUME}">'
    return Topic(
        name=member(route.route, OF_SOCKET),
        comment=comment(f"{about} {promise}", indent="  "),
        route=text(route.route),
        delivery=text(route.delivery),
        request=f"request: {named}{' = {}' if optional else ''}" if asked else None,
        update=named_type(route.update) or "unknown",
    )


def _models_of(operation: Operation) -> list[str]:
    schema = operation.result.schema
    found = list(names_in(schema)) if schema is not None and named_type(schema) else []
    return found + (list(names_in(operation.paging.item)) if operation.paging else [])


def _models_of_route(route: WsRoute, schemas: Mapping[str, Schema]) -> list[str]:
    asked = [name for name in _resolved(route.request, schemas).get("properties", {}) if name != RESUME]
    return [*(names_in(route.request) if asked else ()), *names_in(route.update)]


def _resolved(schema: Schema, schemas: Mapping[str, Schema]) -> Mapping[str, Any]:
    names = list(names_in(schema))
    return schemas[names[0]] if "$ref" in schema else schema
