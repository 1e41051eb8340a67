"""What futures and options on an index are worth: cost of carry, and Black-Scholes on a fixed smile.

A model's prices, no market's. Floats: they become whole ticks before they meet an account. Loads numpy.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from trading_api.shared.market.bits import Floats
from trading_api.shared.market.instruments import Right

RATE = 0.04
"""Continuous, a year; the index pays nothing."""
VOLATILITY = 0.16
"""A year's, at the money."""
SKEW, CURVE, LOWEST = -0.25, 0.8, 0.05
WINGS = 0.25
"""So far from the reference (a logarithm) the smile becomes flat: bent further, lower puts would cost more than higher ones."""
GRID = 100
"""Strikes lie about a hundredth of the index apart."""


@dataclass(frozen=True, slots=True)
class Terms:
    """An option: `years` to its end, yearly `volatility`, continuous `rate` a year."""

    right: Right
    strike: float
    years: float
    volatility: float
    rate: float = RATE

    @property
    def sign(self) -> int:
        """1 where it gains with the index, -1 where it loses."""
        return 1 if self.right is Right.CALL else -1


@dataclass(frozen=True, slots=True)
class Greeks:
    """Of one option on one unit: `vega` per 1.00 of volatility, `theta` per year."""

    delta: float
    gamma: float
    vega: float
    theta: float


def strikes(spot: float, reach: int) -> Sequence[int]:
    """So many round strikes on either side of a price: 1, 2 or 5 times a power of ten apart."""
    raw = spot / GRID
    power = 10 ** math.floor(math.log10(raw))
    step = max(1, int(next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw)))
    middle = round(spot / step) * step
    return [middle + step * place for place in range(-reach, reach + 1) if middle + step * place > 0]


def smile(strike: float, reference: float, volatility: float = VOLATILITY) -> float:
    """The fixed smile: higher for strikes below the reference, and away from it."""
    moneyness = min(max(math.log(strike / reference), -WINGS), WINGS)
    return max(LOWEST, volatility + SKEW * moneyness + CURVE * moneyness**2)


def carried(spot: Floats, years: float, rate: float = RATE) -> Floats:
    """What a future is worth."""
    return np.asarray(spot * math.exp(rate * years), dtype=np.float64)


def worth(terms: Terms, spot: Floats) -> Floats:
    """What an option is worth; at its end what it would be exercised for. It never falls as its sign x `spot` grows."""
    sign = terms.sign
    if terms.years <= 0:
        return np.asarray(np.maximum(sign * (spot - terms.strike), 0.0), dtype=np.float64)
    deviation, paid = terms.volatility * math.sqrt(terms.years), terms.strike * math.exp(-terms.rate * terms.years)
    first = np.log(spot / paid) / deviation + deviation / 2
    reached, exercised = _below(sign * first), _below(sign * (first - deviation))
    return np.asarray(sign * (spot * reached - paid * exercised), dtype=np.float64)


def greeks(terms: Terms, spot: float) -> Greeks:
    """Its sensitivities; `years` must be above 0."""
    root = math.sqrt(terms.years)
    deviation, paid = terms.volatility * root, terms.strike * math.exp(-terms.rate * terms.years)
    first = math.log(spot / paid) / deviation + deviation / 2
    density = math.exp(-first * first / 2) / math.sqrt(2 * math.pi)
    delta, exercised = (_normal(terms.sign * each) for each in (first, first - deviation))
    return Greeks(
        delta=terms.sign * delta,
        gamma=density / (spot * deviation),
        vega=spot * density * root,
        theta=-spot * density * terms.volatility / (2 * root) - terms.sign * terms.rate * paid * exercised,
    )


def _below(values: Floats) -> Floats:
    """The normal distribution function; numpy has none."""
    flat = np.fromiter(map(math.erfc, (-math.sqrt(0.5) * values).ravel().tolist()), np.float64, values.size)
    return 0.5 * flat.reshape(values.shape)


def _normal(value: float) -> float:
    return 0.5 * math.erfc(-math.sqrt(0.5) * value)
