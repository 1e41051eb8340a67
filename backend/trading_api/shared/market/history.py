"""Bars of any resolution at any moment, all made of the same minutes. Pure: the moment is an argument, not a clock."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from trading_api.shared.market.bits import Ints
from trading_api.shared.market.resolution import DAY_S, Resolution
from trading_api.shared.market.simulator import DAYS, DEFAULT_SEED, FIRST_DAY, MINUTES, MODEL, session
from trading_api.shared.market.window import LARGEST_ANSWER, Window

BEGINS = FIRST_DAY * DAY_S
ENDS = (FIRST_DAY + DAYS) * DAY_S
"""Seconds since the epoch between which there are prices."""


class Columns(NamedTuple):
    """Bars side by side: prices in ticks, volume in units."""

    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints


@dataclass(frozen=True, slots=True)
class Candles:
    """Bars with the seconds since the epoch at which each begins. The last may still be forming."""

    start: Ints
    columns: Columns

    def __len__(self) -> int:
        return len(self.start)


class Market:
    """The simulated market of one seed."""

    def __init__(self, seed: str = DEFAULT_SEED) -> None:
        self.seed = seed

    @property
    def world(self) -> str:
        """Equal wherever the same prices are simulated."""
        return f"{MODEL}|{self.seed}"

    def history(self, symbol: str, resolution: Resolution, window: Window, now: int) -> Candles:
        """The bars of a window as they stand at `now`, at most 5000 and the newest of them; none begins after `now`."""
        first, last = _bounds(resolution, window, now)
        if first > last:
            return _EMPTY
        return self._bars(symbol, resolution, first, last, now)

    def current(self, symbol: str, resolution: Resolution, now: int) -> Candles:
        """The one bar that `now` lies in, as it stands after that second."""
        start = resolution.start(_clamped(now))
        return self._bars(symbol, resolution, start, start, now)

    def earlier(self, resolution: Resolution, before: int, now: int) -> int | None:
        """When the newest bar that begins before `before` does so; None if the history starts later."""
        start = resolution.start(min(before - 1, _clamped(now)))
        return start if start >= BEGINS else None

    def _bars(self, symbol: str, resolution: Resolution, first: int, last: int, now: int) -> Candles:
        step = resolution.minutes or MINUTES
        end = min(resolution.end(last), _clamped(now) + 1)
        days = range(first // DAY_S, (end - 1) // DAY_S + 1)
        columns = _joined([self._day(symbol, day, step, now) for day in days])
        skipped = (first % DAY_S) // (step * 60)
        wanted = skipped + -(-(end - first) // (step * 60))
        columns = Columns(*(column[skipped:wanted] for column in columns))
        starts = first + np.arange(len(columns.open), dtype=np.int64) * (step * 60)
        return Candles(starts, columns) if resolution.minutes else _regrouped(resolution, starts, columns)

    def _day(self, symbol: str, day: int, step: int, now: int) -> Columns:
        """One day in bars of `step` minutes, cut at `now`."""
        second = _clamped(now) - day * DAY_S
        if second >= DAY_S - 1:
            return _whole_day(self.seed, symbol, day, step)
        return _grouped(self._unfinished(symbol, day, second), step)

    def _unfinished(self, symbol: str, day: int, second: int) -> Columns:
        """The minutes of a day after its second `second`; the last of them is as far as its way through the minute has led."""
        minutes = session(self.seed, symbol, day)
        minute, at = divmod(second, 60)
        whole = Columns(minutes.open, minutes.high, minutes.low, minutes.close, minutes.volume)
        cut = Columns(*(column[: minute + 1].copy() for column in whole))
        way = [(0, int(cut.open[-1])), *_extremes(self.seed, symbol, day, minute), (59, int(cut.close[-1]))]
        price = _price(way, at)
        seen = [price, *(ticks for second_of, ticks in way if second_of <= at)]
        cut.high[-1], cut.low[-1], cut.close[-1] = max(seen), min(seen), price
        cut.volume[-1] = cut.volume[-1] * (at + 1) // 60
        return cut


def _extremes(seed: str, symbol: str, day: int, minute: int) -> list[tuple[int, int]]:
    """When and at which price a minute touches its high and its low, in order."""
    minutes = session(seed, symbol, day)
    pair = [int(minutes.high[minute]), int(minutes.low[minute])]
    prices = pair if minutes.high_first[minute] else pair[::-1]
    seconds = (int(minutes.first_extreme[minute]), int(minutes.second_extreme[minute]))
    return list(zip(seconds, prices, strict=True))


def _price(way: list[tuple[int, int]], at: int) -> int:
    """The price at second `at` on the straight lines between the points of a way."""
    for (since, start), (until, end) in pairwise(way):
        if at <= until:
            return start + (end - start) * (at - since) // (until - since)
    return way[-1][1]


@lru_cache(maxsize=65_536)
def _small_day(seed: str, symbol: str, day: int, step: int) -> Columns:
    """Coarse days are few numbers and dear to make, so they are kept: ten years of daily bars cost a second once."""
    minutes = session.__wrapped__(seed, symbol, day)
    return _grouped(Columns(minutes.open, minutes.high, minutes.low, minutes.close, minutes.volume), step)


def _whole_day(seed: str, symbol: str, day: int, step: int) -> Columns:
    if step >= 60:
        return _small_day(seed, symbol, day, step)
    minutes = session(seed, symbol, day)
    return _grouped(Columns(minutes.open, minutes.high, minutes.low, minutes.close, minutes.volume), step)


def _grouped(minutes: Columns, step: int) -> Columns:
    return minutes if step == 1 else _merged(minutes, np.arange(0, len(minutes.open), step))


def _regrouped(resolution: Resolution, starts: Ints, days: Columns) -> Candles:
    """Weeks or months out of days."""
    buckets = np.array([resolution.start(int(start)) for start in starts], dtype=np.int64)
    heads = np.flatnonzero(np.concatenate(([True], buckets[1:] != buckets[:-1])))
    return Candles(buckets[heads], _merged(days, heads))


def _merged(columns: Columns, heads: np.typing.NDArray[np.intp]) -> Columns:
    """Each group that begins at a head becomes one bar."""
    tails = np.concatenate((heads[1:], [len(columns.open)])) - 1
    return Columns(
        open=columns.open[heads],
        high=np.maximum.reduceat(columns.high, heads),
        low=np.minimum.reduceat(columns.low, heads),
        close=columns.close[tails],
        volume=np.add.reduceat(columns.volume, heads),
    )


def _joined(days: list[Columns]) -> Columns:
    return Columns(*(np.concatenate(column) for column in zip(*days, strict=True)))


def _bounds(resolution: Resolution, window: Window, now: int) -> tuple[int, int]:
    """The first and the last bar's beginning; first > last when there is none."""
    newest = min(window.end - 1, _clamped(now))
    if newest < BEGINS:
        return 1, 0
    last = resolution.start(newest)
    earliest = resolution.back(last, min(window.count or LARGEST_ANSWER, LARGEST_ANSWER) - 1)
    asked = earliest if window.count else _at_or_after(resolution, max(window.start, BEGINS))
    return max(asked, earliest, BEGINS), last


def _at_or_after(resolution: Resolution, at: int) -> int:
    start = resolution.start(at)
    return start if start == at else resolution.end(start)


def _clamped(now: int) -> int:
    return max(BEGINS, min(now, ENDS - 1))


_EMPTY = Candles(np.zeros(0, dtype=np.int64), Columns(*(np.zeros(0, dtype=np.int64) for _ in range(5))))
