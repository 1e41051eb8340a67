"""What the service refuses about an order that is asked for by its id. Loads nothing of the store: the edges catch these."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trading_api.shared.trading.order import Order


class OrderUnknown(LookupError):
    """The account has no such order."""

    def __init__(self, order_id: str) -> None:
        super().__init__(f"there is no order {order_id[:40]} in this account")


class VersionMismatch(Exception):
    """The order has changed since the client saw it."""

    def __init__(self, order: "Order", expected: int) -> None:
        super().__init__(f"the order {order.id} has version {order.version}, not {expected}; read it again")
