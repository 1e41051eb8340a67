"""The datafeed over HTTP: parse, ask, answer. Functions without `async` run in threads, where long histories hold up nobody."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import AfterValidator

from trading_api.models.bars import BarsPage, Symbol
from trading_api.models.common import Problem
from trading_api.models.datafeed import (
    LONGEST_SYMBOL,
    MOST_SYMBOLS,
    DatafeedConfiguration,
    QuoteData,
    QuotesRequest,
    SearchSymbolResultItem,
    SymbolInfo,
)
from trading_api.modules.datafeed.service import DatafeedService, SymbolUnknown
from trading_api.shared.market.resolution import Resolution
from trading_api.shared.market.window import LARGEST_ANSWER, Window
from trading_api.shared.problems import ProblemError

LATEST_TIME = 4_102_444_800
"""2100-01-01 in seconds: later moments are milliseconds by mistake, which would silently give other bars."""
Seconds = Annotated[int, Query(ge=0, le=LATEST_TIME, description="seconds since the epoch, UTC")]
End = Annotated[
    int | None,
    Query(ge=0, le=LATEST_TIME, description="seconds since the epoch, UTC; default: now, the forming bar included"),
]


def _names(symbols: str) -> list[str]:
    return [name for name in symbols.split(",") if name]


def _few(symbols: str) -> str:
    """The bounds of the POST form. Answering the first hundred would look like an answer to all."""
    names = _names(symbols)
    if len(names) > MOST_SYMBOLS or any(len(name) > LONGEST_SYMBOL for name in names):
        raise ValueError(f"at most {MOST_SYMBOLS} symbols of at most {LONGEST_SYMBOL} characters")
    return symbols


CommaList = Annotated[
    str, Query(max_length=2048, description="comma list of at most 100 symbols"), AfterValidator(_few)
]


def router(datafeed: DatafeedService) -> APIRouter:
    """The routes of one service."""
    api = APIRouter()

    @api.get("/config")
    def get_config() -> DatafeedConfiguration:
        """What charts may ask."""
        return datafeed.configuration()

    @api.get("/search")
    def search_symbols(
        user_input: Annotated[str, Query(max_length=64)] = "",
        exchange: Annotated[str, Query(max_length=64)] = "",
        symbol_type: Annotated[str, Query(max_length=64)] = "",
        max_results: Annotated[int, Query(ge=1, le=100)] = 30,
    ) -> list[SearchSymbolResultItem]:
        """Symbols whose name or description holds the text."""
        return datafeed.search(user_input, exchange, symbol_type, max_results)

    @api.get("/resolve/{symbol}", responses={404: {"model": Problem, "description": "No such symbol"}})
    def resolve_symbol(symbol: str) -> SymbolInfo:
        """All about one symbol."""
        try:
            return datafeed.resolve(symbol)
        except SymbolUnknown as error:
            raise _unknown(error) from error

    @api.get("/bars", responses={404: {"model": Problem, "description": "No such symbol"}})
    def get_bars(
        symbol: Symbol,
        resolution: Annotated[str, Query(max_length=8, description="1 5 15 30 60 240 1D 1W 1M; also D W M")],
        from_time: Seconds = 0,
        to_time: End = None,
        count_back: Annotated[int | None, Query(ge=1, le=LARGEST_ANSWER)] = None,
    ) -> BarsPage:
        """Bars that begin in [from_time, to_time), at most 5000 and the newest of them; count_back outranks from_time."""
        end = datafeed.now() + 1 if to_time is None else to_time
        try:
            return datafeed.bars(symbol, Resolution.named(resolution), Window(from_time, end, count_back))
        except SymbolUnknown as error:
            raise _unknown(error) from error
        except ValueError as error:
            raise ProblemError(422, "bad_resolution", f"resolution: {error}") from error

    @api.get("/quotes")
    def get_quotes(symbols: CommaList) -> list[QuoteData]:
        """Quotes of several symbols."""
        return datafeed.quotes(_names(symbols))

    @api.post("/quotes")
    def post_quotes(request: QuotesRequest) -> list[QuoteData]:
        """Quotes of several symbols, as a body."""
        return datafeed.quotes(request.symbols)

    return api


def _unknown(error: SymbolUnknown) -> ProblemError:
    return ProblemError(404, "symbol_unknown", str(error))
