"""What the datafeed knows: symbols, bars, quotes and marks of one market at the present moment."""

import time
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from trading_api.models.bars import Bar
from trading_api.models.datafeed import (
    DatafeedConfiguration,
    Depth,
    Exchange,
    Mark,
    OptionChain,
    QuoteData,
    SearchSymbolResultItem,
    SymbolInfo,
    SymbolType,
    TimescaleMark,
)
from trading_api.modules.datafeed import chains, marks, quotes
from trading_api.modules.datafeed.pages import Page, page_of
from trading_api.modules.datafeed.symbols import search_item, symbol_info
from trading_api.settings import Settings
from trading_api.shared.market.calendar import Calendar
from trading_api.shared.market.instruments import Instrument, Kind
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.source import feed_of
from trading_api.shared.market.window import Window

if TYPE_CHECKING:
    from trading_api.shared.market.history import Market


class SymbolUnknown(LookupError):
    """There is no such symbol here."""

    def __init__(self, symbol: str) -> None:
        super().__init__(f"there is no symbol {symbol}; GET search lists those there are")


class DatafeedService:
    """Answers from the market and the clock alone, so every instance gives the same answer in the same second."""

    def __init__(self, market: "Callable[[], Market] | None" = None, clock: Callable[[], float] = time.time) -> None:
        self._make = market or _simulated
        self._market: Market | None = None
        self.clock = clock

    @property
    def market(self) -> "Market":
        """Made on first use: it loads numpy, a tenth of what the whole application imports."""
        if self._market is None:
            self._market = self._make()
        return self._market

    def warm(self) -> None:
        """Work out what the first answers need, so that they do not wait for it. Takes some 100 ms a symbol."""
        for symbol in self.market.feed.instruments:
            self.quotes([symbol])
            self.market.history(symbol, Resolution.DAY, Window(0, self.now() + 1), self.now())
        chains.contracts(self.market, self.now())

    def now(self) -> int:
        """The present second since the epoch."""
        return int(self.clock())

    def configuration(self) -> DatafeedConfiguration:
        """What charts may ask."""
        calendars = {calendar.exchange: calendar for calendar in map(self._calendar, self.market.feed.instruments)}
        return DatafeedConfiguration(
            exchanges=[
                Exchange(value=calendar.exchange, name=calendar.exchange, desc=calendar.sheet.name)
                for calendar in calendars.values()
            ],
            symbols_types=[SymbolType(value=kind.value, name=kind.value.capitalize()) for kind in Kind],
            supported_resolutions=[resolution.value for resolution in Resolution],
        )

    def search(self, text: str, exchange: str, kind: str, most: int) -> list[SearchSymbolResultItem]:
        """Symbols whose name or description holds `text`, those that begin with it first; empty filters match all."""
        wanted = text.casefold()
        hits = [
            found
            for found in self._listed()
            if kind in {"", found.kind.value}
            and wanted in f"{found.symbol} {found.description}".casefold()
            and exchange in {"", self._calendar(found.symbol).exchange}
        ]
        hits.sort(key=lambda hit: (not hit.symbol.casefold().startswith(wanted), hit.symbol))
        return [search_item(hit, self._calendar(hit.symbol)) for hit in hits[:most]]

    def symbols(self) -> list[SymbolInfo]:
        """All about every symbol that is traded now."""
        return [self.resolve(found.symbol) for found in self._listed()]

    def resolve(self, symbol: str) -> SymbolInfo:
        """All about one symbol; SymbolUnknown."""
        found, feed = self.instrument(symbol), self.market.feed
        return symbol_info(found, feed.calendar(symbol), feed.finest(symbol), feed.reach(symbol), self.now())

    def chain(self, underlying: str, expiry: date | None) -> OptionChain:
        """The options on an index, of the nearest expiry or the one named; SymbolUnknown, NoOptions."""
        return chains.chain(self.market, self.instrument(underlying), expiry, self.now())

    def page(self, symbol: str, resolution: Resolution, window: Window) -> Page:
        """The bars of a window; SymbolUnknown. The newest may still be forming."""
        found, now = self.instrument(symbol), self.now()
        candles = self.market.history(symbol, resolution, window, now)
        if len(candles):
            return page_of(found, candles)
        before = window.end if window.count else window.start
        return Page(next_time=self.market.earlier(symbol, resolution, before, now))

    def bar(self, symbol: str, resolution: Resolution, at: int) -> Bar | None:
        """The newest bar as it stands after second `at`; None before the first; SymbolUnknown."""
        page = page_of(self.instrument(symbol), self.market.current(symbol, resolution, at))
        return next((Bar(**row) for row in page.rows()), None)

    def quotes(self, symbols: Sequence[str], at: int | None = None) -> list[QuoteData]:
        """One item per symbol, in the order asked; unknown ones say so."""
        moment = self.now() if at is None else at
        return [quotes.quote(self.market, symbol, moment) for symbol in symbols]

    def depth(self, symbol: str, at: int) -> Depth:
        """The order book after second `at`; SymbolUnknown."""
        return quotes.depth(self.market, self.instrument(symbol), at)

    def marks(self, symbol: str, resolution: Resolution, window: Window) -> list[Mark]:
        """Days of unusual moves; SymbolUnknown."""
        return marks.marks(self.market, self.instrument(symbol), resolution, window, self.now())

    def timescale_marks(self, symbol: str, window: Window) -> list[TimescaleMark]:
        """Days of unusual hours; SymbolUnknown."""
        return marks.timescale_marks(self.instrument(symbol), self.market.feed.calendar(symbol), window)

    def instrument(self, symbol: str) -> Instrument:
        """By its symbol; SymbolUnknown."""
        try:
            return self.market.feed.instruments[symbol]
        except KeyError:
            raise SymbolUnknown(symbol) from None

    def _listed(self) -> list[Instrument]:
        """What is traded now."""
        return [*self.market.feed.instruments.values(), *chains.contracts(self.market, self.now())]

    def _calendar(self, symbol: str) -> Calendar:
        return self.market.feed.calendar(symbol)


def _simulated() -> "Market":
    from trading_api.shared.market.history import Market

    return Market(feed_of(Settings()))
