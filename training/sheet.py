"""A page being set: words with boxes in points, and marks that say which words answer which field.

Generators set sheets; ``training/noise.py`` turns a sheet into what a reader would see of it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import lru_cache

_NARROW = frozenset("iljtfrI.,:;'|!()[]{}/ ")
_WIDE = frozenset("mwMW@%&")
A4 = (595.0, 842.0)
LETTER = (612.0, 792.0)


@lru_cache(maxsize=200_000)
def width_of(text: str, size: float, mono: bool = False) -> float:
    """Set width in points of ``text`` at ``size`` points, by a rough table of a grotesque's letter widths."""
    if mono:
        return 0.6 * size * len(text)
    total = 0.0
    for letter in text:
        if letter in _NARROW:
            total += 0.30
        elif letter in _WIDE:
            total += 0.85
        elif letter.isupper():
            total += 0.68
        else:
            total += 0.54
    return total * size


@dataclass(slots=True)
class Set:
    """One word as set: text and box in points."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Shape:
    """Something drawn that is no word: a ``line``, ``frame``, ``fill`` or ``disc``, its box in points, its darkness."""

    kind: str
    x0: float
    y0: float
    x1: float
    y1: float
    ink: float = 1.0


@dataclass(slots=True)
class Put:
    """What ``Sheet.put`` set: the indices of the words and the extent of the run."""

    words: list[int]
    x0: float
    x1: float
    bottom: float


@dataclass
class Sheet:
    """One page. Coordinates are points from the top left; ``y`` of ``put`` is the top of the line."""

    rng: random.Random
    size: tuple[float, float] = A4
    mono: bool = False
    words: list[Set] = field(default_factory=list)
    answers: dict[str, list[list[int]]] = field(default_factory=dict)
    rows: dict[str, list[dict[str, list[int]]]] = field(default_factory=dict)
    shapes: list[Shape] = field(default_factory=list)

    def draw(self, kind: str, x0: float, y0: float, x1: float, y1: float, ink: float = 1.0) -> None:
        """Draw a ``line``, ``frame``, ``fill`` or ``disc``; only the picture of the page shows it."""
        self.shapes.append(Shape(kind, x0, y0, x1, y1, ink))

    def put(
        self,
        x: float,
        y: float,
        text: str,
        size: float = 10,
        align: str = "left",
        answer: str | None = None,
        mono: bool | None = None,
    ) -> Put:
        """Set ``text`` in one line; ``align`` says which edge ``x`` is (left, right, centre).

        With ``answer`` the words are marked as one occurrence of that field.
        """
        fixed = self.mono if mono is None else mono
        if align != "left":
            whole = width_of(text, size, fixed)
            x -= whole if align == "right" else whole / 2
        start, indices = x, []
        blank = width_of(" ", size, fixed)
        for part in text.split(" "):
            if part:
                end = x + width_of(part, size, fixed)
                indices.append(len(self.words))
                self.words.append(Set(part, x, y, end, y + size))
                x = end
            x += blank
        if answer and indices:
            self.mark(answer, indices)
        return Put(indices, start, x - blank, y + size)

    def block(
        self,
        x: float,
        y: float,
        lines: list[str],
        size: float = 10,
        leading: float = 1.25,
        align: str = "left",
        answer: str | None = None,
    ) -> Put:
        """Set ``lines`` one under the other; with ``answer`` all their words are ONE occurrence of that field."""
        indices: list[int] = []
        x0, x1 = x, x
        for line in lines:
            run = self.put(x, y, line, size, align)
            indices += run.words
            x0, x1 = min(x0, run.x0), max(x1, run.x1)
            y += size * leading
        if answer and indices:
            self.mark(answer, indices)
        return Put(indices, x0, x1, y)

    def mark(self, answer: str, words: list[int]) -> None:
        """Mark ``words`` as one occurrence of ``answer``; a field printed twice is marked twice."""
        self.answers.setdefault(answer, []).append(list(words))

    def row(self, table: str, cells: dict[str, list[int]]) -> None:
        """Add one row of ``table``: column name to the words of its cell (a column that is empty is left out)."""
        self.rows.setdefault(table, []).append({k: list(v) for k, v in cells.items() if v})


@dataclass(slots=True)
class Asked:
    """One field that is asked of a document.

    ``key`` names the marks on the sheets; ``name`` and ``phrases`` are what the reader is asked with (a name such as
    ``invoice_number`` and synonyms, as a user would put them in a description). A key without marks is null.
    """

    key: str
    name: str
    type: str
    phrases: list[str] = field(default_factory=list)
    columns: list[Asked] = field(default_factory=list)  # of a table; their keys are the columns of its rows


@dataclass
class Sample:
    """A generated document: its kind (receipt, invoice, form, table, other), its pages and what is asked of it."""

    kind: str
    sheets: list[Sheet]
    asked: list[Asked]
    scanned: bool = False  # read by OCR rather than from a text layer: noise is stronger
