"""Two JSON Schemas compared, for one direction. Pure.

REQUEST is what a server takes: it breaks a client when it takes less. RESPONSE is what it sends: it breaks a client when it
sends what was not announced. Bounds of what is sent are no matter of a client's, which does not check them.
"""

import json
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from devstack.codegen.breaking.change import Change
from devstack.codegen.contract import Contract
from devstack.codegen.contract.schemas import PREFIX

Schema = Mapping[str, Any]

LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
EXACT = ("pattern", "multipleOf", "uniqueItems")


class Direction(StrEnum):
    """Who reads it."""

    REQUEST = "request"
    RESPONSE = "response"


@dataclass(frozen=True, slots=True)
class At:
    """Where in a message, and in which named model, so that a change can be found in the code."""

    where: str
    model: str = ""
    name: str = ""

    def into(self, name: str) -> "At":
        """A property of what is here."""
        return At(f"{self.where}.{name}", self.model, name)


@dataclass(slots=True)
class Comparison:
    """Compares schemas of two contracts. A pair of models is looked at once per direction, wherever it is met."""

    old: Contract
    new: Contract
    _seen: set[tuple[str, str, Direction]] = field(default_factory=set)

    def compare(self, old: Schema, new: Schema, direction: Direction, at: At) -> Iterator[Change]:
        """The changes from `old` to `new`."""
        before, after = list(self._branches(old, self.old)), list(self._branches(new, self.new))
        only = [[one for one in side if _kind(one.schema) != "null"] for side in (before, after)]
        if len(only[0]) == len(only[1]) == 1:
            pairs = [(only[0][0], only[1][0])]
            yield from self._nullable(before, after, direction, at)
        else:
            pairs = yield from self._matched(before, after, direction, at)
        for one, other in pairs:
            yield from self._pair(one, other, direction, at)

    def _branches(self, schema: Schema, contract: Contract) -> "Iterator[_Branch]":
        """The alternatives a schema stands for, references followed one step."""
        if ref := str(schema.get("$ref", "")).removeprefix(PREFIX):
            known = contract.schemas.get(ref, {})
            options = known.get("anyOf") or known.get("oneOf")
            if options:
                yield from (branch for option in options for branch in self._branches(option, contract))
            else:
                yield _Branch(ref, known)
        elif options := schema.get("anyOf") or schema.get("oneOf"):
            yield from (branch for option in options for branch in self._branches(option, contract))
        elif len(parts := schema.get("allOf", ())) == 1:
            yield from self._branches(parts[0], contract)
        elif isinstance(kinds := schema.get("type"), list):
            yield from (_Branch("", {**schema, "type": kind}) for kind in kinds)
        else:
            yield _Branch("", schema)

    def _nullable(
        self, before: "list[_Branch]", after: "list[_Branch]", direction: Direction, at: At
    ) -> Iterator[Change]:
        was, now = (any(_kind(one.schema) == "null" for one in side) for side in (before, after))
        if was != now:
            breaks = was if direction is Direction.REQUEST else now
            yield self._change(breaks, at, "may be null now" if now else "may not be null any more")

    def _matched(
        self, before: "list[_Branch]", after: "list[_Branch]", direction: Direction, at: At
    ) -> "Generator[Change, None, list[tuple[_Branch, _Branch]]]":
        """The changes among alternatives; returns those that are there before and after."""
        keys = {one.key: one for one in after}
        pairs = [(one, keys.pop(one.key)) for one in before if one.key in keys]
        left = [one for one in before if one.key not in {pair[0].key for pair in pairs}]
        for one in left:
            yield self._change(direction is Direction.REQUEST, at, f"cannot be {one.shown} any more")
        for one in keys.values():
            yield self._change(direction is Direction.RESPONSE, at, f"can be {one.shown} now")
        return pairs

    def _pair(self, one: "_Branch", other: "_Branch", direction: Direction, at: At) -> Iterator[Change]:
        if one.name and other.name:
            if (one.name, other.name, direction) in self._seen:
                return
            self._seen.add((one.name, other.name, direction))
        at = At(at.where, other.name or at.model, "" if other.name else at.name)
        yield from self._kinds(one.schema, other.schema, direction, at)
        if _kind(one.schema) != _kind(other.schema):
            return
        yield from self._values(one.schema, other.schema, direction, at)
        if direction is Direction.REQUEST:
            yield from self._bounds(one.schema, other.schema, at)
        if _kind(one.schema) == "array":
            below = At(f"{at.where}[]", at.model, at.name)
            yield from self.compare(one.schema.get("items", {}), other.schema.get("items", {}), direction, below)
        if _kind(one.schema) == "object":
            yield from self._properties(one.schema, other.schema, direction, at)

    def _kinds(self, old: Schema, new: Schema, direction: Direction, at: At) -> Iterator[Change]:
        was, now = _kind(old), _kind(new)
        if was == now:
            if was == "string" and old.get("format") != new.get("format"):
                said = f"has the format {new.get('format')} and had {old.get('format')}"
                yield self._change(True, at, said)
            return
        wider = (was, now) == ("integer", "number") or now == "any"
        narrower = (was, now) == ("number", "integer") or was == "any"
        breaks = not wider if direction is Direction.REQUEST else not narrower
        yield self._change(breaks, at, f"is {now} and was {was}")

    def _values(self, old: Schema, new: Schema, direction: Direction, at: At) -> Iterator[Change]:
        was, now = _choices(old), _choices(new)
        if was == now:
            return
        gone = sorted(was - now) if was and now else []
        come = sorted(now - was) if was and now else []
        if gone:
            yield self._change(direction is Direction.REQUEST, at, f"is never {', '.join(gone)} any more")
        if come:
            yield self._change(direction is Direction.RESPONSE, at, f"may be {', '.join(come)} too")
        if not was:
            yield self._change(direction is Direction.REQUEST, at, f"is one of {', '.join(sorted(now))} now")
        if not now:
            yield self._change(direction is Direction.RESPONSE, at, "may be anything of its kind now")

    def _bounds(self, old: Schema, new: Schema, at: At) -> Iterator[Change]:
        for word in (*LEAST, *MOST, *EXACT):
            was, now = old.get(word), new.get(word)
            if was == now:
                continue
            breaks = now is not None
            if word not in EXACT and was is not None and now is not None:
                breaks = now > was if word in LEAST else now < was
            yield self._change(breaks, at, f"{word} is {_shown(now)} and was {_shown(was)}")

    def _properties(self, old: Schema, new: Schema, direction: Direction, at: At) -> Iterator[Change]:
        was, now = old.get("properties", {}), new.get("properties", {})
        needed, needs = set(old.get("required", ())), set(new.get("required", ()))
        asked = direction is Direction.REQUEST
        for name in sorted(set(was) - set(now)):
            yield self._change(True, at.into(name), "does not exist any more")
        for name in sorted(set(now) - set(was)):
            must = name in needs
            yield self._change(asked and must, at.into(name), f"is new{' and required' if must and asked else ''}")
        for name in sorted(set(was) & set(now)):
            if (name in needed) != (name in needs):
                breaks = (name in needs) if asked else (name in needed)
                yield self._change(breaks, at.into(name), "is required now" if name in needs else "may be missing now")
            yield from self.compare(was[name], now[name], direction, at.into(name))
        yield from self._others(old, new, direction, at)

    def _others(self, old: Schema, new: Schema, direction: Direction, at: At) -> Iterator[Change]:
        """Properties that no name is given to."""
        was, now = old.get("additionalProperties", True), new.get("additionalProperties", True)
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            yield from self.compare(was, now, direction, At(f"{at.where}.*", at.model, at.name))
        elif was != now and direction is Direction.REQUEST:
            yield self._change(now is False or isinstance(now, Mapping), at, "takes other fields differently now")

    def _change(self, breaks: bool, at: At, what: str) -> Change:
        places = self.new.places if f"{at.model}.{at.name}" in self.new.places or at.model in self.new.places else {}
        place = places.get(f"{at.model}.{at.name}") or places.get(at.model, "")
        return Change(breaks, at.where, what, place, (at.name,) if at.name else ())


@dataclass(frozen=True, slots=True)
class _Branch:
    """One alternative: a model by its name, or something spelled out."""

    name: str
    schema: Schema

    @property
    def key(self) -> str:
        """What makes it the same alternative in another contract."""
        if self.name:
            return self.name
        return json.dumps([_kind(self.schema), self.schema.get("format"), self.schema.get("const")])

    @property
    def shown(self) -> str:
        """As a message has it."""
        return self.name or (json.dumps(self.schema["const"]) if "const" in self.schema else _kind(self.schema))


def _kind(schema: Schema) -> str:
    if "type" in schema:
        return str(schema["type"])
    if "properties" in schema:
        return "object"
    values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    return "string" if values and all(isinstance(value, str) for value in values) else "any"


def _choices(schema: Schema) -> set[str]:
    """The values it may have, as JSON; none when it may have any."""
    values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    return {json.dumps(value) for value in values}


def _shown(value: object) -> str:
    return "not set" if value is None else json.dumps(value)
