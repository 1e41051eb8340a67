"""What can be traded on SIM, the simulated exchange: open all day, every day, in UTC."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

EXCHANGE = "SIM"
CURRENCY = "USD"
TIMEZONE = "Etc/UTC"
SESSION = "24x7"


class Kind(StrEnum):
    """What an instrument is; an index has prices but takes no orders."""

    STOCK = "stock"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Instrument:
    """One symbol. Prices are whole ticks of `min_move / price_scale`; quantities are whole steps of 1."""

    symbol: str
    description: str
    kind: Kind
    base_price: int
    volatility: float
    beta: float
    volume: int
    price_scale: int = 100
    min_move: int = 1

    @property
    def tradable(self) -> bool:
        """Whether orders are taken."""
        return self.kind is not Kind.INDEX

    @property
    def tick(self) -> Decimal:
        """The smallest price step."""
        return Decimal(self.min_move) / self.price_scale

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
    )
}
"""By symbol. `base_price` in currency, `volatility` per day, `beta` = correlation with the market, `volume` per minute."""
