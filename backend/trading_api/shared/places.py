"""Where an engine's files lie below the data folder. One place for each name, so that writers and readers agree."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

STALE_S = 5.0
"""After how much silence an engine that has not ended is taken for stuck."""


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one day."""

    data: Path
    date: date

    @property
    def artifacts(self) -> Path:
        """What the day left: a folder for each engine, and the merged files."""
        return self.data / "artifacts" / self.date.isoformat()

    @property
    def reports(self) -> Path:
        """Reports of all days."""
        return self.data / "reports"

    @property
    def session(self) -> Path:
        """What the session did, with its times."""
        return self.artifacts / "session.json"

    def segments(self, engine: str) -> Path:
        """What one engine alone writes."""
        return self.artifacts / engine

    def state(self, engine: str) -> Path:
        """Checkpoints, heartbeat and lock of one engine."""
        return self.data / "state" / engine / self.date.isoformat()

    def heartbeat(self, engine: str) -> Path:
        """How the engine is."""
        return self.state(engine) / "heartbeat.json"
