"""How sure a piece of a text is, from the log-probabilities of the tokens that it is made of."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate


class Chances:
    """The chance of characters of ``text``; ``tokens`` are the pieces (text, log-probability) of it, in order.

    Servers that take reasoning apart give its tokens before the text's, and marks around it, so the text is looked for
    among all pieces, from the end. Where they do not spell it nothing is ``known`` and every chance is 0.
    """

    def __init__(self, text: str, tokens: Sequence[tuple[str, float]]) -> None:
        self._begin = "".join(piece for piece, _ in tokens).rfind(text) if text else -1
        self.known = self._begin >= 0
        self._ends = list(accumulate(len(piece) for piece, _ in tokens))
        self._tokens = tokens

    def __call__(self, start: int, end: int) -> float:
        """The chance (0 to 1) of the characters ``start`` to ``end``."""
        if not self.known:
            return 0.0
        first, last = bisect_right(self._ends, self._begin + start), bisect_right(self._ends, self._begin + end - 1)
        return math.exp(min(0.0, sum(chance for _, chance in self._tokens[first : last + 1])))
