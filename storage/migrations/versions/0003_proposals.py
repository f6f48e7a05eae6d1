"""Readings that a person decides about, and how a job is to be read."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the two columns; nothing that is there is proposed, and every job is read as all were."""
    op.add_column("run", sa.Column("is_proposed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("job", sa.Column("options", sa.Text(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Raise, since Recto goes forward only."""
    raise NotImplementedError("Recto goes forward only: put the backup back that the migration made.")
