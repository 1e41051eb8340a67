"""Everything an engine must know to go on after it was killed, on the disk; damage is noticed, and the one before serves."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from trading_api.engines import disk

SCHEMA = 1
KEPT = 3
Values = Mapping[str, Any]


class Checkpoints:
    """The newest three of one engine's day: `000007.json` with its own sha256 inside."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, seq: int, values: Values) -> None:
        """The next one, on the disk when this returns; the oldest goes."""
        body: dict[str, Any] = {"schema": SCHEMA, "seq": seq, **values}
        disk.replace(self._folder / f"{seq:06d}.json", json.dumps({**body, "sha256": _hash(body)}, indent=1) + "\n")
        for old in self.paths()[KEPT:]:
            old.unlink(missing_ok=True)

    def paths(self) -> list[Path]:
        """Those there are, the newest first."""
        return sorted(self._folder.glob("[0-9]*.json"), reverse=True)

    def newest(self, usable: Callable[[Values], bool], tell: Callable[[str], None]) -> Values | None:
        """The newest that is unharmed and `usable`; tells of each that is not. None when the day begins anew."""
        for path in self.paths():
            values, fault = read(path)
            if values is not None and not usable(values):
                fault = "the files it belongs to were changed"
            if not fault:
                return values
            tell(f"checkpoint {path.name} cannot be used ({fault}); going back to the one before")
        if self.paths():
            tell("no checkpoint can be used; the day is traded anew from its open, which gives the same orders")
        return None


def read(path: Path) -> tuple[Values | None, str]:
    """A checkpoint's values, or what is wrong with it."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        claimed = content.pop("sha256")
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        return None, f"it cannot be read: {type(error).__name__}"
    if claimed != _hash(content):
        return None, "its hash is wrong"
    if content.get("schema") != SCHEMA:
        return None, f"its schema is {content.get('schema')}, not {SCHEMA}"
    return content, ""


def _hash(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
