"""Orders that belong together: a stop and a target behind an entry or a position. One cancels the other. Pure."""

from trading_api.models.orders import ParentType
from trading_api.shared.trading.account import Journal
from trading_api.shared.trading.order import Happening, Order, State

CLOSED = "canceled: the position is closed"
SIBLING = "canceled: the other leg of the bracket filled"
LEFT = "canceled: what it had entered was left through its bracket"
CHILDLESS = "canceled: the order it protects ended without a fill"


def end(journal: Journal, order: Order, happening: Happening, ts: int, message: str) -> Order:
    """An order ends otherwise than by a fill; legs that only its fill would have woken end with it."""
    ended = journal.order(order, happening, ts, message=message)
    if not ended.filled:
        for leg in journal.account.legs(ended.id):
            journal.order(leg, Happening.CANCEL, ts, message=CHILDLESS)
    return ended


def filled(journal: Journal, order: Order, qty: int, ts: int) -> None:
    """An order filled by `qty`: its legs cover what it has, and its sibling what is left to protect."""
    for leg in journal.account.legs(order.id):
        if leg.parent_type is ParentType.ORDER:
            _cover(journal, leg, order.filled, qty, ts)
    if order.parent is not None:
        for leg in journal.account.legs(order.parent):
            if leg.id != order.id and leg.place != order.place:
                _yield(journal, leg, qty, ts)
    entry = journal.account.orders.get(order.parent or "")
    if entry is not None and order.state is State.FILLED:
        journal.order(entry, Happening.CANCEL, ts, message=LEFT)


def position_ended(journal: Journal, symbol: str, ts: int) -> None:
    """The position is closed or has changed sides: the legs that protected it would open another."""
    for order in journal.account.open_in(symbol):
        if order.parent is not None and order.state is not State.HELD:
            journal.order(order, Happening.CANCEL, ts, message=CLOSED)


def _cover(journal: Journal, leg: Order, filled: int, qty: int, ts: int) -> None:
    """The first fill of the entry wakes its legs; each later one adds to what they cover."""
    if leg.state is State.HELD:
        leg = leg if leg.qty == filled else journal.order(leg, Happening.MODIFY, ts, qty=filled)
        journal.order(leg, Happening.ACTIVATE, ts)
    else:
        journal.order(leg, Happening.MODIFY, ts, qty=leg.qty + qty)


def _yield(journal: Journal, leg: Order, qty: int, ts: int) -> None:
    """What one leg filled, the other must not fill again."""
    if leg.rest > qty:
        journal.order(leg, Happening.MODIFY, ts, qty=leg.qty - qty)
    else:
        journal.order(leg, Happening.CANCEL, ts, message=SIBLING)
