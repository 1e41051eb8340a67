"""Runs in a child process: loads an application and hands out its documents. Generated text is made elsewhere.

An application's contract is small: `openapi()` as every FastAPI has it, and, where it has WebSockets, an `asyncapi()` that
returns an AsyncAPI document or None. The same is asked of each FastAPI mounted on it, which is then called a module.
"""

import argparse
import importlib
import json
import sys
from pathlib import Path
from typing import Any


def documents(app: Any) -> dict[str, Any]:
    """Documents by file name: `openapi.json` of the whole, `broker.openapi.json` of a mounted application, AsyncAPI likewise."""
    found: dict[str, Any] = _of(app, "")
    for route in getattr(app, "routes", ()):
        mounted, path = getattr(route, "app", None), getattr(route, "path", "")
        if hasattr(mounted, "openapi") and path:
            found |= _of(mounted, f"{path.rsplit('/', 1)[-1]}.")
    return found


def _of(app: Any, prefix: str) -> dict[str, Any]:
    said = {f"{prefix}openapi.json": app.openapi()}
    asyncapi = getattr(app, "asyncapi", None)
    if callable(asyncapi) and (document := asyncapi()):
        said[f"{prefix}asyncapi.json"] = document
    return said


def load(name: str, *, factory: bool) -> Any:
    """The application an import string names, as uvicorn understands it."""
    module, _, attribute = name.partition(":")
    app: Any = importlib.import_module(module)
    for part in attribute.split("."):
        app = getattr(app, part)
    return app() if factory else app


def main() -> None:
    """`python -m devstack.codegen.export APP --to FILE`: a file, because an application may print while it is imported."""
    parser = argparse.ArgumentParser(prog="devstack.codegen.export")
    parser.add_argument("app")
    parser.add_argument("--to", type=Path, required=True)
    parser.add_argument("--app-dir", default=".")
    parser.add_argument("--factory", action="store_true")
    asked = parser.parse_args()
    sys.path.insert(0, asked.app_dir)
    found = documents(load(asked.app, factory=asked.factory))
    asked.to.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main()
