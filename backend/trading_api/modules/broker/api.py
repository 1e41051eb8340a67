"""The orders over HTTP: parse, ask, answer. Positions and accounts stand in files of their own."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator

from trading_api.models.bars import Symbol
from trading_api.models.broker import (
    CanceledOrders,
    OrderEvent,
    OrderPreview,
    OrderPrices,
    PlacedOrder,
    PlaceOrderResult,
    PreOrder,
)
from trading_api.models.orders import Side
from trading_api.modules.broker.account import DEFAULT_ACCOUNT
from trading_api.modules.broker.paging import END
from trading_api.modules.broker.parts import Parts
from trading_api.modules.broker.problems import (
    BUSY,
    FINISHED,
    OUTDATED,
    UNKNOWN,
    Account,
    Key,
    Version,
    problems,
    version_of,
)
from trading_api.shared.direct import DirectRoute


def _a_side(value: int | None) -> int | None:
    if value not in {None, *Side}:
        raise ValueError("must be 1 to buy or -1 to sell")
    return value


OneSide = Annotated[
    int | None, Query(description="1 buy, -1 sell", json_schema_extra={"enum": [1, -1]}), AfterValidator(_a_side)
]


class OrderRoutes:
    """Orders of the account that a request names."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def place_order(self, order: PreOrder, account: Account = DEFAULT_ACCOUNT, key: Key = None) -> Response:
        """Take an order. It fills with prices that come after it; the answer does not wait for that."""
        with problems():
            return answer(await self._parts.service.place(account, order, key), 201)

    async def preview_order(self, order: PreOrder, account: Account = DEFAULT_ACCOUNT) -> OrderPreview:
        """What placing the order would do now. Nothing is placed."""
        with problems():
            return await self._parts.service.preview(account, order)

    async def get_orders(self, account: Account = DEFAULT_ACCOUNT) -> list[PlacedOrder]:
        """The orders that are not final, oldest first."""
        return await self._parts.service.orders(account)

    async def cancel_orders(
        self, symbol: Symbol | None = None, side: OneSide = None, account: Account = DEFAULT_ACCOUNT, key: Key = None
    ) -> Response:
        """Cancel all open orders, or those of a symbol, or of a side."""
        with problems():
            return answer(await self._parts.service.cancel_all(account, symbol, Side(side) if side else None, key))

    async def get_orders_history(
        self,
        before: Annotated[str, Query(max_length=64, description="only orders with ids below this one")] = END,
        limit: Annotated[int, Query(ge=1, le=1000)] = 100,
        account: Account = DEFAULT_ACCOUNT,
    ) -> list[PlacedOrder]:
        """The orders that are final, newest first. For the next page give the last one's id as `before`."""
        return await self._parts.histories.orders(account, before, limit)

    async def get_order(self, order_id: str, account: Account = DEFAULT_ACCOUNT) -> PlacedOrder:
        """One order, final or not."""
        with problems():
            return await self._parts.service.order(account, order_id)

    async def get_order_events(self, order_id: str, account: Account = DEFAULT_ACCOUNT) -> list[OrderEvent]:
        """Its audit trail: all that happened to it, in order."""
        with problems():
            return await self._parts.histories.order_events(account, order_id)

    async def modify_order(
        self,
        order_id: str,
        order: OrderPrices,
        account: Account = DEFAULT_ACCOUNT,
        key: Key = None,
        version: Version = None,
    ) -> Response:
        """Change quantity, prices or duration of an open order; the answer is its new state."""
        with problems():
            return answer(await self._parts.service.modify(account, order_id, order, key, version_of(version)))

    async def cancel_order(
        self, order_id: str, account: Account = DEFAULT_ACCOUNT, key: Key = None, version: Version = None
    ) -> Response:
        """Cancel an order; the answer is its last state."""
        with problems():
            return answer(await self._parts.service.cancel(account, order_id, key, version_of(version)))


def router(parts: Parts) -> APIRouter:
    """The routes of one broker."""
    api, routes = APIRouter(route_class=DirectRoute), OrderRoutes(parts)
    api.post("/orders", status_code=201, response_model=PlaceOrderResult, responses=BUSY)(routes.place_order)
    api.post("/orders/preview", responses=BUSY)(routes.preview_order)
    api.get("/orders", responses=BUSY)(routes.get_orders)
    api.delete("/orders", response_model=CanceledOrders, responses=BUSY)(routes.cancel_orders)
    api.get("/orders/history", responses=BUSY)(routes.get_orders_history)
    api.get("/orders/{order_id}", responses={**UNKNOWN, **BUSY})(routes.get_order)
    api.get("/orders/{order_id}/events", responses={**UNKNOWN, **BUSY})(routes.get_order_events)
    api.put("/orders/{order_id}", response_model=PlacedOrder, responses={**UNKNOWN, **FINISHED, **OUTDATED, **BUSY})(
        routes.modify_order
    )
    api.delete("/orders/{order_id}", response_model=PlacedOrder, responses={**UNKNOWN, **FINISHED, **OUTDATED, **BUSY})(
        routes.cancel_order
    )
    return api


def answer(body: bytes, status: int = 200) -> Response:
    """A reply that was written once: sent again, it must be the same bytes."""
    return Response(body, status, media_type="application/json")
