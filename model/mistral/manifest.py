"""What a packed directory must hold: the size and the sha256 of each of its files, in ``manifest.json``."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from model.backend import BackendError

MANIFEST = "manifest.json"
JOURNAL = "unfinished.json"  # what a conversion keeps while it runs
FORMAT = "recto-int4-g64 2"


def digest(path: Path) -> dict[str, Any]:
    """Bytes and sha256 of one file."""
    with path.open("rb") as file:
        return {"bytes": path.stat().st_size, "sha256": hashlib.file_digest(file, "sha256").hexdigest()}


def write(folder: Path, known: Mapping[str, Mapping[str, Any]] | None = None, **about: Any) -> None:
    """Write the manifest of ``folder``, which makes it complete. ``known`` are digests that need not be taken again."""
    known = known or {}
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name not in (MANIFEST, JOURNAL))
    files = {name: known.get(name) or digest(folder / name) for name in names}
    write_json(folder / MANIFEST, {"format": FORMAT, **about, "files": files})


def write_json(path: Path, value: Any) -> None:
    """Write ``value`` so that a reader finds the old file or the new one, never half of it."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        json.dump(value, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def read(folder: Path) -> dict[str, Any]:
    """The manifest of ``folder`` with every file there in its size.

    Raises ``BackendError`` when the folder is no packed directory, unfinished, or a file is missing or cut.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise BackendError(f"{str(folder)!r} is no finished packed model (it has no {MANIFEST}); run `recto convert`.")
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        form, files = manifest["format"], manifest["files"].items()
    except (ValueError, LookupError, AttributeError) as error:
        raise BackendError(
            f"{MANIFEST} of {str(folder)!r} cannot be read ({error}); convert the model anew."
        ) from error
    if form != FORMAT:
        raise BackendError(f"{str(folder)!r} is packed as {form!r}, and this Recto reads {FORMAT!r}; convert it anew.")
    for name, file in files:
        found = folder / name
        if not found.is_file():
            raise BackendError(f"The packed model {str(folder)!r} lacks its file {name!r}; copy or convert it anew.")
        if found.stat().st_size != file["bytes"]:
            raise BackendError(
                f"{name!r} of the packed model has {found.stat().st_size:,} bytes instead of {file['bytes']:,}; "
                "copy or convert it anew."
            )
    return manifest


def verify(folder: Path) -> int:
    """Read every file and compare its hash; the number of files. Raises ``BackendError`` as ``read`` and on damage."""
    files = read(folder)["files"]
    for name, file in files.items():
        if digest(folder / name)["sha256"] != file["sha256"]:
            raise BackendError(f"{name!r} of the packed model was changed or damaged; copy or convert it anew.")
    return len(files)
