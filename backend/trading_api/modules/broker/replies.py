"""Requests sent twice: the first reply is kept beside what it did, and given again. The rules of shared.store.idempotency."""

from collections.abc import Callable
from functools import cache

from sqlalchemy import bindparam, insert, select

from trading_api.modules.broker.sql import Sql, Statement
from trading_api.shared.store.idempotency import KeyReused, Request
from trading_api.shared.store.tables import idempotency


@cache
def _find() -> Statement:
    mine = (idempotency.c.account == bindparam("account")) & (idempotency.c.key == bindparam("key"))
    return Statement(select(idempotency.c.fingerprint, idempotency.c.reply).where(mine))


@cache
def _keep() -> Statement:
    return Statement(insert(idempotency))


def once(sql: Sql, request: Request, now_ms: int, act: Callable[[], bytes]) -> bytes:
    """The reply of `act`, which runs at most once per key; KeyReused. Without a key it always runs."""
    if request.key is None:
        return act()
    found = sql(_find(), account=request.account, key=request.key)
    if found:
        fingerprint, reply = found[0]
        if bytes(fingerprint) != request.fingerprint:
            raise KeyReused(request.key)
        return bytes(reply)
    reply = act()
    mine = {"account": request.account, "key": request.key, "fingerprint": request.fingerprint}
    sql(_keep(), **mine, reply=reply, created=now_ms)
    return reply
