"""Positions and executions over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from trading_api.models.bars import Symbol
from trading_api.models.numbers import ExactDecimal
from trading_api.models.positions import Brackets, Execution, ExecutionsPage, Position, PositionChange
from trading_api.modules.broker.account import DEFAULT_ACCOUNT
from trading_api.modules.broker.api import answer
from trading_api.modules.broker.paging import Span
from trading_api.modules.broker.parts import Parts
from trading_api.modules.broker.problems import BUSY, UNKNOWN, Account, Key, problems

Ms = Annotated[int, Query(ge=0, le=2**53, description="ms since epoch UTC")]
Cursor = Annotated[str, Query(pattern=r"^[0-9]{1,16}:[!-~]{1,80}$", description="from the page before")]
Limit = Annotated[int, Query(ge=1, le=1000)]


class PositionRoutes:
    """Positions and fills of the account that a request names."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def get_positions(self, account: Account = DEFAULT_ACCOUNT) -> list[Position]:
        """The open positions; a position's id is its symbol."""
        return await self._parts.histories.positions(account)

    async def close_position(
        self, position_id: str, amount: ExactDecimal | None = None, account: Account = DEFAULT_ACCOUNT, key: Key = None
    ) -> Response:
        """Close a position, or a part of it, at the next price."""
        with problems(in_path=True):
            return answer(await self._parts.service.close_position(account, position_id, amount, key))

    async def reverse_position(self, position_id: str, account: Account = DEFAULT_ACCOUNT, key: Key = None) -> Response:
        """Turn a position into its opposite at the next price."""
        with problems(in_path=True):
            return answer(await self._parts.service.reverse_position(account, position_id, key))

    async def edit_position_brackets(
        self, position_id: str, brackets: Brackets, account: Account = DEFAULT_ACCOUNT, key: Key = None
    ) -> Response:
        """Put a stop and a target behind a position, in place of those it has."""
        with problems(in_path=True):
            return answer(await self._parts.service.edit_brackets(account, position_id, brackets, key))

    async def get_executions(
        self,
        symbol: Symbol | None = None,
        since: Annotated[Ms, Query(alias="from")] = 0,
        until: Annotated[Ms, Query(alias="to")] = 2**53,
        cursor: Cursor = "0:-",
        limit: Limit = 500,
        account: Account = DEFAULT_ACCOUNT,
    ) -> ExecutionsPage:
        """Fills in ascending time, from `from` until before `to`, in pages."""
        ts, _, last = cursor.partition(":")
        return await self._parts.histories.executions(account, symbol, Span(since, until), (int(ts), last), limit)

    async def get_executions_of_symbol(self, symbol: str, account: Account = DEFAULT_ACCOUNT) -> list[Execution]:
        """The first thousand fills of a symbol; `/executions` has the others in pages."""
        page = await self._parts.histories.executions(account, symbol, Span(), (0, ""), 1000)
        return page.executions


def router(parts: Parts) -> APIRouter:
    """The routes of one broker."""
    api, routes = APIRouter(), PositionRoutes(parts)
    api.get("/positions", responses=BUSY)(routes.get_positions)
    api.delete("/positions/{position_id}", response_model=PositionChange, responses={**UNKNOWN, **BUSY})(
        routes.close_position
    )
    api.post("/positions/{position_id}/reverse", response_model=PositionChange, responses={**UNKNOWN, **BUSY})(
        routes.reverse_position
    )
    api.put("/positions/{position_id}/brackets", response_model=Position, responses={**UNKNOWN, **BUSY})(
        routes.edit_position_brackets
    )
    api.get("/executions", responses=BUSY)(routes.get_executions)
    api.get("/executions/{symbol}", responses=BUSY)(routes.get_executions_of_symbol)
    return api
