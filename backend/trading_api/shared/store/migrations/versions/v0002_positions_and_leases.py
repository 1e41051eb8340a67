"""A position of their own for events, in the order of writing (SQLite's rowid may change in a VACUUM), and leases."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COUNTER = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Forward only: the way back is the copy made before."""
    op.rename_table("events", "events_before")
    op.create_table(
        "events_now",
        sa.Column("position", COUNTER, primary_key=True, autoincrement=True),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("topic", sa.String, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("ts", sa.BigInteger, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.UniqueConstraint("account", "topic", "seq", name="events_of_stream"),
    )
    # Files from before versions are SQLite's, and there rowid is the order of writing; a new database has no events yet.
    order = "rowid" if op.get_bind().dialect.name == "sqlite" else "ts, account, topic, seq"
    columns = "account, topic, seq, ts, payload"
    op.execute(f"INSERT INTO events_now ({columns}) SELECT {columns} FROM events_before ORDER BY {order}")  # noqa: S608 - constants
    op.drop_table("events_before")
    op.rename_table("events_now", "events")
    op.create_table(
        "leases",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("expires_ms", sa.BigInteger, nullable=False),
    )
