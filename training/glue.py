"""Words that lose the spaces between them, as in a photo of a dense page."""

from __future__ import annotations

import random

from training.sheet import Set, Sheet

ACROSS = 0.15  # how often a label and its value run together where two words of one value would


def glued(sheet: Sheet, rng: random.Random, share: float, reach: float = 0.6) -> Sheet:
    """The sheet with the words of a line run together; ``share`` of the lines is hit, each as a whole.

    Words are joined where the gap is below ``reach`` of their height. Nothing joins after a colon: the pipeline would
    split it again. A mark keeps every word that holds a part of it.
    """
    owner: dict[int, int] = {}
    cells = [run for runs in sheet.answers.values() for run in runs]
    cells += [cell for rows in sheet.rows.values() for row in rows for cell in row.values()]
    for n, run in enumerate(cells):
        for i in run:
            owner.setdefault(i, n)
    words: list[Set] = []
    place: list[int] = []
    hit, line = False, None
    for i, word in enumerate(sheet.words):
        joins = False
        if word.y0 != line:
            hit, line = rng.random() < share, word.y0
        elif hit and words[-1].text[-1] != ":":
            near = -1 < word.x0 - words[-1].x1 < reach * (word.y1 - word.y0)
            joins = near and (owner.get(i) == owner.get(i - 1) or rng.random() < ACROSS)
        if joins:
            words[-1].text += word.text
            words[-1].x1 = word.x1
        else:
            words.append(Set(word.text, word.x0, word.y0, word.x1, word.y1))
        place.append(len(words) - 1)
    answers = {key: [sorted({place[i] for i in run}) for run in runs] for key, runs in sheet.answers.items()}
    rows = {
        key: [{column: sorted({place[i] for i in run}) for column, run in row.items()} for row in rows]
        for key, rows in sheet.rows.items()
    }
    return Sheet(sheet.rng, sheet.size, sheet.mono, words, answers, rows)
