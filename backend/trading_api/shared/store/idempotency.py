"""Requests sent twice, for those who await: the functions of `sync.idempotency` on an async connection."""

from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncConnection

from trading_api.shared.store.sync import idempotency as sync
from trading_api.shared.store.sync.idempotency import KEPT_MS, KeyReused, Request

__all__ = ["KEPT_MS", "KeyReused", "Request", "forget", "once"]


async def once(
    connection: AsyncConnection, request: Request, now_ms: int, act: Callable[[], Awaitable[bytes]]
) -> bytes:
    """The reply of `act`, which runs at most once per key; KeyReused. Without a key it always runs. Inside `Store.write`."""
    found = await connection.run_sync(sync.kept, request)
    if found is not None:
        return found
    reply = await act()
    await connection.run_sync(sync.keep, request, now_ms, reply)
    return reply


async def forget(connection: AsyncConnection, now_ms: int) -> None:
    """Drop the replies of more than seven days ago."""
    await connection.run_sync(sync.forget, now_ms)
