"""A YAML document as values that remember where they stand, and the problems found in it. Pure: no files."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from devstack.errors import InputError

Path = tuple[str | int, ...]
Scalar = str | int | float | bool | None

_SHOWN = 60
_MOST = 50


class Unread:
    """Stands for a value the reader has already complained about."""


UNREAD = Unread()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something is written: line and column of a file, counted from 1, or an option. Sorts in reading order."""

    layer: int
    source: str = field(compare=False)
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}" if self.line else self.source


@dataclass(frozen=True, slots=True)
class Node:
    """A value of the document. `named` is the place of its key where it has one; `written` is how the user spelled it."""

    value: "Scalar | Unread | tuple[Node, ...] | dict[str, Node]"
    place: Place
    named: Place
    written: str = ""

    @property
    def children(self) -> Iterator[tuple[str | int, "Node"]]:
        """What a map or a list holds, by key or index."""
        if isinstance(self.value, dict):
            yield from self.value.items()
        elif isinstance(self.value, tuple):
            yield from enumerate(self.value)

    def plain(self) -> Any:
        """The value as dict, tuple and scalars. What could not be read is left out of maps, and keeps its index in lists."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items() if child.value is not UNREAD}
        if isinstance(self.value, tuple):
            return tuple(child.plain() for child in self.value)
        return self.value

    def at(self, path: Path) -> "Node | None":
        """The node at a path, or None where the document is silent."""
        node: Node | None = self
        for step in path:
            node = dict(node.children).get(step) if node else None
        return node

    def nearest(self, path: Path) -> "Node":
        """The node at a path, or the one around the gap where the document is silent."""
        return self.at(path) or self.nearest(path[:-1]) if path else self


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: where, in which key, and in words that say what to do."""

    place: Place
    path: Path
    message: str

    def __str__(self) -> str:
        where = f"{self.place}: {dotted(self.path)}: " if self.path else f"{self.place}: "
        return one_line(where + self.message)


def dotted(path: Path) -> str:
    """A path as it is written after --set: servers.broker.port."""
    return ".".join(str(step) if str(step).isprintable() else repr(step) for step in path)


def quoted(node: Node) -> str:
    """How the user wrote a value, cut where it is long; maps and lists by what they are."""
    if isinstance(node.value, dict):
        return "a map"
    if isinstance(node.value, tuple):
        return "a list"
    return node.written if len(node.written) <= _SHOWN else f"{node.written[:_SHOWN]}…"


def one_line(text: str) -> str:
    """The text with every control character and line break spelled out, so that no value can forge a line of output."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def refuse(problems: list[Problem]) -> InputError:
    """All mistakes as one error, in the order in which a reader meets them."""
    lines = list(dict.fromkeys(str(p) for p in sorted(problems, key=lambda p: p.place)))
    rest = [f"… and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
    return InputError("\n".join([*lines[:_MOST], *rest]))
