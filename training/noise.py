"""From a sheet as set to a page as read: glued and misread words, tilt, margins, the product's own reading order."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from model.embedded.picture import Pixels
from model.embedded.point import phrases_of as _phrases
from pipeline import doctypes
from pipeline.document import Box, Word
from pipeline.words import reading_order, split_glued
from training.picture import drawn
from training.sheet import Asked, Sample, Sheet

_CONFUSED = {"0": "O8", "O": "0Q", "o": "0", "1": "lI", "l": "1I", "I": "l1", "5": "S", "S": "5", "8": "B", "B": "8",
             "6": "G", "2": "Z", "Z": "2", "e": "c", "c": "e", "a": "o", "u": "v", "n": "r", ".": ",", ",": ".",
             "ü": "u", "ö": "o", "ä": "a", "é": "e", "A": "Á", "E": "É"}  # fmt: skip


BLIND = 0.25  # share of pages without a picture: a text layer alone must do too
AS_SHIPPED = 0.4  # share of pages that are asked exactly as the built-in types ask


@dataclass
class Ask:
    """One question of an example; ``rows`` for tables, ``occurrences`` (sorted word indices) for everything else."""

    name: str
    type: str
    phrases: list[str]
    occurrences: list[list[int]] = field(default_factory=list)
    columns: list[tuple[str, str, list[str], list[int]]] = field(default_factory=list)  # name, type, phrases, words
    row_starts: list[int] = field(default_factory=list)


@dataclass
class Example:
    """One page as read, in reading order, with what is asked of it."""

    kind: str
    words: list[str]
    boxes: np.ndarray  # (N, 4) float32, fractions of the page
    lines: list[list[int]]
    asks: list[Ask]
    picture: Pixels | None = None


def examples(sample: Sample, rng: random.Random) -> list[Example]:
    """The pages of ``sample`` as a reader would see them; a field without marks on a page is null there."""
    return [example(sample, sheet, rng) for sheet in sample.sheets if sheet.words]


def example(sample: Sample, sheet: Sheet, rng: random.Random) -> Example:
    """One page of ``sample`` as read."""
    view = View.of(sheet, rng, sample.scanned)
    words, owners = _as_read(sheet, rng, sample.scanned, view)
    lines = reading_order(words)
    order = [i for line in lines for i in line]
    place = {old: new for new, old in enumerate(order)}
    where: dict[int, set[int]] = {}
    share: dict[int, dict[int, float]] = {}
    for i, owner in enumerate(owners):
        new = place[i]
        for o in owner:
            where.setdefault(o, set()).add(new)
            cell = share.setdefault(new, {})
            cell[o] = cell.get(o, 0.0) + 1 / len(owner)

    def seen(marked: list[int]) -> list[int]:
        wanted = set(marked)
        hits = {new for o in marked for new in where.get(o, ())}
        return sorted(h for h in hits if sum(v for o, v in share[h].items() if o in wanted) >= 0.5)

    asks = []
    known = _built_in(sample.kind) if rng.random() < AS_SHIPPED else {}
    for asked in sample.asked:
        ask = Ask(asked.name, asked.type, _phrasing(asked, rng))
        if asked.key in known:
            ask.name, ask.phrases = asked.key, list(known[asked.key])
        if asked.type == "table":
            rows = [{c: seen(w) for c, w in row.items()} for row in sheet.rows.get(asked.key, [])]
            for column in asked.columns:
                held = sorted({i for row in rows for i in row.get(column.key, [])})
                shipped = known.get(f"{asked.key}.{column.key}")
                name, said = (column.key, list(shipped)) if shipped else (column.name, _phrasing(column, rng))
                ask.columns.append((name, column.type, said, held))
            ask.row_starts = sorted(
                {min(i for cell in row.values() for i in cell) for row in rows if any(row.values())}
            )
        else:
            marks = sheet.answers.get(asked.key, [])
            ask.occurrences = [found for found in map(seen, marks) if found]
            if marks and not ask.occurrences:
                continue  # the value was read so badly that asking for it would teach nonsense
        asks.append(ask)
    boxes = np.array([[words[i].box.x0, words[i].box.y0, words[i].box.x1, words[i].box.y1] for i in order], np.float32)
    at = 0
    renumbered = []
    for line in lines:
        renumbered.append(list(range(at, at + len(line))))
        at += len(line)
    picture = None
    if rng.random() >= BLIND:
        shapes = [(shape, *view.place(shape.x0, shape.y0, shape.x1, shape.y1)) for shape in sheet.shapes]
        picture = drawn(sheet.size, [words[i] for i in order], shapes, rng, sample.scanned)
    return Example(sample.kind, [words[i].text for i in order], boxes.reshape(-1, 4), renumbered, asks, picture)


@cache
def _built_in(kind: str) -> dict[str, tuple[str, ...]]:
    """What the built-in type of this kind says of its fields and columns, by key and ``key.column``."""
    if kind not in doctypes.names():
        return {}
    fields = doctypes.load(kind).fields
    own = {f.name: _phrases(f) for f in fields}
    return own | {f"{f.name}.{c.name}": _phrases(c) for f in fields for c in f.columns}


def _phrasing(asked: Asked, rng: random.Random) -> list[str]:
    """Synonyms the question comes with this time: often none, at most six."""
    if not asked.phrases or rng.random() < 0.45:
        return []
    return rng.sample(asked.phrases, min(len(asked.phrases), rng.randint(1, 6)))


@dataclass(frozen=True, slots=True)
class View:
    """How a page lies in its picture: turned a little, shrunk, moved."""

    wide: float
    tall: float
    cos: float = 1.0
    sin: float = 0.0
    zoom: float = 1.0
    dx: float = 0.0
    dy: float = 0.0

    @classmethod
    def of(cls, sheet: Sheet, rng: random.Random, scanned: bool) -> View:
        """A view of ``sheet``; one that was not scanned fills its picture, upright."""
        angle = rng.gauss(0, 0.006) if scanned else 0.0
        zoom = rng.uniform(0.7, 1.0) if scanned else 1.0
        dx, dy = rng.uniform(0, 1 - zoom), rng.uniform(0, 1 - zoom)
        return cls(*sheet.size, math.cos(angle), math.sin(angle), zoom, dx, dy)

    def place(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """Where a box in points comes to lie, in fractions of the picture; it stays upright."""
        mx, my = (x0 + x1) / 2 - self.wide / 2, (y0 + y1) / 2 - self.tall / 2
        tx = mx * self.cos - my * self.sin - mx
        ty = mx * self.sin + my * self.cos - my
        return (
            self.dx + self.zoom * (x0 + tx) / self.wide,
            self.dy + self.zoom * (y0 + ty) / self.tall,
            self.dx + self.zoom * (x1 + tx) / self.wide,
            self.dy + self.zoom * (y1 + ty) / self.tall,
        )


def _as_read(sheet: Sheet, rng: random.Random, scanned: bool, view: View) -> tuple[list[Word], list[list[int]]]:
    bad = rng.choice((0.0, 0.004, 0.012, 0.03)) if scanned else 0.0
    glue = rng.choice((0.0, 0.0, 0.02, 0.06, 0.4)) if scanned else rng.choice((0.0, 0.0, 0.0, 0.01))
    lost = rng.choice((0.0, 0.0, 0.01)) if scanned else 0.0
    jitter = rng.uniform(0, 0.12) if scanned else 0.0

    texts: list[str] = []
    owners: list[list[int]] = []
    boxes: list[list[float]] = []
    last_line: float | None = None
    for number, word in enumerate(sheet.words):
        if lost and rng.random() < lost:
            continue
        text = _misread(word.text, rng, bad) if bad else word.text
        box = [word.x0, word.y0, word.x1, word.y1]
        close = boxes and last_line == word.y0 and -1 < word.x0 - boxes[-1][2] < 0.6 * (word.y1 - word.y0)
        if glue and close and rng.random() < glue:
            texts[-1] += text
            owners[-1] += [number] * len(text)
            boxes[-1][2] = box[2]
        else:
            texts.append(text)
            owners.append([number] * len(text))
            boxes.append(box)
        last_line = word.y0
    words: list[Word] = []
    kept: list[list[int]] = []
    for text, owner, (x0, y0, x1, y1) in zip(texts, owners, boxes, strict=True):
        high = y1 - y0
        if jitter:
            x0, x1 = x0 + rng.uniform(-jitter, jitter) * high, x1 + rng.uniform(-jitter, jitter) * high
            y0, y1 = y0 + rng.uniform(-jitter, jitter) * high, y1 + rng.uniform(-jitter, jitter) * high
        box = Box(*view.place(x0, y0, x1, y1))
        at = 0
        for part in split_glued(Word(text, box)):
            words.append(part)
            kept.append(owner[at : at + len(part.text)])
            at += len(part.text)
    return words, kept


def _misread(text: str, rng: random.Random, rate: float) -> str:
    if rng.random() > rate * len(text) * 2:
        return text
    i = rng.randrange(len(text))
    return text[:i] + rng.choice(_CONFUSED.get(text[i], text[i])) + text[i + 1 :]
