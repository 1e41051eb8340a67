"""When an order triggers and what it fills at, in a tick or in a bar. Pure; a limit never fills worse than its limit."""

from trading_api.models.orders import OrderType, Side
from trading_api.shared.trading.order import Order, State
from trading_api.shared.trading.quotes import Bar, Moment, Tick


def triggers(order: Order, moment: Moment) -> bool:
    """Whether a waiting stop is reached: by the last trade of a tick, anywhere inside a bar."""
    assert order.stop is not None, "asked of stops only"  # noqa: S101 - narrows the type for mypy
    if isinstance(moment, Tick):
        low = high = moment.last
    else:
        low, high = moment.low, moment.high
    return high >= order.stop if order.side is Side.BUY else low <= order.stop


def trailed(order: Order, moment: Moment) -> int | None:
    """Where the stop of a trailing order moves to; None when it stays. It never moves away from the market."""
    if order.trail is None or order.stop is None or not order.waits:
        return None
    if order.side is Side.SELL:
        moved = moment.last - order.trail
        return moved if moved > order.stop else None
    moved = moment.last + order.trail
    return moved if moved < order.stop else None


def price(order: Order, moment: Moment, *, now_triggered: bool = False) -> int | None:
    """The quote at which a live order trades in this moment, before slippage; None when it does not."""
    if isinstance(moment, Tick):
        return _limited(order, moment.ask if order.side is Side.BUY else moment.bid)
    return _in_bar(order, moment, now_triggered)


def takes_liquidity(order: Order) -> bool:
    """Whether slippage applies: a market order, or a stop that became one."""
    return order.type is OrderType.MARKET or (order.type is OrderType.STOP and order.state is not State.HELD)


def _limited(order: Order, quote: int) -> int | None:
    """The quote, where the order's limit allows it; nobody buys or sells at no price at all."""
    if quote < 1:
        return None
    return quote if order.limit is None or _within(order, quote) else None


def _within(order: Order, ticks: int) -> bool:
    assert order.limit is not None, "asked of limits only"  # noqa: S101 - narrows the type for mypy
    return ticks <= order.limit if order.side is Side.BUY else ticks >= order.limit


def _in_bar(order: Order, bar: Bar, now_triggered: bool) -> int | None:
    """Beyond its price at the open, an order fills at the open; reached inside, at its price."""
    start = bar.open
    if now_triggered:
        assert order.stop is not None, "only stops trigger"  # noqa: S101 - narrows the type for mypy
        start = max(order.stop, bar.open) if order.side is Side.BUY else min(order.stop, bar.open)
    if order.limit is None or _within(order, start):
        return start
    # After a trigger inside the bar nobody knows which extreme came later; only the close is surely after it.
    reached = bar.close if now_triggered else (bar.low if order.side is Side.BUY else bar.high)
    return order.limit if _within(order, reached) else None


def rank(order: Order, moment: Moment) -> tuple[int, int, int, str]:
    """Sorts the orders of one account in one moment: market before limit, the better price, the older, the id."""
    if order.limit is None:
        return 0, 0, order.created, order.id
    far = moment.last - order.limit if order.side is Side.BUY else order.limit - moment.last
    return 1, far, order.created, order.id
