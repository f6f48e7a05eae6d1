"""Exports through the service: chosen columns, a preview, a case file, and nothing to export."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from app.service import LOCAL, DocumentView, NotFound, Query, Service
from pipeline.exports import html
from tests.draw import RECEIPT, pdf

Read = Callable[[], None]


def uploaded(service: Service, read: Read) -> DocumentView:
    taken = service.upload(LOCAL, "cafe.pdf", pdf(RECEIPT))
    read()
    return service.document(LOCAL, taken.document_id)


def test_a_preview_shows_what_is_exported(service: Service, read: Read) -> None:
    view = uploaded(service, read)
    seen = service.preview_export(LOCAL, ids=[view.id])
    assert (seen.total, seen.looked_at) == (1, 1)
    assert {"document_name", "vendor_name", "items.amount"} <= set(seen.columns)
    chosen = ["total", "items.quantity"]
    few = service.preview_export(LOCAL, Query(text="cafe"), columns=chosen)
    assert (few.headings, few.rows) == (("total",), (("12.32",),))
    (record,) = json.loads(b"".join(service.export(LOCAL, "json", ids=[view.id], columns=chosen)[2]))
    assert record == {"values": {"total": 12.32}, "tables": {"line_items": [{"quantity": 2}]}}


def test_an_export_of_nothing_says_so(service: Service) -> None:
    for ids in (None, []):
        with pytest.raises(NotFound, match="nothing to export"):
            service.export(LOCAL, "csv", Query(text="nowhere"), ids)
    with pytest.raises(NotFound, match="nothing to export"):
        service.preview_export(LOCAL)


def test_a_case_file_has_the_page_and_the_place_of_a_value(
    service: Service, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = uploaded(service, read)
    name, kind, pieces = service.export(LOCAL, "html", Query(text="cafe"))
    text = b"".join(pieces).decode()
    assert name.endswith(".html")
    assert kind.startswith("text/html")
    assert text.count("data:image/webp;base64,") == 1
    assert "CORNER CAFE" in text
    assert text.count('class="box') >= 5
    monkeypatch.setattr(html, "MOST_DOCUMENTS", 1)
    with pytest.raises(ValueError, match="up to 1 documents, and these are 2"):
        service.export(LOCAL, "html", ids=[view.id, view.id])
    monkeypatch.setattr(html, "MOST_PAGES", 0)
    with pytest.raises(ValueError, match="up to 0 pages, and these are 1"):
        service.export(LOCAL, "html", ids=[view.id])
