"""The event log: numbered per account and topic, written in the transaction of the change it tells of."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, func, insert, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement

from trading_api.shared.store.tables import events

_row: ColumnElement[int] = literal_column("events.rowid", BigInteger)
"""SQLite numbers the rows of a table whose rows are never deleted in the order of writing, over all streams."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One numbered sequence."""

    account: str
    topic: str


@dataclass(frozen=True, slots=True)
class Event:
    """One entry: `seq` from 1, `ts` in ms since the epoch, `payload` as JSON text."""

    seq: int
    ts: int
    payload: str


async def append(connection: AsyncConnection, stream: Stream, ts: int, payload: str) -> int:
    """Write the next entry and return its number. Only inside `Store.write`: that nobody else writes keeps it gapless."""
    seq = await head(connection, stream) + 1
    await connection.execute(
        insert(events).values(account=stream.account, topic=stream.topic, seq=seq, ts=ts, payload=payload)
    )
    return seq


async def head(connection: AsyncConnection, stream: Stream) -> int:
    """The number of the last entry; 0 before the first."""
    last = select(func.max(events.c.seq)).where(events.c.account == stream.account, events.c.topic == stream.topic)
    return (await connection.execute(last)).scalar_one() or 0


async def after(connection: AsyncConnection, stream: Stream, seq: int, most: int) -> list[Event]:
    """The entries that follow number `seq`, in order, at most `most`."""
    query = (
        select(events.c.seq, events.c.ts, events.c.payload)
        .where(events.c.account == stream.account, events.c.topic == stream.topic, events.c.seq > seq)
        .order_by(events.c.seq)
        .limit(most)
    )
    return [Event(*row) for row in await connection.execute(query)]


async def end(connection: AsyncConnection) -> int:
    """Where the log of all streams ends: a position for `news`."""
    return (await connection.execute(select(func.max(_row)).select_from(events))).scalar_one() or 0


async def news(connection: AsyncConnection, position: int, most: int = 1000) -> tuple[int, set[Stream]]:
    """Which streams got entries after a position, looking at `most` entries, and the position after those."""
    query = select(_row, events.c.account, events.c.topic).where(_row > position).order_by(_row).limit(most)
    rows = (await connection.execute(query)).all()
    return rows[-1][0] if rows else position, {Stream(account, topic) for _, account, topic in rows}
