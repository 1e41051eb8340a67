"""The broker over HTTP: parse, ask, answer; each refusal of the service becomes a problem with a stable code."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any

from fastapi import APIRouter, Header, Response

from trading_api.models.broker import PlacedOrder, PlaceOrderResult, PreOrder
from trading_api.models.common import Problem
from trading_api.modules.broker.account import ACCOUNT, DEFAULT_ACCOUNT
from trading_api.modules.broker.book import OrderUnknown
from trading_api.modules.broker.order import OrderFinished, OrderRefused
from trading_api.modules.broker.service import BrokerService
from trading_api.shared.problems import ProblemError
from trading_api.shared.store.idempotency import KeyReused

Account = Annotated[str, Header(alias="X-Account", pattern=f"^{ACCOUNT}$", description="whose orders")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[!-~]+$",
        description="send a request again with the same key, and it is done once; kept for seven days",
    ),
]
Responses = dict[int | str, dict[str, Any]]

BUSY: Responses = {503: {"model": Problem, "description": "The store cannot be used now; nothing was changed"}}
UNKNOWN: Responses = {404: {"model": Problem, "description": "No such order in this account"}}
FINISHED: Responses = {409: {"model": Problem, "description": "The order is final"}}


def router(broker: BrokerService) -> APIRouter:
    """The routes of one service."""
    api = APIRouter()

    @api.post("/orders", status_code=201, response_model=PlaceOrderResult, responses=BUSY)
    async def place_order(order: PreOrder, account: Account = DEFAULT_ACCOUNT, key: Key = None) -> Response:
        """Take a limit order. It rests until it is canceled: fills arrive with the paper matcher, other types as well."""
        with _problems():
            return _json(await broker.place(account, order, key), 201)

    @api.get("/orders", responses=BUSY)
    async def get_orders(account: Account = DEFAULT_ACCOUNT) -> list[PlacedOrder]:
        """The orders that are not final, oldest first."""
        return await broker.orders(account)

    @api.get("/orders/{order_id}", responses={**UNKNOWN, **BUSY})
    async def get_order(order_id: str, account: Account = DEFAULT_ACCOUNT) -> PlacedOrder:
        """One order, final or not."""
        with _problems():
            return await broker.order(account, order_id)

    @api.delete("/orders/{order_id}", response_model=PlacedOrder, responses={**UNKNOWN, **FINISHED, **BUSY})
    async def cancel_order(order_id: str, account: Account = DEFAULT_ACCOUNT, key: Key = None) -> Response:
        """Cancel an order; the answer is its last state."""
        with _problems():
            return _json(await broker.cancel(account, order_id, key), 200)

    return api


def _json(body: bytes, status: int) -> Response:
    """A reply that was written once: sent again, it must be the same bytes."""
    return Response(body, status, media_type="application/json")


@contextmanager
def _problems() -> Iterator[None]:
    try:
        yield
    except OrderRefused as error:
        raise ProblemError(422, error.code, str(error)) from error
    except KeyReused as error:
        raise ProblemError(422, "idempotency_key_reused", str(error)) from error
    except OrderUnknown as error:
        raise ProblemError(404, "order_unknown", str(error)) from error
    except OrderFinished as error:
        raise ProblemError(409, "order_finished", str(error)) from error
