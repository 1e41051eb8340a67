"""The client of Trading API 0.1.0. Made by `gen`; do not edit."""

from collections.abc import Mapping
from typing import Self

import httpx

from . import models
from ._http import AsyncSession, Retry, Session
from ._topic import Subscription, Update
from ._ws import Reconnect
from .core import AsyncCoreClient, CoreClient
from .broker import AsyncBrokerClient, BrokerClient, BrokerStream
from .datafeed import AsyncDatafeedClient, DatafeedClient, DatafeedStream
from .errors import (
    AnswerTimeout,
    ApiError,
    BadAnswer,
    BadRequest,
    ClientError,
    Conflict,
    ConnectionFailed,
    Forbidden,
    FrameRefused,
    NotFound,
    PreconditionFailed,
    ServerError,
    SlowConsumer,
    StreamClosed,
    StreamError,
    TooManyRequests,
    Unauthorized,
    Unprocessable,
    UpdatesMissing,
)

__all__ = [
    "AnswerTimeout",
    "ApiError",
    "AsyncBrokerClient",
    "AsyncCoreClient",
    "AsyncDatafeedClient",
    "AsyncSession",
    "AsyncTradingClient",
    "BadAnswer",
    "BadRequest",
    "BrokerClient",
    "BrokerStream",
    "ClientError",
    "Conflict",
    "ConnectionFailed",
    "CoreClient",
    "DatafeedClient",
    "DatafeedStream",
    "Forbidden",
    "FrameRefused",
    "NotFound",
    "PreconditionFailed",
    "Reconnect",
    "Retry",
    "ServerError",
    "Session",
    "SlowConsumer",
    "StreamClosed",
    "StreamError",
    "Subscription",
    "TooManyRequests",
    "TradingClient",
    "Unauthorized",
    "Unprocessable",
    "Update",
    "UpdatesMissing",
    "models",
]


class TradingClient:
    """Every module over one pool of connections. Use it in a `with`, or close it. Times are in seconds."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 10.0,
        headers: Mapping[str, str] | None = None,
        retry: Retry | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.session = Session(base_url, timeout=timeout, headers=headers, retry=retry, transport=transport)
        self.core = CoreClient(self.session)
        self.broker = BrokerClient(self.session)
        self.datafeed = DatafeedClient(self.session)

    def close(self) -> None:
        """Close the connections."""
        self.session.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncTradingClient:
    """The same for asyncio."""

    def __init__(
        self,
        base_url: str,
        *,
        timeout: float = 10.0,
        headers: Mapping[str, str] | None = None,
        retry: Retry | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.session = AsyncSession(base_url, timeout=timeout, headers=headers, retry=retry, transport=transport)
        self.core = AsyncCoreClient(self.session)
        self.broker = AsyncBrokerClient(self.session)
        self.datafeed = AsyncDatafeedClient(self.session)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.session.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()
