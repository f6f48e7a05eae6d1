"""What people type finds what is printed, and no character of it does anything else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event

from pipeline.document import Value
from storage.search import fts5, terms, tsquery
from storage.store import Store
from storage.stored import Query, Sort
from tests.storage.conftest import Opened
from tests.storage.make import OWNER, read, record


@pytest.fixture(scope="module")
def library(kind: str, opened: Opened, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three documents, the newest last; no test here changes them."""
    shops = [
        ("bon.pdf", "receipt", "Café Zürich", date(2026, 3, 14), Decimal("12.32"), 0.9, "Vielen Dank für Einkauf"),
        ("rechnung.pdf", "invoice", "Łódź & Söhne", date(2026, 4, 1), Decimal("1234.50"), 0.5,
         "Zahlbar bis Ende Mai 1.234,50"),
        ("lista.pdf", "invoice", "Ñandú 100% SA", date(2025, 12, 31), Decimal("-5"), 0.7,
         "gracias Einkaufswagen 한국어"),
    ]  # fmt: skip
    with opened(kind, tmp_path_factory.mktemp("library")) as store:
        for name, doctype, vendor, day, total, sure, text in shops:
            values: dict[str, Value] = {"vendor_name": vendor, "date": day, "total": total}
            read(store, name.encode(), record(values, doctype, confidence=sure), text, name=name)
        yield store


def found(store: Store, query: Query) -> list[str]:
    hits = store.search(OWNER, query)
    assert hits.total == len(hits.rows)
    return [hit.name for hit in hits.rows]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("dank", ["bon.pdf"]),
        ("zurich", ["bon.pdf"]),
        ("ZÜRICH cafe", ["bon.pdf"]),
        ("fur dank", ["bon.pdf"]),  # anywhere, in any order, accents or none
        ("einkauf", ["lista.pdf", "bon.pdf"]),  # the last word may be half typed
        ("einkauf dank", ["bon.pdf"]),
        ('"einkauf"', ["bon.pdf"]),
        ("eink* dank", ["bon.pdf"]),
        ('"vielen dank"', ["bon.pdf"]),
        ('"dank vielen"', []),
        ("1234.50", ["rechnung.pdf"]),  # as typed
        ("1.234,50", ["rechnung.pdf"]),  # as printed
        ("rechnung.pdf", ["rechnung.pdf"]),  # the file's name
        ("한국", ["lista.pdf"]),
        ("nichts", []),
        ("***", []),
        ("   ", ["lista.pdf", "rechnung.pdf", "bon.pdf"]),
    ],
)
def test_words_find_documents(library: Store, text: str, names: list[str]) -> None:
    assert found(library, Query(text=text)) == names


@pytest.mark.parametrize(
    "text",
    ['"', '""', "'", "a'b", "dank OR nichts", "dank NOT zurich", "name:bon", "NEAR(a b)", "^dank", "-dank", "(", ")",
     "a AND", "{name} : x", "+", "\\", "%", "\x00dank\x00", "a:*", "a & b | !c", "<->", "\ud800"],
)  # fmt: skip
def test_no_character_means_anything_to_the_database(library: Store, text: str) -> None:
    assert library.search(OWNER, Query(text=text, sort="best")).total in (0, 1)


def test_what_looks_like_an_operator_is_a_word(library: Store) -> None:
    assert found(library, Query(text="dank NOT zahlbar")) == []
    assert found(library, Query(text="dank OR zahlbar")) == []


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=30))
def test_any_text_can_be_searched_for(library: Store, text: str) -> None:
    library.search(OWNER, Query(text=text))


def test_terms_are_quoted_for_both_databases() -> None:
    asked = terms('Größe "zwei Wörter" a-b*  end')
    assert fts5(asked) == '"große" AND "zwei worter" AND "a b" * AND "end" *'
    assert tsquery(asked) == "('große') & ('zwei' <-> 'worter') & ('a' <-> 'b':*) & ('end':*)"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (Query(doctype="invoice"), ["lista.pdf", "rechnung.pdf"]),
        (Query(vendor="sohne"), ["rechnung.pdf"]),
        (Query(vendor="100%"), ["lista.pdf"]),
        (Query(vendor="0_ S"), []),
        (Query(date_from=date(2026, 3, 14), date_to=date(2026, 4, 1)), ["rechnung.pdf", "bon.pdf"]),
        (Query(date_from=date(2026, 3, 15)), ["rechnung.pdf"]),
        (Query(amount_min=Decimal("12.32"), amount_max=Decimal("1234.49")), ["bon.pdf"]),
        (Query(amount_max=Decimal(0)), ["lista.pdf"]),
        (Query(status="read"), ["lista.pdf", "rechnung.pdf", "bon.pdf"]),
        (Query(status="failed"), []),
        (Query(text="einkauf", doctype="receipt", amount_min=Decimal(1)), ["bon.pdf"]),
        (Query(sort="oldest"), ["bon.pdf", "rechnung.pdf", "lista.pdf"]),
        (Query(sort="date"), ["rechnung.pdf", "bon.pdf", "lista.pdf"]),
        (Query(sort="amount"), ["rechnung.pdf", "bon.pdf", "lista.pdf"]),
        (Query(sort="risk"), ["rechnung.pdf", "lista.pdf", "bon.pdf"]),
        (Query(sort="vendor"), ["bon.pdf", "lista.pdf", "rechnung.pdf"]),
    ],
)
def test_filters_and_sorts(library: Store, query: Query, names: list[str]) -> None:
    assert found(library, query) == names


def test_pages_of_hits(library: Store) -> None:
    pages = [library.search(OWNER, Query(text="pdf", limit=2, offset=offset)) for offset in (0, 2, 4)]
    assert [hits.total for hits in pages] == [3, 3, 3]
    assert [hit.name for hits in pages for hit in hits.rows] == ["lista.pdf", "rechnung.pdf", "bon.pdf"]


def test_a_snippet_is_plain_text_around_the_match(library: Store) -> None:
    (hit,) = library.search(OWNER, Query(text="zahlbar", sort="best")).rows
    assert "Zahlbar bis Ende Mai" in hit.snippet
    assert (hit.vendor, hit.total, hit.date) == ("Łódź & Söhne", Decimal("1234.50"), date(2026, 4, 1))


def test_what_does_not_exist_is_named(library: Store) -> None:
    with pytest.raises(ValueError, match="Unknown sort 'size'"):
        library.search(OWNER, Query(sort="size"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="Unknown status 'x'"):
        library.search(OWNER, Query(status="x"))  # type: ignore[arg-type]


@pytest.mark.parametrize("sort", ["newest", "oldest", "best", "date", "amount", "vendor", "risk", "totals"])
def test_words_are_looked_up_once_and_not_once_for_each_document(
    library: Store, kind: str, sort: Sort | Literal["totals"]
) -> None:
    if kind == "postgres":
        pytest.skip("the planner of PostgreSQL counts by itself")
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        asked.append((statement, given))

    event.listen(library._engine, "before_cursor_execute", note)
    try:
        if sort == "totals":
            library.library.totals(OWNER, Query(text="einkauf", amount_min=Decimal(1)))
        else:
            library.search(OWNER, Query(text="einkauf", sort=sort, amount_min=Decimal(1)))
    finally:
        event.remove(library._engine, "before_cursor_execute", note)
    with library._engine.connect() as connection:
        cursor = connection.connection.cursor()
        plans = [
            line[3]
            for statement, given in asked
            if "MATCH" in statement
            for line in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", given)
        ]
    looks = [line for line in plans if "VIRTUAL TABLE" in line]
    assert looks
    assert not [line for line in looks if ":=" in line]  # by the row of a document, for each of them
