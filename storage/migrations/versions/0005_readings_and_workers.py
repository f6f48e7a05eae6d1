"""Which reading saved a page, which request asked for a job, and the reading processes with what they did."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and the table."""
    op.add_column("page", sa.Column("reading", sa.String(length=40), nullable=True))
    op.add_column("job", sa.Column("round", sa.Integer(), server_default="0", nullable=False))
    op.add_column("job", sa.Column("request", sa.String(length=64), server_default="", nullable=False))
    op.create_table(
        "worker",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("memory", sa.BigInteger(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker")),
    )


def downgrade() -> None:
    """There is no way back but the backup."""
    raise NotImplementedError("Recto goes forward only: put the backup back that the migration made.")
