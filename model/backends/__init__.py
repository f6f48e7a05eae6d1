"""The models that Recto can be read with. The folder is the registry: one file here is one backend, with a ``load``."""

from __future__ import annotations

import logging
import pkgutil
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

from model.backend import Backend, BackendError

__all__ = ["Backend", "BackendError", "best", "fits", "load", "names"]

log = logging.getLogger("recto")

EMBEDDED = "reader.safetensors"  # what a folder of other weights for the embedded reader holds


def names() -> list[str]:
    """The backends there are, sorted; none of them is imported for it."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str, settings: Mapping[str, str]) -> Backend:
    """The backend called ``name``, made with ``settings``; ``auto`` is the ``best``.

    Raises ``BackendError`` with one plain sentence when there is none of that name, or when it cannot be loaded.
    """
    if name == "auto":
        name, packed = best(settings), not (Path(settings.get("folder", "")) / EMBEDDED).is_file()
        if name == "embedded" and packed:
            settings = {key: value for key, value in settings.items() if key != "folder"}  # a packed one's
    backend: Backend = _module(name).load(settings)
    return backend


def fits(name: str, settings: Mapping[str, str]) -> str:
    """What the backend called ``name`` needs and finds here, in a few words; large weights are not loaded for it.

    Raises ``BackendError`` with the reason when it cannot run here.
    """
    module = _module(name)
    if hasattr(module, "fits"):
        found: str = module.fits(settings)
        return found
    return load(name, settings).name


def best(settings: Mapping[str, str]) -> str:
    """The best model that fits: a packed one where a GPU holds it, else the server that is set, else embedded."""
    if "folder" in settings and _on_gpu(settings):
        return "mistral"
    return "openai" if settings.get("url") else "embedded"


def _on_gpu(settings: Mapping[str, str]) -> bool:
    import torch

    if not torch.cuda.is_available():
        return False
    try:
        fits("mistral", {**settings, "device": settings.get("device") or "cuda"})
    except BackendError as obstacle:
        log.warning("The packed model is not used: %s", obstacle)
        return False
    return True


def _module(name: str) -> ModuleType:
    if name not in names():
        raise BackendError(f"Unknown model {name!r}. Known: {', '.join(names())}.")
    return import_module(f"{__name__}.{name}")
