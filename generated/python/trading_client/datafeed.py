"""Bars, quotes and symbols of the simulated market. Made by `gen`; do not edit."""

from datetime import date
from typing import Any

from pydantic import TypeAdapter

from . import models
from ._http import AsyncSession, Call, Session, headed, queried, quoted
from ._topic import Route, Subscription
from ._ws import Stream

_BARS_PAGE_TYPE: TypeAdapter[models.BarsPage] = TypeAdapter(models.BarsPage)
_BARS_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.BarsSubscribeRequest] = TypeAdapter(models.BarsSubscribeRequest)
_BAR_TYPE: TypeAdapter[models.Bar] = TypeAdapter(models.Bar)
_CONNECTIONS_TYPE: TypeAdapter[models.Connections] = TypeAdapter(models.Connections)
_DATAFEED_CONFIGURATION_TYPE: TypeAdapter[models.DatafeedConfiguration] = TypeAdapter(models.DatafeedConfiguration)
_DEPTH_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.DepthSubscribeRequest] = TypeAdapter(models.DepthSubscribeRequest)
_DEPTH_TYPE: TypeAdapter[models.Depth] = TypeAdapter(models.Depth)
_HEALTH_TYPE: TypeAdapter[models.Health] = TypeAdapter(models.Health)
_INSTANCE_TYPE: TypeAdapter[models.Instance] = TypeAdapter(models.Instance)
_LIST_MARK_TYPE: TypeAdapter[list[models.Mark]] = TypeAdapter(list[models.Mark])
_LIST_QUOTE_OK_QUOTE_FAILED_TYPE: TypeAdapter[list[models.QuoteOk | models.QuoteFailed]] = TypeAdapter(
    list[models.QuoteOk | models.QuoteFailed]
)
_LIST_SEARCH_SYMBOL_RESULT_ITEM_TYPE: TypeAdapter[list[models.SearchSymbolResultItem]] = TypeAdapter(
    list[models.SearchSymbolResultItem]
)
_LIST_TIMESCALE_MARK_TYPE: TypeAdapter[list[models.TimescaleMark]] = TypeAdapter(list[models.TimescaleMark])
_LIST_TIMESCALE_MARK_UDF_ERROR_TYPE: TypeAdapter[list[models.TimescaleMark] | models.UdfError] = TypeAdapter(
    list[models.TimescaleMark] | models.UdfError
)
_LIST_UDF_SEARCH_ITEM_TYPE: TypeAdapter[list[models.UdfSearchItem]] = TypeAdapter(list[models.UdfSearchItem])
_OPTION_CHAIN_TYPE: TypeAdapter[models.OptionChain] = TypeAdapter(models.OptionChain)
_PROBLEM_TYPE: TypeAdapter[models.Problem] = TypeAdapter(models.Problem)
_QUOTES_REQUEST_TYPE: TypeAdapter[models.QuotesRequest] = TypeAdapter(models.QuotesRequest)
_QUOTES_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.QuotesSubscribeRequest] = TypeAdapter(models.QuotesSubscribeRequest)
_QUOTES_TYPE: TypeAdapter[models.Quotes] = TypeAdapter(models.Quotes)
_READINESS_TYPE: TypeAdapter[models.Readiness] = TypeAdapter(models.Readiness)
_STR_TYPE: TypeAdapter[str] = TypeAdapter(str)
_SUBSCRIBE_RESPONSE_TYPE: TypeAdapter[models.SubscribeResponse] = TypeAdapter(models.SubscribeResponse)
_SYMBOL_INFO_TYPE: TypeAdapter[models.SymbolInfo] = TypeAdapter(models.SymbolInfo)
_SYMBOL_INFO_UDF_ERROR_TYPE: TypeAdapter[models.SymbolInfo | models.UdfError] = TypeAdapter(
    models.SymbolInfo | models.UdfError
)
_UDF_CONFIGURATION_TYPE: TypeAdapter[models.UdfConfiguration] = TypeAdapter(models.UdfConfiguration)
_UDF_HISTORY_UDF_NO_DATA_UDF_ERROR_TYPE: TypeAdapter[models.UdfHistory | models.UdfNoData | models.UdfError] = TypeAdapter(
    models.UdfHistory | models.UdfNoData | models.UdfError
)
_UDF_MARKS_UDF_ERROR_TYPE: TypeAdapter[models.UdfMarks | models.UdfError] = TypeAdapter(
    models.UdfMarks | models.UdfError
)
_UDF_QUOTES_TYPE: TypeAdapter[models.UdfQuotes] = TypeAdapter(models.UdfQuotes)
_UDF_SYMBOLS_TYPE: TypeAdapter[models.UdfSymbols] = TypeAdapter(models.UdfSymbols)
_VERSION_TYPE: TypeAdapter[models.Version] = TypeAdapter(models.Version)
_ERRORS: dict[str, TypeAdapter[Any]] = {"4XX": _PROBLEM_TYPE, "5XX": _PROBLEM_TYPE}


class DatafeedClient:
    """datafeed, over HTTP. `server` is an address like http://localhost:8000, or a Session to share."""

    def __init__(self, server: str | Session) -> None:
        self.session = Session.of(server)

    def close(self) -> None:
        """Close the session's connections."""
        self.session.close()

    def get_bars(
        self,
        *,
        symbol: str,
        resolution: str,
        from_time: int | None = None,
        to_time: int | None = None,
        count_back: int | None = None,
        timeout: float | None = None,
    ) -> models.BarsPage:
        """Bars that begin in [from_time, to_time), at most 5000 and the newest of them; count_back outranks from_time.

        symbol: such as AAPL, SIMX-202403 or SIMX-20240315-C4200.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        from_time: seconds since the epoch, UTC.
        to_time: seconds since the epoch, UTC; default: now, the forming bar included.
        404: No such symbol.
        422: Validation Error.
        """
        call = _get_bars(
            symbol=symbol, resolution=resolution, from_time=from_time, to_time=to_time, count_back=count_back
        )
        return self.session.send(call, timeout)

    def get_config(self, *, timeout: float | None = None) -> models.DatafeedConfiguration:
        """What charts may ask."""
        return self.session.send(_get_config(), timeout)

    def get_connections(self, *, timeout: float | None = None) -> models.Connections:
        """The WebSockets of this module in the process that answers, and the topics they keep alive."""
        return self.session.send(_get_connections(), timeout)

    def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return self.session.send(_get_health(), timeout)

    def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return self.session.send(_get_instance(), timeout)

    def get_marks(
        self,
        *,
        symbol: str,
        from_time: int | None = None,
        to_time: int | None = None,
        resolution: str | None = None,
        timeout: float | None = None,
    ) -> list[models.Mark]:
        """Days that moved much more than those before them, on the bars of that resolution.

        symbol: such as AAPL, SIMX-202403 or SIMX-20240315-C4200.
        from_time: seconds since the epoch, UTC.
        to_time: seconds since the epoch, UTC; default: now, the forming bar included.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        404: No such symbol.
        422: Validation Error.
        """
        call = _get_marks(symbol=symbol, from_time=from_time, to_time=to_time, resolution=resolution)
        return self.session.send(call, timeout)

    def get_option_chain(
        self, underlying: str, *, expiry: date | None = None, timeout: float | None = None
    ) -> models.OptionChain:
        """The options on an index with their quotes, implied volatilities and greeks.

        expiry: as YYYY-MM-DD; default: the nearest there is.
        404: No such symbol, or no options on it that expire then.
        422: Validation Error.
        """
        return self.session.send(_get_option_chain(underlying, expiry=expiry), timeout)

    def get_quotes(self, *, symbols: str, timeout: float | None = None) -> list[models.QuoteOk | models.QuoteFailed]:
        """Quotes of several symbols.

        symbols: comma list of at most 100 symbols.
        422: Validation Error.
        """
        return self.session.send(_get_quotes(symbols=symbols), timeout)

    def post_quotes(
        self, body: models.QuotesRequest, *, timeout: float | None = None
    ) -> list[models.QuoteOk | models.QuoteFailed]:
        """Quotes of several symbols, as a body.

        422: Validation Error.
        """
        return self.session.send(_post_quotes(body), timeout)

    def get_ready(self, *, timeout: float | None = None) -> models.Readiness:
        """Everything this module needs answers; a 503 problem names what does not.

        503: A dependency does not answer.
        """
        return self.session.send(_get_ready(), timeout)

    def resolve_symbol(self, symbol: str, *, timeout: float | None = None) -> models.SymbolInfo:
        """All about one symbol.

        404: No such symbol.
        422: Validation Error.
        """
        return self.session.send(_resolve_symbol(symbol), timeout)

    def search_symbols(
        self,
        *,
        user_input: str | None = None,
        exchange: str | None = None,
        symbol_type: str | None = None,
        max_results: int | None = None,
        timeout: float | None = None,
    ) -> list[models.SearchSymbolResultItem]:
        """Symbols whose name or description holds the text.

        422: Validation Error.
        """
        call = _search_symbols(
            user_input=user_input, exchange=exchange, symbol_type=symbol_type, max_results=max_results
        )
        return self.session.send(call, timeout)

    def get_timescale_marks(
        self,
        *,
        symbol: str,
        from_time: int | None = None,
        to_time: int | None = None,
        resolution: str | None = None,
        timeout: float | None = None,
    ) -> list[models.TimescaleMark]:
        """Sessions of unusual hours, whatever the resolution.

        symbol: such as AAPL, SIMX-202403 or SIMX-20240315-C4200.
        from_time: seconds since the epoch, UTC.
        to_time: seconds since the epoch, UTC; default: now, the forming bar included.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        404: No such symbol.
        422: Validation Error.
        """
        call = _get_timescale_marks(symbol=symbol, from_time=from_time, to_time=to_time, resolution=resolution)
        return self.session.send(call, timeout)

    def udf_config(self, *, timeout: float | None = None) -> models.UdfConfiguration:
        """What charts may ask."""
        return self.session.send(_udf_config(), timeout)

    def udf_history(
        self,
        *,
        symbol: str,
        resolution: str,
        from_: int,
        to: int,
        countback: int | None = None,
        timeout: float | None = None,
    ) -> models.UdfHistory | models.UdfNoData | models.UdfError:
        """Bars that begin in [from, to); countback outranks from.

        symbol: its ticker, such as AAPL.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        from_: seconds since the epoch, UTC.
        to: seconds since the epoch, UTC; exclusive.
        422: Validation Error.
        """
        call = _udf_history(symbol=symbol, resolution=resolution, from_=from_, to=to, countback=countback)
        return self.session.send(call, timeout)

    def udf_marks(
        self, *, symbol: str, from_: int, to: int, resolution: str | None = None, timeout: float | None = None
    ) -> models.UdfMarks | models.UdfError:
        """Marks on bars, in columns.

        symbol: its ticker, such as AAPL.
        from_: seconds since the epoch, UTC.
        to: seconds since the epoch, UTC; exclusive.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        422: Validation Error.
        """
        return self.session.send(_udf_marks(symbol=symbol, from_=from_, to=to, resolution=resolution), timeout)

    def udf_quotes(self, *, symbols: str, timeout: float | None = None) -> models.UdfQuotes:
        """Quotes of several symbols.

        symbols: comma list of at most 100 symbols.
        422: Validation Error.
        """
        return self.session.send(_udf_quotes(symbols=symbols), timeout)

    def udf_search(
        self,
        *,
        query: str | None = None,
        type: str | None = None,
        exchange: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> list[models.UdfSearchItem]:
        """Symbols whose name or description holds the text.

        422: Validation Error.
        """
        return self.session.send(_udf_search(query=query, type=type, exchange=exchange, limit=limit), timeout)

    def udf_symbol_info(self, *, group: str | None = None, timeout: float | None = None) -> models.UdfSymbols:
        """All symbols of an exchange, in columns; of every exchange without a group.

        422: Validation Error.
        """
        return self.session.send(_udf_symbol_info(group=group), timeout)

    def udf_symbols(self, *, symbol: str, timeout: float | None = None) -> models.SymbolInfo | models.UdfError:
        """All about one symbol.

        symbol: its ticker, such as AAPL.
        422: Validation Error.
        """
        return self.session.send(_udf_symbols(symbol=symbol), timeout)

    def udf_time(self, *, timeout: float | None = None) -> str:
        """The server's clock in seconds since the epoch, as text."""
        return self.session.send(_udf_time(), timeout)

    def udf_timescale_marks(
        self, *, symbol: str, from_: int, to: int, resolution: str | None = None, timeout: float | None = None
    ) -> list[models.TimescaleMark] | models.UdfError:
        """Marks on the time scale, as rows: here UDF has no columns.

        symbol: its ticker, such as AAPL.
        from_: seconds since the epoch, UTC.
        to: seconds since the epoch, UTC; exclusive.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        422: Validation Error.
        """
        call = _udf_timescale_marks(symbol=symbol, from_=from_, to=to, resolution=resolution)
        return self.session.send(call, timeout)

    def get_version(self, *, timeout: float | None = None) -> models.Version:
        """Which release answers."""
        return self.session.send(_get_version(), timeout)


class AsyncDatafeedClient:
    """datafeed, over HTTP, for asyncio. `server` is an address, or an AsyncSession to share."""

    def __init__(self, server: str | AsyncSession) -> None:
        self.session = AsyncSession.of(server)

    async def aclose(self) -> None:
        """Close the session's connections."""
        await self.session.aclose()

    async def get_bars(
        self,
        *,
        symbol: str,
        resolution: str,
        from_time: int | None = None,
        to_time: int | None = None,
        count_back: int | None = None,
        timeout: float | None = None,
    ) -> models.BarsPage:
        """Bars that begin in [from_time, to_time), at most 5000 and the newest of them; count_back outranks from_time.

        symbol: such as AAPL, SIMX-202403 or SIMX-20240315-C4200.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        from_time: seconds since the epoch, UTC.
        to_time: seconds since the epoch, UTC; default: now, the forming bar included.
        404: No such symbol.
        422: Validation Error.
        """
        call = _get_bars(
            symbol=symbol, resolution=resolution, from_time=from_time, to_time=to_time, count_back=count_back
        )
        return await self.session.send(call, timeout)

    async def get_config(self, *, timeout: float | None = None) -> models.DatafeedConfiguration:
        """What charts may ask."""
        return await self.session.send(_get_config(), timeout)

    async def get_connections(self, *, timeout: float | None = None) -> models.Connections:
        """The WebSockets of this module in the process that answers, and the topics they keep alive."""
        return await self.session.send(_get_connections(), timeout)

    async def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return await self.session.send(_get_health(), timeout)

    async def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return await self.session.send(_get_instance(), timeout)

    async def get_marks(
        self,
        *,
        symbol: str,
        from_time: int | None = None,
        to_time: int | None = None,
        resolution: str | None = None,
        timeout: float | None = None,
    ) -> list[models.Mark]:
        """Days that moved much more than those before them, on the bars of that resolution.

        symbol: such as AAPL, SIMX-202403 or SIMX-20240315-C4200.
        from_time: seconds since the epoch, UTC.
        to_time: seconds since the epoch, UTC; default: now, the forming bar included.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        404: No such symbol.
        422: Validation Error.
        """
        call = _get_marks(symbol=symbol, from_time=from_time, to_time=to_time, resolution=resolution)
        return await self.session.send(call, timeout)

    async def get_option_chain(
        self, underlying: str, *, expiry: date | None = None, timeout: float | None = None
    ) -> models.OptionChain:
        """The options on an index with their quotes, implied volatilities and greeks.

        expiry: as YYYY-MM-DD; default: the nearest there is.
        404: No such symbol, or no options on it that expire then.
        422: Validation Error.
        """
        return await self.session.send(_get_option_chain(underlying, expiry=expiry), timeout)

    async def get_quotes(
        self, *, symbols: str, timeout: float | None = None
    ) -> list[models.QuoteOk | models.QuoteFailed]:
        """Quotes of several symbols.

        symbols: comma list of at most 100 symbols.
        422: Validation Error.
        """
        return await self.session.send(_get_quotes(symbols=symbols), timeout)

    async def post_quotes(
        self, body: models.QuotesRequest, *, timeout: float | None = None
    ) -> list[models.QuoteOk | models.QuoteFailed]:
        """Quotes of several symbols, as a body.

        422: Validation Error.
        """
        return await self.session.send(_post_quotes(body), timeout)

    async def get_ready(self, *, timeout: float | None = None) -> models.Readiness:
        """Everything this module needs answers; a 503 problem names what does not.

        503: A dependency does not answer.
        """
        return await self.session.send(_get_ready(), timeout)

    async def resolve_symbol(self, symbol: str, *, timeout: float | None = None) -> models.SymbolInfo:
        """All about one symbol.

        404: No such symbol.
        422: Validation Error.
        """
        return await self.session.send(_resolve_symbol(symbol), timeout)

    async def search_symbols(
        self,
        *,
        user_input: str | None = None,
        exchange: str | None = None,
        symbol_type: str | None = None,
        max_results: int | None = None,
        timeout: float | None = None,
    ) -> list[models.SearchSymbolResultItem]:
        """Symbols whose name or description holds the text.

        422: Validation Error.
        """
        call = _search_symbols(
            user_input=user_input, exchange=exchange, symbol_type=symbol_type, max_results=max_results
        )
        return await self.session.send(call, timeout)

    async def get_timescale_marks(
        self,
        *,
        symbol: str,
        from_time: int | None = None,
        to_time: int | None = None,
        resolution: str | None = None,
        timeout: float | None = None,
    ) -> list[models.TimescaleMark]:
        """Sessions of unusual hours, whatever the resolution.

        symbol: such as AAPL, SIMX-202403 or SIMX-20240315-C4200.
        from_time: seconds since the epoch, UTC.
        to_time: seconds since the epoch, UTC; default: now, the forming bar included.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        404: No such symbol.
        422: Validation Error.
        """
        call = _get_timescale_marks(symbol=symbol, from_time=from_time, to_time=to_time, resolution=resolution)
        return await self.session.send(call, timeout)

    async def udf_config(self, *, timeout: float | None = None) -> models.UdfConfiguration:
        """What charts may ask."""
        return await self.session.send(_udf_config(), timeout)

    async def udf_history(
        self,
        *,
        symbol: str,
        resolution: str,
        from_: int,
        to: int,
        countback: int | None = None,
        timeout: float | None = None,
    ) -> models.UdfHistory | models.UdfNoData | models.UdfError:
        """Bars that begin in [from, to); countback outranks from.

        symbol: its ticker, such as AAPL.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        from_: seconds since the epoch, UTC.
        to: seconds since the epoch, UTC; exclusive.
        422: Validation Error.
        """
        call = _udf_history(symbol=symbol, resolution=resolution, from_=from_, to=to, countback=countback)
        return await self.session.send(call, timeout)

    async def udf_marks(
        self, *, symbol: str, from_: int, to: int, resolution: str | None = None, timeout: float | None = None
    ) -> models.UdfMarks | models.UdfError:
        """Marks on bars, in columns.

        symbol: its ticker, such as AAPL.
        from_: seconds since the epoch, UTC.
        to: seconds since the epoch, UTC; exclusive.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        422: Validation Error.
        """
        return await self.session.send(_udf_marks(symbol=symbol, from_=from_, to=to, resolution=resolution), timeout)

    async def udf_quotes(self, *, symbols: str, timeout: float | None = None) -> models.UdfQuotes:
        """Quotes of several symbols.

        symbols: comma list of at most 100 symbols.
        422: Validation Error.
        """
        return await self.session.send(_udf_quotes(symbols=symbols), timeout)

    async def udf_search(
        self,
        *,
        query: str | None = None,
        type: str | None = None,
        exchange: str | None = None,
        limit: int | None = None,
        timeout: float | None = None,
    ) -> list[models.UdfSearchItem]:
        """Symbols whose name or description holds the text.

        422: Validation Error.
        """
        return await self.session.send(_udf_search(query=query, type=type, exchange=exchange, limit=limit), timeout)

    async def udf_symbol_info(self, *, group: str | None = None, timeout: float | None = None) -> models.UdfSymbols:
        """All symbols of an exchange, in columns; of every exchange without a group.

        422: Validation Error.
        """
        return await self.session.send(_udf_symbol_info(group=group), timeout)

    async def udf_symbols(self, *, symbol: str, timeout: float | None = None) -> models.SymbolInfo | models.UdfError:
        """All about one symbol.

        symbol: its ticker, such as AAPL.
        422: Validation Error.
        """
        return await self.session.send(_udf_symbols(symbol=symbol), timeout)

    async def udf_time(self, *, timeout: float | None = None) -> str:
        """The server's clock in seconds since the epoch, as text."""
        return await self.session.send(_udf_time(), timeout)

    async def udf_timescale_marks(
        self, *, symbol: str, from_: int, to: int, resolution: str | None = None, timeout: float | None = None
    ) -> list[models.TimescaleMark] | models.UdfError:
        """Marks on the time scale, as rows: here UDF has no columns.

        symbol: its ticker, such as AAPL.
        from_: seconds since the epoch, UTC.
        to: seconds since the epoch, UTC; exclusive.
        resolution: 1 5 15 30 60 240 1D 1W 1M; also D W M.
        422: Validation Error.
        """
        call = _udf_timescale_marks(symbol=symbol, from_=from_, to=to, resolution=resolution)
        return await self.session.send(call, timeout)

    async def get_version(self, *, timeout: float | None = None) -> models.Version:
        """Which release answers."""
        return await self.session.send(_get_version(), timeout)


class DatafeedStream(Stream):
    """datafeed, over its WebSocket."""

    path = "/api/v1/datafeed/ws"

    async def bars(self, request: models.BarsSubscribeRequest) -> Subscription[models.SubscribeResponse, models.Bar]:
        """Live bars of one symbol and resolution.

        The latest value; older ones may be skipped.
        """
        return await self._subscribe(_BARS_ROUTE, request)

    async def depth(
        self, request: models.DepthSubscribeRequest
    ) -> Subscription[models.SubscribeResponse, models.Depth]:
        """The live order book of one symbol.

        The latest value; older ones may be skipped.
        """
        return await self._subscribe(_DEPTH_ROUTE, request)

    async def quotes(
        self, request: models.QuotesSubscribeRequest | None = None
    ) -> Subscription[models.SubscribeResponse, models.Quotes]:
        """Live quotes of a watchlist. Order and repetition do not matter.

        The latest value; older ones may be skipped.
        """
        return await self._subscribe(_QUOTES_ROUTE, request or models.QuotesSubscribeRequest())


_BARS_ROUTE = Route(
    "bars",
    request=_BARS_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_BAR_TYPE,
    lossless=False,
)
_DEPTH_ROUTE = Route(
    "depth",
    request=_DEPTH_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_DEPTH_TYPE,
    lossless=False,
)
_QUOTES_ROUTE = Route(
    "quotes",
    request=_QUOTES_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_QUOTES_TYPE,
    lossless=False,
)


def _get_bars(
    *,
    symbol: str,
    resolution: str,
    from_time: int | None = None,
    to_time: int | None = None,
    count_back: int | None = None,
) -> Call[models.BarsPage]:
    return Call(
        "GET",
        "/api/v1/datafeed/bars",
        _BARS_PAGE_TYPE,
        _ERRORS,
        query=queried(
            {
                "symbol": symbol,
                "resolution": resolution,
                "from_time": from_time,
                "to_time": to_time,
                "count_back": count_back,
            }
        ),
        repeatable=True,
    )


def _get_config() -> Call[models.DatafeedConfiguration]:
    return Call(
        "GET",
        "/api/v1/datafeed/config",
        _DATAFEED_CONFIGURATION_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_connections() -> Call[models.Connections]:
    return Call(
        "GET",
        "/api/v1/datafeed/connections",
        _CONNECTIONS_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_health() -> Call[models.Health]:
    return Call(
        "GET",
        "/api/v1/datafeed/health",
        _HEALTH_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_instance() -> Call[models.Instance]:
    return Call(
        "GET",
        "/api/v1/datafeed/instance",
        _INSTANCE_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_marks(
    *, symbol: str, from_time: int | None = None, to_time: int | None = None, resolution: str | None = None
) -> Call[list[models.Mark]]:
    return Call(
        "GET",
        "/api/v1/datafeed/marks",
        _LIST_MARK_TYPE,
        _ERRORS,
        query=queried({"symbol": symbol, "from_time": from_time, "to_time": to_time, "resolution": resolution}),
        repeatable=True,
    )


def _get_option_chain(underlying: str, *, expiry: date | None = None) -> Call[models.OptionChain]:
    return Call(
        "GET",
        f"/api/v1/datafeed/options/{quoted(underlying)}",
        _OPTION_CHAIN_TYPE,
        _ERRORS,
        query=queried({"expiry": expiry}),
        repeatable=True,
    )


def _get_quotes(*, symbols: str) -> Call[list[models.QuoteOk | models.QuoteFailed]]:
    return Call(
        "GET",
        "/api/v1/datafeed/quotes",
        _LIST_QUOTE_OK_QUOTE_FAILED_TYPE,
        _ERRORS,
        query=queried({"symbols": symbols}),
        repeatable=True,
    )


def _post_quotes(body: models.QuotesRequest) -> Call[list[models.QuoteOk | models.QuoteFailed]]:
    return Call(
        "POST",
        "/api/v1/datafeed/quotes",
        _LIST_QUOTE_OK_QUOTE_FAILED_TYPE,
        _ERRORS,
        headers=headed({"Content-Type": "application/json"}),
        content=_QUOTES_REQUEST_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
    )


def _get_ready() -> Call[models.Readiness]:
    return Call(
        "GET",
        "/api/v1/datafeed/ready",
        _READINESS_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _resolve_symbol(symbol: str) -> Call[models.SymbolInfo]:
    return Call(
        "GET",
        f"/api/v1/datafeed/resolve/{quoted(symbol)}",
        _SYMBOL_INFO_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _search_symbols(
    *,
    user_input: str | None = None,
    exchange: str | None = None,
    symbol_type: str | None = None,
    max_results: int | None = None,
) -> Call[list[models.SearchSymbolResultItem]]:
    return Call(
        "GET",
        "/api/v1/datafeed/search",
        _LIST_SEARCH_SYMBOL_RESULT_ITEM_TYPE,
        _ERRORS,
        query=queried(
            {
                "user_input": user_input,
                "exchange": exchange,
                "symbol_type": symbol_type,
                "max_results": max_results,
            }
        ),
        repeatable=True,
    )


def _get_timescale_marks(
    *, symbol: str, from_time: int | None = None, to_time: int | None = None, resolution: str | None = None
) -> Call[list[models.TimescaleMark]]:
    return Call(
        "GET",
        "/api/v1/datafeed/timescale_marks",
        _LIST_TIMESCALE_MARK_TYPE,
        _ERRORS,
        query=queried({"symbol": symbol, "from_time": from_time, "to_time": to_time, "resolution": resolution}),
        repeatable=True,
    )


def _udf_config() -> Call[models.UdfConfiguration]:
    return Call(
        "GET",
        "/api/v1/datafeed/udf/config",
        _UDF_CONFIGURATION_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _udf_history(
    *, symbol: str, resolution: str, from_: int, to: int, countback: int | None = None
) -> Call[models.UdfHistory | models.UdfNoData | models.UdfError]:
    return Call(
        "GET",
        "/api/v1/datafeed/udf/history",
        _UDF_HISTORY_UDF_NO_DATA_UDF_ERROR_TYPE,
        _ERRORS,
        query=queried({"symbol": symbol, "resolution": resolution, "from": from_, "to": to, "countback": countback}),
        repeatable=True,
    )


def _udf_marks(
    *, symbol: str, from_: int, to: int, resolution: str | None = None
) -> Call[models.UdfMarks | models.UdfError]:
    return Call(
        "GET",
        "/api/v1/datafeed/udf/marks",
        _UDF_MARKS_UDF_ERROR_TYPE,
        _ERRORS,
        query=queried({"symbol": symbol, "from": from_, "to": to, "resolution": resolution}),
        repeatable=True,
    )


def _udf_quotes(*, symbols: str) -> Call[models.UdfQuotes]:
    return Call(
        "GET",
        "/api/v1/datafeed/udf/quotes",
        _UDF_QUOTES_TYPE,
        _ERRORS,
        query=queried({"symbols": symbols}),
        repeatable=True,
    )


def _udf_search(
    *, query: str | None = None, type: str | None = None, exchange: str | None = None, limit: int | None = None
) -> Call[list[models.UdfSearchItem]]:
    return Call(
        "GET",
        "/api/v1/datafeed/udf/search",
        _LIST_UDF_SEARCH_ITEM_TYPE,
        _ERRORS,
        query=queried({"query": query, "type": type, "exchange": exchange, "limit": limit}),
        repeatable=True,
    )


def _udf_symbol_info(*, group: str | None = None) -> Call[models.UdfSymbols]:
    return Call(
        "GET",
        "/api/v1/datafeed/udf/symbol_info",
        _UDF_SYMBOLS_TYPE,
        _ERRORS,
        query=queried({"group": group}),
        repeatable=True,
    )


def _udf_symbols(*, symbol: str) -> Call[models.SymbolInfo | models.UdfError]:
    return Call(
        "GET",
        "/api/v1/datafeed/udf/symbols",
        _SYMBOL_INFO_UDF_ERROR_TYPE,
        _ERRORS,
        query=queried({"symbol": symbol}),
        repeatable=True,
    )


def _udf_time() -> Call[str]:
    return Call(
        "GET",
        "/api/v1/datafeed/udf/time",
        _STR_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _udf_timescale_marks(
    *, symbol: str, from_: int, to: int, resolution: str | None = None
) -> Call[list[models.TimescaleMark] | models.UdfError]:
    return Call(
        "GET",
        "/api/v1/datafeed/udf/timescale_marks",
        _LIST_TIMESCALE_MARK_UDF_ERROR_TYPE,
        _ERRORS,
        query=queried({"symbol": symbol, "from": from_, "to": to, "resolution": resolution}),
        repeatable=True,
    )


def _get_version() -> Call[models.Version]:
    return Call(
        "GET",
        "/api/v1/datafeed/version",
        _VERSION_TYPE,
        _ERRORS,
        repeatable=True,
    )
