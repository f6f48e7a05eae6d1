"""Tags, collections, saved searches, the bin, totals and doubles; jobs that are paused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import get_args

import pytest

from pipeline.document import Value
from storage.errors import NotFound
from storage.store import Store
from storage.stored import Label, LabelKind, Query, Sum
from tests.storage.make import OWNER, read, record

OTHER = "bert"


def bill(
    store: Store, name: str, vendor: str, total: str, number: str = "", currency: str = "EUR", day: int = 14,
    owner: str = OWNER,
) -> str:  # fmt: skip
    values: dict[str, Value] = {
        "vendor_name": vendor, "date": date(2026, 3, day), "total": Decimal(total), "currency": currency,
    }  # fmt: skip
    if number:
        values["invoice_number"] = number
    return read(store, f"{owner} {name}".encode(), record(values), "words", owner, name)


@pytest.mark.parametrize("sort", get_args(LabelKind))
def test_documents_are_filed_found_by_it_and_taken_out_again(store: Store, sort: LabelKind) -> None:
    first, second = bill(store, "a", "Oak", "1"), bill(store, "b", "Elm", "2")
    other = bill(store, "c", "Ash", "3", owner=OTHER)
    library = store.library
    assert library.label(OWNER, sort, "  taxes\n2026 ", [first, second]) == 2
    assert library.label(OWNER, sort, "taxes 2026", Query()) == 2  # harmless again
    library.label(OTHER, sort, "taxes 2026", [other])
    with pytest.raises(NotFound):
        library.label(OWNER, sort, "taxes 2026", [other])
    assert library.labels(OWNER, sort) == [Label("taxes 2026", 2)]
    asked = Query(tag="taxes 2026") if sort == "tag" else Query(collection="taxes 2026")
    assert {hit.document_id for hit in store.search(OWNER, asked).rows} == {first, second}
    assert store.document(OWNER, first).tags == (("taxes 2026",) if sort == "tag" else ())
    library.unlabel(OWNER, sort, "taxes 2026", [first])
    assert [hit.document_id for hit in store.search(OWNER, asked).rows] == [second]
    library.unlabel(OWNER, sort, "taxes 2026")
    assert library.labels(OWNER, sort) == []
    assert library.labels(OTHER, sort) == [Label("taxes 2026", 1)]
    with pytest.raises(ValueError, match="name is missing"):
        library.label(OWNER, sort, " \n", [first])


def test_a_search_is_saved_replaced_and_forgotten(store: Store) -> None:
    store.library.save_search(OWNER, "big ones", {"amount_min": "100"})
    store.library.save_search(OWNER, "big ones", {"amount_min": "1000", "text": "'\"; drop"})
    (found,) = store.library.searches(OWNER)
    assert (found.name, found.asked) == ("big ones", {"amount_min": "1000", "text": "'\"; drop"})
    assert store.library.searches(OTHER) == []
    store.library.forget_search(OWNER, "big ones")
    with pytest.raises(NotFound):
        store.library.forget_search(OWNER, "big ones")


def test_what_was_deleted_is_nowhere_and_comes_back_as_it_was(store: Store) -> None:
    gone, kept = bill(store, "a", "Oak", "1"), bill(store, "b", "Elm", "2")
    store.correct(OWNER, gone, "total", "1", Decimal(7), "anna")
    store.library.label(OWNER, "tag", "trees", [gone])
    assert store.library.delete(OWNER, [gone]) == [gone]
    with pytest.raises(NotFound):
        store.document(OWNER, gone)
    assert [hit.document_id for hit in store.search(OWNER, Query()).rows] == [kept]
    assert store.search(OWNER, Query(text="oak")).total == 0
    assert [one.document_id for one in store.export_rows(OWNER)] == [kept]
    assert store.library.labels(OWNER, "tag") == []
    assert [one.name for one in store.library.binned(OWNER)] == ["a"]
    assert store.library.binned(OTHER) == []
    with pytest.raises(NotFound):
        store.library.restore(OTHER, [gone])
    assert store.library.restore(OWNER, [gone]) == 1
    found = store.record(OWNER, gone)
    assert found
    assert [f.text for f in found.fields if f.path == "total"] == ["7"]
    assert store.document(OWNER, gone).tags == ("trees",)
    assert store.search(OWNER, Query(text="oak")).total == 1


def test_the_bin_is_swept_after_its_time_and_files_go_with_it(store: Store) -> None:
    gone, kept = bill(store, "a", "Oak", "1"), bill(store, "b", "Elm", "2")
    store.library.delete(OWNER, [gone])
    store.sweep()
    assert store.files.verify(gone)
    store.sweep(timedelta(0))
    with pytest.raises(NotFound, match="no longer in the bin"):
        store.library.restore(OWNER, [gone])
    assert not store.files.verify(gone)
    assert store.files.verify(kept)
    assert store.verify().problems == ()


def test_a_file_that_came_in_again_stays_and_its_deleted_copy_does_not_come_between(store: Store) -> None:
    first = bill(store, "a", "Oak", "1")
    store.library.delete(OWNER, [first])
    assert not store.take_in(OWNER, "a", "application/pdf", f"{OWNER} a".encode()).duplicate
    assert store.library.restore(OWNER, [first]) == 0
    assert store.document(OWNER, first).status == "queued"
    store.library.delete(OWNER, [first])  # its reading ends with it
    assert store.claim("worker") is None
    assert len(store.library.binned(OWNER)) == 1


def test_totals_keep_currencies_apart_and_nothing_is_rounded_or_overflows(store: Store) -> None:
    bill(store, "a", "Oak", "0.10")
    bill(store, "b", "OAK", "0.20", day=15)
    bill(store, "c", "Elm", "9000000000000", currency="GBP")
    bill(store, "d", "Elm", "9000000000000.000001", currency="GBP")
    bill(store, "e", "Elm", "-5")
    bill(store, "f", "Ash", "99", owner=OTHER)
    found = store.library.totals(OWNER, Query())
    assert set(found.months) == {
        Sum("2026-03", "EUR", 3, Decimal("-4.70")),
        Sum("2026-03", "GBP", 2, Decimal("18000000000000.000001")),
    }
    assert [(one.of.lower(), one.currency, one.total) for one in found.vendors] == [
        ("elm", "GBP", Decimal("18000000000000.000001")),
        ("oak", "EUR", Decimal("0.30")),
        ("elm", "EUR", Decimal("-5.00")),
    ]
    narrowed = store.library.totals(OWNER, Query(text="oak", amount_min=Decimal("0.2")))
    assert narrowed.vendors == (Sum("OAK", "EUR", 1, Decimal("0.20")),)


def test_the_same_invoice_twice_is_doubted_and_two_different_ones_are_not(store: Store) -> None:
    first, second = bill(store, "a", "Oak", "10", "R-1"), bill(store, "b", "oak", "11", "r-1", day=20)
    third, fourth = bill(store, "c", "Elm", "5"), bill(store, "d", "Elm", "5", "E-2")
    bill(store, "e", "Fir", "5", "F-1")
    bill(store, "f", "Fir", "5", "F-2")  # alike, but both say that they are two
    bill(store, "g", "Oak", "10", "R-1", owner=OTHER)
    bill(store, "h", "Elm", "5", currency="USD")
    count, found = store.library.doubles(OWNER)
    assert count == 2
    assert [(one.why, [name for name, _ in one.documents]) for one in found] == [
        ("total", [third, fourth]),
        ("number", [first, second]),
    ]


def test_a_paused_job_waits_keeps_its_pages_and_goes_on(store: Store) -> None:
    taken = [store.take_in(OWNER, f"{n}.pdf", "application/pdf", n.encode()) for n in "ab"]
    assert [job.position for job in store.jobs(OWNER)] == [2, 1]
    claim = store.claim("worker")
    assert claim
    assert store.hold(OTHER, None, held=True) == 0
    assert store.hold(OWNER, None, held=True) == 2
    assert store.claim("other") is None
    assert store.heartbeat(claim, 3, 9)  # the worker is told to stop
    store.stop(claim)
    jobs = {job.id: job for job in store.jobs(OWNER)}
    assert [(jobs[one.job.id].state, jobs[one.job.id].held) for one in taken] == [("queued", True)] * 2
    assert jobs[claim.job_id].pages_done == 3
    assert store.hold(OWNER, [claim.job_id], held=False) == 1
    again = store.claim("worker")
    assert again
    assert again.job_id == claim.job_id
    assert store.cancel_all(OWNER) == 2
    store.fail(again, "It broke.")
    assert store.retry_failed(OTHER) == 0
    assert store.retry_failed(OWNER) == 1
    assert sorted(job.state for job in store.jobs(OWNER)) == ["cancelled", "queued"]
