"""What a symbol's trades are worth and when it trades. Pure; all numbers are whole: ticks, steps, millionths of money."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from trading_api.shared.market.instruments import Instrument, Right
from trading_api.shared.trading.position import half_even

MICROS = 1_000_000
"""One unit of the currency."""
DAY_MS = 86_400_000
LARGEST_QTY = 1_000_000_000
LARGEST_NOTIONAL = 10**12 * MICROS
"""Of one order. Whatever is summed over many of them still fits the 64 bits of the store."""


class Segment(StrEnum):
    """What a contract is, where costs differ by it."""

    STOCK = "stock"
    FUTURE = "futures"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a contract ends at `at_ms`: at the price of `underlying`, or with a `right` at what exercise would give.

    `tick` = what one price tick of the underlying is worth in one step of the contract, in micros; `strike` in such ticks.
    """

    underlying: str
    at_ms: int
    tick: int
    right: Right | None = None
    strike: int = 0

    def beyond(self, spot: int) -> int:
        """How far an option is in the money, in ticks of the underlying; negative: how far out of it."""
        return self.strike - spot if self.right is Right.PUT else spot - self.strike


@dataclass(frozen=True, slots=True)
class Contract:
    """`tick` = what one price tick of one quantity step is worth, in micros (the multiplier is in it); rates in 1/10000.

    Of an option the rates are of its underlying's value, for one that is sold; `floor_bps` is the least of the initial one.
    A limit may be `collar_bps` through the market, and in any case `collar_ticks`.
    """

    symbol: str
    tick: int
    tradable: bool = True
    largest_qty: int = LARGEST_QTY
    initial_bps: int = 5_000
    maintenance_bps: int = 2_500
    floor_bps: int = 0
    collar_bps: int = 1_000
    collar_ticks: int = 0
    ending: Ending | None = None

    @property
    def option(self) -> Ending | None:
        """How it ends, of an option."""
        return self.ending if self.ending and self.ending.right else None

    @property
    def marked(self) -> bool:
        """Whether only gains and losses are paid, every day, and nothing is bought: a future."""
        return self.ending is not None and self.ending.right is None

    @property
    def segment(self) -> Segment:
        """What it is, for its costs."""
        if self.ending is None:
            return Segment.STOCK
        return Segment.FUTURE if self.marked else Segment.OPTION

    def settled_at(self, spot: int) -> int:
        """The last price, in its own ticks, where its underlying's was `spot`; an option out of the money is worth nothing."""
        assert self.ending, "asked of what ends"  # noqa: S101 - narrows the type for mypy
        worth = spot if self.marked else max(0, self.ending.beyond(spot))
        return half_even(worth * self.ending.tick, self.tick)

    def value(self, qty: int, ticks: int) -> int:
        """What `qty` steps are worth at a price, in micros."""
        return qty * ticks * self.tick


def contract_of(instrument: Instrument, underlying: Instrument | None = None) -> Contract:
    """The contract of an instrument of the market; of a future or an option with its underlying."""
    tick, terms = _tick(instrument, instrument.multiplier), instrument.derivative
    if terms is None or underlying is None:
        return Contract(instrument.symbol, tick, instrument.tradable)
    strike = underlying.ticks(Decimal(terms.strike))
    each = _tick(underlying, instrument.multiplier)
    ending = Ending(underlying.symbol, terms.expires_ms, each, terms.right, strike)
    rules = FUTURE if terms.right is None else OPTION
    return replace(rules, symbol=instrument.symbol, tick=tick, ending=ending)


def _tick(instrument: Instrument, multiplier: int) -> int:
    tick = instrument.tick * MICROS
    if tick != int(tick):
        raise ValueError(f"{instrument.symbol}: a tick of {instrument.tick} is no whole number of millionths")
    return int(tick) * multiplier


FUTURE = Contract("", 0, initial_bps=1_000, maintenance_bps=750)
OPTION = Contract("", 0, initial_bps=1_500, maintenance_bps=1_125, floor_bps=1_000, collar_bps=5_000, collar_ticks=20)
"""The rules of all futures and of all options. A tenth of an option of a few ticks would be less than its spread."""

Contracts = Mapping[str, Contract]


def with_underlyings(symbols: Iterable[str], contracts: Contracts) -> set[str]:
    """These symbols, and those whose prices decide about them: the margin of a sold option depends on its index."""
    found = set(symbols)
    known = (contracts.get(symbol) for symbol in found)
    return found | {each.ending.underlying for each in known if each is not None and each.ending}


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

    def closes(self, symbol: str, after_ms: int, until_ms: int) -> Sequence[int]:
        """The midnights."""
        return range(after_ms - after_ms % DAY_MS + DAY_MS, until_ms + 1, DAY_MS)
