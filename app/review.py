"""How sure is sure enough: a threshold chosen by its meaning, from what people corrected and confirmed so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from storage.stored import Judged

TARGETS = (0.9, 0.95, 0.98, 0.99)
FEWEST = 20  # judged values; and at least so many that one wrong among them would miss the target


@dataclass(frozen=True, slots=True)
class Threshold:
    """Values at least as sure as ``confidence`` may be taken as they are.

    ``learned``: of the ``above`` judged values that are so sure, ``right`` were right, and their share reaches
    ``target``. Not ``learned``: there are too few of them (``needed`` at least), or no threshold reaches the target
    (``reachable`` is False).
    """

    target: float
    confidence: float
    learned: bool
    reachable: bool
    above: int
    right: int
    judged: int
    needed: int


def threshold(judged: Sequence[Judged], target: float, otherwise: float) -> Threshold:
    """The lowest confidence from which on the share of right values was ``target`` (0 to 1) at least.

    ``otherwise`` is taken where that cannot be told.
    """
    needed = max(FEWEST, ceil(1 / (1 - target) - 1e-9))
    ordered = sorted(judged, key=lambda one: -one.confidence)
    best: tuple[float, int, int] | None = None
    right = 0
    for above, one in enumerate(ordered, 1):
        right += one.right
        tied = above < len(ordered) and ordered[above].confidence == one.confidence
        if not tied and above >= needed and right >= target * above:
            best = one.confidence, above, right
    if best:
        return Threshold(target, best[0], True, True, best[1], best[2], len(judged), needed)
    sure = [one.right for one in judged if one.confidence >= otherwise]
    return Threshold(target, otherwise, False, len(judged) < needed, len(sure), sum(sure), len(judged), needed)
