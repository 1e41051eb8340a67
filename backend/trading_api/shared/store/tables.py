"""The tables; a change here needs a step in `migrations`. Whole numbers throughout: ticks, steps, milliseconds of the epoch."""

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""What is true of this database as a whole."""

accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("terms", Text, nullable=False),
    Column("cash", BigInteger, nullable=False),
    Column("deposits", BigInteger, nullable=False),
    Column("realised", BigInteger, nullable=False),
    Column("fees", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("day", BigInteger, nullable=False),
    Column("day_equity", BigInteger, nullable=False),
    Column("changes", BigInteger, nullable=False),
)
"""The present sums of each account, in micros; `entries` and `changes` are the last numbers in `ledger` and `journal`."""

orders = Table(
    "orders",
    metadata,
    Column("id", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("symbol", String, nullable=False),
    Column("type", Integer, nullable=False),
    Column("side", Integer, nullable=False),
    Column("qty", BigInteger, nullable=False),
    Column("limit_ticks", BigInteger),
    Column("stop_ticks", BigInteger),
    Column("trail_ticks", BigInteger),
    Column("duration", String, nullable=False),
    Column("expires", BigInteger),
    Column("reduce_only", Integer, nullable=False),
    Column("parent", String),
    Column("parent_type", Integer),
    Column("place", Integer, nullable=False),
    Column("client_id", String),
    Column("state", String, nullable=False),
    Column("filled", BigInteger, nullable=False),
    Column("filled_value", BigInteger, nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("message", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Column("open", Integer, nullable=False),
    Column("watch", Integer, nullable=False),
    Column("watch_ticks", BigInteger, nullable=False),
    Column("effective", BigInteger, nullable=False, server_default="0"),
    Column("pending", Text),
    Column("pending_at", BigInteger),
)
"""The present state of each order; `journal` has how it came about.

`watch` says which prices concern it: 1 those at or above `watch_ticks`, -1 those at or below, 0 all.
`pending` is a change that the exchange hears of at `pending_at`, as JSON.
"""

Index("orders_of_account", orders.c.account, orders.c.created, orders.c.id)
Index("open_orders_of_account", orders.c.account, orders.c.created,
      sqlite_where=orders.c.open == 1, postgresql_where=orders.c.open == 1)  # fmt: skip
Index("open_orders_by_price", orders.c.symbol, orders.c.watch, orders.c.watch_ticks,
      sqlite_where=orders.c.open == 1, postgresql_where=orders.c.open == 1)  # fmt: skip
Index("open_orders_by_end", orders.c.expires,
      sqlite_where=orders.c.open == 1, postgresql_where=orders.c.open == 1)  # fmt: skip
Index("open_orders_by_arrival", orders.c.pending_at,
      sqlite_where=orders.c.open == 1, postgresql_where=orders.c.open == 1)  # fmt: skip
Index("orders_by_client_id", orders.c.account, orders.c.client_id, unique=True,
      sqlite_where=orders.c.client_id.is_not(None), postgresql_where=orders.c.client_id.is_not(None))  # fmt: skip

positions = Table(
    "positions",
    metadata,
    Column("account", String, nullable=False),
    Column("symbol", String, nullable=False),
    Column("lots", Text, nullable=False),
    Column("updated", BigInteger, nullable=False),
    PrimaryKeyConstraint("account", "symbol"),
)
"""The open positions with their lots, as JSON; a closed one has no row."""

executions = Table(
    "executions",
    metadata,
    Column("id", String, primary_key=True),
    Column("account", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("symbol", String, nullable=False),
    Column("side", Integer, nullable=False),
    Column("qty", BigInteger, nullable=False),
    Column("ticks", BigInteger, nullable=False),
    Column("value", BigInteger, nullable=False),
    Column("fee", BigInteger, nullable=False),
    Column("realised", BigInteger, nullable=False),
    Column("ts", BigInteger, nullable=False),
    Index("executions_of_account", "account", "ts", "id"),
)
"""Every fill there ever was."""

ledger = Table(
    "ledger",
    metadata,
    Column("account", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("ts", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("balance", BigInteger, nullable=False),
    Column("ref", String, nullable=False),
    PrimaryKeyConstraint("account", "seq"),
)
"""Every movement of cash, in micros, with the balance it left."""

equity_points = Table(
    "equity_points",
    metadata,
    Column("account", String, nullable=False),
    Column("ts", BigInteger, nullable=False),
    Column("equity", BigInteger, nullable=False),
    Column("cash", BigInteger, nullable=False),
    PrimaryKeyConstraint("account", "ts"),
)
"""What an account was worth, after each fill and once a minute while it holds something."""

journal = Table(
    "journal",
    metadata,
    Column("account", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("ts", BigInteger, nullable=False),
    Column("kind", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("body", Text, nullable=False),
    PrimaryKeyConstraint("account", "seq"),
    Index("journal_by_ref", "account", "ref", "seq"),
)
"""Every change of an account, whole, 1, 2, 3, …: the audit trail, from which all tables above could be made again."""

matching = Table(
    "matching",
    metadata,
    Column("name", String, primary_key=True),
    Column("until", BigInteger, nullable=False),
)
"""Up to when the market has been shown to the orders."""

events = Table(
    "events",
    metadata,
    Column("position", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("account", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("ts", BigInteger, nullable=False),
    Column("payload", Text, nullable=False),
    UniqueConstraint("account", "topic", "seq", name="events_of_stream"),
)
"""What happened, for those who listen and for the audit: 1, 2, 3, … per account and topic, without a gap.

`position` grows over all streams in the order of commits, with gaps.
"""

idempotency = Table(
    "idempotency",
    metadata,
    Column("account", String, nullable=False),
    Column("key", String, nullable=False),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("reply", LargeBinary, nullable=False),
    Column("created", BigInteger, nullable=False),
    PrimaryKeyConstraint("account", "key"),
)
"""What was answered to a request that may be sent again."""

leases = Table(
    "leases",
    metadata,
    Column("name", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("expires_ms", BigInteger, nullable=False),
)
"""Who may do what only one may do, until when; `fence` grows with each change of owner."""

replays = Table(
    "replays",
    metadata,
    Column("id", String, primary_key=True),
    Column("rules", Text, nullable=False),
    Column("owner", String, nullable=False),
    Column("fence", BigInteger, nullable=False),
    Column("clock", BigInteger, nullable=False),
    Column("changes", BigInteger, nullable=False),
    Column("account", Text, nullable=False),
    Column("marks", Text, nullable=False),
    Column("touched", BigInteger, nullable=False),
)
"""Accounts that are driven by the market's own time: rules, account and marks as JSON. Their changes are in `journal`.

`fence` grows with each owner; `clock` is the market's time, `touched` the wall's (ms).
"""
