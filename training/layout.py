"""Ways in which pages arrange labels and values: pairs, grids, sentences, tables, and pages that follow each other."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from training.sheet import Set, Sheet, width_of

Pair = tuple[str, str | None, str]  # label as printed, key of the field or None, value as printed
# Keys whose occurrences are the figures alone, without the currency beside them.
AMOUNTS = frozenset(
    "subtotal tax total amount_due discount shipping paid gross_amount net_amount agency_commission balance "
    "previous_balance opening_balance closing_balance dunning_fee minimum_payment".split()
)
_SLOT = re.compile(r"(\{\w+\})")


def note(sheet: Sheet, key: str | None, words: Sequence[int]) -> None:
    """Mark ``words`` as an occurrence of ``key``; of an amount only the words with figures are marked."""
    if key:
        found = [i for i in words if any(c.isdigit() for c in sheet.words[i].text)] if key in AMOUNTS else list(words)
        if found:
            sheet.mark(key, found)


class Filled(str):
    """A value with slots: ``{flight_from} - {flight_to}``, each part of which is marked for itself."""

    values: Mapping[str, str]

    @classmethod
    def of(cls, template: str, values: Mapping[str, str]) -> Filled:
        made = cls(template)
        made.values = values
        return made

    def plain(self) -> str:
        return self.format(**self.values)


def put(
    sheet: Sheet,
    x: float,
    y: float,
    text: str,
    size: float,
    width: float = 0,
    align: str = "left",
    key: str | None = None,
    leading: float = 1.2,
) -> float:
    """Set ``text`` at ``x``, wrapped when wider than ``width``, as one occurrence of ``key``; the y below it."""
    if isinstance(text, Filled):
        return sentence(sheet, x, y, text, text.values, size, width, align, leading)
    lines = text.split("\n") if not width else [p for t in text.split("\n") for p in broken(t, size, width, sheet.mono)]
    words: list[int] = []
    for line in lines:
        words += sheet.put(x, y, line, size, align).words
        y += size * leading
    note(sheet, key, words)
    return y


def broken(text: str, size: float, width: float, mono: bool = False) -> list[str]:
    """``text`` in lines not wider than ``width`` points; a word that is wider keeps its line."""
    if width_of(text, size, mono) <= width:
        return [text]
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if line and width_of(longer, size, mono) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def sentence(
    sheet: Sheet,
    x: float,
    y: float,
    template: str,
    values: Mapping[str, str],
    size: float,
    width: float = 0,
    align: str = "left",
    leading: float = 1.25,
) -> float:
    """Set ``template``, its ``{key}`` replaced by values and each marked where it stands; the y below it."""
    words: list[str] = []
    owner: dict[int, list[int]] = {}  # part of the template -> its words
    keys: dict[int, str] = {}
    joined = False
    for number, part in enumerate(_SLOT.split(template)):
        slot = part[1:-1] if part.startswith("{") and part.endswith("}") else None
        text = values[slot] if slot else part
        if not text:
            continue
        pieces = text.split(" ")
        for n, piece in enumerate(pieces):
            if n == 0 and joined and piece:
                words[-1] += piece
            elif piece:
                words.append(piece)
            else:
                joined = False
                continue
            joined = True
            if slot:
                owner.setdefault(number, []).append(len(words) - 1)
                keys[number] = slot
        joined = bool(pieces[-1])
    places: dict[int, int] = {}
    for first, last in _lines(words, size, width, sheet.mono):
        run = sheet.put(x, y, " ".join(words[first:last]), size, align)
        places.update(zip(range(first, last), run.words, strict=True))
        y += size * leading
    for number, at in owner.items():
        note(sheet, keys[number], [places[i] for i in at])
    return y


def _lines(words: list[str], size: float, width: float, mono: bool) -> list[tuple[int, int]]:
    """Where lines of ``words`` begin and end."""
    if not width:
        return [(0, len(words))] if words else []
    cuts, at, used = [], 0, 0.0
    blank = width_of(" ", size, mono)
    for i, word in enumerate(words):
        wide = width_of(word, size, mono)
        if i > at and used + wide > width:
            cuts.append((at, i))
            at, used = i, 0.0
        used += wide + blank
    return [*cuts, (at, len(words))] if words else []


STYLES = (
    "inline",
    "column",
    "column",
    "column",
    "spread",
    "rightlabels",
    "rightboth",
    "above",
    "cells",
    "cells",
    "grid",
)


@dataclass
class Marks:
    """The punctuation of a page's labels and their case."""

    after: str = ":"
    upper: bool = False

    @classmethod
    def drawn(cls, rng: random.Random) -> Marks:
        return cls(rng.choice((":", ":", ":", "", "", "", " :", ".:", " -")), rng.random() < 0.12)

    def label(self, text: str, bare: bool = False) -> str:
        text = text.upper() if self.upper else text
        if bare or not self.after or text[-1] in "#:°" or (self.after == ".:" and text[-1] == "."):
            return text + (":" if self.after and text[-1] not in "#:°" and not bare else "")
        return text + self.after


def pairs(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    items: Sequence[Pair],
    style: str,
    size: float,
    marks: Marks,
    rng: random.Random,
    leading: float = 1.3,
) -> float:
    """Set labels with their values in ``style`` (one of ``STYLES``) between ``x`` and ``x + width``; the y below."""
    if not items:
        return y
    if style == "grid" and (len(items) > 5 or width < 300):
        style = "cells"
    if style == "grid":
        return grid(sheet, x, y, width, items, size, marks, rng)
    if style == "cells":
        across = 1 if width < 170 else rng.choice((2, 2, 3)) if width < 330 else rng.choice((2, 3, 4))
        for start in range(0, len(items), across):
            y = grid(sheet, x, y, width, items[start : start + across], size, marks, rng, across) + rng.choice(
                (2, 5, 9)
            )
        return y
    if style == "above":
        for label, key, value in items:
            y = put(sheet, x, y, marks.label(label, marks.after != ":"), size * rng.choice((0.8, 1.0)), width)
            y = put(sheet, x, y, value, size, width, key=key) + size * 0.4
        return y
    labels = [marks.label(label) for label, _, _ in items]
    widest = min(max(width_of(label, size, sheet.mono) for label in labels), 0.62 * width)
    if style == "fixed":  # sections of one sheet have their values under each other
        widest = 0.42 * width
    gap = rng.choice((5, 10, 16, 30))
    for label, (_, key, value) in zip(labels, items, strict=True):
        wide = width_of(label, size, sheet.mono)
        if style == "inline":
            sheet.put(x, y, label, size)
            below = put(sheet, x + wide + 0.3 * size, y, value, size, max(60, width - wide), key=key, leading=leading)
        elif style == "spread":
            sheet.put(x, y, label, size)
            below = put(sheet, x + width, y, value, size, max(60, width - wide - 6), "right", key, leading)
        elif style == "rightlabels":
            sheet.put(x + widest, y, label, size, "right")
            below = put(
                sheet, x + widest + gap, y, value, size, max(60, width - widest - gap), key=key, leading=leading
            )
        elif style == "rightboth":
            shown = value.plain() if isinstance(value, Filled) else value
            start = x + width - width_of(shown.split("\n")[0], size, sheet.mono)
            sheet.put(start - 0.35 * size, y, label, size, "right")
            below = put(sheet, x + width, y, value, size, 0, "right", key, leading)
        else:
            sheet.put(x, y, label, size)
            start = max(widest, wide) + gap
            below = put(sheet, x + start, y, value, size, max(60, width - start), key=key, leading=leading)
        y = max(y + size * leading, below)
    return y


def grid(
    sheet: Sheet,
    x: float,
    y: float,
    width: float,
    items: Sequence[Pair],
    size: float,
    marks: Marks,
    rng: random.Random,
    across: int = 0,
) -> float:
    """A row of labels with the values beneath, in ``across`` equal columns."""
    step = width / (across or len(items))
    align = rng.choice(("left", "left", "centre")) if not across else "left"
    small = size * rng.choice((0.75, 0.9, 1.0))
    shift = 0.0 if align == "left" else step / 2
    tops = [
        put(sheet, x + n * step + shift, y, marks.label(label, marks.after != ":"), small, step - 4, align)
        for n, (label, _, _) in enumerate(items)
    ]
    top = max(tops) + rng.choice((0, 2, 6))
    return max(
        put(sheet, x + n * step + shift + rng.choice((0, 0, 0, 4)), top, value or " ", size, step - 4, align, key)
        for n, (_, key, value) in enumerate(items)
    )


@dataclass
class Column:
    """A column of a table: the key of its cells, its header (may hold line breaks) and where it stands."""

    key: str
    header: str
    align: str = "left"
    x0: float = 0
    x1: float = 0

    def edge(self) -> float:
        return {"left": self.x0, "right": self.x1, "centre": (self.x0 + self.x1) / 2}[self.align]


def place(
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, str]],
    x: float,
    width: float,
    size: float,
    wide: str,
    rng: random.Random,
    mono: bool = False,
) -> None:
    """Give every column its place: as wide as its widest cell; the column ``wide`` takes what is left."""
    gap = rng.uniform(6, 16)
    need = []
    for column in columns:
        widest = max((width_of(row.get(column.key, ""), size, mono) for row in rows), default=0)
        word = max((width_of(word, size, mono) for word in column.header.split()), default=0)
        full = width_of(column.header, size, mono)
        need.append(max(widest, full if rng.random() < 0.7 and full < 75 else word) + gap)
    others = sum(n for n, c in zip(need, columns, strict=True) if c.key != wide)
    spare = width - others
    least = 90.0
    if spare < least and others:
        need = [
            n * max(0.3, (width - least) / others) if c.key != wide else n for n, c in zip(need, columns, strict=True)
        ]
        spare = least
    elif spare > 330 and rng.random() < 0.6:  # spread the columns instead
        extra = (spare - 250) / max(1, len(columns) - 1)
        need = [n + extra if c.key != wide else n for n, c in zip(need, columns, strict=True)]
        spare = 250
    for n, column in zip(need, columns, strict=True):
        step = spare if column.key == wide else n
        column.x0, column.x1 = x, x + step - gap
        x += step


def heads(sheet: Sheet, y: float, columns: Sequence[Column], size: float) -> float:
    """The row of headers, wrapped to the width of their columns; the y below."""
    return max(
        (put(sheet, c.edge(), y, c.header, size, max(c.x1 - c.x0 + 4, 18), c.align) for c in columns if c.header),
        default=y,
    )


def cells(
    sheet: Sheet,
    y: float,
    columns: Sequence[Column],
    row: Mapping[str, str],
    size: float,
    table: str | None = None,
    leading: float = 1.15,
) -> float:
    """One row of a table, marked as a row of ``table``; the y below its longest cell."""
    found: dict[str, list[int]] = {}
    below = y + size * leading
    for column in columns:
        text = row.get(column.key)
        if not text:
            continue
        at, bottom = [], y
        for line in broken(text, size, max(column.x1 - column.x0 + 2, 18), sheet.mono):
            at += sheet.put(column.edge(), bottom, line, size, column.align).words
            bottom += size * leading
        found[column.key] = at
        below = max(below, bottom)
    if table:
        sheet.row(table, {k: _figures(sheet, v) if k in ("unit_price", "amount") else v for k, v in found.items()})
    return below


def _figures(sheet: Sheet, words: list[int]) -> list[int]:
    return [i for i in words if any(c.isdigit() for c in sheet.words[i].text)] or words


@dataclass
class Flow:
    """Pages that follow each other: what is set moves down, and a new page begins when there is no room."""

    rng: random.Random
    size: tuple[float, float]
    left: float
    right: float
    top: float
    bottom: float
    mono: bool = False
    header: Callable[[Sheet, int], float] | None = None  # draws on pages after the first, gives the y below
    sheets: list[Sheet] = field(default_factory=list)
    y: float = 0

    def __post_init__(self) -> None:
        self.sheets.append(Sheet(self.rng, self.size, self.mono))
        self.y = self.top

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    @property
    def width(self) -> float:
        return self.right - self.left

    def room(self, height: float) -> bool:
        """Whether ``height`` points are left on the page; if not, a new page is begun."""
        if self.y + height <= self.bottom:
            return True
        self.turn()
        return False

    def turn(self) -> None:
        """Begin a new page."""
        self.sheets.append(Sheet(self.rng, self.size, self.mono))
        self.y = self.header(self.sheet, len(self.sheets)) if self.header else self.top


def shows_currency(word: Set, symbols: Sequence[str]) -> bool:
    """Whether ``word`` is one of ``symbols`` or an amount with one glued to it."""
    if not any(symbol in word.text for symbol in symbols):
        return False
    text = word.text.strip("()[].:,*")
    if text in symbols or word.text in symbols:
        return True
    return any(c.isdigit() for c in text) and any(s in text and not s.isdigit() for s in symbols)
