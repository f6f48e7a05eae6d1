"""What is asked of an order."""

from __future__ import annotations

import random

from training.names import COLUMNS, INVOICE, Concept, asked
from training.sheet import Asked, Sheet


def questions(
    rng: random.Random, concepts: dict[str, Concept], sheets: list[Sheet], often: tuple[str, ...]
) -> list[Asked]:
    """Five to twelve of ``concepts``, those of ``often`` first, about a quarter of them on no page."""
    there = {key for sheet in sheets for key in sheet.answers}
    heavy = {k: rng.random() ** (1 / 3 if k in often else 1) for k in concepts}
    present = sorted((k for k in concepts if k in there), key=lambda k: -heavy[k])
    absent = sorted((k for k in concepts if k not in there), key=lambda k: -heavy[k])
    count = rng.randint(5, 12)
    wanted = present[: round(count * 0.78)] + absent[: max(1, count // 4)]
    rng.shuffle(wanted)
    made = [asked(concepts[k], rng) for k in wanted]
    if any(sheet.rows for sheet in sheets) and rng.random() < 0.35:
        columns = ["description", "quantity", "unit_price", "amount"]
        made.append(asked(INVOICE["line_items"], rng, [asked(COLUMNS[c], rng) for c in columns]))
    return made
