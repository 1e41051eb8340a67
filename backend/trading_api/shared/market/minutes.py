"""The minutes of the simulated days: within each half hour a way that touches its high and low. A function of a key and a day.

Many days are worked out together: one alone costs as much in calls as in numbers. Each has draws of its own, whoever is with it.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import TypeVar

import numpy as np

from trading_api.shared.market import bridge, daily
from trading_api.shared.market.bits import Floats, Ints, Stream, normals_of
from trading_api.shared.market.calendar import Calendar, Session
from trading_api.shared.market.candles import Candles, Columns, joined
from trading_api.shared.market.daily import MODEL
from trading_api.shared.market.kept import Shelf
from trading_api.shared.market.pieces import BLOCK, PIECE, Key, Shape, block_of, number_of, shape_of, stretches
from trading_api.shared.market.resolution import Resolution

T = TypeVar("T")
TOGETHER = 32
"""Days: beyond it the numbers no longer fit the caches of a processor."""

_minutes: Shelf[tuple[Key, date], Candles] = Shelf(256)
_fine: Shelf[tuple[Key, date, Resolution], Candles] = Shelf(8192)
"""Bars smaller than half an hour: few numbers, dear to make, so they outlive the minutes they are made of."""


def minutes(key: Key, days: Sequence[date]) -> Candles:
    """The minutes of these days, which are ascending."""

    def make(missing: Sequence[tuple[Key, date]]) -> list[Candles]:
        return _of(key, [day for _, day in missing], 1)

    return joined(_minutes.many([(key, day) for day in days], make))


def fine(key: Key, days: Sequence[date], resolution: Resolution) -> Candles:
    """Bars of some minutes, which divide half an hour, of these days, which are ascending."""

    def make(missing: Sequence[tuple[Key, date, Resolution]]) -> list[Candles]:
        return _of(key, [day for _, day, _ in missing], int(resolution.value))

    return joined(_fine.many([(key, day, resolution) for day in days], make))


def _of(key: Key, days: Sequence[date], step: int) -> list[Candles]:
    """The bars of `step` minutes of each day."""
    sessions = (_session(key, day) for day in days)
    return [
        candles
        for shape, alike in groupby(sessions, key=lambda session: stretches(session))
        for some in _parted(list(alike))
        for candles in _made(key, some, shape_of(shape), step)
    ]


def _made(key: Key, sessions: Sequence[Session], shape: Shape, step: int) -> list[Candles]:
    """The bars of `step` minutes of sessions that are cut alike.

    The way is the minutes'. What `within` does to a price keeps the order of prices, so it may as well be done to larger bars.
    """
    count, size = shape.count, shape.count * PIECE
    opening, high, low, close, volume = _pieces(key, sessions, count)
    lengths = np.tile(shape.lengths[:count, None], (len(sessions), 1))
    real = np.arange(PIECE) < lengths
    sigma = daily.days(key.seed, key.instrument, key.exchange).sigma[[number_of(each.day) for each in sessions]]
    spread = (sigma[:, None] * np.sqrt(shape.weights[None, :count])).ravel()
    normals, up, down, noise = (each.reshape(-1, PIECE) for each in _drawn(key, sessions, size))
    way = bridge.way(bridge.Draws(normals, up, down), bridge.Ends(opening, close, spread), real / lengths)
    found = bridge.within(bridge.merged(way, step), high, low)
    parts = bridge.shares(volume, np.exp(0.4 * noise) * real, step)
    opens = [session.open_ms // 1000 for session in sessions]
    heads = real[:, ::step]
    begins = (shape.pieces[:count, None] + np.arange(0, PIECE, step))[heads[:count]]
    starts = (np.array(opens, dtype=np.int64)[:, None] + 60 * begins[None, :]).ravel()
    return _split(Candles(starts, Columns(*(column[heads] for column in (*found, parts)))), opens)


def _pieces(key: Key, sessions: Sequence[Session], count: int) -> list[Ints]:
    """The half hours of these sessions, one after the other: open, high, low, close, volume."""
    rows = []
    for session in sessions:
        block = block_of(key, number_of(session.day) // BLOCK)
        row = bisect_left(block.days, session.day)
        rows.append([column[row, :count] for column in block.columns])
    return [np.concatenate(columns) for columns in zip(*rows, strict=True)]


def _drawn(key: Key, sessions: Sequence[Session], size: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Each session's own draws as a row: normals, two lots of uniforms, and normals again."""
    half = (size + 1) // 2
    streams = (Stream(MODEL, key.seed, key.instrument.symbol, "minutes", each.day.isoformat()) for each in sessions)
    drawn = np.stack([stream.uniforms(4 * half + 2 * size) for stream in streams])
    first, up, down, second = np.split(drawn, np.cumsum([2 * half, size, size]), axis=1)
    return normals_of(first, size), up, down, normals_of(second, size)


def _session(key: Key, day: date) -> Session:
    session = Calendar.load(key.exchange).session(day)
    assert session, "asked of trading days only"  # noqa: S101 - narrows the type for mypy
    return session


def _split(candles: Candles, opens: Sequence[int]) -> list[Candles]:
    """The bars of each session, where it opens then."""
    edges = [*np.searchsorted(candles.start, opens).tolist(), len(candles)]
    return [candles.part(slice(since, until)) for since, until in pairwise(edges)]


def _parted(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """So many at a time."""
    return (items[start : start + TOGETHER] for start in range(0, len(items), TOGETHER))
