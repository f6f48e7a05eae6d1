"""What tests of several rooms begin with."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # a process a core: threads of one would wait for those of another

settings.register_profile("house", deadline=None)  # a busy machine is no reason to fail
settings.load_profile("house")


@pytest.fixture(scope="session")
def furnish(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], None]:
    """``furnish(folder)`` puts an empty database there, migrated once for all tests: that is 0.1 s of computing."""
    from storage import database
    from storage.store import Store

    made = Store("", tmp_path_factory.mktemp("furnished"))
    made.migrate()
    made.close()  # the last connection leaves everything in the one file

    def put(folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / database.FILE).write_bytes((made.folder / database.FILE).read_bytes())

    return put
