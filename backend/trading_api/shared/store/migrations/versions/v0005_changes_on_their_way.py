"""Changes of orders that the exchange has not heard of yet; of those before, all had arrived."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the copy made before."""
    op.add_column("orders", sa.Column("effective", sa.BigInteger, nullable=False, server_default="0"))
    op.add_column("orders", sa.Column("pending", sa.Text))
    op.add_column("orders", sa.Column("pending_at", sa.BigInteger))
    rests = sa.text("open = 1")
    op.create_index("open_orders_by_arrival", "orders", ["pending_at"], sqlite_where=rests, postgresql_where=rests)
