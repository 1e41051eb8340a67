"""The application's documents, exported anew only when something they come from has changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from devstack import __version__
from devstack.codegen import fingerprints
from devstack.codegen.keeping import Keeper
from devstack.codegen.loading import Loading, environment
from devstack.codegen.specs import Exported, exported
from devstack.errors import DevstackError
from devstack.plan import Plan

SETTINGS = (".env",)
"""Files that settings are read from beside code."""


def documents(plan: Plan, keeper: Keeper, begin: Callable[[], Loading]) -> Exported:
    """As the last run got them, if code, packages and options are as they were; else from the process that `begin` begins."""
    name = f"export-{fingerprints.of(_options(plan))[:12]}"
    before = keeper.recall(name)
    if before and before.get("inputs") == _inputs(plan, keeper.root, list(before["answer"]["files"])):
        return exported(before["answer"])
    said = begin().answer()
    keeper.remember(name, {"inputs": _inputs(plan, keeper.root, list(said.files)), "answer": said.as_json()})
    return said


def package_folder(app_dir: Path, app: str) -> Path:
    """The folder of the package that `trading_api.main:app` is in."""
    parts = app.partition(":")[0].split(".")
    whole = app_dir.joinpath(*parts)
    return whole if whole.is_dir() else whole.parent


def _options(plan: Plan) -> list[Any]:
    return [plan.app, plan.app_dir, plan.factory, environment(plan)]


def _inputs(plan: Plan, root: Path, files: list[str]) -> dict[str, Any]:
    """The text of every file that was loaded, and the names of all there are: a new one may be a new module."""
    if plan.app is None:
        raise DevstackError("a deployment without an application has no contracts")
    folder = package_folder(root / plan.app_dir, plan.app)
    listing = sorted(path.relative_to(root).as_posix() for path in folder.rglob("*.py")) if folder != root else []
    return {
        "options": _options(plan),
        "files": fingerprints.of_files(root, [*files, *SETTINGS]),
        "listing": fingerprints.of(listing),
        "installed": fingerprints.installed(),
        "devstack": [__version__, fingerprints.of_generator("../export")],
    }
