"""One account: its cash, positions and open orders, changed only by applying changes. Replaying them gives it back, equal."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from trading_api.models.orders import Side
from trading_api.shared.trading.changes import (
    Change,
    DayBegan,
    Entry,
    EntryKind,
    Execution,
    OrderChanged,
    PositionChanged,
    Settled,
    Terms,
    TermsChanged,
    WasReset,
)
from trading_api.shared.trading.order import Happening, Order
from trading_api.shared.trading.position import Position

Marks = Mapping[str, int]
"""The newest price of each symbol, in ticks."""


@dataclass(slots=True)
class Account:
    """Money in micros. `orders` holds those that are not final; `reserved` is what they have set aside; `changes` counts all."""

    id: str
    terms: Terms = field(default_factory=Terms)
    cash: int = 0
    deposits: int = 0
    realised: int = 0
    fees: int = 0
    reserved: int = 0
    entries: int = 0
    changes: int = 0
    day: int = -1
    day_equity: int = 0
    orders: dict[str, Order] = field(default_factory=dict)
    positions: dict[str, Position] = field(default_factory=dict)

    def position(self, symbol: str) -> Position:
        """The position in a symbol, empty if there is none."""
        return self.positions.get(symbol) or Position(symbol)

    def legs(self, parent: str) -> list[Order]:
        """The open orders that belong to an order or a position, oldest first."""
        mine = [order for order in self.orders.values() if order.parent == parent]
        return sorted(mine, key=lambda order: (order.created, order.id))

    def apply(self, change: Change) -> None:
        """Let it have happened."""
        self.changes += 1
        match change:
            case OrderChanged(order):
                self._order(order)
            case Execution() | Settled():
                self.realised += change.realised
            case Entry():
                self._entry(change)
            case PositionChanged(position, ts):
                self._position(replace(position, updated=ts))
            case TermsChanged(terms):
                self.terms = terms
            case DayBegan(day, equity):
                self.day, self.day_equity = day, equity
            case WasReset(_, terms):
                self._reset(terms)

    def _order(self, order: Order) -> None:
        before = self.orders.pop(order.id, None)
        self.reserved += order.reserved - (before.reserved if before else 0)
        if not order.state.final:
            self.orders[order.id] = order

    def _entry(self, entry: Entry) -> None:
        self.entries, self.cash = entry.seq, self.cash + entry.amount
        if entry.kind is EntryKind.DEPOSIT:
            self.deposits += entry.amount
        elif entry.kind is EntryKind.FEE:
            self.fees -= entry.amount

    def _position(self, position: Position) -> None:
        self.positions.pop(position.symbol, None)
        if position.lots:
            self.positions[position.symbol] = position

    def _reset(self, terms: Terms) -> None:
        self.orders.clear()
        self.positions.clear()
        self.terms, self.cash, self.deposits, self.realised = terms, 0, 0, 0
        self.fees, self.reserved, self.day, self.day_equity = 0, 0, -1, 0

    def open_in(self, symbol: str, side: Side | None = None) -> list[Order]:
        """The open orders of a symbol, oldest first."""
        found = [o for o in self.orders.values() if o.symbol == symbol and side in {None, o.side}]
        return sorted(found, key=lambda order: (order.created, order.id))


def replayed(account_id: str, changes: Iterable[Change]) -> Account:
    """The account that these changes make."""
    account = Account(account_id)
    for change in changes:
        account.apply(change)
    return account


class Journal:
    """Applies changes to an account and keeps them, in order, for whoever writes them down."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.changes: list[Change] = []

    def note(self, change: Change) -> None:
        """It happened."""
        self.account.apply(change)
        self.changes.append(change)

    def order(self, order: Order, happening: Happening, ts: int, **values: object) -> Order:
        """Something happened to an order; the order after it."""
        changed = order.after(happening, ts, **values)
        self.note(OrderChanged(changed, happening))
        return changed

    def money(self, kind: EntryKind, amount: int, ts: int, ref: str) -> None:
        """Cash moved."""
        account = self.account
        self.note(Entry(account.entries + 1, ts, kind, amount, account.cash + amount, ref))
