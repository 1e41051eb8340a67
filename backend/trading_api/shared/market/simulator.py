"""The simulated market: a feed whose every bar is a function of nothing but (seed, symbol, session).

Days are worked out first, half hours within days, minutes within half hours; so a chart of years needs no minutes, and every
process, instance and restart computes the same bars however it came to be asked.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trading_api.shared.market import minutes
from trading_api.shared.market.bits import Flags, Ints
from trading_api.shared.market.calendar import CONTINUOUS, Calendar
from trading_api.shared.market.candles import EMPTY, Candles, Columns, buckets, heads_of, joined, merged, midnight
from trading_api.shared.market.daily import FIRST, LAST, MODEL
from trading_api.shared.market.instruments import INSTRUMENTS, Instrument
from trading_api.shared.market.pieces import BLOCK, PIECE, Key, block_of, frame_of, number_of
from trading_api.shared.market.resolution import Resolution

DEFAULT_SEED = "devstack"


@dataclass(frozen=True, slots=True)
class _Kept:
    """Bars of some days in a row, and where those of each day begin; the last edge is the end."""

    days: tuple[date, ...]
    edges: NDArray[np.intp]
    candles: Candles


class Simulator:
    """The market of one seed; `exchange_hours` keeps each instrument to its exchange's sessions, else it never closes."""

    foresees = True

    def __init__(self, seed: str = DEFAULT_SEED, *, exchange_hours: bool = False) -> None:
        self.seed = seed
        self.exchange_hours = exchange_hours

    @property
    def world(self) -> str:
        """Equal wherever the same prices are simulated."""
        return f"{MODEL}|{self.seed}|{'exchange' if self.exchange_hours else CONTINUOUS}"

    @property
    def instruments(self) -> Mapping[str, Instrument]:
        """What it quotes, by symbol."""
        return INSTRUMENTS

    def calendar(self, symbol: str) -> Calendar:
        """When that symbol trades."""
        return Calendar.load(self._key(symbol).exchange)

    def finest(self, symbol: str) -> Resolution:
        """Everything is made of minutes."""
        return Resolution.M1

    def reach(self, symbol: str) -> tuple[date, date]:
        """The horizon, as far as the calendar is known."""
        return FIRST, min(LAST, self.calendar(symbol).sheet.last)

    def candles(self, symbol: str, resolution: Resolution, first: date, last: date) -> Candles:
        """The bars of the trading days from `first` to `last`, each as it is when it is over."""
        key = self._key(symbol)
        days = self.calendar(symbol).days(max(first, FIRST), min(last, LAST))
        if not days:
            return EMPTY
        if resolution is Resolution.DAY:
            return joined([_some(_days(key, block), days) for block in _blocks(days)])
        if int(resolution.value) % PIECE == 0:
            return joined([_some(_coarse(key, block, resolution), days) for block in _blocks(days)])
        if resolution is Resolution.M1:
            return minutes.minutes(key, days)
        return minutes.fine(key, days, resolution)

    def _key(self, symbol: str) -> Key:
        instrument = INSTRUMENTS[symbol]
        return Key(self.seed, instrument, instrument.exchange if self.exchange_hours else CONTINUOUS)


def _blocks(days: Sequence[date]) -> range:
    """The numbers of the blocks that hold these days."""
    return range(number_of(days[0]) // BLOCK, number_of(days[-1]) // BLOCK + 1)


@lru_cache(maxsize=128)
def _coarse(key: Key, number: int, resolution: Resolution) -> _Kept:
    """Bars of half an hour and more of a block's days."""
    grid, block = _grid(key.exchange, number, resolution), block_of(key, number)
    pieces = Columns(*(column[grid.real] for column in block.columns))
    return _Kept(block.days, grid.edges, Candles(grid.starts, merged(pieces, grid.heads)))


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the larger bars of a block begin, the same for all symbols of an exchange: `starts` in seconds since the epoch.

    `real` says which pieces there are, `heads` which of those begin a bar, `edges` which bars begin a day.
    """

    real: Flags
    heads: NDArray[np.intp]
    starts: Ints
    edges: NDArray[np.intp]


@lru_cache(maxsize=256)
def _grid(exchange: str, number: int, resolution: Resolution) -> _Grid:
    frame = frame_of(exchange, number)
    real = np.arange(frame.starts.shape[1]) < frame.counts[:, None]
    found = buckets(frame.starts[real], resolution, Calendar.load(exchange))
    heads = heads_of(found)
    starts = found[heads]
    opens = np.append(frame.starts[:, 0], starts[-1:] + 1)
    return _Grid(real, heads, starts, np.searchsorted(starts, opens))


@lru_cache(maxsize=1024)
def _days(key: Key, number: int) -> _Kept:
    """The days of a block."""
    block = block_of(key, number)
    real = np.arange(block.starts.shape[1]) < block.counts[:, None]
    opening, high, low, close, volume = block.columns
    found = Candles(
        np.array([midnight(day) for day in block.days], dtype=np.int64),
        Columns(
            open=opening[:, 0].copy(),
            high=np.where(real, high, 0).max(axis=1),
            low=np.where(real, low, np.iinfo(np.int64).max).min(axis=1),
            close=close[:, -1].copy(),
            volume=volume.sum(axis=1),
        ),
    )
    return _Kept(block.days, np.arange(len(block.days) + 1), found)


def _some(kept: _Kept, days: Sequence[date]) -> Candles:
    """The bars of some of the days, which are days in a row."""
    first, behind = bisect_left(kept.days, days[0]), bisect_right(kept.days, days[-1])
    return kept.candles.part(slice(int(kept.edges[first]), int(kept.edges[behind])))
