"""What the rules refuse. The edges catch these without loading the rules."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trading_api.shared.trading.order import Happening, Order


class OrderRefused(Exception):
    """The order breaks a rule; `code` is stable and says which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class OrderFinished(Exception):
    """Nothing can happen to the order any more."""

    def __init__(self, order: "Order") -> None:
        super().__init__(f"the order {order.id} is {order.state}; that is final")


class NotInTable(Exception):
    """The table does not have this transition: a fault of ours, or a request about an order that has moved on."""

    def __init__(self, order: "Order", happening: "Happening") -> None:
        super().__init__(f"the order {order.id} is {order.state}; {happening} cannot happen to it")
