"""The folder `.devstack/` of a checkout and the names that hang on it."""

import hashlib
import os
import secrets
from pathlib import Path

HOME = ".devstack"
LOGS = f"{HOME}/logs"


def home(root: Path) -> Path:
    """`.devstack/` below the root, made when it is not there."""
    folder = root / HOME
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def logs(root: Path) -> Path:
    """Where log files stand."""
    return root / LOGS


def checkout_id(root: Path) -> str:
    """Eight hex digits that name this checkout: the same from any working folder and through symlinks."""
    return hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:8]


def new_stack_id(root: Path) -> str:
    """A name for one run of the stack, which all its processes carry as DEVSTACK_STACK_ID."""
    return f"{checkout_id(root)}-{secrets.token_hex(4)}"
