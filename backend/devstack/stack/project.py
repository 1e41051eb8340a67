"""A project as it stands on disk: its deployment file, what follows from it, and the files written from that. Starts nothing."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from devstack import artifacts, codegen, gateway
from devstack.artifacts import Artifact
from devstack.deployment import Deployment, load
from devstack.errors import InputError
from devstack.plan import Plan
from devstack.plan.following import followed
from devstack.plan.planner import plan
from devstack.project_file import FILE, project_file
from devstack.stack.options import Options

COMMITTED = "generated"
RUN = ".devstack/run"


@dataclass(frozen=True, slots=True)
class Project:
    """A deployment file, its folder (the root) and the overrides given on the command line."""

    config: Path
    sets: tuple[str, ...] = ()

    @classmethod
    def at(cls, config: str, sets: Sequence[str]) -> "Project":
        """The named file, or deploy.yaml searched upwards from the working folder."""
        return cls(project_file(config), tuple(sets))

    @property
    def root(self) -> Path:
        """The folder every relative path starts from."""
        return self.config.parent

    @property
    def overlaid(self) -> bool:
        """Whether more than deploy.yaml has a say; then nothing under generated/ is touched."""
        local = self.config.with_name(f"{self.config.stem}.local{self.config.suffix}")
        return self.config.name != FILE or bool(self.sets) or local.exists()

    def deployment(self, *, overlays: bool = True) -> Deployment:
        """The deployment, or an InputError that names every mistake in it."""
        return load(self.config, sets=self.sets, overlays=overlays)

    def plan(self, options: Options, port_offset: int) -> Plan:
        """What `up` runs: rendered to generated/ when deploy.yaml alone says it, else to .devstack/run/."""
        out = RUN if self.overlaid or options.changes_text else COMMITTED
        drawn = plan(
            self.deployment(),
            layout=options.layout,
            only=options.only,
            excluded=options.excluded,
            modules=options.modules,
            port_offset=port_offset,
            reload=options.reload,
            out=out,
        )
        return self._with_specs(drawn)

    def followed(self, drawn: Plan, options: Options) -> Plan:
        """What runs in the end: with the process that follows edits, unless it is not wanted."""
        if not options.codegen:
            return drawn
        return followed(drawn, self.deployment(), self.config.name, reload=options.reload)

    def _with_specs(self, drawn: Plan) -> Plan:
        """Serve the committed contracts where they are the right ones; another base URL or module set needs its own."""
        if drawn.gateway is None or not self.overlaid:
            return drawn
        same = self._contracts(self.committed()) == self._contracts(self.deployment())
        return replace(drawn, gateway=replace(drawn.gateway, specs=f"{COMMITTED if same else RUN}/specs"))

    def committed(self) -> Deployment | None:
        """What generated/ is rendered from: deploy.yaml alone."""
        file = self.root / FILE
        return load(file, overlays=False) if file.is_file() else None

    @staticmethod
    def _contracts(deployment: Deployment | None) -> object:
        if deployment is None:
            return None
        return deployment.app, deployment.api_base_url, deployment.websocket, sorted(deployment.homes)

    def source(self, out: str, *, force: bool = False) -> codegen.Source:
        """What `gen` generates from: deploy.yaml alone into generated/; what --config or --set say, into .devstack/run/."""
        asked = self.config.name != FILE or bool(self.sets)
        folder = _below(out) if out else RUN if asked else COMMITTED
        drawn = plan(self.deployment(overlays=asked), out=folder)
        if drawn.gateway is not None:
            drawn = replace(drawn, gateway=replace(drawn.gateway, specs=f"{folder}/specs"))
        return codegen.Source(drawn, self.root, folder, force)

    def render(self, drawn: Plan) -> list[Path]:
        """Make what `up` needs of this plan: Procfile, nginx.conf, logging.json, and contracts where there are none yet."""
        source = codegen.Source(drawn, self.root, drawn.out)
        made = codegen.artifacts(source, ("procfile", "nginx", "logging"))
        if drawn.gateway is not None and drawn.gateway.documents:
            folder = Path(drawn.gateway.specs)
            if folder.parts[0] != COMMITTED or not (self.root / folder / "openapi.json").exists():
                made += codegen.artifacts(replace(source, out=str(folder.parent)), ("specs",))
        return self.write(made + self._routers(source))

    def _routers(self, source: codegen.Source) -> list[Artifact]:
        """What the servers import. A ws.py that is broken is theirs to tell of: they are started and wait for it."""
        try:
            return codegen.artifacts(source, ("ws-routers",))
        except InputError as error:
            print(f"the routers stay as they were: {error}", file=sys.stderr)  # noqa: T201 - before the display begins
            return []

    def configure_logging(self, drawn: Plan) -> None:
        """Make what even a single server needs."""
        self.write(codegen.artifacts(codegen.Source(drawn, self.root, drawn.out), ("logging",)))

    def write(self, made: Sequence[Artifact]) -> list[Path]:
        """Write what differs, after nginx itself has accepted its text; a refusal leaves every file as it was."""
        for artifact in made:
            if artifact.path.name == "nginx.conf" and artifact.differs(self.root):
                gateway.test(artifact.data.decode(), self.root, self.deployment().nginx.binary)
        return [artifact.path for artifact in made if artifact.write(self.root)]

    def remove(self, paths: Sequence[Path]) -> list[Path]:
        """Remove what should no longer exist; the paths that were there."""
        found = [path for path in paths if (self.root / path).is_file()]
        for path in found:
            (self.root / path).unlink(missing_ok=True)
        return found

    def drift(self, made: codegen.Made, folder: str, *, whole: bool) -> list[str]:
        """A line for each file that is missing, differs or should not be there: of the whole folder where all was made."""
        wrong = [
            f"{artifact.path}: {'differs' if (self.root / artifact.path).exists() else 'is missing'}"
            for artifact in made.artifacts
            if artifact.differs(self.root)
        ]
        extra = set(made.stale)
        if whole:
            unmade = tuple(self.root / folder / one for one in made.unmade)
            found = artifacts.stale(self.root, made.artifacts, folder)
            extra |= {path for path in found if not any((self.root / path).is_relative_to(one) for one in unmade)}
        return wrong + [f"{path}: is not generated from anything" for path in sorted(extra)]


def _below(out: str) -> str:
    """The folder as it stands in generated texts, whose paths are all relative and lead down from the root."""
    path = PurePosixPath(out)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise InputError(f"--out {out}: must be a folder below the project's own, like build/generated")
    return str(path)
