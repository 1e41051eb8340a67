"""What the templates of the Python client read: every name and expression worked out, so that they hold no logic. Pure."""

import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from devstack.codegen.contract import Contract, Module, Operation, Parameter, Response, WsRoute, schemas
from devstack.codegen.python.expressions import IMPORTS, Typed, method_name, optional, parameter_name, typed

WIDTH = 120
RESERVED = frozenset({"errors", "models", "session", "close", "aclose"})
"""Names that a package or a facade has already."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A parameter of a method: its declaration, its name, its name on the wire."""

    name: str
    wire: str
    type: str
    required: bool
    place: str
    description: str

    @property
    def declaration(self) -> str:
        """As it stands in a signature."""
        return f"{self.name}: {self.type}" if self.required else f"{self.name}: {optional(self.type)} = None"


@dataclass(frozen=True, slots=True)
class Method:
    """An operation as methods of two clients and the function that builds its request."""

    name: str
    operation: Operation
    arguments: tuple[Argument, ...]
    result: Typed
    errors: tuple[tuple[str, Typed], ...]
    doc: str

    @property
    def positional(self) -> tuple[Argument, ...]:
        """What a caller may give by position: the path's parameters and the body, if they must be given."""
        return tuple(one for one in self.arguments if one.place in {"path", "body"} and one.required)

    @property
    def named(self) -> tuple[Argument, ...]:
        """What must be named, the required first."""
        rest = [one for one in self.arguments if one not in self.positional]
        return tuple(sorted(rest, key=lambda one: not one.required))

    def signature(self, *, timeout: bool) -> list[str]:
        """The same as a list, for a definition that may be wrapped."""
        words = [one.declaration for one in self.positional]
        named = [one.declaration for one in self.named] + (["timeout: float | None = None"] if timeout else [])
        return [*words, *(["*", *named] if named else [])]

    @property
    def passed(self) -> list[str]:
        """The arguments as they are handed on."""
        return [one.name for one in self.positional] + [f"{one.name}={one.name}" for one in self.named]

    def of(self, place: str) -> tuple[Argument, ...]:
        """The arguments of one place."""
        return tuple(one for one in self.arguments if one.place == place)

    @property
    def path(self) -> str:
        """The path as an expression."""
        path = self.operation.path
        for one in self.of("path"):
            path = path.replace("{" + one.wire + "}", "{quoted(" + one.name + ")}")
        return f'f"{path}"' if self.of("path") else f'"{path}"'

    @property
    def body(self) -> Argument | None:
        """What is sent as content."""
        return next(iter(self.of("body")), None)

    @property
    def headers(self) -> list[str]:
        """Entries of the headers, as expressions."""
        key = self.operation.idempotency_header
        found = [f'"{one.wire}": {one.name}{" or new_key()" if one.wire == key else ""}' for one in self.of("header")]
        sent = self.operation.body
        return [*([f'"Content-Type": "{sent.media}"'] if sent else []), *found]

    @property
    def pages(self) -> "Pages | None":
        """The method that goes through all pages, where there are pages."""
        paging = self.operation.paging
        if paging is None:
            return None
        cursor = next(one for one in self.arguments if one.place == "query" and one.wire == paging.cursor)
        item = typed(paging.item)
        return Pages(f"{self.name}_all", item, cursor.name, optional(cursor.type), paging.items, paging.next)

    @property
    def page_signature(self) -> list[str]:
        """The signature of the method for all pages: without the cursor, which is its own business."""
        cursor = self.pages.cursor if self.pages else ""
        return [word for word in self.signature(timeout=True) if not word.startswith(f"{cursor}:")]

    @property
    def page_arguments(self) -> list[str]:
        """What it hands on for each page."""
        return [
            *(one.name for one in self.positional),
            *(f"{one.name}={one.name}" for one in self.named),
            "timeout=timeout",
        ]


@dataclass(frozen=True, slots=True)
class Pages:
    """How all pages are gone through: the method's name, an item's type, the argument and the fields."""

    name: str
    item: Typed
    cursor: str
    cursor_type: str
    items: str
    next: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A route as a method of a stream. `request` may be left out when nothing in it must be given."""

    name: str
    route: WsRoute
    request: Typed
    response: Typed
    update: Typed
    optional: bool
    doc: str

    @property
    def argument(self) -> str:
        """The method's parameter."""
        return f"request: {self.request.text}" + (" | None = None" if self.optional else "")

    @property
    def given(self) -> str:
        """The request, or an empty one."""
        return f"request or {self.request.text}()" if self.optional else "request"

    @property
    def example(self) -> str:
        """What to write in its place in a README."""
        return "" if self.optional else f"{self.request.text}(...)"


@dataclass(frozen=True, slots=True)
class ModuleView:
    """One file of the package."""

    file: str
    attribute: str
    module: Module
    methods: tuple[Method, ...]
    feeds: tuple[Feed, ...]

    @property
    def client(self) -> str:
        """The class of its sync client."""
        return f"{self.module.pascal}Client"

    @property
    def stream(self) -> str:
        """The class of its WebSocket client."""
        return f"{self.module.pascal}Stream"

    @property
    def exports(self) -> list[str]:
        """What the package offers of this file."""
        names = [f"Async{self.client}", self.client, *([self.stream] if self.feeds else [])]
        return sorted(names)

    def call(self, method: Method) -> list[str]:
        """The arguments of a Call."""
        lines = [f'"{method.operation.method}"', method.path, self.adapter(method.result)]
        if method.errors:
            lines.append(self.errors_of(method))
        if query := method.of("query"):
            lines.append(_table("query=queried(", [f'"{one.wire}": {one.name}' for one in query]))
        if method.headers:
            lines.append(_table("headers=headed(", method.headers))
        if method.body:
            lines.append(f"content={self._content(method, method.body)}")
        return [*lines, *(["repeatable=True"] if method.operation.repeatable else [])]

    def _content(self, method: Method, body: Argument) -> str:
        if method.operation.body is None or "json" not in method.operation.body.media:
            return body.name
        text = f"{self.adapter(Typed(body.type))}.dump_json({body.name}, by_alias=True, exclude_unset=True)"
        return text if body.required else f"None if {body.name} is None else {text}"

    @property
    def adapters(self) -> dict[str, str]:
        """A constant for each type that is read or written, by its name."""
        return {name: text for text, name in sorted(self._adapters().items(), key=lambda item: item[1])}

    def adapter(self, one: Typed) -> str:
        """The constant's name."""
        return self._adapters()[one.text]

    def _adapters(self) -> dict[str, str]:
        """Names by type; types that differ in nothing but punctuation are numbered."""
        names: dict[str, str] = {}
        for one in self._types():
            if one.text not in names:
                taken = sum(name.startswith(f"_{one.identifier}_TYPE") for name in names.values())
                names[one.text] = f"_{one.identifier}_TYPE" + (str(taken + 1) if taken else "")
        return names

    @property
    def imports(self) -> list[str]:
        """Import lines of the standard library, for what type expressions name."""
        used = {name for name in self._names() if name in IMPORTS}
        used |= {"Any"} if self.error_tables else set()
        by_package: dict[str, list[str]] = {}
        for name in sorted(used):
            by_package.setdefault(IMPORTS[name], []).append(name)
        if any(method.pages for method in self.methods):
            by_package["collections.abc"] = ["AsyncIterator", "Iterator"]
        return [f"from {package} import {', '.join(names)}" for package, names in sorted(by_package.items())]

    @property
    def runtime(self) -> list[str]:
        """What of `_http` this file uses."""
        needed = {"AsyncSession", "Call", "Session"}
        for method in self.methods:
            needed |= {"quoted"} if method.of("path") else set()
            needed |= {"queried"} if method.of("query") else set()
            needed |= {"headed"} if method.headers else set()
            needed |= {"new_key"} if method.operation.idempotency_header else set()
        return sorted(needed, key=lambda name: (name[0].islower(), name))

    @property
    def error_tables(self) -> dict[str, tuple[tuple[str, Typed], ...]]:
        """What statuses mean, by the name of a constant: the commonest table, and those of single methods."""
        return {self.errors_of(method): method.errors for method in reversed(self.methods) if method.errors}

    def table(self, errors: tuple[tuple[str, Typed], ...]) -> list[str]:
        """The entries of such a table."""
        return [f'"{status}": {self.adapter(one)}' for status, one in errors]

    def errors_of(self, method: Method) -> str:
        """The name of the table a method uses."""
        tables = Counter(one.errors for one in self.methods)
        return "_ERRORS" if method.errors == tables.most_common(1)[0][0] else f"_{method.name.upper()}_ERRORS"

    def _names(self) -> set[str]:
        names = {name for one in self._types() for name in one.names}
        for method in self.methods:
            names |= {name for one in method.arguments for name in Typed(one.type).names}
            names |= method.pages.item.names if method.pages else set()
        return names

    def _types(self) -> Iterator[Typed]:
        for method in self.methods:
            yield method.result
            yield from (one for _, one in method.errors)
            if method.body and method.operation.body and "json" in method.operation.body.media:
                yield Typed(method.body.type)
        for feed in self.feeds:
            yield from (feed.request, feed.response, feed.update)


def _table(start: str, entries: Sequence[str]) -> str:
    """A dictionary as an argument of a Call, on one line or with one for each entry."""
    line = f"{start}{{{', '.join(entries)}}})"
    if len(line) + 9 <= WIDTH:
        return line
    return "\n".join(
        [f"{start}", "            {", *(f"                {one}," for one in entries), "            }", "        )"]
    )


def views(contract: Contract) -> tuple[ModuleView, ...]:
    """One view per module."""
    return tuple(
        ModuleView(
            _unreserved(module.snake),
            _unreserved(module.snake),
            module,
            tuple(_method(operation) for operation in module.operations),
            tuple(_feed(route, contract) for route in (module.websocket.routes if module.websocket else ())),
        )
        for module in contract.modules
    )


def _unreserved(name: str) -> str:
    return f"{name}_" if name in RESERVED else name


def _method(operation: Operation) -> Method:
    arguments = [_argument(one) for one in operation.parameters if one.place != "cookie"]
    if body := operation.body:
        text = typed(body.schema).text if "json" in body.media else "bytes"
        arguments.append(Argument("body", "", text, body.required, "body", body.description))
    return Method(
        method_name(operation.id),
        operation,
        tuple(arguments),
        _result(operation),
        tuple(_errors(operation.errors)),
        _doc(operation, arguments),
    )


def _argument(parameter: Parameter) -> Argument:
    return Argument(
        parameter_name(parameter.name),
        parameter.name,
        typed(parameter.schema).text,
        parameter.required,
        parameter.place,
        parameter.description,
    )


def _result(operation: Operation) -> Typed:
    """Everything a success may be."""
    found = dict.fromkeys(_read(response) for response in operation.responses)
    if "None" in found and len(found) > 1:
        del found["None"]
        return Typed(" | ".join(found) + " | None")
    return Typed(" | ".join(found))


def _read(response: Response) -> str:
    if response.media is None or response.schema is None:
        return "None"
    if "json" in response.media:
        return typed(response.schema).text
    return "str" if response.media.startswith("text/") else "bytes"


def _errors(errors: Sequence[Response]) -> Iterator[tuple[str, Typed]]:
    """Ranges first; a status that says no more than its range is left out."""
    said = {
        one.status: typed(one.schema) for one in errors if one.schema is not None and one.media and "json" in one.media
    }
    for status, one in sorted(said.items(), key=lambda item: (item[0].isdigit(), item[0])):
        if not (status.isdigit() and said.get(f"{status[0]}XX") == one):
            yield status, one


def _doc(operation: Operation, arguments: Sequence[Argument]) -> str:
    said = operation.description or operation.summary or f"{operation.method} {operation.path}"
    about = [f"{one.name}: {one.description.rstrip('.')}." for one in arguments if one.description]
    refused = [f"{one.status}: {one.description}." for one in operation.errors if one.status.isdigit()]
    return docstring([said, *about, *refused], 8)


def docstring(paragraphs: Sequence[str], indent: int) -> str:
    """A docstring's inside and quotes: one line where it fits, else a summary and one line or more for each of the others."""
    margin = " " * indent
    clean = [" ".join(one.replace("\\", "\\\\").replace('"""', "'''").split()) for one in paragraphs]
    first = textwrap.wrap(clean[0], WIDTH - indent - 3) or ["-"]
    if len(clean) == 1 and len(first) == 1 and len(first[0]) <= WIDTH - indent - 6:
        return f'"""{first[0]}"""'
    rest = [line for one in clean[1:] for line in textwrap.wrap(one, WIDTH - indent, subsequent_indent="    ")]
    lines = [*first, *(["", *rest] if rest else [])]
    return '"""' + "\n".join(lines[:1] + [f"{margin}{line}".rstrip() for line in lines[1:]]) + f'\n{margin}"""'


def _feed(route: WsRoute, contract: Contract) -> Feed:
    request, update = typed(route.request), typed(route.update)
    promise = (
        "Every update in sequence, none left out"
        if route.delivery == "lossless"
        else "The latest value; older ones may be skipped"
    )
    said = str(_schema(contract, route.request).get("description", "")) or f"Updates of {update.text}"
    return Feed(
        method_name(route.route),
        route,
        request,
        typed(route.response),
        update,
        not _schema(contract, route.request).get("required"),
        docstring([said, f"{promise}."], 8),
    )


def _schema(contract: Contract, schema: Mapping[str, object]) -> Mapping[str, object]:
    name = str(schema.get("$ref", "")).removeprefix(schemas.PREFIX)
    found: Mapping[str, object] = contract.schemas.get(name, schema)
    return found
