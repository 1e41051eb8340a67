"""WebSocket routers: what a module's ws.py names as type aliases, spelled out as classes in its ws_generated/.

Reads text and writes text: the application is never imported, so a broken or missing output cannot hinder its own repair.
Loads little, since the reloader has it in its process.
"""

from devstack.routers.aliases import Alias, read_aliases
from devstack.routers.folder import FOLDER, SOURCE, expected, is_source, refresh, sources, spelled_out, stale

__all__ = [
    "FOLDER",
    "SOURCE",
    "Alias",
    "expected",
    "is_source",
    "read_aliases",
    "refresh",
    "sources",
    "spelled_out",
    "stale",
]
