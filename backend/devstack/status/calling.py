"""A call to the supervisor that allows for one which is just opening its socket."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devstack import control, state
from devstack.errors import NotRunning

Say = Callable[[str], None]
OPENING_S = 2.0
"""How long a supervisor may hold the lock before its control socket answers."""


def call(root: Path, verb: str, within: float, say: Say | None = None, **arguments: Any) -> dict[str, Any]:
    """As control.call, but a supervisor that has the lock and is about to open its socket is waited for."""
    opening = time.monotonic() + min(OPENING_S, within)
    while True:
        try:
            return control.call(root, verb, within=within, progress=say, **arguments)
        except NotRunning:
            if state.holder(root) is None or time.monotonic() > opening:
                raise
            time.sleep(0.02)
