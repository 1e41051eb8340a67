"""What clients ask for in decimals, as orders in ticks and steps. Pure; what does not fit is refused with a stable code."""

from collections.abc import Mapping
from decimal import Decimal

from trading_api.models.broker import OrderPrices, PreOrder
from trading_api.models.orders import DurationType, OrderType, StopType
from trading_api.shared.market.instruments import Instrument
from trading_api.shared.trading import orders
from trading_api.shared.trading.contract import LARGEST_QTY, MICROS
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.quotes import Tick
from trading_api.shared.trading.refusals import OrderRefused

LARGEST_PRICE = Decimal(1_000_000_000)
LARGEST_SUM = Decimal(1_000_000_000)


def instrument(listed: Mapping[str, Instrument], symbol: str) -> Instrument:
    """What orders can be placed in; OrderRefused."""
    found = listed.get(symbol)
    if found is None:
        raise OrderRefused("symbol_unknown", f"there is no symbol {symbol[:40]}")
    if not found.tradable:
        raise OrderRefused("not_tradable", f"{symbol} is an index; it takes no orders")
    return found


def steps(qty: Decimal) -> int:
    """A quantity in steps; OrderRefused."""
    if qty != qty.to_integral_value():
        raise OrderRefused("qty_off_step", f"qty {qty} is not a multiple of 1")
    if not 0 < qty <= LARGEST_QTY:
        raise OrderRefused("qty_out_of_range", f"qty must be between 1 and {LARGEST_QTY}")
    return int(qty)


def ticks(found: Instrument, name: str, price: Decimal | None) -> int | None:
    """A price in ticks; OrderRefused."""
    if price is None:
        return None
    if not 0 < price <= LARGEST_PRICE:
        raise OrderRefused("price_out_of_range", f"{name} must be above 0 and at most {LARGEST_PRICE}")
    try:
        return found.ticks(price)
    except ValueError as error:
        raise OrderRefused("price_off_tick", f"{name} {error}") from None


def micros(amount: Decimal) -> int:
    """A sum of money in micros, above nothing and within reason; OrderRefused."""
    if not 0 < amount <= LARGEST_SUM:
        raise OrderRefused("amount_out_of_range", f"the amount must be above 0 and at most {LARGEST_SUM}")
    return int(amount * MICROS)


def order(found: Instrument, asked: PreOrder, order_id: str, account: str, quote: Tick) -> list[Order]:
    """The order that is asked for, and its legs; OrderRefused. A trailing stop without a price starts at its distance."""
    side = asked.side
    trails = asked.stopType is StopType.TRAILING
    if trails and asked.trailingStopPips is None:
        raise OrderRefused("trail_invalid", "a trailing stop needs trailingStopPips")
    if asked.stopType is StopType.GUARANTEED:
        raise OrderRefused("order_type_unsupported", "guaranteed stops are not offered")
    trail = asked.trailingStopPips if trails else None
    is_stop = asked.type is OrderType.STOP
    stop = ticks(found, "stopPrice", asked.stopPrice)
    if is_stop and trail is not None and stop is None:
        stop = quote.last + int(side) * trail
    custom, (kind, expires) = asked.customFields, duration(asked)
    entry = Order(
        id=order_id,
        account=account,
        symbol=found.symbol,
        type=asked.type,
        side=side,
        qty=steps(asked.qty),
        limit=ticks(found, "limitPrice", asked.limitPrice),
        stop=stop,
        trail=trail if is_stop else None,
        reduce_only=asked.reduceOnly or asked.isClose,
        client_id=custom.clientOrderId if custom else None,
        duration=kind,
        expires=expires,
    )
    stop_loss, target = ticks(found, "stopLoss", asked.stopLoss), ticks(found, "takeProfit", asked.takeProfit)
    if trail is not None and not is_stop and stop_loss is None:
        stop_loss = quote.last - int(side) * trail
    leg_trail = None if is_stop else trail
    return [entry, *orders.legs(entry, stop_loss, target, leg_trail, [f"{order_id}-S", f"{order_id}-T"])]


def duration(asked: OrderPrices) -> tuple[DurationType, int | None]:
    """How long an order stands; OrderRefused. Without a word it is good till canceled."""
    wanted = asked.duration
    if wanted is None:
        return DurationType.GTC, None
    if (wanted.type is DurationType.GTD) != (wanted.datetime is not None):
        raise OrderRefused("duration_invalid", "GTD, and only GTD, needs a datetime")
    return wanted.type, wanted.datetime
