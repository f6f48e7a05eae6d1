"""What a visitor types becomes a query, or one sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.service import Query
from app.ui.library import PAGE, query_of


def test_texts_become_a_query() -> None:
    asked = {"text": " oak ", "date_from": "2026-03-01", "amount_max": "12.50", "sort": "amount", "offset": "50"}
    assert query_of(asked) == Query(
        text="oak", date_from=date(2026, 3, 1), amount_max=Decimal("12.50"), sort="amount", limit=PAGE, offset=50
    )


def test_nothing_typed_asks_for_everything() -> None:
    assert query_of({}) == Query(limit=PAGE)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"date_to": "tomorrow"}, "“tomorrow” is not a date"),
        ({"amount_min": "NaN"}, "“NaN” is not an amount"),
        ({"amount_min": "ten"}, "“ten” is not an amount"),
        ({"status": "lost"}, "“lost” is not one of the choices"),
        ({"sort": "name; drop table"}, "is not one of the choices"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence(asked: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        query_of(asked)


def test_an_absurd_offset_starts_at_the_beginning() -> None:
    assert query_of({"offset": "-5"}).offset == query_of({"offset": "9" * 40}).offset == 0
