"""core over HTTP. Its `/ready` speaks for every module of the process, so one address is enough for a load balancer."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from trading_api.models.calendar import TradingCalendar
from trading_api.models.common import ModuleInfo, Problem, ServerTime, Versions
from trading_api.modules.core.service import CoreService
from trading_api.shared.problems import ProblemError

MOST_DAYS = 400
"""Of one answer: a year, with some room."""
UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"model": Problem, "description": "No calendar of that exchange"}}


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

    @api.get("/calendar/{exchange}", responses=UNKNOWN)
    async def get_sessions(
        exchange: Annotated[str, Path(max_length=16, description="ISO 10383 code, such as XNYS")],
        first: Annotated[date, Query(alias="from", description="the first day, as YYYY-MM-DD")],
        last: Annotated[date, Query(alias="to", description="the last day, included")],
    ) -> TradingCalendar:
        """The trading days of an exchange, at most 400 days at once: when it opens and closes, breaks, unusual hours."""
        if not 0 <= (last - first).days < MOST_DAYS:
            raise ProblemError(422, "bad_period", f"to: must be from 0 to {MOST_DAYS - 1} days after from")
        from trading_api.shared.market.calendar import ExchangeUnknown  # not for a start

        try:
            return core.sessions(exchange, first, last)
        except ExchangeUnknown as error:
            raise ProblemError(404, "exchange_unknown", str(error)) from None

    return api
