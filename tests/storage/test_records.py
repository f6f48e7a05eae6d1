"""A record is complete, corrections outlast it, owners never meet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from pipeline.document import Coverage, Issue, Record
from storage import database
from storage.store import Conflict, LeaseLost, NotFound, Store
from storage.stored import Query
from tests.storage.make import BOX, OWNER, RECEIPT, read, record, words


def test_a_record_comes_back_as_it_went_in(store: Store) -> None:
    made = record()
    found = store.record(OWNER, read(store, made=made))
    assert found is not None
    assert {f.path: f.value for f in found.fields} == RECEIPT
    assert [f.path for f in found.fields] == list(RECEIPT)
    assert {f.path: f.raw for f in found.fields} == made.extraction.raw
    assert {f.path: f.evidence for f in found.fields} == made.extraction.evidence
    assert (found.issues, found.coverage, found.model) == (made.issues, made.coverage, made.made_by)
    assert (found.usage, found.made_at, found.reasoning) == (made.extraction.usage, made.made_at, "because")


def test_a_value_that_could_not_be_typed_keeps_its_text(store: Store) -> None:
    made = record()
    made = replace(made, extraction=replace(made.extraction, raw={"date": "31.02.2026"}, values={}))
    document = read(store, made=made)
    found = store.record(OWNER, document)
    assert found is not None
    assert [(f.path, f.raw, f.value, f.text) for f in found.fields] == [("date", "31.02.2026", None, None)]


def test_the_same_bytes_are_the_same_document(store: Store) -> None:
    first = store.take_in(OWNER, "a.pdf", "application/pdf", b"bytes")
    again = store.take_in(OWNER, "b.pdf", "application/pdf", b"bytes")
    assert (first.duplicate, again.duplicate) == (False, True)
    assert again.document == first.document
    assert again.job == first.job
    assert store.search(OWNER, Query()).total == 1


def test_the_same_bytes_again_are_read_again_only_when_the_reading_failed(store: Store) -> None:
    first = store.take_in(OWNER, "a.pdf", "application/pdf", b"bytes")
    claim = store.claim("w")
    assert claim
    store.fail(claim, "It broke.")
    again = store.take_in(OWNER, "a.pdf", "application/pdf", b"bytes")
    assert again.job.id != first.job.id
    assert again.job.state == "queued"


def test_owners_never_meet(store: Store) -> None:
    document = read(store, owner="anna", text="geheim")
    job = store.jobs("anna")[0].id
    store.save_doctype("anna", "mine", {"name": "mine"})
    refused: list[Callable[[], object]] = [
        lambda: store.document("ben", document),
        lambda: store.original("ben", document),
        lambda: store.delete("ben", document),
        lambda: store.library.label("ben", "tag", "x", [document]),
        lambda: store.save_page("ben", document, Coverage(1, "read")),
        lambda: store.pages("ben", document),
        lambda: store.page("ben", document, 1),
        lambda: store.page_image("ben", document, 1),
        lambda: store.save_record("ben", document, record()),
        lambda: store.reuse_run("ben", document, ["v1"], "small-1"),
        lambda: store.record("ben", document),
        lambda: store.correct("ben", document, "total", "12.32", Decimal(1), "ben"),
        lambda: store.history("ben", document),
        lambda: store.review("ben", document, True),
        lambda: store.export_rows("ben", ids=[document]),
        lambda: store.delete_doctype("ben", "mine"),
        lambda: store.enqueue("ben", document),
        lambda: store.job("ben", job),
        lambda: store.latest_job("ben", document),
        lambda: store.cancel("ben", job),
        lambda: store.retry("ben", job),
    ]
    for ask in refused:
        with pytest.raises(NotFound):
            ask()
    assert store.search("ben", Query(text="geheim")).total == 0
    assert list(store.export_rows("ben")) == []
    assert store.jobs("ben") == []
    assert store.jobs("ben", ids=[job]) == []
    assert store.doctypes("ben") == {}
    assert store.search("anna", Query(text="geheim")).total == 1


def test_two_owners_of_the_same_bytes_have_a_document_each(store: Store) -> None:
    anna, ben = read(store, owner="anna"), read(store, owner="ben")
    assert anna == ben
    store.correct("anna", anna, "total", "12.32", Decimal("1.00"), "anna")
    store.delete("ben", ben)
    assert store.original("anna", anna) == b"a receipt"
    assert store.page_image("anna", anna, 1) == b"image of a receipt"
    assert store.document("anna", anna).status == "read"


def test_a_correction_shows_everywhere_and_keeps_what_was_there(store: Store) -> None:
    document = read(store)
    before = store.record(OWNER, document)
    store.correct(OWNER, document, "total", "12.32", Decimal("99.50"), "anna")
    store.correct(OWNER, document, "total", "99.50", Decimal("100.00"), "ben")
    found = store.record(OWNER, document)
    assert found
    assert before
    total, read_total = found.field("total"), before.field("total")
    assert total
    assert read_total
    assert (total.value, total.text, total.corrected) == (Decimal("100.00"), "100.00", True)
    assert (total.read, total.raw, total.evidence) == (Decimal("12.32"), "12.32", read_total.evidence)
    assert [(c.before, c.after, c.who) for c in total.history] == [
        ("12.32", "99.50", "anna"),
        ("99.50", "100.00", "ben"),
    ]
    assert list(total.history) == store.history(OWNER, document)
    assert store.search(OWNER, Query(amount_min=Decimal(100))).rows[0].total == Decimal(100)
    assert store.search(OWNER, Query(text='"100.00"')).total == 1
    assert next(store.export_rows(OWNER)).values["total"] == Decimal("100.00")


def test_a_correction_of_what_is_no_longer_there_is_refused(store: Store) -> None:
    document = read(store)
    store.correct(OWNER, document, "total", "12.32", Decimal(13), "anna")
    with pytest.raises(Conflict, match=r"'13' by now, not '12\.32'"):
        store.correct(OWNER, document, "total", "12.32", Decimal(14), "ben")
    with pytest.raises(Conflict, match="'EUR' by now, not empty"):
        store.correct(OWNER, document, "currency", None, "USD", "ben")
    assert len(store.history(OWNER, document)) == 1


def test_nothing_can_be_corrected_before_it_was_read(store: Store) -> None:
    taken = store.take_in(OWNER, "a.pdf", "application/pdf", b"bytes")
    with pytest.raises(Conflict, match="not been read"):
        store.correct(OWNER, taken.document.id, "total", None, Decimal(1), "anna")
    with pytest.raises(Conflict, match="not been read"):
        store.review(OWNER, taken.document.id, True)


def test_corrections_outlast_a_new_reading(store: Store) -> None:
    document = read(store)
    store.correct(OWNER, document, "vendor_name", "Café Zürich", "Bäckerei Zürich", "anna")
    store.correct(OWNER, document, "tips", None, Decimal(2), "anna")
    store.review(OWNER, document, True)
    store.save_record(OWNER, document, record({"vendor_name": "Kafe", "total": Decimal(5)}, model="small-2"))
    found = store.record(OWNER, document)
    assert found
    assert {f.path: f.value for f in found.fields} == {
        "vendor_name": "Bäckerei Zürich",
        "total": Decimal(5),
        "tips": Decimal(2),
    }
    vendor = found.field("vendor_name")
    assert vendor
    assert vendor.read == "Kafe"
    assert store.search(OWNER, Query(vendor="backerei")).total == 1
    assert store.document(OWNER, document).status == "read"  # what is new, nobody has looked through


def test_a_correction_is_never_changed_nor_deleted(store: Store) -> None:
    document = read(store)
    store.correct(OWNER, document, "total", "12.32", Decimal(13), "anna")
    for statement in ("UPDATE correction SET after = '1'", "DELETE FROM correction"):
        with pytest.raises(DBAPIError, match="correction is never"), database.writing(store._engine) as session:
            session.execute(text(statement))
    assert [c.after for c in store.history(OWNER, document)] == ["13"]


def test_rows_of_a_table_are_added_and_deleted_by_corrections(store: Store) -> None:
    document = read(store)
    store.correct(OWNER, document, "line_items.0.description", "Flat white", None, "anna")
    store.correct(OWNER, document, "line_items.0.amount", "7.00", None, "anna")
    store.correct(OWNER, document, "line_items.2.description", None, "Tea", "anna")
    exported = next(store.export_rows(OWNER))
    assert exported.items == ({"description": "Almond cake", "amount": Decimal("4.20")}, {"description": "Tea"})
    assert exported.values == {path: value for path, value in RECEIPT.items() if "." not in path}


def test_issues_can_be_renewed_with_a_correction(store: Store) -> None:
    document = read(store)
    store.correct(OWNER, document, "total", "12.32", Decimal(13), "anna", issues=[Issue("tax", "Missing.", "info")])
    found = store.record(OWNER, document)
    assert found
    assert found.issues == (Issue("tax", "Missing.", "info"),)


def test_the_same_question_is_answered_by_the_run_that_stands(store: Store) -> None:
    document = read(store, made=record(version="v1"))
    store.save_record(OWNER, document, record({"total": Decimal(1)}, version="v2"), {"order": "MDY"})
    assert not store.reuse_run(OWNER, document, ["v3"], "small-1")
    assert not store.reuse_run(OWNER, document, ["v2"], "small-1")  # other settings
    assert not store.reuse_run(OWNER, document, ["v1"], "small-2")
    assert store.reuse_run(OWNER, document, ["v1", "v3"], "small-1")
    found = store.record(OWNER, document)
    assert found
    assert found.schema_version == "v1"
    assert store.search(OWNER, Query(amount_min=Decimal(12))).total == 1


def test_reading_the_same_question_anew_replaces_the_answer(store: Store) -> None:
    document = read(store)
    store.save_record(OWNER, document, record({"total": Decimal(1)}))
    with database.reading(store._engine) as session:
        assert session.execute(text("SELECT count(*) FROM run")).scalar() == 1
        assert session.execute(text("SELECT count(*) FROM field")).scalar() == 1
        assert session.execute(text("SELECT count(*) FROM issue")).scalar() == 1


def test_a_record_that_cannot_be_written_changes_nothing(store: Store) -> None:
    document = read(store)
    naive = Record(record().extraction, (), datetime(2026, 1, 1), "small-9", (), "v9")
    with pytest.raises(Exception, match="no time zone"):
        store.save_record(OWNER, document, naive)
    found = store.record(OWNER, document)
    assert found
    assert found.model == "small-1"
    assert store.verify().problems == ()


def test_the_record_of_a_worker_that_lost_its_job_is_not_saved(store: Store) -> None:
    taken = store.take_in(OWNER, "a.pdf", "application/pdf", b"bytes")
    late = store.claim("first", lease_seconds=-1)
    fresh = store.claim("second")
    assert late
    assert fresh
    with pytest.raises(LeaseLost):
        store.save_record(OWNER, taken.document.id, record(), claim=late)
    assert store.record(OWNER, taken.document.id) is None
    store.save_record(OWNER, taken.document.id, record(), claim=fresh)
    assert store.job(OWNER, fresh.job_id).state == "done"


def test_pages_are_saved_one_by_one(store: Store) -> None:
    document = store.take_in(OWNER, "a.pdf", "application/pdf", b"bytes").document.id
    assert store.ledger(OWNER, document) == []
    skipped = Coverage(3, "skipped", note="Too many pixels.")
    store.save_page(OWNER, document, skipped)
    store.save_page(OWNER, document, Coverage(1, "read", 10, 20, "ocr"), words("one two"), b"image")
    store.save_page(OWNER, document, Coverage(1, "read", 10, 20, "ocr"), words("eins zwei"), b"other")
    assert [line.page for line in store.ledger(OWNER, document)] == [1, 3]
    first, third = store.pages(OWNER, document)
    assert first.words == words("eins zwei")
    assert first.words[0].box == BOX
    assert (third.coverage, third.has_image) == (skipped, False)
    assert store.page_image(OWNER, document, 1) == b"other"
    assert len(list(store.files.names())) == 2  # the original and one image
    with pytest.raises(NotFound, match="Too many pixels"):
        store.page_image(OWNER, document, 3)


def test_deleting_leaves_nothing(store: Store) -> None:
    document = read(store)
    store.correct(OWNER, document, "total", "12.32", Decimal(13), "anna")
    store.library.label(OWNER, "tag", "2026", [document])
    store.delete(OWNER, document)
    assert list(store.files.names()) == []
    with database.reading(store._engine) as session:
        for table in ("document", "page", "run", "field", "issue", "correction", "facet", "searchable", "job", "tag"):
            assert session.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 0, table
    assert store.verify().problems == ()
    with pytest.raises(NotFound):
        store.document(OWNER, document)


def test_own_types(store: Store) -> None:
    store.save_doctype(OWNER, "lease", {"fields": [1]})
    store.save_doctype(OWNER, "lease", {"fields": [2]})
    assert store.doctypes(OWNER) == {"lease": {"fields": [2]}}
    store.delete_doctype(OWNER, "lease")
    with pytest.raises(NotFound):
        store.delete_doctype(OWNER, "lease")


def test_a_status_follows_what_happens(store: Store) -> None:
    document = store.take_in(OWNER, "a.pdf", "application/pdf", b"bytes").document.id

    def status() -> str:
        assert store.search(OWNER, Query()).rows[0].status == store.document(OWNER, document).status
        return store.document(OWNER, document).status

    assert status() == "queued"
    claim = store.claim("w")
    assert claim
    assert status() == "reading"
    store.fail(claim, "It broke.")
    assert status() == "failed"
    store.cancel(OWNER, store.retry(OWNER, claim.job_id).id)
    assert status() == "cancelled"
    store.save_record(OWNER, document, record())
    assert status() == "read"
    store.review(OWNER, document, True)
    assert status() == "reviewed"
    store.cancel(OWNER, store.enqueue(OWNER, document).id)
    assert status() == "reviewed"  # a record stands, and nothing about it has changed


def test_risk_is_of_what_nobody_corrected(store: Store) -> None:
    made = record({"total": Decimal(1), "date": date(2026, 1, 1)}, confidence=0.9)
    made = replace(made, extraction=replace(made.extraction, confidence={"total": 0.25, "date": 0.75}))
    document = read(store, made=made)
    assert store.search(OWNER, Query()).rows[0].risk == pytest.approx(0.75)
    store.correct(OWNER, document, "total", "1", Decimal(2), "anna")
    assert store.search(OWNER, Query()).rows[0].risk == pytest.approx(0.25)


def test_export_streams_what_was_asked_for(store: Store) -> None:
    ids = [read(store, b"%d" % i, record({"total": Decimal(i)}), name=f"{i}.pdf") for i in range(5)]
    assert [d.name for d in store.export_rows(OWNER, ids=[ids[3], ids[1]])] == ["3.pdf", "1.pdf"]
    by_amount = store.export_rows(OWNER, Query(amount_min=Decimal(2), sort="amount", limit=1))
    assert [d.values["total"] for d in by_amount] == [4, 3, 2]
    everything = store.export_rows(OWNER)
    store.delete(OWNER, ids[0])
    assert len(list(everything)) == 4
    with pytest.raises(NotFound):
        store.export_rows(OWNER, ids=["0" * 64])


def test_times_are_kept_in_utc(store: Store) -> None:
    began = datetime.now(UTC)
    document = store.document(OWNER, read(store))
    assert began <= document.made_at <= datetime.now(UTC)


def test_what_waits_is_found_by_its_name(store: Store) -> None:
    store.take_in(OWNER, "Mietvertrag 2026.pdf", "application/pdf", b"x")
    assert store.search(OWNER, Query(text="mietvertrag")).total == 1
