"""How an engine is, in one small file that it renews every second: what the session and a status page look at."""

import json
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import psutil
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from trading_api.engines import disk
from trading_api.shared.places import STALE_S

EVERY_S = 1.0


class Beat(BaseModel):
    """Times in ms. `at` is how far the market has come for the engine, `beat` when it said so; `exit` is set at its end."""

    model_config = ConfigDict(frozen=True)

    engine: str
    state: str
    pid: int
    at: int
    beat: int
    lag_ms: int = 0
    rss: int = 0
    open_orders: int = 0
    positions: int = 0
    checkpoint: int = 0
    exit: int | None = None
    reason: str = ""
    notes: Annotated[tuple[str, ...], Field(description="what went otherwise than it should")] = ()

    @property
    def stale(self) -> bool:
        """Whether it has said nothing for too long."""
        return self.exit is None and time.time() * 1000 - self.beat > STALE_S * 1000


class Heartbeat:
    """Writes the file, at most once a second unless asked to do it now."""

    def __init__(self, path: Path, engine: str, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._path = path
        self._engine = engine
        self._monotonic = monotonic
        self._last = float("-inf")
        self._process = psutil.Process()

    def beat(self, values: Callable[[], Mapping[str, object]], *, now: bool = False) -> None:
        """Tell how the engine is, if it is time."""
        if not now and self._monotonic() - self._last < EVERY_S:
            return
        self._last = self._monotonic()
        beat = Beat.model_validate(
            {
                "engine": self._engine,
                "pid": os.getpid(),
                "beat": int(time.time() * 1000),
                "rss": self._process.memory_info().rss,
                **values(),
            }
        )
        disk.replace(self._path, json.dumps(beat.model_dump(mode="json")) + "\n", durable=False)


def read(path: Path) -> Beat | None:
    """What an engine said last; None when it has not spoken."""
    try:
        return Beat.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None
