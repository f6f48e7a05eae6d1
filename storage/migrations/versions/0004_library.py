"""The library: collections beside tags, saved searches, the bin, invoice numbers, pausing, indexes for 100,000."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment
from storage.tables import BIG
from storage.typed import fold

revision, down_revision, branch_labels, depends_on = "0004", "0003", None, None

INDEXES = {
    "ix_facet_day": ["owner", "day", "made_at", "currency", "total"],
    "ix_facet_total": ["owner", "total", "made_at"],
    "ix_facet_risk": ["owner", "risk", "made_at"],
    "ix_facet_vendor": ["owner", "vendor_folded", "day", "total", "currency", "number"],
    "ix_facet_number": ["owner", "vendor_folded", "number"],
    "ix_facet_doctype": ["owner", "doctype", "made_at"],
    "ix_facet_status": ["owner", "status", "made_at"],
}
NEW = ("ix_facet_number", "ix_facet_doctype", "ix_facet_status")
NUMBERS = ("invoice_number", "receipt_number", "document_number", "number")  # as storage/records.py had them by then


def upgrade() -> None:
    """Add what is new; invoice numbers are taken from what was read, not from corrections, which come at the next."""
    op.add_column("facet", sa.Column("number", sa.Text(), nullable=False, server_default=""))
    op.add_column("job", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("tag") as batch:
        batch.add_column(sa.Column("kind", sa.String(length=20), nullable=False, server_default="tag"))
        batch.drop_constraint("uq_tag_owner_name", type_="unique")
        batch.create_unique_constraint(op.f("uq_tag_owner_kind_name"), ["owner", "kind", "name"])
        batch.create_check_constraint(op.f("ck_tag_kind"), "kind IN ('tag', 'collection')")
    op.create_table(
        "deleted",
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("deleted_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_deleted_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_deleted")),
    )
    op.create_index(op.f("ix_deleted_deleted_at"), "deleted", ["deleted_at"], unique=False)
    op.create_table(
        "saved_search",
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name=op.f("pk_saved_search")),
    )
    _take_numbers()
    for name, columns in INDEXES.items():
        if name not in NEW:
            op.drop_index(name, "facet")
        op.create_index(name, "facet", columns, unique=False)


def downgrade() -> None:
    """There is no way back but the backup."""
    raise NotImplementedError("Recto goes forward only: put the backup back that the migration made.")


def _take_numbers() -> None:
    connection = op.get_bind()
    read = sa.text(
        "SELECT run.document_id, field.path, field.text FROM field JOIN run ON run.id = field.run_id "
        "WHERE run.is_current AND field.kind = 'text' AND field.path IN :paths"
    ).bindparams(sa.bindparam("paths", NUMBERS, expanding=True))
    found: dict[int, dict[str, str]] = {}
    for document_id, path, text in connection.execute(read):
        found.setdefault(document_id, {})[path] = text
    rows = [
        {"id": document_id, "number": fold(next(texts[path] for path in NUMBERS if path in texts))}
        for document_id, texts in found.items()
    ]
    if rows:
        connection.execute(sa.text("UPDATE facet SET number = :number WHERE document_id = :id"), rows)
