"""Which artifacts exist and who makes them. A part turns a Source into artifacts and writes nothing itself."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from devstack import render, routers
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


def _ws_routers(source: Source) -> list[Artifact]:
    """Beside the code they belong to, so wherever else `out` is."""
    app_dir = source.root / source.plan.app_dir
    found = routers.sources(_package(app_dir, source.plan.app)) if source.plan.app else []
    return [artifact for one in found for artifact in routers.expected(one, app_dir, source.root)]


def _package(app_dir: Path, app: str) -> Path:
    """The folder of the package that `trading_api.main:app` is in."""
    parts = app.partition(":")[0].split(".")
    whole = app_dir.joinpath(*parts)
    return whole if whole.is_dir() else whole.parent


def _only(ending: str) -> Callable[[Source], list[Artifact]]:
    return lambda source: [artifact for artifact in _specs(source) if artifact.path.name.endswith(ending)]


PARTS: dict[str, Callable[[Source], list[Artifact]]] = {
    "procfile": _procfile,
    "nginx": _nginx,
    "logging": _logging,
    "schema": _schema,
    "ws-routers": _ws_routers,
    "specs": _specs,
    "openapi": _only("openapi.json"),
    "asyncapi": _only("asyncapi.json"),
}
"""Every part by the name that `gen -p` takes. `openapi` and `asyncapi` are halves of `specs`."""

DEFAULT_PARTS = ("procfile", "nginx", "logging", "schema", "ws-routers", "specs")
"""What a bare `gen` makes."""


def artifacts(source: Source, parts: Sequence[str] = ()) -> list[Artifact]:
    """The artifacts of the named parts, all of them when none is named; an unknown part is an InputError."""
    if unknown := [part for part in parts if part not in PARTS]:
        raise InputError(f"there is no part {', '.join(unknown)}; parts are {', '.join(PARTS)}")
    return [artifact for part in (parts or DEFAULT_PARTS) for artifact in PARTS[part](source)]
