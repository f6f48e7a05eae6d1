"""A receipt that tests draw themselves, as a PDF with a text layer or as a picture, and what a script answers to it."""

from __future__ import annotations

from collections.abc import Sequence

from tests.pipeline import drawing

RECEIPT = (
    "CORNER CAFE",
    "12 Harbour Street, Porthaven",
    "Date: 2026-03-14",
    "2 Flat white 3.50 7.00",
    "1 Almond cake 4.20 4.20",
    "Subtotal 11.20",
    "Tax 1.12",
    "Total 12.32 EUR",
)
"""The lines of a receipt whose sums are right."""

ANSWERS = {
    "vendor_name": "CORNER CAFE",
    "date": "2026-03-14",
    "subtotal": "11.20",
    "tax": "1.12",
    "total": "12.32",
    "currency": "EUR",
    "line_items.0.description": "Flat white",
    "line_items.0.quantity": "2",
    "line_items.0.unit_price": "3.50",
    "line_items.0.amount": "7.00",
    "line_items.1.description": "Almond cake",
    "line_items.1.amount": "4.20",
}
"""What a script answers about ``RECEIPT``."""


def pdf(*pages: Sequence[str], password: str | None = None) -> bytes:
    """A PDF of ``pages``, each the lines of its text."""
    return drawing.pdf([drawing.text(lines, top=300) for lines in pages], size=(400, 340), password=password)


def png(lines: Sequence[str] = RECEIPT) -> bytes:
    """A picture of ``lines``, as a scanner makes one."""
    return drawing.saved(drawing.picture(lines, size=(800, 60 + 70 * len(lines))), "PNG")
