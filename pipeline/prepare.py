"""Pages made upright: turned when they lie on their side or stand on their head, straightened when they lean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.document import Box, Page, Word
from pipeline.words import Ocr, Reading

if TYPE_CHECKING:
    from PIL.Image import Image

_CLEAR = 0.85  # confidence by letter: upright pages read at 0.93 and more, upside-down ones below 0.8
_TALL = 1.5  # height to width of a word that lies on its side
_TELLING = 3  # letters: shorter words are as tall as wide
_LEAN = 1.0  # degrees: over the width of a page this is a whole line up or down
_SLIGHT = 10.0  # degrees: up to this the words are moved with the page, beyond it they are read again


def upright(page: Page, ocr: Ocr) -> Page:
    """The same page with its lines level and its words read; ``note`` says what was done.

    A page whose text layer is trusted is only turned, and only when most of its words run up or down. Any other page is
    read by OCR once; a second and third time only when the first reading looks wrong.
    """
    if page.image is None:
        return page
    if page.source == "text layer":
        return _by_layer(page, page.image)
    image, reading, note = _turned(page.image, ocr)
    if abs(reading.lean) >= _LEAN:
        level = _straight(image, reading.lean)
        if abs(reading.lean) <= _SLIGHT:
            words = tuple(_levelled(w, reading.lean, image.size, level.size) for w in reading.words)
        else:
            words = ocr(level)
        note, image, reading = f"{note} Straightened by {abs(reading.lean):.1f} degrees.", level, Reading(words)
    return replace(page, image=image, words=reading.words, source="ocr", note=f"{page.note} {note}".strip())


def _turned(image: Image, ocr: Ocr) -> tuple[Image, Reading, str]:
    """The image by quarter turns as it reads best, with that reading. One pass when the first reads well."""
    first = ocr.read(image)
    if not first.words:
        return image, first, ""
    tall = first.lying > 0.5
    if not tall and _clarity(first.words) >= _CLEAR:
        return image, first, ""
    # The recogniser reads tall lines turned to the left; when that was clear, so will the page be.
    quarters = ((1, 3) if _clarity(first.words) >= _CLEAR else (3, 1)) if tall else (2,)
    best, kept, by = first, image, 0
    worth = 0.0 if tall else _worth(first.words)
    for quarter in quarters:
        other = _quarter(image, quarter)
        reading = ocr.read(other)
        if _worth(reading.words) > worth and reading.lying <= 0.5:
            best, kept, by, worth = reading, other, quarter, _worth(reading.words)
        if by and _clarity(best.words) >= _CLEAR:
            break
    return kept, best, f"Turned by {by * 90} degrees." if by else ""


def _clarity(words: Sequence[Word]) -> float:
    return _worth(words) / sum(len(w.text) for w in words) if words else 0.0


def _worth(words: Sequence[Word]) -> float:
    return sum(len(w.text) * w.confidence for w in words)


def _lying(words: Sequence[Word], image: Image) -> bool:
    """Whether most words of some length are much taller than wide."""
    telling = [w.box for w in words if len(w.text) >= _TELLING]
    tall = sum((b.y1 - b.y0) * image.height > _TALL * (b.x1 - b.x0) * image.width for b in telling)
    return 2 * tall > len(telling)


def _quarter(image: Image, quarters: int) -> Image:
    """The image turned to the left by ``quarters`` times 90 degrees."""
    from PIL.Image import Transpose

    return image.transpose({1: Transpose.ROTATE_90, 2: Transpose.ROTATE_180, 3: Transpose.ROTATE_270}[quarters])


def _straight(image: Image, lean: float) -> Image:
    from PIL.Image import Resampling

    return image.rotate(lean, resample=Resampling.BICUBIC, expand=True, fillcolor="white")


def _by_layer(page: Page, image: Image) -> Page:
    if not _lying(page.words, image):
        return page
    quarters = 3 if _runs_up(page.words) else 1
    words = tuple(replace(w, box=_quarter_box(w.box, quarters)) for w in page.words)
    note = f"{page.note} Turned by {quarters * 90} degrees.".strip()
    return replace(page, image=_quarter(image, quarters), words=words, note=note)


def _runs_up(words: Sequence[Word]) -> bool:
    """Whether words that follow each other in one column of the layer mostly stand one above the other."""
    pairs = [(a.box, b.box) for a, b in pairwise(words) if a.box.x0 < b.box.x1 and b.box.x0 < a.box.x1]
    return sum(a.y0 > b.y0 for a, b in pairs) * 2 > len(pairs)


def _quarter_box(box: Box, quarters: int) -> Box:
    if quarters == 1:  # to the left: the right edge becomes the top
        return Box(box.y0, 1 - box.x1, box.y1, 1 - box.x0)
    return Box(1 - box.y1, box.x0, 1 - box.y0, box.x1)


def _levelled(word: Word, lean: float, before: tuple[int, int], after: tuple[int, int]) -> Word:
    """The word on the straightened page. Its upright box is solved from the box that held it leaning."""
    turn = math.radians(lean)
    cos, sin = math.cos(turn), math.sin(turn)
    box = word.box
    x = ((box.x0 + box.x1) / 2 - 0.5) * before[0]
    y = ((box.y0 + box.y1) / 2 - 0.5) * before[1]
    x, y = x * cos + y * sin + after[0] / 2, -x * sin + y * cos + after[1] / 2
    wide, tall = (box.x1 - box.x0) * before[0], (box.y1 - box.y0) * before[1]
    flat = tall * cos - wide * abs(sin)
    width = max(0.8 * wide, (wide * cos - tall * abs(sin)) / math.cos(2 * turn))
    height = max(0.4 * tall, flat / math.cos(2 * turn))
    placed = Box(
        (x - width / 2) / after[0], (y - height / 2) / after[1], (x + width / 2) / after[0], (y + height / 2) / after[1]
    )
    return replace(word, box=placed)
