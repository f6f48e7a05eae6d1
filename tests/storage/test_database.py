"""The database: made, brought up to date, copied, and what is said when it cannot be used."""

from __future__ import annotations

import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import event, text

from storage import database
from storage.store import Conflict, NotFound, StorageError, Store
from storage.stored import Query
from tests.storage.make import OWNER, read, record

NEXT = '''
"""A change that makes the parent of all tables anew."""
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "9999", "HEAD", None, None


def upgrade():
    with op.batch_alter_table("document", recreate="always") as batch:
        batch.add_column(sa.Column("colour", sa.Text(), nullable=False, server_default="red"))
'''


def test_the_migrations_make_what_the_models_say(store: Store) -> None:
    with store._engine.connect() as connection:
        command.check(database.configuration(connection))


def test_migrating_again_is_harmless(store: Store) -> None:
    document = read(store)
    store.migrate()
    assert store.record(OWNER, document)


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from storage.store import Store; Store('', Path(sys.argv[1])).migrate()"
    )
    started = [subprocess.Popen([sys.executable, "-c", script, str(tmp_path / "new" / "data")]) for _ in range(3)]
    assert [process.wait(60) for process in started] == [0, 0, 0]


def test_an_older_database_is_copied_and_brought_up_to_date_with_all_its_rows(lite: Store, tmp_path: Path) -> None:
    document = read(lite)
    lite.correct(OWNER, document, "total", "12.32", Decimal(13), "anna")
    scripts, backups = tmp_path / "migrations", tmp_path / "backups"
    shutil.copytree(database.MIGRATIONS, scripts)
    head = ScriptDirectory.from_config(database.configuration()).get_current_head()
    (scripts / "versions" / "9999_next.py").write_text(NEXT.replace("HEAD", str(head)))
    database.migrate(lite._engine, backups, scripts)
    with database.reading(lite._engine) as session:
        assert session.execute(text("SELECT colour FROM document")).scalar() == "red"
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert lite.verify().problems == ()
    found = lite.record(OWNER, document)
    assert found
    assert found.fields
    assert found.fields[2].text == "13"
    (copy,) = backups.glob("before-9999-*.sqlite3")
    assert _rows(copy) == 1

    with pytest.raises(StorageError, match="newer Recto"):  # the older program on the newer database
        lite.migrate()


def _rows(path: Path) -> int:
    copy = Store(f"sqlite:///{path}", path.parent)
    try:
        return copy.search(OWNER, Query()).total
    finally:
        copy.close()


def test_a_backup_is_a_whole_database(lite: Store, tmp_path: Path) -> None:
    read(lite)
    lite.backup(tmp_path / "copies" / "copy.sqlite3")
    assert _rows(tmp_path / "copies" / "copy.sqlite3") == 1
    with pytest.raises(StorageError, match="exists already"):
        lite.backup(tmp_path / "copies" / "copy.sqlite3")


def test_every_connection_is_set_up(lite: Store) -> None:
    with database.reading(lite._engine) as session:
        said = {name: session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "foreign_keys")}
        assert session.execute(text("PRAGMA page_size")).scalar() == 8192
    assert said == {"journal_mode": "wal", "foreign_keys": 1}


def test_a_read_only_database_is_said_in_one_sentence(lite: Store) -> None:
    document = read(lite)
    lite.close()
    event.listen(lite._engine, "connect", lambda connection, _: connection.execute("PRAGMA query_only=ON").close())
    with pytest.raises(StorageError, match="read-only"):
        lite.correct(OWNER, document, "total", "12.32", Decimal(1), "anna")
    assert lite.record(OWNER, document)


def test_a_full_disk_is_said_in_one_sentence_and_loses_nothing(lite: Store) -> None:
    document = read(lite)
    lite.close()
    event.listen(lite._engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1").close())
    values = {f"line_items.{i}.description": "x" * 500 for i in range(500)}
    with pytest.raises(StorageError, match="disk is full"):
        lite.save_record(OWNER, document, record(values, version="v2"))
    found = lite.record(OWNER, document)
    assert found
    assert found.schema_version == "v1"


def test_a_database_without_tables_or_that_is_none_is_said(tmp_path: Path) -> None:
    empty = Store("", tmp_path / "empty")
    with pytest.raises(StorageError, match="no tables yet"):
        empty.jobs(OWNER)
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / database.FILE).write_bytes(b"this is not a database" * 1000)
    with pytest.raises(StorageError, match="not a database"):
        Store("", tmp_path / "bad").migrate()


@pytest.mark.parametrize("url", ["mysql://localhost/x", "sqlite://", "sqlite:///:memory:", "nonsense"])
def test_an_address_that_is_no_database_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(StorageError, match="cannot be used"):
        Store(url, tmp_path)


def test_a_folder_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(StorageError, match="data folder"):
        Store("", tmp_path / "data")


def test_verification_finds_a_changed_file_and_a_broken_index(lite: Store) -> None:
    document = read(lite)
    (lite.files.folder / document[:2] / document[2:]).write_bytes(b"changed")
    with database.writing(lite._engine) as session:
        session.execute(text("INSERT INTO searchable_fts(searchable_fts) VALUES ('delete-all')"))
    verdict = lite.verify()
    assert (verdict.documents, verdict.files) == (1, 2)
    assert any(document in problem for problem in verdict.problems)
    assert any("full-text index" in problem for problem in verdict.problems)


def test_our_own_mistakes_come_through(store: Store) -> None:
    document = read(store)
    with pytest.raises(NotFound), database.writing(store._engine):
        store.page(OWNER, document, 99)
    with pytest.raises(Conflict), database.plainly():
        raise Conflict("x")
