"""A recorded series, checked row by row: what is kept is honest and in session, and what is dropped is counted and named."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from math import gcd
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.candles import Candles, Columns, day_of, midnight
from trading_api.shared.market.feed import FeedError
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.tables import Row

FEWEST_DIGITS, MOST_DIGITS = 2, 4
"""Digits after the point, where none are declared: as many as the file has, within these."""
LARGEST_PRICE, LARGEST_VOLUME = Decimal(10) ** 9, Decimal(10) ** 15


class Fault(StrEnum):
    """Why a row was dropped."""

    TIME = "a time that cannot be read"
    NUMBER = "a number that cannot be read"
    ORDER = "high or low does not contain open and close, or a price is not positive"
    DUPLICATE = "a time that an earlier row has"
    OFF_SESSION = "outside of the exchange's sessions"


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file's rows: how many were kept, and by fault how many were not and on which line first."""

    name: str
    kept: int
    dropped: dict[Fault, int]
    first: dict[Fault, int]

    def __str__(self) -> str:
        faults = [f"{count} for {fault} (line {self.first[fault]} first)" for fault, count in self.dropped.items()]
        return f"{self.name}: {self.kept} bars kept" + (f", dropped {', '.join(faults)}" if faults else "")


@dataclass(frozen=True, slots=True)
class Recording:
    """The bars that were kept, in ticks of 1 / price_scale; `finest` is the size they were recorded in."""

    candles: Candles
    finest: Resolution
    price_scale: int
    report: Report


class _Bar(NamedTuple):
    line: int
    start: int
    prices: tuple[Decimal, ...]
    volume: int


def recorded(
    name: str, rows: Iterable[Row], calendar: Calendar, zone: ZoneInfo | None, price_scale: int | None
) -> Recording:
    """Check the rows of one file. FeedError when a time needs a timezone and none is declared, or nothing is left."""
    dropped: Counter[Fault] = Counter()
    first: dict[Fault, int] = {}

    def drop(fault: Fault, line: int) -> None:
        dropped[fault] += 1
        first.setdefault(fault, line)

    read = [(row, _parsed(row.time)) for row in rows]
    daily = all(_is_day(parsed) for _, parsed in read)
    bars: dict[int, _Bar] = {}
    for row, parsed in read:
        found = _bar(row, _day(parsed) if daily else _moment(name, row, parsed, zone), calendar)
        if isinstance(found, Fault):
            drop(found, row.line)
        elif found.start in bars:
            drop(Fault.DUPLICATE, row.line)
        else:
            bars[found.start] = found
    report = Report(name, len(bars), dict(dropped), first)
    if not bars:
        raise FeedError(f"{report}: nothing is left; check its columns, its timezone and its exchange")
    kept = [bars[start] for start in sorted(bars)]
    scale = price_scale or 10 ** _digits(kept)
    return Recording(_candles(kept, scale), _finest([bar.start for bar in kept], daily=daily), scale, report)


def _is_day(parsed: datetime | date | int | None) -> bool:
    """Whether it may be a day: without a time of day, or at the midnight that many programs write there."""
    return parsed is None or (isinstance(parsed, date) and getattr(parsed, "time", time)() == time())


def _day(parsed: datetime | date | int | None) -> date | None:
    return parsed.date() if isinstance(parsed, datetime) else parsed if isinstance(parsed, date) else None


def _moment(name: str, row: Row, parsed: datetime | date | int | None, zone: ZoneInfo | None) -> int | None:
    """Seconds since the epoch; None for what is none, days among moments included."""
    if not isinstance(parsed, datetime):
        return parsed if isinstance(parsed, int) else None
    if parsed.tzinfo is None and zone is None:
        raise FeedError(
            f"{name} line {row.line}: {row.time} has no offset; declare `timezone: America/New_York`, or whichever it is, "
            "in replay.yaml beside it"
        )
    return int(parsed.timestamp() if parsed.tzinfo else parsed.replace(tzinfo=zone).timestamp())


def _parsed(value: Any) -> datetime | date | int | None:
    if isinstance(value, datetime | date):
        return value
    text = str(value).strip()
    if text.isdigit() and len(text) != 8:
        return _epoch(int(text))
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        return None


def _epoch(number: int) -> int | None:
    """Seconds; milli-, micro- and nanoseconds are known by their size."""
    while number >= 100_000_000_000:
        number //= 1000
    return number if number > 0 else None


def _bar(row: Row, moment: int | date | None, calendar: Calendar) -> _Bar | Fault:
    if moment is None:
        return Fault.TIME
    try:
        prices = tuple(Decimal(str(value)) for value in (row.open, row.high, row.low, row.close))
        volume = Decimal(str(row.volume or 0))
    except InvalidOperation:
        return Fault.NUMBER
    if not all(number.is_finite() for number in (*prices, volume)) or not 0 <= volume <= LARGEST_VOLUME:
        return Fault.NUMBER
    opening, high, low, close = prices
    if not 0 < low <= min(opening, close) <= max(opening, close) <= high <= LARGEST_PRICE:
        return Fault.ORDER
    if isinstance(moment, date):
        return _Bar(row.line, midnight(moment), prices, int(volume)) if calendar.session(moment) else Fault.OFF_SESSION
    start = moment - moment % 60
    return _Bar(row.line, start, prices, int(volume)) if calendar.session_at(start * 1000) else Fault.OFF_SESSION


def _digits(bars: Sequence[_Bar]) -> int:
    """As many digits after the point as some price has."""
    exponents = (int(price.normalize().as_tuple().exponent) for bar in bars for price in bar.prices)
    return min(max(FEWEST_DIGITS, -min(exponents)), MOST_DIGITS)


def _candles(bars: Sequence[_Bar], scale: int) -> Candles:
    """Prices rounded to the tick, half to even: rounding keeps the order of open, high, low and close."""
    rows = [[max(round(price * scale), 1) for price in bar.prices] for bar in bars]
    opening, high, low, close = np.array(rows, dtype=np.int64).T
    volume = np.array([bar.volume for bar in bars], dtype=np.int64)
    return Candles(np.array([bar.start for bar in bars], dtype=np.int64), Columns(opening, high, low, close, volume))


def _finest(starts: Sequence[int], *, daily: bool) -> Resolution:
    """The size of the bars: the largest that all of them could begin."""
    if daily:
        return Resolution.DAY
    apart = gcd(*((after - starts[0]) // 60 for after in starts)) if len(starts) > 1 else 1
    sizes = [size for size in Resolution if size.value.isdigit() and apart % int(size.value) == 0]
    return sizes[-1] if apart else Resolution.M1


def reach_of(candles: Candles, calendar: Calendar, finest: Resolution) -> tuple[date, date]:
    """The trading days of the first and the last bar."""
    first, last = int(candles.start[0]), int(candles.start[-1])
    if finest is Resolution.DAY:
        return day_of(first), day_of(last)
    sessions = [calendar.session_at(moment * 1000) for moment in (first, last)]
    days = [session.day if session else datetime.fromtimestamp(0, UTC).date() for session in sessions]
    return days[0], days[1]
