"""The same service for clients of TradingView's UDF protocol, below /udf. What they cannot ask is answered with `s: error`."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse

from trading_api.models.bars import BarsPage
from trading_api.models.datafeed import SymbolInfo, TimescaleMark
from trading_api.models.udf import (
    UdfConfiguration,
    UdfError,
    UdfHistory,
    UdfHistoryAnswer,
    UdfMarks,
    UdfNoData,
    UdfQuotes,
    UdfSearchItem,
    UdfSymbols,
)
from trading_api.modules.datafeed.parameters import (
    LATEST_TIME,
    CommaList,
    CountBack,
    Filter,
    Most,
    ResolutionText,
    names_in,
)
from trading_api.modules.datafeed.service import DatafeedService, SymbolUnknown
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.window import Window

UdfSymbol = Annotated[str, Query(max_length=64, description="its ticker, such as AAPL")]
From = Annotated[int, Query(alias="from", ge=0, le=LATEST_TIME, description="seconds since the epoch, UTC")]
To = Annotated[int, Query(alias="to", ge=0, le=LATEST_TIME, description="seconds since the epoch, UTC; exclusive")]


def router(datafeed: DatafeedService) -> APIRouter:
    """The routes of one service."""
    api = APIRouter(prefix="/udf", tags=["udf"])
    for routes in (_symbols, _history, _marks):
        routes(api, datafeed)
    return api


def _symbols(api: APIRouter, datafeed: DatafeedService) -> None:
    @api.get("/config")
    def udf_config() -> UdfConfiguration:
        """What charts may ask."""
        return UdfConfiguration(**datafeed.configuration().model_dump())

    @api.get("/symbols")
    def udf_symbols(symbol: UdfSymbol) -> SymbolInfo | UdfError:
        """All about one symbol."""
        try:
            return datafeed.resolve(symbol)
        except SymbolUnknown as error:
            return UdfError(errmsg=str(error))

    @api.get("/symbol_info")
    def udf_symbol_info(group: Filter = "") -> UdfSymbols:
        """All symbols of an exchange, in columns; of every exchange without a group."""
        return _columns([found for found in datafeed.symbols() if group in {"", found.exchange}])

    @api.get("/search")
    def udf_search(
        query: Filter = "",
        kind: Annotated[Filter, Query(alias="type")] = "",
        exchange: Filter = "",
        limit: Most = 30,
    ) -> list[UdfSearchItem]:
        """Symbols whose name or description holds the text."""
        found = datafeed.search(query, exchange, kind, limit)
        return [UdfSearchItem(full_name=f"{hit.exchange}:{hit.symbol}", **hit.model_dump()) for hit in found]


def _history(api: APIRouter, datafeed: DatafeedService) -> None:
    @api.get("/history", response_model_exclude_none=True)
    def udf_history(
        symbol: UdfSymbol, resolution: ResolutionText, since: From, to: To, countback: CountBack = None
    ) -> UdfHistoryAnswer:
        """Bars that begin in [from, to); countback outranks from."""
        try:
            page = datafeed.bars(symbol, Resolution.named(resolution), Window(since, to, countback))
        except (SymbolUnknown, ValueError) as error:
            return UdfError(errmsg=str(error))
        return UdfNoData(nextTime=page.next_time) if page.no_data else _history_of(page)

    @api.get("/quotes")
    def udf_quotes(symbols: CommaList) -> UdfQuotes:
        """Quotes of several symbols."""
        return UdfQuotes(d=datafeed.quotes(names_in(symbols)))

    @api.get("/time", response_class=PlainTextResponse)
    def udf_time() -> str:
        """The server's clock in seconds since the epoch, as text."""
        return str(datafeed.now())


def _marks(api: APIRouter, datafeed: DatafeedService) -> None:
    @api.get("/marks")
    def udf_marks(symbol: UdfSymbol, since: From, to: To, resolution: ResolutionText = "1D") -> UdfMarks | UdfError:
        """Marks on bars, in columns."""
        try:
            found = datafeed.marks(symbol, Resolution.named(resolution), Window(since, to))
        except (SymbolUnknown, ValueError) as error:
            return UdfError(errmsg=str(error))
        rows = [mark.model_dump() for mark in found]
        return UdfMarks(**{name: [row[name] for row in rows] for name in UdfMarks.model_fields})

    @api.get("/timescale_marks")
    def udf_timescale_marks(
        symbol: UdfSymbol, since: From, to: To, resolution: ResolutionText = "1D"
    ) -> list[TimescaleMark] | UdfError:
        """Marks on the time scale, as rows: here UDF has no columns."""
        try:
            Resolution.named(resolution)
            return datafeed.timescale_marks(symbol, Window(since, to))
        except (SymbolUnknown, ValueError) as error:
            return UdfError(errmsg=str(error))


def _history_of(page: BarsPage) -> UdfHistory:
    bars = page.bars
    return UdfHistory(
        t=[bar.time // 1000 for bar in bars],
        o=[bar.open for bar in bars],
        h=[bar.high for bar in bars],
        l=[bar.low for bar in bars],
        c=[bar.close for bar in bars],
        v=[bar.volume for bar in bars],
    )


def _columns(found: list[SymbolInfo]) -> UdfSymbols:
    return UdfSymbols(
        symbol=[info.name for info in found],
        ticker=[info.ticker for info in found],
        description=[info.description for info in found],
        type=[info.type for info in found],
        exchange_listed=[info.listed_exchange for info in found],
        exchange_traded=[info.exchange for info in found],
        timezone=[info.timezone for info in found],
        session_regular=[info.session for info in found],
        session_holidays=[info.session_holidays for info in found],
        corrections=[info.corrections for info in found],
        minmovement=[info.minmov for info in found],
        pricescale=[info.pricescale for info in found],
        currency_code=[info.currency_code for info in found],
        has_intraday=[info.has_intraday for info in found],
        intraday_multipliers=[info.intraday_multipliers for info in found],
        supported_resolutions=[info.supported_resolutions for info in found],
    )
