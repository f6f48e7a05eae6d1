"""Letters that OCR is not sure of are settled by what stands beside them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from pipeline.doubts import ACCENT_DOUBT, FIGURE_DOUBT, Doubts, settled

CHARACTERS = ["blank", "A", "E", "Á", "É", *"TWMLNORSXCIailmost.0123 "]


def marked(*columns: dict[str, float]) -> str:
    """The letters of a line by their scores, as a decoder reads them: runs once, blanks left out."""
    characters = list(CHARACTERS)
    doubts = Doubts(characters)
    scores = np.array([[[column.get(c, 0.0) for c in CHARACTERS] for column in columns]], np.float32)
    letters = scores.argmax(2)
    doubts.mark(letters, scores)
    line = letters[0].tolist()
    return "".join(characters[n] for i, n in enumerate(line) if n and (i == 0 or line[i - 1] != n))


SURE, DOUBTFUL = {"Á": 0.99}, {"Á": 0.6, "A": 0.6 * ACCENT_DOUBT + 0.01}


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


def written(text: str) -> list[dict[str, float]]:
    """Scores for ``text``: ``[1l]`` is a 1 that is nearly an l, other letters are sure, blanks between them."""
    columns: list[dict[str, float]] = []
    for piece in re.findall(r"\[..\]|.", text):
        letter, *rival = piece.strip("[]") or " "
        columns += [{letter: 0.6} | dict.fromkeys(rival, 0.6 * FIGURE_DOUBT + 0.01), {"blank": 1.0}]
    return columns


@pytest.mark.parametrize(
    ("seen", "read"),
    [
        ("Wi[1l][1l]iams", "Williams"),
        ("Wi[1l][1l]", "Will"),
        ("Wi11iams", "Wi11iams"),  # surely figures
        ("ST[0O]RE", "STORE"),
        ("A[1l][1l]", "All"),
        ("[0O]l", "0l"),  # two letters make no word
        ("3.[0O][0O]EA", "3.00EA"),  # an amount
        ("RS[0O].00", "RS0.00"),
        ("[1l]st", "1st"),
        ("LLC.[0O]NE", "LLC.ONE"),
        ("[0O]ll", "Oll"),
        ("A[1I]AS 2", "AIAS 2"),
        ("RS[0O]2", "RS02"),  # a code: it has another figure
        ("NO.[1l]0", "NO.10"),
        ("[1l][0O]", "10"),
        ("SALM[0O]N[1I]", "SALM0N1"),  # a quantity read with the name of the goods
        ("[1I]LIMO", "1LIMO"),
        ("WSE[1l]S", "WSE1S"),  # a small letter among capitals
        ("[1I]llama", "1llama"),
        ("[1i]llama", "illama"),
    ],
)
def test_a_doubtful_figure_is_a_letter_where_only_that_makes_a_word(seen: str, read: str) -> None:
    assert [*settled([marked(*written(seen))])] == [read]


def test_the_nearest_letter_of_all_columns_counts() -> None:
    columns = [{"W": 1.0}, {"a": 1.0}, {"1": 0.6, "i": 0.1}, {"1": 0.6, "l": 0.5}, {"1": 0.9}, {"s": 1.0}]
    assert [*settled([marked(*columns)])] == ["Wals"]
