"""The event log for those who await: the functions of `sync.events` on an async connection."""

from sqlalchemy.ext.asyncio import AsyncConnection

from trading_api.shared.store.sync import events as sync
from trading_api.shared.store.sync.events import Event, Stream

__all__ = ["Event", "Stream", "after", "append", "end", "head", "news"]


async def append(connection: AsyncConnection, stream: Stream, ts: int, payload: str) -> int:
    """Write the next entry and return its number. Only inside `Store.write`: that nobody else writes keeps it gapless."""
    return await connection.run_sync(sync.append, stream, ts, payload)


async def head(connection: AsyncConnection, stream: Stream) -> int:
    """The number of the last entry; 0 before the first."""
    return await connection.run_sync(sync.head, stream)


async def after(connection: AsyncConnection, stream: Stream, seq: int, most: int) -> list[Event]:
    """The entries that follow number `seq`, in order, at most `most`."""
    return await connection.run_sync(sync.after, stream, seq, most)


async def end(connection: AsyncConnection) -> int:
    """Where the log of all streams ends: a position for `news`."""
    return await connection.run_sync(sync.end)


async def news(connection: AsyncConnection, position: int, most: int = 1000) -> tuple[int, set[Stream]]:
    """Which streams got entries after a position, looking at `most` entries, and the position after those."""
    return await connection.run_sync(sync.news, position, most)
