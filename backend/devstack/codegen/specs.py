"""The contracts of an application as artifacts. The application is loaded in one child process, never in this one."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from devstack.artifacts import Artifact
from devstack.errors import DevstackError
from devstack.plan import Plan

EXPORT_S = 60.0
"""How long loading the application may take before we say that it hangs."""


def specs(plan: Plan, root: Path, folder: str) -> list[Artifact]:
    """`openapi.json`, `asyncapi.json` and each module's own below `folder`; nothing for a deployment without modules."""
    if plan.app is None:
        return []
    found = _export(plan, root)
    return [Artifact(Path(folder) / name, document_text(found[name])) for name in sorted(found)]


def document_text(document: dict[str, Any]) -> str:
    """The one spelling of a document, so that the gateway's file and the application's answer are the same bytes."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _export(plan: Plan, root: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="devstack-export-") as folder:
        answer = Path(folder) / "documents.json"
        words = [sys.executable, "-m", "devstack.codegen.export", str(plan.app), "--to", str(answer)]
        words += ["--app-dir", plan.app_dir, *(["--factory"] if plan.factory else [])]
        settings = next((process.env for process in plan if process.modules), {})
        env = {**os.environ, **settings, "ENABLED_MODULES": ",".join(plan.modules), "API_BASE_URL": plan.base_url}
        try:
            child = subprocess.run(
                words,
                cwd=root,
                env=env,
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
        if child.returncode != 0:
            raise DevstackError(
                f"{plan.app} does not load, so its contracts cannot be exported:\n{child.stderr.strip()}\n"
                "Mend the application and run the command again; nothing was written."
            )
        found: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return found
