"""The models that Recto can be read with. The folder is the registry: one file here is one backend, with a ``load``."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module

from model.backend import Backend, BackendError

__all__ = ["Backend", "BackendError", "load", "names"]


def names() -> list[str]:
    """The backends there are, sorted; none of them is imported for it."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str, settings: Mapping[str, str]) -> Backend:
    """The backend called ``name``, made with ``settings``.

    Raises ``BackendError`` with one plain sentence when there is none of that name, or when it cannot be loaded.
    """
    if name not in names():
        raise BackendError(f"Unknown model {name!r}. Known: {', '.join(names())}.")
    backend: Backend = import_module(f"{__name__}.{name}").load(settings)
    return backend
