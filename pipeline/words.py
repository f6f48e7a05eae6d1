"""Words of a page: from the text layer where it can be trusted, else by OCR; always in one reading order."""

from __future__ import annotations

import math
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from statistics import median
from typing import TYPE_CHECKING, Any

from pipeline.bands import BLANK, hand_back, sleeping, spare
from pipeline.document import Box, Page, Word
from pipeline.doubts import settled

if TYPE_CHECKING:
    from PIL.Image import Image

_LONGEST = 2000  # pixels: the recogniser shrinks a longer image, so strips are cut into tiles of this length
_SLIM = 4  # long to short side of what is given to the recogniser, which enlarges the short side to 736 pixels
_LEAST = 64  # pixels: the shortest side given to it
_OVERLAP = 200  # pixels that two tiles share: taller than any line of text
_LEANING = 3  # wide lines: fewer say nothing about how the page lies
_DARK = 96  # of 255: a page with a darker median is white on black and is read inverted

_DATE = r"(?:\d{4}[./-]\d{1,2}[./-]\d{2}|\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2}))"
_GLUED = (
    re.compile(rf"^({_DATE})([-–])({_DATE})$"),  # 03/04/20-03/05/20
    re.compile(rf"^({_DATE})(\d{{1,2}}:\d{{2}}(?::\d{{2}})?.*)$"),  # 16/02/201812:04:58
    re.compile(r"^([^\W\d_][^\d:]*[^\W\d_.)]?[.)]?:)(?!//)([^:\s].*)$"),  # Tel:07-3507405
    re.compile(r"^([^\W\d_]{3,}#+)(.+)$"),  # Invoice#4711
    re.compile(r"^([^\W\d_]{3,})((?:[$€£]|RM)\d.*)$"),  # TotalRM9.00
)


def split_glued(word: Word) -> list[Word]:
    """The parts of a word that OCR or a tight layout glued together, boxes cut in proportion to the letters.

    Splits at date|time, date-date, ``Label:value`` and ``Label$9.00``; any other word comes back alone.
    """
    for pattern in _GLUED:
        found = pattern.match(word.text)
        if found and all(found.groups()):
            parts, at = [], 0
            for text in found.groups():
                parts.append(_cut(word, at, at + len(text)))
                at += len(text)
            return [piece for part in parts for piece in split_glued(part)]
    return [word]


def _cut(word: Word, start: int, end: int) -> Word:
    width = (word.box.x1 - word.box.x0) / max(1, len(word.text))
    box = Box(word.box.x0 + start * width, word.box.y0, word.box.x0 + end * width, word.box.y1)
    return replace(word, text=word.text[start:end], box=box)


def reading_order(words: Sequence[Word]) -> list[list[int]]:
    """Indices of ``words`` as lines from top to bottom, each from left to right.

    Two words share a line when their vertical centres differ by less than half of the smaller height and neither
    overlaps the other from left to right by more than half of its width. Boxes are measured in fractions of the page.
    """
    order = sorted(range(len(words)), key=lambda i: (words[i].box.y0 + words[i].box.y1, words[i].box.x0))
    lines: list[list[int]] = []
    for i in order:
        box = words[i].box
        centre, height = (box.y0 + box.y1) / 2, box.y1 - box.y0
        for line in reversed(lines[-6:]):
            last = min(line, key=lambda j: abs(words[j].box.x0 - box.x0))
            other = words[last].box
            near = abs((other.y0 + other.y1) / 2 - centre) < 0.55 * min(height, other.y1 - other.y0)
            overlap = min(box.x1, other.x1) - max(box.x0, other.x0)
            if near and overlap <= 0.5 * min(box.x1 - box.x0, other.x1 - other.x0):
                line.append(i)
                break
        else:
            lines.append([i])
    for line in lines:
        line.sort(key=lambda i: words[i].box.x0)
    lines.sort(key=lambda line: sum(words[i].box.y0 + words[i].box.y1 for i in line) / len(line))
    return lines


Corners = list[tuple[float, float]]
"""Top left, top right, bottom right, bottom left of a line, in pixels."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What OCR read on one image.

    ``lean``: degrees by which its lines fall to the right (negative: rise). ``lying``: the share of letters (0 to 1)
    that stand in lines which run up or down; the boxes of words in such lines cannot be relied on.
    """

    words: tuple[Word, ...]
    lean: float = 0.0
    lying: float = 0.0


class Ocr:
    """RapidOCR with the models of its own wheel: offline, loaded at the first page, safe to share between threads."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._engine: Any = None
        self._lock = threading.Lock()

    def __call__(self, image: Image) -> tuple[Word, ...]:
        """The words of an upright page, with the recogniser's confidence (0 to 1), in the order it found them."""
        return self.read(image).words

    def read(self, image: Image) -> Reading:
        """The words of a page and how far its lines lean. Lines that stand on their head read as low confidence."""
        from PIL import ImageOps

        picture = image if image.mode == "RGB" else image.convert("RGB")  # its copy would be 11 MB
        if _shade(picture) < _DARK:
            picture = ImageOps.invert(picture)
        width, height = picture.size
        words: list[Word] = []
        leans: list[float] = []
        letters = lying = 0
        for top, bottom in _tiles(height):
            upper = top + _OVERLAP / 2 if top else -1.0  # tiles share their overlap half and half
            lower = bottom - _OVERLAP / 2 if bottom < height else height + 1.0
            tile = picture if bottom - top == height else picture.crop((0, top, width, bottom))
            for corners, line in self._lines(tile):
                mine = [w for w in line if upper <= top + (w.box.y0 + w.box.y1) / 2 < lower]
                words.extend(replace(w, box=_fractions(w.box, top, width, height)) for w in mine)
                size = sum(len(w.text) for w in mine)
                letters, lying = letters + size, lying + size * _runs_up(corners)
                leans.extend(_lean(corners) if mine else ())
        hand_back()
        texts = settled([word.text for word in words])
        words = [replace(word, text=text) for word, text in zip(words, texts, strict=True)]
        return Reading(tuple(words), median(leans) if len(leans) >= _LEANING else 0.0, lying / max(1, letters))

    def lines(self, images: Sequence[Image]) -> list[tuple[str, float]]:
        """The text of each of ``images``, which hold one line each, with the recogniser's confidence (0 to 1)."""
        import numpy as np
        from rapidocr.ch_ppocr_rec.typings import TextRecInput

        if not images:
            return []
        pixels = [np.ascontiguousarray(np.asarray(image.convert("RGB"))[:, :, ::-1]) for image in images]
        with self._lock:
            found = self._loaded()._load_rec_model()(TextRecInput(img=pixels, return_word_box=False))
        hand_back()
        return [(text, float(score)) for text, score in zip(settled(found.txts), found.scores, strict=True)]

    def _lines(self, tile: Image) -> Iterator[tuple[Corners, list[Word]]]:
        """The lines of ``tile``: their corners and their words, in its pixels."""
        import numpy as np

        if _blank(tile):
            return
        pixels = np.ascontiguousarray(np.asarray(_widened(tile))[:, :, ::-1])  # (height, width, BGR)
        with self._lock:  # the engine keeps state between its stages
            result = self._loaded()(pixels)
        if getattr(result, "txts", None) is None:
            return
        parts = result.word_results if len(result.word_results or ()) == len(result.txts) else [()] * len(result.txts)
        for text, score, corners, pieces in zip(result.txts, result.scores, result.boxes, parts, strict=True):
            quad = [(float(x), float(y)) for x, y in corners]
            yield quad, list(_of_line(text, float(score), quad, pieces))

    def _loaded(self) -> Any:
        if self._engine is None:
            from rapidocr import RapidOCR

            settings = {
                "Global.log_level": "critical",
                "Global.return_word_box": True,
                "Global.use_cls": False,  # it would hide that a page stands on its head: see prepare.upright
                "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
            with sleeping():
                self._engine = RapidOCR(params=settings)
                spare(self._engine)
        return self._engine


def ocr(image: Image, threads: int = 1) -> tuple[Word, ...]:
    """The words of one image by a recogniser made for it alone; keep an ``Ocr`` to read several."""
    return Ocr(threads)(image)


def with_words(page: Page, ocr: Ocr) -> Page:
    """The page with words in reading order: those it brought from its text layer, else those that OCR reads."""
    if page.source != "none" or page.image is None:
        found, source = page.words, page.source
    else:
        found, source = ocr(page.image), "ocr"
    words = [piece for word in found for piece in split_glued(word)]
    ordered = tuple(words[i] for line in reading_order(words) for i in line)
    return replace(page, words=ordered, source=source)


def _blank(image: Image) -> bool:
    """Whether one colour covers all of ``image``: there is nothing to find, which would take seconds to be sure of."""
    seen: Any = image.getextrema()  # (lowest, highest) of red, green and blue
    return all(high - low < BLANK for low, high in seen)


def _shade(image: Image) -> int:
    """The median grey of ``image``: that of its paper, 0 (black) to 255."""
    counts = image.reduce(min(8, *image.size)).convert("L").histogram()
    seen = list(accumulate(counts))
    return next(level for level in range(256) if 2 * seen[level] >= seen[-1])


def _widened(tile: Image) -> Image:
    """``tile`` with paper added at its right or foot: the recogniser enlarges a slim image until memory runs out."""
    from PIL import Image as Pictures

    least = max(_LEAST, math.ceil(max(tile.size) / _SLIM))
    if min(tile.size) >= least:
        return tile
    shade = _shade(tile)
    paper = Pictures.new("RGB", (max(tile.width, least), max(tile.height, least)), (shade, shade, shade))
    paper.paste(tile)
    return paper


def _tiles(height: int) -> Iterator[tuple[int, int]]:
    """Top and bottom rows of the tiles that a page of ``height`` pixels is read in."""
    if height <= 1.1 * _LONGEST:
        yield 0, height
        return
    count = math.ceil((height - _OVERLAP) / (_LONGEST - _OVERLAP))
    step = (height - _OVERLAP) / count
    for i in range(count):
        yield round(i * step), min(height, round((i + 1) * step) + _OVERLAP)


def _fractions(box: Box, top: int, width: int, height: int) -> Box:
    y0, y1 = (box.y0 + top) / height, (box.y1 + top) / height
    return Box(max(0.0, box.x0 / width), max(0.0, y0), min(1.0, box.x1 / width), min(1.0, y1))


def _runs_up(corners: Corners) -> bool:
    (x0, y0), (x1, y1), _, (x3, y3) = corners
    return math.hypot(x3 - x0, y3 - y0) > 1.5 * math.hypot(x1 - x0, y1 - y0)  # where the recogniser turns a line


def _lean(corners: Corners) -> list[float]:
    """The lean of one line in degrees, alone in a list; empty when the line is too short to tell."""
    (x0, y0), (x1, y1), _, (x3, y3) = corners
    if abs(x1 - x0) < 5 * math.hypot(x3 - x0, y3 - y0):
        return []
    return [math.degrees(math.atan2(y1 - y0, x1 - x0))]


def _of_line(text: str, score: float, corners: Corners, pieces: Any) -> Iterator[Word]:
    """The words of one recognised line, boxes in pixels of the tile.

    ``pieces`` are the recogniser's own words (text, score, corners). Where they do not spell ``text`` (it loses some in
    lines of mixed scripts) the line's box is shared out by letters.
    """
    if pieces and "".join(piece[0] for piece in pieces) == "".join(text.split()):
        for word, confidence, place in pieces:
            xs, ys = [p[0] for p in place], [p[1] for p in place]
            yield Word(word, Box(min(xs), min(ys), max(xs), max(ys)), float(confidence))
        return
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    line = Word(text, Box(min(xs), min(ys), max(xs), max(ys)), score)
    for found in re.finditer(r"\S+", text):
        yield _cut(line, found.start(), found.end())
