"""Doubts: each is raised by the document that deserves it, and by no other."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline import doctypes
from pipeline.check import check
from pipeline.doctypes import Doctype
from pipeline.document import Box, Evidence, Extraction, Issue
from pipeline.values import typed

TODAY = date(2026, 6, 1)
PLACE = Evidence(1, Box(0, 0, 1, 1), "", 1.0)
SOUND = {
    "vendor_name": "Acme GmbH",
    "vendor_tax_id": "DE 136 695 976",
    "invoice_number": "4711",
    "invoice_date": "31.05.2026",
    "due_date": "30.06.2026",
    "currency": "EUR",
    "subtotal": "100,00",
    "tax": "19,00",
    "total": "119,00",
    "iban": "DE89 3704 0044 0532 0130 00",
    "line_items.0.description": "Work",
    "line_items.0.quantity": "1,5",
    "line_items.0.unit_price": "40,00",
    "line_items.0.amount": "60,00",
    "line_items.1.amount": "40,00",
}


def doubts(kind: str = "invoice", without: tuple[str, ...] = (), **changes: str) -> list[Issue]:
    """The issues of the sound invoice with some of its texts changed (``__`` for a dot in a path)."""
    doctype: Doctype = doctypes.load(kind)
    raw = {**SOUND, **{path.replace("__", "."): text for path, text in changes.items()}}
    raw = {path: text for path, text in raw.items() if path not in without and doctype.field(path)}
    fields = {path: doctype.field(path) for path in raw}
    read = {path: typed(text, field.type) for path, text in raw.items() if (field := fields[path])}
    values = {path: value for path, value in read.items() if value is not None}
    return [*check(Extraction(kind, values, raw, dict.fromkeys(raw, PLACE)), doctype, TODAY)]


def only(issues: list[Issue]) -> Issue:
    (issue,) = issues
    assert issue.severity == "warning"
    assert issue.message.endswith(".")
    return issue


def test_a_sound_invoice_raises_no_doubt() -> None:
    assert doubts() == []


def test_a_total_that_does_not_add_up_names_all_numbers() -> None:
    issue = only(doubts(total="120,00"))
    assert issue.path == "total"
    assert issue.message == "Subtotal 100.00 and tax 19.00 make 119.00, but the total says 120.00."


@pytest.mark.parametrize(
    "changes",
    [
        {"total": "119,01"},  # a cent of rounding
        {"total": "100,00"},  # tax is included in the prices
        {"without": ("tax",), "total": "100,05"},  # nothing is known of what lies between
        {"without": ("subtotal", "total")},
    ],
)
def test_sums_that_are_in_order(changes: dict[str, str]) -> None:
    assert [i for i in doubts(**changes) if "make" in i.message] == []  # type: ignore[arg-type]


def test_tips_belong_to_the_total() -> None:
    receipt = {"vendor_name": "Bar", "date": "31.05.2026", "subtotal": "10.00", "tax": "1.00", "tips": "2.00"}
    items = tuple(path for path in SOUND if path.startswith("line_items"))
    assert doubts("receipt", items, **receipt, total="13.00") == []
    assert only(doubts("receipt", items, **receipt, total="11.00")).message == (
        "Subtotal 10.00, tax 1.00 and tips 2.00 make 13.00, but the total says 11.00."
    )


def test_items_make_the_subtotal_or_the_total() -> None:
    issue = only(doubts(line_items__1__amount="41,00"))
    assert issue.path == "line_items"
    assert "The 2 amounts of line items add up to 101.00" in issue.message
    assert "the subtotal says 100.00 and the total says 119.00" in issue.message
    assert doubts(line_items__1__amount="59,00") == []  # gross prices
    assert doubts(without=("subtotal",)) == []  # net prices, and the subtotal is not printed


def test_items_are_not_added_up_when_one_was_not_read() -> None:
    assert doubts(without=("line_items.1.amount",), line_items__1__description="Travel") == []


def test_quantity_times_price_is_the_amount() -> None:
    issue = only(doubts(line_items__0__unit_price="50,00"))
    assert issue.path == "line_items.0.amount"
    assert issue.message == "In row 1, 1.5 times 50.00 makes 75.00, but the amount says 60.00."


def test_rows_are_counted_by_number_and_not_by_letter() -> None:
    rows = {f"line_items__{i}__amount": "0,00" for i in range(2, 12)}
    assert only(doubts(**rows, line_items__11__quantity="2", line_items__11__unit_price="3")).message.startswith(
        "In row 12, "
    )


def test_dates_from_the_future() -> None:
    issue = only(doubts(invoice_date="03.06.2026"))
    assert issue.message == "The invoice date 2026-06-03 lies in the future."
    assert doubts(invoice_date="02.06.2026") == []  # already tomorrow in another part of the world
    assert doubts(due_date="01.01.2030") == []


def test_due_before_it_was_written() -> None:
    issue = only(doubts(due_date="30.05.2026"))
    assert issue.path == "due_date"
    assert "2026-05-30 lies before" in issue.message
    assert "2026-05-31" in issue.message


@pytest.mark.parametrize("iban", ["DE89 3704 0044 0532 0130 01", "DE89 3704", "4711"])
def test_an_iban_with_wrong_check_digits(iban: str) -> None:
    assert only(doubts(iban=iban)).message == f"The IBAN {iban!r} has a wrong length or wrong check digits."


def test_european_vat_numbers_have_check_digits_and_others_are_left_alone() -> None:
    assert only(doubts(vendor_tax_id="DE136695977")).path == "vendor_tax_id"
    assert doubts(vendor_tax_id="12/345/67890") == []  # a German Steuernummer
    assert doubts(vendor_tax_id="000912345678") == []  # Malaysia


def test_what_a_document_of_this_kind_must_have() -> None:
    issues = doubts(without=("invoice_number", "vendor_name"))
    assert [i.path for i in issues] == ["vendor_name", "invoice_number"]
    assert issues[1].message == "No invoice number was found; a document of type Invoice should have one."
    assert doubts(without=("due_date", "iban", "currency")) == []


def test_what_cannot_be_read_is_not_called_missing() -> None:
    issue = only(doubts(total="one hundred", without=("line_items.1.amount",), line_items__1__description="Travel"))
    assert (issue.path, issue.message) == (
        "total",
        "'one hundred' stands where total should be, and it cannot be read as an amount.",
    )


def test_an_ambiguous_currency_is_a_doubt() -> None:
    assert "cannot be read as one currency" in only(doubts(currency="kr")).message


def test_low_confidence_alone_is_no_issue() -> None:
    raw = {"title": "Hello"}
    sunk = Extraction("form", dict(raw), raw, {"title": PLACE}, {"title": 0.01})
    assert check(sunk, doctypes.load("form"), TODAY) == ()
