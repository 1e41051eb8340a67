"""What European options are worth, by QuantLib. Floats: prices become whole ticks before they meet an account."""

import math
from dataclasses import dataclass
from enum import StrEnum

import QuantLib as ql

ACCURACY = 1e-12
MOST_STEPS = 200


class Right(StrEnum):
    """To buy, or to sell."""

    CALL = "C"
    PUT = "P"

    @property
    def quantlib(self) -> int:
        """The library's own number for it."""
        return int(ql.Option.Call if self is Right.CALL else ql.Option.Put)


@dataclass(frozen=True, slots=True)
class Greeks:
    """Of one option on one unit: `vega` per 1.00 of volatility, `theta` per year."""

    price: float
    delta: float
    gamma: float
    vega: float
    theta: float


@dataclass(frozen=True, slots=True)
class Terms:
    """`years` to expiry, continuous `rate` and dividend `carry`, yearly `volatility`."""

    right: Right
    strike: float
    years: float
    rate: float
    carry: float
    volatility: float


def black_scholes(terms: Terms, spot: float) -> Greeks:
    """An option on something that can be bought at `spot`; `years` must be above 0."""
    forward = spot * math.exp((terms.rate - terms.carry) * terms.years)
    calculator = _calculator(terms, forward)
    return Greeks(
        price=calculator.value(),
        delta=calculator.delta(spot),
        gamma=calculator.gamma(spot),
        vega=calculator.vega(terms.years),
        theta=calculator.theta(spot, terms.years),
    )


def black_76(terms: Terms, forward: float) -> float:
    """The price of an option on a future."""
    return float(_calculator(terms, forward).value())


def implied_volatility(terms: Terms, spot: float, price: float) -> float:
    """The volatility at which `price` is right; that of `terms` is the first guess. ValueError where there is none."""
    forward = spot * math.exp((terms.rate - terms.carry) * terms.years)
    discount = math.exp(-terms.rate * terms.years)
    guess = terms.volatility * math.sqrt(terms.years)
    try:
        deviation = ql.blackFormulaImpliedStdDev(
            terms.right.quantlib, terms.strike, forward, price, discount, 0.0, guess, ACCURACY, MOST_STEPS
        )
    except RuntimeError as error:
        raise ValueError(f"no volatility gives {price}: {error}") from None
    return float(deviation) / math.sqrt(terms.years)


def _calculator(terms: Terms, forward: float) -> "ql.BlackCalculator":
    deviation = terms.volatility * math.sqrt(terms.years)
    payoff = ql.PlainVanillaPayoff(terms.right.quantlib, terms.strike)
    return ql.BlackCalculator(payoff, forward, deviation, math.exp(-terms.rate * terms.years))
