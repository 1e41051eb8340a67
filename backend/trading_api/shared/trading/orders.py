"""The commands about orders: place, modify, cancel. Pure: an account and the market in, changes in its journal out."""

from collections.abc import Sequence
from dataclasses import replace

from trading_api.models.orders import DurationType, OrderType, ParentType, Side
from trading_api.shared.trading import arriving, brackets, risk
from trading_api.shared.trading.account import Journal
from trading_api.shared.trading.contract import Session
from trading_api.shared.trading.order import STOPS, Asked, Happening, Order, Pending, Place, State
from trading_api.shared.trading.refusals import OrderFinished, OrderRefused
from trading_api.shared.trading.risk import Quotes
from trading_api.shared.trading.venue import Venue


def place(journal: Journal, venue: Venue, quotes: Quotes, orders: Sequence[Order], now: int) -> Order:
    """Take an order and the legs that wait for it, all new; the first as it was taken. OrderRefused changes nothing."""
    entry, *legs = [_timed(order, venue, now) for order in orders]
    contract = risk.contract_of(venue, entry.symbol)
    risk.check_alive(contract, now)
    quote = risk.quote_of(quotes, entry.symbol)
    for order in (entry, *legs):
        risk.check_form(order, contract)
        risk.check_time(order, venue, now)
    risk.check_collar(entry, contract, quote)
    _check_legs(entry, legs, quotes)
    reserved = risk.check_account(entry, journal, venue, quotes, now)
    taken = journal.order(entry, Happening.ACCEPT, now, reserved=reserved, effective=now + venue.latency_ms)
    for leg in legs:
        journal.order(leg, Happening.HOLD, now)
    return taken


def _timed(order: Order, venue: Venue, now: int) -> Order:
    """A day order ends with its session: the present one, or the next when the market is closed. All end with their contract."""
    ends, contract = order.expires, venue.contracts.get(order.symbol)
    if order.duration is DurationType.DAY and ends is None:
        session = _next_session(order.symbol, venue, now)
        ends = session.close_ms if session else None
    if contract is not None and contract.ending:
        ends = contract.ending.at_ms if ends is None else min(ends, contract.ending.at_ms)
    return order if ends == order.expires else replace(order, expires=ends)


def _next_session(symbol: str, venue: Venue, now: int) -> Session | None:
    current = venue.hours.session(symbol, now)
    if current is None and (opens := venue.hours.next_open(symbol, now)) is not None:
        return venue.hours.session(symbol, opens)
    return current


def _check_legs(entry: Order, legs: Sequence[Order], quotes: Quotes) -> None:
    """A stop protects from a worse price than the entry's, a target waits for a better one."""
    reference = risk.expected_ticks(entry, quotes[entry.symbol])
    for leg in legs:
        ticks = leg.stop if leg.type in STOPS else leg.limit
        assert ticks is not None, "checked by their form"  # noqa: S101 - narrows the type for mypy
        distance = (ticks - reference) * int(entry.side)
        if (distance >= 0) if leg.type in STOPS else (distance <= 0):
            raise OrderRefused("bracket_invalid", "a stop must lie behind the entry's price and a target beyond it")


def modify(journal: Journal, venue: Venue, quotes: Quotes, order: Order, wanted: Order, now: int) -> Order:
    """Change quantity, prices or duration of an open order to those of `wanted`; OrderRefused, OrderFinished."""
    if order.state.final:
        raise OrderFinished(order)
    if wanted.qty <= order.filled:
        raise OrderRefused("qty_out_of_range", f"{order.filled} are filled already; qty must be more")
    if order.pending:
        raise OrderRefused("change_pending", "a change of this order is on its way; wait for what becomes of it")
    if order.state in {State.TRIGGERED, State.PARTIAL} and wanted.stop != order.stop:
        raise OrderRefused("stop_triggered", "the stop was reached; only limitPrice and qty can change")
    wanted = _timed(wanted, venue, now)
    contract = risk.contract_of(venue, order.symbol)
    risk.check_form(wanted, contract)
    risk.check_time(wanted, venue, now)
    risk.check_collar(wanted, contract, quotes[order.symbol])
    reserved = 0 if order.parent else risk.check_account(wanted, journal, venue, quotes, now)
    change = Pending(
        Asked.MODIFY,
        now + venue.latency_ms,
        qty=wanted.qty,
        limit=wanted.limit,
        stop=wanted.stop,
        trail=wanted.trail,
        duration=wanted.duration,
        expires=wanted.expires,
        reserved=reserved,
        rest=wanted.rest,
    )
    if not venue.latency_ms:
        return arriving.modify(journal, order, change, now)
    # Whichever of both terms comes to hold, the account has what it takes.
    held = max(order.reserved, reserved)
    return journal.order(order, Happening.ASK, now, pending=change, reserved=held, message=arriving.MODIFYING)


def cancel(
    journal: Journal, order: Order, now: int, message: str = "canceled by the client", latency_ms: int = 0
) -> Order:
    """End an open order, once the exchange has heard of it; OrderFinished. A modification on its way is overtaken."""
    if order.state.final:
        raise OrderFinished(order)
    if latency_ms:
        if order.pending and order.pending.asked is Asked.CANCEL:
            return order
        pending = Pending(Asked.CANCEL, now + latency_ms)
        return journal.order(order, Happening.ASK, now, pending=pending, message=arriving.CANCELING)
    return brackets.end(journal, order, Happening.CANCEL, now, message)


def closing(order_id: str, journal: Journal, symbol: str, qty: int | None, now: int) -> Order:
    """The market order that closes a position, or a part of it; OrderRefused."""
    held = journal.account.position(symbol).qty
    if not held:
        raise OrderRefused("position_unknown", f"there is no position in {symbol}")
    if qty is not None and not 0 < qty <= abs(held):
        raise OrderRefused("qty_out_of_range", f"amount must be between 1 and {abs(held)}")
    return _against(order_id, journal, symbol, qty or abs(held), now, reduce_only=True)


def reversing(order_id: str, journal: Journal, symbol: str, now: int) -> Order:
    """The market order that turns a position into its opposite; OrderRefused."""
    held = journal.account.position(symbol).qty
    if not held:
        raise OrderRefused("position_unknown", f"there is no position in {symbol}")
    return _against(order_id, journal, symbol, 2 * abs(held), now, reduce_only=False)


def _against(order_id: str, journal: Journal, symbol: str, qty: int, now: int, *, reduce_only: bool) -> Order:
    account = journal.account
    side = Side.SELL if account.position(symbol).qty > 0 else Side.BUY
    return Order(
        order_id, account.id, symbol, OrderType.MARKET, side, qty, reduce_only=reduce_only, created=now, updated=now
    )


def protect(journal: Journal, venue: Venue, quotes: Quotes, symbol: str, legs: Sequence[Order], now: int) -> None:
    """Put these legs (new orders) behind a position, in place of those it has; none only takes them away. OrderRefused."""
    held = journal.account.position(symbol).qty
    if not held:
        raise OrderRefused("position_unknown", f"there is no position in {symbol}")
    contract, last = risk.contract_of(venue, symbol), risk.quote_of(quotes, symbol).last
    for leg in legs:
        risk.check_form(leg, contract)
        ticks = leg.stop if leg.type in STOPS else leg.limit
        behind = ((ticks or 0) - last) * held
        if (behind >= 0) if leg.type in STOPS else (behind <= 0):
            raise OrderRefused("bracket_invalid", "a stop must lie behind the market and a target beyond it")
    for old in journal.account.legs(symbol):
        if old.parent_type is ParentType.POSITION:
            journal.order(old, Happening.CANCEL, now, message="canceled: the position has other brackets now")
    for leg in legs:
        journal.order(_timed(leg, venue, now), Happening.ACCEPT, now, effective=now + venue.latency_ms)


def legs(entry: Order, stop: int | None, target: int | None, trail: int | None, ids: Sequence[str]) -> list[Order]:
    """The orders that leave what `entry` enters: a stop, which may trail, and a target, at prices in ticks; new ones."""
    if stop is None and target is None:
        return []
    out = replace(
        entry,
        side=Side(-entry.side),
        reduce_only=True,
        parent=entry.id,
        parent_type=ParentType.ORDER,
        client_id=None,
        limit=None,
        stop=None,
        trail=None,
        duration=DurationType.GTC,
        expires=None,
        state=State.NEW,
    )
    made = []
    if stop is not None:
        made.append(replace(out, id=ids[0], type=OrderType.STOP, stop=stop, trail=trail, place=Place.STOP))
    if target is not None:
        made.append(replace(out, id=ids[1], type=OrderType.LIMIT, limit=target, place=Place.TARGET))
    return made
