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
    Column("status", Integer, nullable=False),
    Column("filled_qty", BigInteger, nullable=False),
    Column("message", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("updated", BigInteger, nullable=False),
    Index("orders_of_account", "account", "status"),
)
"""The present state of each order; `events` has how it came about."""

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
