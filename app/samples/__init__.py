"""Five documents to try Recto with. Everything in them is invented; ``training/samples.py`` draws them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Sample:
    """A document that comes with Recto. ``name`` is its file's name."""

    name: str
    title: str
    doctype: str


SAMPLES = (
    Sample("cafe.jpg", "Coffee shop receipt, a photo", "receipt"),
    Sample("hardware.png", "Hardware shop receipt, a scan", "receipt"),
    Sample("studio.pdf", "Invoice in English, two pages", "invoice"),
    Sample("werkstatt.pdf", "Invoice in German", "invoice"),
    Sample("garden.png", "Application form, filled in by pen", "form"),
)


def read(name: str) -> bytes:
    """The bytes of the sample ``name``; raises KeyError when there is none of that name."""
    return (files(__name__) / _known(name)).read_bytes()


def preview(name: str) -> bytes:
    """A small JPEG of the first page of the sample ``name``; raises KeyError when there is none of that name."""
    return (files(__name__) / f"{_known(name).partition('.')[0]}.preview.jpg").read_bytes()


def _known(name: str) -> str:
    if name not in {sample.name for sample in SAMPLES}:
        raise KeyError(name)
    return name
