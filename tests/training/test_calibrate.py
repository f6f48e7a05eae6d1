"""The thresholds of the embedded reader are the best there are, found without trying all together."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from model.embedded.point import Calibration
from training import calibrate
from training.calibrate import LEAST, NULL_GOAL, REQUIRED_GROUP, SURELY, _group, _thresholds


def _documents(seed: int, absent: float) -> tuple[list[dict[str, Any]], np.ndarray, np.ndarray, np.ndarray]:
    """Fields of receipts and others, how sure a reader is of each, whether it is right, and what each counts."""
    rng = np.random.default_rng(seed)
    rows = [
        {
            "kind": str(rng.choice(["receipt", "invoice", ""])),
            "type": "amount",
            "required": bool(rng.random() < 0.2),
            "present": bool(rng.random() >= absent),
            "known": bool(rng.random() < 0.9),
        }
        for _ in range(600)
    ]
    sure = rng.random(len(rows))
    right = (rng.random(len(rows)) < sure) & np.array([r["present"] for r in rows])
    return rows, sure, right, rng.random(len(rows))


@pytest.mark.parametrize("seed", range(5))
def test_without_absent_fields_no_other_choice_is_better(seed: int) -> None:
    rows, sure, right, weight = _documents(seed, absent=0.0)
    f1, left, null = _thresholds(rows, sure, right, weight)
    groups = sorted({_group(r) for r in rows})
    assert groups == [("", "amount"), REQUIRED_GROUP, ("receipt", "amount")]
    assert left == 0.0

    def reached(choice: tuple[float, ...]) -> float:
        least = dict(zip(groups, choice, strict=True))
        given = sure >= np.array([least[_group(r)] for r in rows])
        answers = weight[given & np.array([r["known"] for r in rows])].sum()
        return float(2 * weight[given & right].sum() / (answers + weight.sum()))

    every = product(*(SURELY if group == REQUIRED_GROUP else LEAST for group in groups))
    assert f1 == pytest.approx(max(map(reached, every)))
    assert f1 == pytest.approx(reached(tuple(null[group] for group in groups)))


def test_enough_absent_fields_are_left_empty_and_as_little_as_can_be_is_paid(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, sure, right, weight = _documents(7, absent=0.3)
    monkeypatch.setattr(calibrate, "NULL_PRICE", 1.0)
    f1, left, _ = _thresholds(rows, sure, right, weight)
    assert left >= NULL_GOAL
    monkeypatch.setattr(calibrate, "NULL_GOAL", 0.0)
    free, fewer, _ = _thresholds(rows, sure, right, weight)
    assert (free > f1, fewer < left) == (True, True)


def test_where_empty_fields_cost_too_much_the_best_answers_count() -> None:
    rows, sure, right, weight = _documents(7, absent=0.3)
    _, left, _ = _thresholds(rows, sure, right, weight)
    assert left < NULL_GOAL


def test_a_value_that_is_likelier_wrong_than_right_is_given_only_where_one_must_be() -> None:
    assert min(LEAST) > 0.5 > min(SURELY)


def test_documents_that_surely_have_no_field_leave_that_threshold_as_it_is() -> None:
    rows, sure, right, _ = _documents(3, absent=0.1)
    of_reader = [
        {"set": "own", "chance": float(s), "whole": 1.0, "right": bool(r)} for s, r in zip(sure, right, strict=True)
    ]
    _, calibration = calibrate.fitted(
        [{**a, "required": False, **b} for a, b in zip(rows, of_reader, strict=True)], (0.5, 0.2)
    )
    assert calibration.required == Calibration().required
    assert set(calibration.null) == {"", "receipt"}
