"""The database: how it is opened, brought up to date, copied, and what its refusals mean in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError
from sqlalchemy.orm import Session

from storage.errors import StorageError

MIGRATIONS = Path(__file__).parent / "migrations"
FILE = "recto.sqlite3"
ADDRESSES = "Give a SQLite file, sqlite:///path/to/file, or a PostgreSQL database, postgresql://user@host/name."
BUSY = 10.0  # seconds: two readers and two writers in a tight loop never waited longer than 1.1
PRAGMAS = (
    "page_size=8192",  # before the first table: rows of 2.6 kB waste pages of 4 kB (411 -> 274 MB per 100,000 pages)
    "journal_mode=WAL",  # readers and the writer do not wait for each other; needs a local disk
    "foreign_keys=ON",
    "legacy_alter_table=OFF",
    f"busy_timeout={int(BUSY * 1000)}",
    "temp_store=MEMORY",
    "cache_size=-65536",  # kB
    "mmap_size=268435456",  # bytes
    "journal_size_limit=67108864",  # bytes: under endless readers the log grew to 458 MB
)
REBUILDING = (  # SQLite changes a table by making it anew, dropping the old one and renaming the new one
    "foreign_keys=OFF",  # else dropping it takes the rows of its children along
    "legacy_alter_table=ON",  # else the triggers that name it stop the renaming
)
MIGRATING = 0x52656374  # the name of the lock that one migration holds on PostgreSQL


def address(url: str, folder: Path) -> URL:
    """The address of the database: ``url``, or a file in ``folder``. Raises ``StorageError`` for another kind."""
    try:
        made = make_url(url) if url else URL.create("sqlite", database=str(folder / FILE))
    except ArgumentError as error:
        raise StorageError(f"The database address {url!r} cannot be used. {ADDRESSES}") from error
    if made.get_backend_name() == "postgresql":
        return made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() != "sqlite" or made.database in (None, "", ":memory:"):
        raise StorageError(f"The database address {made.render_as_string()!r} cannot be used. {ADDRESSES}")
    return made


def connect(url: URL) -> Engine:
    """An engine whose transactions begin when they say so: reading ones deferred, writing ones with the lock held."""
    if url.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    engine = create_engine(url, connect_args={"timeout": BUSY})
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin by itself, and too late
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    """``writes``: take the lock at once, so that what was read is still true when it is written.

    ``durable`` transactions are on the disk when they end (4 ms); the others survive a kill, but the last of them
    may be missing after a power cut.
    """
    options = connection.get_execution_options()
    if options.get("writes"):
        connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if options.get('durable') else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that sees one state of the database and changes nothing."""
    with plainly(), Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine, durable: bool = True) -> Iterator[Session]:
    """A session whose changes are written together at the end, or none of them."""
    with plainly(), Session(engine.execution_options(writes=True, durable=durable)) as session, session.begin():
        yield session


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what disk and database refuse into ``StorageError`` with one sentence; our own mistakes come through."""
    try:
        yield
    except DBAPIError as error:
        sentence = _sentence(str(error.orig))
        if sentence is None:
            raise
        raise StorageError(sentence) from error
    except OSError as error:
        raise StorageError(
            f"A file could not be used ({error.strerror or error}). Check the data folder, its rights and its disk."
        ) from error


SENTENCES = {
    "readonly": "The database is read-only, so nothing was saved. Give Recto the right to write to its data folder.",
    "full": "The disk is full, so nothing was saved. Make room and try again.",
    "no space left": "The disk is full, so nothing was saved. Make room and try again.",
    "unable to open": "The database cannot be opened. Check that its folder exists and that Recto may write to it.",
    "locked": f"The database was busy for {BUSY:.0f} seconds, so nothing was saved. Try again.",
    "disk i/o": "The disk failed while the database was in use. Check it, then run a verification.",
    "malformed": "The database file is damaged. Restore it from a backup.",
    "not a database": "The database file is not a database. Restore it from a backup.",
    "no such table": "The database has no tables yet. Start Recto once, or run the migration.",
    "connection": "The database server cannot be reached. Check that it runs, and its address.",
}


def _sentence(message: str) -> str | None:
    return next((sentence for sign, sentence in SENTENCES.items() if sign in message.lower()), None)


def configuration(connection: Connection | None = None, scripts: Path = MIGRATIONS) -> Config:
    """Alembic's settings: its folder lies in this package, and it works on the connection it is given."""
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, backups: Path, scripts: Path = MIGRATIONS) -> None:
    """Bring the tables to the newest version, in one transaction; a copy of an older SQLite database is made first.

    Processes that start together wait for each other. Raises ``StorageError`` when a newer Recto made the database.
    """
    head = ScriptDirectory.from_config(configuration(scripts=scripts)).get_current_head()
    with plainly(), engine.connect() as connection:
        found = _version(connection)
    if found == head:
        return
    sqlite = engine.dialect.name == "sqlite"
    if found and sqlite:
        copy(engine, backups / f"before-{head}-{datetime.now(UTC):%Y%m%dT%H%M%S}.sqlite3")
    with plainly(), engine.execution_options(writes=True, durable=True).connect() as connection:
        if sqlite:
            _set(connection, REBUILDING)
        try:
            with connection.begin():
                _upgrade(connection, scripts)
        finally:
            if sqlite:
                _set(connection, PRAGMAS)


def _set(connection: Connection, pragmas: Sequence[str]) -> None:
    for pragma in pragmas:
        _raw(connection).execute(f"PRAGMA {pragma}").close()  # outside a transaction, where alone they have an effect


def _upgrade(connection: Connection, scripts: Path) -> None:
    if connection.dialect.name != "sqlite":
        connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": MIGRATING})
    try:
        command.upgrade(configuration(connection, scripts), "head")
    except CommandError as error:
        raise StorageError(f"The database was made by a newer Recto ({error}). Install that version.") from error
    if connection.dialect.name == "sqlite":
        orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        assert not orphans, orphans[:3]  # a migration of ours lost rows: nothing of it is kept


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def copy(engine: Engine, path: Path) -> None:
    """A consistent, compact copy of a SQLite database at ``path``, which must not exist yet."""
    if engine.dialect.name != "sqlite":
        raise StorageError("A PostgreSQL database is copied by its own pg_dump.")
    if path.exists():
        raise StorageError(f"{str(path)!r} exists already. Name a new file for the backup.")
    with plainly():
        path.parent.mkdir(parents=True, exist_ok=True)
        with engine.connect() as connection:
            try:
                _raw(connection).execute("VACUUM INTO ?", (str(path),)).close()
            except sqlite3.OperationalError as error:
                sentence = _sentence(str(error)) or f"The backup could not be written ({error})."
                raise StorageError(sentence) from error


def problems(engine: Engine) -> list[str]:
    """What is wrong inside the database, one sentence each; on PostgreSQL, whose server looks after that, nothing."""
    if engine.dialect.name != "sqlite":
        return []
    with reading(engine) as session:
        damage = [row for row in session.scalars(text("PRAGMA integrity_check")) if row != "ok"]
        orphans = session.execute(text("PRAGMA foreign_key_check")).all()
    found = [f"The database is damaged: {row}." for row in damage]
    found += [f"A row of {row[0]!r} belongs to nothing." for row in orphans]
    try:
        with Session(engine.execution_options(writes=True)) as session, session.begin():  # the check counts as writing
            session.execute(text("INSERT INTO searchable_fts(searchable_fts, rank) VALUES ('integrity-check', 1)"))
    except DatabaseError as error:
        if "malformed" not in str(error.orig):
            raise
        found.append("The full-text index does not agree with the documents.")
    return found


def _raw(connection: Connection) -> Any:
    """The driver's own connection, outside any transaction of ours."""
    return connection.connection.driver_connection
