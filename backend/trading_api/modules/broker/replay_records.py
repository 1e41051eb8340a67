"""Replays in the store: a row each, the account as JSON; their changes in the journal. Inside the caller's transaction."""

import json
from dataclasses import dataclass
from functools import cache

from sqlalchemy import BigInteger, Executable, bindparam, delete, func, insert, select, update

from trading_api.models.replays import ReplayChange
from trading_api.modules.broker.sql import Row, Sql, Statement
from trading_api.shared.store import tables
from trading_api.shared.store.sync.idempotency import KEPT_MS
from trading_api.shared.trading import codec
from trading_api.shared.trading.account import Account

_replays, _journal = tables.replays, tables.journal
_OURS = ("owner", "fence", "clock", "changes", "account", "marks", "touched")


@dataclass(slots=True)
class Held:
    """A replay during one command. `marks` are prices in ticks."""

    id: str
    rules: str
    owner: str
    fence: int
    clock: int
    changes: int
    account: Account
    marks: dict[str, int]
    new: bool = False


_CLAUSES: dict[str, Executable] = {
    "one": select(_replays).where(_replays.c.id == bindparam("id")),
    "every": select(_replays).order_by(_replays.c.id),
    "owner": select(_replays.c.owner).where(_replays.c.id == bindparam("id")),
    "add": insert(_replays),
    "change": update(_replays)
    .where(_replays.c.id == bindparam("which"))
    .values({name: bindparam(f"new_{name}") for name in _OURS}),
    "old": select(_replays.c.id).where(_replays.c.touched < bindparam("before", type_=BigInteger)),
    "drop": delete(_replays).where(_replays.c.id == bindparam("id")),
    "note": insert(_journal),
    "drop changes": delete(_journal).where(_journal.c.account == bindparam("account")),
    "changes": select(_journal.c.seq, _journal.c.ts, _journal.c.kind, _journal.c.body)
    .where(_journal.c.account == bindparam("account"), _journal.c.seq > bindparam("after", type_=BigInteger))
    .order_by(_journal.c.seq)
    .limit(bindparam("most", type_=BigInteger)),
    "before": select(func.count()).where(
        _journal.c.account == bindparam("account"), _journal.c.ts < bindparam("until", type_=BigInteger)
    ),
    "ref": select(_journal.c.seq)
    .where(_journal.c.account == bindparam("account"), _journal.c.ref == bindparam("ref"))
    .limit(1),
}


@cache
def _statement(name: str) -> Statement:
    return Statement(_CLAUSES[name])


def load(sql: Sql, replay_id: str) -> Held | None:
    """One of them; None where there is none."""
    rows = sql(_statement("one"), id=replay_id)
    return _held(rows[0]) if rows else None


def every(sql: Sql) -> list[Held]:
    """All, by id."""
    return [_held(row) for row in sql(_statement("every"))]


def owner(sql: Sql, replay_id: str) -> str | None:
    """Who drives it; None where there is no such replay."""
    rows = sql(_statement("owner"), id=replay_id)
    return str(rows[0][0]) if rows else None


def save(sql: Sql, held: Held, now: int) -> None:
    """Write the row; `now` is the wall's time (ms)."""
    row = {
        "owner": held.owner,
        "fence": held.fence,
        "clock": held.clock,
        "changes": held.changes,
        "account": codec.whole(held.account),
        "marks": json.dumps(held.marks),
        "touched": now,
    }
    if held.new:
        sql(_statement("add"), id=held.id, rules=held.rules, **row)
    else:
        sql(_statement("change"), which=held.id, **{f"new_{name}": value for name, value in row.items()})


def note(sql: Sql, held: Held, at: int, change: tuple[str, str], ref: str) -> None:
    """One more change, as its kind and JSON; `at` is the market's time (ms)."""
    kind, body = change
    sql(_statement("note"), account=held.id, seq=held.changes, ts=at, kind=kind, ref=ref, body=body)


def changes(sql: Sql, replay_id: str, after: int, most: int) -> list[ReplayChange]:
    """Those that follow a number."""
    rows = sql(_statement("changes"), account=replay_id, after=after, most=most)
    return [
        ReplayChange.model_validate({"number": seq, "at": ts, "kind": kind, "body": json.loads(body)})
        for seq, ts, kind, body in rows
    ]


def changes_before(sql: Sql, replay_id: str, until: int) -> int:
    """How many changes there had been when the market's time was `until` (ms)."""
    return int(sql(_statement("before"), account=replay_id, until=until)[0][0])


def knows(sql: Sql, replay_id: str, order_id: str) -> bool:
    """Whether there was an order of that id."""
    return bool(sql(_statement("ref"), account=replay_id, ref=order_id))


def outdated(sql: Sql, now: int) -> bool:
    """Whether there are replays that `forget` would drop."""
    return bool(sql(_statement("old"), before=now - KEPT_MS))


def forget(sql: Sql, now: int) -> None:
    """Drop replays that nobody has driven for as long as replies are kept: then none of them can be gone on with."""
    for (old,) in sql(_statement("old"), before=now - KEPT_MS):
        sql(_statement("drop changes"), account=old)
        sql(_statement("drop"), id=old)


def _held(row: Row) -> Held:
    replay_id, rules, owner, fence, clock, changes, account, marks, _ = row
    return Held(replay_id, rules, owner, fence, clock, changes, codec.account(account), json.loads(marks))
