"""Before a saved ws.py is loaded, its routers are written: so one save is one load, and not a second one for the new files.

The files in ws_generated/ reload nothing by themselves; the worker that comes next finds them in place.
"""

import logging
import sys
from collections.abc import Iterable
from pathlib import Path

from devstack import routers
from devstack.errors import DevstackError

logger = logging.getLogger("uvicorn.error")


def renew(edited: Iterable[str]) -> None:
    """Write the routers of every ws.py among these absolute paths. What is refused is logged, and the old ones stay."""
    root = Path.cwd()
    for source in sorted(path for path in map(Path, edited) if routers.is_source(path)):
        try:
            for path in routers.refresh(source, _app_dir(source), root):
                logger.info("%s %s", "Wrote" if (root / path).exists() else "Removed", path)
        except DevstackError as error:
            logger.error("The routers stay as they were: %s", error)  # noqa: TRY400 - the user's to mend, no traceback


def _app_dir(source: Path) -> Path:
    """Where the import of this file starts: the first entry of the search path that it lies below."""
    entries = (Path(entry).resolve() for entry in sys.path)
    return next((entry for entry in entries if source.is_relative_to(entry)), Path.cwd())
