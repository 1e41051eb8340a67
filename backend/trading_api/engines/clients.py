"""The generated client, wherever it is: installed, or as `gen` wrote it below the project."""

import importlib.util
import sys
from pathlib import Path

from trading_api.engines.exits import EngineError

PLACE = Path("generated/python")
"""Where `gen` writes it, from the project's folder."""


def require() -> None:
    """Let `import trading_client` work from now on; EngineError says how to get it."""
    if importlib.util.find_spec("trading_client") is not None:
        return
    if not (PLACE / "trading_client").is_dir():
        raise EngineError(
            f"execution: api trades through the generated client, and there is neither a package trading_client nor {PLACE}; "
            "make it with invoke gen, or pip install it"
        )
    sys.path.append(str(PLACE.resolve()))
