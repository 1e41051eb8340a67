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
    and the share of the day's variance and volume that each piece has."""

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
        key, calendar = self._key(symbol), self.calendar(symbol)
        days = calendar.days(max(first, FIRST), min(last, LAST))
        if not days:
            return EMPTY
        if resolution is Resolution.DAY:
            return joined([_days(key, block).part(_among(_block(key, block).days, days)) for block in _blocks(days)])
        if int(resolution.value) % PIECE == 0:
            pieces = joined([_pieces(_block(key, block), days) for block in _blocks(days)])
            return pieces if int(resolution.value) == PIECE else regrouped(pieces, resolution, calendar)
        minutes = joined([_minutes(key, day) for day in days])
        return minutes if resolution is Resolution.M1 else regrouped(minutes, resolution, calendar)

    def _key(self, symbol: str) -> _Key:
        instrument = INSTRUMENTS[symbol]
        return _Key(self.seed, instrument, instrument.exchange if self.exchange_hours else CONTINUOUS)


def _number(day: date) -> int:
    return (day - FIRST).days


def _blocks(days: Sequence[date]) -> range:
    """The numbers of the blocks that hold these days."""
    return range(_number(days[0]) // BLOCK, _number(days[-1]) // BLOCK + 1)


def _among(known: Sequence[date], wanted: Sequence[date]) -> slice:
    """Where those wanted are among those known; both are days in a row."""
    return slice(bisect_left(known, wanted[0]), bisect_right(known, wanted[-1]))


@lru_cache(maxsize=24)
def _block(key: _Key, number: int) -> _Block:
    """The pieces of 256 calendar days. Draws are taken for days without trading too, and then left out."""
    calendar, series = Calendar.load(key.exchange), daily.days(key.seed, key.instrument, key.exchange)
    begin = FIRST + timedelta(days=number * BLOCK)
    days = tuple(calendar.days(begin, min(begin + timedelta(days=BLOCK - 1), LAST)))
    sessions = [session for day in days if (session := calendar.session(day))]
    shapes = [_shape(_stretches(session)) for session in sessions]
    weights, lengths, starts = (
        np.array([np.pad(each, (0, PIECES - len(each))) for each in columns])
        for columns in zip(*((shape.weights, shape.lengths, shape.pieces) for shape in shapes), strict=True)
    )
    index = np.array([_number(day) for day in days])
    stream = Stream(MODEL, key.seed, key.instrument.symbol, "pieces", number)
    ends = bridge.Ends(series.open[index], series.close[index], series.sigma[index])
    found = bridge.way(stream, BLOCK, index - number * BLOCK, ends, weights)
    noise = np.exp(0.4 * stream.normals(BLOCK * PIECES)).reshape(BLOCK, PIECES)[index - number * BLOCK]
    total = lengths.sum(axis=1, keepdims=True) * key.instrument.volume
    volume = np.maximum(total * weights * noise, lengths).astype(np.int64)
    opens = np.array([session.open_ms // 1000 for session in sessions], dtype=np.int64)
    counts = np.array([len(shape.lengths) for shape in shapes], dtype=np.int64)
    return _Block(days, counts, opens[:, None] + 60 * starts, Columns(*found, volume))


def _pieces(block: _Block, days: Sequence[date]) -> Candles:
    """The half hours of some of a block's days."""
    rows = _among(block.days, days)
    real = np.arange(PIECES) < block.counts[rows, None]
    return Candles(block.starts[rows][real], Columns(*(column[rows][real] for column in block.columns)))


@lru_cache(maxsize=1024)
def _days(key: _Key, number: int) -> Candles:
    """The days of a block."""
    block = _block(key, number)
    last = block.counts - 1
    opening, high, low, close, volume = block.columns
    real = np.arange(PIECES) <= last[:, None]
    return Candles(
        np.array([midnight(day) for day in block.days], dtype=np.int64),
        Columns(
            open=opening[:, 0].copy(),
            high=np.where(real, high, 0).max(axis=1),
            low=np.where(real, low, np.iinfo(np.int64).max).min(axis=1),
            close=close[:, -1].copy(),
            volume=volume.sum(axis=1),
        ),
    )


@lru_cache(maxsize=256)
def _minutes(key: _Key, day: date) -> Candles:
    """The minutes of a session: within each piece a way that touches that piece's own high and low."""
    block = _block(key, _number(day) // BLOCK)
    row = bisect_left(block.days, day)
    count = int(block.counts[row])
    opening, high, low, close, volume = (column[row, :count] for column in block.columns)
    session = Calendar.load(key.exchange).session(day)
    assert session, "a block holds trading days only"  # noqa: S101 - narrows the type for mypy
    shape = _shape(_stretches(session))
    real = np.arange(PIECE) < shape.lengths[:, None]
    sigma = daily.days(key.seed, key.instrument, key.exchange).sigma[_number(day)] * np.sqrt(shape.weights)
    stream = Stream(MODEL, key.seed, key.instrument.symbol, "minutes", day.isoformat())
    ends = bridge.Ends(opening, close, sigma)
    found = bridge.way(stream, PIECES, np.arange(count), ends, real / shape.lengths[:, None])
    found = bridge.within(found, high, low)
    noise = np.exp(0.4 * stream.normals(PIECES * PIECE)).reshape(PIECES, PIECE)[:count]
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
    return _Shape(lengths, pieces, minutes, np.add.reduceat(profile, heads))


def _profile(minutes: int) -> Floats:
    """How much of a day's variance and volume each minute has: high at both ends, low at noon; the sum is 1."""
    shape = 0.5 + 2.5 * np.linspace(-1.0, 1.0, minutes) ** 4
    return np.asarray(shape / shape.sum(), dtype=np.float64)
