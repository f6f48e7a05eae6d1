"""Reading as a whole, with a backend that points: nothing invented, everything proven, typed by code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from model import backends
from model.backend import Answer, Found, Question
from model.backends.scripted import Scripted
from pipeline import doctypes
from pipeline.classify import classify
from pipeline.doctypes import from_json
from pipeline.document import Box, Coverage, Evidence, Page, Word
from pipeline.extract import extract
from pipeline.ground import located, seen
from pipeline.reading import Clock, coverage_of, date_order, read_record

RECEIPT = """ACME TOOLS LTD
Date: 31/05/2026
Hammer 2 5.00 10.00
Nails 1 0.50 0.50
Subtotal 10.50
GST 0.63
TOTAL RM 11.13"""
ANSWERS = {
    "vendor_name": "ACME TOOLS LTD",
    "date": "31/05/2026",
    "subtotal": "10.50",
    "tax": "0.63",
    "total": "RM 11.13",
    "currency": "RM",
    "line_items.0.description": "Hammer",
    "line_items.0.quantity": "2",
    "line_items.0.unit_price": "5.00",
    "line_items.0.amount": "10.00",
    "line_items.1.description": "Nails",
    "line_items.1.amount": "0.50",
}
NOW = datetime(2026, 6, 1, tzinfo=UTC)


def page(text: str, number: int = 1) -> Page:
    """``text`` with a word every tenth of the width and a line every twentieth of the height."""
    words = [
        Word(word, Box(j / 10, i / 20, j / 10 + 0.08, i / 20 + 0.04), 0.9)
        for i, line in enumerate(text.splitlines())
        for j, word in enumerate(line.split())
    ]
    return Page(number, None, tuple(words), "ocr")


class Pointing:
    """A backend that gives fixed answers and remembers what it was asked."""

    name = "pointing"
    abilities = frozenset({"fields"})

    def __init__(self, values: Mapping[str, Found] | None = None, kind: str = "", sure: float = 0.0) -> None:
        self.values, self.kind, self.sure = values or {}, kind, sure
        self.asked: list[Question] = []

    def answer(self, question: Question) -> Answer:
        self.asked.append(question)
        return Answer(self.values, self.kind, self.sure, reasoning="as seen", tokens_in=5, seconds={"pages": 0.25})


def test_a_receipt_is_read_typed_and_proven() -> None:
    record = read_record([page(RECEIPT)], [Coverage(1, "read")], Scripted(ANSWERS, "receipt"), now=NOW)
    found = record.extraction
    assert found.doctype == "receipt"
    assert found.values["date"] == date(2026, 5, 31)
    assert found.values["total"] == Decimal("11.13")
    assert found.values["currency"] == "MYR"
    assert found.values["line_items.0.quantity"] == Decimal(2)
    assert dict(found.raw) == ANSWERS
    assert found.evidence.keys() == found.raw.keys() == found.values.keys()
    assert found.evidence["total"] == Evidence(1, Box(0.1, 6 / 20, 0.28, 6 / 20 + 0.04), "RM 11.13", 1.0)
    assert record.issues == ()
    assert record.made_at == NOW
    assert record.schema_version == doctypes.load("receipt").version
    assert record.coverage == (Coverage(1, "read"),)


def test_one_question_is_asked_with_all_pages_word_by_word() -> None:
    backend, pages = Pointing(), [page("one"), page("two words", 2)]
    doctype = doctypes.load("invoice")
    extract(pages, doctype, backend)
    (question,) = backend.asked
    assert question.fields == doctype.fields
    assert question.required == {"vendor_name", "invoice_number", "total"}
    assert question.mode == "verbatim"
    assert [[w.text for w in p.words] for p in question.pages] == [["one"], ["two", "words"]]
    assert [p.number for p in question.pages] == [1, 2]


def test_what_cannot_be_typed_is_kept_as_it_stands_and_doubted() -> None:
    record = read_record([page("Total: eleven")], [], Scripted({"total": "eleven"}), doctypes.load("receipt"), now=NOW)
    assert record.extraction.raw == {"total": "eleven"}
    assert record.extraction.values == {}
    assert record.extraction.evidence["total"].text == "eleven"
    messages = [issue.message for issue in record.issues if issue.path == "total"]
    assert messages == ["'eleven' stands where total should be, and it cannot be read as an amount."]


def test_confidence_is_the_backends_and_final() -> None:
    found = extract([page("9.00")], doctypes.load("receipt"), Pointing({"total": Found("9.00", ((1, 0),), 0.37)}))
    assert found.confidence == {"total": 0.37}  # not multiplied by the 0.9 of the OCR
    assert found.evidence["total"].confidence == 0.37
    assert found.reasoning == "as seen"
    assert found.usage.tokens_in == 5
    assert found.usage.seconds["pages"] == 0.25
    assert found.usage.seconds["model"] >= 0


def test_the_box_is_around_the_words_of_the_first_page_pointed_at() -> None:
    pages = [page("a b\nc d"), page("e", 2)]
    words = pages[0].words
    found = located(Found("a d e", ((2, 0), (1, 3), (1, 0)), 0.5), pages)
    assert found == Evidence(1, Box(words[0].box.x0, words[0].box.y0, words[3].box.x1, words[3].box.y1), "a d e", 0.5)


def test_a_finger_that_points_nowhere_proves_nothing() -> None:
    for words in ((), ((1, 99),), ((7, 0),), ((1, -1),)):
        backend = Pointing({"total": Found("9.00", words, 0.9)})
        record = read_record([page("9.00")], [], backend, doctypes.load("receipt"), now=NOW)
        assert "total" not in record.extraction.evidence
        assert record.extraction.values["total"] == Decimal("9.00")
        assert any("could not be located" in i.message and i.severity == "info" for i in record.issues)


def test_paths_that_were_not_asked_for_are_not_taken() -> None:
    answers = dict.fromkeys(("colour", "total.0", "line_items", "line_items.0", "line_items.x.amount"), Found("9.00"))
    assert extract([page("9.00")], doctypes.load("receipt"), Pointing(answers)).raw == {}


def test_several_values_of_one_field() -> None:
    doctype = from_json({"name": "deed", "fields": [{"name": "party", "many": True}]}, "a")
    answers = {"party.0": "Ann", "party.1": "Bob", "party": "Ann Bob"}
    found = extract([page("Ann Bob")], doctype, Scripted(answers))
    assert found.values == {"party.0": "Ann", "party.1": "Bob"}


def test_the_order_of_dates_follows_the_document_unless_told() -> None:
    american = [page("04/05/2026 due 04/30/2026")]
    receipt, backend = doctypes.load("receipt"), Scripted({"date": "04/05/2026"})
    assert read_record(american, [], backend, receipt).extraction.values["date"] == date(2026, 4, 5)
    assert read_record(american, [], backend, receipt, order="DMY").extraction.values["date"] == date(2026, 5, 4)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("31/05/2026", "DMY"),
        ("05/31/26", "MDY"),
        ("04/05/2026", "DMY"),
        ("San Francisco, CA 94110\n04/05/2026 $ 9.00", "MDY"),
        ("San Francisco, CA 94110\n31/05/2026 $ 9.00", "DMY"),
        ("Kuala Lumpur KL 55100\n04/05/2026 RM 9.00", "DMY"),
        ("", "DMY"),
    ],
)
def test_simple_evidence_of_the_order(text: str, order: str) -> None:
    assert date_order([page(text)]) == order


def test_the_kind_is_asked_among_all_known_types() -> None:
    lease = from_json({"name": "lease", "fields": [{"name": "tenant"}]}, "a")
    known = [doctypes.load("receipt"), lease]
    backend = Pointing(kind="lease", sure=0.8)
    record = read_record([page("Lease")], [], backend, known=known)
    assert backend.asked[0].kinds == ("receipt", "lease")
    assert backend.asked[0].fields == ()
    assert record.extraction.doctype == "lease"
    assert record.issues == ()


@pytest.mark.parametrize(("kind", "sure"), [("invoice", 0.3), ("", 0.0), ("poem", 0.99)])
def test_an_unclear_kind_is_read_as_a_form_and_says_so(kind: str, sure: float) -> None:
    record = read_record([page("Hello")], [], Pointing(kind=kind, sure=sure))
    assert record.extraction.doctype == "form"
    (issue,) = record.issues
    assert (issue.path, issue.severity) == ("", "info")
    assert "read as a form" in issue.message


def test_a_reading_that_was_cut_off_says_so() -> None:
    class CutOff(Scripted):
        def answer(self, question: Question) -> Answer:
            return replace(super().answer(question), stopped="tokens")

    record = read_record([page(RECEIPT)], [], CutOff(ANSWERS), doctypes.load("receipt"), now=NOW)
    assert record.extraction.values["total"] == Decimal("11.13")
    assert any("stopped before" in issue.message and issue.severity == "warning" for issue in record.issues)


def test_only_one_known_kind_needs_no_question() -> None:
    backend = Pointing()
    assert classify([page("Hello")], backend, ["receipt"]) == ("receipt", 1.0)
    assert backend.asked == []


def test_seconds_of_all_stages_come_together() -> None:
    clock = Clock()
    for _ in range(2):
        with clock.stage("words"):
            pass
    assert set(clock.seconds) == {"words"}
    record = read_record([page(RECEIPT)], [], Scripted(ANSWERS, "receipt"), seconds={"words": 1.5})
    assert record.extraction.usage.seconds["words"] == 1.5
    assert {"classify", "model", "check"} <= set(record.extraction.usage.seconds)


def test_a_page_that_was_read_is_in_the_ledger() -> None:
    assert coverage_of(page("Hello", 3)) == Coverage(3, "read", 0, 0, "ocr")


def test_a_model_sees_the_words_in_the_same_order() -> None:
    one = page("a b")
    assert [(w.text, w.x0, w.confidence) for w in seen(one).words] == [("a", 0.0, 0.9), ("b", 0.1, 0.9)]


def test_the_scripted_reader_cannot_invent() -> None:
    asked = Question((seen(page("Total 9.00")),), doctypes.load("receipt").fields)
    answer = Scripted({"total": "10.00", "vendor_name": "Total 9", "tax": "9.00"}).answer(asked)
    assert answer.values == {"tax": Found("9.00", ((1, 1),), 1.0)}


def test_a_script_comes_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "script.json"
    file.write_text(json.dumps({"kind": "receipt", "answers": ANSWERS}), encoding="utf-8")
    backend = backends.load("scripted", {"script": str(file)})
    assert read_record([page(RECEIPT)], [], backend).extraction.values["total"] == Decimal("11.13")
    assert backends.load("scripted", {}).answer(Question((seen(page(RECEIPT)),))).values == {}
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(backends.BackendError, match="It must be JSON"):
        backends.load("scripted", {"script": str(file)})


def test_an_unknown_backend_is_refused_before_anything_is_imported() -> None:
    assert "scripted" in backends.names()
    with pytest.raises(backends.BackendError, match=r"^Unknown model 'os'\. Known: "):
        backends.load("os", {})
