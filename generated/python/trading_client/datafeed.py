"""Bars, quotes and symbols of the simulated market. Made by `gen`; do not edit."""

from typing import Any

from pydantic import TypeAdapter

from . import models
from ._http import AsyncSession, Call, Session, headed, queried, quoted
from ._topic import Route, Subscription
from ._ws import Stream

_BARS_PAGE_TYPE: TypeAdapter[models.BarsPage] = TypeAdapter(models.BarsPage)
_BARS_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.BarsSubscribeRequest] = TypeAdapter(models.BarsSubscribeRequest)
_BAR_TYPE: TypeAdapter[models.Bar] = TypeAdapter(models.Bar)
_DATAFEED_CONFIGURATION_TYPE: TypeAdapter[models.DatafeedConfiguration] = TypeAdapter(models.DatafeedConfiguration)
_HEALTH_TYPE: TypeAdapter[models.Health] = TypeAdapter(models.Health)
_INSTANCE_TYPE: TypeAdapter[models.Instance] = TypeAdapter(models.Instance)
_LIST_QUOTE_OK_QUOTE_FAILED_TYPE: TypeAdapter[list[models.QuoteOk | models.QuoteFailed]] = TypeAdapter(
    list[models.QuoteOk | models.QuoteFailed]
)
_LIST_SEARCH_SYMBOL_RESULT_ITEM_TYPE: TypeAdapter[list[models.SearchSymbolResultItem]] = TypeAdapter(
    list[models.SearchSymbolResultItem]
)
_PROBLEM_TYPE: TypeAdapter[models.Problem] = TypeAdapter(models.Problem)
_QUOTES_REQUEST_TYPE: TypeAdapter[models.QuotesRequest] = TypeAdapter(models.QuotesRequest)
_QUOTES_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.QuotesSubscribeRequest] = TypeAdapter(models.QuotesSubscribeRequest)
_QUOTES_TYPE: TypeAdapter[models.Quotes] = TypeAdapter(models.Quotes)
_READINESS_TYPE: TypeAdapter[models.Readiness] = TypeAdapter(models.Readiness)
_SUBSCRIBE_RESPONSE_TYPE: TypeAdapter[models.SubscribeResponse] = TypeAdapter(models.SubscribeResponse)
_SYMBOL_INFO_TYPE: TypeAdapter[models.SymbolInfo] = TypeAdapter(models.SymbolInfo)
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

        symbol: such as AAPL.
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

    def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return self.session.send(_get_health(), timeout)

    def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return self.session.send(_get_instance(), timeout)

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

        symbol: such as AAPL.
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

    async def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return await self.session.send(_get_health(), timeout)

    async def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return await self.session.send(_get_instance(), timeout)

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


def _get_version() -> Call[models.Version]:
    return Call(
        "GET",
        "/api/v1/datafeed/version",
        _VERSION_TYPE,
        _ERRORS,
        repeatable=True,
    )
