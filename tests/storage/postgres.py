"""A PostgreSQL that hands out databases: the one of ``RECTO_TEST_POSTGRES``, or one that lives as long as the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import URL, create_engine, make_url, text

from storage.store import Store

GIVEN = os.environ.get("RECTO_TEST_POSTGRES", "")
HURRIED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c listen_addresses="  # gone with the tests


def programs() -> Path | None:
    """The folder of the newest ``initdb`` there is; Debian keeps it out of the path."""
    known = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    debian = [folder for folder in Path("/usr/lib/postgresql").glob("*/bin") if (folder / "initdb").exists()]
    return next(iter([*known, *sorted(debian, key=lambda folder: int(folder.parent.name), reverse=True)]), None)


@contextmanager
def running() -> Iterator[str]:
    """The address of a server that is there; without ``RECTO_TEST_POSTGRES`` one is made (2 s), and ends afterwards."""
    if GIVEN:
        yield GIVEN
        return
    found = programs()
    assert found, "ask `programs` first"
    # A folder of its own: a socket's path may have 107 characters. The server refuses to be root.
    other: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    with tempfile.TemporaryDirectory(prefix="recto-pg-") as name:
        if other:
            shutil.chown(name, other["user"])

        def run(program: str, *arguments: str) -> None:
            command = [str(found / program), "-D", f"{name}/data", *arguments]
            subprocess.run(command, cwd=name, check=True, stdout=subprocess.DEVNULL, timeout=120, **other)

        run("initdb", "--username=recto", "--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C")
        run("pg_ctl", "--wait", f"--log={name}/log", f"--options={HURRIED} -k {name}", "start")
        try:
            yield f"postgresql://recto@/postgres?host={name}"
        finally:
            run("pg_ctl", "--mode=immediate", "stop")


class Postgres:
    """``empty`` is the address of a database nobody used before: a copy of one that was migrated once."""

    def __init__(self, address: str, folder: Path) -> None:
        self.address = make_url(address).set(drivername="postgresql+psycopg")
        self._engine = create_engine(self.address, isolation_level="AUTOCOMMIT")
        self._numbers = count(1)
        self._template = self._name(0)
        self._make(self._template, "template0")
        store = Store(self._url(self._template), folder)
        store.migrate()
        store.close()

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Deleted at the end, with the connections that are left."""
        name = self._name(next(self._numbers))
        self._make(name, self._template)
        yield self._url(name)
        self._drop(name)

    def close(self) -> None:
        """Leave nothing behind."""
        self._drop(self._template)
        self._engine.dispose()

    def _name(self, number: int) -> str:
        return f"recto_test_{os.getpid()}_{number}"

    def _url(self, name: str) -> str:
        url: URL = self.address.set(database=name)
        return url.render_as_string(hide_password=False)

    def _make(self, name: str, template: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))

    def _drop(self, name: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
