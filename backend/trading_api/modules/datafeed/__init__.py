"""datafeed: bars, quotes and symbols of the simulated market, over REST and live over one WebSocket."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter

from trading_api.modules.datafeed import udf
from trading_api.modules.datafeed.api import router
from trading_api.modules.datafeed.live import LiveFeed
from trading_api.modules.datafeed.service import DatafeedService
from trading_api.modules.datafeed.ws_generated import ROUTERS
from trading_api.settings import Settings
from trading_api.shared.market.source import feed_of
from trading_api.shared.module import Module
from trading_api.shared.warming import Warming
from trading_api.shared.ws.endpoint import WsEndpoint
from trading_api.shared.ws.route import AnyWsRoute

if TYPE_CHECKING:
    from trading_api.shared.market.history import Market


class DatafeedModule(Module):
    """Bars, quotes and symbols of the simulated market."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self._service = DatafeedService(self._market())
        live = LiveFeed(self._service)
        self._ws_routers = tuple(route(live) for route in ROUTERS)
        self._endpoint = WsEndpoint(self._ws_routers)

    def _market(self) -> Callable[[], "Market"]:
        """The simulator is made with the first request; a feed that the user named is tried at once, to refuse a wrong one."""
        settings = self.settings

        def market() -> "Market":
            from trading_api.shared.market.history import Market

            return Market(feed_of(settings))

        if settings.feed == "simulator":
            return market
        made = market()
        return lambda: made

    @property
    def name(self) -> str:
        """Its name."""
        return "datafeed"

    @property
    def module_dir(self) -> Path:
        """Its folder."""
        return Path(__file__).parent

    @property
    def service(self) -> DatafeedService:
        """Knows symbols, bars and quotes."""
        return self._service

    @property
    def api_routers(self) -> Sequence[APIRouter]:
        """Its REST routes."""
        return (router(self._service), udf.router(self._service))

    @property
    def ws_routers(self) -> Sequence[AnyWsRoute]:
        """Its WebSocket routes."""
        return self._ws_routers

    def ws_endpoint(self) -> WsEndpoint:
        """Serves `/ws`."""
        return self._endpoint

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """The market is worked out beside the first requests: neither the start nor the event loop shall wait for it."""
        warming = Warming(self._service.warm)
        warming.begin()
        try:
            yield
        finally:
            await warming.end()
