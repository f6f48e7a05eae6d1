"""A short run of every target; ``python -m benchmarks.fuzz TARGET`` runs one for as long as you like."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.fuzz import fuzzed
from storage.store import Store
from storage.stored import Query
from tests.fuzz import TARGETS
from tests.fuzz.mutations import damaged

MINUTES = 0.2  # for each of the five targets: a minute in all


@pytest.mark.parametrize("name", TARGETS)
def test_nothing_drawn_breaks_it(name: str) -> None:
    done = fuzzed(name, MINUTES)
    assert done["failures"] == [], "what broke it, and its seed, is printed"
    assert done["examples"] != 0, "nothing was tried"


@pytest.mark.parametrize(
    "asked",
    [
        Query(amount_max=Decimal("Infinity")),
        Query(amount_min=Decimal("NaN")),
        Query(amount_min=Decimal("1e40")),
    ],
)
def test_an_amount_that_no_row_can_hold_is_refused_in_a_sentence(asked: Query, tmp_path: Path) -> None:
    store = Store("", tmp_path)
    store.migrate()
    with pytest.raises(ValueError, match=r"cannot be searched for; write one as 12\.50"):
        store.search("me", asked)
    with pytest.raises(ValueError, match="cannot be searched for"):
        list(store.export_rows("me", asked))


def test_odd_numbers_of_a_search_are_taken_as_what_they_mean(tmp_path: Path) -> None:
    store = Store("", tmp_path)
    store.migrate()
    assert store.search("me", Query(limit=2**70, offset=2**63)).total == 0
    assert store.search("me", Query(amount_min=Decimal("0.12345678"))).total == 0


def test_damage_is_what_it_says() -> None:
    assert damaged(b"abcdef", [("drop", 0.0, 2), ("insert", 1.0, b"!")]) == b"cdef!"
    assert damaged(b"/Length 12 ", [("number", 0.0, b"-1")]) == b"/Length -1 "
