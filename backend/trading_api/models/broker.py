"""Orders as they are asked for and as they stand, in the field names of TradingView's broker interface; numbers are exact."""

from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from trading_api.models.bars import Symbol
from trading_api.models.base import Model
from trading_api.models.numbers import ExactDecimal
from trading_api.models.orders import DurationType, OrderStatus, OrderType, ParentType, Side, StopType
from trading_api.models.ws import SubscribeRequest

OrderId = Annotated[str, Field(description="sorts by time of placing")]
ClientOrderId = Annotated[str, StringConstraints(pattern=r"^[!-~]{1,64}$")]
LATEST_MS = 253_402_300_799_999
"""The last millisecond of the year 9999."""


def a_number(value: object) -> object:
    """`true` and "1" are no numbers, though pydantic would buy something for them."""
    if isinstance(value, bool | str):
        raise ValueError("must be a number")  # noqa: TRY004 - pydantic reports a ValueError; a TypeError would be a 500
    return value


Pips = Annotated[int, BeforeValidator(a_number), Field(gt=0, le=10**9, description="distance in smallest price steps")]


class OrderDuration(Model):
    """How long an order stands; `datetime` (ms since epoch UTC) is for GTD alone."""

    model_config = ConfigDict(extra="forbid")

    type: DurationType = DurationType.GTC
    datetime: Annotated[int, BeforeValidator(a_number), Field(gt=0, le=LATEST_MS)] | None = None


class CustomFields(Model):
    """What the client adds for itself; `clientOrderId` is unique per account, for ever."""

    model_config = ConfigDict(extra="forbid")

    clientOrderId: ClientOrderId | None = None


class OrderPrices(Model):
    """What can still be changed once an order stands; the whole of it is given."""

    model_config = ConfigDict(extra="forbid")

    qty: ExactDecimal
    limitPrice: ExactDecimal | None = None
    stopPrice: ExactDecimal | None = None
    trailingStopPips: Pips | None = None
    duration: OrderDuration | None = None


class PreOrder(OrderPrices):
    """An order before it is placed. `stopLoss` and `takeProfit` are prices at which what it enters is left again.

    With `stopType` 1 its stop, or its stop loss, trails by `trailingStopPips`.
    """

    symbol: Symbol
    type: Annotated[OrderType, BeforeValidator(a_number)]
    side: Annotated[Side, BeforeValidator(a_number)]
    takeProfit: ExactDecimal | None = None
    stopLoss: ExactDecimal | None = None
    stopType: Annotated[StopType, BeforeValidator(a_number)] = StopType.STOP_LOSS
    isClose: bool = False
    reduceOnly: bool = False
    customFields: CustomFields | None = None


class PlaceOrderResult(Model):
    """The order was taken and is on the disk."""

    orderId: OrderId


class PlacedOrder(Model):
    """An order as it stands. `version` grows by one with each change; `updateTime` is ms since epoch UTC."""

    id: OrderId
    symbol: str
    type: OrderType
    side: Side
    qty: ExactDecimal
    limitPrice: ExactDecimal | None
    stopPrice: ExactDecimal | None
    trailingStopPips: int | None
    duration: OrderDuration
    reduceOnly: bool
    status: OrderStatus
    filledQty: ExactDecimal
    avgPrice: ExactDecimal | None
    parentId: str | None
    parentType: ParentType | None
    clientOrderId: str | None
    updateTime: int
    message: str
    version: int


class OrderEvent(Model):
    """One entry of an order's audit trail: what happened, when (ms), and how the order stood after it."""

    seq: int
    event: str
    time: int
    order: PlacedOrder


class CanceledOrders(Model):
    """The orders that were canceled together, as they stand now."""

    orders: list[PlacedOrder]


class PreviewRow(Model):
    """One line of an order's preview."""

    title: str
    value: str


class PreviewSection(Model):
    """A group of lines."""

    header: str
    rows: list[PreviewRow]


class OrderPreview(Model):
    """What placing the order would do now. With `errors` it would be refused; `confirmId` names what was previewed."""

    confirmId: str
    sections: list[PreviewSection]
    warnings: list[str]
    errors: list[str]


class OrdersSubscribeRequest(SubscribeRequest):
    """Every change of the connection's account's orders. The account comes from the handshake, never from a frame."""
