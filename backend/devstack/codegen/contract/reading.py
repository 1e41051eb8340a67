"""Documents in, a Contract out. Pure; what a document lacks or says twice is a DevstackError that names it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from devstack.codegen.contract import messages, schemas
from devstack.codegen.contract.model import Body, Contract, Module, Operation, Paging, Parameter, Response
from devstack.codegen.contract.schemas import Joined, Origin
from devstack.errors import DevstackError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
CURSOR = "cursor"
NEXT = ("next_cursor", "nextCursor", "next", "cursor")
"""The property of a page that holds the next cursor, by the names in use."""

Document = Mapping[str, Any]


def read_contract(
    documents: Mapping[str, Document],
    mounts: Mapping[str, str] | None = None,
    places: Mapping[str, str] | None = None,
    members: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    name: str = "api",
) -> Contract:
    """The contract of an application, from its documents by file name: `openapi.json`, `broker.openapi.json`, ...

    `mounts` says below which path each module is mounted where its document has no `servers`; `places` where things are
    written, by `module:operation_id`, `:Class` or `:Class.field`; `members` what the values of an enum are called, by class;
    `name` is the module of what is mounted nowhere.
    """
    whole = documents.get("openapi.json", {})
    parts = {file.removesuffix(".openapi.json"): said for file, said in documents.items() if _is_part(file)}
    bases = {module: _base(said, (mounts or {}).get(module, f"/{module}")) for module, said in parts.items()}
    parts = dict(sorted(parts.items(), key=lambda item: (item[0] != "core", item[0])))
    if own := _own_part(whole, tuple(bases.values())):
        if name in parts:
            raise DevstackError(f"the application's own operations and a module would both be called {name}")
        parts[name], bases[name] = own, ""
    streams = {module: documents[file] for module in parts if (file := _asyncapi_file(module, name)) in documents}
    joined = schemas.join(_schemas(parts, streams))
    modules = tuple(_module(m, said, bases[m], joined, streams.get(m), places or {}) for m, said in parts.items())
    info = whole.get("info", {})
    return Contract(
        str(info.get("title", name)),
        str(info.get("version", "0")),
        modules,
        {name: _with_members(schema, (members or {}).get(name, {})) for name, schema in joined.schemas.items()},
        dict(_schema_places(joined, places or {})),
    )


def _schema_places(joined: Joined, places: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """By the names that schemas have in the end: `Order` and `Order.qty`."""
    new = {old: final for names in joined.names.values() for old, final in names.items()}
    said: dict[str, list[str]] = {}
    for key in places:
        said.setdefault(key.partition(".")[0], []).append(key)
    for old, final in new.items():
        cls = ":" + re.sub(r"-(Input|Output)$", "", old)
        for key in said.get(cls, ()):
            yield final + key.removeprefix(cls), places[key]


def _with_members(schema: Any, members: Mapping[str, Any]) -> Any:
    """An enum's schema with what its values are called, where all of them are known."""
    called = {value: member for member, value in members.items()}
    if not isinstance(schema, dict) or not schema.get("enum") or not all(value in called for value in schema["enum"]):
        return schema
    return {**schema, "x-enum-varnames": [called[value] for value in schema["enum"]]}


def _is_part(file: str) -> bool:
    return file.endswith(".openapi.json")


def _asyncapi_file(module: str, own: str) -> str:
    return "asyncapi.json" if module == own else f"{module}.asyncapi.json"


def _base(document: Document, mounted: str) -> str:
    """Its server's path, if it names one; a full address of some server is not where this one is mounted."""
    servers = document.get("servers") or [{}]
    url = str(servers[0].get("url", ""))
    return url.rstrip("/") if url.startswith("/") and url != "/" else mounted.rstrip("/")


def _own_part(whole: Document, bases: Sequence[str]) -> dict[str, Any] | None:
    """What the application answers itself, beside what is mounted on it."""
    taken = tuple(f"{base}/" for base in bases)
    paths = {path: item for path, item in whole.get("paths", {}).items() if not path.startswith(taken)}
    if not paths:
        return None
    known = whole.get("components", {}).get("schemas", {})
    used = schemas.closure(known, list(schemas.references(paths)))
    return {**whole, "paths": paths, "components": {"schemas": {n: s for n, s in known.items() if n in used}}}


def _schemas(parts: Mapping[str, Document], streams: Mapping[str, Document]) -> dict[Origin, Mapping[str, Any]]:
    found = {Origin(module): said.get("components", {}).get("schemas", {}) for module, said in parts.items()}
    found |= {Origin(module, messages=True): messages.payload_schemas(said) for module, said in streams.items()}
    return found


def _module(
    module: str, said: Document, base: str, joined: Joined, stream: Document | None, places: Mapping[str, str]
) -> Module:
    info = said.get("info", {})
    operations = tuple(_operations(module, said, base, joined, places))
    websocket = messages.websocket(module, stream, joined) if stream else None
    return Module(module, base, str(info.get("version", "0")), str(info.get("description", "")), operations, websocket)


def _operations(
    module: str, said: Document, base: str, joined: Joined, places: Mapping[str, str]
) -> Iterator[Operation]:
    seen: dict[str, str] = {}
    rewritten = joined.rewrite(Origin(module), said.get("paths", {}))
    for path, item in sorted(rewritten.items()):
        for method in (method for method in METHODS if method in item):
            raw = item[method]
            here = f"{method.upper()} {path}"
            name = operation_name(raw, method, path)
            if other := seen.get(name):
                raise DevstackError(
                    f"module {module}: operation id {name} belongs to {other} and to {here}; give each its own function name"
                )
            seen[name] = here
            said_id = raw.get("operationId", name)
            keys = (f"{module}:{said_id}", f"{module}:{name}", f":{said_id}")
            place = next((places[key] for key in keys if key in places), "")
            yield _operation(name, module, method, base + path, item, raw, joined.schemas, place)


def operation_name(raw: Document, method: str, path: str) -> str:
    """The operation's id as its function was called: FastAPI appends path and method unless it is told otherwise."""
    said = str(raw.get("operationId", ""))
    ending = re.sub(r"\W", "_", path) + f"_{method}"
    name = said.removesuffix(ending) if said != ending else said
    words = name or f"{method}_{re.sub(r'[^a-zA-Z0-9]+', '_', path).strip('_')}"
    return re.sub(r"\W", "_", words)


def _operation(
    name: str,
    module: str,
    method: str,
    path: str,
    item: Document,
    raw: Document,
    known: Mapping[str, Any],
    place: str = "",
) -> Operation:
    parameters = tuple(_parameter(one) for one in (*item.get("parameters", ()), *raw.get("parameters", ())))
    answers = sorted((_response(status, one) for status, one in raw.get("responses", {}).items()), key=_order)
    good = tuple(one for one in answers if one.status[0] in "123")
    if not good:
        raise DevstackError(f"module {module}: {method.upper()} {path} documents no success; give it a response")
    return Operation(
        name,
        module,
        method.upper(),
        path,
        str(raw.get("summary", "")),
        str(raw.get("description", "")),
        parameters,
        _body(raw.get("requestBody")),
        good,
        tuple(one for one in answers if one.status[0] not in "123"),
        _paging(parameters, good, known),
        bool(raw.get("deprecated", False)),
        place,
    )


def _order(response: Response) -> tuple[bool, str]:
    return not response.status.isdigit(), response.status


def _parameter(raw: Document) -> Parameter:
    schema = raw.get("schema", {})
    return Parameter(
        str(raw["name"]),
        str(raw["in"]),
        bool(raw.get("required", False)),
        schema,
        str(raw.get("description") or schema.get("description", "")),
    )


def _body(raw: Document | None) -> Body | None:
    if not raw or not raw.get("content"):
        return None
    media, content = _preferred(raw["content"])
    return Body(content.get("schema", {}), media, bool(raw.get("required", False)), str(raw.get("description", "")))


def _response(status: str, raw: Document) -> Response:
    said = str(raw.get("description", ""))
    if not raw.get("content"):
        return Response(status, said)
    media, content = _preferred(raw["content"])
    return Response(status, said, media, content.get("schema", {}))


def _preferred(content: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """JSON where there is a choice."""
    media = next((name for name in content if "json" in name), next(iter(content)))
    return media, content[media]


def _paging(parameters: Sequence[Parameter], good: Sequence[Response], known: Mapping[str, Any]) -> Paging | None:
    """A query parameter `cursor`, and an answer that has one list and where to go on."""
    if not any(p.place == "query" and p.name == CURSOR for p in parameters) or not good[0].schema:
        return None
    schema = good[0].schema
    page = known.get(str(schema.get("$ref", "")).removeprefix(schemas.PREFIX), schema)
    properties = page.get("properties", {})
    onward = next((name for name in NEXT if name in properties), None)
    lists = [name for name, said in properties.items() if said.get("type") == "array"]
    if onward is None or len(lists) != 1:
        return None
    return Paging(CURSOR, lists[0], onward, properties[lists[0]].get("items", {}))
