"""Invoices: letters, forms, receipts of payment and data sheets, in seven languages and many layouts."""

from __future__ import annotations

import random

from training import layout
from training.documents.invoice.facts import Facts, facts
from training.documents.invoice.foot import Foot
from training.documents.invoice.goods import Goods
from training.documents.invoice.head import Head
from training.documents.invoice.leaf import Style
from training.documents.invoice.sums import Sums
from training.fake import Money
from training.names import COLUMNS, INVOICE, asked
from training.sheet import Asked, Sample, Sheet

__all__ = ["WEIGHT", "Facts", "Pages", "Style", "facts", "make", "mark_currency", "share_total"]

WEIGHT = 30


class Pages(Head, Goods, Sums, Foot):
    """Draws one invoice."""


def make(rng: random.Random) -> Sample:
    """One invoice with what is asked of it."""
    f = facts(rng)
    pages = Pages(f)
    sheeted = rng.random() < 0.14
    if sheeted:
        pages.report()
    else:
        pages.head()
    if rng.random() < 0.3:
        pages.intro()
    if sheeted and rng.random() < 0.35:
        pages.flow.turn()
    pages.table()
    pages.extras()
    if sheeted and rng.random() < 0.25:
        pages.flow.turn()
    pages.totals()
    pages.closing()
    pages.footers()
    sheets = pages.flow.sheets
    for sheet in sheets:
        mark_currency(sheet, f.money)
        share_total(sheet)
    return Sample("invoice", sheets, questions(rng, f, sheets), scanned=rng.random() < 0.3)


def share_total(sheet: Sheet) -> None:
    """Where nothing was paid yet, what is due is the total."""
    if "amount_due" not in sheet.answers and "total" in sheet.answers:
        for words in sheet.answers["total"]:
            sheet.mark("amount_due", words)


def mark_currency(sheet: Sheet, money: Money) -> None:
    """Mark the words that show the currency: those in line with the totals, else up to six others."""
    symbols = (money.symbol, money.currency)
    shown = [i for i, word in enumerate(sheet.words) if layout.shows_currency(word, symbols)]
    marked = {i for words in sheet.answers.get("currency", []) for i in words}
    tops = {
        round(sheet.words[w[0]].y0)
        for key in ("total", "amount_due", "subtotal", "tax")
        for w in sheet.answers.get(key, [])
    }
    near = [i for i in shown if any(abs(sheet.words[i].y0 - top) < 4 for top in tops)]
    for i in near or ([] if marked else shown[:6]):
        if i not in marked:
            sheet.mark("currency", [i])


COMMON = (
    "vendor_name",
    "buyer_name",
    "invoice_number",
    "invoice_date",
    "total",
    "subtotal",
    "tax",
    "due_date",
    "currency",
    "vendor_tax_id",
    "iban",
    "line_items",
)


def questions(rng: random.Random, f: Facts, sheets: list[Sheet]) -> list[Asked]:
    """Five to twelve fields: most of them on the pages, about a quarter not."""
    there = {key for sheet in sheets for key in sheet.answers} & set(INVOICE)
    never = {"vendor_town"}
    if len(f.rates) > 1:
        never |= {"tax_rate"} | ({"tax"} if "tax" not in there else set())
    if f.tax == 0:
        never |= {"subtotal", "tax", "tax_rate"} - there
    if any("total" in sheet.answers for sheet in sheets) and "subtotal" not in there and f.tax == 0:
        never.add("subtotal")
    pool = [k for k in INVOICE if k not in never and k != "line_items"]
    weight = {k: 3.0 if k in COMMON else 1.0 for k in pool}
    present = [k for k in pool if k in there]
    absent = [k for k in pool if k not in there]
    count = rng.randint(5, 12)
    wanted = _drawn(rng, present, weight, round(count * 0.78)) + _drawn(rng, absent, weight, max(1, count // 4))
    rng.shuffle(wanted)
    made = [asked(INVOICE[k], rng, language=f.language if rng.random() < 0.3 else None) for k in wanted]
    if any(sheet.rows for sheet in sheets) and rng.random() < 0.55:
        made.append(_items(rng, sheets))
    return made


def _drawn(rng: random.Random, keys: list[str], weight: dict[str, float], count: int) -> list[str]:
    """``count`` of ``keys`` without repetition, heavier ones first (Efraimidis and Spirakis 2006)."""
    return sorted(keys, key=lambda k: rng.random() ** (1 / weight[k]), reverse=True)[:count]


def _items(rng: random.Random, sheets: list[Sheet]) -> Asked:
    held = {key for sheet in sheets for row in sheet.rows.get("line_items", []) for key in row}
    columns = ["description", "quantity", "unit_price", "amount"]
    columns += [
        k for k in ("unit", "tax_rate", "article_number", "position") if rng.random() < (0.35 if k in held else 0.04)
    ]
    if rng.random() < 0.3:
        columns = [c for c in columns if c == "description" or rng.random() < 0.8]
    return asked(INVOICE["line_items"], rng, [asked(COLUMNS[c], rng) for c in columns])
