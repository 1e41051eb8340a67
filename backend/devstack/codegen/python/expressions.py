"""JSON Schemas as Python type expressions, for parameters, bodies and results. Pure."""

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from devstack.codegen.contract import schemas

MODELS = "models."
"""Models are named through their module: theirs are other people's names, and could be anything."""
FORMATS = {
    "date-time": "datetime",
    "date": "date",
    "time": "time",
    "duration": "timedelta",
    "uuid": "UUID",
    "decimal": "Decimal",
    "binary": "bytes",
}
PLAIN = {
    "string": "str",
    "integer": "int",
    "number": "float",
    "boolean": "bool",
    "null": "None",
    "object": "dict[str, Any]",
}
IMPORTS = {
    "Any": "typing",
    "Literal": "typing",
    "datetime": "datetime",
    "date": "datetime",
    "time": "datetime",
    "timedelta": "datetime",
    "UUID": "uuid",
    "Decimal": "decimal",
}
"""Where the names in type expressions come from, beside builtins and models."""
BUILTINS = frozenset({"list", "dict", "str", "int", "float", "bool", "bytes", "set", "type", "property"})
"""A method of such a name would hide the type from the methods after it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A type expression and the names it uses."""

    text: str

    @property
    def names(self) -> set[str]:
        """Identifiers outside of quotes."""
        return set(re.findall(r"[A-Za-z_]\w*", re.sub(r'"[^"]*"', "", self.text)))

    @property
    def identifier(self) -> str:
        """As part of a constant's name: `list[PlacedOrder]` is LIST_PLACED_ORDER."""
        words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", self.text.replace(MODELS, ""))
        return "_".join(word.upper() for word in words)


def typed(schema: Mapping[str, Any]) -> Typed:
    """The type of a schema's values."""
    return Typed(_text(schema))


def _text(schema: Mapping[str, Any]) -> str:
    if ref := schema.get("$ref"):
        return MODELS + schemas.identifier(str(ref).removeprefix(schemas.PREFIX))
    if "const" in schema:
        return f"Literal[{_literal(schema['const'])}]"
    if "enum" in schema:
        return f"Literal[{', '.join(map(_literal, schema['enum']))}]"
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return _union(_text(option) for option in options)
    if len(parts := schema.get("allOf", ())) == 1:
        return _text(parts[0])
    return _by_type(schema, schema.get("type"))


def _by_type(schema: Mapping[str, Any], kind: Any) -> str:
    if isinstance(kind, list):
        return _union(_by_type(schema, one) for one in kind)
    if kind == "array":
        return f"list[{_text(schema.get('items', {}))}]"
    if kind == "object" and isinstance(values := schema.get("additionalProperties"), Mapping):
        return f"dict[str, {_text(values)}]"
    if kind == "string" and (known := FORMATS.get(str(schema.get("format")))):
        return known
    return PLAIN.get(str(kind), "Any")


def _union(options: Iterator[str]) -> str:
    """`None` last, each once; together with Any the rest says nothing."""
    found = list(dict.fromkeys(options))
    if "Any" in found:
        return "Any"
    return " | ".join([*(one for one in found if one != "None"), *(one for one in found if one == "None")])


def _literal(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repr(value)


def optional(text: str) -> str:
    """The type with None among its values."""
    return text if text in {"Any", "None"} or text.endswith("| None") else f"{text} | None"


def parameter_name(wire: str) -> str:
    """`X-Account` as x_account, `fromTime` as from_time, `from` as from_."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", re.sub(r"\W+", "_", wire)).strip("_").lower()
    name = words or "value"
    name = f"_{name}" if name[0].isdigit() else name
    return f"{name}_" if keyword.iskeyword(name) or name in {"self", "body", "timeout"} else name


def method_name(operation: str) -> str:
    """An operation's id as the name of a method."""
    name = parameter_name(operation)
    return f"{name}_" if name in BUILTINS else name
