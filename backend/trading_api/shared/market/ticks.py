"""Trades second by second, made of the minutes: a minute's ticks give back its open, high, low, close and volume. Pure."""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from trading_api.shared.market.bits import Ints, Stream
from trading_api.shared.market.candles import Candles, heads_of
from trading_api.shared.market.feed import Feed, Tick, TickFeed
from trading_api.shared.market.instruments import Instrument, Right
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.simulator import Simulator

SECONDS = 60
HALF_SPREAD = 1
"""Ticks between the last price and the best quotes."""
_DAY_MINUTES = 1440


class Turns(NamedTuple):
    """When each minute of a day turns: the seconds (1 to 58) of its two extremes in order, and whether the high is first."""

    first: Ints
    second: Ints
    high_first: Ints


def ticks(instrument: Instrument, after_ms: int, until_ms: int, feed: Feed | None = None) -> Sequence[Tick]:
    """The ticks of (after_ms, until_ms], one a second while there is trading, ascending; by default the simulator's.

    A feed knows no clock: `until_ms` beyond the present moment would be a look into the future. Empty where a feed has neither
    trades nor minutes of that symbol.
    """
    source = _simulator() if feed is None else feed
    if isinstance(source, TickFeed):
        return source.ticks(instrument.symbol, after_ms, until_ms)
    sessions = source.calendar(instrument.symbol).sessions(after_ms, until_ms + 1)
    if not sessions or source.finest(instrument.symbol) is not Resolution.M1:
        return []
    minutes = source.candles(instrument.symbol, Resolution.M1, sessions[0].day, sessions[-1].day)
    # What a live source has of the present minute is not the whole of it: its ticks wait for its end.
    latest = until_ms if source.foresees else until_ms - (SECONDS - 1) * 1000
    starts = minutes.start * 1000
    minutes = minutes.part((starts > after_ms - SECONDS * 1000) & (starts <= latest))
    return _ticks(source.world, instrument, minutes, (after_ms, until_ms))


def prices(world: str, instrument: Instrument, minutes: Candles) -> Ints:
    """The price at each second of each minute, minutes x 60: open, one extreme, the other, close, and lines between them.

    What is made of an index turns when the index does; a put is low when the index is high.
    """
    first, second, high_first = _turns_of(world, instrument.moves_with, minutes.start)
    if instrument.derivative is not None and instrument.derivative.right is Right.PUT:
        high_first = 1 - high_first
    opening, high, low, close, _ = minutes.columns
    early, late = np.where(high_first, high, low), np.where(high_first, low, high)
    at = np.arange(SECONDS, dtype=np.int64)[None, :]
    ends = np.full_like(first, SECONDS - 1)
    lines = (
        _line(at, (np.zeros_like(first), opening), (first, early)),
        _line(at, (first, early), (second, late)),
        _line(at, (second, late), (ends, close)),
    )
    return np.where(at <= first[:, None], lines[0], np.where(at <= second[:, None], lines[1], lines[2]))


def _line(at: Ints, start: tuple[Ints, Ints], end: tuple[Ints, Ints]) -> Ints:
    """Prices on the straight line between two points (second, price), rounded down."""
    since, until = start[0][:, None], end[0][:, None]
    origin, target = start[1][:, None], end[1][:, None]
    return np.asarray(origin + (target - origin) * (at - since) // (until - since), dtype=np.int64)


def _turns_of(world: str, symbol: str, starts: Ints) -> Turns:
    """The turns of the minutes that begin then."""
    days, places = np.divmod(starts // SECONDS, _DAY_MINUTES)
    heads = heads_of(days)
    turns = [_turns(world, symbol, day) for day in days[heads].tolist()]
    rows = np.repeat(np.arange(len(heads)), np.diff(heads, append=len(days)))
    if not turns:
        return Turns(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    return Turns(*(np.stack(column)[rows, places] for column in zip(*turns, strict=True)))


def _ticks(world: str, instrument: Instrument, minutes: Candles, between: tuple[int, int]) -> list[Tick]:
    """The ticks of these minutes that come after the first moment and not after the second."""
    last = prices(world, instrument, minutes).ravel()
    moments = (1000 * (minutes.start[:, None] + np.arange(SECONDS)[None, :])).ravel()
    volume = _volumes(minutes.columns.volume).ravel()
    wanted = (between[0] < moments) & (moments <= between[1])
    last, bid, ask = last[wanted], np.maximum(last[wanted] - HALF_SPREAD, 1), last[wanted] + HALF_SPREAD
    rows = (moments[wanted], last, bid, ask, volume[wanted])
    return [Tick(*row) for row in zip(*(column.tolist() for column in rows), strict=True)]


def _volumes(total: Ints) -> Ints:
    """A minute's volume over its seconds, as even as whole units can be."""
    upto = total[:, None] * np.arange(1, SECONDS + 1)[None, :] // SECONDS
    return np.diff(upto, axis=1, prepend=0)


@lru_cache(maxsize=64)
def _turns(world: str, symbol: str, day: int) -> Turns:
    stream = Stream(world, symbol, "turns", day)
    first = 1 + np.floor(stream.uniforms(_DAY_MINUTES) * 56).astype(np.int64)
    second = first + 1 + np.floor(stream.uniforms(_DAY_MINUTES) * (57 - first)).astype(np.int64)
    return Turns(first, second, (stream.uniforms(_DAY_MINUTES) < 0.5).astype(np.int64))


@lru_cache(maxsize=1)
def _simulator() -> Simulator:
    return Simulator()
