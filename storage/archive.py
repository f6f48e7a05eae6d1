"""One file that holds everything: the database and all files it refers to, written while others work, and put back.

The archive is a plain tar: ``backup.json`` (when it was made, and the SHA-256 of the database), ``recto.sqlite3``, then
``files/ab/cdef...``. Files are named by the hash of their bytes, so each is checked when it is written and put back.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from storage.database import FILE, plainly
from storage.errors import NotFound, StorageError
from storage.files import PIECE, Files

CONTENTS = "backup.json"
KIND = "recto backup 1"
_BLOB = "files/"


@dataclass(frozen=True, slots=True)
class Archived:
    """What an archive holds."""

    documents: int
    files: int
    size: int  # bytes


def write(path: Path, database: Path, documents: int, names: Iterable[str], files: Files) -> Archived:
    """Write ``database`` and the blobs ``names`` to ``path``, which appears only once it is whole.

    Raises ``StorageError`` when it exists already, when a blob is missing or damaged, or when the disk refuses.
    """
    if path.exists():
        raise StorageError(f"{str(path)!r} exists already. Name a new file for the backup.")
    aside, count = path.with_name(f".{path.name}.{uuid4().hex[:8]}"), 0
    try:
        with plainly(), aside.open("xb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                made = {
                    "kind": KIND,
                    "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
                    "database": _hash(database),
                    "documents": documents,
                }
                _add(tar, CONTENTS, json.dumps(made).encode())
                tar.add(database, FILE)
                for name in names:
                    try:
                        data = files.get(name)
                    except NotFound:
                        raise StorageError(f"The file {name} is missing. The backup was not made.") from None
                    if files.name(data) != name:
                        raise StorageError(f"The file {name} is damaged. The backup was not made.")
                    _add(tar, f"{_BLOB}{name[:2]}/{name[2:]}", data)
                    count += 1
            file.flush()
            os.fsync(file.fileno())
        with plainly():
            os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    return Archived(documents, count, path.stat().st_size)


def read(path: Path, folder: Path) -> Archived:
    """Put what ``path`` holds into ``folder``, which must not hold anything yet.

    Everything is unpacked beside the folder and checked before it takes its place: the folder has all of it or is as
    it was. Raises ``StorageError`` for a folder in use, and for an archive that is none, is cut off or is damaged.
    """
    with plainly():
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise StorageError(f"{str(folder)!r} is not empty. Restore into a new folder: set RECTO_DATA to one.")
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}")
        aside.mkdir()
    try:
        with plainly():
            found = _unpacked(path, aside)
            if folder.exists():
                folder.rmdir()
            os.replace(aside, folder)
        return found
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _unpacked(path: Path, into: Path) -> Archived:
    files, count = Files(into / "files"), 0
    try:
        with tarfile.open(path, "r:") as tar:
            made = json.loads(_bytes(tar, tar.next(), CONTENTS))
            if made.get("kind") != KIND:
                raise StorageError(f"{path.name!r} was made by a newer Recto. Install that version.")
            _copy(tar, tar.next(), into / FILE)
            if _hash(into / FILE) != made["database"]:
                raise StorageError(f"The database in {path.name!r} is damaged. Use another backup.")
            while member := tar.next():
                name = member.name.removeprefix(_BLOB).replace("/", "")
                if files.put(_bytes(tar, member, member.name)) != name:
                    raise StorageError(f"The file {name[:64]} in {path.name!r} is damaged. Use another backup.")
                count += 1
    except (tarfile.TarError, ValueError, KeyError, EOFError) as error:
        raise StorageError(f"{path.name!r} is not a whole backup of Recto ({error}). Use another one.") from error
    return Archived(int(made["documents"]), count, path.stat().st_size)


def _add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(data), 0o600
    tar.addfile(entry, io.BytesIO(data))


def _opened(tar: tarfile.TarFile, member: tarfile.TarInfo | None, name: str) -> IO[bytes]:
    file = tar.extractfile(member) if member and member.name == name and member.isfile() else None
    if file is None:
        raise tarfile.ReadError(f"there is no {name}")
    return file


def _bytes(tar: tarfile.TarFile, member: tarfile.TarInfo | None, name: str) -> bytes:
    with _opened(tar, member, name) as file:
        return file.read()


def _copy(tar: tarfile.TarFile, member: tarfile.TarInfo | None, to: Path) -> None:
    with _opened(tar, member, FILE) as file, to.open("xb") as out:
        shutil.copyfileobj(file, out, PIECE)
        out.flush()
        os.fsync(out.fileno())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
