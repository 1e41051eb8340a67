"""Everything a verb can do with a project, as methods: decide with Project, act through the supervisor, status and logs."""

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TextIO

from devstack import codegen, control, ports, reaper, state, status
from devstack.artifacts import Artifact
from devstack.deployment import starter
from devstack.deployment.application import locate
from devstack.display import Display
from devstack.errors import DevstackError, InputError
from devstack.follow import edits
from devstack.logs import reading
from devstack.logs.entry import Entry
from devstack.plan import Plan, wire
from devstack.project_file import FILE
from devstack.stack import detached, explaining
from devstack.stack.options import Options, Recipe
from devstack.stack.outcome import Outcome
from devstack.stack.project import Project
from devstack.stack.session import CONTROL, SessionOptions, kept, session
from devstack.state import Snapshot
from devstack.supervisor.environment import environments
from devstack.supervisor.order import Order

if TYPE_CHECKING:
    from devstack.codegen.breaking import Change
    from devstack.doctor import Finding

CHANGE_S = 120.0
"""How long a restart may take as a whole; each process has its own, shorter deadline within."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A project and what can be done with it. Every method raises DevstackError for what the user can mend."""

    project: Project

    @classmethod
    def at(cls, config: str = "", sets: Sequence[str] = ()) -> "Stack":
        """The stack of the named deployment file, or of the deploy.yaml above the working folder."""
        return cls(Project.at(config, sets))

    @property
    def root(self) -> Path:
        """The folder of the deployment file."""
        return self.project.root

    def up(self, options: Options, manager: reaper.Manager) -> NoReturn:
        """Run in the foreground until stopped, by a supervisor that was begun before; this process leaves as it left.

        So this does not return, and no thread or event loop of the caller's may run.
        """
        os.chdir(self.root)
        with manager:
            manager.lock()
            status.clear(self.root, _say)  # what a supervisor that died left behind may still hold our ports
            offset = self._offset(options)
            plan = self._prepared(options, offset, {})
            recipe = Recipe(str(self.project.config), self.project.sets, replace(options, port_offset=offset))
            manager.hand_over(Order(plan, options.fail_fast, recipe.as_json()).as_line())

    def detach(self, options: Options, out: TextIO | None = None) -> int:
        """The same in a session of its own; returns when everything is healthy, or fails as a whole. `out` shows progress."""
        slowest = max(process.start_s for process in self.project.plan(options, 0))
        words = ["--config", str(self.project.config), *options.words]
        words += [word for text in self.project.sets for word in ("--set", text)]
        return detached.launch(words, self.root, Display(out or sys.stdout), within=slowest + 60)

    def _offset(self, options: Options) -> int:
        if options.port_offset != "auto":
            return options.port_offset
        return ports.auto_offset(self.root, self.project.plan(options, 0).ports)

    def _prepared(self, options: Options, offset: int, ours: Mapping[int, str]) -> Plan:
        """The plan, its ports free or `ours`, rendered, accepted by nginx and written. A restart of the whole asks again."""
        plan = self.project.plan(options, offset)
        ports.check(replace(plan, processes=tuple(process for process in plan if process.port not in ours)))
        written = self.project.render(plan)
        if options.verbose:
            for text in (
                *(f"wrote {path}" for path in written),
                *(f"{process.name}: {process.line}" for process in plan),
            ):
                _say(text)
        return self.project.followed(plan, options)

    def down(self, timeout: float, say: Callable[[str], None]) -> str:
        """Stop in order from anywhere; `say` hears what is done meanwhile, the answer is the end of it."""
        stopped = status.down(self.root, timeout, say)
        return f"stopped {', '.join(stopped)}" if stopped else "nothing ran"

    def restart(self, names: tuple[str, ...]) -> str:
        """The whole with deploy.yaml read anew, or the named ones, one instance after another."""
        if names:
            return self._change("restart", names=list(names))
        return self._change("restart", plan=wire.encode(self._anew()))

    def apply(self) -> str:
        """Plan the running stack anew and change of it what is different now: what was done, a line each."""
        answer = control.call(self.root, "apply", within=CHANGE_S, plan=wire.encode(self._anew()))
        return "\n".join(answer["done"]) or "nothing of the running stack changes"

    def _anew(self) -> Plan:
        """The plan as the running one was made, by the files as they are now. A mistake ends here, while all still runs."""
        running = control.call(self.root, "recipe")
        recipe = Recipe.from_json(running["recipe"])
        stack = Stack.at(recipe.config, recipe.sets)
        ours = {port: name for name, port in running["ports"].items()}
        return stack._prepared(recipe.options, stack._offset(recipe.options), ours)

    def stop(self, names: tuple[str, ...]) -> str:
        """Stop the named ones; the rest stays up."""
        return self._change("stop", names=list(names))

    def start(self, names: tuple[str, ...]) -> str:
        """Start the named ones that are down."""
        return self._change("start", names=list(names))

    def _change(self, what: str, **arguments: Any) -> str:
        answer = control.call(self.root, what, within=CHANGE_S, **arguments)
        rows = answer["processes"].items()
        return "\n".join(
            f"{name} is {row['state']}" + (f" (pid {row['pid']})" if row["pid"] else "") for name, row in rows
        )

    def run(self, names: tuple[str, ...], options: Options) -> None:
        """Become that one process, in this terminal."""
        os.chdir(self.root)
        plan = self.project.plan(options, self._offset(options))
        chosen = plan.select(names)
        if len(chosen) != 1:
            raise InputError(f"run takes one process; {', '.join(names)} means {', '.join(p.name for p in chosen)}")
        (process,) = chosen
        alone = replace(plan, processes=chosen)
        env = environments(alone, self.root, "by-hand")[process.name]
        ports.check(alone)
        self.project.configure_logging(plan)
        os.execve("/bin/sh", ["/bin/sh", "-c", process.line], env)  # noqa: S606 - our line

    def session(self, options: SessionOptions) -> NoReturn:
        """Become the session of this project: it has the running stack start its engines. Without one, one is started for it.

        That one goes when the session does, however it ends.
        """
        os.chdir(self.root)
        words, env = self._session(options)
        if CONTROL not in env and not options.dry_run:
            # Without what serves editing; its progress is in nobody's way there: the session may print JSON.
            self.detach(Options(reload=False, codegen=False), sys.stderr)
            line = control.hold(self.root)
            words, env = self._session(options)
            env = kept(env, line)
        try:
            os.execvpe(words[0], words, env)  # noqa: S606 - the command of the deployment file
        except OSError as error:
            raise InputError(f"session.command: {words[0]}: {error.strerror}; is it installed?") from None

    def _session(self, options: SessionOptions) -> tuple[list[str], dict[str, str]]:
        planned = self.project.plan(Options(), 0).ports
        ports = {name: port for port, name in planned.items()}
        return session(self.project.deployment(), self.root, options, ports)

    def status(self) -> Snapshot:
        """What runs now, whoever started it. A deploy.yaml that is broken meanwhile takes nothing away from that."""
        try:
            planned = self.project.plan(Options(), 0)
        except InputError:
            planned = None
        return status.snapshot(self.root, planned)

    def examine(self) -> "list[Finding]":
        """What could keep the stack from running well here, and what to do about it."""
        from devstack import doctor  # no other verb needs it, and its libraries cost 60 ms

        deployment, plan = self.project.deployment(), self.project.plan(Options(), 0)
        conf = next((made.data.decode() for made in codegen.artifacts(self.project.source(""), ("nginx",))), None)
        return doctor.examine(
            self.root, deployment, plan, running=self.status(), conf=conf, drift=lambda: self.drift((), "")[0]
        )

    def explain(self, path: str) -> list[str]:
        """Who would reload or generate after an edit of this path, seen from the working folder, and by which rule."""
        try:
            inside = Path(path).absolute().relative_to(self.root)
        except ValueError:
            raise InputError(f"--explain {path}: is not below {self.root}; name a file of the project") from None
        options = Options()
        return explaining.explain(self.project.followed(self.project.plan(options, 0), options), inside.as_posix())

    def logs(
        self, names: tuple[str, ...], *, lines: int, follow: bool, since: str, grep: str, level: str
    ) -> Iterator[Entry]:
        """Entries of the named processes, servers, programs or nginx; of all without names."""
        reader = reading.follow if follow else reading.read
        return reader(
            state.logs(self.root),
            names,
            known=[row.name for row in self.status().processes],
            lines=lines,
            since=reading.since(since) if since else None,
            grep=grep or None,
            level=level or None,
        )

    def silence(self, names: tuple[str, ...]) -> str:
        """What to tell when there is no entry to show."""
        return reading.silence(state.logs(self.root), names)

    def clean_logs(self) -> str:
        """Empty the log files."""
        return f"{reading.clean(state.logs(self.root)) / 1e6:.1f} MB of logs removed"

    def generating(
        self, parts: tuple[str, ...], out: str, modules: tuple[str, ...], *, force: bool, watch: bool
    ) -> Iterator[Outcome]:
        """`generate` once, or again after each edit. While it watches, a mistake is told and the next edit waited for."""
        yield self.generate(parts, out, modules, force=force)
        if not watch:
            return
        folders = [self.root / self.project.deployment().app_dir]
        with codegen.Ahead(self.project.source(out).plan, self.root) as ahead:
            for _ in edits.edits(self.root, folders, (self.project.config.name,)):
                try:
                    outcome = self.generate(parts, out, modules, ahead=ahead)
                except DevstackError as error:
                    _say(str(error))
                    continue
                finally:
                    ahead.begin_all()
                if outcome.written or outcome.removed:
                    yield outcome

    def breaking(self, revision: str) -> "list[Change]":
        """What of the contracts has changed since this revision of the repository, worst first."""
        source = self.project.source("")
        return codegen.breaking_changes(source, revision)

    def generate(
        self,
        parts: tuple[str, ...],
        out: str = "",
        modules: tuple[str, ...] = (),
        *,
        force: bool = False,
        ahead: codegen.Ahead | None = None,
    ) -> Outcome:
        """Write the generated artifacts that differ and remove what should no longer exist."""
        began = time.monotonic()
        source = self.project.source(out, force=force)
        written: list[Path] = []
        removed: list[Path] = []
        skipped: dict[str, str] = {}
        warnings: tuple[str, ...] = ()
        files = 0
        for made in codegen.making(source, parts, modules, ahead):
            written += self.project.write(made.artifacts)
            removed += self.project.remove(made.stale)
            skipped |= made.skipped
            files += len(made.artifacts)
            warnings = made.warnings
        return Outcome(tuple(written), tuple(removed), skipped, files, time.monotonic() - began, warnings)

    def drift(
        self, parts: tuple[str, ...], out: str, modules: tuple[str, ...] = ()
    ) -> tuple[list[str], dict[str, str]]:
        """A line for each generated file that is missing, differs or should not be there; and the parts not checked, and why."""
        source = self.project.source(out)
        made = codegen.make(source, parts, modules)
        return self.project.drift(made, source.out, whole=not parts and not modules), dict(made.skipped)

    def add_module(self, name: str, *, deploy: bool) -> list[Path]:
        """Write a new module and, with `deploy`, its lines in the deployment file and what follows from them; the paths written.

        InputError for a name that cannot be one, a module that is there, an application that is not laid out for modules.
        """
        from devstack import scaffold  # no other verb needs it

        deployment, config = self.project.deployment(overlays=False), self.project.config
        application = locate(deployment.app, self.root, (deployment.app_dir,)) if deployment.app else None
        place = scaffold.layout(application, self.root)
        made = scaffold.module(name, place, self.root)
        if deploy:
            ports = [port for server in deployment.servers.values() for port in server.ports]
            ports += [program.port for program in deployment.processes.values() if program.port]
            text = config.read_bytes().decode("utf-8")  # not as text: that would change its line ends
            routed = bool(deployment.websocket_routes) and "websocket_routes" in text
            edited = scaffold.deployed(text, name, [*ports, deployment.nginx.port], routed=routed)
            made.append(Artifact(config.relative_to(self.root), edited))
        written = [artifact.path for artifact in made if artifact.write(self.root)]
        scaffold.tidy(self.root, [path for path in written if path.suffix == ".py"])
        return written + (list(Stack.at(str(config)).generate((), "").written) if deploy else [])

    @staticmethod
    def initialise(app: str) -> str:
        """Write a deploy.yaml into the working folder; an existing one is never touched."""
        path = Path(FILE)
        if path.exists():
            raise InputError(f"{FILE}: is there already; edit it, or remove it first")
        path.write_text(starter(app), encoding="utf-8")
        return f"wrote {FILE}; next: devstack up"


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - before the display has the terminal
