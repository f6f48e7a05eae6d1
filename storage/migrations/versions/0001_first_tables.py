"""The first tables: documents, pages, runs, values, corrections, facets, the full-text index, jobs, tags."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.columns import Moment, Money

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE = (
    """CREATE VIRTUAL TABLE searchable_fts USING fts5(
        name, found, body, content='searchable', content_rowid='document_id',
        tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER searchable_fts_insert AFTER INSERT ON searchable BEGIN
        INSERT INTO searchable_fts(rowid, name, found, body)
        VALUES (new.document_id, new.name, new.found, new.body);
    END""",
    """CREATE TRIGGER searchable_fts_delete AFTER DELETE ON searchable BEGIN
        INSERT INTO searchable_fts(searchable_fts, rowid, name, found, body)
        VALUES ('delete', old.document_id, old.name, old.found, old.body);
    END""",
    """CREATE TRIGGER searchable_fts_update AFTER UPDATE ON searchable BEGIN
        INSERT INTO searchable_fts(searchable_fts, rowid, name, found, body)
        VALUES ('delete', old.document_id, old.name, old.found, old.body);
        INSERT INTO searchable_fts(rowid, name, found, body)
        VALUES (new.document_id, new.name, new.found, new.body);
    END""",
    """CREATE TRIGGER correction_unchanged BEFORE UPDATE ON correction BEGIN
        SELECT RAISE(ABORT, 'A correction is never changed.');
    END""",
    """CREATE TRIGGER correction_kept BEFORE DELETE ON correction
    WHEN EXISTS (SELECT 1 FROM document WHERE id = old.document_id) BEGIN
        SELECT RAISE(ABORT, 'A correction is never deleted while its document is there.');
    END""",
)
"""The index over ``searchable`` keeps no copy of it; corrections are only ever added."""

# Accents are taken off and ASCII punctuation becomes blanks, so that both databases cut text into the same words; a
# tsvector holds a megabyte, which the first 500,000 characters never fill. (A doubled % is one: the driver's own sign.)
POSTGRES = (
    r"""ALTER TABLE searchable ADD COLUMN tsv tsvector GENERATED ALWAYS AS (to_tsvector('simple', translate(
        normalize(regexp_replace(normalize(left(name || ' ' || found || ' ' || body, 500000), NFD),
            '[\u0300-\u036f]', '', 'g'), NFC),
        '!"#$%%&''()*+,-./:;<=>?@[\]^_`{|}~', repeat(' ', 32)))) STORED""",
    "CREATE INDEX ix_searchable_tsv ON searchable USING gin (tsv)",
    """CREATE FUNCTION correction_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' OR EXISTS (SELECT 1 FROM document WHERE id = old.document_id) THEN
            RAISE EXCEPTION 'A correction is never changed, nor deleted while its document is there.';
        END IF;
        RETURN old;
    END $$""",
    """CREATE TRIGGER correction_append_only BEFORE UPDATE OR DELETE ON correction
    FOR EACH ROW EXECUTE FUNCTION correction_append_only()""",
)


def upgrade() -> None:
    """Make the tables, then what only one of the databases has."""
    op.create_table(
        "doctype",
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name=op.f("pk_doctype")),
    )
    op.create_table(
        "document",
        sa.Column("id", BIG, nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("page_count", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
        sa.UniqueConstraint("owner", "sha256", name=op.f("uq_document_owner_sha256")),
    )
    op.create_index("ix_document_sha256", "document", ["sha256"], unique=False)
    op.create_table(
        "tag",
        sa.Column("id", BIG, nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("owner", "name", name=op.f("uq_tag_owner_name")),
    )
    op.create_table(
        "correction",
        sa.Column("id", BIG, nullable=False),
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_correction_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction")),
    )
    op.create_index(op.f("ix_correction_document_id"), "correction", ["document_id"], unique=False)
    op.create_table(
        "document_tag",
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("tag_id", BIG, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_document_tag_document_id_document"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_document_tag_tag_id_tag"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "tag_id", name=op.f("pk_document_tag")),
    )
    op.create_index(op.f("ix_document_tag_tag_id"), "document_tag", ["tag_id"], unique=False)
    op.create_table(
        "facet",
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("doctype", sa.String(length=100), nullable=False),
        sa.Column("vendor", sa.Text(), nullable=False),
        sa.Column("vendor_folded", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("total", Money(), nullable=True),
        sa.Column("currency", sa.String(length=20), nullable=False),
        sa.Column("risk", sa.Float(), nullable=False),
        sa.CheckConstraint(
            "status IN ('queued', 'reading', 'read', 'reviewed', 'failed', 'cancelled')", name=op.f("ck_facet_status")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_facet_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_facet")),
    )
    op.create_index("ix_facet_day", "facet", ["owner", "day"], unique=False)
    op.create_index("ix_facet_newest", "facet", ["owner", "made_at"], unique=False)
    op.create_index("ix_facet_risk", "facet", ["owner", "risk"], unique=False)
    op.create_index("ix_facet_total", "facet", ["owner", "total"], unique=False)
    op.create_index("ix_facet_vendor", "facet", ["owner", "vendor_folded"], unique=False)
    op.create_table(
        "job",
        sa.Column("id", BIG, nullable=False),
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("doctype", sa.String(length=100), nullable=False),
        sa.Column("password", sa.Text(), nullable=True),
        sa.Column("again", sa.Boolean(), nullable=False),
        sa.Column("pages_done", sa.Integer(), nullable=False),
        sa.Column("pages_total", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("cancel_asked", sa.Boolean(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("worker", sa.String(length=200), nullable=True),
        sa.Column("lease", sa.String(length=40), nullable=True),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.CheckConstraint("state IN ('queued', 'reading', 'done', 'failed', 'cancelled')", name=op.f("ck_job_state")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_job_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_job_active",
        "job",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('queued', 'reading')"),
        postgresql_where=sa.text("state IN ('queued', 'reading')"),
    )
    op.create_index(op.f("ix_job_document_id"), "job", ["document_id"], unique=False)
    op.create_index("ix_job_waiting", "job", ["state", "priority", "id"], unique=False)
    op.create_table(
        "page",
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("image", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_page_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", "number", name=op.f("pk_page")),
    )
    op.create_index(op.f("ix_page_image"), "page", ["image"], unique=False)
    op.create_table(
        "run",
        sa.Column("id", BIG, nullable=False),
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("doctype", sa.String(length=100), nullable=False),
        sa.Column("schema_version", sa.String(length=100), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("settings", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("reasoning", sa.Text(), nullable=False),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Text(), nullable=False),
        sa.Column("coverage", sa.Text(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_run_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sa.UniqueConstraint("document_id", "key", name=op.f("uq_run_document_id_key")),
    )
    op.create_index(
        "ix_run_current",
        "run",
        ["document_id"],
        unique=True,
        sqlite_where=sa.text("is_current"),
        postgresql_where=sa.text("is_current"),
    )
    op.create_table(
        "searchable",
        sa.Column("document_id", BIG, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["document.id"], name=op.f("fk_searchable_document_id_document"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_searchable")),
    )
    op.create_table(
        "field",
        sa.Column("run_id", BIG, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("number", Money(), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("x0", sa.Float(), nullable=True),
        sa.Column("y0", sa.Float(), nullable=True),
        sa.Column("x1", sa.Float(), nullable=True),
        sa.Column("y1", sa.Float(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("evidence_confidence", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_field_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_field")),
    )
    op.create_table(
        "issue",
        sa.Column("run_id", BIG, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_issue_run_id_run"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_issue")),
    )

    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRES:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    """There is no way back but the backup."""
    raise NotImplementedError("Recto goes forward only: put the backup back that the migration made.")
