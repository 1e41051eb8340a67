"""Random ways between known ends: from one price to another in steps, within given bounds. Pure; prices in ticks."""

from typing import NamedTuple

import numpy as np

from trading_api.shared.market.bits import Floats, Ints

LOWEST = 2
"""Ticks: below it there would be no bid."""


class Way(NamedTuple):
    """Rows of steps, each a bar that opens where the one before it closed."""

    open: Ints
    high: Ints
    low: Ints
    close: Ints


class Ends(NamedTuple):
    """Where each row begins and ends, and how far the logarithm of its price spreads over the whole row."""

    open: Ints
    close: Ints
    sigma: Floats


class Draws(NamedTuple):
    """Random numbers for each step of each row: normal ones for where it ends, uniform ones for how far it went up and down."""

    normals: Floats
    up: Floats
    down: Floats


def way(draws: Draws, ends: Ends, weights: Floats) -> Way:
    """One row for each end, one step per column; `weights` (rows x steps, each row adds up to 1) share out the variance."""
    normals, up, down = draws
    close = _closes(normals, ends, weights)
    opening = np.concatenate((ends.open[:, None], close[:, :-1]), axis=1)
    spread = ends.sigma[:, None] * np.sqrt(weights) * opening
    return Way(
        open=opening,
        high=np.maximum(np.maximum(opening, close), _extreme(opening, close, spread, up, +1)),
        low=np.maximum(np.minimum(np.minimum(opening, close), _extreme(opening, close, spread, down, -1)), LOWEST),
        close=close,
    )


def _closes(normals: Floats, ends: Ends, weights: Floats) -> Ints:
    """A Brownian bridge in the logarithm, rounded to ticks; steps without weight stay where they are."""
    elapsed = np.cumsum(weights, axis=1)
    walk = np.cumsum(normals * np.sqrt(weights), axis=1)
    start, end = np.log(ends.open)[:, None], np.log(ends.close)[:, None]
    path = start + (end - start) * elapsed + ends.sigma[:, None] * (walk - walk[:, -1:] * elapsed)
    ticks = np.maximum(np.rint(np.exp(path)), LOWEST).astype(np.int64)
    done = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1] - weights <= 0
    return np.asarray(np.where(done, ends.close[:, None], ticks), dtype=np.int64)


def _extreme(opening: Ints, close: Ints, spread: Floats, uniforms: Floats, side: int) -> Ints:
    """The known law of a bridge's maximum (side 1) or minimum (-1), rounded towards the inside."""
    reach = np.sqrt((close - opening).astype(np.float64) ** 2 - 2.0 * spread**2 * np.log(uniforms))
    inside = np.floor if side > 0 else np.ceil
    return np.asarray(inside((opening + close + side * reach) / 2.0), dtype=np.float64).astype(np.int64)


def merged(found: Way, step: int) -> Way:
    """Every `step` steps, which divide the row, as one."""
    if step == 1:
        return found
    parts = [column.reshape(len(column), -1, step) for column in found]
    return Way(parts[0][:, :, 0], parts[1].max(axis=2), parts[2].min(axis=2), parts[3][:, :, -1])


def within(found: Way, high: Ints, low: Ints) -> Way:
    """Each row stretched or pressed so that it reaches exactly `high` and `low`; its ends stay, order is kept."""
    top, bottom = np.maximum(found.open[:, 0], found.close[:, -1]), np.minimum(found.open[:, 0], found.close[:, -1])
    highest, lowest = found.high.max(axis=1), found.low.min(axis=1)

    def moved(prices: Ints) -> Ints:
        above, below = np.maximum(prices - top[:, None], 0), np.maximum(bottom[:, None] - prices, 0)
        up = above * (high - top)[:, None] // np.maximum(highest - top, 1)[:, None]
        down = below * (bottom - low)[:, None] // np.maximum(bottom - lowest, 1)[:, None]
        return np.asarray(np.clip(prices, bottom[:, None], top[:, None]) + up - down, dtype=np.int64)

    stretched = Way(*(moved(prices) for prices in found))
    every = np.arange(len(high))
    # A row that never left its ends has nothing to stretch: its first highest and lowest step reach out alone.
    stretched.high[every, found.high.argmax(axis=1)] = high
    stretched.low[every, found.low.argmin(axis=1)] = low
    return stretched


def shares(total: Ints, weights: Floats, step: int = 1) -> Ints:
    """Each row's total in whole parts that add up to it exactly, for every `step` weights, which divide the row, together."""
    running = np.cumsum(weights, axis=1)[:, step - 1 :: step]
    upto = np.floor(total[:, None] * (running / running[:, -1:])).astype(np.int64)
    upto[:, -1] = total
    return np.diff(upto, axis=1, prepend=0)
