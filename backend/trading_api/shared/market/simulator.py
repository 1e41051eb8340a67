"""Prices out of nothing but (seed, symbol, day). Pure: every process, instance and restart computes the same ticks."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np

from trading_api.shared.market.bits import Floats, Ints, Stream
from trading_api.shared.market.instruments import INSTRUMENTS, Instrument

MODEL = "sim-1"
"""Part of every key. Change it with any change of the model, so that nobody takes new prices for old ones."""
DEFAULT_SEED = "devstack"
FIRST_DAY = (date(2018, 1, 1) - date(1970, 1, 1)).days
"""Days since the epoch. A Monday and the first of a month and year, so no larger bar is cut by it."""
DAYS = 32 * 365
"""The horizon of the daily series. Always computed whole, so a price never depends on how far somebody looked."""
MINUTES = 1440

PULL = 0.9995
"""What is left of the distance to the base price after a day: keeps forty years within a factor of about three."""


@dataclass(frozen=True, slots=True)
class Session:
    """The minutes of one day: prices in ticks, and the way each minute takes through its extremes (seconds 1 to 58)."""

    open: Ints
    high: Ints
    low: Ints
    close: Ints
    volume: Ints
    high_first: Ints
    first_extreme: Ints
    second_extreme: Ints


@dataclass(frozen=True, slots=True)
class _Daily:
    close: Ints
    volatility: Floats


@lru_cache(maxsize=128)
def session(seed: str, symbol: str, day: int) -> Session:
    """The minutes of `day` (days since the epoch). They open at the last close and end at the day's own."""
    instrument, daily, index = INSTRUMENTS[symbol], _daily(seed, symbol), day - FIRST_DAY
    before, after = int(daily.close[index - 1]) if index else _base(instrument), int(daily.close[index])
    stream = Stream(MODEL, seed, symbol, day)
    sigma = float(daily.volatility[index])
    close = _bridge(stream, before, after, sigma)
    opening = np.concatenate((np.array([before], dtype=np.int64), close[:-1]))
    reach = 0.4 * sigma * np.sqrt(_WEIGHTS) * close
    upper = np.floor(-np.log(stream.uniforms(MINUTES)) * reach).astype(np.int64)
    lower = np.floor(-np.log(stream.uniforms(MINUTES)) * reach).astype(np.int64)
    volume = instrument.volume * _WEIGHTS * MINUTES * np.exp(0.4 * stream.normals(MINUTES))
    first, second = _extremes(stream)
    return Session(
        open=opening,
        high=np.maximum(opening, close) + upper,
        low=np.maximum(np.minimum(opening, close) - lower, 1),
        close=close,
        volume=volume.astype(np.int64),
        high_first=(stream.uniforms(MINUTES) < 0.5).astype(np.int64),
        first_extreme=first,
        second_extreme=second,
    )


def _profile() -> Floats:
    """How much of a day's variance and volume each minute has: high at both ends, low at noon; the sum is 1."""
    shape = 0.5 + 2.5 * np.linspace(-1.0, 1.0, MINUTES) ** 4
    return np.asarray(shape / shape.sum(), dtype=np.float64)


_WEIGHTS = _profile()


def _bridge(stream: Stream, before: int, after: int, sigma: float) -> Ints:
    """A random way from one close to the next, in ticks, that ends exactly there."""
    elapsed = np.cumsum(_WEIGHTS)
    walk = np.cumsum(stream.normals(MINUTES) * np.sqrt(_WEIGHTS))
    bridge = sigma * (walk - walk[-1] * elapsed)
    path = np.log(before) + (np.log(after) - np.log(before)) * elapsed + bridge
    ticks: Ints = np.maximum(np.rint(np.exp(path)), 1).astype(np.int64)
    ticks[-1] = after
    return ticks


def _extremes(stream: Stream) -> tuple[Ints, Ints]:
    """The two seconds at which each minute touches its high and its low, in order."""
    first = 1 + np.floor(stream.uniforms(MINUTES) * 56).astype(np.int64)
    second = first + 1 + np.floor(stream.uniforms(MINUTES) * (57 - first)).astype(np.int64)
    return first, second


def _base(instrument: Instrument) -> int:
    return instrument.base_price * instrument.price_scale // instrument.min_move


@lru_cache(maxsize=64)
def _daily(seed: str, symbol: str) -> _Daily:
    """All closes of the horizon: returns share a market factor, volatility has regimes and a long memory, jumps are rare."""
    instrument = INSTRUMENTS[symbol]
    stream = Stream(MODEL, seed, symbol, "daily")
    market = Stream(MODEL, seed, "market").normals(DAYS)
    volatility = instrument.volatility * _volatility(stream)
    own = stream.normals(DAYS)
    returns = volatility * (instrument.beta * market + np.sqrt(1 - instrument.beta**2) * own)
    jumps = np.where(stream.uniforms(DAYS) < 0.004, 4.0 * volatility * stream.normals(DAYS), 0.0)
    level = _decaying(returns + jumps, PULL)
    closes = np.maximum(np.rint(_base(instrument) * np.exp(level)), 1).astype(np.int64)
    return _Daily(close=closes, volatility=volatility)


def _volatility(stream: Stream) -> Floats:
    """A factor around 1 per day: two slow waves, and a wild regime entered about every hundred days for about thirty."""
    fast = _decaying(stream.normals(DAYS) * np.sqrt(1 - 0.98**2), 0.98)
    slow = _decaying(stream.normals(DAYS) * np.sqrt(1 - 0.997**2), 0.997)
    regime, wild = [], False
    for draw in stream.uniforms(DAYS).tolist():
        wild = draw >= 0.03 if wild else draw < 0.01
        regime.append(1.8 if wild else 0.85)
    return np.asarray(np.exp(0.25 * fast + 0.25 * slow) * np.array(regime), dtype=np.float64)


def _decaying(steps: Floats, keep: float) -> Floats:
    """The running sum of `steps` of which each day keeps the share `keep`."""
    total, sums = 0.0, []
    for step in steps.tolist():
        total = keep * total + step
        sums.append(total)
    return np.array(sums, dtype=np.float64)
