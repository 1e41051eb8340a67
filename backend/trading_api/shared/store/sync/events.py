"""The event log: numbered per account and topic, written in the transaction of the change it tells of."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, String, Text, bindparam, func, insert, select

from trading_api.shared.store.sync.prepared import Prepared
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


_account, _topic = bindparam("account", type_=String), bindparam("topic", type_=String)
_mine = (events.c.account == _account) & (events.c.topic == _topic)
_head = Prepared(select(func.coalesce(func.max(events.c.seq), 0)).where(_mine))
_next = select(
    _account,
    _topic,
    func.coalesce(func.max(events.c.seq), 0) + 1,
    bindparam("ts", type_=BigInteger),
    bindparam("payload", type_=Text),
).where(_mine)
_append = Prepared(
    insert(events).from_select(["account", "topic", "seq", "ts", "payload"], _next).returning(events.c.seq)
)
PUT = Prepared(insert(events), ["account", "topic", "seq", "ts", "payload"])
_after = Prepared(
    select(events.c.seq, events.c.ts, events.c.payload)
    .where(_mine, events.c.seq > bindparam("seq"))
    .order_by(events.c.seq)
    .limit(bindparam("most", type_=BigInteger))
)
_end = Prepared(select(func.coalesce(func.max(events.c.position), 0)))
_news = Prepared(
    select(events.c.position, events.c.account, events.c.topic)
    .where(events.c.position > bindparam("position", type_=BigInteger))
    .order_by(events.c.position)
    .limit(bindparam("most", type_=BigInteger))
)


def append(connection: Connection, stream: Stream, ts: int, payload: str) -> int:
    """Write the next entry and return its number. Only in a writing transaction: that nobody else writes keeps it gapless."""
    entry = {"account": stream.account, "topic": stream.topic, "ts": ts, "payload": payload}
    ((seq,),) = _append.rows(connection, entry)
    return int(seq)


def put(connection: Connection, stream: Stream, entry: Event) -> None:
    """Write the entry that follows the one which `append` or `put` has just written in this transaction."""
    PUT.run(connection, written(stream, entry))


def written(stream: Stream, entry: Event) -> dict[str, Any]:
    """An entry as PUT takes it."""
    values = {"account": stream.account, "topic": stream.topic}
    return {**values, "seq": entry.seq, "ts": entry.ts, "payload": entry.payload}


def head(connection: Connection, stream: Stream) -> int:
    """The number of the last entry; 0 before the first."""
    ((last,),) = _head.rows(connection, {"account": stream.account, "topic": stream.topic})
    return int(last)


def after(connection: Connection, stream: Stream, seq: int, most: int) -> list[Event]:
    """The entries that follow number `seq`, in order, at most `most`."""
    asked = {"account": stream.account, "topic": stream.topic, "seq": seq, "most": most}
    return [Event(*row) for row in _after.rows(connection, asked)]


def end(connection: Connection) -> int:
    """Where the log of all streams ends: a position for `news`."""
    ((last,),) = _end.rows(connection, {})
    return int(last)


def news(connection: Connection, position: int, most: int = 1000) -> tuple[int, set[Stream]]:
    """Which streams got entries after a position, looking at `most` entries, and the position after those."""
    rows = _news.rows(connection, {"position": position, "most": most})
    return rows[-1][0] if rows else position, {Stream(account, topic) for _, account, topic in rows}
