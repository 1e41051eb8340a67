"""Orders on the simulated market. Made by `gen`; do not edit."""

from typing import Any

from pydantic import TypeAdapter

from . import models
from ._http import AsyncSession, Call, Session, headed, new_key, quoted
from ._topic import Route, Subscription
from ._ws import Stream

_HEALTH_TYPE: TypeAdapter[models.Health] = TypeAdapter(models.Health)
_INSTANCE_TYPE: TypeAdapter[models.Instance] = TypeAdapter(models.Instance)
_LIST_PLACED_ORDER_TYPE: TypeAdapter[list[models.PlacedOrder]] = TypeAdapter(list[models.PlacedOrder])
_ORDERS_SUBSCRIBE_REQUEST_TYPE: TypeAdapter[models.OrdersSubscribeRequest] = TypeAdapter(models.OrdersSubscribeRequest)
_PLACED_ORDER_TYPE: TypeAdapter[models.PlacedOrder] = TypeAdapter(models.PlacedOrder)
_PLACE_ORDER_RESULT_TYPE: TypeAdapter[models.PlaceOrderResult] = TypeAdapter(models.PlaceOrderResult)
_PRE_ORDER_TYPE: TypeAdapter[models.PreOrder] = TypeAdapter(models.PreOrder)
_PROBLEM_TYPE: TypeAdapter[models.Problem] = TypeAdapter(models.Problem)
_READINESS_TYPE: TypeAdapter[models.Readiness] = TypeAdapter(models.Readiness)
_SUBSCRIBE_RESPONSE_TYPE: TypeAdapter[models.SubscribeResponse] = TypeAdapter(models.SubscribeResponse)
_VERSION_TYPE: TypeAdapter[models.Version] = TypeAdapter(models.Version)
_ERRORS: dict[str, TypeAdapter[Any]] = {"4XX": _PROBLEM_TYPE, "5XX": _PROBLEM_TYPE}


class BrokerClient:
    """broker, over HTTP. `server` is an address like http://localhost:8000, or a Session to share."""

    def __init__(self, server: str | Session) -> None:
        self.session = Session.of(server)

    def close(self) -> None:
        """Close the session's connections."""
        self.session.close()

    def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return self.session.send(_get_health(), timeout)

    def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return self.session.send(_get_instance(), timeout)

    def get_orders(self, *, x_account: str | None = None, timeout: float | None = None) -> list[models.PlacedOrder]:
        """The orders that are not final, oldest first.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_orders(x_account=x_account), timeout)

    def place_order(
        self,
        body: models.PreOrder,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PlaceOrderResult:
        """Take a limit order. It rests until it is canceled: fills arrive with the paper matcher, other types as well.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_place_order(body, x_account=x_account, idempotency_key=idempotency_key), timeout)

    def get_order(
        self, order_id: str, *, x_account: str | None = None, timeout: float | None = None
    ) -> models.PlacedOrder:
        """One order, final or not.

        x_account: whose orders.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_get_order(order_id, x_account=x_account), timeout)

    def cancel_order(
        self,
        order_id: str,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PlacedOrder:
        """Cancel an order; the answer is its last state.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such order in this account.
        409: The order is final.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return self.session.send(_cancel_order(order_id, x_account=x_account, idempotency_key=idempotency_key), timeout)

    def get_ready(self, *, timeout: float | None = None) -> models.Readiness:
        """Everything this module needs answers; a 503 problem names what does not.

        503: A dependency does not answer.
        """
        return self.session.send(_get_ready(), timeout)

    def get_version(self, *, timeout: float | None = None) -> models.Version:
        """Which release answers."""
        return self.session.send(_get_version(), timeout)


class AsyncBrokerClient:
    """broker, over HTTP, for asyncio. `server` is an address, or an AsyncSession to share."""

    def __init__(self, server: str | AsyncSession) -> None:
        self.session = AsyncSession.of(server)

    async def aclose(self) -> None:
        """Close the session's connections."""
        await self.session.aclose()

    async def get_health(self, *, timeout: float | None = None) -> models.Health:
        """The process is up. Says nothing about its dependencies."""
        return await self.session.send(_get_health(), timeout)

    async def get_instance(self, *, timeout: float | None = None) -> models.Instance:
        """Which of several equal processes answers."""
        return await self.session.send(_get_instance(), timeout)

    async def get_orders(
        self, *, x_account: str | None = None, timeout: float | None = None
    ) -> list[models.PlacedOrder]:
        """The orders that are not final, oldest first.

        x_account: whose orders.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_orders(x_account=x_account), timeout)

    async def place_order(
        self,
        body: models.PreOrder,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PlaceOrderResult:
        """Take a limit order. It rests until it is canceled: fills arrive with the paper matcher, other types as well.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _place_order(body, x_account=x_account, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def get_order(
        self, order_id: str, *, x_account: str | None = None, timeout: float | None = None
    ) -> models.PlacedOrder:
        """One order, final or not.

        x_account: whose orders.
        404: No such order in this account.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        return await self.session.send(_get_order(order_id, x_account=x_account), timeout)

    async def cancel_order(
        self,
        order_id: str,
        *,
        x_account: str | None = None,
        idempotency_key: str | None = None,
        timeout: float | None = None,
    ) -> models.PlacedOrder:
        """Cancel an order; the answer is its last state.

        x_account: whose orders.
        idempotency_key: send a request again with the same key, and it is done once; kept for seven days.
        404: No such order in this account.
        409: The order is final.
        422: Validation Error.
        503: The store cannot be used now; nothing was changed.
        """
        call = _cancel_order(order_id, x_account=x_account, idempotency_key=idempotency_key)
        return await self.session.send(call, timeout)

    async def get_ready(self, *, timeout: float | None = None) -> models.Readiness:
        """Everything this module needs answers; a 503 problem names what does not.

        503: A dependency does not answer.
        """
        return await self.session.send(_get_ready(), timeout)

    async def get_version(self, *, timeout: float | None = None) -> models.Version:
        """Which release answers."""
        return await self.session.send(_get_version(), timeout)


class BrokerStream(Stream):
    """broker, over its WebSocket."""

    path = "/api/v1/broker/ws"

    async def orders(
        self, request: models.OrdersSubscribeRequest | None = None
    ) -> Subscription[models.SubscribeResponse, models.PlacedOrder]:
        """Every change of the connection's account's orders. The account comes from the handshake, never from a frame.

        Every update in sequence, none left out.
        """
        return await self._subscribe(_ORDERS_ROUTE, request or models.OrdersSubscribeRequest())


_ORDERS_ROUTE = Route(
    "orders",
    request=_ORDERS_SUBSCRIBE_REQUEST_TYPE,
    response=_SUBSCRIBE_RESPONSE_TYPE,
    update=_PLACED_ORDER_TYPE,
    lossless=True,
)


def _get_health() -> Call[models.Health]:
    return Call(
        "GET",
        "/api/v1/broker/health",
        _HEALTH_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_instance() -> Call[models.Instance]:
    return Call(
        "GET",
        "/api/v1/broker/instance",
        _INSTANCE_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_orders(*, x_account: str | None = None) -> Call[list[models.PlacedOrder]]:
    return Call(
        "GET",
        "/api/v1/broker/orders",
        _LIST_PLACED_ORDER_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _place_order(
    body: models.PreOrder, *, x_account: str | None = None, idempotency_key: str | None = None
) -> Call[models.PlaceOrderResult]:
    return Call(
        "POST",
        "/api/v1/broker/orders",
        _PLACE_ORDER_RESULT_TYPE,
        _ERRORS,
        headers=headed(
            {
                "Content-Type": "application/json",
                "X-Account": x_account,
                "Idempotency-Key": idempotency_key or new_key(),
            }
        ),
        content=_PRE_ORDER_TYPE.dump_json(body, by_alias=True, exclude_unset=True),
        repeatable=True,
    )


def _get_order(order_id: str, *, x_account: str | None = None) -> Call[models.PlacedOrder]:
    return Call(
        "GET",
        f"/api/v1/broker/orders/{quoted(order_id)}",
        _PLACED_ORDER_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account}),
        repeatable=True,
    )


def _cancel_order(
    order_id: str, *, x_account: str | None = None, idempotency_key: str | None = None
) -> Call[models.PlacedOrder]:
    return Call(
        "DELETE",
        f"/api/v1/broker/orders/{quoted(order_id)}",
        _PLACED_ORDER_TYPE,
        _ERRORS,
        headers=headed({"X-Account": x_account, "Idempotency-Key": idempotency_key or new_key()}),
        repeatable=True,
    )


def _get_ready() -> Call[models.Readiness]:
    return Call(
        "GET",
        "/api/v1/broker/ready",
        _READINESS_TYPE,
        _ERRORS,
        repeatable=True,
    )


def _get_version() -> Call[models.Version]:
    return Call(
        "GET",
        "/api/v1/broker/version",
        _VERSION_TYPE,
        _ERRORS,
        repeatable=True,
    )
