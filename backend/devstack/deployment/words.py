"""pydantic's findings in plain words. What a value must be is told from the same JSON Schema that editors read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from devstack.deployment.document import Node, Path, Problem, quoted
from devstack.deployment.draft import Draft
from devstack.deployment.suggest import did_you_mean, nearest

Json = Mapping[str, Any]

_KEY = "[key]"


def problems(error: ValidationError, document: Node) -> list[Problem]:
    """One problem per value at fault, at its place in the document."""
    found: dict[Path, Problem] = {}
    details = error.errors(include_url=False)
    unknown = {detail["loc"] for detail in details if detail["type"] == "extra_forbidden"}
    for detail in details:
        path = _known(detail["loc"], document, detail["type"] == "missing")
        if detail["type"] == "missing" and any(_meant(other) == path for other in unknown):
            continue  # it is there, under a misspelled name
        found.setdefault(path, _problem(path, dict(detail), document))
    return list(found.values())


def empty(document: Node, path: Path = ()) -> Iterator[Problem]:
    """A problem for every key without a value. To pydantic None may be a value; in a file it is one that was forgotten."""
    node = document.nearest(path)
    if node.value is None:
        yield Problem(node.place, path, _mismatch(path, node))
    for step, _ in node.children:
        yield from empty(document, (*path, step))


def _known(loc: Path, document: Node, missing: bool) -> Path:
    """The part of pydantic's location that stands in the document; the rest names branches of a union."""
    if missing:
        return loc
    length = next((i for i in range(len(loc)) if document.at(loc[: i + 1]) is None), len(loc))
    return loc[:length]


def _problem(path: Path, detail: Mapping[str, Any], document: Node) -> Problem:
    node = document.nearest(path)
    if detail["loc"][-1:] == (_KEY,):
        return Problem(node.named, path, _must_be(_key_schema(path[:-1]), str(path[-1]), path[-1]))
    match detail["type"]:
        case "extra_forbidden":
            return Problem(node.named, path, _unknown(path))
        case "missing":
            return Problem(node.named, path, f"is missing; it must be {expected(at(path))}")
        case "value_error":
            return Problem(node.place, path, _own(str(detail["ctx"]["error"]), quoted(node)))
        case "string_too_long":
            return Problem(node.place, path, f"is too long; it may have {detail['ctx']['max_length']} characters")
        case "too_short":
            return Problem(node.place, path, "is empty; it needs at least one entry")
        case "string_unicode":
            return Problem(node.place, path, "holds half a character (a lone surrogate), which cannot be text")
    return Problem(node.place, path, _mismatch(path, node))


def _own(message: str, written: str) -> str:
    """A message of our own validators: those that say what a value must be end with what it is, the others begin with it."""
    return f"{message}, not {written}" if message.startswith("must be") else f"{written} {message}"


def _mismatch(path: Path, node: Node) -> str:
    if node.value is None:
        return f"has no value; it must be {expected(at(path))}"
    return _must_be(at(path), quoted(node), node.value)


def _must_be(schema: Json, written: str, value: object) -> str:
    return f"must be {expected(schema)}, not {written}{_hint(schema, written, value)}"


def _hint(schema: Json, written: str, value: object) -> str:
    """What the user probably meant."""
    kinds = {branch.get("type") for branch in _branches(schema)}
    if isinstance(value, str):
        bare = written.strip('"')
        if kinds & {"integer", "number", "boolean"} and written != bare and bare.removeprefix("-").isalnum():
            return f"; write {bare} without quotes" if not bare.isalpha() or bare in {"true", "false"} else ""
        if "array" in kinds:
            return f"; write [{bare}]"
        return did_you_mean(bare, _choices(schema))
    if isinstance(value, float) and "integer" in kinds and value.is_integer():
        return f"; write {value:.0f}"
    if isinstance(value, int | float) and kinds <= {"string", "null"}:
        return f'; write "{written}" in quotes' if re.search(schema.get("pattern", "$^"), written) else ""
    return ""


def _meant(path: Path) -> Path:
    """The key that an unknown one was probably meant to be."""
    return (*path[:-1], nearest(str(path[-1]), _properties(at(path[:-1]))) or "")


def _unknown(path: Path) -> str:
    """An unknown key: the key that was meant, the section it belongs to, or what is known here."""
    key = str(path[-1])
    known = list(_properties(at(path[:-1])))
    sections = [name for name, schema in _properties(_root()).items() if key in _properties(schema)]
    if sections:
        return f"is not a known key here; it belongs under {sections[0]}"
    if nearest(key, known):
        return f"is not a known key{did_you_mean(key, known)}"
    return f"is not a known key; known here are {', '.join(known)}"


def expected(schema: Json) -> str:
    """What a value must be, to complete "must be …"."""
    branches = [branch for branch in _branches(schema) if branch.get("type") != "null"]
    return _either([phrase for branch in branches for phrase in _phrases(branch)])


def _either(phrases: list[str]) -> str:
    """`a, b or c`."""
    return " or ".join(filter(None, (", ".join(phrases[:-1]), phrases[-1])))


def _phrases(schema: Json) -> list[str]:
    if phrase := schema.get("patternErrorMessage"):
        return [str(phrase)]
    match schema.get("type"):
        case "integer":
            return [f"a whole number from {schema['minimum']} to {schema['maximum']}"]
        case "boolean":
            return ["true", "false"]
        case "array":
            return [f"a list, each entry {expected(resolved(schema['items']))}"]
        case "object":
            keys = ", ".join(schema.get("properties", {}))
            return [f"a map with the keys {keys}" if keys else "a map of names to values"]
    return _choices(schema) or ["a text"]


def _choices(schema: Json) -> list[str]:
    found = (branch.get("enum") or [branch.get("const")] for branch in _branches(schema))
    return [str(choice) for choices in found for choice in choices if choice is not None]


def _branches(schema: Json) -> Iterator[Json]:
    for branch in schema.get("anyOf", [schema]):
        yield resolved(branch)


def _properties(schema: Json) -> dict[str, Json]:
    return {name: below for branch in _branches(schema) for name, below in branch.get("properties", {}).items()}


@cache
def _root() -> Json:
    return Draft.model_json_schema()


def resolved(schema: Json) -> Json:
    """The schema a reference stands for."""
    reference = schema.get("$ref")
    found: Json = _root()["$defs"][reference.rpartition("/")[2]] if reference else schema
    return found


def at(path: Path) -> Json:
    """The part of the schema that speaks of the value at a path."""
    schema = _root()
    for step in path:
        schema = _below(schema, step)
    return resolved(schema)


def _below(schema: Json, step: str | int) -> Json:
    for branch in _branches(schema):
        inner: Iterable[Json] = branch.get("patternProperties", {}).values()
        if step in branch.get("properties", {}):
            return resolved(branch["properties"][step])
        for below in (*inner, *([branch["items"]] if "items" in branch else [])):
            return resolved(below)
    return {}


def _key_schema(path: Path) -> Json:
    """What the keys of the map at a path must be."""
    names: list[Json] = [branch["propertyNames"] for branch in _branches(at(path)) if "propertyNames" in branch]
    return names[0] if names else {}
