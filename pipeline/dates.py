"""Dates as they are printed: numeric in either order, ISO, compact, and with month names of seven languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Literal

from pipeline.amounts import clean

DateOrder = Literal["DMY", "MDY", "YMD"]

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
_PIVOT = 70  # two-digit years: 69 is 2069, 70 is 1970, as POSIX strptime has it
_END = r"(?:(?!\d)|(?=\d{1,2}:\d\d))"  # a time may be glued to the date: 16/02/201812:04
_SEP = r"\s?[-/.,]\s?"
_YEAR = r"(\d{4}|\d{2})"
_OF = r"(?:[\s.,/'’-]|de[nl]?\s)*"
_MONTH = r"([^\W\d_]{3,12})"
_YEAR_FIRST = re.compile(rf"(?<!\d)(\d{{4}})\s?[-/.,年\s]\s?(\d{{1,2}})\s?[-/.,月\s]\s?(\d\d?){_END}")
_NUMERIC = re.compile(rf"(?<!\d)(\d{{1,2}}){_SEP}(\d{{1,2}}){_SEP}'?{_YEAR}{_END}")
_SPACED = re.compile(rf"(?<!\d)(\d{{1,2}}) (\d{{1,2}}) {_YEAR}{_END}")
_COMPACT = re.compile(rf"(?<!\d)(\d\d)(\d\d)(\d\d)(\d\d){_END}")
_DAY_MONTH = re.compile(rf"(?<!\d)(\d{{1,2}})(?:st|nd|rd|th|er|º|ª)?{_OF}{_MONTH}\.?{_OF}{_YEAR}{_END}")
_MONTH_DAY = re.compile(rf"(?<![^\W\d_]){_MONTH}\.?{_OF}(\d{{1,2}})(?:st|nd|rd|th)?[\s.,/'-]+{_YEAR}{_END}")
_YEAR_MONTH = re.compile(rf"(?<!\d)(\d{{4}}){_OF}{_MONTH}\.?{_OF}(\d{{1,2}})(?!\d)")


def parse(raw: str, order: DateOrder = "DMY", language: str | None = None) -> date | None:
    """The first date in ``raw``; None where no day, month and year stand.

    ``order`` settles 05/06/2018 and gives way where it is impossible (13/06 is never the 6th of the 13th month).
    Never relative to today: "yesterday" and "5" are no dates. ``language`` (ISO 639-1) helps only beyond the seven.
    """
    text = clean(raw).lower()
    if not re.search(r"\d", text):
        return None
    found = sorted(_candidates(text, order), key=lambda candidate: candidate[0])
    return found[0][1] if found else _other_language(text, order, language)


def _candidates(text: str, order: DateOrder) -> Iterator[tuple[int, date]]:
    """Every date that a fast pattern sees, with where it begins."""
    for m in _YEAR_FIRST.finditer(text):
        yield from _made(m.start(), (m[1], m[2], m[3]))
    for pattern in (_NUMERIC, _SPACED):
        for m in pattern.finditer(text):
            yield from _made(m.start(), *_readings(m[1], m[2], m[3], order))
    for m in _COMPACT.finditer(text):
        yield from _made(m.start(), (m[1] + m[2], m[3], m[4]), *_readings(m[1], m[2], m[3] + m[4], order))
    for m in _DAY_MONTH.finditer(text):
        yield from _made(m.start(), (m[3], _month(m[2]), m[1]))
    for m in _MONTH_DAY.finditer(text):
        yield from _made(m.start(), (m[3], _month(m[1]), m[2]))
    for m in _YEAR_MONTH.finditer(text):
        yield from _made(m.start(), (m[1], _month(m[2]), m[3]))


def _readings(a: str, b: str, c: str, order: DateOrder) -> list[tuple[str, str, str]]:
    """Year, month, day for three printed numbers: the given order first, then the other."""
    day_first, month_first = (c, b, a), (c, a, b)
    if order == "YMD" and len(c) == 2:
        return [(a, b, c), day_first, month_first]
    return [month_first, day_first] if order == "MDY" else [day_first, month_first]


def _made(start: int, *readings: tuple[str, str | int, str]) -> Iterator[tuple[int, date]]:
    """The first of ``readings`` that the calendar has."""
    for year_text, month, day in readings:
        year = int(year_text)
        if len(year_text) == 2:
            year += 2000 if year < _PIVOT else 1900
        if 1900 <= year < 2100 and 1 <= int(month) <= 12:
            try:
                yield start, date(year, int(month), int(day))
            except ValueError:
                continue  # the 31st of a month of 30 days
            return


def _month(word: str) -> int:
    """The number of the month, 0 when ``word`` is none; abbreviations need three letters and one meaning."""
    months, folded = _months(), _folded(word)
    if folded in months:
        return months[folded]
    meant = {number for name, number in months.items() if name.startswith(folded)}
    return meant.pop() if len(meant) == 1 else 0


@cache
def _months() -> dict[str, int]:
    from babel import Locale

    names = {"maerz": 3, "sept": 9}
    for language in _LANGUAGES:
        for context in Locale(language).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in context[width].items():
                    names.setdefault(_folded(name), number)
    return names


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFD", word.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).strip(". ")


def _other_language(text: str, order: DateOrder, language: str | None) -> date | None:
    """What dateparser makes of a date in another language: slow, so only where a year and letters stand."""
    if len(text) > 40 or not re.search(r"(?<!\d)(19|20)\d\d(?!\d)", text) or not re.search(r"[^\W\d_]{3}", text):
        return None
    from dateparser.date import DateDataParser

    settings = {"STRICT_PARSING": True, "PARSERS": ["absolute-time"], "DATE_ORDER": order}
    parser = DateDataParser(languages=[language] if language else None, settings=settings)
    found = parser.get_date_data(text)["date_obj"]
    return found.date() if found else None
