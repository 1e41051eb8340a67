"""What an order must satisfy and how it changes. Pure: values in, values out; ticks and steps inside, decimals outside."""

from dataclasses import dataclass, replace
from decimal import Decimal

from trading_api.models.broker import OrderStatus, OrderType, PlacedOrder, PreOrder, Side
from trading_api.shared.market.instruments import INSTRUMENTS, Instrument

LARGEST_QTY = 1_000_000_000
LARGEST_PRICE = Decimal(1_000_000_000)


class OrderRefused(Exception):
    """The order breaks a rule; `code` is stable and says which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class OrderFinished(Exception):
    """Nothing can happen to the order any more."""

    def __init__(self, order_id: str, status: OrderStatus) -> None:
        super().__init__(f"the order {order_id} is {status.name.lower()}; that is final")


@dataclass(frozen=True, slots=True)
class Order:
    """One order as stored. `limit_ticks` in ticks of its instrument, quantities in steps, times in ms since the epoch."""

    id: str
    account: str
    symbol: str
    type: OrderType
    side: Side
    qty: int
    limit_ticks: int | None
    status: OrderStatus
    filled_qty: int
    message: str
    version: int
    created: int
    updated: int

    def cancelled(self, now_ms: int) -> "Order":
        """The order after its cancelling; OrderFinished when there is nothing left to cancel."""
        if self.status.terminal:
            raise OrderFinished(self.id, self.status)
        return replace(
            self,
            status=OrderStatus.CANCELED,
            message="canceled by the client",
            version=self.version + 1,
            updated=now_ms,
        )

    def placed(self) -> PlacedOrder:
        """As the world sees it."""
        instrument = INSTRUMENTS[self.symbol]
        return PlacedOrder(
            id=self.id,
            symbol=self.symbol,
            type=self.type,
            side=self.side,
            qty=Decimal(self.qty),
            limitPrice=None if self.limit_ticks is None else instrument.price(self.limit_ticks),
            status=self.status,
            filledQty=Decimal(self.filled_qty),
            avgPrice=None,
            updateTime=self.updated,
            message=self.message,
            version=self.version,
        )


def accepted(asked: PreOrder, order_id: str, account: str, now_ms: int) -> Order:
    """The working order that `asked` becomes; OrderRefused."""
    instrument = _tradable(asked.symbol)
    return Order(
        id=order_id,
        account=account,
        symbol=instrument.symbol,
        type=asked.type,
        side=asked.side,
        qty=_steps(asked.qty),
        limit_ticks=_limit(instrument, asked),
        status=OrderStatus.WORKING,
        filled_qty=0,
        message="",
        version=1,
        created=now_ms,
        updated=now_ms,
    )


def _tradable(symbol: str) -> Instrument:
    instrument = INSTRUMENTS.get(symbol)
    if instrument is None:
        raise OrderRefused("symbol_unknown", f"there is no symbol {symbol}")
    if not instrument.tradable:
        raise OrderRefused("not_tradable", f"{symbol} is an index; it takes no orders")
    return instrument


def _steps(qty: Decimal) -> int:
    if qty != qty.to_integral_value():
        raise OrderRefused("qty_off_step", f"qty {qty} is not a multiple of 1")
    if not 0 < qty <= LARGEST_QTY:
        raise OrderRefused("qty_out_of_range", f"qty must be between 1 and {LARGEST_QTY}")
    return int(qty)


def _limit(instrument: Instrument, asked: PreOrder) -> int:
    """Only limit orders rest in a book without a matcher; taking others would promise fills that nobody makes."""
    if asked.type is not OrderType.LIMIT:
        raise OrderRefused(
            "order_type_unsupported",
            f"{asked.type.name.lower()} orders need the paper matcher, which is not there yet; place a limit order",
        )
    if asked.limitPrice is None:
        raise OrderRefused("limit_price_required", "a limit order needs a limitPrice")
    if not 0 < asked.limitPrice <= LARGEST_PRICE:
        raise OrderRefused("price_out_of_range", f"limitPrice must be above 0 and at most {LARGEST_PRICE}")
    try:
        return instrument.ticks(asked.limitPrice)
    except ValueError as error:
        raise OrderRefused("price_off_tick", f"limitPrice {error}") from None
