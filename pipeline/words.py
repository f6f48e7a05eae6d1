"""Words of a page: from the text layer where it can be trusted, else by OCR; always in one reading order."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pipeline.document import Box, Page, Word

if TYPE_CHECKING:
    from PIL.Image import Image

_LONGEST = 2000  # pixels: the recogniser shrinks a longer image, so strips are cut into tiles of this length
_OVERLAP = 200  # pixels that two tiles share: taller than any line of text
_DARK = 96  # of 255: a page with a darker median is white on black and is read inverted

_DATE = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}"
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


class Ocr:
    """RapidOCR with the models of its own wheel: offline, loaded at the first page, safe to share between threads."""

    def __init__(self, threads: int = 1) -> None:
        self._threads = threads
        self._engine: Any = None
        self._lock = threading.Lock()

    def __call__(self, image: Image) -> tuple[Word, ...]:
        """The words of an upright page, with the recogniser's confidence (0 to 1), in the order it found them."""
        from PIL import ImageOps

        picture = image.convert("RGB")
        if _median(picture) < _DARK:
            picture = ImageOps.invert(picture)
        width, height = picture.size
        if height <= 1.1 * _LONGEST:
            return tuple(self._read(picture, 0, width, height))
        words: list[Word] = []
        step = max(_LONGEST, width)
        for top in range(0, height - _OVERLAP, step - _OVERLAP):
            bottom = min(height, top + step)
            tile = picture.crop((0, top, width, bottom))
            upper, lower = _own(top, bottom, height)
            words.extend(w for w in self._read(tile, top, width, height) if upper <= _middle(w) * height < lower)
        return tuple(words)

    def _read(self, tile: Image, top: int, width: int, height: int) -> Iterator[Word]:
        import numpy as np

        with self._lock:  # the engine keeps state between its stages
            result = self._loaded()(np.ascontiguousarray(np.asarray(tile)[:, :, ::-1]))  # (height, width, BGR)
        if getattr(result, "txts", None) is None:
            return
        parts = result.word_results if len(result.word_results or ()) == len(result.txts) else [()] * len(result.txts)
        for text, score, corners, pieces in zip(result.txts, result.scores, result.boxes, parts, strict=True):
            for word in _of_line(text, float(score), corners, pieces):
                box = word.box
                yield replace(
                    word,
                    box=Box(
                        max(0.0, box.x0 / width),
                        max(0.0, (box.y0 + top) / height),
                        min(1.0, box.x1 / width),
                        min(1.0, (box.y1 + top) / height),
                    ),
                )

    def _loaded(self) -> Any:
        if self._engine is None:
            from rapidocr import RapidOCR

            self._engine = RapidOCR(
                params={
                    "Global.log_level": "critical",
                    "Global.return_word_box": True,
                    "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
                    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                }
            )
        return self._engine


def ocr(image: Image, threads: int = 1) -> tuple[Word, ...]:
    """The words of one image by a recogniser made for it alone; keep an ``Ocr`` to read several."""
    return Ocr(threads)(image)


def with_words(page: Page, ocr: Ocr) -> Page:
    """The page with words in reading order: those it brought from its text layer, else those that OCR reads."""
    if page.words or page.image is None:
        found, source = page.words, page.source
    else:
        found, source = ocr(page.image), "ocr"
    words = [piece for word in found for piece in split_glued(word)]
    ordered = tuple(words[i] for line in reading_order(words) for i in line)
    return replace(page, words=ordered, source=source if ordered else "none")


def _median(image: Image) -> int:
    counts = image.reduce(8).convert("L").histogram()
    half, seen = sum(counts) / 2, 0
    for level, count in enumerate(counts):
        seen += count
        if seen >= half:
            return level
    return 255


def _own(top: int, bottom: int, height: int) -> tuple[float, float]:
    """The rows that this tile answers for: tiles share their overlap half and half."""
    upper = top + _OVERLAP / 2 if top else -1.0
    lower = bottom - _OVERLAP / 2 if bottom < height else height + 1.0
    return upper, lower


def _middle(word: Word) -> float:
    return (word.box.y0 + word.box.y1) / 2


def _of_line(text: str, score: float, corners: Any, pieces: Any) -> Iterator[Word]:
    """The words of one recognised line, boxes in pixels of the tile.

    ``pieces`` are the recogniser's own words (text, score, corners). Where they do not spell ``text`` (it loses some in
    lines of mixed scripts) the line's box is shared out by letters.
    """
    if pieces and "".join(piece[0] for piece in pieces) == "".join(text.split()):
        for word, confidence, place in pieces:
            xs, ys = [p[0] for p in place], [p[1] for p in place]
            yield Word(word, Box(min(xs), min(ys), max(xs), max(ys)), float(confidence))
        return
    xs, ys = [float(p[0]) for p in corners], [float(p[1]) for p in corners]
    line = Word(text, Box(min(xs), min(ys), max(xs), max(ys)), score)
    for found in re.finditer(r"\S+", text):
        yield _cut(line, found.start(), found.end())
