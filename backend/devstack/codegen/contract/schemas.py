"""The schemas of several documents under one roof. Pure.

The rule is the one for merged documents: equal ones share a name, where everything they lead to is equal too; different ones
of the same name get their module's name in front, and `Ws` where a module's own two documents differ.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from devstack.codegen.contract.model import class_name
from devstack.errors import DevstackError

PREFIX = "#/components/schemas/"

Schemas = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Origin:
    """Which document a schema came from: a module's OpenAPI or its AsyncAPI."""

    module: str
    messages: bool = False

    def __str__(self) -> str:
        return f"{self.module}'s {'AsyncAPI' if self.messages else 'OpenAPI'} document"


@dataclass(frozen=True, slots=True)
class Joined:
    """All schemas, and what each document's names became."""

    schemas: dict[str, Any]
    names: Mapping[Origin, Mapping[str, str]]

    def rewrite(self, origin: Origin, node: Any) -> Any:
        """A part of a document with its references pointing to the names here."""
        return rewritten(node, self.names[origin])


def join(parts: Mapping[Origin, Schemas]) -> Joined:
    """Join the schemas of documents. DevstackError when a new name is already taken by something else."""
    names = _names(parts)
    joined: dict[str, Any] = {}
    owners: dict[str, Origin] = {}
    for origin, schemas in parts.items():
        for name, schema in schemas.items():
            new = names[origin][name]
            said = _titled(rewritten(schema, names[origin]), name, new)
            if new in joined and _canonical(joined[new]) != _canonical(said):
                raise DevstackError(
                    f"schema {new}: {origin} and {owners[new]} would both define it, differently; rename one of the models"
                )
            joined.setdefault(new, said)  # the first has the discriminators that AsyncAPI cannot express
            owners.setdefault(new, origin)
    return Joined(dict(sorted(joined.items())), names)


def _names(parts: Mapping[Origin, Schemas]) -> dict[Origin, dict[str, str]]:
    between = _clashing({o: s for o, s in parts.items() if not o.messages})
    between |= _clashing({o: s for o, s in parts.items() if o.messages})
    found: dict[Origin, dict[str, str]] = {}
    for origin, schemas in parts.items():
        inside = _clashing({o: s for o, s in parts.items() if o.module == origin.module}) if origin.messages else set()
        ours = class_name(origin.module)
        found[origin] = {
            name: (ours if name in between else "") + ("Ws" if name in inside else "") + identifier(name)
            for name in schemas
        }
    return found


def identifier(name: str) -> str:
    """A schema's name as a class name: FastAPI writes `Order-Input` where a model differs by direction."""
    return re.sub(r"\W", "", name)


def _clashing(parts: Mapping[Origin, Schemas]) -> set[str]:
    """Names that mean different things, and every shared name that leads to one of them."""
    owners: dict[str, list[Origin]] = {}
    for origin, schemas in parts.items():
        for name in schemas:
            owners.setdefault(name, []).append(origin)
    clashing = set()
    for name, origins in owners.items():
        if len({_closure_text(parts[origin], name) for origin in origins}) > 1:
            clashing.add(name)
    return clashing


def _closure_text(schemas: Schemas, root: str) -> str:
    return _canonical({name: schemas[name] for name in closure(schemas, [root])})


def closure(schemas: Schemas, roots: list[str]) -> set[str]:
    """These schemas and everything they refer to, directly or not."""
    seen: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name not in seen and name in schemas:
            seen.add(name)
            todo += references(schemas[name])
    return seen


def references(node: Any) -> Iterator[str]:
    """The names of schemas a part of a document refers to, by `$ref` or by a discriminator's mapping."""
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        for value in node.values():
            if isinstance(value, str) and value.startswith(PREFIX):
                yield value.removeprefix(PREFIX)
            else:
                yield from references(value)


def rewritten(node: Any, names: Mapping[str, str]) -> Any:
    """A part of a document with its references renamed."""
    if isinstance(node, list):
        return [rewritten(item, names) for item in node]
    if isinstance(node, dict):
        return {key: rewritten(value, names) for key, value in node.items()}
    if isinstance(node, str) and node.startswith(PREFIX):
        name = node.removeprefix(PREFIX)
        return PREFIX + names.get(name, name)
    return node


def _titled(schema: Any, old: str, new: str) -> Any:
    """Some generators name a class by its title, so it follows the name."""
    return {**schema, "title": new} if isinstance(schema, dict) and schema.get("title") == old else schema


def _canonical(node: Any) -> str:
    return json.dumps(_essential(node), sort_keys=True)


def _essential(node: Any) -> Any:
    """Without what one kind of document says of a model and the other does not; the rest tells whether it is the same model.

    AsyncAPI cannot express OpenAPI's discriminators, and FastAPI leaves out that a field which may be null is so by default.
    """
    if isinstance(node, list):
        return [_essential(item) for item in node]
    if isinstance(node, dict):
        return {key: _essential(value) for key, value in node.items() if not _incidental(key, value)}
    return node


def _incidental(key: str, value: Any) -> bool:
    if key == "discriminator":
        return isinstance(value, dict) and "propertyName" in value
    return key == "default" and value is None
