"""The simulated days: where each opens and closes and how wild it is, out of (seed, symbol, calendar day). Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import numpy as np

from trading_api.shared.market.bits import Flags, Floats, Ints, Stream
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
    volatility = instrument.volatility * _volatility(stream)
    own = stream.normals(DAYS)
    returns = volatility * (instrument.beta * _market(seed) + np.sqrt(1 - instrument.beta**2) * own)
    returns += np.where(stream.uniforms(DAYS) < 0.004, 4.0 * volatility * stream.normals(DAYS), 0.0)
    overnight = 0.0 if calendar.continuous else OVERNIGHT
    # Given the whole return, its overnight part is normal around its share of it.
    gap = overnight * returns + np.sqrt(overnight * (1 - overnight)) * volatility * stream.normals(DAYS)
    before, after = _levels(returns, _traded(calendar))
    base = instrument.base_price * instrument.price_scale // instrument.min_move
    return Days(_ticks(base, before + gap), _ticks(base, after), volatility * np.sqrt(1 - overnight))


@lru_cache(maxsize=8)
def _traded(calendar: Calendar) -> Flags:
    """Which days of the horizon have a session."""
    found, first = np.zeros(DAYS, dtype=np.bool_), FIRST.toordinal()
    found[[day.toordinal() - first for day in calendar.days(FIRST, LAST)]] = True
    return found


@lru_cache(maxsize=4)
def _market(seed: str) -> Floats:
    """What all instruments share of each day."""
    return Stream(MODEL, seed, "market").normals(DAYS)


def _ticks(base: int, level: Floats) -> Ints:
    return np.asarray(np.maximum(np.rint(base * np.exp(level)), LOWEST), dtype=np.int64)


def _levels(returns: Floats, traded: Flags) -> tuple[Floats, Floats]:
    """The logarithm of the price against the base before and after each day."""
    levels = np.concatenate(([0.0], _decaying(returns[traded], PULL)))
    after = levels[np.cumsum(traded)]
    return np.concatenate(([0.0], after[:-1])), after


def _volatility(stream: Stream) -> Floats:
    """A factor around 1 per day: two slow waves, and a wild regime entered about every hundred days for about thirty."""
    fast = _decaying(stream.normals(DAYS) * np.sqrt(1 - 0.98**2), 0.98)
    slow = _decaying(stream.normals(DAYS) * np.sqrt(1 - 0.997**2), 0.997)
    wild = _wild(stream.uniforms(DAYS))
    return np.asarray(np.exp(0.25 * fast + 0.25 * slow) * np.where(wild, 1.8, 0.85), dtype=np.float64)


def _wild(draws: Floats) -> Flags:
    """Whether each day is in the wild regime: entered by a draw below 0.01, left by one below 0.03."""
    days, states, now = np.flatnonzero(draws < 0.03), [False], False
    for draw in draws[days].tolist():
        now = not now and draw < 0.01
        states.append(now)
    return np.repeat(states, np.diff(days, prepend=0, append=DAYS))


def _decaying(steps: Floats, keep: float) -> Floats:
    """The running sum of `steps` of which each day keeps the share `keep`."""
    total = 0.0
    return np.array([total := keep * total + step for step in steps.tolist()], dtype=np.float64)
