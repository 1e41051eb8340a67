"""Schemas of several documents under one roof: equal ones share a name, different ones of the same name get their module's.

Pure. Two schemas are equal when everything they lead to is equal, as canonical JSON; nothing is dropped without a word.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "#/components/schemas/"

Schemas = Mapping[str, Any]


class SpecError(Exception):
    """Documents that cannot be told apart or put together; the message names both sides and what to change."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The schemas of all modules, and what each module's names became."""

    schemas: dict[str, Any]
    renames: Mapping[str, Mapping[str, str]]

    def rewrite(self, module: str, node: Any) -> Any:
        """A part of a module's document with its references pointing to the new names."""
        return _rewritten(node, self.renames[module])


def merge_schemas(parts: Mapping[str, Schemas]) -> Merged:
    """Join the schemas of modules, given by module name. SpecError when a new name is already taken."""
    clashing = _clashing(parts)
    renames = {
        module: {name: class_name(module) + name if name in clashing else name for name in schemas}
        for module, schemas in parts.items()
    }
    merged: dict[str, Any] = {}
    owners: dict[str, tuple[str, str]] = {}
    for module, schemas in parts.items():
        for name, schema in schemas.items():
            new = renames[module][name]
            old_module, old_name = owners.setdefault(new, (module, name))
            if old_name != name or (old_module != module and name in clashing):
                raise SpecError(
                    f"schema {new}: {module}'s {name} would take the name of {old_module}'s {old_name}; rename one of them"
                )
            merged[new] = _titled(_rewritten(schema, renames[module]), name, new)
    return Merged(dict(sorted(merged.items())), renames)


def class_name(module: str) -> str:
    """`market-data` as the beginning of a class name: `MarketData`."""
    return "".join(word.capitalize() for word in module.split("-"))


def require_plain_names(module: str, schemas: Schemas) -> None:
    """Refuse what pydantic names by its import path, as it does when two classes of one module have the same name."""
    if odd := sorted(name for name in schemas if "__" in name):
        raise SpecError(f"module {module}: {', '.join(odd)}: two models have the same class name; rename one of them")


def _clashing(parts: Mapping[str, Schemas]) -> set[str]:
    """Names that mean different things, and every shared name that leads to one of them."""
    owners: dict[str, list[str]] = {}
    for module, schemas in parts.items():
        for name in schemas:
            owners.setdefault(name, []).append(module)
    shared = {name: modules for name, modules in owners.items() if len(modules) > 1}
    closures = {(m, name): _closure(parts[m], name) for name, modules in shared.items() for m in modules}
    clashing = {name for name, ms in shared.items() if len({_canonical(parts[m], closures[m, name]) for m in ms}) > 1}
    return clashing | {name for name, modules in shared.items() if clashing & closures[modules[0], name]}


def _closure(schemas: Schemas, root: str) -> set[str]:
    """The schema and everything it refers to, directly or not."""
    seen: set[str] = set()
    todo = [root]
    while todo:
        name = todo.pop()
        if name not in seen and name in schemas:
            seen.add(name)
            todo += references(schemas[name])
    return seen


def _canonical(schemas: Schemas, names: set[str]) -> str:
    return json.dumps({name: schemas[name] for name in names}, sort_keys=True)


def references(node: Any) -> Iterator[str]:
    """The names of schemas a part of a document refers to, by `$ref` or by a discriminator's mapping (plain strings)."""
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, dict):
        for value in node.values():
            if isinstance(value, str) and value.startswith(PREFIX):
                yield value.removeprefix(PREFIX)
            else:
                yield from references(value)


def _rewritten(node: Any, names: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_rewritten(item, names) for item in node]
    if isinstance(node, dict):
        return {key: _rewritten(value, names) for key, value in node.items()}
    if isinstance(node, str) and node.startswith(PREFIX):
        name = node.removeprefix(PREFIX)
        return PREFIX + names.get(name, name)
    return node


def _titled(schema: Any, old: str, new: str) -> Any:
    """Some generators name a class by its title, so it follows the name."""
    return {**schema, "title": new} if schema.get("title") == old else schema
