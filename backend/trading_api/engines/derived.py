"""Futures and options off an index that the feed quotes: each tick's price out of the index's.

The prices are a model's: cost of carry for futures, Black-Scholes on a fixed smile for options. No market quotes them.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from trading_api.engines.quotes import Listing, Quotes, Segment
from trading_api.shared.market.derived import MULTIPLIER, future_symbol
from trading_api.shared.trading.quotes import Tick

YEAR_MS = 365 * 86_400_000
FUTURE_TICK = Decimal("0.05")
OPTION_TICK = Decimal("0.05")
HALF_SPREAD = 1


@dataclass(frozen=True, slots=True)
class Derived:
    """One future or option: when it ends, and what it is worth when the index stands at a price, in currency."""

    listing: Listing
    underlying: str
    underlying_tick: float
    worth: Callable[[float, int], float]

    def tick(self, of: Tick) -> Tick:
        """Its quote at a tick of the index; what little is traded of it is a share of the index's volume."""
        last = self.ticks(of.last, of.ts)
        volume = None if of.volume is None else of.volume // 10
        return replace(of, last=last, bid=max(1, last - HALF_SPREAD), ask=last + HALF_SPREAD, volume=volume)

    def ticks(self, index_ticks: int, ts: int) -> int:
        """Its price in its own ticks, at least one."""
        return max(1, round(self.worth(index_ticks * self.underlying_tick, ts) / float(self.listing.tick)))


class DerivedQuotes:
    """`Quotes` of futures and options, made of those of their index."""

    def __init__(self, spot: Quotes, derived: Sequence[Derived]) -> None:
        self._spot = spot
        self._derived = {each.listing.symbol: each for each in derived}

    def ticks(self, symbol: str, since_ms: int, before_ms: int) -> Sequence[Tick]:
        """See `Quotes`."""
        found = self._derived.get(symbol)
        if found is None:
            return self._spot.ticks(symbol, since_ms, before_ms)
        return [found.tick(tick) for tick in self._spot.ticks(found.underlying, since_ms, before_ms)]

    def newest(self, symbol: str, before_ms: int) -> Tick | None:
        """See `Quotes`."""
        found = self._derived.get(symbol)
        if found is None:
            return self._spot.newest(symbol, before_ms)
        tick = self._spot.newest(found.underlying, before_ms)
        return None if tick is None else found.tick(tick)

    def closes(self, symbol: str, minutes: int, before_ms: int, count: int) -> Sequence[int]:
        """See `Quotes`; the past of a future is its index's with the carry of the moment that is asked for."""
        found = self._derived.get(symbol)
        if found is None:
            return self._spot.closes(symbol, minutes, before_ms, count)
        return [
            found.ticks(close, before_ms) for close in self._spot.closes(found.underlying, minutes, before_ms, count)
        ]


def future(underlying: str, index_tick: Decimal, expiry: date, expires_ms: int, rate: float) -> Derived:
    """A future that ends with the session of `expiry`."""

    def worth(spot: float, ts: int) -> float:
        return spot * math.exp(rate * max(0, expires_ms - ts) / YEAR_MS)

    symbol = future_symbol(underlying, expiry)
    listing = Listing(symbol, Segment.FUTURE, FUTURE_TICK, MULTIPLIER, initial_bps=1_000, maintenance_bps=750)
    return Derived(listing, underlying, float(index_tick), worth)
