"""Rules, frames and shades around what was set: a page's picture says more than its words do.

Drawn from what a sheet knows of itself: rows of tables get rules or stripes, answers of forms a line or a box.
"""

from __future__ import annotations

import random
from collections.abc import Iterable

from training.sheet import Sample, Set, Sheet


def decorated(sample: Sample, rng: random.Random) -> Sample:
    """``sample`` with graphics on its sheets, one taste for all of them; some documents have none."""
    taste = random.Random(rng.random())
    plain = taste.random() < 0.25
    for sheet in sample.sheets:
        if not plain and sheet.words:
            _tables(sheet, taste)
            if sample.kind == "form":
                _fields(sheet, taste)
            if sample.kind in ("invoice", "other", "table"):
                _head(sheet, taste)
            if sample.kind == "receipt":
                _dashes(sheet, taste)
    return sample


def _extent(words: Iterable[Set]) -> tuple[float, float, float, float]:
    held = list(words)
    return (
        min(w.x0 for w in held),
        min(w.y0 for w in held),
        max(w.x1 for w in held),
        max(w.y1 for w in held),
    )


def _tables(sheet: Sheet, rng: random.Random) -> None:
    style = rng.choice(("rules", "grid", "stripes", "frame", "none"))
    for rows in sheet.rows.values():
        boxes = [_extent(sheet.words[i] for cell in row.values() for i in cell) for row in rows if row]
        if not boxes or style == "none":
            continue
        left, right = min(b[0] for b in boxes) - 4, max(b[2] for b in boxes) + 4
        top, low = boxes[0][1] - 3, max(b[3] for b in boxes) + 3
        high = boxes[0][3] - boxes[0][1]
        if rng.random() < 0.5:  # the heading of the columns, shaded or ruled
            sheet.draw("fill", left, top - 1.6 * high, right, top, rng.choice((0.1, 0.2, 0.6, 0.85)))
        else:
            sheet.draw("line", left, top, right, top)
        for number, (_, y0, _, y1) in enumerate(boxes):
            if style in ("rules", "grid"):
                sheet.draw("line", left, y1 + 2, right, y1 + 2, 0.6)
            elif style == "stripes" and number % 2:
                sheet.draw("fill", left, y0 - 1, right, y1 + 1, 0.12)
        if style in ("grid", "frame"):
            sheet.draw("frame", left, top - 1.6 * high, right, low)
        if style == "grid":
            columns = {
                name: [sheet.words[i] for row in rows for i in row.get(name, ())] for row in rows for name in row
            }
            for words in columns.values():
                if words:
                    x = min(w.x0 for w in words) - 3
                    sheet.draw("line", x, top - 1.6 * high, x, low, 0.6)


def _fields(sheet: Sheet, rng: random.Random) -> None:
    style = rng.choice(("line", "frame", "fill", "none"))
    if style == "none":
        return
    for occurrences in sheet.answers.values():
        for held in occurrences:
            x0, y0, x1, y1 = _extent(sheet.words[i] for i in held)
            wide = max(x1, x0 + rng.uniform(60, 160))
            if style == "line":
                sheet.draw("line", x0 - 2, y1 + 2, wide, y1 + 2, 0.8)
            else:
                sheet.draw(style, x0 - 3, y0 - 3, wide, y1 + 3, 0.8 if style == "frame" else 0.12)
    if rng.random() < 0.3:
        x0, y0, x1, y1 = _extent(sheet.words)
        sheet.draw("frame", x0 - 8, y0 - 8, x1 + 8, y1 + 8)


def _head(sheet: Sheet, rng: random.Random) -> None:
    """A band, a logo or a rule under the first lines."""
    wide, tall = sheet.size
    x0, y0, x1, y1 = _extent(sheet.words)
    draw = rng.random()
    if draw < 0.15:
        sheet.draw("fill", 0, 0, wide, min(0.15 * tall, y0 + rng.uniform(20, 60)), rng.choice((0.15, 0.5, 0.9)))
    elif draw < 0.35:
        side = rng.uniform(25, 90)
        left = rng.choice((x0, max(x0, x1 - side)))
        sheet.draw(rng.choice(("fill", "disc", "frame")), left, max(4, y0 - side / 2), left + side, y0 + side / 2, 0.6)
    elif draw < 0.55:
        y = y0 + rng.uniform(20, 90)
        sheet.draw("line", x0, y, x1, y, 0.8)
    if rng.random() < 0.3:
        y = y1 - rng.uniform(10, 70)
        sheet.draw("line", x0, y, x1, y, 0.6)


def _dashes(sheet: Sheet, rng: random.Random) -> None:
    x0, y0, x1, y1 = _extent(sheet.words)
    for _ in range(rng.randint(0, 4)):
        y = rng.uniform(y0, y1)
        for n in range(int((x1 - x0) / 8)):
            sheet.draw("line", x0 + 8 * n, y, x0 + 8 * n + 5, y, 0.7)
    if rng.random() < 0.25:  # bars for the till's scanner, or a logo above
        below = rng.random() < 0.6
        top = y1 + 4 if below else max(0.0, y0 - 30)
        for n in range(40):
            if rng.random() < 0.5:
                sheet.draw("fill", x0 + 4 * n, top, x0 + 4 * n + 2, top + 24, 1.0)
