"""The half hours of the simulated days: how a session is cut, and where each of its pieces leads. A function of a key."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from trading_api.shared.market import bridge, daily
from trading_api.shared.market.bits import Floats, Ints, Stream
from trading_api.shared.market.calendar import MINUTE_MS, Calendar, Session
from trading_api.shared.market.candles import Columns
from trading_api.shared.market.daily import FIRST, LAST, MODEL
from trading_api.shared.market.instruments import Instrument

PIECE = 30
"""Minutes of the pieces that a day is made of; the last of each stretch of trading may be shorter."""
PIECES = 1440 // PIECE
BLOCK = 256
"""Days whose pieces are worked out together: alone, each would cost as much in calls as in numbers."""


@dataclass(frozen=True, slots=True)
class Key:
    """What decides all prices of one symbol."""

    seed: str
    instrument: Instrument
    exchange: str


@dataclass(frozen=True, slots=True)
class Shape:
    """How a session of given stretches is cut: minutes of each piece, where it begins (minutes after the open), and the share
    of the day's variance and volume that it has. There are `count` pieces, and behind them zeros."""

    count: int
    lengths: Ints
    pieces: Ints
    weights: Floats


@dataclass(frozen=True, slots=True)
class Block:
    """The pieces of a block's sessions as rows by session, as wide as the longest; filled with nothing behind a last piece."""

    days: tuple[date, ...]
    counts: Ints
    starts: Ints
    columns: Columns


def number_of(day: date) -> int:
    """Days since the first."""
    return (day - FIRST).days


@dataclass(frozen=True, slots=True)
class Frame:
    """When a block's sessions trade, as rows like those of the block: what is the same for all symbols of an exchange.

    `index` is days since the first, `starts` seconds since the epoch; of sessions that are all cut alike, `weights` and
    `lengths` have one row.
    """

    days: tuple[date, ...]
    counts: Ints
    index: Ints
    starts: Ints
    lengths: Ints
    weights: Floats


@lru_cache(maxsize=64)
def frame_of(exchange: str, number: int) -> Frame:
    """That of 256 calendar days."""
    calendar, begin = Calendar.load(exchange), FIRST + timedelta(days=number * BLOCK)
    days = tuple(calendar.days(begin, min(begin + timedelta(days=BLOCK - 1), LAST)))
    sessions = [session for day in days if (session := calendar.session(day))]
    shapes = [shape_of(stretches(session)) for session in sessions]
    counts = np.array([shape.count for shape in shapes], dtype=np.int64)
    rows = shapes[:1] if len({id(shape) for shape in shapes}) == 1 else shapes
    wide = slice(0, int(counts.max()))
    weights, lengths, starts = (
        np.stack(columns)[:, wide] for columns in zip(*((s.weights, s.lengths, s.pieces) for s in rows), strict=True)
    )
    opens = np.array([session.open_ms // 1000 for session in sessions], dtype=np.int64)
    index = np.array([number_of(day) for day in days])
    return Frame(days, counts, index, opens[:, None] + 60 * starts, lengths, weights)


@lru_cache(maxsize=16)
def block_of(key: Key, number: int) -> Block:
    """The pieces of 256 calendar days. Draws are taken for days without trading too, and then left out."""
    frame, series = frame_of(key.exchange, number), daily.days(key.seed, key.instrument, key.exchange)
    index, weights, lengths = frame.index, frame.weights, frame.lengths
    # Only what is used of the draws is made into numbers: an exchange's day has a quarter of the pieces of a day.
    where = (index - number * BLOCK)[:, None] * PIECES + np.arange(weights.shape[1])
    stream = Stream(MODEL, key.seed, key.instrument.symbol, "pieces", number)
    normals, up, down = (
        stream.normals_at(BLOCK * PIECES, where),
        *(stream.uniforms(BLOCK * PIECES)[where] for _ in range(2)),
    )
    ends = bridge.Ends(series.open[index], series.close[index], series.sigma[index])
    found = bridge.way(bridge.Draws(normals, up, down), ends, weights)
    noise = np.exp(0.4 * stream.normals_at(BLOCK * PIECES, where))
    total = lengths.sum(axis=1, keepdims=True) * key.instrument.volume
    volume = np.maximum(total * weights * noise, lengths).astype(np.int64)
    return Block(frame.days, frame.counts, frame.starts, Columns(*found, volume))


def stretches(session: Session) -> tuple[tuple[int, int], ...]:
    """Its stretches of trading, in minutes after the open."""
    return tuple(
        ((start - session.open_ms) // MINUTE_MS, (end - session.open_ms) // MINUTE_MS) for start, end in session.spans
    )


@lru_cache(maxsize=64)
def shape_of(spans: tuple[tuple[int, int], ...]) -> Shape:
    """How a session of these stretches is cut."""
    pieces = np.array([start for since, until in spans for start in range(since, until, PIECE)], dtype=np.int64)
    lengths = np.array(
        [min(PIECE, until - start) for since, until in spans for start in range(since, until, PIECE)],
        dtype=np.int64,
    )
    profile = _profile(sum(until - since for since, until in spans))
    heads = np.concatenate(([0], np.cumsum(lengths)[:-1]))
    behind = (0, PIECES - len(pieces))
    lengths, pieces, weights = (np.pad(each, behind) for each in (lengths, pieces, np.add.reduceat(profile, heads)))
    return Shape(PIECES - behind[1], lengths, pieces, weights)


def _profile(minutes: int) -> Floats:
    """How much of a day's variance and volume each minute has: high at both ends, low at noon; the sum is 1."""
    shape = 0.5 + 2.5 * np.linspace(-1.0, 1.0, minutes) ** 4
    return np.asarray(shape / shape.sum(), dtype=np.float64)
