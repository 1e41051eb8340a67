"""Orders, in the field names and numbers of TradingView's broker interface; prices and quantities are exact strings."""

from enum import IntEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from trading_api.models.bars import Symbol
from trading_api.models.numbers import ExactDecimal
from trading_api.models.ws import SubscribeRequest

OrderId = Annotated[str, Field(description="sorts by time of placing")]


class OrderStatus(IntEnum):
    """Where an order stands."""

    CANCELED = 1
    FILLED = 2
    INACTIVE = 3
    PLACING = 4
    REJECTED = 5
    WORKING = 6

    @property
    def terminal(self) -> bool:
        """Whether nothing can happen to the order any more."""
        return self in {OrderStatus.CANCELED, OrderStatus.FILLED, OrderStatus.REJECTED}


class OrderType(IntEnum):
    """How an order asks for its price."""

    LIMIT = 1
    MARKET = 2
    STOP = 3
    STOP_LIMIT = 4


class Side(IntEnum):
    """Which way an order trades."""

    BUY = 1
    SELL = -1


def _a_number(value: object) -> object:
    """`true` and "1" are no numbers, though pydantic would buy something for them."""
    if isinstance(value, bool | str):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic reports a ValueError; a TypeError would be a 500
    return value


class PreOrder(BaseModel):
    """An order before it is placed."""

    model_config = ConfigDict(extra="forbid")

    symbol: Symbol
    type: Annotated[OrderType, BeforeValidator(_a_number)]
    side: Annotated[Side, BeforeValidator(_a_number)]
    qty: ExactDecimal
    limitPrice: ExactDecimal | None = None


class PlaceOrderResult(BaseModel):
    """The order was taken and is on the disk."""

    orderId: OrderId


class PlacedOrder(BaseModel):
    """An order as it stands. `version` grows by one with each change; `updateTime` is ms since epoch UTC."""

    id: OrderId
    symbol: str
    type: OrderType
    side: Side
    qty: ExactDecimal
    limitPrice: ExactDecimal | None
    status: OrderStatus
    filledQty: ExactDecimal
    avgPrice: ExactDecimal | None
    updateTime: int
    message: str
    version: int


class OrdersSubscribeRequest(SubscribeRequest):
    """Every change of the connection's account's orders. The account comes from the handshake, never from a frame."""
