"""Types in the making: tried before they are saved, and proposed from what was read."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.service import LOCAL, NotFound, Service
from tests.draw import RECEIPT, pdf

Read = Callable[[], None]
DRAFT = {"name": "slip", "fields": [{"name": "total", "type": "amount"}, {"name": "unheard_of"}]}


def taken(service: Service, read: Read) -> str:
    found = service.upload(LOCAL, "cafe.pdf", pdf(RECEIPT)).document_id
    read()
    return found


def test_a_trial_says_what_would_be_read_and_stores_nothing(service: Service, read: Read) -> None:
    document = taken(service, read)
    before = service.document(LOCAL, document), service.doctypes(LOCAL), service.jobs(LOCAL)
    trial = service.try_doctype(LOCAL, document, DRAFT)
    assert not service.tried(LOCAL, trial).ready
    with pytest.raises(NotFound):
        service.tried("bob", trial)
    read()
    seen = service.tried(LOCAL, trial)
    assert (seen.ready, seen.problem) == (True, "")
    assert [(label, value) for label, value, _, _ in seen.values] == [("Total", "12.32")]
    with pytest.raises(NotFound, match="over"):
        service.tried(LOCAL, trial)
    assert (service.document(LOCAL, document), service.doctypes(LOCAL), service.jobs(LOCAL)) == before


def test_a_trial_of_a_bad_type_or_of_somebody_elses_document_is_refused(service: Service, read: Read) -> None:
    document = taken(service, read)
    with pytest.raises(ValueError, match="two fields called 'a'"):
        service.try_doctype(LOCAL, document, {"name": "slip", "fields": [{"name": "a"}, {"name": "a"}]})
    with pytest.raises(NotFound):
        service.try_doctype("bob", document, DRAFT)


def test_fields_are_suggested_from_what_was_read_and_from_labels(service: Service, read: Read) -> None:
    found = {one.name: one for one in service.suggest(LOCAL, [taken(service, read)])}
    assert (found["total"].type, found["total"].example, found["total"].count) == ("amount", "12.32", 1)
    assert [name for name, _, _ in found["line_items"].columns][:2] == ["description", "quantity"]
    assert found["date"].example == "2026-03-14"
    with pytest.raises(ValueError, match="from 1 to 20 documents"):
        service.suggest(LOCAL, [])
    with pytest.raises(NotFound):
        service.suggest("bob", list(found))
