"""session.json: what the session did, when, and how its engines ended. The one file here with times of the clock in it."""

import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ValidationError

from trading_api.engines import disk
from trading_api.models.days import SessionEngine, SessionIncident, SessionMoment
from trading_api.session.check import Check


class State(StrEnum):
    """Where a session is."""

    CREATED = "created"
    CHECKING = "checking"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    EOD = "eod"
    DONE = "done"
    FAILED = "failed"


class Record(BaseModel):
    """The whole file."""

    date: str
    layout: Literal["single", "multi"] = "single"
    replay: str | None = None
    until: str | None = None
    config_hash: str = ""
    pid: int | None = None
    state: State = State.CREATED
    history: list[SessionMoment] = []
    checks: list[Check] = []
    engines: dict[str, SessionEngine] = {}
    incidents: list[SessionIncident] = []
    exit: int | None = None


class Logbook:
    """Keeps the file as the session goes on; every change is on the disk at once."""

    def __init__(self, path: Path, record: Record, clock: Callable[[], float] = time.time) -> None:
        self.record = record
        self._path = path
        self._clock = clock

    def enter(self, state: State) -> None:
        """The session is in this state now."""
        self.record.state = state
        self.record.history.append(SessionMoment(state=state, at=self.now()))
        self.save()

    def incident(self, engine: str, what: str) -> None:
        """Remember it for the report."""
        self.record.incidents.append(SessionIncident(at=self.now(), engine=engine, what=what))
        self.save()

    def now(self) -> int:
        """ms since the epoch."""
        return int(self._clock() * 1000)

    def save(self) -> None:
        """Write the file."""
        disk.replace(self._path, self.record.model_dump_json(indent=1) + "\n", durable=False)


def read(path: Path) -> Record | None:
    """What a session left; None when there is none that can be read."""
    try:
        return Record.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValidationError):
        return None
