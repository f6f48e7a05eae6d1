"""What Recto needs and whether it is there: a finding each, with what to do about it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import Literal

from app.settings import Settings
from model import backends
from model.backends import BackendError


@dataclass(frozen=True, slots=True)
class Finding:
    """``missing`` stops Recto from working; ``optional`` is missing and only costs what ``advice`` says."""

    what: str
    state: Literal["ok", "missing", "optional"]
    advice: str = ""


def examine(settings: Settings) -> list[Finding]:
    """All findings on this machine, in the order in which things are needed."""
    return [
        Finding(f"Python {sys.version.split()[0]}", "ok"),
        *_packages(),
        *_programs(),
        *_folder(settings),
        _store(settings),
        _model(settings),
    ]


def models(settings: Settings) -> dict[str, tuple[bool, str]]:
    """The model backends by name: whether each can run here, and what it needs and finds, or why it cannot."""
    found: dict[str, tuple[bool, str]] = {}
    for name in backends.names():
        free = settings.model == "auto" and name != "embedded"  # with auto, what is set is for the one that fits
        given = dict(settings.model_settings) if free else settings.given(name)
        try:
            found[name] = True, backends.fits(name, given).removeprefix(name).strip()
        except BackendError as obstacle:
            found[name] = False, str(obstacle)
    return found


def _packages() -> Iterator[Finding]:
    for name in ("torch", "transformers", "pypdfium2", "rapidocr", "onnxruntime", "gradio"):
        try:
            yield Finding(f"{name} {version(name)}", "ok")
        except PackageNotFoundError:
            yield Finding(name, "missing", "run `make setup`")
    if find_spec("rapidocr") and not any(_files("rapidocr", ".onnx")):
        yield Finding("OCR models", "missing", "install rapidocr from its wheel, which carries them")


def _files(package: str, suffix: str) -> Iterator[str]:
    found = find_spec(package)
    for folder in (found.submodule_search_locations or []) if found else []:
        for _, _, names in os.walk(folder):
            yield from (name for name in names if name.endswith(suffix))


def _programs() -> Iterator[Finding]:
    if shutil.which("pdftoppm"):
        yield Finding("poppler", "ok")
    else:
        advice = "damaged PDFs get no second opinion; install poppler-utils"
        yield Finding("poppler", "optional", advice)
    if any(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")):
        yield Finding("chromium", "ok")
    else:
        yield Finding("chromium", "optional", "only the browser tests need it; install chromium")


def _folder(settings: Settings) -> Iterator[Finding]:
    what = f"data folder {settings.data}"
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.data):
            pass
        free = shutil.disk_usage(settings.data).free
    except OSError as error:
        yield Finding(what, "missing", f"it cannot be written ({error.strerror}); set RECTO_DATA to another folder")
        return
    yield Finding(what, "ok")
    if free < 1e9:
        yield Finding("room on the disk", "missing", f"only {free / 1e6:.0f} MB are free; make room for 1 GB")


def _store(settings: Settings) -> Finding:
    from app.service import Service
    from storage.errors import StorageError

    where = "SQLite in the data folder" if not settings.database else settings.database.partition(":")[0]
    try:
        Service(settings).check()
    except (StorageError, OSError) as error:
        return Finding(f"database, {where}", "missing", str(error))
    return Finding(f"database, {where}, migrated", "ok")


def _model(settings: Settings) -> Finding:
    try:
        found = backends.fits(settings.backend, settings.given(settings.backend)).removeprefix(settings.backend)
        return Finding(f"model {settings.backend} {found.strip()}".strip(), "ok")
    except (BackendError, ValueError) as obstacle:
        return Finding(f"model {settings.backend}", "missing", str(obstacle))
