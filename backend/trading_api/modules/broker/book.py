"""The orders in the store. Every function works inside a transaction that its caller opened."""

from dataclasses import asdict

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trading_api.models.broker import OrderStatus, OrderType, Side
from trading_api.modules.broker.order import Order
from trading_api.shared.store import events
from trading_api.shared.store.events import Stream
from trading_api.shared.store.tables import orders

TOPIC = "orders"
OPEN = [status.value for status in OrderStatus if not status.terminal]


class OrderUnknown(LookupError):
    """The account has no such order."""

    def __init__(self, order_id: str) -> None:
        super().__init__(f"there is no order {order_id[:40]} in this account")


async def add(connection: AsyncConnection, order: Order) -> None:
    """A new order, with its event."""
    await connection.execute(insert(orders).values(**asdict(order)))
    await _log(connection, order)


async def change(connection: AsyncConnection, order: Order) -> None:
    """The order's new state, with its event."""
    await connection.execute(update(orders).where(orders.c.id == order.id).values(**asdict(order)))
    await _log(connection, order)


async def find(connection: AsyncConnection, account: str, order_id: str) -> Order:
    """One order of an account; OrderUnknown."""
    query = select(orders).where(orders.c.account == account, orders.c.id == order_id)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        raise OrderUnknown(order_id)
    return _order(row)


async def working(connection: AsyncConnection, account: str) -> list[Order]:
    """The orders of an account that are not final, oldest first."""
    mine = (orders.c.account == account) & orders.c.status.in_(OPEN)
    query = select(orders).where(mine).order_by(orders.c.created, orders.c.id)
    return [_order(row) for row in await connection.execute(query)]


async def _log(connection: AsyncConnection, order: Order) -> None:
    payload = order.placed().model_dump_json(by_alias=True)
    await events.append(connection, Stream(order.account, TOPIC), order.updated, payload)


def _order(row: Row[tuple[object, ...]]) -> Order:
    stored = dict(row._mapping)  # Row's documented access by name begins with an underscore
    kinds = {"type": OrderType(stored["type"]), "side": Side(stored["side"]), "status": OrderStatus(stored["status"])}
    return Order(**{**stored, **kinds})
