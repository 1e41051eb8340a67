"""Leases for those who await: the functions of `sync.leases` on an async connection."""

from sqlalchemy.ext.asyncio import AsyncConnection

from trading_api.shared.store.sync import leases as sync
from trading_api.shared.store.sync.leases import LeaseLost

__all__ = ["LeaseLost", "check", "release", "take"]


async def take(connection: AsyncConnection, name: str, owner: str, now_ms: int, ttl_ms: int) -> int | None:
    """Take or renew a lease; its fence, or None while somebody else holds it. Inside `Store.write`."""
    return await connection.run_sync(sync.take, name, owner, now_ms, ttl_ms)


async def check(connection: AsyncConnection, name: str, fence: int) -> None:
    """Refuse to go on under a fence that is not the present one: LeaseLost. Inside the `Store.write` that it protects."""
    await connection.run_sync(sync.check, name, fence)


async def release(connection: AsyncConnection, name: str, owner: str) -> None:
    """Give it back, so the next one need not wait. Inside `Store.write`."""
    await connection.run_sync(sync.release, name, owner)
