"""The simulated market as ticks, one at every full second: what the datafeed's quotes say at that second."""

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from trading_api.shared.market.instruments import INSTRUMENTS
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.trading.quotes import Tick

if TYPE_CHECKING:
    from trading_api.shared.market.history import Market

SECOND_MS = 1000
HALF_SPREAD = 1
"""Ticks between the last price and each side of the quote, as in the datafeed."""


class SimulatedPrices:
    """`Prices` out of the simulator: a pure function of seed, symbol and second, so every instance has the same ticks."""

    def __init__(self, market: "Market | None" = None) -> None:
        self._market = market
        self._at = lru_cache(maxsize=4096)(self._computed)

    @property
    def market(self) -> "Market":
        """Made on first use: it loads numpy, which a start should not wait for."""
        if self._market is None:
            from trading_api.shared.market.history import Market

            self._market = Market()
        return self._market

    def ticks(self, symbol: str, after_ms: int, until_ms: int) -> Sequence[Tick]:
        """The ticks after `after_ms`, up to and with `until_ms`; none for an unknown symbol."""
        if symbol not in INSTRUMENTS:
            return ()
        seconds = range(after_ms // SECOND_MS + 1, until_ms // SECOND_MS + 1)
        return [self._tick(symbol, second) for second in seconds]

    def last(self, symbol: str, at_ms: int) -> Tick | None:
        """The tick of the second that `at_ms` lies in; None for an unknown symbol."""
        return self._tick(symbol, at_ms // SECOND_MS) if symbol in INSTRUMENTS else None

    def _tick(self, symbol: str, second: int) -> Tick:
        last, volume = self._at(symbol, second)
        if second % 60:  # volume grows within a minute and begins anew with the next
            volume -= self._at(symbol, second - 1)[1]
        return Tick(second * SECOND_MS, last, max(1, last - HALF_SPREAD), last + HALF_SPREAD, volume)

    def _computed(self, symbol: str, second: int) -> tuple[int, int]:
        minute = self.market.current(symbol, Resolution.M1, second).columns
        return int(minute.close[-1]), int(minute.volume[-1])
