"""Hidden text held to the picture above it: a layer that says something else than is shown is not taken."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from pipeline.document import Box, Page, Word
from pipeline.words import Ocr, reading_order

if TYPE_CHECKING:
    from PIL.Image import Image

SURE = 0.85  # confidence of the recogniser: below it a difference is its own doubt
ALIKE = 0.6  # of the letters of a line: less is another text
AGREED = 0.7  # of the letters of all lines
_GAP = 2.0  # line heights: words further apart are recognised apart, as the recogniser is made for lines
_LONGEST = 30.0  # line heights: a longer piece is recognised in parts, since it grows to 48 pixels in height
_MARGIN = 0.15  # of a line's height, around it


def held(page: Page, ocr: Ocr) -> Page:
    """The page as it is when its words are drawn, or hidden and the picture says the same; else without words.

    Line by line, the recogniser reads where the layer says that words stand: a quarter of the cost of reading the
    page. One sure contradiction, in a number or in most letters of a line, and the page is left to OCR as a whole.
    """
    if not page.hidden or page.image is None:
        return page
    pieces = [
        piece for line in reading_order(page.words) for piece in _pieces([page.words[i] for i in line], page.image)
    ]
    right = whole = 0
    for said, (read, confidence) in zip(pieces, ocr.lines([_cut(p, page.image) for p in pieces]), strict=True):
        there, shown = _plain("".join(word.text for word in said)), _plain(read)
        alike = SequenceMatcher(None, there, shown, autojunk=False).ratio() if there or shown else 1.0
        if confidence >= SURE and (_digits(there) != _digits(shown) or (len(there) > 3 and alike < ALIKE)):
            return _unheld(page)
        whole += len(there)
        right += int(alike * len(there))
    return replace(page, hidden=False) if right >= AGREED * whole else _unheld(page)


def _unheld(page: Page) -> Page:
    note = f"{page.note} Its hidden text is not what the page shows, so the page was read by OCR.".strip()
    return replace(page, words=(), source="none", note=note, hidden=False)


def _pieces(line: Sequence[Word], image: Image) -> Iterator[list[Word]]:
    """The words of one line in pieces without wide gaps, none very long."""
    piece: list[Word] = []
    for word in line:
        tall = (word.box.y1 - word.box.y0) * image.height
        apart = piece and (word.box.x0 - piece[-1].box.x1) * image.width > _GAP * tall
        if piece and (apart or (word.box.x1 - piece[0].box.x0) * image.width > _LONGEST * tall):
            yield piece
            piece = []
        piece.append(word)
    if piece:
        yield piece


def _cut(piece: Sequence[Word], image: Image) -> Image:
    box = Box.around([word.box for word in piece])
    more = _MARGIN * (box.y1 - box.y0) * image.height
    left, top = max(0, int(box.x0 * image.width - more)), max(0, int(box.y0 * image.height - more))
    right, bottom = int(box.x1 * image.width + more), int(box.y1 * image.height + more)
    return image.crop((left, top, max(left + 1, min(image.width, right)), max(top + 1, min(image.height, bottom))))


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def _digits(text: str) -> list[str]:
    """The numbers of a line; letters that are taken for digits (O, I) are the recogniser's business."""
    return re.findall(r"\d", text.replace("o", "0").replace("i", "1").replace("l", "1"))
