"""Money is exact, times have a zone, text survives."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.document import Value
from storage.columns import Moment, Money, Written, fits
from storage.typed import from_text, to_text

SQLITE, POSTGRES = sqlite.dialect(), postgresql.dialect()


@given(st.decimals(min_value=-9_000_000_000_000, max_value=9_000_000_000_000, places=6))
def test_money_comes_back_exactly(amount: Decimal) -> None:
    for dialect in (SQLITE, POSTGRES):
        assert Money().process_result_value(Money().process_bind_param(amount, dialect), dialect) == amount


@pytest.mark.parametrize("amount", ["0.0000001", "9300000000000", "NaN", "Infinity"])
def test_money_that_cannot_be_exact_is_refused(amount: str) -> None:
    assert not fits(Decimal(amount))
    with pytest.raises(ValueError, match="exactly"):
        Money().process_bind_param(Decimal(amount), SQLITE)


def test_money_sorts_as_numbers_do() -> None:
    amounts = [Decimal(a) for a in ("-3", "9.99", "10", "100.5")]
    kept = [Money().process_bind_param(a, SQLITE) for a in amounts]
    assert kept == sorted(kept)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), SQLITE)


def test_a_time_comes_back_as_the_same_moment_in_utc_and_sorts_as_text() -> None:
    early = datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))  # 23:00 of the year before in UTC
    late = datetime(2026, 1, 1, 0, 0, tzinfo=UTC)
    kept = [Moment().process_bind_param(moment, SQLITE) for moment in (early, late)]
    assert kept == sorted(kept)
    back = Moment().process_result_value(kept[0], SQLITE)
    assert back == early
    assert back is not None
    assert back.utcoffset() == timedelta(0)


@given(st.one_of(st.text(), st.booleans(), st.dates(), st.decimals(allow_nan=False, allow_infinity=False)))
def test_every_value_is_the_same_after_being_text(value: Value) -> None:
    back = from_text(*to_text(value))
    assert back == value
    assert type(back) is type(value)


@given(st.text(st.characters(codec=None)))
def test_any_text_can_be_written(text: str) -> None:
    kept = Written().process_bind_param(text, SQLITE)
    assert kept is not None
    assert len(kept) == len(text)
    with create_engine("sqlite://").connect() as connection:
        assert connection.exec_driver_sql("SELECT ?", (kept,)).scalar() == kept
