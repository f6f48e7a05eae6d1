"""Intake: any bytes become pages, or one sentence. Never another exception, never longer than the limits."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hypothesis import strategies as st
from PIL import Image

from pipeline.document import Coverage, Page, Unreadable
from pipeline.intake import Limits, pages
from tests.fuzz.mutations import files
from tests.pipeline.drawing import pdf, picture, saved, text

LIMITS = Limits(max_pages=5, max_pixels=4_000_000, side=500, cpu_seconds=5, wall_seconds=20, memory_bytes=1 << 30)
SLACK = 30.0  # seconds beyond the wall limit, for a loaded machine
GONE = "stops the program that opens it"


def seeds() -> list[bytes]:
    """One small file of each kind that Recto reads."""
    small = picture(size=(200, 120), points=10, spacing=18)
    grey = small.convert("L")
    kinds = [saved(small, kind) for kind in ("PNG", "JPEG", "WEBP", "TIFF", "GIF", "BMP", "JPEG2000")]
    frames = saved(grey, "TIFF", save_all=True, append_images=[grey, grey])
    deep = saved(Image.new("I;16", (30, 30), 900), "TIFF", compression="tiff_deflate")
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = saved(small, "JPEG", exif=exif, icc_profile=b"nonsense" * 20, progressive=True)
    fax = saved(small.convert("1"), "TIFF", compression="group4")
    moving = saved(small, "WEBP", save_all=True, append_images=[small])
    form = [b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (Jane) /Rect [90 90 300 120] /F 4 >>"]
    filled = pdf([text()], extra=form, page="/Annots [4 0 R]", root="/AcroForm << /Fields [4 0 R] >>")
    scan = saved(grey, "JPEG")
    image = b"<< /Type /XObject /Subtype /Image /Width 200 /Height 120 /ColorSpace /DeviceGray /BitsPerComponent 8"
    drawn = [image + b" /Filter /DCTDecode /Length %d >>\nstream\n%s\nendstream" % (len(scan), scan)]
    pictured = pdf([b"q 400 0 0 300 0 0 cm /X Do Q"], extra=drawn)
    return [*kinds, frames, deep, turned, fax, moving, filled, pictured, pdf([text()] * 3), pdf([text()], password="")]


def outcome(data: bytes, name: str = "a file") -> str:
    """How the intake ends; raises ``AssertionError`` when that is not one of the ends it promises."""
    began = time.monotonic()
    try:
        found = list(pages(data, name, LIMITS))
    except Unreadable as refused:
        sentence(str(refused), name)
        return "stopped" if GONE in str(refused) or "needs more than" in str(refused) else "refused"
    finally:
        took = time.monotonic() - began
        assert took < LIMITS.wall_seconds + SLACK, f"it took {took:.0f} seconds"
    assert found, "neither pages nor a refusal"
    for page in found:
        if isinstance(page, Coverage):
            sentence(page.note, name)
        else:
            whole(page)
    return "read" if all(isinstance(page, Page) for page in found) else "read in part"


def sentence(said: str, name: str) -> None:
    """One line, ended, that names the file."""
    assert said.endswith("."), said
    assert "\n" not in said, said
    assert repr(name) in said, said


def whole(page: Page) -> None:
    """A page as later steps rely on it: an RGB image within the limits, words with letters and sound boxes."""
    assert page.image is not None
    assert page.image.mode == "RGB"
    assert page.image.width * page.image.height <= LIMITS.max_pixels * 1.01
    for word in page.words:
        edges = (word.box.x0, word.box.y0, word.box.x1, word.box.y1)
        assert all(math.isfinite(edge) for edge in edges), word
        assert word.text, "a word without letters"
        word.text.encode()  # no half of a surrogate pair: neither the database nor JSON would take it
        assert not any(c.isspace() or c == "\0" for c in word.text), word


@contextmanager
def target() -> Iterator[tuple[st.SearchStrategy[object], Callable[[object], str]]]:
    """Damaged files of every kind."""
    yield files(seeds()), lambda data: outcome(data)  # type: ignore[arg-type]
