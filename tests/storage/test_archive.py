"""A backup made while others write is whole, comes back as it was, and what is damaged is found and named."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from app.cli import main
from storage import archive, database
from storage.store import StorageError, Store
from storage.stored import Query
from tests.storage.make import OWNER, read


def test_a_backup_made_while_a_writer_writes_comes_back_whole(lite: Store, tmp_path: Path) -> None:
    first = read(lite, b"the first")
    over, written = threading.Event(), []

    def write() -> None:
        number = 0
        while not over.is_set() and number < 500:
            written.append(read(lite, b"document %d" % number))
            if number % 3 == 2:
                lite.delete(OWNER, written.pop())
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = [lite.archive(tmp_path / f"{number}.recto") for number in range(3)]
    finally:
        over.set()
        writer.join()
    assert made[0].documents <= made[2].documents
    for number, one in enumerate(made):
        folder = tmp_path / f"restored {number}"
        assert archive.read(tmp_path / f"{number}.recto", folder) == one
        store = Store("", folder)
        store.migrate()
        verdict = store.verify()
        assert (verdict.problems, verdict.documents, verdict.files) == ((), one.documents, one.files)
        assert store.original(OWNER, first) == b"the first"
        assert store.search(OWNER, Query(text="kassenbon", status="read")).total >= 1
        store.close()
    assert not list(lite.folder.glob(".backup-*"))


def test_a_folder_in_use_and_an_existing_file_are_never_written_over(lite: Store, tmp_path: Path) -> None:
    read(lite)
    made = tmp_path / "a.recto"
    lite.archive(made)
    with pytest.raises(StorageError, match="exists already"):
        lite.archive(made)
    with pytest.raises(StorageError, match="is not empty"):
        archive.read(made, lite.folder)


def test_a_damaged_backup_leaves_nothing_behind(lite: Store, tmp_path: Path) -> None:
    read(lite)
    made = tmp_path / "a.recto"
    lite.archive(made)
    whole = made.read_bytes()
    flipped = bytearray(whole)
    flipped[whole.index(b"image of a receipt")] ^= 1
    for name, data in (("cut", whole[: len(whole) // 2]), ("flipped", bytes(flipped)), ("none", b"hello")):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(StorageError, match=r"damaged|not a whole backup"):
            archive.read(tmp_path / name, tmp_path / "new")
        assert not (tmp_path / "new").exists()
    assert not list(tmp_path.glob(".new*"))


def test_what_is_damaged_is_found_and_named(lite: Store) -> None:
    document = read(lite)
    assert lite.verify().problems == ()
    blob = lite.files.folder / document[:2] / document[2:]
    whole = blob.read_bytes()
    blob.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
    assert lite.verify().problems == (f"The file {document} is damaged. Restore it from a backup.",)
    with pytest.raises(StorageError, match=f"{document} is damaged"):
        lite.archive(lite.folder.parent / "b.recto")
    blob.unlink()
    assert lite.verify().problems == (f"The file {document} is missing. Restore it from a backup.",)
    with pytest.raises(StorageError, match=f"{document} is missing"):
        lite.archive(lite.folder.parent / "b.recto")
    assert not (lite.folder.parent / "b.recto").exists()
    blob.write_bytes(whole)
    for spoil, named in (
        ("DELETE FROM searchable_fts_docsize", "missing from the full-text index"),
        ("UPDATE facet SET status = 'queued'", "no job is under way"),
        ("UPDATE run SET is_current = 0", "its record is missing"),
        ("DELETE FROM facet", "no row in the library"),
    ):
        with database.writing(lite._engine) as session:
            session.execute(text(spoil))
        (found,) = [problem for problem in lite.verify().problems if named in problem]
        assert document[:12] in found


def test_the_commands_tell_by_their_exit_code(
    lite: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document = read(lite)

    def recto(data: Path, *arguments: str) -> int:
        monkeypatch.setenv("RECTO_DATA", str(data))
        return main(arguments)

    assert recto(lite.folder, "backup", str(tmp_path / "a.recto")) == 0
    assert recto(tmp_path / "new", "restore", str(tmp_path / "a.recto")) == 0
    assert recto(tmp_path / "new", "verify") == 0
    assert capsys.readouterr().err == "1 documents, 2 files: all is well\n"
    (tmp_path / "new" / "files" / document[:2] / document[2:]).unlink()
    assert recto(tmp_path / "new", "verify") == 1
    assert document in capsys.readouterr().out
