"""A module as the templates of the Python client read it: every name worked out, so that they hold no logic. Pure."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from devstack.codegen.contract import Contract, Module
from devstack.codegen.python.expressions import IMPORTS, Typed
from devstack.codegen.python.feeds import Feed, as_feed
from devstack.codegen.python.methods import Argument, Method, as_method

WIDTH = 120
RESERVED = frozenset({"errors", "models", "session", "close", "aclose"})
"""Names that a package or a facade has already."""


@dataclass(frozen=True)
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
        return {name: text for text, name in sorted(self._adapters.items(), key=lambda item: item[1])}

    def adapter(self, one: Typed) -> str:
        """The constant's name."""
        return self._adapters[one.text]

    @cached_property
    def _adapters(self) -> dict[str, str]:
        """Names by type; types that differ in nothing but punctuation are numbered."""
        names: dict[str, str] = {}
        for one in self._types():
            if one.text not in names:
                plain = f"_{one.identifier}_TYPE"
                taken = sum(name.startswith(plain) for name in names.values())
                names[one.text] = plain + (str(taken + 1) if taken else "")
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
        return "_ERRORS" if method.errors == self._commonest_errors else f"_{method.name.upper()}_ERRORS"

    @cached_property
    def _commonest_errors(self) -> tuple[tuple[str, Typed], ...]:
        return Counter(one.errors for one in self.methods).most_common(1)[0][0]

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
            tuple(as_method(operation) for operation in module.operations),
            tuple(as_feed(route, contract) for route in (module.websocket.routes if module.websocket else ())),
        )
        for module in contract.modules
    )


def _unreserved(name: str) -> str:
    return f"{name}_" if name in RESERVED else name
