"""Requests sent twice: the first reply is kept beside what it did, in one transaction, and given again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from trading_api.shared.store.tables import idempotency

KEPT_MS = 7 * 24 * 3600 * 1000


class KeyReused(Exception):
    """The key came before with another request: one of the two would be lost if we answered."""

    def __init__(self, key: str) -> None:
        super().__init__(f"the idempotency key {key} was used for another request; choose a new one")


@dataclass(frozen=True, slots=True)
class Request:
    """A request that may come again: the client's key for it, and what it asks (operation and content)."""

    account: str
    key: str | None
    content: str

    @property
    def fingerprint(self) -> bytes:
        """Equal for equal requests."""
        return sha256(self.content.encode()).digest()


async def once(
    connection: AsyncConnection, request: Request, now_ms: int, act: Callable[[], Awaitable[bytes]]
) -> bytes:
    """The reply of `act`, which runs at most once per key; KeyReused. Without a key it always runs. Inside `Store.write`."""
    if request.key is None:
        return await act()
    mine = (idempotency.c.account == request.account) & (idempotency.c.key == request.key)
    found = (await connection.execute(select(idempotency.c.fingerprint, idempotency.c.reply).where(mine))).one_or_none()
    if found is not None:
        if found.fingerprint != request.fingerprint:
            raise KeyReused(request.key)
        return bytes(found.reply)
    reply = await act()
    await connection.execute(
        insert(idempotency).values(
            account=request.account, key=request.key, fingerprint=request.fingerprint, reply=reply, created=now_ms
        )
    )
    return reply


async def forget(connection: AsyncConnection, now_ms: int) -> None:
    """Drop the replies of more than seven days ago."""
    await connection.execute(delete(idempotency).where(idempotency.c.created < now_ms - KEPT_MS))
