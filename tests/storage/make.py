"""Small records to store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from pipeline.document import Box, Coverage, Evidence, Extraction, Issue, Record, Usage, Value, Word
from storage.store import Store

OWNER = "anna"
BOX = Box(0.125, 0.25, 0.5, 0.375)

RECEIPT: Mapping[str, Value] = {
    "vendor_name": "Café Zürich",
    "date": date(2026, 3, 14),
    "total": Decimal("12.32"),
    "currency": "EUR",
    "paid": True,
    "line_items.0.description": "Flat white",
    "line_items.0.amount": Decimal("7.00"),
    "line_items.1.description": "Almond cake",
    "line_items.1.amount": Decimal("4.20"),
}


def words(text: str) -> tuple[Word, ...]:
    """``text`` as the words of a page."""
    return tuple(Word(word, BOX, 0.9) for word in text.split())


def record(
    values: Mapping[str, Value] = RECEIPT,
    doctype: str = "receipt",
    model: str = "small-1",
    version: str = "v1",
    confidence: float = 0.8,
) -> Record:
    """A record with ``values``, each printed as it is typed."""
    return Record(
        Extraction(
            doctype,
            values,
            {path: str(value) for path, value in values.items()},
            {path: Evidence(1, BOX, str(value), 0.7) for path, value in values.items()},
            dict.fromkeys(values, confidence),
            "because",
            Usage(100, 20, {"model": 1.5}),
        ),
        (Issue("total", "The sum is not right."),),
        datetime.now(UTC),
        model,
        (Coverage(1, "read", 1000, 1400, "ocr", ""),),
        version,
    )


def read(
    store: Store,
    data: bytes = b"a receipt",
    made: Record | None = None,
    text: str = "Kassenbon Nr. 4711 vielen Dank",
    owner: str = OWNER,
    name: str = "bon.pdf",
) -> str:
    """A document that came in and was read: its id."""
    taken = store.take_in(owner, name, "application/pdf", data)
    claim = store.claim("worker")
    assert claim is not None
    assert claim.document_id == taken.document.id
    store.save_page(owner, taken.document.id, Coverage(1, "read", 1000, 1400, "ocr"), words(text), b"image of " + data)
    store.save_record(owner, taken.document.id, made or record(), claim=claim)
    return taken.document.id
