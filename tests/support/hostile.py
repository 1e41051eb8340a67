"""Hostile requests for every operation of an OpenAPI document: what is changed is found there, so a new endpoint is covered by
being there."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

MARK = "hostile-mark"
"""Stands in every body that is sent; it must not be found in the store."""
JSON = "application/json"
LONGEST = 1 << 20
METHODS = ("post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path, its path parameters filled in; `sample` is a body it might take, None where it takes none."""

    method: str
    path: str
    sample: Any


def operations(document: dict[str, Any], methods: tuple[str, ...] = METHODS) -> list[Operation]:
    """Every operation that may change something."""
    return [
        Operation(method.upper(), _filled(path), _sample_of(document, item[method]))
        for path, item in document["paths"].items()
        for method in methods
        if method in item
    ]


def never_json() -> dict[str, bytes]:
    """Bodies that are not honest JSON, whatever the operation."""
    mark = json.dumps(MARK).encode()
    return {
        "NaN": b'{"m": %s, "n": NaN}' % mark,
        "infinity": b'{"m": %s, "n": -Infinity}' % mark,
        "1e400": b'{"m": %s, "n": 1e400}' % mark,
        "lone surrogate": b'{"m": %s, "t": "\\ud800"}' % mark,
        "surrogate key": b'{"m": %s, "\\udfff": 1}' % mark,
        "raw surrogate": b'{"m": %s, "t": "\xed\xa0\x80"}' % mark,
        "NUL": b'{"m": %s, "t": "a\\u0000b"}' % mark,
        "NUL key": b'{"m": %s, "a\\u0000b": 1}' % mark,
        "raw NUL": b'{"m": %s, "t": "a\x00b"}' % mark,
        "5000 digits": b'{"m": %s, "n": %s}' % (mark, b"9" * 5000),
        "duplicate key": b'{"m": %s, "m": %s}' % (mark, mark),
        "100k nesting": b'{"m": %s, "n": ' % mark + b"[" * 100_000 + b"]" * 100_000 + b"}",
        "bad UTF-8": b'{"m": %s, "t": "\xff"}' % mark,
        "UTF-16": json.dumps({"m": MARK}).encode("utf-16"),
        "truncated": b'{"m": %s' % mark,
        "two values": mark + mark,
        "huge": b'"' + b"x" * LONGEST + mark,
    }


LEAVES: dict[str, Any] = {
    "nothing": None,
    "5000 digits as text": "9" * 5000,
    "4000 digits": int("9" * 4000),
    "beyond 64 bits": 2**64,
    "huge exponent": "1e400",
    "tiny exponent": "1e-400",
    "NaN as text": "NaN",
    "infinity as text": "-Infinity",
    "NUL": "a\0b",
    "control characters": "a\n\x1b[2Jb",
    "odd digits": "\u0661\u0662",
    "long text": "x" * 100_000,
    "empty": "",
    "list": [],
    "object": {},
    "true": True,
    "float": 1.5,
    "negative": -(2**63) - 1,
}
"""What may stand in place of any value of an otherwise honest body."""


def mutations(sample: Any) -> Iterator[tuple[str, Any]]:
    """The sample with one value after another replaced, and with a key that nobody knows."""
    if isinstance(sample, dict):
        yield "unknown key", {**sample, MARK: MARK}
        yield "a list of it", [sample]
    for place in _places(sample):
        for name, value in LEAVES.items():
            yield f"{'.'.join(map(str, place))}: {name}", _replaced(sample, place, value)


def _places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*here, key)
        yield from _places(item, (*here, key))


def _replaced(sample: Any, place: tuple[Any, ...], value: Any) -> Any:
    changed = deepcopy(sample)
    parent = changed
    for key in place[:-1]:
        parent = parent[key]
    parent[place[-1]] = value
    return changed


def _filled(path: str) -> str:
    return "/".join("AAPL" if part.startswith("{") else part for part in path.split("/"))


def _sample_of(document: dict[str, Any], operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get(JSON)
    return _sample(document, content["schema"]) if content else None


def _sample(document: dict[str, Any], schema: dict[str, Any], depth: int = 0) -> Any:
    """The plainest value of a schema, with every property, so that each can be changed."""
    if "$ref" in schema:
        return _sample(document, document["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]], depth)
    for words in ("anyOf", "oneOf", "allOf"):
        if words in schema:
            branches = [each for each in schema[words] if each.get("type") != "null"]
            return _sample(document, branches[0], depth)
    for known in ("const", "default"):
        if schema.get(known) is not None:
            return schema[known]
    if "examples" in schema or "enum" in schema:
        return schema.get("examples", schema.get("enum"))[0]
    if schema.get("type") == "object" or "properties" in schema:
        inner = schema.get("properties", {}).items() if depth < 4 else ()
        return {key: _sample(document, item, depth + 1) for key, item in inner}
    if schema.get("type") == "array":
        return [_sample(document, schema.get("items", {}), depth + 1)]
    return {"integer": schema.get("minimum", 1), "number": 1, "boolean": False}.get(schema.get("type", ""), "1")
