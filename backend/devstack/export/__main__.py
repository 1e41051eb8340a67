"""Runs in a child process: loads an application and hands out its documents, and where in the code what they say is written.

An application's contract is small: `openapi()` as every FastAPI has it, and, where it has WebSockets, an `asyncapi()` that
returns an AsyncAPI document or None. The same is asked of each FastAPI mounted on it, which is then called a module.
"""

import argparse
import atexit
import gc
import importlib
import json
import os
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any, NoReturn

from devstack.export import locating, once
from devstack.serve import compiled, freshness


def answer(app: Any, root: Path) -> dict[str, Any]:
    """Everything the generators need to know of an application, as JSON has it."""
    mounts = dict(mounted(app))
    modules = {name: module for name, (_, module) in mounts.items()}
    said = {name: _said(module) for name, module in modules.items()}
    for name, documents in said.items():
        _pin(modules[name], documents)
    found = _named(_said(app), "")
    for name, documents in said.items():
        found |= _named(documents, f"{name}.")
    return {
        "documents": found,
        "mounts": {name: path for name, (path, _) in mounts.items()},
        "places": locating.places({"": app, **modules}, root),
        "members": locating.members(root),
        "files": locating.files(root),
    }


def _pin(module: Any, documents: dict[str, Any]) -> None:
    """Whoever asks the module again gets what it has said: the application, which may put the documents of all into one."""
    for kind, document in documents.items():
        setattr(module, kind, lambda document=document: document)


def mounted(app: Any) -> list[tuple[str, tuple[str, Any]]]:
    """The applications mounted on this one: name, path and application."""
    found = []
    for route in getattr(app, "routes", ()):
        module, path = getattr(route, "app", None), getattr(route, "path", "")
        if hasattr(module, "openapi") and path:
            found.append((path.rsplit("/", 1)[-1], (path, module)))
    return found


def _said(app: Any) -> dict[str, Any]:
    """Its documents by the name of the method that tells them; `asyncapi` is None where it has no WebSocket."""
    asyncapi = getattr(app, "asyncapi", None)
    return {"openapi": app.openapi(), **({"asyncapi": asyncapi()} if callable(asyncapi) else {})}


def _named(documents: dict[str, Any], prefix: str) -> dict[str, Any]:
    """By the names of their files. An application without a WebSocket has one of them."""
    return {f"{prefix}{kind}.json": said for kind, said in documents.items() if said or kind == "openapi"}


def load(name: str, *, factory: bool) -> Any:
    """The application an import string names, as uvicorn understands it."""
    module, _, attribute = name.partition(":")
    app: Any = importlib.import_module(module)
    for part in attribute.split("."):
        app = getattr(app, part)
    return app() if factory else app


def main() -> None:
    """`python -m devstack.export APP --to FILE`: a file, because an application may print while it is imported.

    Without `--to`, standard input says it: a line with what to load meanwhile, as JSON, and once it is wanted the file.
    """
    parser = argparse.ArgumentParser(prog="devstack.export")
    parser.add_argument("app")
    parser.add_argument("--to", type=Path)
    parser.add_argument("--app-dir", default=".")
    parser.add_argument("--factory", action="store_true")
    asked = parser.parse_args()
    gc.disable()  # an application is loaded and asked once: what could be collected meanwhile is not worth looking for
    freshness.install()
    to = asked.to or _asked()
    if to is None:
        return
    sys.path.insert(0, asked.app_dir)
    app, root = load(asked.app, factory=asked.factory), Path.cwd()
    once.everything()
    try:
        found = answer(app, root)
    except Exception as error:  # of every kind there is: one that the project made for this says all that is to be said
        if not locating.is_own(type(error), root):
            raise
        sys.exit(locating.placed(str(error), root))
    to.write_text(json.dumps(found), encoding="utf-8")
    _leave()


def _asked() -> Path | None:
    """The file, once it is said; None when nobody will."""
    known = json.loads(sys.stdin.readline() or "{}")
    for name in known.get("modules", ()):
        with suppress(Exception), warnings.catch_warnings():  # whatever it is, the application will meet it and say so
            warnings.simplefilter("ignore")
            importlib.import_module(name)
    freshness.keep(known.get("files", ()))
    compiled.add(known.get("texts", ()))
    compiled.install(own=lambda _: False)
    said = sys.stdin.readline().strip()
    return Path(said) if said else None


def _leave() -> NoReturn:
    """Whoever waits for this to end need not wait until all that was loaded is taken apart."""
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # nobody reads it, or the application closed it
            stream.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
