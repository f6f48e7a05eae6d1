"""A store of our own for each test; on PostgreSQL too where ``RECTO_TEST_POSTGRES`` names an empty database's URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from storage.store import Store

POSTGRES = os.environ.get("RECTO_TEST_POSTGRES", "")


@pytest.fixture(
    scope="module",
    params=["sqlite", pytest.param("postgres", marks=pytest.mark.skipif(not POSTGRES, reason="no URL given"))],
)
def kind(request: pytest.FixtureRequest) -> str:
    """Which database; each test module runs on all there are."""
    return str(request.param)


def emptied(kind: str) -> str:
    """The address of an empty database of ``kind``."""
    if kind == "sqlite":
        return ""
    engine = create_engine(make_url(POSTGRES).set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return POSTGRES


@pytest.fixture
def url(kind: str) -> str:
    """The address of an empty database."""
    return emptied(kind)


@pytest.fixture
def store(url: str, tmp_path: Path) -> Iterator[Store]:
    """A migrated, empty store."""
    opened = Store(url, tmp_path / "data")
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Store]:
    """A migrated, empty store on SQLite, for what only its file shows."""
    opened = Store("", tmp_path / "data")
    opened.migrate()
    yield opened
    opened.close()
