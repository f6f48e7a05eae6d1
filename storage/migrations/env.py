"""Alembic's door: it runs on the connection that ``storage.database.migrate`` hands over, in its transaction."""

from __future__ import annotations

from alembic import context
from sqlalchemy.schema import SchemaItem

from storage.tables import Table

INDEX = {("column", "tsv"), ("index", "ix_searchable_tsv")}


def _ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, other: SchemaItem | None) -> bool:  # noqa: ARG001
    """Whether to compare ``item``: the full-text index is written into the migrations, no model knows it."""
    return not (name or "").startswith("searchable_fts") and (kind, name) not in INDEX


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    include_object=_ours,
    render_as_batch=True,  # SQLite changes a table by making it anew
    compare_type=True,
)
context.run_migrations()
