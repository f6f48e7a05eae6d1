"""From bytes to a record that is corrected, found and exported, through the service alone."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from PIL import Image

from app.reader import Reader
from app.service import LOCAL, Conflict, DocumentView, FieldView, NotFound, Query, Service, TooLarge, Unreadable
from app.settings import Settings
from tests.draw import RECEIPT, pdf, png

Read = Callable[[], None]
DATA = pdf(RECEIPT)


def uploaded(service: Service, read: Read, data: bytes = DATA, name: str = "cafe.pdf") -> DocumentView:
    taken = service.upload(LOCAL, name, data)
    read()
    return service.document(LOCAL, taken.document_id)


def field(view: DocumentView, path: str) -> FieldView:
    cells = [cell for table in view.tables.values() for row in table.rows for cell in row]
    return next(one for one in (*view.fields, *cells) if one.path == path)


def test_a_document_becomes_a_record_with_its_proof(service: Service, read: Read) -> None:
    view = uploaded(service, read)
    assert (view.status, view.doctype, view.page_count, view.error) == ("read", "receipt", 1, "")
    total = field(view, "total")
    assert (total.raw, total.value, total.type, total.page, total.level) == ("12.32", "12.32", "amount", 1, "high")
    assert total.box is not None
    words = service.page_words(LOCAL, view.id, 1)
    (printed,) = [word for word in words if word.text == "12.32"]
    assert (printed.box.x0, printed.box.y1) == pytest.approx((total.box.x0, total.box.y1), abs=1e-4)
    assert field(view, "line_items.1.description").value == "Almond cake"
    assert field(view, "line_items.1.quantity").value is None
    assert field(view, "phone").level == "none"
    assert view.issues == ()
    image = Image.open(io.BytesIO(service.page_image(LOCAL, view.id, 1)))
    assert image.format == "WEBP"
    assert max(image.size) == 1600
    assert set(view.seconds) >= {"render", "words", "model", "check"}


def test_a_picture_is_read_by_ocr(service: Service, read: Read) -> None:
    view = uploaded(service, read, png(), "cafe.png")
    assert view.pages[0].source == "ocr"
    assert field(view, "total").value == "12.32"


def test_the_same_bytes_again_queue_nothing(service: Service, read: Read) -> None:
    first = service.upload(LOCAL, "a.pdf", DATA)
    assert service.upload(LOCAL, "b.pdf", DATA) == replace(first, duplicate=True)
    read()
    assert service.upload(LOCAL, "b.pdf", DATA) == replace(first, duplicate=True)
    assert [job.state for job in service.jobs(LOCAL)] == ["done"]


@pytest.mark.parametrize(
    ("name", "data", "kind", "says"),
    [
        ("empty.pdf", b"", Unreadable, "'empty.pdf' is empty"),
        ("notes.pdf", b"just some text", Unreadable, "'notes.pdf' is not a document that Recto reads"),
        ("big.png", b"\x89PNG\r\n\x1a\n" + bytes(1_000_001), TooLarge, "'big.png' is larger than 1 MB"),
        ("../../etc/x.pdf", b"", Unreadable, "'x.pdf' is empty"),
    ],
)
def test_what_is_refused_at_the_door(
    service: Service, name: str, data: bytes, kind: type[Exception], says: str
) -> None:
    with pytest.raises(kind, match=says.replace(".", r"\.")):
        service.upload(LOCAL, name, data)
    assert service.search(LOCAL, Query()).total == 0


def test_a_damaged_file_fails_with_its_sentence_and_the_next_is_read(service: Service, read: Read) -> None:
    bad = service.upload(LOCAL, "cut.pdf", DATA[:200])
    good = service.upload(LOCAL, "good.pdf", DATA)
    read()
    view = service.document(LOCAL, bad.document_id)
    assert view.status == "failed"
    assert "'cut.pdf'" in view.error
    assert service.document(LOCAL, good.document_id).status == "read"


def test_what_people_set_stays_and_has_a_history(service: Service, read: Read) -> None:
    view = uploaded(service, read)
    view = service.correct(LOCAL, view.id, "total", "99.00", "12.32", "ann")
    total = field(view, "total")
    assert (total.value, total.raw, total.level, total.corrected) == ("99.00", "12.32", "person", True)
    assert [(one.before, one.after, one.who) for one in total.history] == [("12.32", "99.00", "ann")]
    assert any("12.32" in issue.message for issue in view.issues if issue.path == "total"), "the sum is wrong now"
    with pytest.raises(Conflict):
        service.correct(LOCAL, view.id, "total", "1.00", "12.32", "ben")
    with pytest.raises(ValueError, match="not an amount"):
        service.correct(LOCAL, view.id, "total", "lots", "99.00", "ben")
    with pytest.raises(NotFound):
        service.correct(LOCAL, view.id, "colour", "red", None, "ben")
    service.read_again(LOCAL, view.id)
    read()
    assert field(service.document(LOCAL, view.id), "total").value == "99.00"
    view = service.correct(LOCAL, view.id, "total", "12.32", "99.00", "ben")
    assert view.issues == ()
    assert field(service.correct(LOCAL, view.id, "total", None, "12.32", "ben"), "total").value is None


def test_a_row_is_added_below_the_last(service: Service, read: Read) -> None:
    view = uploaded(service, read)
    view = service.correct(LOCAL, view.id, "line_items.2.description", "Tip jar", None, "ann")
    assert [row[0].value for row in view.tables["line_items"].rows] == ["Flat white", "Almond cake", "Tip jar"]
    with pytest.raises(NotFound):
        service.correct(LOCAL, view.id, "line_items.9.description", "far below", None, "ann")


def test_it_is_found_by_what_stands_in_it(service: Service, read: Read) -> None:
    view = uploaded(service, read)
    for query in (
        Query(text="almond"),
        Query(text="harbour cafe"),
        Query(vendor="corner"),
        Query(doctype="receipt", status="read"),
        Query(amount_min=Decimal("12.32"), amount_max=Decimal("12.32")),
        Query(date_from=date(2026, 3, 14), date_to=date(2026, 3, 14)),
    ):
        hits = service.search(LOCAL, query)
        assert [hit.document_id for hit in hits.rows] == [view.id], query
    for query in (
        Query(text="walnut"),
        Query(amount_min=Decimal(13)),
        Query(status="failed"),
        Query(doctype="invoice"),
    ):
        assert service.search(LOCAL, query).total == 0, query
    with pytest.raises(ValueError, match="Unknown order"):
        service.search(LOCAL, Query(sort="colour"))  # type: ignore[arg-type]


def test_exports_hold_what_stands_now(service: Service, read: Read) -> None:
    view = uploaded(service, read)
    service.correct(LOCAL, view.id, "vendor_name", "=cmd()", "CORNER CAFE", "ann")
    name, media_type, pieces = service.export(LOCAL, "csv", Query(text="almond"))
    assert name.endswith(".csv")
    assert media_type.startswith("text/csv")
    (row,) = csv.DictReader(io.StringIO(b"".join(pieces).decode("utf-8-sig")))
    assert (row["total"], row["vendor_name"]) == ("12.32", "'=cmd()")
    (record,) = json.loads(b"".join(service.export(LOCAL, "json", ids=[view.id])[2]))
    assert "Almond cake" in json.dumps(record)
    for format in service.formats():
        assert b"".join(service.export(LOCAL, format)[2])
    with pytest.raises(ValueError, match="Unknown export format"):
        service.export(LOCAL, "../csv")


def test_an_own_document_type_is_data(service: Service, read: Read) -> None:
    definition = {"name": "slip", "fields": [{"name": "total", "type": "amount"}]}
    made = service.save_doctype(LOCAL, definition)
    assert made.own
    taken = service.upload(LOCAL, "cafe.pdf", DATA, doctype="slip")
    read()
    view = service.document(LOCAL, taken.document_id)
    assert (view.doctype, [one.path for one in view.fields]) == ("slip", ["total"])
    assert field(view, "total").value == "12.32"
    with pytest.raises(ValueError, match="comes with Recto"):
        service.save_doctype(LOCAL, {**definition, "name": "receipt"})
    with pytest.raises(ValueError, match="lacks 'fields'"):
        service.save_doctype(LOCAL, {"name": "slip"})
    service.delete_doctype(LOCAL, "slip")
    assert field(service.document(LOCAL, view.id), "total").value == "12.32"
    with pytest.raises(ValueError, match="Unknown document type 'slip'"):
        service.upload(LOCAL, "other.pdf", pdf(["other"]), doctype="slip")
    with pytest.raises(Conflict):
        service.delete_doctype(LOCAL, "receipt")


def test_nobody_sees_what_is_anothers(service: Service, read: Read) -> None:
    view = uploaded(service, read)
    job = service.jobs(LOCAL)[0]
    for forbidden in (
        lambda: service.document("bob", view.id),
        lambda: service.page_image("bob", view.id, 1),
        lambda: service.page_words("bob", view.id, 1),
        lambda: service.correct("bob", view.id, "total", "1", "12.32", "bob"),
        lambda: service.review("bob", view.id, True),
        lambda: service.read_again("bob", view.id),
        lambda: service.delete("bob", view.id),
        lambda: service.cancel("bob", job.id),
        lambda: service.retry("bob", job.id),
        lambda: list(service.export("bob", "csv", ids=[view.id])[2]),
    ):
        with pytest.raises(NotFound):
            forbidden()
    assert service.search("bob", Query()).total == 0
    assert service.jobs("bob") == []


def test_reviewing_and_deleting(service: Service, read: Read) -> None:
    view = uploaded(service, read)
    assert service.review(LOCAL, view.id, True).status == "reviewed"
    assert service.review(LOCAL, view.id, False).status == "read"
    service.delete(LOCAL, view.id)
    with pytest.raises(NotFound):
        service.document(LOCAL, view.id)
    assert service.search(LOCAL, Query(text="almond")).total == 0


def test_a_damaged_file_is_refused_before_a_model_is_loaded_for_it(service: Service, settings: Settings) -> None:
    without = replace(settings, model_settings={"script": "nowhere.json"})
    damaged = service.upload(LOCAL, "cafe.jpg", b"\xff\xd8\xff\xe0" + bytes(2000))
    whole = service.upload(LOCAL, "cafe.pdf", DATA)
    reader = Reader(without, service.store)
    while reader.read_next():
        pass
    assert "damaged" in service.document(LOCAL, damaged.document_id).error
    assert "nowhere.json" in service.document(LOCAL, whole.document_id).error


def test_a_queued_reading_is_cancelled_and_tried_again(service: Service, read: Read) -> None:
    taken = service.upload(LOCAL, "cafe.pdf", DATA)
    service.cancel(LOCAL, taken.job_id)
    read()
    assert service.document(LOCAL, taken.document_id).status == "cancelled"
    service.retry(LOCAL, taken.job_id)
    with pytest.raises(Conflict):
        service.retry(LOCAL, taken.job_id)
    read()
    assert service.document(LOCAL, taken.document_id).status == "read"


def test_a_reading_stops_between_two_pages_and_goes_on_there(service: Service, settings: Settings) -> None:
    """``stopping`` is set while page 2 is saved; the next reader begins at page 3."""
    reader = Reader(settings, service.store)
    taken = service.upload(LOCAL, "long.pdf", pdf(*[RECEIPT] * 4))
    save_page = service.store.save_page
    numbers: list[int] = []

    def saving(owner: str, document_id: str, coverage, *rest) -> None:  # type: ignore[no-untyped-def]
        save_page(owner, document_id, coverage, *rest)
        numbers.append(coverage.page)
        if len(numbers) == 2:
            reader.stopping.set()

    service.store.save_page = saving  # type: ignore[method-assign]
    assert reader.read_next()
    assert service.document(LOCAL, taken.document_id).status == "queued"
    assert Reader(settings, service.store).read_next()
    assert numbers == [1, 2, 3, 4]
    view = service.document(LOCAL, taken.document_id)
    assert (view.status, view.page_count, len(view.coverage)) == ("read", 4, 4)


def test_a_reading_under_way_is_cancelled_at_its_next_page(service: Service, settings: Settings) -> None:
    taken = service.upload(LOCAL, "long.pdf", pdf(*[RECEIPT] * 4))
    save_page = service.store.save_page

    def saving(*given) -> None:  # type: ignore[no-untyped-def]
        save_page(*given)
        service.cancel(LOCAL, taken.job_id)

    service.store.save_page = saving  # type: ignore[method-assign]
    assert Reader(settings, service.store).read_next()
    (job,) = service.jobs(LOCAL)
    assert (job.state, job.pages_done, job.pages_total) == ("cancelled", 1, 4)


def test_what_breaks_down_is_tried_again_and_then_fails(service: Service, settings: Settings) -> None:
    reader = Reader(replace(settings, model_settings={"script": "/nowhere.json"}), service.store)
    taken = service.upload(LOCAL, "cafe.pdf", DATA)
    for _ in range(2):
        assert reader.read_next()
        assert service.jobs(LOCAL)[0].state == "queued"
    assert reader.read_next()
    assert not reader.read_next()
    assert "/nowhere.json" in service.document(LOCAL, taken.document_id).error


def test_a_locked_document_waits_for_its_password(service: Service, read: Read) -> None:
    taken = service.upload(LOCAL, "locked.pdf", pdf(RECEIPT, password="sesame"))
    read()
    assert "password" in service.document(LOCAL, taken.document_id).error
    service.retry(LOCAL, taken.job_id, password="sesame")
    read()
    assert field(service.document(LOCAL, taken.document_id), "total").value == "12.32"
    service.store.close()
    assert b"sesame" not in b"".join(path.read_bytes() for path in service.settings.data.glob("recto.sqlite3*"))


def test_samples_are_there_and_can_be_read(service: Service) -> None:
    for sample in service.samples():
        taken = service.read_sample(LOCAL, sample.name)
        assert service.document(LOCAL, taken.document_id).status == "queued"
    with pytest.raises(NotFound):
        service.read_sample(LOCAL, "../service.py")
