"""Typing by code: the text as printed becomes a value, a value becomes text again. The model types nothing."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from model.backend import FieldType
from pipeline import amounts, dates
from pipeline.dates import DateOrder
from pipeline.document import Value

__all__ = ["DateOrder", "parse_text", "text_of", "typed"]

LONGEST = 200  # characters: what is longer is prose, and searching it for a number would be slow and wrong

_TRUE = {"x", "✓", "✔", "✗", "✘", "☒", "☑", "■", "●", "[x]", "(x)", "yes", "y", "ja", "j", "oui", "sí", "si", "sì",
         "sim", "true", "on", "1", "checked", "selected"}  # fmt: skip
_FALSE = {"☐", "□", "○", "[]", "()", "no", "n", "nein", "nee", "non", "não", "false", "off", "0", "unchecked",
          "unselected"}  # fmt: skip
_MARK = re.compile(r"^(\[ ?[xX✓]? ?\]|[☒☑☐✓✔□■])\s*\S")  # a mark before its label decides
_ID_LABEL = re.compile(
    r"^(?:[^\W\d_]+[.\s]+){0,3}(?:no|nr|num|number|nummer|numero|número|numéro|n°|nº|ref|id|iban|tel|fax|phone)\s*[.:#]+\s*(?=\S)"
    r"|^(?:no|nr|n°|nº)\.?\s+(?=\S*\d)|^[^\W\d_]{3,}\s*[:#]+\s*(?=\S*\d)",
    re.IGNORECASE,
)
_PLAIN = re.compile(rf"[+-]?\d{{1,{amounts.WHOLE_DIGITS}}}(?:\.\d{{1,{amounts.PLACES}}})?")


def typed(raw: str, type: FieldType, order: DateOrder = "DMY", language: str | None = None) -> Value | None:
    """The value that ``raw`` stands for as a ``type``; None when it cannot be one. A table has no value of its own.

    ``order`` settles dates such as 05/06/2018; ``language`` (ISO 639-1) is a hint for dates with month names.
    """
    if type in ("date", "amount", "number", "currency") and len(raw) > LONGEST:
        return None
    match type:
        case "date":
            return dates.parse(raw, order, language)
        case "amount":
            return amounts.amount(raw)
        case "number":
            return amounts.number(raw)
        case "currency":
            return amounts.currency(raw)
        case "bool":
            return _truth(raw)
        case "id":
            return _identifier(raw) or None
        case "text":
            return _tidy(raw) or None
        case "table":
            return None


def text_of(value: Value) -> str:
    """``value`` as text: an ISO date, a plain decimal, ``true`` or ``false``, or the text itself."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
    return value


def parse_text(text: str, type: FieldType) -> Value:
    """What a person typed, as a value: the inverse of ``text_of``, and as lenient as ``typed`` beyond that.

    Raises ``ValueError`` with one plain sentence when ``text`` cannot be a ``type``.
    """
    text = text.strip()
    if not text:
        raise ValueError("An empty text is no value. Clear the field instead.")
    if type in ("text", "id"):
        return text
    if type in ("amount", "number") and _PLAIN.fullmatch(text):
        return Decimal(text)  # 1.234 as text_of writes it, never a thousand
    value = typed(text, type)
    if value is None:
        raise ValueError(f"{text!r} is not {_EXPECTED[type]}.")
    return value


_EXPECTED: dict[FieldType, str] = {
    "date": "a date. Write it as 2026-05-31",
    "amount": f"an amount of at most {amounts.WHOLE_DIGITS} digits. Write it as 1234.50",
    "number": f"a number of at most {amounts.WHOLE_DIGITS} digits. Write it as 1234.5",
    "currency": "a currency. Write its code, such as EUR",
    "bool": "yes or no. Write true or false",
    "table": "a table. Correct its cells one by one",
}


def _tidy(raw: str) -> str:
    """Whitespace collapsed, and the outer punctuation that OCR leaves taken off."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", raw)).strip(" :,;|")


def _identifier(raw: str) -> str:
    """Label remnants ("No.:", "#") and outer punctuation taken off; what stands inside is kept."""
    return _ID_LABEL.sub("", _tidy(raw)).strip(" .,:;#*|\"'")


def _truth(raw: str) -> bool | None:
    text = re.sub(r"\s+", " ", raw).strip(" .:,;").casefold()
    mark = _MARK.match(text)
    key = (mark[1] if mark else text).replace(" ", "")
    return True if key in _TRUE else False if key in _FALSE else None
