"""The route aliases of a ws.py, found in its syntax tree. Pure: text in, aliases out; what looks like one but is none is refused.

`BarsSubscribeRouter: TypeAlias = GenericWsRoute[Request, Response, Update]`, or `type BarsSubscribeRouter = ...` where the
running Python knows that statement (3.12).
"""

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from devstack.errors import InputError

SUFFIXES = ("SubscribeRouter", "WsRouter", "Router")
"""What an alias ends with; the rest of its name is the route's."""
EXAMPLE = "`BarsSubscribeRouter: TypeAlias = GenericWsRoute[BarsSubscribeRequest, SubscribeResponse, Bar]`"


@dataclass(frozen=True, slots=True)
class Import:
    """One imported name: `from module import name as asname`, or `import module as asname` without a name."""

    module: str
    name: str | None = None
    asname: str | None = None


@dataclass(frozen=True, slots=True)
class Alias:
    """`name` is the class to be; `base`, `request`, `response`, `update` are expressions, `imports` what they need."""

    name: str
    route: str
    base: str
    request: str
    response: str
    update: str
    imports: tuple[Import, ...]
    line: int


def read_aliases(text: str, file: str) -> tuple[Alias, ...]:
    """The aliases in their order. An InputError names file and line of all that is wrong."""
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        raise InputError(f"{file}:{error.lineno or 1}: {_syntax(error)}") from None
    reader = _Reader(_imports(tree), file)
    found = [alias for node in tree.body if (alias := reader.alias(node))]
    reader.refuse_hidden(tree)
    reader.refuse_twice(found)
    if reader.faults:
        raise InputError("\n".join(f"{file}:{line}: {said}" for line, said in sorted(reader.faults)))
    return tuple(found)


def _syntax(error: SyntaxError) -> str:
    if re.match(r"type\s+\w+", (error.text or "").strip()):
        return f"a `type` statement needs Python 3.12; write {EXAMPLE}"
    return f"{error.msg}; mend it, then its routers can be made"


def _imports(tree: ast.Module) -> dict[str, Import]:
    """What the top of the file binds, by the name it is bound to."""
    found: dict[str, Import] = {}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and not node.level:
            found |= {a.asname or a.name: Import(str(node.module), a.name, a.asname) for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.asname or a.name.split(".")[0]: Import(a.name, None, a.asname) for a in node.names}
    return found


class _Reader:
    """Collects what is wrong while it reads, so that one run tells all."""

    def __init__(self, imports: Mapping[str, Import], file: str) -> None:
        self._imports = imports
        self._file = file
        self.faults: list[tuple[int, str]] = []

    def alias(self, node: ast.stmt) -> Alias | None:
        """The alias a statement of the module defines, if it does."""
        try:
            return self._alias(node)
        except _Refused as refused:
            self.faults.append((node.lineno, str(refused)))
            return None

    def _alias(self, node: ast.stmt) -> Alias | None:
        said = _named(node)
        if said is None or not _claims(*said):
            return None
        name, value = said
        if isinstance(node, ast.Assign) or (isinstance(node, ast.AnnAssign) and not _is_type_alias(node.annotation)):
            raise _Refused(f"{name} is a plain assignment; write {EXAMPLE}")
        if getattr(node, "type_params", None):
            raise _Refused(f"{name} has type parameters; a route has its own models")
        return self._spelled(node.lineno, name, value)

    def refuse_hidden(self, tree: ast.Module) -> None:
        """An alias that is indented, inside a class, a function or an `if`, would be left out without a word."""
        top = set(map(id, tree.body))
        for node in ast.walk(tree):
            if isinstance(node, ast.stmt) and id(node) not in top and (said := _named(node)) and _claims(*said):
                self.faults.append(
                    (node.lineno, f"{said[0]} is indented; route aliases stand at the top level of the file")
                )

    def refuse_twice(self, found: list[Alias]) -> None:
        """Two routes of one name would be one on the wire."""
        seen: dict[str, Alias] = {}
        for alias in found:
            if (other := seen.setdefault(alias.route, alias)) is not alias:
                self.faults.append(
                    (alias.line, f"{alias.name} and {other.name} (line {other.line}) are both route {alias.route}")
                )

    def _spelled(self, line: int, name: str, value: ast.expr | None) -> Alias:
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            raise _Refused(f"the alias {name} is quoted; write it without the quotes")
        suffix = next((ending for ending in SUFFIXES if name.endswith(ending) and name != ending), None)
        if suffix is None or not name[0].isupper():
            raise _Refused(f"{name} names no route; its name ends with {' or '.join(SUFFIXES)}")
        if not isinstance(value, ast.Subscript) or not isinstance(value.slice, ast.Tuple):
            raise _Refused(f"{name} is no route with three models; write {EXAMPLE}")
        if len(value.slice.elts) != 3:
            raise _Refused(
                f"{name} has {len(value.slice.elts)} models; a route has a request, a response and an update"
            )
        known = [self._model(name, one) for one in (value.value, *value.slice.elts)]
        base, request, response, update = (expression for expression, _ in known)
        imports = tuple(dict.fromkeys(needed for _, needed in known))
        return Alias(name, _route(name.removesuffix(suffix)), base, request, response, update, imports, line)

    def _model(self, name: str, value: ast.expr) -> tuple[str, Import]:
        """An imported name, or a name of an imported module."""
        root = value
        while isinstance(root, ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name):
            raise _Refused(f"{name}: {ast.unparse(value)} is not the name of a model; give it one in models/")
        if root.id not in self._imports:
            raise _Refused(
                f"{name}: {root.id} is not imported at the top of the file; define it elsewhere, import it here"
            )
        return ast.unparse(value), self._imports[root.id]


class _Refused(Exception):
    """What is wrong with one statement."""


def _named(node: ast.AST) -> tuple[str, ast.expr | None] | None:
    """What a statement gives a name, and the name."""
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id, node.value
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id, node.value
    if type(node).__name__ == "TypeAlias":  # ast.TypeAlias, which Python 3.11 has not
        return str(getattr(node, "name").id), getattr(node, "value")  # noqa: B009 - as above
    return None


def _claims(name: str, value: ast.expr | None) -> bool:
    """Whether it means to be a route: by its name, or by what it is made of."""
    inner = value
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        try:
            inner = ast.parse(value.value, mode="eval").body
        except SyntaxError:
            inner = None
    made_of = ast.unparse(inner.value) if isinstance(inner, ast.Subscript) else ""
    return name.endswith(SUFFIXES) or made_of.endswith("WsRoute")


def _is_type_alias(annotation: ast.expr) -> bool:
    return ast.unparse(annotation).split(".")[-1].strip("'\"") == "TypeAlias"


def _route(pascal: str) -> str:
    """`BrokerConnection` as it stands in frames: `broker-connection`."""
    return "-".join(_words(pascal))


def _words(pascal: str) -> Iterator[str]:
    return (word.lower() for word in re.findall(r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z0-9]+", pascal))


def snake(pascal: str) -> str:
    """`BarsSubscribeRouter` as the name of a file: `bars_subscribe_router`."""
    return "_".join(_words(pascal))
