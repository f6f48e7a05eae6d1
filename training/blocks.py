"""Ways to set labels and values on a page: beside, above, below, in a grid, in a table, as boxes to tick."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from training.fake import wrapped
from training.sheet import Sheet, width_of


@dataclass(slots=True)
class Entry:
    """One label with its value; no ``lines``: left blank. The words of the value are marked under ``key``."""

    key: str
    label: str
    lines: list[str]
    type: str = "text"


@dataclass
class Desk:
    """A page under way and how its author sets labels and values."""

    rng: random.Random
    sheet: Sheet
    size: float  # of labels, points
    written: float  # size of values
    drift: float = 0.0  # how far typed or written values miss the line, in letters' heights
    leading: float = 1.35
    leader: str = ""  # what fills the gap between label and value, or stands for a blank one
    colon_apart: bool = False
    done: list[Entry] = field(default_factory=list)

    def fits(self, text: str, width: float, size: float | None = None) -> list[str]:
        """``text`` broken into lines that ``width`` holds."""
        size = size or self.size
        if width_of(text, size, self.sheet.mono) <= width:
            return [text]
        return wrapped(text, max(6, int(width / ((0.6 if self.sheet.mono else 0.55) * size))))

    def wide(self, text: str, size: float | None = None) -> float:
        return width_of(text, size or self.size, self.sheet.mono)

    def label(self, x: float, y: float, text: str, width: float = 1e9) -> tuple[float, float]:
        """Set a label, wrapped to ``width``; the right end of its last line and the top of that line."""
        lines = self.fits(text, width)
        run = None
        for n, line in enumerate(lines):
            run = self.sheet.put(x, y + n * self.size * 1.15, line, self.size)
        assert run is not None, text
        return run.x1, y + (len(lines) - 1) * self.size * 1.15

    def value(self, x: float, y: float, entry: Entry, width: float, align: str = "left") -> float:
        """Set and mark the value; the top of the line after it."""
        self.done.append(entry)
        if not entry.lines:
            return y + self.written * self.leading
        off = self.rng.uniform(-self.drift, self.drift) * self.written
        lines = [piece for line in entry.lines for piece in self.fits(line, width, self.written)]
        lines = lines[:4] if width < 14 * self.written else lines
        words: list[int] = []
        for n, line in enumerate(lines):
            words += self.sheet.put(x, y + off + n * self.written * 1.25, line, self.written, align).words
        self.sheet.mark(entry.key, words)
        return y + len(lines) * self.written * 1.25 + 0.1 * self.written

    def fill(self, x0: float, x1: float, y: float) -> None:
        """A leader of dots or underscores from ``x0`` to ``x1``, as OCR reads it at times."""
        count = int((x1 - x0) / self.wide(self.leader)) if self.leader else 0
        if count > 1:
            self.sheet.put(x0, y, self.leader * count, self.size)


def beside(desk: Desk, x0: float, x1: float, y: float, entries: Sequence[Entry]) -> float:
    """Labels one under the other, each with its value to the right: right after it, at a tab, or at the right edge."""
    rng = desk.rng
    style = rng.choice(("after", "after", "tab", "tab", "tab", "edge"))
    longest = max(desk.wide(entry.label) for entry in entries)
    tab = x0 + min(longest + rng.uniform(0.8, 6) * desk.size, 0.55 * (x1 - x0))
    spread = rng.choice((1.0, 1.0, 1.2, 1.6, 2.2))
    gap = rng.choice((rng.uniform(0.3, 1.5), rng.uniform(1.5, 7))) * desk.size
    for entry in entries:
        end, base = desk.label(
            x0, y, entry.label, (tab if style == "tab" else x0 + 0.8 * (x1 - x0)) - x0 - 0.3 * desk.size
        )
        if style == "tab":
            x = max(tab, end + 0.4 * desk.size)
        else:
            x = end + gap
        if style == "edge" and len(entry.lines) == 1 and desk.wide(entry.lines[0], desk.written) < x1 - x:
            desk.fill(end + 2, x1 - desk.wide(entry.lines[0], desk.written) - 4, base)
            below = desk.value(x1, base, entry, x1 - x, "right")
        elif entry.lines and x + min(desk.wide(entry.lines[0], desk.written), 60) > x1:
            below = desk.value(x0 + 2 * desk.size, base + desk.size * 1.3, entry, x1 - x0 - 2 * desk.size)
        else:
            if not entry.lines:
                desk.fill(end + 3, x1, base)
            elif desk.leader and rng.random() < 0.4:
                desk.fill(end + 3, x - 3, base)
            below = desk.value(x, base, entry, x1 - x)
        y = max(below, base + desk.size * desk.leading * spread)
    return y


def across(desk: Desk, x0: float, x1: float, y: float, entries: Sequence[Entry]) -> float:
    """Several labels with their values on one line, two to four on each."""
    rng = desk.rng
    count = rng.choice((2, 2, 2, 3, 3, 4)) if x1 - x0 > 300 else 2
    spread = rng.choice((1.0, 1.3, 1.8))
    for first in range(0, len(entries), count):
        group = entries[first : first + count]
        cuts = [x0 + n * (x1 - x0) / count for n in range(count + 1)]
        if rng.random() < 0.5 and len(group) > 1:
            cuts[1] += rng.uniform(-0.12, 0.2) * (x1 - x0) / count
        bottom = y
        for n, entry in enumerate(group):
            wide = cuts[n + 1] - cuts[n] - desk.size
            end, base = desk.label(cuts[n], y, entry.label, wide)
            x = end + rng.choice((rng.uniform(0.3, 1.5), rng.uniform(0.3, 1.5), rng.uniform(1.5, 5))) * desk.size
            need = min((desk.wide(line, desk.written) for line in entry.lines), default=0)
            if x + min(need, 0.4 * wide) > cuts[n + 1]:
                below = desk.value(cuts[n] + desk.size, base + 1.25 * desk.size, entry, wide - desk.size)
            else:
                if not entry.lines:
                    desk.fill(x, cuts[n + 1] - desk.size, base)
                below = desk.value(x, base, entry, max(cuts[n + 1] - x - 2, 40))
            bottom = max(bottom, below)
        y = max(bottom, y + desk.size * desk.leading * spread)
    return y


def grid(desk: Desk, x0: float, x1: float, y: float, entries: Sequence[Entry]) -> float:
    """Ruled cells: a label in the corner of each, its value under it."""
    rng = desk.rng
    count = rng.choice((1, 2, 2, 3, 3, 4)) if x1 - x0 > 260 else rng.choice((1, 2))
    indent = rng.choice((0, 0, 1, 2.5)) * desk.size
    air = rng.uniform(1.1, 1.7)
    at = 0
    while at < len(entries):
        group = entries[at : at + max(1, count - rng.choice((0, 0, 0, 1)))]
        at += len(group)
        shares = [rng.uniform(0.6, 1.4) for _ in group]
        cuts = [x0]
        for share in shares:
            cuts.append(cuts[-1] + share / sum(shares) * (x1 - x0))
        bottom = y
        for n, entry in enumerate(group):
            wide = cuts[n + 1] - cuts[n] - 0.6 * desk.size
            _, base = desk.label(cuts[n], y, entry.label, wide)
            bottom = max(bottom, desk.value(cuts[n] + indent, base + desk.size * air, entry, wide - indent))
        y = bottom + rng.uniform(0.2, 0.6) * desk.size
    return y


def header_row(desk: Desk, x0: float, x1: float, y: float, entries: Sequence[Entry]) -> float:
    """A row of labels with the row of their values under it."""
    rng = desk.rng
    for first in range(0, len(entries), 5):
        group = entries[first : first + 5]
        step = (x1 - x0) / len(group)
        centred = rng.random() < 0.4
        low = y
        for n, entry in enumerate(group):
            lines = desk.fits(entry.label, step - 0.5 * desk.size)
            for k, line in enumerate(lines):
                x = x0 + n * step + (step / 2 if centred else 0)
                desk.sheet.put(x, y + 1.15 * k * desk.size, line, desk.size, "centre" if centred else "left")
            low = max(low, y + 1.15 * len(lines) * desk.size)
        low += rng.uniform(0.1, 0.8) * desk.size
        y = low
        for n, entry in enumerate(group):
            x = x0 + n * step + (step / 2 if centred else 0)
            y = max(y, desk.value(x, low, entry, step - 0.5 * desk.size, "centre" if centred else "left"))
        y += 0.4 * desk.size
    return y


def below(desk: Desk, x0: float, x1: float, y: float, entries: Sequence[Entry]) -> float:
    """Values on a line with their labels under it, as at signatures."""
    rng = desk.rng
    count = rng.choice((1, 2, 2, 3))
    for first in range(0, len(entries), count):
        group = entries[first : first + count]
        step = (x1 - x0) / count
        bottom = y
        for n, entry in enumerate(group):
            bottom = max(
                bottom, desk.value(x0 + n * step + rng.uniform(0, 2) * desk.size, y, entry, step - 2 * desk.size)
            )
        low = bottom
        for n in range(len(group)):
            if desk.leader == "_" and rng.random() < 0.5:
                desk.fill(x0 + n * step, x0 + (n + 1) * step - desk.size, low)
                bottom = max(bottom, low + desk.size)
        low = bottom
        for n, entry in enumerate(group):
            _, base = desk.label(x0 + n * step, low, entry.label, step - desk.size)
            bottom = max(bottom, base + 1.2 * desk.size)
        y = bottom + rng.uniform(0.3, 1.5) * desk.size
    return y


def under(desk: Desk, x0: float, x1: float, y: float, entries: Sequence[Entry]) -> float:
    """Each label on a line of its own and its value on the lines below it; or the text runs on after the label."""
    rng = desk.rng
    for entry in entries:
        end, base = desk.label(x0, y, entry.label, x1 - x0)
        if rng.random() < 0.35 and entry.lines and end < x0 + 0.6 * (x1 - x0):  # runs on
            text = " ".join(entry.lines)
            first = desk.fits(text, x1 - end - desk.size, desk.written)[0]
            rest = text[len(first) :].strip()
            lines = [first, *desk.fits(rest, x1 - x0, desk.written)] if rest else [first]
            words = desk.sheet.put(end + 0.8 * desk.size, base, lines[0], desk.written).words
            for n, line in enumerate(lines[1:], 1):
                words += desk.sheet.put(x0, base + n * 1.25 * desk.written, line, desk.written).words
            desk.sheet.mark(entry.key, words)
            desk.done.append(entry)
            y = base + len(lines) * 1.25 * desk.written
        else:
            indent = rng.choice((0, 0, 1, 3)) * desk.size
            y = desk.value(x0 + indent, base + 1.3 * desk.size, entry, x1 - x0 - indent)
        y += rng.uniform(0.2, 0.9) * desk.size
    return y


TICKED, EMPTY = ("☒", "☑", "X", "x", "[X]", "[x]", "(X)", "✓", "✔", "✗"), ("☐", "[]", "□", "()", "[_]", "__", "O", "")


def ticks(desk: Desk, x0: float, x1: float, y: float, entries: Sequence[Entry]) -> float:
    """Options in one to four columns, a box before or after each; ``lines`` of an entry: ticked.

    A box that is printed is marked, ticked or not; an option without any box drawn has no mark.
    """
    rng = desk.rng
    full, empty = rng.choice(TICKED), rng.choice(EMPTY)
    count = min(rng.choice((1, 2, 3, 4)), len(entries))
    after = rng.random() < 0.3
    step = (x1 - x0) / count
    for first in range(0, len(entries), count):
        bottom = y
        for n, entry in enumerate(entries[first : first + count]):
            x = x0 + n * step
            box = full if entry.lines else empty
            if not after:
                if box:
                    desk.sheet.put(x, y, box, desk.size, answer=entry.key)
                x += max(desk.wide(box) + 0.5 * desk.size, 1.8 * desk.size)
            end, base = desk.label(x, y, entry.label, max(step - 3 * desk.size, 40))
            if after and box:
                desk.sheet.put(end + rng.uniform(0.4, 1.2) * desk.size, base, box, desk.size, answer=entry.key)
            desk.done.append(entry)
            bottom = max(bottom, base + desk.size * desk.leading)
        y = bottom
    return y


def table(desk: Desk, x0: float, x1: float, y: float, head: Sequence[str], rows: Sequence[Sequence[str]]) -> float:
    """A table that nobody asks about: columns of ``head`` over ``rows``."""
    step = (x1 - x0) / len(head)
    right = [False] + [desk.rng.random() < 0.5 for _ in head[1:]]
    for n, line in enumerate((head, *rows)):
        for k, text in enumerate(line):
            shown = desk.fits(text, step - 4)[0]
            x = x0 + (k + 1) * step - 6 if right[k] else x0 + k * step
            desk.sheet.put(x, y, shown, desk.size if n == 0 else desk.written, "right" if right[k] else "left")
        y += max(desk.size, desk.written) * desk.leading
    return y
