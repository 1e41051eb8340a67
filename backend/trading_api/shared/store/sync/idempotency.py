"""Requests sent twice: the first reply is kept beside what it did, in one transaction, and given again."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, insert, select

from trading_api.shared.store.sync.prepared import Prepared
from trading_api.shared.store.tables import idempotency
from trading_api.shared.store.trouble import KeyReused

__all__ = ["KEPT_MS", "KeyReused", "Request", "forget", "keep", "kept", "once", "outdated"]

KEPT_MS = 7 * 24 * 3600 * 1000


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


_kept = Prepared(
    select(idempotency.c.fingerprint, idempotency.c.reply).where(
        idempotency.c.account == bindparam("account"), idempotency.c.key == bindparam("key")
    )
)
_keep = Prepared(insert(idempotency), ["account", "key", "fingerprint", "reply", "created"])


def once(connection: Connection, request: Request, now_ms: int, act: Callable[[], bytes]) -> bytes:
    """The reply of `act`, which runs at most once per key; KeyReused. Without a key it always runs."""
    found = kept(connection, request)
    if found is not None:
        return found
    reply = act()
    keep(connection, request, now_ms, reply)
    return reply


def kept(connection: Connection, request: Request) -> bytes | None:
    """The reply of the time before; KeyReused."""
    if request.key is None:
        return None
    for fingerprint, reply in _kept.rows(connection, {"account": request.account, "key": request.key}):
        if fingerprint != request.fingerprint:
            raise KeyReused(request.key)
        return bytes(reply)
    return None


def keep(connection: Connection, request: Request, now_ms: int, reply: bytes) -> None:
    """Remember the reply, if it can be asked for again."""
    if request.key is not None:
        values = {"account": request.account, "key": request.key, "fingerprint": request.fingerprint}
        _keep.run(connection, {**values, "reply": reply, "created": now_ms})


def outdated(connection: Connection, now_ms: int) -> bool:
    """Whether there are replies of more than seven days ago."""
    first = select(idempotency.c.key).where(idempotency.c.created < now_ms - KEPT_MS).limit(1)
    return connection.execute(first).first() is not None


def forget(connection: Connection, now_ms: int) -> None:
    """Drop the replies of more than seven days ago."""
    connection.execute(delete(idempotency).where(idempotency.c.created < now_ms - KEPT_MS))
