"""When an exchange trades, read from calendars/*.json as compile.py wrote them: nothing but the standard library at run time.

Moments are ms since the epoch, UTC. A calendar knows the days from `first` to `last` and says of no other day that it is open.
"""

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

FOLDER = Path(__file__).parent / "calendars"
CONTINUOUS = "SIM"
"""The exchange that never closes: one session a day, from midnight to midnight UTC."""
MINUTE_MS = 60_000

Span = tuple[int, int]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$|^24:00$")]
Hours = Annotated[tuple[tuple[Clock, Clock], ...], Field(min_length=1)]
"""The spans of one day in which the exchange trades, in its own time; what lies between them are breaks."""


class ExchangeUnknown(LookupError):
    """There is no calendar of this exchange; the message names those there are."""


class Kind(StrEnum):
    """A session of the usual hours, one of other hours on a usual day, or one on a day that is usually closed."""

    REGULAR = "regular"
    EARLY = "early"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Session:
    """One trading day: trading from `open_ms` to before `close_ms`, but for the breaks."""

    day: date
    open_ms: int
    close_ms: int
    kind: Kind
    breaks: tuple[Span, ...] = ()

    def is_open(self, ms: int) -> bool:
        """Whether there is trading at that moment."""
        return self.open_ms <= ms < self.close_ms and not any(start <= ms < end for start, end in self.breaks)

    @property
    def spans(self) -> tuple[Span, ...]:
        """The stretches of trading, without the breaks."""
        edges = [self.open_ms, *(edge for pause in self.breaks for edge in pause), self.close_ms]
        return tuple(zip(edges[::2], edges[1::2], strict=True))


class Sheet(BaseModel):
    """A calendar as its file holds it: the usual week, and the days that differ from it."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    exchange: str
    name: str
    timezone: str
    source: str
    first: date
    last: date
    weekdays: tuple[Annotated[int, Field(ge=0, le=6)], ...]
    """0 is Monday."""
    hours: Hours
    closed: tuple[date, ...] = ()
    early: dict[date, Hours] = {}
    """Usual days with other hours, whether they end early or begin late."""
    special: dict[date, Hours] = {}


class Calendar:
    """The sessions of one exchange."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.exchange = sheet.exchange
        self.timezone = sheet.timezone
        self._zone = ZoneInfo(sheet.timezone)
        self._closed = frozenset(sheet.closed)
        self._weekdays = frozenset(sheet.weekdays)
        self._session = lru_cache(maxsize=4096)(self._made)
        self._regular_runs = tuple((_minutes(start), _minutes(end)) for start, end in sheet.hours)

    @classmethod
    def load(cls, exchange: str) -> "Calendar":
        """The calendar of an exchange by its ISO 10383 code, or SIM, which never closes; ExchangeUnknown."""
        return _loaded(exchange)

    @staticmethod
    def names() -> tuple[str, ...]:
        """The exchanges there are."""
        return tuple(sorted(path.stem for path in FOLDER.glob("*.json")))

    @property
    def continuous(self) -> bool:
        """Whether it never closes."""
        return self.sheet.hours == (("00:00", "24:00"),) and len(self._weekdays) == 7 and not self._closed

    @cached_property
    def _days(self) -> tuple[date, ...]:
        """Every trading day, in order: the weekdays first and what differs after, since a hundred years of days are many."""
        first, end = self.sheet.first.toordinal(), self.sheet.last.toordinal() + 1
        usual = {
            day
            for weekday in self._weekdays
            for day in range(first + (weekday - self.sheet.first.weekday()) % 7, end, 7)
        }
        special = {day.toordinal() for day in self.sheet.special if self.sheet.first <= day <= self.sheet.last}
        closed = {day.toordinal() for day in self._closed}
        return tuple(map(date.fromordinal, sorted((usual - closed) | special)))

    def _trades(self, day: date) -> bool:
        return (day.weekday() in self._weekdays and day not in self._closed) or day in self.sheet.special

    def hours(self, day: date) -> tuple[Kind, Hours]:
        """The hours of a trading day in the exchange's own time."""
        if day in self.sheet.special:
            return Kind.SPECIAL, self.sheet.special[day]
        if day in self.sheet.early:
            return Kind.EARLY, self.sheet.early[day]
        return Kind.REGULAR, self.sheet.hours

    def session(self, day: date) -> Session | None:
        """The session of that trading day; None when there is none."""
        if not self.sheet.first <= day <= self.sheet.last or not self._trades(day):
            return None
        return self._session(day)

    def days(self, first: date, last: date) -> Sequence[date]:
        """The trading days from `first` to `last`, both included."""
        return self._days[bisect_right(self._days, first - timedelta(days=1)) : bisect_right(self._days, last)]

    def session_at(self, ms: int) -> Session | None:
        """The session in which there is trading at that moment; None in a break and outside of sessions."""
        session = self.latest(ms)
        return session if session and session.is_open(ms) else None

    def latest(self, ms: int) -> Session | None:
        """The newest session that had begun by that moment, whether it is over or not; None before the first."""
        day = _at(ms, self._zone).date()
        index = bisect_right(self._days, day) - 1
        while index >= 0:
            session = self._session(self._days[index])
            if session.open_ms <= ms:
                return session
            index -= 1
        return None

    def next_open(self, ms: int) -> int | None:
        """When trading begins next, after that moment; the end of a break counts. None beyond the calendar's last day."""
        since = _at(ms, self._zone).date() - timedelta(days=1)
        for day in self._days[bisect_right(self._days, since - timedelta(days=1)) :]:
            for start, _ in self._session(day).spans:
                if start > ms:
                    return start
        return None

    def sessions(self, from_ms: int, to_ms: int) -> tuple[Session, ...]:
        """The sessions that share a moment with [from_ms, to_ms), in order."""
        first, last = _at(from_ms, self._zone).date(), _at(to_ms, self._zone).date()
        found = (self._session(day) for day in self.days(first - timedelta(days=1), last))
        return tuple(session for session in found if session.open_ms < to_ms and session.close_ms > from_ms)

    def _made(self, day: date) -> Session:
        kind, hours = self.hours(day)
        runs = self._regular_runs if kind is Kind.REGULAR else tuple((_minutes(a), _minutes(b)) for a, b in hours)
        spans = [(self._moment(day, start), self._moment(day, end)) for start, end in runs]
        breaks = tuple((before[1], after[0]) for before, after in pairwise(spans))
        return Session(day, spans[0][0], spans[-1][1], kind, breaks)

    def _moment(self, day: date, minute: int) -> int:
        """A minute of the wall clock there; minute 1440 is the next day's midnight."""
        days, rest = divmod(minute, 1440)
        local = datetime.combine(day + timedelta(days=days), time(*divmod(rest, 60)), self._zone)
        return int(local.timestamp()) * 1000


def _at(ms: int, zone: ZoneInfo) -> datetime:
    """A moment on the wall clock there; what no calendar reaches is brought to the nearest that one could."""
    return datetime.fromtimestamp(min(max(ms // 1000, 0), 4_102_444_800), zone)


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


@lru_cache(maxsize=64)
def _loaded(exchange: str) -> Calendar:
    if exchange not in Calendar.names():
        raise ExchangeUnknown(f"there is no calendar of {exchange!r}; there are {', '.join(Calendar.names())}")
    content = json.loads((FOLDER / f"{exchange}.json").read_text(encoding="utf-8"))
    return Calendar(Sheet.model_validate(content))
