"""The event log: numbered per account and topic, written in the transaction of the change it tells of."""

from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trading_api.shared.store.tables import events


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
