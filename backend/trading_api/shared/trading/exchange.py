"""What a moment of the market does to an account: expiry, triggers, fills, margin calls. Pure, and in one order for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from trading_api.models.orders import DurationType, OrderType, Side
from trading_api.shared.trading import arriving, brackets, margin, matching
from trading_api.shared.trading.account import Account, Journal, Marks
from trading_api.shared.trading.changes import (
    AccountKind,
    EntryKind,
    Execution,
    OnBreach,
    OrderChanged,
    PositionChanged,
    TermsChanged,
)
from trading_api.shared.trading.order import Happening, Order
from trading_api.shared.trading.quotes import Moment
from trading_api.shared.trading.venue import Venue

LIQUIDATION = "LIQ-"
"""How the ids of orders begin that the exchange itself places."""


@dataclass(slots=True)
class _Now:
    """One symbol at one moment, with what is left of its volume for this account."""

    journal: Journal
    venue: Venue
    moment: Moment
    marks: Marks
    budget: int | None

    @property
    def account(self) -> Account:
        return self.journal.account

    @property
    def ts(self) -> int:
        return self.moment.ts


def expire(journal: Journal, now: int) -> None:
    """End the orders whose time is over at `now`, the oldest first."""
    over = [o for o in journal.account.orders.values() if o.expires is not None and o.expires <= now]
    for order in sorted(over, key=lambda o: (o.expires, o.created, o.id)):
        if order.id in journal.account.orders:
            brackets.end(journal, order, Happening.EXPIRE, order.expires or now, "expired")


def pass_moments(journal: Journal, venue: Venue, moments: Mapping[str, Moment], marks: Marks) -> None:
    """The market moved: all `moments` are of one time. `marks` has the prices of at least the symbols the account holds."""
    for symbol in sorted(moments):
        moment = moments[symbol]
        arriving.arrive(journal, moment.ts)
        expire(journal, moment.ts)
        if venue.hours.session(symbol, moment.ts) is not None:
            _match(_Now(journal, venue, moment, marks, venue.model(symbol).takes(moment.volume)), symbol)


def _match(now: _Now, symbol: str) -> None:
    """Only orders older than the moment: what it tells was not known when they were placed."""
    old = [o for o in now.account.open_in(symbol) if o.state.live and max(o.updated, o.effective) < now.ts]
    ready = [found for order in old if (found := _ready(now, order)) is not None]
    for order, fresh in sorted(ready, key=lambda pair: matching.rank(pair[0], now.moment)):
        # A fill before may have ended or resized this one, as a leg whose sibling came first.
        current = now.account.orders.get(order.id)
        if current is not None and current.state.live:
            _try(now, current, fresh)


def _ready(now: _Now, order: Order) -> tuple[Order, bool] | None:
    """The order and whether it was triggered just now; None while it waits for its stop."""
    if not order.waits:
        return order, False
    if matching.triggers(order, now.moment):
        return now.journal.order(order, Happening.TRIGGER, now.ts), True
    if (moved := matching.trailed(order, now.moment)) is not None:
        now.journal.order(order, Happening.MODIFY, now.ts, stop=moved)
    return None


def _try(now: _Now, order: Order, fresh: bool) -> None:
    quote = matching.price(order, now.moment, now_triggered=fresh)
    qty = order.rest if quote is not None else 0
    if quote is not None:
        qty = _closable(now.account, order, qty)
        if not qty:
            brackets.end(now.journal, order, Happening.CANCEL, now.ts, "canceled: nothing is left to reduce")
            return
        qty = qty if now.budget is None else min(qty, now.budget)
    if order.duration is DurationType.FOK and qty < order.rest:
        brackets.end(now.journal, order, Happening.CANCEL, now.ts, "canceled: not fillable at once and whole")
        return
    if qty and quote is not None:
        _fill(now, order, qty, _slipped(now, order, quote, qty))
    left = now.account.orders.get(order.id)
    if left is not None and left.duration is DurationType.IOC:
        brackets.end(now.journal, left, Happening.CANCEL, now.ts, "canceled: what was not filled at once")


def _closable(account: Account, order: Order, qty: int) -> int:
    """What of an order may fill where it must not open anything."""
    cash_sale = account.terms.kind is AccountKind.CASH and order.side is Side.SELL
    if not (order.reduce_only or cash_sale):
        return qty
    return max(0, min(qty, -int(order.side) * account.position(order.symbol).qty))


def _slipped(now: _Now, order: Order, quote: int, qty: int) -> int:
    if not matching.takes_liquidity(order):
        return quote
    return now.venue.model(order.symbol).slippage.worse(quote, order.side, qty, now.moment.volume)


def _fill(now: _Now, order: Order, qty: int, ticks: int) -> None:
    journal, account, contract = now.journal, now.account, now.venue.contracts[order.symbol]
    fee = now.venue.model(order.symbol).fees.of(contract, order.side, qty, ticks, first=not order.filled)
    signed, value = int(order.side) * qty, contract.value(qty, ticks)
    before = account.position(order.symbol)
    after, realised = before.traded(signed, int(order.side) * value, account.terms.method)
    if not _affordable(now, order, after.qty, signed * ticks * contract.tick + fee):
        happening = Happening.CANCEL if order.filled else Happening.REJECT
        brackets.end(journal, order, happening, now.ts, "not enough buying power at the price it would have filled at")
        return
    execution_id = f"{order.id}.{order.version + 1}"
    journal.note(Execution(execution_id, order.id, order.symbol, order.side, qty, ticks, value, fee, realised, now.ts))
    changed = order.filled_by(qty, ticks, now.ts)
    journal.note(OrderChanged(changed, Happening.FILL_PART if changed.rest else Happening.FILL_REST))
    journal.note(PositionChanged(after, now.ts))
    if not contract.marked:
        journal.money(EntryKind.TRADE, -int(order.side) * value, now.ts, execution_id)
    elif realised:
        journal.money(EntryKind.VARIATION, realised, now.ts, execution_id)
    if fee:
        journal.money(EntryKind.FEE, -fee, now.ts, execution_id)
    if now.budget is not None:
        now.budget -= qty
    if before.qty and before.qty * after.qty <= 0:
        brackets.position_ended(journal, order.symbol, now.ts)
    brackets.filled(journal, changed, qty, now.ts)


def _affordable(now: _Now, order: Order, qty_after: int, cost: int) -> bool:
    """Whether the margin of what the fill opens is there at this price; what only reduces a position always may."""
    account, contract = now.account, now.venue.contracts[order.symbol]
    held = account.position(order.symbol).qty
    if abs(qty_after) <= abs(held) and held * qty_after >= 0:
        return True
    worth = margin.worth(account, now.venue.contracts, now.marks)
    equity = worth.equity - cost + contract.value(qty_after - held, now.marks[order.symbol])
    before, after = (margin.initial(account, contract, qty, now.marks) for qty in (held, qty_after))
    taken = after - before
    return equity - worth.margin - taken - (worth.reserved - order.reserved) >= 0


def look(journal: Journal, venue: Venue, marks: Marks, ts: int) -> None:
    """Once per moment after all fills: begin a new day, and call the margin of an account that has too little left."""
    account = journal.account
    worth = margin.worth(account, venue.contracts, marks)
    margin.begin_day(journal, worth, ts)
    if worth.equity < worth.maintenance and account.terms.on_breach is not OnBreach.WARN:
        _call(journal, venue, marks, ts)


def _call(journal: Journal, venue: Venue, marks: Marks, ts: int) -> None:
    """Halt the account; where it says so, sell off the largest loser, one at a time, until the margin suffices."""
    account = journal.account
    if not account.terms.halted:
        journal.note(
            TermsChanged(replace(account.terms, halted=True), ts, "the equity is below the maintenance margin")
        )
    selling = any(order.id.startswith(LIQUIDATION) for order in account.orders.values())
    if account.terms.on_breach is OnBreach.LIQUIDATE and account.positions and not selling:
        losses = {s: venue.contracts[s].value(p.qty, marks[s]) - p.cost for s, p in account.positions.items()}
        worst = min(losses, key=lambda symbol: (losses[symbol], symbol))
        _liquidate(journal, venue, worst, ts)


def _liquidate(journal: Journal, venue: Venue, symbol: str, ts: int) -> None:
    account, ending = journal.account, venue.contracts[symbol].ending
    held = account.position(symbol).qty
    order = Order(
        id=f"{LIQUIDATION}{account.id}-{ts}",
        account=account.id,
        symbol=symbol,
        type=OrderType.MARKET,
        side=Side.SELL if held > 0 else Side.BUY,
        qty=abs(held),
        reduce_only=True,
        expires=ending.at_ms if ending else None,
        created=ts,
    )
    journal.order(order, Happening.ACCEPT, ts, message="margin call")
