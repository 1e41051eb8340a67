"""The folder `.devstack/` of a checkout and the names that hang on it."""

import hashlib
import os
import secrets
from pathlib import Path

from devstack.errors import DevstackError

HOME = ".devstack"
LOGS = f"{HOME}/logs"


def home(root: Path) -> Path:
    """`.devstack/` below the root, made when it is not there."""
    folder = root / HOME
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def prepare(root: Path) -> None:
    """Make `.devstack/` and its folder of logs before anything is started; DevstackError naming what stands in the way."""
    for folder in (root / HOME, logs(root)):
        try:
            folder.mkdir(exist_ok=True)
        except OSError as error:
            raise unusable(folder, error) from None


def unusable(path: Path, error: OSError) -> DevstackError:
    """A file or folder of ours that is something else, or not ours to use."""
    return DevstackError(f"cannot use {path}: {error.strerror}; move it away or make it yours, then try again")


def logs(root: Path) -> Path:
    """Where log files stand."""
    return root / LOGS


def checkout_id(root: Path) -> str:
    """Eight hex digits that name this checkout: the same from any working folder and through symlinks."""
    return hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:8]


def new_stack_id(root: Path) -> str:
    """A name for one run of the stack, which all its processes carry as DEVSTACK_STACK_ID."""
    return f"{checkout_id(root)}-{secrets.token_hex(4)}"
