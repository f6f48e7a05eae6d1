"""A calibrated confidence is how often values are right that are as sure."""

import random
from itertools import pairwise

import pytest

from model.backend import Answer, BackendError, Found
from model.writing.calibration import FEWEST, Calibration, fitted, write


def pairs(count, seed=0):
    """A model that says it is surer than it is: right with the square of the chance that it gives."""
    draw = random.Random(seed)
    said = [draw.random() for _ in range(count)]
    return [(one, draw.random() < one**2) for one in said]


def test_what_is_fitted_is_as_often_right_as_it_says(tmp_path):
    write(pairs(4000), tmp_path / "c.json", "some model")
    calibrated = Calibration({"calibration": str(tmp_path / "c.json")})
    assert all(abs(calibrated.of(said) - said**2) < 0.08 for said in (0.05, 0.2, 0.4, 0.6, 0.8, 0.95))
    found = calibrated(Answer({"total": Found("9.00", ((1, 2),), 0.6)})).values["total"]
    assert (found.text, found.words) == ("9.00", ((1, 2),))
    assert found.confidence == calibrated.of(0.6)
    assert calibrated.mark.startswith(" calibrated ")


def test_surer_is_never_less_likely_right():
    points = fitted(pairs(FEWEST, seed=random.SystemRandom().randrange(9999)))
    for before, after in pairwise(points):
        assert before[0] <= after[0]
        assert before[1] < after[1]


def test_without_a_file_nothing_is_changed_and_the_name_says_so():
    answer = Answer({"total": Found("9.00", (), 0.6)})
    assert Calibration({})(answer) is answer
    assert Calibration({}).mark == " uncalibrated"


@pytest.mark.parametrize("text", ["", "{}", '{"points": []}', '{"points": [[0.5, 2]]}', '{"points": [["a", 1]]}'])
def test_a_file_that_is_no_calibration_is_one_sentence(tmp_path, text):
    (tmp_path / "c.json").write_text(text)
    with pytest.raises(BackendError, match="recto eval --calibrate") as error:
        Calibration({"calibration": str(tmp_path / "c.json")})
    assert "\n" not in str(error.value)


def test_too_few_values_are_refused(tmp_path):
    with pytest.raises(ValueError, match="too few to calibrate on"):
        write(pairs(FEWEST - 1), tmp_path / "c.json", "some model")
    assert not (tmp_path / "c.json").exists()
