"""The simulated days: where each opens and closes and how wild it is, out of (seed, symbol, calendar day). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from trading_api.shared.market.bits import Floats, Ints, Stream
from trading_api.shared.market.bridge import LOWEST
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.instruments import Instrument

MODEL = "sim-2"
"""Part of every key. Change it with any change of the model, so that nobody takes new prices for old ones."""
FIRST = date(2018, 1, 1)
"""A Monday and the first of a month and year, so no larger bar is cut by it."""
DAYS = 32 * 365
"""The horizon of the daily series. Always computed whole, so a price never depends on how far somebody looked."""
LAST = FIRST + timedelta(days=DAYS - 1)

PULL = 0.9995
"""What is left of the distance to the base price after a day: keeps forty years within a factor of about three."""
OVERNIGHT = 0.25
"""The share of a day's variance that happens while the exchange is closed."""


@dataclass(frozen=True, slots=True)
class Days:
    """By days since FIRST: prices in ticks, `sigma` of the logarithm while trading. Days without trading are to be left out."""

    open: Ints
    close: Ints
    sigma: Floats


@lru_cache(maxsize=64)
def days(seed: str, instrument: Instrument, exchange: str) -> Days:
    """The whole horizon: returns share a market factor, volatility has regimes and a long memory, jumps are rare.

    Every calendar day has its own draws, traded or not: a session more in the calendar does not shift those after it.
    """
    calendar = Calendar.load(exchange)
    stream = Stream(MODEL, seed, instrument.symbol, "daily")
    market = Stream(MODEL, seed, "market").normals(DAYS)
    volatility = instrument.volatility * _volatility(stream)
    own = stream.normals(DAYS)
    returns = volatility * (instrument.beta * market + np.sqrt(1 - instrument.beta**2) * own)
    returns += np.where(stream.uniforms(DAYS) < 0.004, 4.0 * volatility * stream.normals(DAYS), 0.0)
    overnight = 0.0 if calendar.continuous else OVERNIGHT
    # Given the whole return, its overnight part is normal around its share of it.
    gap = overnight * returns + np.sqrt(overnight * (1 - overnight)) * volatility * stream.normals(DAYS)
    before, after = _levels(returns, _traded(calendar))
    base = instrument.base_price * instrument.price_scale // instrument.min_move
    return Days(_ticks(base, before + gap), _ticks(base, after), volatility * np.sqrt(1 - overnight))


def _traded(calendar: Calendar) -> list[bool]:
    """Which days of the horizon have a session."""
    trading = frozenset(calendar.days(FIRST, LAST))
    return [FIRST + timedelta(days=offset) in trading for offset in range(DAYS)]


def _ticks(base: int, level: Floats) -> Ints:
    return np.asarray(np.maximum(np.rint(base * np.exp(level)), LOWEST), dtype=np.int64)


def _levels(returns: Floats, traded: Iterable[bool]) -> tuple[Floats, Floats]:
    """The logarithm of the price against the base before and after each day."""
    level, before, after = 0.0, [], []
    for change, trades in zip(returns.tolist(), traded, strict=True):
        before.append(level)
        level = PULL * level + change if trades else level
        after.append(level)
    return np.array(before, dtype=np.float64), np.array(after, dtype=np.float64)


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
