"""Bars side by side in columns, and how small ones become large ones. Pure; times are seconds since the epoch, UTC."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from trading_api.shared.market.bits import Ints
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.resolution import DAY_S, Resolution

EPOCH = date(1970, 1, 1).toordinal()


class Columns(NamedTuple):
    """Bars side by side: prices in ticks, volume in units."""

    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints


@dataclass(frozen=True, slots=True)
class Candles:
    """Bars with the seconds since the epoch at which each begins, ascending. Nobody changes them: they may be kept."""

    start: Ints
    columns: Columns

    def __len__(self) -> int:
        return len(self.start)

    def part(self, wanted: slice | NDArray[np.bool_]) -> "Candles":
        """Some of the bars."""
        return Candles(self.start[wanted], Columns(*(column[wanted] for column in self.columns)))


EMPTY = Candles(np.zeros(0, dtype=np.int64), Columns(*(np.zeros(0, dtype=np.int64) for _ in range(5))))


def joined(parts: Sequence[Candles]) -> Candles:
    """One after the other."""
    if len(parts) < 2:
        return parts[0] if parts else EMPTY
    columns = zip(*(part.columns for part in parts), strict=True)
    return Candles(np.concatenate([part.start for part in parts]), Columns(*(np.concatenate(each) for each in columns)))


def regrouped(candles: Candles, resolution: Resolution, calendar: Calendar) -> Candles:
    """Larger bars out of smaller ones. None spans a break or two sessions; days, weeks and months begin at 00:00 UTC.

    Minutes count from where trading began: an hour of a session that opens at 9:30 is 9:30 to 10:30.
    """
    if not len(candles):
        return candles
    begins = buckets(candles.start, resolution, calendar)
    heads = heads_of(begins)
    return Candles(begins[heads], merged(candles.columns, heads))


def heads_of(groups: Ints) -> NDArray[np.intp]:
    """Where each run of equal numbers begins. Of ascending ones; np.unique would load a tenth of a second of masked arrays."""
    return np.flatnonzero(np.concatenate((np.ones_like(groups[:1], dtype=np.bool_), groups[1:] != groups[:-1])))


def merged(columns: Columns, heads: NDArray[np.intp]) -> Columns:
    """Each group that begins at a head becomes one bar."""
    tails = np.concatenate((heads[1:], [len(columns.open)])) - 1
    return Columns(
        open=columns.open[heads],
        high=np.maximum.reduceat(columns.high, heads),
        low=np.minimum.reduceat(columns.low, heads),
        close=columns.close[tails],
        volume=np.add.reduceat(columns.volume, heads),
    )


def midnight(day: date) -> int:
    """00:00 UTC of a day."""
    return (day.toordinal() - EPOCH) * DAY_S


def day_of(at: int) -> date:
    """The day in UTC, brought into what a date can be."""
    return date.fromordinal(min(max(at // DAY_S + EPOCH, date.min.toordinal() + 1), date.max.toordinal() - 1))


def buckets(starts: Ints, resolution: Resolution, calendar: Calendar) -> Ints:
    """When the larger bar of each smaller one begins."""
    if resolution in {Resolution.WEEK, Resolution.MONTH}:
        days = starts // DAY_S
        # One day of each month says where all of its days belong: the calendar's arithmetic is slow.
        months = (
            days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
            if resolution is Resolution.MONTH
            else (days + 3) // 7
        )
        heads = heads_of(months)
        begins = np.array([resolution.start(int(days[head]) * DAY_S) for head in heads], dtype=np.int64)
        return np.repeat(begins, np.diff(heads, append=len(days)))
    sessions = calendar.sessions(int(starts[0]) * 1000, int(starts[-1]) * 1000 + 1)
    if resolution is Resolution.DAY:
        opens = np.array([session.open_ms // 1000 for session in sessions], dtype=np.int64)
        days = np.array([midnight(session.day) for session in sessions], dtype=np.int64)
        return days[_containing(opens, starts)]
    spans = np.array([start // 1000 for session in sessions for start, _ in session.spans], dtype=np.int64)
    since, step = spans[_containing(spans, starts)], int(resolution.value) * 60
    return since + (starts - since) // step * step


def _containing(edges: Ints, moments: Ints) -> NDArray[np.intp]:
    """Which of the stretches that begin at `edges` each moment lies in."""
    return np.searchsorted(edges, moments, side="right") - 1
