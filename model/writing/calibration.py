"""From how sure a model that writes says it is to how often it is right: fitted by ``recto eval``, kept in a file.

The chance of a text among all texts says how sure the model is of its words, not of the document. Without a file it is
given as it is, and the model's name says so.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from model.backend import Answer, BackendError

FEWEST = 100  # values that a calibration is fitted on at least: below, chance decides
Points = Sequence[tuple[float, float]]


class Calibration:
    """A rising line through points (how sure it said it was, how often it was right), straight in between."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """``settings["calibration"]`` names the file; without it, all is left as it is. Raises ``BackendError``."""
        self.points: Points = ()
        self.mark = " uncalibrated"  # for the name of the model, which stands on each record
        if not settings.get("calibration"):
            return
        path = Path(settings["calibration"]).expanduser()
        try:
            text = path.read_text(encoding="utf-8")
            self.points = sorted((float(said), float(right)) for said, right in json.loads(text)["points"])
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise BackendError(
                f"{str(path)!r} is no calibration ({type(error).__name__}); make it with `recto eval --calibrate`, or "
                "unset RECTO_MODEL_CALIBRATION."
            ) from error
        if not self.points or not all(0 <= part <= 1 for point in self.points for part in point):
            raise BackendError(f"{str(path)!r} holds no chances from 0 to 1; make it with `recto eval --calibrate`.")
        self.mark = f" calibrated {sha256(text.encode()).hexdigest()[:8]}"

    def __call__(self, answer: Answer) -> Answer:
        """``answer`` with the confidence of its values as often right as it says."""
        if not self.points:
            return answer
        values = {path: replace(one, confidence=self.of(one.confidence)) for path, one in answer.values.items()}
        return replace(answer, values=values)

    def of(self, said: float) -> float:
        """How often a value is right of which the model ``said`` that it was so sure."""
        if not self.points:
            return said
        after = bisect_left(self.points, (said, -1.0))
        if after == 0 or after == len(self.points):
            return self.points[min(after, len(self.points) - 1)][1]
        (low, least), (high, most) = self.points[after - 1], self.points[after]
        return least + (most - least) * (said - low) / (high - low)


def fitted(pairs: Iterable[tuple[float, bool]]) -> Points:
    """The points that fit ``pairs`` (how sure, whether right) best among all rising lines (isotonic regression).

    Raises ValueError with one sentence when there are too few pairs.
    """
    blocks: list[list[float]] = []  # of each: sum of said, sum of right, count
    ordered = sorted(pairs)
    if len(ordered) < FEWEST:
        raise ValueError(f"{len(ordered)} values are too few to calibrate on; label documents with {FEWEST} or more.")
    for said, right in ordered:
        blocks.append([said, float(right), 1.0])
        while len(blocks) > 1 and blocks[-2][1] * blocks[-1][2] >= blocks[-1][1] * blocks[-2][2]:  # does not rise
            last = blocks.pop()
            blocks[-1] = [a + b for a, b in zip(blocks[-1], last, strict=True)]
    return [(said / count, right / count) for said, right, count in blocks]


def write(pairs: Iterable[tuple[float, bool]], path: Path, model: str) -> None:
    """Fit ``pairs`` and write the file that ``Calibration`` reads. Raises ValueError and OSError."""
    path.write_text(json.dumps({"model": model, "points": fitted(pairs)}, indent=1), encoding="utf-8")
