"""One account at work inside a transaction: loaded, changed by the rules, written down, and told of in a fixed order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import bindparam, insert, select, update

from trading_api.modules.broker import records, views
from trading_api.modules.broker.sql import Sql, Statement
from trading_api.modules.broker.views import Instruments
from trading_api.shared.store.sync.events import Stream
from trading_api.shared.store.tables import matching
from trading_api.shared.trading import margin
from trading_api.shared.trading.account import Account, Journal
from trading_api.shared.trading.changes import (
    Change,
    Entry,
    EntryKind,
    Execution,
    OrderChanged,
    PositionChanged,
    Terms,
    TermsChanged,
)
from trading_api.shared.trading.contract import MICROS, with_underlyings
from trading_api.shared.trading.quotes import Prices, Tick
from trading_api.shared.trading.settlement import Closes
from trading_api.shared.trading.venue import Venue

OPENING_CASH = 1_000_000 * MICROS
"""What an account begins with: paper money."""
EXECUTIONS, ORDERS, POSITIONS, EQUITY = "executions", "orders", "positions", "equity"
CURSOR = "all"
_SHOWN = ("shown", CURSOR)


@dataclass(frozen=True, slots=True)
class Exchange:
    """Where the broker trades: its rules, its prices, and when its sessions end."""

    venue: Venue
    prices: Prices
    listed: Instruments
    closes: Closes

    def quotes(self, symbols: Iterable[str], at_ms: int) -> dict[str, Tick]:
        """The newest tick of each symbol that has one, and of what their margin depends on."""
        wanted = sorted(with_underlyings(symbols, self.venue.contracts))
        found = {symbol: self.prices.last(symbol, at_ms) for symbol in wanted}
        return {symbol: tick for symbol, tick in found.items() if tick is not None}


class Desk:
    """An account for the length of one command. `now` is never before what the orders have already been shown."""

    def __init__(self, sql: Sql, exchange: Exchange, account_id: str, clock_ms: int) -> None:
        self.sql = sql
        self.exchange = exchange
        self.now = max(clock_ms, shown_until(sql))
        known = records.load(sql, account_id)
        self.account = known or Account(account_id)
        self.journal = Journal(self.account)
        self.opened = known is None
        """Whether the account begins with this command."""
        if known is None:
            open_account(self.journal, self.now)

    def quotes(self, *symbols: str) -> dict[str, Tick]:
        """The newest ticks of these symbols and of those the account holds."""
        return self.exchange.quotes((*symbols, *self.account.positions), self.now)

    def marks(self) -> dict[str, int]:
        """The newest prices of what the account holds."""
        return {symbol: tick.last for symbol, tick in self.quotes().items()}

    def finish(self) -> None:
        """Write down what changed and tell of it."""
        changes = self.journal.changes
        marks = self.marks() if _worth_changed(changes) else {}
        write(self.sql, self.exchange, self.account, changes, marks, self.now)


def open_account(journal: Journal, now: int, terms: Terms | None = None, cash: int = OPENING_CASH) -> None:
    """An account's first changes."""
    journal.note(TermsChanged(terms or Terms(), now, "opened"))
    journal.money(EntryKind.DEPOSIT, cash, now, "opening")


def write(
    sql: Sql, market: Exchange, account: Account, changes: Sequence[Change], marks: dict[str, int], now: int
) -> None:
    """Write down an account's changes and tell of them: executions first, then orders, positions and equity.

    `marks` are looked at where its worth has changed.
    """
    records.save(sql, account, list(changes), now)
    for done in changes:
        if isinstance(done, Execution):
            sql.tell(Stream(account.id, EXECUTIONS), done.ts, views.execution(market.listed, done).model_dump_json())
    for changed in changes:
        if isinstance(changed, OrderChanged):
            order = changed.order
            sql.tell(Stream(account.id, ORDERS), order.updated, views.placed(market.listed, order).model_dump_json())
    for moved in changes:
        if isinstance(moved, PositionChanged):
            held = views.position(
                market.listed, moved.position, market.venue.contracts[moved.position.symbol], moved.ts
            )
            sql.tell(Stream(account.id, POSITIONS), moved.ts, held.model_dump_json())
    if moments := _worth_changed(changes):
        _tell_equity(sql, market.venue, account, marks, moments[-1])


def _worth_changed(changes: Iterable[Change]) -> list[int]:
    """When (ms) money moved or a position changed."""
    return [change.ts for change in changes if isinstance(change, Entry | PositionChanged)]


def _tell_equity(sql: Sql, venue: Venue, account: Account, marks: dict[str, int], ts: int) -> None:
    worth = margin.worth(account, venue.contracts, marks)
    sql.tell(Stream(account.id, EQUITY), ts, views.equity(worth, ts).model_dump_json())
    records.equity_point(sql, account.id, ts, worth.equity, worth.cash)


@cache
def _shown() -> Statement:
    return Statement(select(matching.c.until).where(matching.c.name == bindparam("which")))


@cache
def _show() -> tuple[Statement, Statement]:
    return (
        Statement(insert(matching).values(name=bindparam("which"), until=bindparam("to"))),
        Statement(update(matching).where(matching.c.name == bindparam("which")).values(until=bindparam("to"))),
    )


def shown_until(sql: Sql) -> int:
    """Up to when (ms) the market has been shown to the orders; what is placed now is placed after that."""
    if (kept := sql.kept.get(_SHOWN)) is not None:
        return int(kept)
    rows = sql(_shown(), which=CURSOR)
    sql.kept[_SHOWN] = until = int(rows[0][0]) if rows else 0
    return until


def show_until(sql: Sql, until: int) -> None:
    """The market has been shown up to `until` (ms)."""
    add, change = _show()
    sql(change if sql(_shown(), which=CURSOR) else add, which=CURSOR, to=until)
    sql.kept[_SHOWN] = until
