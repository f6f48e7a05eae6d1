"""The tally counts what it says it counts."""

import pytest

from pipeline.score import Tally, Truth, calibration_error, canonical, loose, table


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("31.05.2026", "2026-05-31", "date"),
        ("1.234,50 €", "1234.5", "amount"),
        ("INV 00-12", "inv00-12", "id"),
        ("Müller  GmbH,", "MÜLLER GMBH", "text"),
        ("yes", "true", "bool"),
    ],
)
def test_two_writings_of_one_value_are_one(a, b, kind):
    assert canonical(a, kind) == canonical(b, kind)


def test_a_wrong_cent_is_wrong_and_a_comma_only_loosely_right():
    assert canonical("12.50", "amount") != canonical("12.51", "amount")
    assert canonical("Main St., 4", "text") != canonical("Main St 4", "text")
    assert loose("Main St., 4") == loose("Main St 4")


def test_values_nulls_and_confidence_are_counted():
    tally = Tally()
    truth = Truth(
        {"total": "9.00", "date": "2026-01-02", "iban": None, "tips": None}, {"total": "amount", "date": "date"}
    )
    tally.add(truth, {"total": "9,00", "date": "2026-01-03", "tips": "1.00"}, {"total": 0.9, "tips": 0.4})
    scores = tally.scores()
    assert scores["loose_f1"] == pytest.approx(2 * 1 / (3 + 2), abs=1e-4)
    assert scores["precision"] == pytest.approx(1 / 3, abs=1e-4)
    assert scores["absent_null"] == 0.5
    assert scores["ece"] == pytest.approx((0.1 + 0.4) / 2, abs=1e-4)


def test_several_values_count_each_in_any_order():
    tally = Tally()
    tally.add(Truth({"party": ["Ann Lee", "Bo Ray"]}, {}), {"party": ["bo ray", "Cy Dow"]}, {})
    assert tally.scores()["loose_f1"] == 0.5


def test_rows_match_by_amount_and_description_once():
    tally = Tally()
    rows = [
        {"description": "Tea", "amount": "2.00"},
        {"description": "Tea", "amount": "2.00"},
        {"description": "Bun", "amount": "1.00"},
    ]
    tally.add(
        Truth({"items": rows}, {"items": "table"}), {"items": [rows[0], {"description": "Bun", "amount": "1.10"}]}, {}
    )
    assert tally.rows == [1, 2, 3]


def test_calibration_is_perfect_when_confidence_is_accuracy():
    assert calibration_error([(0.9, True)] * 9 + [(0.9, False)]) == pytest.approx(0)
    assert calibration_error([(1.0, False)] * 4) == 1


def test_the_table_shows_a_dash_for_what_is_not_known():
    tally = Tally()
    tally.add(Truth({}, {}, "receipt"), {}, {}, "invoice")
    line = table({"bills": tally.scores()}).splitlines()[1]
    assert line.split() == ["bills", "1", "-", "-", "-", "-", "-", "-", "0.0", "-"]
