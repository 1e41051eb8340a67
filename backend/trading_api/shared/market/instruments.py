"""What the simulator quotes, and how any instrument counts: prices in whole ticks, quantities in whole steps."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

CURRENCY = "USD"


class Kind(StrEnum):
    """What an instrument is; an index has prices but takes no orders."""

    STOCK = "stock"
    INDEX = "index"
    FUTURE = "futures"
    OPTION = "option"


class Right(StrEnum):
    """What an option gives: to buy, or to sell."""

    CALL = "C"
    PUT = "P"


@dataclass(frozen=True, slots=True)
class Derivative:
    """A future on `underlying`, or with a `right` an option with that strike (in currency). It ends with the session of `expiry`,
    at `expires_ms`, and is settled in cash."""

    underlying: str
    expiry: date
    expires_ms: int
    right: Right | None = None
    strike: int = 0


@cache
def _tick(min_move: int, price_scale: int) -> Decimal:
    return Decimal(min_move) / price_scale


@dataclass(frozen=True, slots=True)
class Instrument:
    """One symbol. Prices are whole ticks of `min_move / price_scale`; quantities are whole steps of 1, each `multiplier` units.

    `exchange` is whose hours it keeps, where hours are kept. What the simulator alone needs has a default: `base_price` in
    currency, `volatility` per day, `beta` = correlation with the market, `volume` per minute.
    """

    symbol: str
    description: str
    kind: Kind
    base_price: int = 100
    volatility: float = 0.015
    beta: float = 0.5
    volume: int = 10_000
    price_scale: int = 100
    min_move: int = 1
    exchange: str = "XNYS"
    currency: str = CURRENCY
    multiplier: int = 1
    derivative: Derivative | None = None

    @property
    def tradable(self) -> bool:
        """Whether orders are taken."""
        return self.kind is not Kind.INDEX

    @property
    def moves_with(self) -> str:
        """Whose trades move its price: its own, or its underlying's."""
        return self.symbol if self.derivative is None else self.derivative.underlying

    @property
    def tick(self) -> Decimal:
        """The smallest price step."""
        return _tick(self.min_move, self.price_scale)

    def ticks(self, price: Decimal) -> int:
        """`price` as a number of ticks; ValueError when it lies between two."""
        ticks = price / self.tick
        if ticks != ticks.to_integral_value():
            raise ValueError(f"{price} is not a multiple of {self.tick}")
        return int(ticks)

    def price(self, ticks: int) -> Decimal:
        """A number of ticks as an exact price."""
        return (ticks * self.tick).quantize(self.tick)


INSTRUMENTS = {
    instrument.symbol: instrument
    for instrument in (
        Instrument("AAPL", "Apple Inc. (simulated)", Kind.STOCK, 180, 0.016, 0.7, 40_000),
        Instrument("MSFT", "Microsoft Corp. (simulated)", Kind.STOCK, 330, 0.015, 0.7, 18_000),
        Instrument("NVDA", "NVIDIA Corp. (simulated)", Kind.STOCK, 120, 0.026, 0.65, 150_000),
        Instrument("XOM", "Exxon Mobil Corp. (simulated)", Kind.STOCK, 95, 0.014, 0.45, 14_000),
        Instrument("SIMX", "SIM Composite Index", Kind.INDEX, 4200, 0.009, 0.99, 300_000),
        Instrument("TECX", "SIM Technology Index", Kind.INDEX, 14500, 0.013, 0.92, 200_000),
    )
}
"""What the simulator quotes, by symbol; futures and options on its indices are made of them (derived.py)."""
