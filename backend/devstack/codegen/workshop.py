"""One run of the generators: what they read, and what several of them need of it, made once."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Self

from devstack import shipped
from devstack.artifacts import Artifact
from devstack.codegen import asyncapi_check, exporting, fingerprints
from devstack.codegen.ahead import EXPORT, Ahead
from devstack.codegen.contract import Contract
from devstack.codegen.contract.faults import faults
from devstack.codegen.keeping import Keeper
from devstack.codegen.loading import Loading
from devstack.codegen.piecewise import Earlier
from devstack.codegen.specs import Exported
from devstack.plan import Plan, wire


@dataclass(frozen=True, slots=True)
class Source:
    """What generators read: the plan, and where they write, relative to the root."""

    plan: Plan
    root: Path
    out: str = "generated"
    force: bool = False
    """Make everything anew, whatever the last run has left to be reused."""


class Workshop:
    """One run: the source, the parts that are wanted, and what several of them need, made once. A context manager."""

    def __init__(self, source: Source, wanted: Sequence[str] = (), ahead: Ahead | None = None) -> None:
        """`ahead` is whoever has begun something before this run, and stays; else it is this run's own."""
        self.source, self.plan, self.root, self.out = source, source.plan, source.root, source.out
        self.wanted = tuple(wanted)
        self.keeper = Keeper(source.root, source.force)
        self.ahead, self._stays = ahead or Ahead(source.plan, source.root), ahead is not None
        self.ahead.plan = source.plan
        self._exporting = Lock()
        self._exported: Exported | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: Any) -> None:
        if not self._stays:
            self.ahead.__exit__(*raised)

    @property
    def exported(self) -> Exported:
        """What the application says of itself."""
        with self._exporting:
            if self._exported is None:
                self._exported = exporting.documents(self.plan, self.keeper, self._loading)
            return self._exported

    def _loading(self) -> Loading:
        """The process that loads the application; beside it load the generators of what is wanted."""
        begun = self.ahead.take(EXPORT)
        if begun and not begun.fits(self.plan):
            begun.close()
            begun = None
        loading = begun or Loading(self.plan, self.root)
        self.ahead.begin(part for part in self.wanted if part != EXPORT)
        return loading

    @cached_property
    def contract(self) -> Contract:
        """The same as clients see it."""
        return self.exported.contract()

    @cached_property
    def documents_key(self) -> str:
        """What clients and specs follow from. Where in the code it stands is no part of it."""
        said = self.exported.as_json() | {"files": [], "places": {}}
        return fingerprints.of_bytes(json.dumps(said).encode())  # in its order: a field that moves moves in clients

    def earlier(self, name: str, generator: Sequence[str]) -> Earlier:
        """What a generator of types made the last time, if it was the same generator. One for each deployment and folder."""
        inputs = [self.plan.name, fingerprints.of_generator("piecewise.py", *generator), fingerprints.installed()]
        return Earlier(self.keeper, f"types-{name}-{self.out}", fingerprints.of(inputs))

    def rendered(self, name: str, make: Callable[[], list[Artifact]]) -> list[Artifact]:
        """What follows from the plan and templates, the project's own or ours."""
        inputs = {
            "plan": wire.encode(self.plan),
            "templates": [fingerprints.of_templates(folder) for folder in (self.root, shipped.templates())],
            "generator": fingerprints.of_generator("../render.py"),
            "installed": fingerprints.installed(),
        }
        return self.keeper.artifacts(f"{name}-{self.out}", inputs, make)

    def client(self, name: str, generator: Sequence[str], make: Callable[[Contract], list[Artifact]]) -> list[Artifact]:
        """A client's files, made anew when the contract or its generator is another. None for an application without."""
        if self.plan.app is None:
            return []
        inputs = {
            "contract": self.documents_key,
            "name": self.plan.name,
            "out": self.out,
            "generator": fingerprints.of_generator("contract", *generator),
            "installed": fingerprints.installed(),
        }
        return self.keeper.artifacts(f"{name}-{self.out}", inputs, lambda: make(self.contract) if self._offers else [])

    @property
    def warnings(self) -> tuple[str, ...]:
        """Of the application's contracts, if this run had to do with them."""
        if self._exported is None:
            return ()
        key = fingerprints.of([self._exported.as_json(), fingerprints.of_generator("contract", "asyncapi_check.py")])
        before = self.keeper.recall("warnings")
        if before.get("key") == key:
            return tuple(before["lines"])
        streams = {file: said for file, said in self._exported.documents.items() if file.endswith("asyncapi.json")}
        wrong = [f"{file}: {fault}" for file, said in streams.items() for fault in asyncapi_check.faults(said)]
        lines = (*faults(self.contract), *wrong)
        self.keeper.remember("warnings", {"key": key, "lines": lines})
        return lines

    @property
    def _offers(self) -> bool:
        """Whether there is anything that a client could ask for."""
        return any(self.contract.operations) or any(self.contract.routes)
