"""What a contract leaves open, so that no client can be typed by it. Pure; each is told with the place in the code."""

from collections.abc import Iterator, Mapping
from typing import Any

from devstack.codegen.contract.model import Contract
from devstack.codegen.contract.schemas import PREFIX, references

SAYS_NOTHING = frozenset({"title", "description", "default", "examples", "deprecated"})


def faults(contract: Contract) -> list[str]:
    """A line for each, `file:line: what`, in a stable order."""
    used = {name for one in _roots(contract) for name in references(one)}
    return sorted({*_operations(contract), *_fields(contract), *_names(contract, used)})


def _roots(contract: Contract) -> Iterator[Any]:
    yield [dict(schema) for schema in contract.schemas.values()]


def _operations(contract: Contract) -> Iterator[str]:
    for one in contract.operations:
        if one.result.schema is not None and not set(one.result.schema) - SAYS_NOTHING:
            said = f"{one.method} {one.path} has no response model; annotate what its function returns"
            yield f"{one.place or one.module}: {said}"


def _fields(contract: Contract) -> Iterator[str]:
    for name, schema in contract.schemas.items():
        for field, said in schema.get("properties", {}).items():
            place = contract.places.get(f"{name}.{field}") or contract.places.get(name, name)
            if not set(said) - SAYS_NOTHING:
                yield f"{place}: {name}.{field} may be anything; give it a type"
            for union in _unions(said):
                if not _told_apart(union, contract):
                    models = " and ".join(union)
                    yield f"{place}: {name}.{field}: nothing tells {models} apart; give each a Literal field of one name"


def _names(contract: Contract, used: set[str]) -> Iterator[str]:
    for name in contract.schemas:
        if "__" in name and name in used:
            place = contract.places.get(name, name)
            yield f"{place}: two models are called {name.rsplit('__', 1)[-1]}; rename one of them"


def _unions(schema: Any) -> Iterator[list[str]]:
    """The names of models that stand side by side."""
    if isinstance(schema, list):
        for item in schema:
            yield from _unions(item)
    if not isinstance(schema, Mapping):
        return
    options = schema.get("anyOf") or schema.get("oneOf") or ()
    named = [str(one["$ref"]).removeprefix(PREFIX) for one in options if "$ref" in one]
    if len(named) > 1:
        yield named
    for value in schema.values():
        yield from _unions(value)


def _told_apart(names: list[str], contract: Contract) -> bool:
    """By a property that each of them has, and that is another constant in each; a choice of plain values needs none."""
    models = [contract.schemas.get(name, {}) for name in names]
    if not all("properties" in model for model in models):
        return True
    shared = set.intersection(*(set(model["properties"]) for model in models))
    constants = ([repr(_constant(model["properties"][name])) for model in models] for name in shared)
    return any("None" not in found and len(set(found)) == len(found) for found in constants)


def _constant(schema: Mapping[str, Any]) -> object:
    return schema.get("const", schema.get("enum"))
