"""Accents that OCR is not sure of depend on whether the page has others."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.accents import DOUBT, Doubts, settled

CHARACTERS = ["blank", "A", "E", "Á", "É", "T"]


def marked(*columns: dict[str, float]) -> str:
    """The letters of a line by their scores, as a decoder reads them: runs once, blanks left out."""
    characters = list(CHARACTERS)
    doubts = Doubts(characters)
    scores = np.array([[[column.get(c, 0.0) for c in CHARACTERS] for column in columns]], np.float32)
    letters = scores.argmax(2)
    doubts.mark(letters, scores)
    line = letters[0].tolist()
    return "".join(characters[n] for i, n in enumerate(line) if n and (i == 0 or line[i - 1] != n))


SURE, DOUBTFUL = {"Á": 0.99}, {"Á": 0.6, "A": 0.6 * DOUBT + 0.01}


@pytest.mark.parametrize(
    ("columns", "alone", "beside"),
    [
        ([SURE, {"T": 0.9}], "ÁT", "ÁT"),
        ([DOUBTFUL, {"T": 0.9}], "AT", "ÁT"),
        ([{"T": 0.9}, DOUBTFUL, SURE, SURE], "TA", "TÁ"),  # one letter, doubtful in one of its columns
        ([DOUBTFUL, {"blank": 1.0}, DOUBTFUL], "AA", "ÁÁ"),
        ([{"A": 0.6, "Á": 0.4}], "A", "A"),
    ],
)
def test_a_doubtful_accent_is_kept_beside_a_sure_one_and_left_out_alone(columns, alone: str, beside: str) -> None:
    text = marked(*columns)
    assert [*settled([text])] == [alone]
    assert [*settled([text, "Élan"])] == [beside, "Élan"]


def test_what_has_no_accents_is_left_as_it_is() -> None:
    assert [*settled(["TOTAL 9.00 \u20ac", "\u3042\u5b57", ""])] == ["TOTAL 9.00 \u20ac", "\u3042\u5b57", ""]
