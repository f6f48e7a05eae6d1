"""A blob is there whole or not at all, and under its own hash."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from storage.errors import NotFound
from storage.files import Files
from storage.store import Store
from tests.storage.make import read


def test_what_was_put_is_got(tmp_path: Path) -> None:
    blobs = Files(tmp_path / "files")
    name = blobs.put(b"bytes")
    assert name == hashlib.sha256(b"bytes").hexdigest() == blobs.put(b"bytes")
    assert blobs.get(name) == b"bytes"
    assert blobs.exists(name)
    assert blobs.verify(name)
    assert list(blobs.names()) == [name]
    with blobs.open(name) as file:
        assert file.read(2) == b"by"
    blobs.delete(name)
    blobs.delete(name)
    assert not blobs.exists(name)
    assert not blobs.verify(name)
    with pytest.raises(NotFound, match="missing"):
        blobs.get(name)


def test_a_put_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        Files(tmp_path).put(b"bytes")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "AB" * 32, "a" * 63])
def test_a_name_is_never_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a kept file"):
        Files(tmp_path).get(name)


def test_sweeping_takes_only_what_nobody_refers_to_and_is_old(store: Store) -> None:
    read(store)
    orphan, fresh = store.files.put(b"orphan"), store.files.put(b"fresh")
    torn = store.files.folder / orphan[:2] / ".new-torn"
    torn.write_bytes(b"half")
    long_ago = time.time() - 7200
    for path in store.files.folder.glob("??/*"):
        if path.name not in fresh:
            os.utime(path, (long_ago, long_ago))
    os.utime(torn, (long_ago, long_ago))
    assert store.sweep() == 1
    assert not store.files.exists(orphan)
    assert store.files.exists(fresh)
    assert not torn.exists()
    assert store.verify().problems == ()
