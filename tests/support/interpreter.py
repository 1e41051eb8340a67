"""A fresh interpreter, for what changes the one it runs in."""

import subprocess
import sys
from pathlib import Path

from support.project import clean_env


def said(folder: Path, code: str) -> str:
    """What it prints, run in this folder."""
    words = [sys.executable, "-c", code]
    done = subprocess.run(words, cwd=folder, env=clean_env(), capture_output=True, text=True, timeout=20, check=True)
    return done.stdout.strip()
