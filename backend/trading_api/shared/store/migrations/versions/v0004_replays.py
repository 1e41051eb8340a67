"""Accounts that an engine drives by the market's own time."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Forward only: the way back is the copy made before."""
    op.create_table(
        "replays",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("rules", sa.Text, nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("fence", sa.BigInteger, nullable=False),
        sa.Column("clock", sa.BigInteger, nullable=False),
        sa.Column("changes", sa.BigInteger, nullable=False),
        sa.Column("account", sa.Text, nullable=False),
        sa.Column("marks", sa.Text, nullable=False),
        sa.Column("touched", sa.BigInteger, nullable=False),
    )
