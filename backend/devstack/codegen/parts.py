"""Which artifacts exist and who makes them. A part turns a Workshop into artifacts and writes nothing below generated/ itself."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from devstack import routers
from devstack.artifacts import Artifact, stale
from devstack.codegen import exporting, fingerprints
from devstack.codegen.ahead import Ahead
from devstack.codegen.contract import Contract
from devstack.codegen.skipping import Skipped
from devstack.codegen.specs import specs
from devstack.codegen.workshop import Source, Workshop
from devstack.deployment import schema
from devstack.errors import InputError
from devstack.logs.configuration import logging_config

if TYPE_CHECKING:
    from devstack.codegen.breaking import Change


PYTHON, TYPESCRIPT = ("python", "templates/python"), ("typescript",)
"""Where their generators stand in this package."""


def _procfile(shop: Workshop) -> list[Artifact]:
    def made() -> list[Artifact]:
        from devstack import render  # only where it is rendered anew: its libraries take long to load

        return [render.procfile(shop.plan, shop.root)]

    return shop.rendered("procfile", made)


def _nginx(shop: Workshop) -> list[Artifact]:
    def made() -> list[Artifact]:
        from devstack import render  # as above

        return [render.gateway_config(shop.plan, shop.root)]

    return shop.rendered("nginx", made) if shop.plan.gateway else []


def _logging(shop: Workshop) -> list[Artifact]:
    return [logging_config(shop.plan)]


def _schema(shop: Workshop) -> list[Artifact]:
    def made() -> list[Artifact]:
        text = json.dumps(schema(), indent=2, sort_keys=True) + "\n"
        return [Artifact(Path(shop.out) / "deploy.schema.json", text)]

    inputs = {"generator": fingerprints.of_generator("../deployment"), "installed": fingerprints.installed()}
    return shop.keeper.artifacts(f"schema-{shop.out}", inputs, made)


def _ws_routers(shop: Workshop) -> list[Artifact]:
    """Beside the code they belong to, so wherever else `out` is."""
    app_dir = shop.root / shop.plan.app_dir
    return [one for source in ws_sources(shop.source) for one in routers.expected(source, app_dir, shop.root)]


def ws_sources(source: Source) -> list[Path]:
    """The ws.py files of the application."""
    if source.plan.app is None:
        return []
    return routers.sources(exporting.package_folder(source.root / source.plan.app_dir, source.plan.app))


def _specs(shop: Workshop) -> list[Artifact]:
    if shop.plan.app is None:
        return []
    inputs = {"documents": shop.documents_key, "generator": fingerprints.of_generator("specs.py")}
    return shop.keeper.artifacts(f"specs-{shop.out}", inputs, lambda: specs(shop.exported, f"{shop.out}/specs"))


def _only(ending: str) -> Callable[[Workshop], list[Artifact]]:
    return lambda shop: [artifact for artifact in _specs(shop) if artifact.path.name.endswith(ending)]


def _python(shop: Workshop) -> list[Artifact]:
    return shop.client("python", PYTHON, lambda contract: _python_client(shop, contract))


def _python_client(shop: Workshop, contract: Contract) -> list[Artifact]:
    from devstack.codegen.python import python_client  # only where it is made anew: loading takes time

    shop.ahead.take("python")
    return python_client(contract, shop.plan.name, shop.out, shop.earlier("python", PYTHON))


def _typescript(shop: Workshop) -> list[Artifact]:
    return shop.client("typescript", TYPESCRIPT, lambda contract: _typescript_client(shop, contract))


def _typescript_client(shop: Workshop, contract: Contract) -> list[Artifact]:
    from devstack.codegen import typescript  # only where it is made anew: loading takes time

    try:
        begun = shop.ahead.take("typescript")
        earlier = shop.earlier("typescript", TYPESCRIPT)
        return typescript.typescript_client(contract, shop.plan.name, shop.out, shop.root, begun, earlier)
    except typescript.NodeMissing as missing:
        raise Skipped(str(missing)) from missing


PARTS: dict[str, Callable[[Workshop], list[Artifact]]] = {
    "procfile": _procfile,
    "nginx": _nginx,
    "logging": _logging,
    "schema": _schema,
    "ws-routers": _ws_routers,
    "specs": _specs,
    "python": _python,
    "typescript": _typescript,
    "openapi": _only("openapi.json"),
    "asyncapi": _only("asyncapi.json"),
}
"""Every part by the name that `gen -p` takes. `openapi` and `asyncapi` are halves of `specs`."""

DEFAULT_PARTS = ("procfile", "nginx", "logging", "schema", "ws-routers", "specs", "python", "typescript")
"""What a bare `gen` makes."""

LOAD_NOTHING = frozenset({"procfile", "nginx", "logging", "schema", "ws-routers"})
"""Parts for which the application is not loaded."""

CLIENTS = ("python", "typescript")
"""Parts that take long and do not wait for each other: each has a thread of its own."""

FOLDERS = {"specs": "specs", "python": "python", "typescript": "typescript"}
"""Folders below `out` that belong to one part: what it did not make there should not be there."""


@dataclass(frozen=True, slots=True)
class Made:
    """The artifacts of a run, the parts that could not be made here and why, and files that should no longer exist."""

    artifacts: list[Artifact]
    skipped: Mapping[str, str] = field(default_factory=dict)
    stale: tuple[Path, ...] = ()
    warnings: tuple[str, ...] = ()
    """What the contracts leave open or say wrongly, with the place in the code."""

    @property
    def unmade(self) -> tuple[str, ...]:
        """Folders below `out` of which nothing can be said: their part was skipped."""
        return tuple(FOLDERS[part] for part in self.skipped if part in FOLDERS)


def artifacts(source: Source, parts: Sequence[str] = ()) -> list[Artifact]:
    """The artifacts of the named parts, all of them when none is named; an unknown part is an InputError."""
    return make(source, parts).artifacts


def make(source: Source, parts: Sequence[str] = (), modules: Sequence[str] = ()) -> Made:
    """The same with what was left out. With `modules`, nothing that belongs to another module alone."""
    with _workshop(source, parts, modules) as shop:
        return _step(shop, shop.wanted, modules)


def making(
    source: Source, parts: Sequence[str] = (), modules: Sequence[str] = (), ahead: Ahead | None = None
) -> Iterator[Made]:
    """The same in steps, each of which is to be written before the next: the routers, which the application imports when it is
    loaded for its contracts; then all but the clients, which take longest. `ahead` has begun what it could before this run."""
    with _workshop(source, parts, modules, ahead) as shop:
        loads = any(part not in LOAD_NOTHING for part in shop.wanted)
        first = ("ws-routers",) if loads or "ws-routers" in shop.wanted else ()
        rest = tuple(part for part in shop.wanted if part not in first and part not in CLIENTS)
        for step in (first, rest, tuple(part for part in shop.wanted if part in CLIENTS)):
            if step:
                yield _step(shop, step, modules)


def _workshop(source: Source, parts: Sequence[str], modules: Sequence[str], ahead: Ahead | None = None) -> Workshop:
    if unknown := [part for part in parts if part not in PARTS]:
        raise InputError(f"there is no part {', '.join(unknown)}; parts are {', '.join(PARTS)}")
    if strange := sorted(set(modules) - set(source.plan.modules)):
        raise InputError(f"there is no module {', '.join(strange)}; there are {', '.join(source.plan.modules)}")
    return Workshop(source, tuple(dict.fromkeys(parts or DEFAULT_PARTS)), ahead)


def _step(shop: Workshop, parts: Sequence[str], modules: Sequence[str]) -> Made:
    made, skipped = _made(shop, parts)
    others = set(shop.plan.modules) - set(modules) if modules else set()
    found = [one for part in parts for one in made.get(part, ()) if not _belongs_to(one.path, others)]
    return Made(found, skipped, tuple(_stale(shop.source, made)) if not modules else (), shop.warnings)


def breaking_changes(source: Source, revision: str) -> "list[Change]":
    """What of the application's contract has changed since a revision of the repository."""
    from devstack.codegen import breaking  # no other verb needs it

    if source.plan.app is None:
        raise InputError("--breaking: this deployment has no application, so it has no contracts")
    with Workshop(source) as shop:
        return breaking.compare(source.root, revision, shop.contract, source.plan.name)


def _made(shop: Workshop, parts: Sequence[str]) -> tuple[dict[str, list[Artifact]], dict[str, str]]:
    made: dict[str, list[Artifact]] = {}
    skipped: dict[str, str] = {}
    with ThreadPoolExecutor(max_workers=len(CLIENTS), thread_name_prefix="gen") as threads:
        later = {part: threads.submit(PARTS[part], shop) for part in parts if part in CLIENTS}
        for part in parts:
            try:
                made[part] = later[part].result() if part in later else PARTS[part](shop)
            except Skipped as error:
                skipped[part] = str(error)
    return made, skipped


def _belongs_to(path: PurePath, modules: set[str]) -> bool:
    """Whether a file is of one of these modules: its folder, or its name up to the first dot, is the module's."""
    names = {module.replace("-", "_") for module in modules} | modules
    return path.name.partition(".")[0] in names or bool(names & set(path.parts[:-1]))


def _stale(source: Source, made: Mapping[str, Sequence[Artifact]]) -> Iterator[Path]:
    """What a part that was made has left behind in earlier runs."""
    for part, folder in FOLDERS.items():
        if made.get(part):
            yield from stale(source.root, made[part], f"{source.out}/{folder}")
    if "ws-routers" in made:
        for one in ws_sources(source):
            yield from routers.stale(one, made["ws-routers"], source.root)
