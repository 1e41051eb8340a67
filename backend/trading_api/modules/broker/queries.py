"""Questions to the store that change nothing: histories, pages, and what must be unique."""

from functools import cache
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Executable, Integer, bindparam, literal, or_, select

from trading_api.models.accounts import EquityPoint, LedgerEntry
from trading_api.models.broker import OrderEvent, PlacedOrder
from trading_api.models.orders import Side
from trading_api.models.positions import Execution as ExecutionModel
from trading_api.models.positions import ExecutionsPage
from trading_api.models.positions import Position as PositionModel
from trading_api.modules.broker import records, views
from trading_api.modules.broker.desk import Exchange
from trading_api.modules.broker.paging import Span
from trading_api.modules.broker.sql import Row, Sql, Statement
from trading_api.modules.broker.views import Instruments
from trading_api.shared.store import tables
from trading_api.shared.trading import codec
from trading_api.shared.trading.changes import Execution, OrderChanged
from trading_api.shared.trading.order import Order
from trading_api.shared.trading.position import Position
from trading_api.shared.trading.refusals import OrderRefused

_orders, _executions, _ledger = tables.orders, tables.executions, tables.ledger
_points, _journal, _positions = tables.equity_points, tables.journal, tables.positions
_account: BindParameter[str] = bindparam("account")
_most: BindParameter[int] = bindparam("most", type_=BigInteger)

_CLAUSES: dict[str, Executable] = {
    "client id": select(_orders.c.id).where(
        _orders.c.account == _account, _orders.c.client_id == bindparam("client_id")
    ),
    "final": select(*records.COLUMNS)
    .where(_orders.c.account == _account, _orders.c.open == literal(0), _orders.c.id < bindparam("before"))
    .order_by(_orders.c.created.desc(), _orders.c.id.desc())
    .limit(_most),
    "order events": select(_journal.c.seq, _journal.c.ts, _journal.c.kind, _journal.c.body)
    .where(_journal.c.account == _account, _journal.c.ref == bindparam("order_id"))
    .order_by(_journal.c.seq),
    "executions": select(*(column for column in _executions.c if column.name != "account"))
    .where(
        _executions.c.account == _account,
        or_(bindparam("any_symbol", type_=Integer) == literal(1), _executions.c.symbol == bindparam("symbol")),
        _executions.c.ts >= bindparam("since"),
        _executions.c.ts < bindparam("until"),
        or_(
            _executions.c.ts > bindparam("after_ts"),
            (_executions.c.ts == bindparam("after_ts")) & (_executions.c.id > bindparam("after_id")),
        ),
    )
    .order_by(_executions.c.ts, _executions.c.id)
    .limit(_most),
    "last executions": select(*(column for column in _executions.c if column.name != "account"))
    .where(_executions.c.account == _account)
    .order_by(_executions.c.ts.desc(), _executions.c.id.desc())
    .limit(_most),
    "held": select(_positions.c.symbol).distinct(),
    "ordered": select(_orders.c.symbol).where(_orders.c.open == literal(1)).distinct(),
    "positions": select(_positions.c.symbol, _positions.c.lots, _positions.c.updated)
    .where(_positions.c.account == _account)
    .order_by(_positions.c.symbol),
    "ledger": select(*(column for column in _ledger.c if column.name != "account"))
    .where(_ledger.c.account == _account, _ledger.c.seq > bindparam("after"))
    .order_by(_ledger.c.seq)
    .limit(_most),
    "points": select(_points.c.ts, _points.c.equity, _points.c.cash)
    .where(_points.c.account == _account, _points.c.ts >= bindparam("since"), _points.c.ts < bindparam("until"))
    .order_by(_points.c.ts)
    .limit(_most),
}


@cache
def _statement(name: str) -> Statement:
    return Statement(_CLAUSES[name])


def check_client_id(sql: Sql, order: Order) -> None:
    """A client's own id is given once per account; OrderRefused."""
    if order.client_id is not None and sql(_statement("client id"), account=order.account, client_id=order.client_id):
        raise OrderRefused("duplicate_client_order_id", f"the client order id {order.client_id} was used before")


def final_orders(sql: Sql, listed: Instruments, account: str, before: str, most: int) -> list[PlacedOrder]:
    """Orders that are final, the newest first, of those whose id is below `before`."""
    rows = sql(_statement("final"), account=account, before=before, most=most)
    return [views.placed(listed, records.order_of(row)) for row in rows]


def order_events(sql: Sql, listed: Instruments, account: str, order_id: str) -> list[OrderEvent]:
    """All that happened to an order, in order; OrderUnknown."""
    records.order(sql, account, order_id)
    found = []
    for seq, _, kind, body in sql(_statement("order events"), account=account, order_id=order_id):
        change = codec.decoded(kind, body)
        if isinstance(change, OrderChanged):
            order = views.placed(listed, change.order)
            found.append(OrderEvent(seq=seq, event=change.happening.value, time=change.order.updated, order=order))
    return found


def executions(
    sql: Sql, listed: Instruments, account: str, symbol: str | None, span: Span, after: tuple[int, str], most: int
) -> ExecutionsPage:
    """A page of fills in ascending time, after a position in that order."""
    rows = sql(
        _statement("executions"),
        account=account,
        any_symbol=int(symbol is None),
        symbol=symbol or "",
        since=span.since,
        until=span.until,
        after_ts=after[0],
        after_id=after[1],
        most=most + 1,
    )
    page = [_execution(listed, row) for row in rows[:most]]
    cursor = f"{page[-1].time}:{page[-1].id}" if len(rows) > most else None
    return ExecutionsPage(executions=page, cursor=cursor)


def last_executions(sql: Sql, listed: Instruments, account: str, most: int) -> list[ExecutionModel]:
    """The newest fills, in ascending time."""
    return [_execution(listed, row) for row in reversed(sql(_statement("last executions"), account=account, most=most))]


def _execution(listed: Instruments, row: Row) -> ExecutionModel:
    names = [column.name for column in _executions.c if column.name != "account"]
    values: dict[str, Any] = dict(zip(names, row, strict=True))
    return views.execution(listed, Execution(**{**values, "side": Side(values["side"])}))


def symbols(sql: Sql) -> set[str]:
    """What somebody holds or has open orders in."""
    return {row[0] for name in ("held", "ordered") for row in sql(_statement(name))}


def positions(sql: Sql, market: Exchange, account: str) -> list[PositionModel]:
    """The open positions."""
    rows = sql(_statement("positions"), account=account)
    contracts = market.venue.contracts
    return [
        views.position(market.listed, Position(symbol, codec.lots(lots)), contracts[symbol], ts)
        for symbol, lots, ts in rows
    ]


def ledger(sql: Sql, account: str, after: int, most: int) -> list[LedgerEntry]:
    """The movements of cash that follow number `after`."""
    rows = sql(_statement("ledger"), account=account, after=after, most=most)
    return [
        LedgerEntry(seq=seq, time=ts, kind=kind, amount=views.money(amount), balance=views.money(balance), ref=ref)
        for seq, ts, kind, amount, balance, ref in rows
    ]


def equity_points(sql: Sql, account: str, span: Span, most: int) -> list[EquityPoint]:
    """What the account was worth, in ascending time."""
    rows = sql(_statement("points"), account=account, since=span.since, until=span.until, most=most)
    return [EquityPoint(time=ts, equity=views.money(equity), balance=views.money(cash)) for ts, equity, cash in rows]
