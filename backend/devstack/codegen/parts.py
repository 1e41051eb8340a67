"""Which artifacts exist and who makes them. A part turns a Source into artifacts and writes nothing itself."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from devstack import render
from devstack.artifacts import Artifact
from devstack.codegen.specs import specs
from devstack.deployment import schema
from devstack.errors import InputError
from devstack.logs.configuration import logging_config
from devstack.plan import Plan


@dataclass(frozen=True, slots=True)
class Source:
    """What generators read: the plan, and where they write, relative to the root."""

    plan: Plan
    root: Path
    out: str = "generated"


def _procfile(source: Source) -> list[Artifact]:
    return [render.procfile(source.plan, source.root)]


def _nginx(source: Source) -> list[Artifact]:
    return [render.gateway_config(source.plan, source.root)] if source.plan.gateway else []


def _logging(source: Source) -> list[Artifact]:
    return [logging_config(source.plan)]


def _schema(source: Source) -> list[Artifact]:
    text = json.dumps(schema(), indent=2, sort_keys=True) + "\n"
    return [Artifact(Path(source.out) / "deploy.schema.json", text)]


def _specs(source: Source) -> list[Artifact]:
    return specs(source.plan, source.root, f"{source.out}/specs")


def _only(ending: str) -> Callable[[Source], list[Artifact]]:
    return lambda source: [artifact for artifact in _specs(source) if artifact.path.name.endswith(ending)]


PARTS: dict[str, Callable[[Source], list[Artifact]]] = {
    "procfile": _procfile,
    "nginx": _nginx,
    "logging": _logging,
    "schema": _schema,
    "specs": _specs,
    "openapi": _only("openapi.json"),
    "asyncapi": _only("asyncapi.json"),
}
"""Every part by the name that `gen -p` takes. `openapi` and `asyncapi` are halves of `specs`."""

DEFAULT_PARTS = ("procfile", "nginx", "logging", "schema", "specs")
"""What a bare `gen` makes."""


def artifacts(source: Source, parts: Sequence[str] = ()) -> list[Artifact]:
    """The artifacts of the named parts, all of them when none is named; an unknown part is an InputError."""
    if unknown := [part for part in parts if part not in PARTS]:
        raise InputError(f"there is no part {', '.join(unknown)}; parts are {', '.join(PARTS)}")
    return [artifact for part in (parts or DEFAULT_PARTS) for artifact in PARTS[part](source)]
