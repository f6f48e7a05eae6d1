"""Document types that are tried before they are saved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment
from storage.tables import BIG

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "trial",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_trial_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trial")),
    )
    op.create_index(op.f("ix_trial_document_id"), "trial", ["document_id"], unique=False)


def downgrade() -> None:
    """There is no way back but the backup."""
    raise NotImplementedError("Recto goes forward only: put the backup back that the migration made.")
