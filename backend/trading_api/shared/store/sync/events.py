"""The event log: numbered per account and topic, written in the transaction of the change it tells of."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, String, Text, bindparam, func, insert, literal_column, select

from trading_api.shared.store.tables import events

_row = literal_column("events.rowid", BigInteger)


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


# Made once: building a statement costs more than running it.
_account, _topic = bindparam("account", type_=String), bindparam("topic", type_=String)
_mine = (events.c.account == _account) & (events.c.topic == _topic)
_head = select(func.coalesce(func.max(events.c.seq), 0)).where(_mine)
_next = select(
    _account,
    _topic,
    func.coalesce(func.max(events.c.seq), 0) + 1,
    bindparam("ts", type_=BigInteger),
    bindparam("payload", type_=Text),
).where(_mine)
_append = insert(events).from_select(["account", "topic", "seq", "ts", "payload"], _next).returning(events.c.seq)
_after = (
    select(events.c.seq, events.c.ts, events.c.payload)
    .where(_mine, events.c.seq > bindparam("seq"))
    .order_by(events.c.seq)
    .limit(bindparam("most"))
)
_end = select(func.max(_row)).select_from(events)
_news = (
    select(_row, events.c.account, events.c.topic)
    .where(_row > bindparam("position"))
    .order_by(_row)
    .limit(bindparam("most"))
)


def append(connection: Connection, stream: Stream, ts: int, payload: str) -> int:
    """Write the next entry and return its number. Only in a writing transaction: that nobody else writes keeps it gapless."""
    entry = {"account": stream.account, "topic": stream.topic, "ts": ts, "payload": payload}
    seq: int = connection.execute(_append, entry).scalar_one()
    return seq


def head(connection: Connection, stream: Stream) -> int:
    """The number of the last entry; 0 before the first."""
    last: int = connection.execute(_head, {"account": stream.account, "topic": stream.topic}).scalar_one()
    return last


def after(connection: Connection, stream: Stream, seq: int, most: int) -> list[Event]:
    """The entries that follow number `seq`, in order, at most `most`."""
    asked = {"account": stream.account, "topic": stream.topic, "seq": seq, "most": most}
    return [Event(*row) for row in connection.execute(_after, asked)]


def end(connection: Connection) -> int:
    """Where the log of all streams ends: a position for `news`."""
    return connection.execute(_end).scalar_one() or 0


def news(connection: Connection, position: int, most: int = 1000) -> tuple[int, set[Stream]]:
    """Which streams got entries after a position, looking at `most` entries, and the position after those."""
    rows = connection.execute(_news, {"position": position, "most": most}).all()
    return rows[-1][0] if rows else position, {Stream(account, topic) for _, account, topic in rows}
