"""Written files in the project's own style, where it has ruff: import order and line breaks depend on the length of a name."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

WITHIN_S = 30.0


def tidy(root: Path, files: Sequence[Path]) -> None:
    """Sort imports and format, by the project's configuration. Without ruff, or when it fails, the files stay as they are."""
    beside = Path(sys.executable).with_name("ruff")
    ruff = str(beside) if beside.exists() else shutil.which("ruff")
    if ruff is None:
        return
    for words in (["check", "--select", "I", "--fix", "--quiet"], ["format", "--quiet"]):
        try:
            subprocess.run(
                [ruff, *words, *map(str, files)], cwd=root, capture_output=True, timeout=WITHIN_S, check=False
            )
        except (OSError, subprocess.TimeoutExpired):
            return
