"""Futures and options off an index that the feed quotes: which months there are, and each tick's price out of the index's.

The prices are a model's: cost of carry for futures, Black-Scholes on a fixed smile for options. No market quotes them.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from trading_api.engines.quotes import Listing, Quotes, Segment
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.trading.quotes import Tick

YEAR_MS = 365 * 86_400_000
FUTURE_TICK = Decimal("0.05")
OPTION_TICK = Decimal("0.05")
HALF_SPREAD = 1
FRIDAY = 4


def expiry_of(calendar: Calendar, year: int, month: int) -> date:
    """The third Friday of a month, or the trading day before when that is a holiday."""
    first = date(year, month, 1)
    third = first + timedelta(days=(FRIDAY - first.weekday()) % 7 + 14)
    return calendar.days(third - timedelta(days=7), third)[-1]


def expiries(calendar: Calendar, since: date, count: int) -> Sequence[date]:
    """The next monthly expiries from a day on, that day included."""
    months = ((since.year * 12 + since.month - 1 + ahead) for ahead in range(count + 1))
    found = (expiry_of(calendar, month // 12, month % 12 + 1) for month in months)
    return [expiry for expiry in found if expiry >= since][:count]


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

    listing = Listing(
        f"{underlying}-{expiry:%Y%m}", Segment.FUTURE, FUTURE_TICK, 10, initial_bps=1_000, maintenance_bps=750
    )
    return Derived(listing, underlying, float(index_tick), worth)
