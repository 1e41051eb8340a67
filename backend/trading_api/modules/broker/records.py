"""Accounts in the store: read as the values that the rules work on, written as what changed. Inside the caller's transaction."""

from collections.abc import Iterable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any

from sqlalchemy import Executable, bindparam, delete, insert, literal, select, update

from trading_api.models.orders import DurationType, OrderType, ParentType, Side
from trading_api.modules.broker.refusals import OrderUnknown
from trading_api.modules.broker.sql import Row, Sql, Statement
from trading_api.shared.store import tables
from trading_api.shared.trading import codec
from trading_api.shared.trading.account import Account
from trading_api.shared.trading.changes import (
    Change,
    Entry,
    Execution,
    OrderChanged,
    PositionChanged,
    WasReset,
)
from trading_api.shared.trading.order import Order, Place, State
from trading_api.shared.trading.position import Position

_RENAMED = {"limit": "limit_ticks", "stop": "stop_ticks", "trail": "trail_ticks"}
_FIELDS = tuple(field.name for field in fields(Order))
_NAMES = tuple(_RENAMED.get(name, name) for name in _FIELDS)
COLUMNS = tuple(tables.orders.c[name] for name in _NAMES)
_SUMS = ("cash", "deposits", "realised", "fees", "reserved", "entries", "day", "day_equity", "changes")
_values, _sums = attrgetter(*_FIELDS), attrgetter(*_SUMS)

_EXECUTION = tuple(column.name for column in tables.executions.c)
_ENTRY = tuple(column.name for column in tables.ledger.c)

_orders, _accounts, _positions = tables.orders, tables.accounts, tables.positions


@cache
def _statement(name: str) -> Statement:
    return Statement(_CLAUSES[name], _WHOSE.get(name))


def _changing(names: Iterable[str]) -> dict[str, Any]:
    """SQLAlchemy keeps the columns' own names for itself."""
    return {name: bindparam(f"new_{name}") for name in names}


def _new(row: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": value for name, value in row.items()}


_CLAUSES: dict[str, Executable] = {
    "account": select(_accounts.c.terms, *(_accounts.c[name] for name in _SUMS)).where(
        _accounts.c.id == bindparam("account")
    ),
    "positions": select(_positions.c.symbol, _positions.c.lots, _positions.c.updated)
    .where(_positions.c.account == bindparam("account"))
    .order_by(_positions.c.symbol),
    "order": select(*COLUMNS).where(_orders.c.account == bindparam("account"), _orders.c.id == bindparam("id")),
    "open": select(*COLUMNS)
    .where(_orders.c.account == bindparam("account"), _orders.c.open == literal(1))
    .order_by(_orders.c.created, _orders.c.id),
    "legs": select(*COLUMNS).where(
        _orders.c.account == bindparam("account"),
        _orders.c.symbol == bindparam("symbol"),
        _orders.c.open == literal(1),
        _orders.c.parent.is_not(None),
    ),
    "add order": insert(_orders),
    "change order": update(_orders)
    .where(_orders.c.id == bindparam("which"))
    .values(_changing(column.name for column in _orders.c if column.name != "id")),
    "add account": insert(_accounts),
    "change account": update(_accounts)
    .where(_accounts.c.id == bindparam("which"))
    .values(_changing(("terms", *_SUMS))),
    "add position": insert(_positions),
    "drop position": delete(_positions).where(
        _positions.c.account == bindparam("account"), _positions.c.symbol == bindparam("symbol")
    ),
    "drop positions": delete(_positions).where(_positions.c.account == bindparam("account")),
    "add execution": insert(tables.executions),
    "add entry": insert(tables.ledger),
    "add change": insert(tables.journal),
    "drop point": delete(tables.equity_points).where(
        tables.equity_points.c.account == bindparam("account"), tables.equity_points.c.ts == bindparam("ts")
    ),
    "add point": insert(tables.equity_points),
    "journal": select(tables.journal.c.kind, tables.journal.c.body)
    .where(tables.journal.c.account == bindparam("account"))
    .order_by(tables.journal.c.seq),
}


_WHOSE = {"change order": "which", "change account": "which"}
"""Statements that say all of a row."""


def order_of(row: Row) -> Order:
    """An order out of its columns."""
    values = dict(zip(_FIELDS, row, strict=True))
    parent_type = values["parent_type"]
    kinds = {
        "type": OrderType(values["type"]),
        "side": Side(values["side"]),
        "duration": DurationType(values["duration"]),
        "reduce_only": bool(values["reduce_only"]),
        "parent_type": None if parent_type is None else ParentType(parent_type),
        "place": Place(values["place"]),
        "state": State(values["state"]),
        "pending": codec.pending(values["pending"]),
    }
    return Order(**{**values, **kinds})


def load(sql: Sql, account_id: str) -> Account | None:
    """An account with its positions and without its orders; None if nothing ever happened in it."""
    if kept := sql.kept.pop(_kept(account_id), None):  # whoever changes it puts it back by `save`
        return _afresh(kept)
    rows = sql(_statement("account"), account=account_id)
    if not rows:
        return None
    terms, *sums = rows[0]
    account = Account(account_id, codec.terms(terms), **dict(zip(_SUMS, sums, strict=True)))
    for symbol, lots, updated in sql(_statement("positions"), account=account_id):
        account.positions[symbol] = Position(symbol, codec.lots(lots), updated)
    return account


def _kept(account_id: str) -> tuple[str, str]:
    return "account", account_id


def _afresh(account: Account) -> Account:
    """As if it had just been read."""
    account.orders.clear()
    account.positions = dict(sorted(account.positions.items()))
    return account


def put_orders(account: Account, orders: Iterable[Order]) -> None:
    """Let the account know these open orders of its; what they reserve is in its sums already."""
    account.orders.update((order.id, order) for order in orders if not order.state.final)


def order(sql: Sql, account_id: str, order_id: str) -> Order:
    """One order of an account; OrderUnknown."""
    rows = sql(_statement("order"), account=account_id, id=order_id)
    if not rows:
        raise OrderUnknown(order_id)
    return order_of(rows[0])


def open_orders(sql: Sql, account_id: str) -> list[Order]:
    """The orders of an account that are not final, oldest first."""
    return [order_of(row) for row in sql(_statement("open"), account=account_id)]


def legs(sql: Sql, account_id: str, symbol: str) -> list[Order]:
    """The open orders of a symbol that belong to another or to a position."""
    return [order_of(row) for row in sql(_statement("legs"), account=account_id, symbol=symbol)]


def history(sql: Sql, account_id: str) -> list[Change]:
    """All that ever happened in an account."""
    return [codec.decoded(*row) for row in sql(_statement("journal"), account=account_id)]


def save(sql: Sql, account: Account, changes: list[Change], ts: int) -> None:
    """Write down what changed, and the account's sums after it."""
    if not changes:
        return
    seq = account.changes - len(changes)
    last: dict[str, Order] = {}
    for number, change in enumerate(changes, seq + 1):
        _journal(sql, account.id, number, ts, change)
        if isinstance(change, OrderChanged):
            last[change.order.id] = change.order
        else:
            _save(sql, account.id, change)
    new = {c.order.id for c in changes if isinstance(c, OrderChanged) and c.order.version == 1}
    for changed in last.values():
        _save_order(sql, changed, new=changed.id in new)
    _save_sums(sql, account, new=not seq)
    sql.kept[_kept(account.id)] = account


def _journal(sql: Sql, account: str, seq: int, ts: int, change: Change) -> None:
    kind, body = codec.encoded(change)
    sql(_statement("add change"), account=account, seq=seq, ts=ts, kind=kind, ref=codec.ref(change), body=body)


def _save(sql: Sql, account: str, change: Change) -> None:
    match change:
        case Execution():
            row = {name: getattr(change, name) for name in _EXECUTION if name != "account"}
            sql(_statement("add execution"), **{**row, "account": account, "side": int(change.side)})
        case Entry():
            row = {name: getattr(change, name) for name in _ENTRY if name != "account"}
            sql(_statement("add entry"), **{**row, "account": account, "kind": change.kind.value})
        case PositionChanged(position, ts):
            sql(_statement("drop position"), account=account, symbol=position.symbol)
            if position.lots:
                lots = codec.written_lots(position.lots)
                sql(_statement("add position"), account=account, symbol=position.symbol, lots=lots, updated=ts)
        case WasReset():
            sql(_statement("drop positions"), account=account)
        case _:
            pass  # it shows in the account's own row


def _save_order(sql: Sql, order: Order, *, new: bool) -> None:
    row = dict(zip(_NAMES, _values(order), strict=True))
    watch, watch_ticks = _watched(order)
    parent_type = None if order.parent_type is None else int(order.parent_type)
    row |= {
        "type": int(order.type),
        "side": int(order.side),
        "duration": order.duration.value,
        "reduce_only": int(order.reduce_only),
        "parent_type": parent_type,
        "place": int(order.place),
        "state": order.state.value,
        "pending": None if order.pending is None else codec.written(order.pending, type(order.pending)),
        "pending_at": None if order.pending is None else order.pending.at,
        "open": int(not order.state.final),
        "watch": watch,
        "watch_ticks": watch_ticks,
    }
    if new:
        sql(_statement("add order"), **row)
    else:
        sql(_statement("change order"), which=row.pop("id"), **_new(row))


def _watched(order: Order) -> tuple[int, int]:
    """Which prices concern an order: a resting limit or a plain stop need not be looked at before they are near."""
    immediate = order.duration in {DurationType.IOC, DurationType.FOK}
    ticks = order.limit if order.stop is None else order.stop
    if ticks is None or immediate or order.trail or order.parent or order.state is not State.WORKING:
        return 0, 0
    falls = order.side is Side.BUY if order.stop is None else order.side is Side.SELL
    return -1 if falls else 1, ticks


def _save_sums(sql: Sql, account: Account, *, new: bool) -> None:
    row = dict(zip(_SUMS, _sums(account), strict=True))
    row["terms"] = codec.written_terms(account.terms)
    if new:
        sql(_statement("add account"), id=account.id, **row)
    else:
        sql(_statement("change account"), which=account.id, **_new(row))


def equity_point(sql: Sql, account: str, ts: int, equity: int, cash: int) -> None:
    """What an account was worth; the last word on a moment stands."""
    sql(_statement("drop point"), account=account, ts=ts)
    sql(_statement("add point"), account=account, ts=ts, equity=equity, cash=cash)
