"""Families of generated documents; the folder is the registry.

Each module, a file or a folder, exports ``WEIGHT``, how often it is drawn against the others, and ``make(rng) ->
Sample``.
"""

from __future__ import annotations

import random
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from training.graphics import decorated
from training.sheet import Sample

FAMILIES: tuple[str, ...] = tuple(sorted(m.name for m in iter_modules(__path__) if not m.name.startswith("_")))


def load(name: str) -> ModuleType:
    """The family ``name``.

    Raises:
        ValueError: there is no such family.
    """
    if name not in FAMILIES:
        raise ValueError(f"Unknown family {name!r}. Known: {', '.join(FAMILIES)}.")
    return import_module(f"{__name__}.{name}")


def make(rng: random.Random, families: tuple[str, ...] = FAMILIES) -> Sample:
    """A document of one of ``families``, drawn by their weights."""
    modules = [load(name) for name in families]
    sample: Sample = rng.choices(modules, [m.WEIGHT for m in modules])[0].make(rng)
    return decorated(sample, rng)
