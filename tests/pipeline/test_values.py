"""Typing: what stands on paper becomes the value that a reader of that country would understand."""

from __future__ import annotations

import string
from datetime import date
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency
from hypothesis import given, settings
from hypothesis import strategies as st

from model.backend import FieldType
from pipeline.document import Value
from pipeline.values import DateOrder, parse_text, text_of, typed

LOCALES = ("en_US", "de_DE", "fr_FR", "es_ES", "it_IT", "nl_NL", "pt_BR", "de_CH", "en_IN")
CENTS = st.integers(-(10**13), 10**13).map(lambda cents: Decimal(cents) / 100)
DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("1'234.50", "1234.50"),
        ("1’234.50", "1234.50"),
        ("1 234,50", "1234.50"),
        ("1\u202f234,50 €", "1234.50"),
        ("12,34,567.00", "1234567.00"),
        ("1.234.567,89", "1234567.89"),
        ("(5.00)", "-5.00"),
        ("($5.00)", "-5.00"),
        ("5.00-", "-5.00"),
        ("5,00- EUR", "-5.00"),
        ("-5", "-5"),
        ("−5,00", "-5.00"),
        ("RM-5.00", "-5.00"),
        ("Total - 5.00", "5.00"),
        ("RM9.00", "9.00"),
        ("Total9.00", "9.00"),
        ("$ 60.44", "60.44"),
        ("Rs.500", "500"),
        (".50", "0.50"),
        ("12,-", "12"),
        ("12.--", "12"),
        ("1,234", "1234"),
        ("€ 1.500", "1500"),
        ("1,23", "1.23"),
        ("0.125", "0.125"),
        ("1234.567", "1234.567"),
        ("1 880.00", "1880.00"),
        ("1, 880.00", "1880.00"),
        ("12 .50", "12.50"),
        ("1O.OO", "10.00"),
        ("RM1O.00", "10.00"),
        ("GST 6% : 1.20", "1.20"),
    ],
)
def test_amounts_as_printed(raw: str, value: str) -> None:
    assert text_of(typed(raw, "amount") or "") == value


@pytest.mark.parametrize(
    "raw",
    ["", "no", "A4711", "6%", "12/05/2018", "12.05.2018", "12:30", "3 - 5", "+49 89 123456", "1234567890123", "OO"],
)
def test_what_is_no_amount(raw: str) -> None:
    assert typed(raw, "amount") is None


@pytest.mark.parametrize(
    ("raw", "value"),
    [("1.234", "1.234"), ("1,000", "1000"), ("0,5", "0.5"), ("2x", "2"), ("x2", "2"), ("6%", "6"), ("No.5", "5"),
     ("5kg", "5")],
)  # fmt: skip
def test_numbers(raw: str, value: str) -> None:
    assert text_of(typed(raw, "number") or "") == value


@pytest.mark.parametrize(
    "raw",
    [
        "12/05/2018",
        "12.05.18",
        "12-5-2018",
        "05/12/2018 MDY",
        "2018-05-12",
        "20180512",
        "12052018",
        "2018年5月12日",
        "12 May 2018",
        "12MAY2018",
        "12-May-18",
        "12th May '18",
        "May 12, 2018",
        "Saturday, May 12th, 2018",
        "den 12. Mai 2018",
        "12 de mayo de 2018",
        "12 mai 2018",
        "12 maggio 2018",
        "12 mei 2018",
        "12 DE MAIO DE 2018",
        "12/05/201812:04:58",
        "2018-05-1212:04",
        "Date:12/05/2018",
        "12/05/18-13/05/18",
        "12/O5/2O18",
        "2018/May/12",
        "12 maja 2018",  # Polish: dateparser's
    ],
)
def test_dates_as_printed(raw: str) -> None:
    order: DateOrder = "MDY" if raw.endswith(" MDY") else "DMY"
    assert typed(raw.removesuffix(" MDY"), "date", order) == date(2018, 5, 12)


def test_the_order_gives_way_where_it_is_impossible() -> None:
    assert typed("05/13/2018", "date", "DMY") == typed("13/05/2018", "date", "MDY") == date(2018, 5, 13)
    assert typed("18/05/12", "date", "YMD") == date(2018, 5, 12)
    assert typed("18/05/12", "date", "DMY") == date(2012, 5, 18)


@pytest.mark.parametrize(
    "raw", ["today", "yesterday", "5", "May", "May 2018", "2018", "31/04/2018", "12:30", "1/2", "Monday", "3 days ago"]
)
def test_what_is_no_date(raw: str) -> None:
    assert typed(raw, "date") is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [("€", "EUR"), ("Eur", "EUR"), ("EURO", "EUR"), ("US$", "USD"), ("$", "USD"), ("RM", "MYR"), ("£", "GBP"),
     ("CHF", "CHF"), ("Schweizer Franken", "CHF"), ("RM9.00", "MYR"), ("12,50 €", "EUR"), ("EUR12.00", "EUR"),
     ("TOTAL $ 60.44", "USD"), ("ALL TOTAL £5", "GBP"), ("kr", None), ("TAX", None), ("9.00", None)],
)  # fmt: skip
def test_currencies(raw: str, code: str | None) -> None:
    assert typed(raw, "currency") == code


@pytest.mark.parametrize(
    ("raw", "value"),
    [("#4711", "4711"), ("No.: 4711", "4711"), ("Invoice No.: A-12/3", "A-12/3"), ("INV-2018/001.", "INV-2018/001"),
     ("Tel: 07-3507405", "07-3507405"), ("+60 3-1234", "+60 3-1234"), ("DE 123 456", "DE 123 456"),
     ("NO45 1234", "NO45 1234"), ("AB:123", "AB:123"), ("#", None)],
)  # fmt: skip
def test_identifiers_lose_their_label_and_keep_their_inside(raw: str, value: str | None) -> None:
    assert typed(raw, "id") == value


def test_marks() -> None:
    assert all(typed(raw, "bool") is True for raw in ("☒", "x", "X", "✓", "yes", "Ja", "oui", "checked", "[x]", "☒ No"))
    assert all(typed(raw, "bool") is False for raw in ("☐", "[ ]", "no", "Nein", "unchecked", "☐ Yes"))
    assert typed("maybe", "bool") is None


def test_text_is_tidied_gently() -> None:
    assert typed(" :  Acme\n Sdn.  Bhd. | ", "text") == "Acme Sdn. Bhd."
    assert typed("|", "text") is None


@given(CENTS, st.sampled_from(LOCALES), st.sampled_from(["EUR", "USD", "MYR", "CHF"]))
def test_every_amount_of_every_country_is_read_back(value: Decimal, locale: str, currency: str) -> None:
    if abs(value) < 10**12:
        assert typed(format_currency(value, currency, locale=locale), "amount") == value


@given(DAYS, st.sampled_from(("en", "de", "fr", "es", "it", "nl", "pt")), st.sampled_from(("full", "long", "medium")))
def test_every_date_of_every_country_is_read_back(day: date, language: str, form: str) -> None:
    printed = format_date(day, form, locale=language)
    order: DateOrder = "DMY"
    assert typed(printed, "date", order) == day, printed


@given(
    st.one_of(
        st.tuples(DAYS, st.just("date")),
        st.tuples(CENTS.filter(lambda v: abs(v) < 10**12), st.sampled_from(["amount", "number"])),
        st.tuples(st.decimals(-999, 999, places=3), st.sampled_from(["amount", "number"])),
        st.tuples(st.booleans(), st.just("bool")),
        st.tuples(st.sampled_from(["EUR", "MYR", "USD"]), st.just("currency")),
        st.tuples(st.text(min_size=1).map(str.strip).filter(bool), st.sampled_from(["text", "id"])),
    )
)
def test_a_value_as_text_is_the_same_value_again(case: tuple[Value, FieldType]) -> None:
    value, type = case
    again = parse_text(text_of(value), type)
    assert again == value
    assert again.__class__ is value.__class__


@settings(max_examples=300)
@given(st.text(alphabet=string.digits + ".,-/: '()OoRM$€%xemai", max_size=24))
def test_no_text_breaks_the_typing(raw: str) -> None:
    for type in ("date", "amount", "number", "currency", "bool", "id", "text"):
        value = typed(raw, type)
        if isinstance(value, Decimal):
            assert abs(value) < 10**12
            assert value == round(value, 6)


def test_prose_is_searched_for_nothing() -> None:
    for type in ("date", "amount", "number", "currency"):
        assert typed("9.00 € 12/05/2018 " * 10_000, type) is None


def test_a_correction_that_cannot_be_is_refused_in_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"^'soon' is not a date\. Write it as 2026-05-31\.$"):
        parse_text("soon", "date")
    for text, type in (
        ("", "text"),
        ("NaN", "amount"),
        ("1e9", "amount"),
        ("9" * 13, "amount"),
        ("x", "table"),
        ("A1", "number"),
    ):
        with pytest.raises(ValueError, match=r"\.$"):
            parse_text(text, type)  # type: ignore[arg-type]
    assert parse_text("1.234,50", "amount") == Decimal("1234.50")
