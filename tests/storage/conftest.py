"""A store of our own for each test, on SQLite and, where it is installed or named, on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from storage.store import Store
from tests.storage.postgres import GIVEN, Postgres, programs, running

Opened = Callable[[str, Path], AbstractContextManager[Store]]


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """The server of all tests, which are skipped where there is none."""
    pytest.importorskip("psycopg")
    if not (GIVEN or programs()):
        pytest.skip("PostgreSQL is not installed, and RECTO_TEST_POSTGRES names none")
    with running() as address:
        server = Postgres(address, tmp_path_factory.mktemp("postgres"))
        yield server
        server.close()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def kind(request: pytest.FixtureRequest) -> str:
    """Which database; each test module runs on both."""
    return str(request.param)


@pytest.fixture(scope="module")
def opened(request: pytest.FixtureRequest, furnish: Callable[[Path], None]) -> Opened:
    """``opened(kind, folder)``: a migrated, empty store."""

    @contextmanager
    def open_(kind: str, folder: Path) -> Iterator[Store]:
        if kind == "sqlite":
            furnish(folder)
            store = Store("", folder)
            yield store
            store.close()
        else:
            server: Postgres = request.getfixturevalue("postgres")
            with server.empty() as url:
                store = Store(url, folder)
                yield store
                store.close()

    return open_


@pytest.fixture
def store(kind: str, opened: Opened, tmp_path: Path) -> Iterator[Store]:
    """A migrated, empty store."""
    with opened(kind, tmp_path / "data") as store:
        yield store


@pytest.fixture
def lite(opened: Opened, tmp_path: Path) -> Iterator[Store]:
    """A migrated, empty store on SQLite, for what only its file shows."""
    with opened("sqlite", tmp_path / "data") as store:
        yield store
