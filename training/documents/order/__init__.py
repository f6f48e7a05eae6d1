"""Orders and contracts: advertising time with flights, gross and net, and purchase orders."""

from __future__ import annotations

import random

from training.documents.invoice import mark_currency
from training.documents.order.asking import questions
from training.documents.order.contract import Contract
from training.documents.order.purchase import purchase
from training.names import ORDER
from training.sheet import Sample, Sheet

__all__ = ["WEIGHT", "make", "questions"]

WEIGHT = 15


def advertising(rng: random.Random) -> Sample:
    """An order of advertising time, or the invoice of what was aired."""
    made = Contract(rng)
    made.flow.y = made.head(made.flow.sheet, made.flow.top) + 4
    made.table()
    made.totals()
    sheets = made.flow.sheets
    _fewer(rng, sheets)
    for sheet in sheets:
        if "station" not in sheet.answers:  # its letters beside every line say it as well
            same = [i for i, word in enumerate(sheet.words) if word.text == made.text["station"]]
            for i in same[:3]:
                sheet.mark("station", [i])
        mark_currency(sheet, made.money)
    keys = ("contract_number", "advertiser", "gross_amount", "flight_from", "flight_to")
    concepts = {k: c for k, c in ORDER.items() if k not in ("po_number", "ship_to", "delivery_date", "shipping_method")}
    if made.direct:
        concepts.pop("agency")
    if not made.billed:  # what is no invoice has no number of one
        concepts = {k: c for k, c in concepts.items() if rng.random() < 0.5 or not k.startswith("invoice")}
    return Sample("invoice", sheets, questions(rng, concepts, sheets, keys), scanned=rng.random() < 0.4)


def _fewer(rng: random.Random, sheets: list[Sheet]) -> None:
    """Keep four pages at most; training reads pages one by one, and the inner ones are alike."""
    while len(sheets) > 4:
        sheets.pop(rng.randrange(1, len(sheets) - 1))


def make(rng: random.Random) -> Sample:
    """One order: two of three are advertising."""
    return advertising(rng) if rng.random() < 0.68 else purchase(rng)
