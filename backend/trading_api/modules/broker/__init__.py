"""broker: orders on the simulated market, kept in the store, over REST and live over one WebSocket."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request, Response

from trading_api.models.ws import Delivery
from trading_api.modules.broker import api, api_accounts, api_positions, api_replays
from trading_api.modules.broker.account import account_of
from trading_api.modules.broker.parts import Parts
from trading_api.modules.broker.ws_generated import ROUTERS
from trading_api.settings import Settings
from trading_api.shared import problems
from trading_api.shared.module import Module, ModuleApp
from trading_api.shared.store.trouble import StoreUnavailable
from trading_api.shared.ws.endpoint import WsEndpoint
from trading_api.shared.ws.route import AnyWsRoute

if TYPE_CHECKING:
    from trading_api.modules.broker.service import BrokerService


class BrokerModule(Module):
    """Orders on the simulated market."""

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__(settings)
        self._parts = Parts(self.settings)
        self._ws_routers = tuple(_made(route, self._parts) for route in ROUTERS)
        self._endpoint = WsEndpoint(self._ws_routers, account_of)

    @property
    def name(self) -> str:
        """Its name."""
        return "broker"

    @property
    def module_dir(self) -> Path:
        """Its folder."""
        return Path(__file__).parent

    @property
    def service(self) -> "BrokerService":
        """Places, changes and lists orders."""
        return self._parts.service

    @property
    def api_routers(self) -> Sequence[APIRouter]:
        """Its REST routes."""
        accounts = api_accounts.router(self._parts, admin=self.settings.broker_admin)
        return (api.router(self._parts), api_positions.router(self._parts), accounts, api_replays.router(self._parts))

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
        service, matcher = self._parts.service, self._parts.matcher
        try:
            await service.start()
            matcher.start()
            yield
        finally:
            await matcher.stop()
            await service.stop()

    async def dependencies(self) -> Mapping[str, str]:
        """The store."""
        try:
            await self.service.ping()
        except StoreUnavailable as error:
            return {"store": str(error)}
        return {"store": "ok"}

    def create_app(self) -> ModuleApp:
        """Its application, which answers 503 while the store cannot be used."""
        app = super().create_app()
        app.add_exception_handler(StoreUnavailable, _store_unavailable)
        return app


def _made(route: type[AnyWsRoute], parts: Parts) -> AnyWsRoute:
    return route(parts.lossless if route.delivery is Delivery.LOSSLESS else parts.latest)


async def _store_unavailable(request: Request, error: Exception) -> Response:
    return problems.problem(503, "store_unavailable", str(error), headers={"Retry-After": "1"})
