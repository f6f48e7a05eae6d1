"""What a document could be asked for: the labels that stand on its pages with a value beside or below them.

No model: a label ends with a colon, or stands at the beginning of a line before a wide gap. What is found is for a
person to accept, so a wrong one costs a glance.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from model.backend import FieldType
from pipeline.document import Word
from pipeline.schemas import snake
from pipeline.values import typed

GAP = 1.6  # line heights between two words that do not belong together
LABEL_WORDS, LABEL_LETTERS, VALUE_WORDS = 5, 40, 12
_ENDS = (":", "：")
_IDS = re.compile(r"(?=.*\d)[A-Za-z0-9][\w./-]{3,}$")
_MONEY = re.compile(r"\d[.,]\d\d(?!\d)|[€$£¥]")


@dataclass(frozen=True, slots=True)
class Pair:
    """A label as it stands on a page, the value beside it, and what kind of value that seems to be."""

    label: str
    value: str
    type: FieldType

    @property
    def name(self) -> str:
        """The name that a field for it would have."""
        return snake(self.label)


def pairs(words: Sequence[Word]) -> list[Pair]:
    """The labels of one page with their values; ``words`` in reading order."""
    rows = [list(_segments(line)) for line in _lines(words)]
    found: dict[str, Pair] = {}
    for row, below in zip(rows, [*rows[1:], []], strict=True):
        for label, value in _of_row(row, below):
            pair = Pair(label, value, _type(value))
            if _is_label(label) and value and pair.name:
                found.setdefault(pair.name, pair)
    return list(found.values())


def _lines(words: Iterable[Word]) -> Iterator[list[Word]]:
    line: list[Word] = []
    for word in words:
        if line and not _level(line[-1], word):
            yield line
            line = []
        line.append(word)
    if line:
        yield line


def _level(before: Word, word: Word) -> bool:
    middle = (word.box.y0 + word.box.y1) / 2
    return before.box.y0 <= middle <= before.box.y1 and word.box.x0 >= before.box.x0


def _segments(line: Sequence[Word]) -> Iterator[list[Word]]:
    """The parts of a line that wide gaps set apart, and a label that ends with a colon for itself."""
    part: list[Word] = []
    for word in line:
        high = max(word.box.y1 - word.box.y0, 1e-6)
        if part and (word.box.x0 - part[-1].box.x1 > GAP * high or part[-1].text.endswith(_ENDS)):
            yield part
            part = []
        part.append(word)
    if part:
        yield part


def _of_row(row: Sequence[list[Word]], below: Sequence[list[Word]]) -> Iterator[tuple[str, str]]:
    for i, part in enumerate(row):
        text = " ".join(word.text for word in part)
        if text.endswith(_ENDS):
            beside = row[i + 1] if i + 1 < len(row) else next((one for one in below if _under(part, one)), [])
            said = " ".join(word.text for word in beside[:VALUE_WORDS])
            yield text.rstrip(":：").strip(), "" if said.endswith(_ENDS) else said
        elif i == 0 and len(row) == 2 and not row[1][-1].text.endswith(_ENDS):
            yield text, " ".join(word.text for word in row[1][:VALUE_WORDS])


def _under(label: Sequence[Word], value: Sequence[Word]) -> bool:
    return abs(label[0].box.x0 - value[0].box.x0) < 0.03


def _is_label(text: str) -> bool:
    letters = sum(letter.isalpha() for letter in text)
    return (
        letters >= 2
        and letters > 0.6 * len(text.replace(" ", ""))
        and (len(text) <= LABEL_LETTERS and len(text.split()) <= LABEL_WORDS)
    )


def _type(value: str) -> FieldType:
    if len(value) < 30:
        if typed(value, "date") is not None:
            return "date"
        if _MONEY.search(value) and typed(value, "amount") is not None:
            return "amount"
        if value.replace(" ", "").isdigit() and len(value) < 6:
            return "number"
        if _IDS.match(value):
            return "id"
    return "text"
