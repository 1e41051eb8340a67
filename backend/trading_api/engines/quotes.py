"""Prices as engines ask for them: ticks of a stretch of time, the newest tick at a moment, closes of the past.

The same question has the same answer in every process; nothing after the moment that is asked for is ever looked at.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from trading_api.shared.market.history import Market
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.window import Window
from trading_api.shared.trading.contract import MICROS, Contract
from trading_api.shared.trading.quotes import Tick

BLOCK_MS = 3_600_000
MINUTE_MS = 60_000
FAR_MS = 3 * 86_400_000
"""How far back the newest tick is looked for: over a weekend."""


class Segment(StrEnum):
    """The words that orders.csv has for what is traded."""

    STOCK = "stock"
    FUTURE = "future"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Listing:
    """Something an engine may trade: `tick` in currency, `multiplier` units per contract."""

    symbol: str
    segment: Segment
    tick: Decimal
    multiplier: int = 1
    initial_bps: int = 5_000
    maintenance_bps: int = 2_500

    @property
    def contract(self) -> Contract:
        """What the account reckons with."""
        worth = self.tick * self.multiplier * MICROS
        return Contract(self.symbol, int(worth), initial_bps=self.initial_bps, maintenance_bps=self.maintenance_bps)

    def price(self, ticks: int) -> Decimal:
        """A number of ticks as an exact price."""
        return ticks * self.tick


class Quotes(Protocol):
    """Prices in ticks of each symbol's listing."""

    def ticks(self, symbol: str, since_ms: int, before_ms: int) -> Sequence[Tick]:
        """The ticks of [since, before), ascending."""

    def newest(self, symbol: str, before_ms: int) -> Tick | None:
        """The newest tick before a moment; None where there was none for days."""

    def closes(self, symbol: str, minutes: int, before_ms: int, count: int) -> Sequence[int]:
        """The closes of the last bars of that size that were over by then, the oldest first."""


class SpotQuotes:
    """What a feed quotes itself."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._block = lru_cache(maxsize=64)(self._computed)

    def ticks(self, symbol: str, since_ms: int, before_ms: int) -> Sequence[Tick]:
        """See `Quotes`."""
        found: list[Tick] = []
        for number in range(since_ms // BLOCK_MS, (before_ms - 1) // BLOCK_MS + 1):
            block = self._rows(symbol, number, before_ms)
            first = bisect_left(block, since_ms, key=_moment)
            found.extend(block[first : bisect_left(block, before_ms, lo=first, key=_moment)])
        return found

    def newest(self, symbol: str, before_ms: int) -> Tick | None:
        """See `Quotes`."""
        for number in range((before_ms - 1) // BLOCK_MS, (before_ms - FAR_MS) // BLOCK_MS, -1):
            block = self._rows(symbol, number, before_ms)
            if index := bisect_right(block, before_ms - 1, key=_moment):
                return block[index - 1]
        return None

    def closes(self, symbol: str, minutes: int, before_ms: int, count: int) -> Sequence[int]:
        """See `Quotes`."""
        end = before_ms // 1000
        window = Window(0, end, count)
        bars = self._market.history(symbol, Resolution(str(minutes)), window, end - 1)
        return [int(close) for close in bars.columns.close.tolist()]

    def _rows(self, symbol: str, number: int, before_ms: int) -> Sequence[Tick]:
        """An hour's ticks; kept only where they cannot grow any more."""
        if self._market.feed.foresees:
            return self._block(symbol, number)
        return self._converted(symbol, number * BLOCK_MS, min(before_ms, (number + 1) * BLOCK_MS))

    def _computed(self, symbol: str, number: int) -> Sequence[Tick]:
        return self._converted(symbol, number * BLOCK_MS, (number + 1) * BLOCK_MS)

    def _converted(self, symbol: str, since_ms: int, before_ms: int) -> Sequence[Tick]:
        return [Tick(*row) for row in self._market.ticks(symbol, since_ms - 1, before_ms - 1)]


def _moment(tick: Tick) -> int:
    return tick.ts
