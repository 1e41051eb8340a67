"""Who alone may do a thing now: a row with an owner, an end and a fence number that grows with each new owner."""

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from trading_api.shared.store.tables import leases


class LeaseLost(Exception):
    """Somebody else has the lease now; what was about to be written must not be."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the lease {name} was taken over")


async def take(connection: AsyncConnection, name: str, owner: str, now_ms: int, ttl_ms: int) -> int | None:
    """Take or renew; the fence number, None while somebody else holds it. Only inside `Store.write`."""
    found = (await connection.execute(select(leases).where(leases.c.name == name))).one_or_none()
    if found is None:
        await connection.execute(insert(leases).values(name=name, owner=owner, fence=1, expires_ms=now_ms + ttl_ms))
        return 1
    if found.owner != owner and found.expires_ms > now_ms:
        return None
    fence: int = found.fence + (found.owner != owner)
    values = {"owner": owner, "fence": fence, "expires_ms": now_ms + ttl_ms}
    await connection.execute(update(leases).where(leases.c.name == name).values(**values))
    return fence


async def check(connection: AsyncConnection, name: str, fence: int) -> None:
    """LeaseLost when somebody took the lease over since."""
    found = (await connection.execute(select(leases.c.fence).where(leases.c.name == name))).scalar_one_or_none()
    if found != fence:
        raise LeaseLost(name)


async def release(connection: AsyncConnection, name: str, owner: str) -> None:
    """Give it up, if it is held: the next one need not wait for its end."""
    mine = (leases.c.name == name) & (leases.c.owner == owner)
    await connection.execute(update(leases).where(mine).values(expires_ms=0))
