"""Indexes that have the rows of totals and of sorting by vendor in order, with nothing to look up."""

from __future__ import annotations

from alembic import op

revision, down_revision, branch_labels, depends_on = "0007", "0006", None, None

INDEXES = {
    "ix_facet_day": ["owner", "day", "made_at"],
    "ix_facet_days": ["owner", "day", "currency", "total"],
    "ix_facet_vendor": ["owner", "vendor_folded", "currency", "total", "day", "number"],
    "ix_facet_vendors": ["owner", "vendor_folded", "made_at"],
}
NEW = ("ix_facet_days", "ix_facet_vendors")


def upgrade() -> None:
    """Make the indexes anew."""
    for name, columns in INDEXES.items():
        if name not in NEW:
            op.drop_index(name, "facet")
        op.create_index(name, "facet", columns, unique=False)


def downgrade() -> None:
    """There is no way back but the backup."""
    raise NotImplementedError("Recto goes forward only: put the backup back that the migration made.")
