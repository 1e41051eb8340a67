"""The simulated market: a feed whose every bar is a function of nothing but (seed, symbol, session).

Days are worked out first, half hours within days, minutes within half hours; so a chart of years needs no minutes, and every
process, instance and restart computes the same bars however it came to be asked.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from trading_api.shared.market import bridge, daily
from trading_api.shared.market.bits import Floats, Ints, Stream
from trading_api.shared.market.calendar import CONTINUOUS, MINUTE_MS, Calendar, Session
from trading_api.shared.market.candles import EMPTY, Candles, Columns, joined, midnight, regrouped
from trading_api.shared.market.daily import FIRST, LAST, MODEL
from trading_api.shared.market.instruments import INSTRUMENTS, Instrument
from trading_api.shared.market.resolution import Resolution

DEFAULT_SEED = "devstack"
PIECE = 30
"""Minutes of the pieces that a day is made of; the last of each stretch of trading may be shorter."""
PIECES = 1440 // PIECE
BLOCK = 256
"""Days whose pieces are worked out together: alone, each would cost as much in calls as in numbers."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What decides all prices of one symbol."""

    seed: str
    instrument: Instrument
    exchange: str


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a session of given stretches is cut: minutes of each piece, where pieces and minutes begin (minutes after the open),
    and the share of the day's variance and volume that each piece has. There are `count` pieces, and behind them zeros."""

    count: int
    lengths: Ints
    pieces: Ints
    minutes: Ints
    weights: Floats


@dataclass(frozen=True, slots=True)
class _Block:
    """The pieces of a block's sessions as rows by session, filled with nothing behind a session's last piece."""

    days: tuple[date, ...]
    counts: Ints
    starts: Ints
    columns: Columns


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
            return joined([_minutes(key, day) for day in days])
        return joined([_fine(key, day, resolution) for day in days])

    def _key(self, symbol: str) -> _Key:
        instrument = INSTRUMENTS[symbol]
        return _Key(self.seed, instrument, instrument.exchange if self.exchange_hours else CONTINUOUS)


def _number(day: date) -> int:
    return (day - FIRST).days


def _blocks(days: Sequence[date]) -> range:
    """The numbers of the blocks that hold these days."""
    return range(_number(days[0]) // BLOCK, _number(days[-1]) // BLOCK + 1)


@lru_cache(maxsize=16)
def _block(key: _Key, number: int) -> _Block:
    """The pieces of 256 calendar days. Draws are taken for days without trading too, and then left out."""
    calendar, series = Calendar.load(key.exchange), daily.days(key.seed, key.instrument, key.exchange)
    begin = FIRST + timedelta(days=number * BLOCK)
    days = tuple(calendar.days(begin, min(begin + timedelta(days=BLOCK - 1), LAST)))
    sessions = [session for day in days if (session := calendar.session(day))]
    shapes = [_shape(_stretches(session)) for session in sessions]
    weights, lengths, starts = (
        np.stack(columns) for columns in zip(*((s.weights, s.lengths, s.pieces) for s in shapes), strict=True)
    )
    index = np.array([_number(day) for day in days])
    stream = Stream(MODEL, key.seed, key.instrument.symbol, "pieces", number)
    ends = bridge.Ends(series.open[index], series.close[index], series.sigma[index])
    found = bridge.way(stream, BLOCK, index - number * BLOCK, ends, weights)
    noise = np.exp(0.4 * stream.normals(BLOCK * PIECES)).reshape(BLOCK, PIECES)[index - number * BLOCK]
    total = lengths.sum(axis=1, keepdims=True) * key.instrument.volume
    volume = np.maximum(total * weights * noise, lengths).astype(np.int64)
    opens = np.array([session.open_ms // 1000 for session in sessions], dtype=np.int64)
    counts = np.array([shape.count for shape in shapes], dtype=np.int64)
    return _Block(days, counts, opens[:, None] + 60 * starts, Columns(*found, volume))


@lru_cache(maxsize=128)
def _coarse(key: _Key, number: int, resolution: Resolution) -> _Kept:
    """Bars of half an hour and more of a block's days."""
    block = _block(key, number)
    real = np.arange(PIECES) < block.counts[:, None]
    pieces = Candles(block.starts[real], Columns(*(column[real] for column in block.columns)))
    calendar = Calendar.load(key.exchange)
    found = pieces if int(resolution.value) == PIECE else regrouped(pieces, resolution, calendar)
    opens = np.append(block.starts[:, 0], found.start[-1:] + 1)
    return _Kept(block.days, np.searchsorted(found.start, opens), found)


@lru_cache(maxsize=1024)
def _days(key: _Key, number: int) -> _Kept:
    """The days of a block."""
    block = _block(key, number)
    real = np.arange(PIECES) < block.counts[:, None]
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


@lru_cache(maxsize=8192)
def _fine(key: _Key, day: date, resolution: Resolution) -> Candles:
    """Bars of a session smaller than half an hour: few numbers, dear to make, so they outlive the minutes they are made of."""
    return regrouped(_minutes(key, day), resolution, Calendar.load(key.exchange))


@lru_cache(maxsize=256)
def _minutes(key: _Key, day: date) -> Candles:
    """The minutes of a session: within each piece a way that touches that piece's own high and low."""
    block = _block(key, _number(day) // BLOCK)
    row = bisect_left(block.days, day)
    opening, high, low, close, volume = (column[row, : block.counts[row]] for column in block.columns)
    session = Calendar.load(key.exchange).session(day)
    assert session, "a block holds trading days only"  # noqa: S101 - narrows the type for mypy
    shape = _shape(_stretches(session))
    lengths = shape.lengths[: shape.count, None]
    real = np.arange(PIECE) < lengths
    sigma = daily.days(key.seed, key.instrument, key.exchange).sigma[_number(day)] * np.sqrt(
        shape.weights[: shape.count]
    )
    stream = Stream(MODEL, key.seed, key.instrument.symbol, "minutes", day.isoformat())
    ends = bridge.Ends(opening, close, sigma)
    found = bridge.way(stream, shape.count, np.arange(shape.count), ends, real / lengths)
    found = bridge.within(found, high, low)
    noise = np.exp(0.4 * stream.normals(shape.count * PIECE)).reshape(shape.count, PIECE)
    parts = bridge.shares(volume, noise * real)
    columns = Columns(*(column[real] for column in (*found, parts)))
    return Candles(session.open_ms // 1000 + 60 * shape.minutes, columns)


def _stretches(session: Session) -> tuple[tuple[int, int], ...]:
    """Its stretches of trading, in minutes after the open."""
    return tuple(
        ((start - session.open_ms) // MINUTE_MS, (end - session.open_ms) // MINUTE_MS) for start, end in session.spans
    )


@lru_cache(maxsize=64)
def _shape(stretches: tuple[tuple[int, int], ...]) -> _Shape:
    pieces = np.array([start for since, until in stretches for start in range(since, until, PIECE)], dtype=np.int64)
    lengths = np.array(
        [min(PIECE, until - start) for since, until in stretches for start in range(since, until, PIECE)],
        dtype=np.int64,
    )
    minutes = np.concatenate([np.arange(since, until, dtype=np.int64) for since, until in stretches])
    profile = _profile(len(minutes))
    heads = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    behind = (0, PIECES - len(pieces))
    lengths, pieces, weights = (np.pad(each, behind) for each in (lengths, pieces, np.add.reduceat(profile, heads)))
    return _Shape(PIECES - behind[1], lengths, pieces, minutes, weights)


def _profile(minutes: int) -> Floats:
    """How much of a day's variance and volume each minute has: high at both ends, low at noon; the sum is 1."""
    shape = 0.5 + 2.5 * np.linspace(-1.0, 1.0, minutes) ** 4
    return np.asarray(shape / shape.sum(), dtype=np.float64)
