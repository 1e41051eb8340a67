"""The first deploy.yaml of a project that has none."""

import ast
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from devstack.deployment import convention
from devstack.deployment.application import Application, candidates, locate, names
from devstack.deployment.fields import ImportString
from devstack.deployment.rules import RESERVED
from devstack.deployment.sections import CORE
from devstack.errors import InputError


def starter(app: str, root: Path | None = None, *, port: int = 8000) -> str:
    """The text of a deploy.yaml that runs `app` (shop.main:app) in the folder `root`, by default the working folder.

    An empty `app` is the one main.py of the project that assigns app; none or several is an InputError.
    A plain FastAPI app gets one server with every path, an app with a modules folder one server per module.
    InputError where the string is none or leads to no file below the root.
    """
    root = root or Path.cwd()
    app = app or _only(root)
    try:
        TypeAdapter(ImportString).validate_python(app)
    except ValidationError:
        raise InputError(f"{app}: must be an import string like shop.main:app (module:name)") from None
    found = locate(app, root)
    if found is None:
        raise InputError(
            f"{app}: no such module below {root}, nor below its backend or src; name the one that makes the app"
        )
    modules = found.modules(root)
    known = sorted(f.parent.name.replace("_", "-") for f in modules.glob("*/__init__.py")) if modules else []
    rows = _modular(known, port, _more(found)) if known else _plain(found, port)
    head = f"# `devstack up` runs this and opens http://127.0.0.1:{port}; `devstack check` looks it over first."
    lines = [
        head,
        f"name: {convention.name(root)}",
        f"app: {app}",
        "",
        f"nginx: {{port: {port}}}",
        "",
        "servers:",
        *rows,
    ]
    return "\n".join(lines) + "\n"


def _only(root: Path) -> str:
    found = sorted(application.name for application in candidates(root))
    if len(found) == 1:
        return found[0]
    seen = f"it could be {' or '.join(found)}" if found else "no main.py here, in backend or in src assigns app"
    raise InputError(f"which application? {seen}; name it: devstack init --app shop.main:app")


def _plain(app: Application, port: int) -> list[str]:
    package = app.name.partition(":")[0].partition(".")[0].lower().replace("_", "-").strip("-")
    name = "web" if package in RESERVED | {"main"} or len(package) > 31 else package
    return [f"  {name}: {{port: {port + 1}, instances: 2, routes: [/], {_more(app)}}}"]


def _modular(modules: list[str], port: int, more: str) -> list[str]:
    """Core first: it starts first and leaves last."""
    ordered = sorted({CORE, *modules} - RESERVED, key=lambda module: (module != CORE, module))
    return [
        f"  {name}: {{port: {port + 1 + 10 * i}, modules: [{', '.join(dict.fromkeys((CORE, name)))}], {more}}}"
        for i, name in enumerate(ordered)
    ]


def _more(app: Application) -> str:
    bound = names(app.file) or {}
    made = bound.get(app.name.partition(":")[2]) in (ast.FunctionDef, ast.ClassDef)
    # A single file in the project's own folder cannot be watched without the virtual environment beside it.
    return f"{'factory: true, ' if made else ''}reload: {'false' if app.folder == '.' else 'true'}"
