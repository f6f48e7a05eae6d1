"""A baseline of thirty lines: what labels and patterns alone find on receipts and invoices. Measured, never shipped."""

from __future__ import annotations

import re
from collections.abc import Mapping

from model.backend import Ability, Answer, Found, Question

_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}|\d{1,2}[ -][A-Za-z]{3,9}[ -,]+\d{2,4}")
_AMOUNT = re.compile(r"\d+[.,]\d{2}(?!\d)")
_LABELS = {
    "total": r"total|amount due|summe|gesamt|zu zahlen",
    "subtotal": r"sub.?total|netto|net amount",
    "tax": r"\b(gst|vat|tax|mwst|ust|tva)\b",
    "invoice_number": r"invoice (no|number|#)|rechnung(s?nummer| nr)",
}


class Rules:
    """Answers line by line: the last amount of a labelled line, the first date, the first line with letters."""

    name = "rules"
    abilities: frozenset[Ability] = frozenset({"fields"})

    def answer(self, question: Question) -> Answer:
        """The baseline's answer."""
        values: dict[str, Found] = {}
        for page in question.pages:
            lines: dict[float, list[int]] = {}
            for i, word in enumerate(page.words):
                lines.setdefault(round((word.y0 + word.y1) / 2, 2), []).append(i)
            for held in lines.values():
                text = " ".join(page.words[i].text for i in held)
                for field in question.fields:
                    pattern = (
                        _AMOUNT if field.type == "amount" else _DATE if field.type == "date" else re.compile(r"\S+$")
                    )
                    label = _LABELS.get(field.name)
                    found = (
                        pattern.findall(text)
                        if field.type == "date" or (label and re.search(label, text, re.I))
                        else []
                    )
                    if found and (field.name not in values or field.name == "total"):
                        values[field.name] = Found(found[-1], tuple((page.number, i) for i in held), 0.5)
                    if field.name == "vendor_name" and field.name not in values and re.search("[A-Za-z]{3}", text):
                        values[field.name] = Found(text, tuple((page.number, i) for i in held), 0.5)
        return Answer(values, "receipt" if question.kinds else "", 0.5)


def load(settings: Mapping[str, str]) -> Rules:
    """The baseline takes no settings."""
    assert not settings, settings
    return Rules()
