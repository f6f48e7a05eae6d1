"""A typed value as two texts that a column can hold, and back; exact for every ``Value``."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

from pipeline.document import Value

_ACCENTS = re.compile(r"[\u0300-\u036f]")  # those that both databases' indexes take off too


def to_text(value: Value | None) -> tuple[str | None, str | None]:
    """(kind, text) of a value: ``("number", "12.50")``, ``("date", "2026-05-31")``, ``("bool", "true")``, text."""
    match value:
        case None:
            return None, None
        case bool():
            return "bool", "true" if value else "false"
        case Decimal():
            return "number", format(value, "f")
        case date():
            return "date", value.isoformat()
    return "text", value


def from_text(kind: str | None, text: str | None) -> Value | None:
    """The value that ``to_text`` made into ``kind`` and ``text``."""
    if kind is None or text is None:
        return None
    match kind:
        case "bool":
            return text == "true"
        case "number":
            return Decimal(text)
        case "date":
            return date.fromisoformat(text)
    return text


def fold(text: str) -> str:
    """``text`` in small letters without accents, so that what people type finds what is printed."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", apart)).lower()
