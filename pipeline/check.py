"""Check: what a careful reader would doubt. Every doubt is one plain sentence that names the numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from pipeline.doctypes import Doctype
from pipeline.document import Extraction, Issue
from pipeline.values import text_of

CENT = Decimal("0.01")  # a printed sum may be rounded by this much
SLACK = timedelta(days=1)  # a document from the other side of the date line is not from the future

_ADDED = ("tax", "tips", "shipping", "service_charge", "rounding")  # on the way from subtotal to total
_FUTURE_IS_NORMAL = re.compile(r"due|expir|valid|until|deliver|end|next|_to$|^to_|start|from|event|travel|departure")
_EU = "AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI".split()

_KINDS = {"date": "a date", "amount": "an amount", "number": "a number", "currency": "one currency",
          "bool": "a yes or no"}  # fmt: skip


def check(extraction: Extraction, doctype: Doctype, today: date) -> tuple[Issue, ...]:
    """The doubts about ``extraction``: untyped and missing values, sums, dates, check digits, values without a place.

    Low confidence is none: it has its own column.
    """
    return (
        *_untyped(extraction, doctype),
        *_missing(extraction, doctype),
        *_sum(extraction),
        *_rows(extraction, doctype),
        *_dates(extraction, today),
        *_identifiers(extraction),
        *_unplaced(extraction),
    )


def _untyped(extraction: Extraction, doctype: Doctype) -> Iterator[Issue]:
    for path, raw in extraction.raw.items():
        field = doctype.field(path)
        if path not in extraction.values and field is not None:
            kind = _KINDS.get(field.type, "a value")
            yield Issue(path, f"{raw!r} stands where {_label(path)} should be, and it cannot be read as {kind}.")


def _missing(extraction: Extraction, doctype: Doctype) -> Iterator[Issue]:
    for name in doctype.required:
        if not any(path == name or path.startswith(f"{name}.") for path in extraction.raw):
            yield Issue(name, f"No {_label(name)} was found; a document of type {doctype.title} should have one.")


def _sum(extraction: Extraction) -> Iterator[Issue]:
    """Subtotal and what is added make the total; where tax is included in the prices, the subtotal holds it already."""
    subtotal, total = _amount(extraction, "subtotal"), _amount(extraction, "total")
    if subtotal is None or total is None:
        return
    parts = {name: value for name in _ADDED if (value := _amount(extraction, name)) is not None}
    if (discount := _amount(extraction, "discount")) is not None:
        parts["discount"] = -abs(discount)
    if not parts:
        return  # nothing is known of what lies between: a rounding, a tax that was not printed
    made = subtotal + sum(parts.values())
    if min(abs(made - total), abs(made - parts.get("tax", Decimal()) - total)) > CENT:
        named = [f"{_label(name)} {text_of(value)}" for name, value in {"subtotal": subtotal, **parts}.items()]
        printed = f"{', '.join(named[:-1])} and {named[-1]}".capitalize()
        yield Issue("total", f"{printed} make {text_of(made)}, but the total says {text_of(total)}.")


def _rows(extraction: Extraction, doctype: Doctype) -> Iterator[Issue]:
    for table in (f.name for f in doctype.fields if f.type == "table"):
        rows = sorted({int(p.split(".")[1]) for p in extraction.raw if p.startswith(f"{table}.")})
        for row in rows:
            yield from _row(extraction, f"{table}.{row}", row + 1)
        amounts = [_amount(extraction, f"{table}.{row}.amount") for row in rows]
        expected = {n: v for n in ("subtotal", "total") if (v := _amount(extraction, n)) is not None}
        if not rows or not expected or None in amounts:
            continue
        made = sum((a for a in amounts if a is not None), Decimal())
        fits = [*expected.values()]
        if "total" in expected and (tax := _amount(extraction, "tax")) is not None:
            fits.append(expected["total"] - tax)
        if all(abs(made - value) > CENT for value in fits):
            named = " and ".join(f"the {name} says {text_of(value)}" for name, value in expected.items())
            yield Issue(table, f"The {len(rows)} amounts of {_label(table)} add up to {text_of(made)}, but {named}.")


def _row(extraction: Extraction, path: str, number: int) -> Iterator[Issue]:
    quantity, price, amount = (_amount(extraction, f"{path}.{n}") for n in ("quantity", "unit_price", "amount"))
    if quantity is None or price is None or amount is None:
        return
    if abs(quantity * price - amount) > CENT:
        yield Issue(
            f"{path}.amount",
            f"In row {number}, {text_of(quantity)} times {text_of(price)} makes {text_of(_short(quantity * price))}, "
            f"but the amount says {text_of(amount)}.",
        )


def _dates(extraction: Extraction, today: date) -> Iterator[Issue]:
    for path, value in extraction.values.items():
        if isinstance(value, date) and value > today + SLACK and not _FUTURE_IS_NORMAL.search(path):
            yield Issue(path, f"The {_label(path)} {value.isoformat()} lies in the future.")
    issued = extraction.values.get("invoice_date", extraction.values.get("date"))
    due = extraction.values.get("due_date")
    if isinstance(issued, date) and isinstance(due, date) and due < issued:
        message = f"The due date {due.isoformat()} lies before the date of the invoice, {issued.isoformat()}."
        yield Issue("due_date", message)


def _identifiers(extraction: Extraction) -> Iterator[Issue]:
    """Check digits of IBANs and of European VAT numbers; other tax numbers have no rule that holds everywhere."""
    for path, value in extraction.values.items():
        if not isinstance(value, str):
            continue
        name = path.split(".")[-1]
        if name.endswith("iban"):
            from stdnum import iban

            if not iban.is_valid(value):
                yield Issue(path, f"The IBAN {value!r} has a wrong length or wrong check digits.")
        elif name.endswith(("tax_id", "vat_id", "vat_number")):
            compact = re.sub(r"[\s.-]", "", value).upper()
            if compact[:2] not in _EU or not re.search(r"\d{4}", compact):
                continue
            from stdnum.eu import vat

            if not vat.is_valid(compact):
                yield Issue(path, f"The VAT number {value!r} has a wrong length or wrong check digits.")


def _unplaced(extraction: Extraction) -> Iterator[Issue]:
    for path, raw in extraction.raw.items():
        if path not in extraction.evidence:
            yield Issue(path, f"{_short_text(raw)!r} could not be located on any page.", "info")


def _amount(extraction: Extraction, path: str) -> Decimal | None:
    value = extraction.values.get(path)
    return value if isinstance(value, Decimal) else None


def _label(path: str) -> str:
    return " ".join(part for part in path.split(".") if not part.isdigit()).replace("_", " ")


def _short(value: Decimal) -> Decimal:
    return value.quantize(CENT) if abs(value) < 10**20 else value


def _short_text(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
