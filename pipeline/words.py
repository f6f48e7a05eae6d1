"""Words of a page: from the text layer where it can be trusted, else by OCR; always in one reading order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from pipeline.document import Box, Word

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
