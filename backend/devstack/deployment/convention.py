"""What a deploy.yaml may leave out, found by looking at the project's files: name, app, app_dir, what a server watches."""

import re
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from devstack.deployment.application import BASES, Application, candidates, locate, names
from devstack.deployment.document import Path as Keys
from devstack.deployment.draft import Draft
from devstack.deployment.rules import Violation
from devstack.deployment.sections import Reload, Server
from devstack.deployment.suggest import did_you_mean, nearest


@dataclass(slots=True)
class Found:
    """What the files say where deploy.yaml is silent."""

    app: str | None = None
    app_dir: str = "."
    watched: dict[str, Reload] = field(default_factory=dict)


def name(folder: Path) -> str:
    """A stack's name from its folder's: `My Shop` becomes my-shop."""
    words = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    return re.sub(r"^(?![a-z])", "stack-", words)[:31].rstrip("-")


def filled(plain: dict[str, Any], found: Found) -> dict[str, Any]:
    """The values of the file with those that were found."""
    servers = {
        name: {**server, "reload": found.watched.get(name)} if name in found.watched else server
        for name, server in plain["servers"].items()
    }
    return {**plain, "app": found.app, "app_dir": found.app_dir, "servers": servers}


def fill(draft: Draft, root: Path) -> tuple[Found, list[Violation]]:
    """Look at the files below `root`. What they contradict, or leave open, comes back as violations."""
    search = _Search(draft, root)
    return search.found(), search.violations


@dataclass(slots=True)
class _Search:
    draft: Draft
    root: Path
    violations: list[Violation] = field(default_factory=list)

    @property
    def bases(self) -> tuple[str, ...]:
        return (self.draft.app_dir,) if "app_dir" in self.draft.model_fields_set else BASES

    def found(self) -> Found:
        found = Found(app=self.app(), app_dir=self.draft.app_dir)
        applications = {
            name: self.application(server.app or found.app, ("servers", name, "app") if server.app else ("app",))
            for name, server in self.draft.servers.items()
        }
        if "app_dir" not in self.draft.model_fields_set:
            found.app_dir = self.app_dir([a for a in applications.values() if a])
        elif not (self.root / self.draft.app_dir).is_dir():
            self.say(("app_dir",), f"there is no folder {self.draft.app_dir}; name the one the app's package is in")
        for name, server in self.draft.servers.items():
            self.modules(name, server, applications[name])
            if server.reload:
                found.watched[name] = self.watched(name, server.reload, server.app or found.app, applications[name])
        return found

    def say(self, path: Keys, message: str, *rests_on: Keys) -> None:
        violation = Violation(path, message, rests_on)
        if violation not in self.violations:
            self.violations.append(violation)

    def app(self) -> str | None:
        """The app the file names, else the one main.py that assigns it; needed only by servers without their own."""
        if self.draft.app or all(server.app for server in self.draft.servers.values()):
            return self.draft.app
        found = candidates(self.root, self.bases)
        if len(found) != 1:
            many = " and ".join(f"{a.name} (in {a.folder})" for a in found)
            said = (
                f"could be {many}" if found else f"is not named, and no main.py below {_listed(self.bases)} assigns app"
            )
            self.say(("app",), f"{said}; write the one to run, like app: {found[0].name if found else 'shop.main:app'}")
        return found[0].name if found else None

    def application(self, name: str | None, path: Keys) -> Application | None:
        """Where an import string leads. One that leads nowhere may be installed, unless the project has one spelled like it."""
        if name is None:
            return None
        application = locate(name, self.root, self.bases)
        if application is None:
            self.misspelled(name, path)
        elif (bound := names(application.file)) is not None and (attribute := name.partition(":")[2]) not in bound:
            file = application.file.relative_to(self.root).as_posix()
            self.say(path, f"{file} has no {attribute}{did_you_mean(attribute, bound)}")
        return application

    def misspelled(self, name: str, path: Keys) -> None:
        module = name.partition(":")[0]
        package, *inner = module.split(".")
        for base in self.bases:
            folder = PurePosixPath(base, package)
            if inner and (self.root / folder / "__init__.py").is_file():
                self.say(path, f"{folder} has no module {'.'.join(inner)}; write the one that makes the app")
                return
        known = {a.name.partition(".")[0]: a.name for a in candidates(self.root, self.bases)}
        # Only what is nearly equal: another package may be installed, and that cannot be seen from here.
        if meant := nearest(package, known, alike=0.8):
            self.say(path, f"there is no module {module} below {_listed(self.bases)}; did you mean {known[meant]}?")

    def app_dir(self, applications: list[Application]) -> str:
        """The folder to import from. `python -m` has the root on its path anyway, so only another folder is named."""
        bases = sorted({a.base for a in applications} - {"."})
        if len(bases) > 1:
            self.say(
                ("app_dir",), f"the apps stand below {' and '.join(bases)}; move them below one folder and name it"
            )
        return bases[0] if bases else "."

    def modules(self, server: str, entry: Server, application: Application | None) -> None:
        """A module that is listed must exist; an app without modules must say which paths it answers."""
        if application is None or not entry.modular:
            return
        folder = application.modules(self.root)
        if folder is None:
            if "modules" not in entry.model_fields_set:
                words = f"{application.name} has no modules folder beside it; a plain FastAPI app needs routes: [/]"
                self.say(("servers", server), words, ("servers", server, "routes"), ("servers", server, "modules"))
            return
        known = sorted(file.parent.name.replace("_", "-") for file in folder.glob("*/__init__.py"))
        for i, module in enumerate(entry.modules):
            if module not in known:
                there = folder.relative_to(self.root).as_posix()
                words = f"there is no module {module} in {there}{did_you_mean(module, known) or _those(known)}"
                self.say(("servers", server, "modules", i), words, ("app",))

    def watched(self, server: str, reload: Reload, app: str | None, application: Application | None) -> Reload:
        """The folders a server watches: those it names, else that of its app's package."""
        path: Keys = ("servers", server, "reload")
        if reload.dirs:
            for i, folder in enumerate(reload.dirs):
                self.watchable(folder, (*path, "dirs", i))
            return reload
        rests: tuple[Keys, ...] = (("app",), ("app_dir",), ("servers", server, "app"))
        if app is None:
            return reload
        if application is None:
            words = f"the package of {app} is not below {_listed(self.bases)}; say what to watch: {{dirs: [folder]}}"
            self.say(path, words, *rests)
        elif application.folder == ".":
            words = (
                f"{application.file.name} stands in the project's own folder, where the virtual environment is as well; "
                "move it into a package (app: shop.main:app), or say what to watch: {dirs: [folder]}"
            )
            self.say(path, words, *rests)
        else:
            self.watchable(application.folder, path)
            return reload.model_copy(update={"dirs": (application.folder,)})
        return reload

    def watchable(self, folder: str, path: Keys) -> None:
        """A folder that is there and holds no virtual environment: its thousands of files would be watched as well."""
        there = self.root / folder
        if not there.is_dir():
            self.say(path, f"there is no folder {folder}; name folders of your code, relative to deploy.yaml")
            return
        inside = [there, *sorted(there.iterdir())]
        if environment := next((f for f in inside if (f / "pyvenv.cfg").exists()), None):
            words = f"{folder} holds a virtual environment ({environment.name}); name folders of your code only"
            self.say(path, words)


def _listed(bases: tuple[str, ...]) -> str:
    return ", ".join("the project's folder" if base == "." else base for base in bases)


def _those(known: list[str]) -> str:
    return f"; there are {', '.join(known)}" if known else ""
