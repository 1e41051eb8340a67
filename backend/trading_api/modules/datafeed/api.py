"""The datafeed over HTTP: parse, ask, answer. Functions without `async` run in threads, where long histories hold up nobody."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from trading_api.models.bars import BarsPage, Symbol
from trading_api.models.common import Problem
from trading_api.models.datafeed import (
    DatafeedConfiguration,
    Mark,
    OptionChain,
    QuoteData,
    QuotesRequest,
    SearchSymbolResultItem,
    SymbolInfo,
    TimescaleMark,
)
from trading_api.modules.datafeed.chains import NoOptions
from trading_api.modules.datafeed.parameters import (
    CommaList,
    CountBack,
    End,
    Filter,
    Most,
    ResolutionText,
    Seconds,
    names_in,
    resolution_of,
    unknown,
)
from trading_api.modules.datafeed.service import DatafeedService, SymbolUnknown
from trading_api.shared.market.window import Window
from trading_api.shared.problems import ProblemError

NO_SUCH_SYMBOL: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No such symbol"}}
NO_SUCH_CHAIN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "No such symbol, or no options on it that expire then"}
}


def router(datafeed: DatafeedService) -> APIRouter:
    """The routes of one service: symbols, history, quotes, options, marks."""
    api = APIRouter()
    for routes in (_symbols, _history, _quotes, _options, _marks):
        routes(api, datafeed)
    return api


def _symbols(api: APIRouter, datafeed: DatafeedService) -> None:
    @api.get("/config")
    def get_config() -> DatafeedConfiguration:
        """What charts may ask."""
        return datafeed.configuration()

    @api.get("/search")
    def search_symbols(
        user_input: Filter = "", exchange: Filter = "", symbol_type: Filter = "", max_results: Most = 30
    ) -> list[SearchSymbolResultItem]:
        """Symbols whose name or description holds the text."""
        return datafeed.search(user_input, exchange, symbol_type, max_results)

    @api.get("/resolve/{symbol}", responses=NO_SUCH_SYMBOL)
    def resolve_symbol(symbol: str) -> SymbolInfo:
        """All about one symbol."""
        try:
            return datafeed.resolve(symbol)
        except SymbolUnknown as error:
            raise unknown(error) from error


def _history(api: APIRouter, datafeed: DatafeedService) -> None:
    @api.get("/bars", responses=NO_SUCH_SYMBOL, response_model=BarsPage)
    def get_bars(
        symbol: Symbol,
        resolution: ResolutionText,
        from_time: Seconds = 0,
        to_time: End = None,
        count_back: CountBack = None,
    ) -> Response:
        """Bars that begin in [from_time, to_time), at most 5000 and the newest of them; count_back outranks from_time."""
        end = datafeed.now() + 1 if to_time is None else to_time
        try:
            page = datafeed.page(symbol, resolution_of(resolution), Window(from_time, end, count_back))
        except SymbolUnknown as error:
            raise unknown(error) from error
        return Response(page.json(), media_type="application/json")


def _quotes(api: APIRouter, datafeed: DatafeedService) -> None:
    @api.get("/quotes")
    def get_quotes(symbols: CommaList) -> list[QuoteData]:
        """Quotes of several symbols."""
        return datafeed.quotes(names_in(symbols))

    @api.post("/quotes")
    def post_quotes(request: QuotesRequest) -> list[QuoteData]:
        """Quotes of several symbols, as a body."""
        return datafeed.quotes(request.symbols)


def _options(api: APIRouter, datafeed: DatafeedService) -> None:
    @api.get("/options/{underlying}", responses=NO_SUCH_CHAIN)
    def get_option_chain(
        underlying: str,
        expiry: Annotated[date | None, Query(description="as YYYY-MM-DD; default: the nearest there is")] = None,
    ) -> OptionChain:
        """The options on an index with their quotes, implied volatilities and greeks."""
        try:
            return datafeed.chain(underlying, expiry)
        except SymbolUnknown as error:
            raise unknown(error) from error
        except NoOptions as error:
            raise ProblemError(404, "no_options", str(error)) from error


def _marks(api: APIRouter, datafeed: DatafeedService) -> None:
    @api.get("/marks", responses=NO_SUCH_SYMBOL)
    def get_marks(
        symbol: Symbol, from_time: Seconds = 0, to_time: End = None, resolution: ResolutionText = "1D"
    ) -> list[Mark]:
        """Days that moved much more than those before them, on the bars of that resolution."""
        end = datafeed.now() + 1 if to_time is None else to_time
        try:
            return datafeed.marks(symbol, resolution_of(resolution), Window(from_time, end))
        except SymbolUnknown as error:
            raise unknown(error) from error

    @api.get("/timescale_marks", responses=NO_SUCH_SYMBOL)
    def get_timescale_marks(
        symbol: Symbol, from_time: Seconds = 0, to_time: End = None, resolution: ResolutionText = "1D"
    ) -> list[TimescaleMark]:
        """Sessions of unusual hours, whatever the resolution."""
        resolution_of(resolution)
        end = datafeed.now() + 1 if to_time is None else to_time
        try:
            return datafeed.timescale_marks(symbol, Window(from_time, end))
        except SymbolUnknown as error:
            raise unknown(error) from error
