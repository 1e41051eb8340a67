"""The contracts of an application: exported by one child process that loads it, never this one, and kept as artifacts."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devstack.artifacts import Artifact
from devstack.codegen.contract import Contract, read_contract
from devstack.errors import DevstackError
from devstack.plan import Plan

EXPORT_S = 60.0
"""How long loading the application may take before we say that it hangs."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What the application said. `files` are those of the project it was made of, relative to the root."""

    documents: Mapping[str, Any]
    mounts: Mapping[str, str]
    places: Mapping[str, str]
    members: Mapping[str, Mapping[str, Any]]
    files: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """As `exported` reads it."""
        return {
            "documents": self.documents,
            "mounts": self.mounts,
            "places": self.places,
            "members": self.members,
            "files": list(self.files),
        }

    def contract(self) -> Contract:
        """The same for generators of clients."""
        return read_contract(self.documents, self.mounts, self.places, self.members)


def specs(exported: Exported, folder: str) -> list[Artifact]:
    """`openapi.json`, `asyncapi.json` and each module's own below `folder`."""
    found = exported.documents
    return [Artifact(Path(folder) / name, document_text(found[name])) for name in sorted(found)]


def document_text(document: dict[str, Any]) -> str:
    """The one spelling of a document, so that the gateway's file and the application's answer are the same bytes."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def environment(plan: Plan) -> dict[str, str]:
    """What the application is loaded with, beside the environment of this process."""
    settings = next((process.env for process in plan if process.modules), {})
    return {**settings, "ENABLED_MODULES": ",".join(plan.modules), "API_BASE_URL": plan.base_url}


def export(plan: Plan, root: Path) -> Exported:
    """Load the application and ask it. What it raises while it loads is a DevstackError with its last words."""
    with tempfile.TemporaryDirectory(prefix="devstack-export-") as folder:
        answer = Path(folder) / "documents.json"
        words = [sys.executable, "-m", "devstack.export", str(plan.app), "--to", str(answer)]
        words += ["--app-dir", plan.app_dir, *(["--factory"] if plan.factory else [])]
        child = _run(words, plan, root)
        if child.returncode != 0:
            raise DevstackError(
                f"{plan.app} does not load, so its contracts cannot be exported:\n{child.stderr.strip()}\n"
                "Mend the application and run the command again; nothing was written."
            )
        return exported(json.loads(answer.read_text(encoding="utf-8")))


def exported(said: Mapping[str, Any]) -> Exported:
    """An answer as it was kept."""
    return Exported(said["documents"], said["mounts"], said["places"], said["members"], tuple(said["files"]))


def _run(words: list[str], plan: Plan, root: Path) -> "subprocess.CompletedProcess[str]":
    try:
        return subprocess.run(
            words,
            cwd=root,
            env={**os.environ, **environment(plan)},
            capture_output=True,
            text=True,
            errors="replace",
            timeout=EXPORT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise DevstackError(
            f"loading {plan.app} took longer than {EXPORT_S:g} s; something waits while it is imported"
        ) from None
