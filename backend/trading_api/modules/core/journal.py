"""Reads what engines and their session leave below the data folder. Writes nothing; what is half there is not there."""

import json
import re
import time
from datetime import date
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from trading_api.models.base import Model
from trading_api.models.days import DayReport, EngineStatus, SessionStatus
from trading_api.shared.places import STALE_S, Places

TModel = TypeVar("TModel", bound=Model)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Journal:
    """The days of one data folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def newest(self) -> date | None:
        """The last day of which there is a session."""
        days = [path.parent.name for path in (self._data / "artifacts").glob("*/session.json")]
        return max((day for text in days if (day := _day(text))), default=None)

    def engines(self, day: date) -> list[EngineStatus]:
        """What each engine of that day said last, by name."""
        beats = sorted((self._data / "state").glob(f"*/{day.isoformat()}/heartbeat.json"))
        return [found for path in beats if (found := _engine(path))]

    def session(self, day: date) -> SessionStatus | None:
        """What the session of that day did."""
        return _read(Places(self._data, day).session, SessionStatus)

    def days(self) -> list[date]:
        """Those with a report, newest first."""
        names = (path.stem for path in Places(self._data, date.min).reports.glob("*.json"))
        return sorted((day for name in names if (day := _day(name))), reverse=True)

    def report(self, day: date) -> DayReport | None:
        """The report of that day."""
        return _read(Places(self._data, day).reports / f"{day.isoformat()}.json", DayReport)

    def markdown(self, day: date) -> str | None:
        """The same for people."""
        try:
            return (Places(self._data, day).reports / f"{day.isoformat()}.md").read_text(encoding="utf-8")
        except OSError:
            return None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _engine(path: Path) -> EngineStatus | None:
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        silent_s = time.time() - said["beat"] / 1000
        return EngineStatus.model_validate({**said, "stale": said.get("exit") is None and silent_s > STALE_S})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _read(path: Path, model: type[TModel]) -> TModel | None:
    try:
        return model.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError):
        return None
