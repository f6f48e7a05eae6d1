"""Amounts, numbers and currencies as they are printed, in European and American notation."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Literal

WHOLE_DIGITS = 12  # the store counts millionths in 64 bits: 9.2e12 is the most it holds
PLACES = 6  # the same count: what is finer than a millionth cannot be kept exactly

# What stands for a currency on paper. None: several countries use it and the page alone does not tell which.
SYMBOLS: dict[str, str | None] = {
    "€": "EUR", "£": "GBP", "US$": "USD", "$US": "USD", "$": "USD",  # "$" alone: by far the most frequent of its users
    "A$": "AUD", "AU$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "NT$": "TWD",
    "MX$": "MXN", "R$": "BRL", "RM": "MYR", "Rp": "IDR", "Rp.": "IDR", "₹": "INR", "¥": "JPY", "円": "JPY", "元": "CNY",
    "₩": "KRW", "₽": "RUB", "₺": "TRY", "₫": "VND", "฿": "THB", "₱": "PHP", "₪": "ILS", "₴": "UAH", "₦": "NGN",
    "₸": "KZT", "zł": "PLN", "Kč": "CZK", "Ft": "HUF", "SFr.": "CHF", "SFr": "CHF", "Fr.": "CHF", "Fr": "CHF",
    "kr": None, "kr.": None, "Rs": None, "Rs.": None,
}  # fmt: skip
_FOLDED = {symbol.casefold(): code for symbol, code in SYMBOLS.items()}
_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")

_LETTER_O = re.compile(r"(?<![^\W\d_])[0-9Oo][0-9Oo.,]*(?![^\W\d_])")
_NO_CENTS = re.compile(r"(?<=\d)[.,]\s?-{1,2}(?![\d-])")  # 12,-  and  12.--
_LOOSE = re.compile(r"(?<=\d)(?:\s+([.,])\s*|([.,])\s+)(?=\d{2,3}(?!\d))")  # 12 .50  and  1, 880.00
_NUMBER = re.compile(r"\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d[\d.,']*|[.,]\d+")
_UNIT = r"(?:(?:[^\W\d_]{1,3}\.?|[^\W\d_]{0,2}[^\w\s().,:;-])\s?)"
_SIGN_BEFORE = re.compile(rf"(?:^-\s*|(?<![\w)])-){_UNIT}?$|(?:^|\s){_UNIT}-$")  # "Tax - 5.00" is no minus
_BRACKET_BEFORE = re.compile(rf"\(\s*{_UNIT}?$")


def clean(raw: str) -> str:
    """``raw`` with one kind of dash, space and apostrophe, and the letter O read as zero among digits."""
    text = unicodedata.normalize("NFKC", raw).replace("−", "-").replace("–", "-").replace("—", "-")
    text = re.sub(r"\s+", " ", text.replace("’", "'").replace("`", "'")).strip()
    return _LETTER_O.sub(lambda m: re.sub("[Oo]", "0", m[0]) if re.search(r"\d", m[0]) else m[0], text)


def amount(raw: str) -> Decimal | None:
    """The one sum of money in ``raw``; None where there is none, or several and no telling which.

    ``1.234`` is a thousand and more, as money has two decimals or none; a percentage is no amount.
    """
    found = [n for n in _numbers(clean(raw), dot_groups=True) if not n[2]]
    if len(found) > 1:  # "SR 6 : 1.20": the one with cents is the money
        found = [n for n in found if -n[0].as_tuple().exponent == 2][:1]  # type: ignore[operator]
    return found[0][1] if found else None


def number(raw: str) -> Decimal | None:
    """The first number in ``raw`` (a quantity, a rate); ``1.234`` has three decimals, ``1,234`` is a thousand."""
    found = _numbers(clean(raw), dot_groups=False)
    return found[0][1] if found else None


def _numbers(text: str, dot_groups: bool) -> list[tuple[Decimal, Decimal, bool]]:
    """Every number of ``text``: as printed, with its sign, and whether it is a percentage."""
    text = _LOOSE.sub(lambda m: m[1] or m[2], _NO_CENTS.sub("", text))
    found = []
    for match in _NUMBER.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        digits = match[0].rstrip(".,'")
        if digits[0] in ".," and before[-1:].isalpha():  # "Rs.500", "No.5": the point belongs to the word
            before, digits = before + digits[0], digits[1:]
        if not _stands_alone(before, digits, after):
            continue
        value = _decimal(digits, dot_groups)
        if value is not None:
            found.append((value, -value if _negative(before, after) else value, bool(re.match(r"\s?%", after))))
    return found


def _stands_alone(before: str, digits: str, after: str) -> bool:
    """Not a part of a date, a time, a range, a phone number or a code such as A4711."""
    if re.search(r"\d\s?[/:-]\s?$|/$", before) or re.match(r"[/:]\d|\s?[/-]\s?\d|[^\W\d_]+\d|'", after):
        return False
    letters = re.search(r"[^\W\d_]+$", before)
    if letters and _symbol(letters[0]) is False and letters[0].lower() != "x":
        return bool(re.search(r"[.,]\d\d$", digits))  # Total9.00, but not A4711
    return True


def _negative(before: str, after: str) -> bool:
    bracketed = _BRACKET_BEFORE.search(before) and re.match(r"\s?[^\d()]{0,4}\)", after)
    return bool(bracketed or _SIGN_BEFORE.search(before) or re.match(r"\s?-(?:\s*$|\s+\D|[^\s\d-])", after))


def _decimal(digits: str, dot_groups: bool) -> Decimal | None:
    """``digits`` (digits and separators only) as a number; None when the groups make no sense (12.05.2018)."""
    digits = re.sub(r"[ ']", "", digits)
    parts = re.split(r"[.,]", digits)
    separators = re.findall(r"[.,]", digits)
    if not separators:
        whole, cents = digits, ""
    elif len(set(separators)) == 2:
        if separators.count(separators[-1]) != 1:
            return None
        whole, cents = _joined(parts[:-1]), parts[-1]
    elif len(separators) > 1:
        grouped = len(parts[-1]) == 3
        whole, cents = (_joined(parts), "") if grouped else (_joined(parts[:-1]), parts[-1])
        if not grouped and len(cents) > 2:
            return None
    else:
        thousands = len(parts[1]) == 3 and re.fullmatch(r"[1-9]\d{0,2}", parts[0])
        grouped = bool(thousands) and (separators[0] == "," or dot_groups)
        whole, cents = ("".join(parts), "") if grouped else (parts[0] or "0", parts[1])
    if not whole or len(whole.lstrip("0")) > WHOLE_DIGITS or len(cents) > PLACES:
        return None
    return Decimal(f"{whole}.{cents}" if cents else whole)


def _joined(groups: list[str]) -> str:
    """Thousands put together, Indian twos allowed (12,34,567); empty when they are no such groups."""
    fits = len(groups) == 1 or (
        1 <= len(groups[0]) <= 3 and len(groups[-1]) == 3 and all(len(g) in (2, 3) for g in groups[1:])
    )
    return "".join(groups) if fits else ""


def currency(raw: str) -> str | None:
    """The ISO 4217 code meant by ``raw``: a symbol, a code or a name, alone or beside an amount (``RM9.00``).

    ``$`` alone is read as USD though many countries print it; ``kr`` and ``Rs`` stay None, as no country prevails.
    """
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", raw)).strip(" :;,|()[]-")
    whole = _symbol(text)
    if whole is not False:
        return whole
    pieces = re.findall(r"[^\W\d_]*[^\w\s.,:;'+()%/-]+[^\W\d_]*|[^\W\d_]+\.?", text)
    symbols = [code for piece in pieces if (code := SYMBOLS.get(piece) or SYMBOLS.get(piece.strip(".")))]
    codes = [piece for piece in pieces if piece in _codes()]
    names = (code for name, code in _names().items() if re.search(rf"\b{re.escape(name)}\b", text.casefold()))
    return next(chain(symbols, codes, names), None)


def _symbol(text: str) -> str | Literal[False] | None:
    """The code that the whole of ``text`` stands for; None when ambiguous, False when it is no currency at all."""
    folded = text.casefold()
    if folded in _FOLDED:
        return _FOLDED[folded]
    return text.upper() if text.upper() in _codes() else _names().get(folded, False)


@cache
def _codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


@cache
def _names() -> dict[str, str]:
    """Currency names in seven languages with their codes, the longest first."""
    from babel import Locale
    from babel.numbers import get_currency_name

    current = ("EUR", "USD", "GBP", "CHF", "MYR", "JPY", "CNY", "INR", "BRL", "PLN", "CZK", "HUF", "SEK", "NOK", "DKK")
    names = {"ringgit": "MYR", "us dollars": "USD", "us dollar": "USD", "pound sterling": "GBP", "yen": "JPY"}
    for language in _LANGUAGES:
        for code in current:
            names[Locale(language).currencies[code].casefold()] = code
            for count in (1, 2):
                names[get_currency_name(code, count, locale=language).casefold()] = code
    return dict(sorted(names.items(), key=lambda item: -len(item[0])))
