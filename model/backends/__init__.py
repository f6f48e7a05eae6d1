"""The models that Recto can be read with. The folder is the registry: one file here is one backend, with a ``load``."""

from __future__ import annotations

import logging
import pkgutil
from collections.abc import Iterable, Mapping
from importlib import import_module
from pathlib import Path
from types import ModuleType

from model.backend import Backend, BackendError

__all__ = ["Backend", "BackendError", "best", "explain", "fits", "load", "names", "write_calibration"]

log = logging.getLogger("recto")

EMBEDDED = "reader.safetensors"  # what a folder of other weights for the embedded reader holds
DRIVER = Path("/proc/driver/nvidia")  # is there where NVIDIA's driver is


def names() -> list[str]:
    """The backends there are, sorted; none of them is imported for it."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def load(name: str, settings: Mapping[str, str]) -> Backend:
    """The backend called ``name``, made with ``settings``.

    Raises ``BackendError`` with one plain sentence when there is none of that name, or when it cannot be loaded.
    """
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


def best(settings: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The best model that fits, and what it is made with: a packed one (``folder``) where a GPU can hold it, else the
    server that is set (``url``), else the embedded one."""
    given = dict(settings)
    if "folder" in given and _on_gpu(given):
        return "mistral", given
    if given.get("url"):
        return "openai", given
    if not (Path(given.get("folder", "")) / EMBEDDED).is_file():
        given.pop("folder", None)  # it is a packed one's
    return "embedded", given


def explain() -> str:
    """Mistral Small 4 in numbers: parameters by part, active ones, bytes by format, what fits on a GPU. Markdown."""
    from model.mistral import counts, plan

    published = counts.published()
    return f"{counts.table(published)}\n\n{plan.table(published)}"


def write_calibration(pairs: Iterable[tuple[float, bool]], path: Path, model: str) -> None:
    """Write how often a ``model`` that writes is right when it is so sure, from ``pairs`` of both.

    Raises ValueError with one sentence when they are too few or ``path`` cannot be written.
    """
    from model.writing.calibration import write

    try:
        write(pairs, path, model)
    except OSError as error:
        raise ValueError(f"{str(path)!r} cannot be written: {error.strerror}; name another file.") from error


def _on_gpu(settings: Mapping[str, str]) -> bool:
    """Whether the packed model fits on the GPU when nothing else is on it: also true while it is loaded already."""
    if not DRIVER.exists():  # so that torch is not imported for it
        return False
    from model.backends import mistral

    try:
        mistral.could(settings)
    except BackendError as obstacle:
        log.warning("The packed model is not used: %s", obstacle)
        return False
    return True


def _module(name: str) -> ModuleType:
    if name not in names():
        raise BackendError(f"Unknown model {name!r}. Known: {', '.join(names())}.")
    return import_module(f"{__name__}.{name}")
