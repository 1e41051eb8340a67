"""An operation as the templates of the Python client read it: a signature, a request, what its answers are. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from devstack.codegen.contract import Operation, Parameter, Response
from devstack.codegen.python.docstrings import docstring
from devstack.codegen.python.expressions import Typed, method_name, optional, parameter_name, typed


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


def as_method(operation: Operation) -> Method:
    """The operation as a method."""
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
