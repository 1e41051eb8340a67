"""broker: orders on the simulated market, kept in the store, over REST and live over one WebSocket."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from fastapi import APIRouter, Request, Response

from trading_api.models.ws import Delivery
from trading_api.modules.broker import api, api_accounts, api_positions
from trading_api.modules.broker.account import account_of
from trading_api.modules.broker.desk import Exchange
from trading_api.modules.broker.live import LiveLog
from trading_api.modules.broker.live_values import LiveValues
from trading_api.modules.broker.matcher import Matcher
from trading_api.modules.broker.service import BrokerService, exchange_of
from trading_api.modules.broker.ws_generated import ROUTERS
from trading_api.settings import Settings
from trading_api.shared import problems
from trading_api.shared.bus.location import bus_at
from trading_api.shared.module import Module, ModuleApp
from trading_api.shared.store.database import Store, StoreUnavailable
from trading_api.shared.ws.endpoint import WsEndpoint
from trading_api.shared.ws.route import AnyWsRoute


class BrokerModule(Module):
    """Orders on the simulated market."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        bus = bus_at(self.settings.bus_url, self.settings.instance)
        self._service = BrokerService(Store(self.settings.store_url), exchange=self._exchange(), bus=bus)
        self._matcher = Matcher(self._service)
        log, values = LiveLog(self._service), LiveValues(self._service)
        self._ws_routers = tuple(_made(route, log, values) for route in ROUTERS)
        self._endpoint = WsEndpoint(self._ws_routers, account_of)

    def _exchange(self) -> Callable[[], Exchange]:
        """The simulator's is made on first use; a feed that the user named is tried at once, to refuse a wrong one."""
        if self.settings.feed == "simulator":
            return partial(exchange_of, self.settings)
        made = exchange_of(self.settings)
        return lambda: made

    @property
    def name(self) -> str:
        """Its name."""
        return "broker"

    @property
    def module_dir(self) -> Path:
        """Its folder."""
        return Path(__file__).parent

    @property
    def service(self) -> BrokerService:
        """Places, changes and lists orders."""
        return self._service

    @property
    def api_routers(self) -> Sequence[APIRouter]:
        """Its REST routes."""
        accounts = api_accounts.router(self._service, admin=self.settings.broker_admin)
        return (api.router(self._service), api_positions.router(self._service), accounts)

    @property
    def ws_routers(self) -> Sequence[AnyWsRoute]:
        """Its WebSocket routes."""
        return self._ws_routers

    def ws_endpoint(self) -> WsEndpoint:
        """Serves `/ws`."""
        return self._endpoint

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """The store is open while requests come. Also a start that fails is cleaned up: open connections keep a process alive."""
        try:
            await self._service.start()
            self._matcher.start()
            yield
        finally:
            await self._matcher.stop()
            await self._service.stop()

    async def dependencies(self) -> Mapping[str, str]:
        """The store."""
        try:
            await self._service.ping()
        except StoreUnavailable as error:
            return {"store": str(error)}
        return {"store": "ok"}

    def create_app(self) -> ModuleApp:
        """Its application, which answers 503 while the store cannot be used."""
        app = super().create_app()
        app.add_exception_handler(StoreUnavailable, _store_unavailable)
        return app


def _made(route: type[AnyWsRoute], log: LiveLog, values: LiveValues) -> AnyWsRoute:
    return route(log if route.delivery is Delivery.LOSSLESS else values)


async def _store_unavailable(request: Request, error: Exception) -> Response:
    return problems.problem(503, "store_unavailable", str(error), headers={"Retry-After": "1"})
