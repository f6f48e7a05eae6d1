"""How sure a piece of a text is, from the log-probabilities of the tokens that it is made of."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate


class Chances:
    """The chance of characters of ``text``; ``tokens`` are its pieces (text, log-probability) in order.

    Where the pieces do not spell the text, nothing is known and every chance is 0.
    """

    def __init__(self, text: str, tokens: Sequence[tuple[str, float]]) -> None:
        self._known = bool(tokens) and "".join(piece for piece, _ in tokens) == text
        self._ends = list(accumulate(len(piece) for piece, _ in tokens))
        self._tokens = tokens

    def __call__(self, start: int, end: int) -> float:
        """The chance (0 to 1) of the characters ``start`` to ``end``."""
        if not self._known:
            return 0.0
        touched = range(bisect_right(self._ends, start), min(bisect_right(self._ends, end - 1) + 1, len(self._tokens)))
        return math.exp(min(0.0, sum(self._tokens[i][1] for i in touched)))
