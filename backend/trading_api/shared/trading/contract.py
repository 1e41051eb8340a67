"""What a symbol's trades are worth and when it trades. Pure; all numbers are whole: ticks, steps, millionths of money."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from trading_api.shared.market.instruments import Instrument

MICROS = 1_000_000
"""One unit of the currency."""
DAY_MS = 86_400_000
LARGEST_QTY = 1_000_000_000
LARGEST_NOTIONAL = 10**12 * MICROS
"""Of one order. Whatever is summed over many of them still fits the 64 bits of the store."""


@dataclass(frozen=True, slots=True)
class Contract:
    """`tick` = what one price tick of one quantity step is worth, in micros (the multiplier is in it); rates in 1/10000."""

    symbol: str
    tick: int
    tradable: bool = True
    largest_qty: int = LARGEST_QTY
    initial_bps: int = 5_000
    maintenance_bps: int = 2_500
    collar_bps: int = 1_000

    def value(self, qty: int, ticks: int) -> int:
        """What `qty` steps are worth at a price, in micros."""
        return qty * ticks * self.tick


def contract_of(instrument: Instrument) -> Contract:
    """The contract of an instrument of the market."""
    tick = instrument.tick * MICROS
    if tick != int(tick):
        raise ValueError(f"{instrument.symbol}: a tick of {instrument.tick} is no whole number of millionths")
    return Contract(instrument.symbol, int(tick), instrument.tradable)


Contracts = Mapping[str, Contract]


@dataclass(frozen=True, slots=True)
class Session:
    """Trading hours: from `open_ms`, until before `close_ms`."""

    open_ms: int
    close_ms: int


class Hours(Protocol):
    """When a symbol trades."""

    def session(self, symbol: str, at_ms: int) -> Session | None:
        """The session that `at_ms` lies in; None outside of any."""

    def next_open(self, symbol: str, at_ms: int) -> int | None:
        """When the next session after `at_ms` begins; None if none is known."""


class AlwaysOpen:
    """Round the clock; a day's session is the UTC day, so that day orders end at midnight."""

    def session(self, symbol: str, at_ms: int) -> Session | None:
        """The UTC day."""
        start = at_ms - at_ms % DAY_MS
        return Session(start, start + DAY_MS)

    def next_open(self, symbol: str, at_ms: int) -> int | None:
        """The next midnight."""
        return at_ms - at_ms % DAY_MS + DAY_MS
