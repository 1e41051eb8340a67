"""The tables. Prices are ticks, quantities are steps, times are milliseconds since the epoch: whole numbers throughout."""

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
    Column("account", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("ts", BigInteger, nullable=False),
    Column("payload", Text, nullable=False),
    PrimaryKeyConstraint("account", "topic", "seq"),
)
"""What happened, for those who listen and for the audit: 1, 2, 3, … per account and topic, without a gap."""

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
