"""Leases: who may do what only one may do. The fence number tells a holder that was replaced, however late it notices."""

from sqlalchemy import Connection, bindparam, insert, select, update

from trading_api.shared.store.sync.prepared import Prepared
from trading_api.shared.store.tables import leases


class LeaseLost(Exception):
    """Somebody else holds the lease, or it was given back: whoever asks must stop acting in its name."""

    def __init__(self, name: str, fence: int) -> None:
        super().__init__(f"the lease {name} is no longer held under fence {fence}")


NOBODY = ""
_found = Prepared(
    select(leases.c.owner, leases.c.fence, leases.c.expires_ms).where(leases.c.name == bindparam("lease"))
)
_first = Prepared(insert(leases), ["name", "owner", "fence", "expires_ms"])
_change = Prepared(
    update(leases)
    .where(leases.c.name == bindparam("lease"))
    .values(owner=bindparam("new_owner"), fence=bindparam("new_fence"), expires_ms=bindparam("until"))
)


def take(connection: Connection, name: str, owner: str, now_ms: int, ttl_ms: int) -> int | None:
    """Take or renew a lease until `now_ms + ttl_ms`; its fence, or None while somebody else holds it. In a writing transaction.

    The fence grows with each change of owner and never falls; renewing keeps it. `owner` must be one life of one process:
    a name that a restarted process uses again would share its fence with the one before.
    """
    if owner == NOBODY:
        raise ValueError("a lease needs an owner with a name")
    until = now_ms + ttl_ms
    for holder, fence, expires in _found.rows(connection, {"lease": name}):
        if holder not in {owner, NOBODY} and expires > now_ms:
            return None
        mine = int(fence) if holder == owner else int(fence) + 1
        _change.run(connection, {"lease": name, "new_owner": owner, "new_fence": mine, "until": until})
        return mine
    _first.run(connection, {"name": name, "owner": owner, "fence": 1, "expires_ms": until})
    return 1


def check(connection: Connection, name: str, fence: int) -> None:
    """Refuse to go on under a fence that is not the present one: LeaseLost. In the transaction of what it protects.

    A lease that ran out and that nobody took is still good: what matters is that there is no second holder.
    """
    for holder, present, _ in _found.rows(connection, {"lease": name}):
        if holder != NOBODY and present == fence:
            return
    raise LeaseLost(name, fence)


def release(connection: Connection, name: str, owner: str) -> None:
    """Give it back, so the next one need not wait; nothing happens to a lease of somebody else. In a writing transaction."""
    for holder, fence, _ in _found.rows(connection, {"lease": name}):
        if holder == owner:
            # The row stays: with it the fence would start again, and an old holder's number would be good once more.
            _change.run(connection, {"lease": name, "new_owner": NOBODY, "new_fence": fence, "until": 0})
