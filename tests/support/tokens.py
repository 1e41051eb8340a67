"""Tokens made as a user makes them."""

import subprocess
import sys
from pathlib import Path


def token(file: Path, *words: str) -> str:
    """A new token in that file: `token(file, "alice", "ALICE")`."""
    command = [sys.executable, "-m", "trading_api.shared.tokens", str(file), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.strip()
