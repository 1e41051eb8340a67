"""The child process that loads the application and tells its documents: begun, then asked. This process never loads it."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from devstack.codegen import fingerprints
from devstack.codegen.specs import Exported, exported
from devstack.errors import DevstackError
from devstack.plan import Plan

EXPORT_S = 60.0
"""How long loading the application may take before we say that it hangs."""


def environment(plan: Plan) -> dict[str, str]:
    """What the application is loaded with, beside the environment of this process."""
    settings = next((process.env for process in plan if process.modules), {})
    return {**settings, "ENABLED_MODULES": ",".join(plan.modules), "API_BASE_URL": plan.base_url}


class Loading:
    """One answer; `close` ends it, whatever it does. Nothing of the project is loaded before it is asked."""

    def __init__(self, plan: Plan, root: Path, **known: Iterable[str]) -> None:
        """`known` is what servers remember (devstack.serve.remembering): `modules` of other people that it loads while it waits,
        `files` of the project and `texts` of its dataclasses that it compiles."""
        self._app, self._needs = plan.app, _needs(plan)
        told = json.dumps({kind: list(names) for kind, names in known.items()})
        self._process = subprocess.Popen(
            _words(plan),
            cwd=root,
            env={**os.environ, **environment(plan)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            errors="replace",
        )
        if self._process.stdin:
            with suppress(BrokenPipeError):  # it has failed already, and will say why when it is asked
                self._process.stdin.write(f"{told}\n")
                self._process.stdin.flush()

    def fits(self, plan: Plan) -> bool:
        """Whether it waits still, and this plan's application would be loaded the same way from the same packages."""
        return self._process.poll() is None and self._needs == _needs(plan)

    def answer(self) -> Exported:
        """What the application says. What it raises while it loads is a DevstackError with its last words."""
        with tempfile.TemporaryDirectory(prefix="devstack-export-") as folder:
            file = Path(folder) / "documents.json"
            try:
                _, complained = self._process.communicate(f"{file}\n", timeout=EXPORT_S)
            except subprocess.TimeoutExpired:
                self.close()
                raise DevstackError(
                    f"loading {self._app} took longer than {EXPORT_S:g} s; something waits while it is imported"
                ) from None
            if self._process.returncode != 0:
                raise DevstackError(
                    f"{self._app} does not load, so its contracts cannot be exported:\n{complained.strip()}\n"
                    "Mend the application and run the command again; nothing was written."
                )
            return exported(json.loads(file.read_text(encoding="utf-8")))

    def close(self) -> None:
        """Nothing is asked of it any more. Again is fine."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def _words(plan: Plan) -> Sequence[str]:
    words = [sys.executable, "-m", "devstack.export", str(plan.app), "--app-dir", plan.app_dir]
    return words + (["--factory"] if plan.factory else [])


def _needs(plan: Plan) -> list[Any]:
    return [_words(plan), environment(plan), fingerprints.installed(), fingerprints.of_generator("../export")]
