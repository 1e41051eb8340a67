"""How names, types and comments of a contract are spelled in TypeScript. Pure."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

PREFIX = "#/components/schemas/"
WIDTH = 120
PRIMITIVES = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def camel(name: str) -> str:
    """`place_order` and `broker-connection` as `placeOrder` and `brokerConnection`; camelCase stays as it is."""
    first, *rest = [word for word in re.split(r"[^0-9A-Za-z]+", name) if word] or ["_"]
    text = first[:1].lower() + first[1:] + "".join(word[:1].upper() + word[1:] for word in rest)
    return text if not text[0].isdigit() else f"_{text}"


def member(name: str, taken: frozenset[str]) -> str:
    """A member of a class whose own members are `taken`."""
    return f"{spelled}_" if (spelled := camel(name)) in taken else spelled


def text(value: str) -> str:
    """A string literal."""
    return json.dumps(value, ensure_ascii=False)


def named_type(schema: Mapping[str, Any]) -> str | None:
    """The type of a schema where it is short enough to be read: a name, a plain value, or lists and unions of those."""
    if isinstance(ref := schema.get("$ref"), str):
        return ref.removeprefix(PREFIX)
    if schema.get("type") == "array":
        item = named_type(schema.get("items", {}))
        return item and (f"({item})[]" if " " in item else f"{item}[]")
    for word in ("anyOf", "oneOf"):
        if word in schema:
            parts = [named_type(part) for part in schema[word]]
            return " | ".join(part for part in parts if part) if all(parts) else None
    plain = {"enum", "const"}.isdisjoint(schema)
    return PRIMITIVES.get(str(schema.get("type"))) if plain else None


def names_in(schema: Mapping[str, Any]) -> Iterator[str]:
    """The schemas that `named_type` names."""
    if isinstance(ref := schema.get("$ref"), str):
        yield ref.removeprefix(PREFIX)
    for part in (schema.get("items", {}), *schema.get("anyOf", ()), *schema.get("oneOf", ())):
        if part:
            yield from names_in(part)


def comment(*paragraphs: str, indent: str = "") -> str:
    """A JSDoc comment of what is said, if anything is; wrapped, and unable to end before its end."""
    lines: list[str] = []
    for paragraph in (" ".join(said.replace("*/", "*\\/").split()) for said in paragraphs):
        lines += textwrap.wrap(paragraph, WIDTH - len(indent) - 3, break_long_words=False, break_on_hyphens=False)
    if not lines:
        return ""
    if len(lines) == 1 and len(lines[0]) + len(indent) + 7 <= WIDTH:
        return f"{indent}/** {lines[0]} */\n"
    return f"{indent}/**\n" + "".join(f"{indent} * {line}\n" for line in lines) + f"{indent} */\n"
