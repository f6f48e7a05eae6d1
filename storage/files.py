"""Blobs: files named by the SHA-256 of their bytes, written once and never changed."""

from __future__ import annotations

import hashlib
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import BinaryIO

from storage.errors import NotFound

PIECE = 1 << 20  # bytes read at a time while hashing
_NAME = re.compile(r"[0-9a-f]{64}")


class Files:
    """A folder of blobs, ``ab/cdef...`` each: four methods and two for care, so that another store can take its place.

    The disk's own errors (``OSError``) come through; ``Store`` makes sentences of them.
    """

    def __init__(self, folder: Path) -> None:
        """``folder`` is made with the first blob."""
        self.folder = folder

    def name(self, data: bytes) -> str:
        """The name that ``data`` has here, whether it is kept or not."""
        return hashlib.sha256(data).hexdigest()

    def put(self, data: bytes) -> str:
        """Keep ``data`` and return its name; nothing is written when it is there already.

        Written aside, synced and renamed: a blob is there whole or not at all, even after a power cut.
        """
        name = self.name(data)
        path = self._path(name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False)
        try:
            with aside:
                aside.write(data)
                aside.flush()
                os.fsync(aside.fileno())
            os.replace(aside.name, path)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise
        _sync(path.parent)
        return name

    def get(self, name: str) -> bytes:
        """The bytes of a blob; raises ``NotFound``."""
        with self.open(name) as file:
            return file.read()

    def open(self, name: str) -> BinaryIO:
        """A blob for reading, to be closed by the caller; raises ``NotFound``."""
        try:
            return self._path(name).open("rb")
        except FileNotFoundError:
            raise NotFound(f"The file {name[:12]} is missing from {self.folder}. Restore it from a backup.") from None

    def exists(self, name: str) -> bool:
        """Whether the blob is there."""
        return self._path(name).exists()

    def link(self, name: str, of: Files) -> bool:
        """Keep the blob ``name`` of another folder of the same disk here too, at no cost; False: it is not there."""
        path = self._path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(of._path(name), path)
        except FileExistsError:
            pass
        except FileNotFoundError:
            return False
        except OSError:  # a disk without links
            if not of.exists(name):
                return False
            self.put(of.get(name))
        return True

    def delete(self, name: str) -> None:
        """Forget a blob; harmless when it is not there."""
        self._path(name).unlink(missing_ok=True)

    def verify(self, name: str) -> bool:
        """Whether the blob is there and its bytes still have its name for a hash."""
        digest = hashlib.sha256()
        try:
            with self.open(name) as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
        except NotFound:
            return False
        return digest.hexdigest() == name

    def names(self, older_than: float = 0.0) -> Iterator[str]:
        """The names of all blobs that were written at least ``older_than`` seconds ago."""
        limit = time.time() - older_than
        for path in self.folder.glob("??/*"):
            name = path.parent.name + path.name
            if _NAME.fullmatch(name) and path.stat().st_mtime <= limit:
                yield name

    def tidy(self, older_than: float) -> None:
        """Delete what writing left behind when it was killed, at least ``older_than`` seconds ago."""
        for path in self.folder.glob("??/.new-*"):
            if path.stat().st_mtime <= time.time() - older_than:
                path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):  # names come from our own rows; a stranger's would be a path
            raise ValueError(f"{name[:80]!r} is not the name of a kept file; it must be a SHA-256 in hexadecimal.")
        return self.folder / name[:2] / name[2:]


def _sync(folder: Path) -> None:
    """Make a rename in ``folder`` outlast a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
