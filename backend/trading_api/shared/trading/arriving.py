"""Changes of orders as the exchange hears of them: what was asked for happens, or came too late. Pure."""

from trading_api.shared.trading import brackets
from trading_api.shared.trading.account import Journal
from trading_api.shared.trading.order import Asked, Happening, Order, Pending, State

MODIFYING, CANCELING = "a change is on its way to the exchange", "a cancellation is on its way to the exchange"
REFUSED = "the change came too late: the order had moved on"


def arrive(journal: Journal, now: int) -> None:
    """Let happen what the exchange has heard of by `now`, in the order of arrival."""
    asked = [order for order in journal.account.orders.values() if order.pending and order.pending.at <= now]
    for order in sorted(asked, key=lambda o: (o.pending.at if o.pending else 0, o.created, o.id)):
        # One before may have ended it, as an entry its legs.
        current = journal.account.orders.get(order.id)
        if current is not None and current.pending is not None:
            _happen(journal, current, current.pending)


def _happen(journal: Journal, order: Order, change: Pending) -> None:
    if change.asked is Asked.CANCEL:
        brackets.end(journal, order, Happening.CANCEL, change.at, "canceled by the client")
    elif change.qty <= order.filled or (order.state is not State.WORKING and change.stop != order.stop):
        journal.order(order, Happening.REFUSE, change.at, pending=None, message=REFUSED)
    else:
        modify(journal, order, change, change.at)


def modify(journal: Journal, order: Order, change: Pending, now: int) -> Order:
    """The order under its new terms; what has filled since they were asked for reserves nothing any more."""
    return journal.order(
        order,
        Happening.MODIFY,
        now,
        qty=change.qty,
        limit=change.limit,
        stop=change.stop,
        trail=change.trail,
        duration=change.duration,
        expires=change.expires,
        reserved=change.reserved * (change.qty - order.filled) // change.rest,
        pending=None,
        message="",
    )
