"""core over HTTP. Its `/ready` speaks for every module of the process, so one address is enough for a load balancer."""

from fastapi import APIRouter

from trading_api.models.common import ModuleInfo, ServerTime, Versions
from trading_api.modules.core.service import CoreService


def router(core: CoreService) -> APIRouter:
    """The routes of one service."""
    api = APIRouter()

    @api.get("/versions")
    async def get_versions() -> Versions:
        """The release of each enabled module."""
        return core.versions()

    @api.get("/modules")
    async def get_modules() -> list[ModuleInfo]:
        """The enabled modules and where their documents are."""
        return core.infos()

    @api.get("/time")
    async def get_server_time() -> ServerTime:
        """The server's clock in milliseconds since the epoch, UTC."""
        return ServerTime(time=core.now_ms())

    return api
