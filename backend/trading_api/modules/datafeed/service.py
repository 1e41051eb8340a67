"""What the datafeed knows: symbols, bars and quotes of the simulated market at the present moment."""

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from trading_api.models.bars import Bar, BarsPage
from trading_api.models.datafeed import (
    DatafeedConfiguration,
    Exchange,
    QuoteData,
    QuoteError,
    QuoteFailed,
    QuoteOk,
    QuoteValues,
    SearchSymbolResultItem,
    SymbolInfo,
    SymbolType,
)
from trading_api.shared.market.instruments import (
    CURRENCY,
    EXCHANGE,
    INSTRUMENTS,
    SESSION,
    TIMEZONE,
    Instrument,
    Kind,
)
from trading_api.shared.market.resolution import DAY_S, Resolution
from trading_api.shared.market.window import Window

if TYPE_CHECKING:
    from trading_api.shared.market.history import Candles, Market

INTRADAY = [resolution.value for resolution in Resolution if resolution.value.isdigit()]


class SymbolUnknown(LookupError):
    """There is no such symbol here."""

    def __init__(self, symbol: str) -> None:
        super().__init__(f"there is no symbol {symbol}; GET search lists those there are")


class DatafeedService:
    """Answers from the market and the clock alone, so every instance gives the same answer in the same second."""

    def __init__(self, market: "Market | None" = None, clock: Callable[[], float] = time.time) -> None:
        self._market = market
        self.clock = clock

    @property
    def market(self) -> "Market":
        """Made on first use: it loads numpy, a tenth of what the whole application imports."""
        if self._market is None:
            from trading_api.shared.market.history import Market

            self._market = Market()
        return self._market

    def warm(self) -> None:
        """Work out what the first answers need, so that they do not wait for it. Takes some 100 ms."""
        self.quotes(list(INSTRUMENTS))

    def now(self) -> int:
        """The present second since the epoch."""
        return int(self.clock())

    def configuration(self) -> DatafeedConfiguration:
        """What charts may ask."""
        return DatafeedConfiguration(
            exchanges=[
                Exchange(value=EXCHANGE, name=EXCHANGE, desc="the simulated exchange, open all day and every day")
            ],
            symbols_types=[SymbolType(value=kind.value, name=kind.value.capitalize()) for kind in Kind],
            supported_resolutions=[resolution.value for resolution in Resolution],
        )

    def search(self, text: str, exchange: str, kind: str, most: int) -> list[SearchSymbolResultItem]:
        """Symbols whose name or description holds `text`, those that begin with it first; empty filters match all."""
        wanted = text.casefold()
        hits = [
            found
            for found in INSTRUMENTS.values()
            if wanted in f"{found.symbol} {found.description}".casefold()
            and exchange in {"", EXCHANGE}
            and kind in {"", found.kind.value}
        ]
        hits.sort(key=lambda found: (not found.symbol.casefold().startswith(wanted), found.symbol))
        return [_search_item(found) for found in hits[:most]]

    def resolve(self, symbol: str) -> SymbolInfo:
        """All about one symbol; SymbolUnknown."""
        found = instrument(symbol)
        return SymbolInfo(
            name=found.symbol,
            ticker=found.symbol,
            description=found.description,
            type=found.kind.value,
            session=SESSION,
            timezone=TIMEZONE,
            exchange=EXCHANGE,
            listed_exchange=EXCHANGE,
            minmov=found.min_move,
            pricescale=found.price_scale,
            intraday_multipliers=INTRADAY,
            supported_resolutions=[resolution.value for resolution in Resolution],
            currency_code=CURRENCY,
        )

    def bars(self, symbol: str, resolution: Resolution, window: Window) -> BarsPage:
        """The bars of a window; SymbolUnknown. The newest may still be forming."""
        found, now = instrument(symbol), self.now()
        candles = self.market.history(symbol, resolution, window, now)
        if not len(candles):
            before = window.end if window.count else window.start
            return BarsPage(bars=[], no_data=True, next_time=self.market.earlier(resolution, before, now))
        return BarsPage(bars=bars_of(found, candles), no_data=False)

    def bar(self, symbol: str, resolution: Resolution, at: int) -> Bar:
        """The bar that second `at` lies in, as it stands after that second; SymbolUnknown."""
        return bars_of(instrument(symbol), self.market.current(symbol, resolution, at))[0]

    def quotes(self, symbols: Sequence[str], at: int | None = None) -> list[QuoteData]:
        """One item per symbol, in the order asked; unknown ones say so."""
        moment = self.now() if at is None else at
        return [self._quote(symbol, moment) for symbol in symbols]

    def _quote(self, symbol: str, at: int) -> QuoteData:
        if symbol not in INSTRUMENTS:
            return QuoteFailed(n=symbol, v=QuoteError(error="unknown symbol"))
        found = INSTRUMENTS[symbol]
        today = self.market.current(symbol, Resolution.DAY, at).columns
        yesterday = self.market.current(symbol, Resolution.DAY, at - at % DAY_S - 1).columns
        last, before = int(today.close[-1]), int(yesterday.close[-1])
        return QuoteOk(
            n=symbol,
            v=QuoteValues(
                lp=_price(found, last),
                ch=_price(found, last - before),
                chp=round(100 * (last - before) / before, 2),
                bid=_price(found, last - 1),
                ask=_price(found, last + 1),
                spread=_price(found, 2),
                open_price=_price(found, int(today.open[-1])),
                high_price=_price(found, int(today.high[-1])),
                low_price=_price(found, int(today.low[-1])),
                prev_close_price=_price(found, before),
                volume=int(today.volume[-1]),
                short_name=symbol,
                exchange=EXCHANGE,
                description=found.description,
                original_name=symbol,
            ),
        )


def instrument(symbol: str) -> Instrument:
    """By its symbol; SymbolUnknown."""
    try:
        return INSTRUMENTS[symbol]
    except KeyError:
        raise SymbolUnknown(symbol) from None


def bars_of(found: Instrument, candles: "Candles") -> list[Bar]:
    """Ticks as the JSON numbers that charts draw."""
    unit = found.price_scale / found.min_move
    prices = [(column / unit).tolist() for column in candles.columns[:4]]
    times = (candles.start * 1000).tolist()
    rows = zip(times, *prices, candles.columns.volume.tolist(), strict=True)
    return [Bar(time=t, open=o, high=h, low=low, close=c, volume=v) for t, o, h, low, c, v in rows]


def _price(found: Instrument, ticks: int) -> float:
    return ticks * found.min_move / found.price_scale


def _search_item(found: Instrument) -> SearchSymbolResultItem:
    return SearchSymbolResultItem(
        symbol=found.symbol,
        ticker=found.symbol,
        description=found.description,
        exchange=EXCHANGE,
        type=found.kind.value,
    )
