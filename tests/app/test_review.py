"""Undo, rows, history, and the review queue with its threshold, through the service alone."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from app.reader import Reader
from app.review import threshold
from app.service import LOCAL, Conflict, DocumentView, FieldView, NotFound, Query, Service
from app.settings import Settings
from storage.stored import Judged
from tests.draw import ANSWERS, RECEIPT, pdf

Read = Callable[[], None]
DATA = pdf(RECEIPT)


@pytest.fixture
def view(service: Service, read: Read) -> DocumentView:
    taken = service.upload(LOCAL, "cafe.pdf", DATA)
    read()
    return service.document(LOCAL, taken.document_id)


def field(view: DocumentView, path: str) -> FieldView:
    cells = [cell for table in view.tables.values() for row in table.rows for cell in row]
    return next(one for one in (*view.fields, *cells) if one.path == path)


def test_what_was_set_is_taken_back_step_by_step(service: Service, view: DocumentView) -> None:
    service.correct(LOCAL, view.id, "total", "99.00", "12.32", "ann")
    service.correct(LOCAL, view.id, "total", "98.00", "99.00", "ben")
    total = field(service.undo(LOCAL, view.id, "total", "98.00", "cat"), "total")
    assert (total.value, total.level, total.undoable) == ("99.00", "person", 1)
    with pytest.raises(Conflict, match="cat changed it"):
        service.undo(LOCAL, view.id, "total", "98.00", "ann")
    back = service.undo(LOCAL, view.id, "total", "99.00", "ann")
    total = field(back, "total")
    assert (total.value, total.level, total.corrected, total.undoable) == ("12.32", "high", False, 0)
    assert back.issues == view.issues
    assert [(c.before, c.after, c.who, c.undone) for c in total.history] == [
        ("12.32", "99.00", "ann", False),
        ("99.00", "98.00", "ben", False),
        ("98.00", "99.00", "cat", True),
        ("99.00", "12.32", "ann", True),
    ]
    assert [(r.model, r.text) for r in total.readings] == [(view.model, "12.32")]
    with pytest.raises(Conflict, match="nothing to undo"):
        service.undo(LOCAL, view.id, "total", "12.32", "ann")


def test_a_value_that_is_confirmed_counts_as_set(service: Service, view: DocumentView) -> None:
    total = field(service.correct(LOCAL, view.id, "total", "12.32", "12.32", "ann"), "total")
    assert (total.value, total.level, total.undoable) == ("12.32", "person", 1)


def test_a_correction_is_in_store_export_and_search_and_survives_another_reading(
    service: Service, view: DocumentView, read: Read
) -> None:
    def exported() -> str:
        _, _, data = service.export(LOCAL, "csv", ids=[view.id])
        (row,) = csv.DictReader(StringIO(b"".join(data).decode("utf-8-sig")))
        return next(text for name, text in row.items() if name and "vendor" in name.lower() and text)

    before = field(view, "vendor_name").value
    assert before
    service.correct(LOCAL, view.id, "vendor_name", "Gullwing", before, "ann")
    for _ in range(2):
        assert field(service.document(LOCAL, view.id), "vendor_name").value == "Gullwing"
        assert exported() == "Gullwing"
        assert service.search(LOCAL, Query(text="gullwing")).total == 1
        service.read_again(LOCAL, view.id)
        read()
    service.undo(LOCAL, view.id, "vendor_name", "Gullwing", "ann")
    assert exported() == before
    assert service.search(LOCAL, Query(text="gullwing")).total == 0


def test_a_row_is_deleted_and_brought_back(service: Service, view: DocumentView) -> None:
    def names(view: DocumentView) -> list[str | None]:
        return [row[0].value for row in view.tables["line_items"].rows]

    gone = service.delete_row(LOCAL, view.id, "line_items", 0, "ann")
    items = gone.tables["line_items"]
    assert (names(gone), items.deleted, items.following) == (["Almond cake"], (0,), 2)
    assert items.rows[0][0].path == "line_items.1.description"
    with pytest.raises(NotFound, match="no row 1 any more"):
        service.delete_row(LOCAL, view.id, "line_items", 0, "ben")
    added = service.correct(LOCAL, view.id, "line_items.2.description", "Tip jar", None, "ann")
    assert names(added) == ["Almond cake", "Tip jar"]
    assert names(service.restore_row(LOCAL, view.id, "line_items", 0, "ben")) == [
        "Flat white",
        "Almond cake",
        "Tip jar",
    ]
    with pytest.raises(NotFound, match="is not deleted"):
        service.restore_row(LOCAL, view.id, "line_items", 0, "ben")
    assert field(service.document(LOCAL, view.id), "line_items.0.amount").level == "high"


def test_the_threshold_is_where_the_share_of_right_values_is_reached() -> None:
    judged = [Judged(0.9 + n / 1000, True) for n in range(60)] + [Judged(0.5, n > 10) for n in range(60)]
    found = threshold(judged, 0.98, 0.9)
    assert (found.learned, found.confidence, found.right, found.above) == (True, 0.9, 60, 60)
    assert threshold(judged, 0.9, 0.9).confidence == 0.5, "109 of 120"
    assert threshold([*judged, Judged(0.95, False)], 0.98, 0.9).above == 61, "60 of 61 still reach it"


def test_too_few_judged_values_are_said_to_be_too_few() -> None:
    few = threshold([Judged(0.95, True)] * 49, 0.98, 0.9)
    assert (few.learned, few.reachable, few.judged, few.needed, few.confidence) == (False, True, 49, 50, 0.9)
    wrong = threshold([Judged(0.95, n % 2 == 0) for n in range(80)], 0.98, 0.9)
    assert (wrong.learned, wrong.reachable, wrong.right, wrong.above) == (False, False, 40, 80)


def test_the_queue_holds_what_is_in_doubt_and_the_judged_values_of_its_owner_only(
    service: Service, view: DocumentView
) -> None:
    queue = service.review_queue(LOCAL)
    assert (queue.total, queue.unreviewed, queue.reviewed, queue.threshold.judged) == (0, 1, 0, 0)
    service.correct(LOCAL, view.id, "total", "99.00", "12.32", "ann")
    service.correct(LOCAL, view.id, "tax", field(view, "tax").value, field(view, "tax").value, "ann")
    assert (lambda t: (t.judged, t.right, t.above))(service.review_queue(LOCAL).threshold) == (2, 1, 2)
    service.undo(LOCAL, view.id, "total", "99.00", "ann")
    assert service.review_queue(LOCAL).threshold.judged == 1
    service.review(LOCAL, view.id, True)
    queue = service.review_queue(LOCAL)
    read = [f for f in (*view.fields, *(c for row in view.tables["line_items"].rows for c in row)) if f.raw]
    assert (queue.unreviewed, queue.reviewed, queue.threshold.judged) == (0, 1, len(read))
    assert service.review_queue("bob").threshold.judged == 0
    with pytest.raises(ValueError, match="target of 2"):
        service.review_queue(LOCAL, 2)


def test_another_reading_waits_and_overwrites_nothing_that_a_person_set(
    service: Service, view: DocumentView, settings: Settings
) -> None:
    service.correct(LOCAL, view.id, "total", "99.00", "12.32", "ann")
    _answer(settings, {**ANSWERS, "total": "11.20", "tax": "4.20"}, without="vendor_name")
    service.propose(LOCAL, view.id, "receipt", wide=True)
    Reader(settings, service.store).read_next()
    view = service.document(LOCAL, view.id)
    assert (field(view, "total").value, field(view, "tax").value) == ("99.00", "1.12")
    assert view.proposal
    found = {one.path: (one.now, one.new, one.set) for one in view.proposal.differences}
    vendor = field(view, "vendor_name").value
    assert found == {
        "total": ("99.00", "11.20", True),
        "tax": ("1.12", "4.20", False),
        "vendor_name": (vendor, None, False),
    }
    with pytest.raises(Conflict):
        service.take(LOCAL, view.id, "0", [], "ann")
    assert field(service.document(LOCAL, view.id), "tax").value == "1.12", "all or none"
    taken = service.take(LOCAL, view.id, view.proposal.run, ["tax"], "ann")
    assert [field(taken, p).value for p in ("total", "tax", "vendor_name")] == ["99.00", "4.20", vendor]
    assert taken.proposal is None
    assert [r.text for r in field(taken, "tax").readings] == ["1.12", "4.20"]
    assert service.export(LOCAL, "csv", ids=[view.id])


def test_what_a_person_set_gives_way_only_when_the_new_value_is_taken(
    service: Service, view: DocumentView, read: Read
) -> None:
    service.correct(LOCAL, view.id, "total", "99.00", "12.32", "ann")
    service.review(LOCAL, view.id, True)
    for path in ([], ["total"]):
        service.propose(LOCAL, view.id, "receipt")
        read()
        waiting = service.document(LOCAL, view.id).proposal
        assert waiting
        assert [(one.now, one.new) for one in waiting.differences] == [("99.00", "12.32")]
        taken = service.take(LOCAL, view.id, waiting.run, path, "ben")
        assert (field(taken, "total").value, taken.reviewed) == ("12.32" if path else "99.00", False)
    assert [(c.who, c.undone) for c in field(taken, "total").history] == [("ann", False), ("ben", True)]


def test_a_dropped_reading_leaves_no_trace(service: Service, view: DocumentView, read: Read) -> None:
    service.propose(LOCAL, view.id, "invoice")
    read()
    waiting = service.document(LOCAL, view.id).proposal
    assert waiting
    assert (waiting.doctype, service.document(LOCAL, view.id).doctype) == ("invoice", "receipt")
    after = service.drop(LOCAL, view.id, waiting.run)
    assert (after.proposal, after.fields, after.status) == (None, view.fields, "read")
    with pytest.raises(Conflict, match="taken or dropped by somebody else"):
        service.drop(LOCAL, view.id, waiting.run)
    with pytest.raises(ValueError, match="Unknown model 'gpt'"):
        service.propose(LOCAL, view.id, model="gpt")


def _answer(settings: Settings, answers: dict[str, str], without: str = "") -> None:
    kept = {path: text for path, text in answers.items() if path != without}
    Path(settings.model_settings["script"]).write_text(json.dumps({"kind": "receipt", "answers": kept}), "utf-8")
