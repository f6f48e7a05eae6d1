"""Columns that a person chose, in every format, and the case file of a document that would like to run."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from html.parser import HTMLParser

import openpyxl
import pyarrow.parquet as pq
import pytest

from pipeline import exports
from pipeline.document import Box
from pipeline.exports import Case, Columns, Grid, Mark, Row

WHEN = datetime(2026, 5, 31, 12, 30, tzinfo=UTC)
EVIL = "\"'><img src=x onerror=alert(1)><script>alert(2)</script></style>"
CHOSEN = ("document_name", "total", "items.amount", "nowhere")


def row() -> Row:
    values = {"vendor_name": "Ann", "total": Decimal("7.50"), "date": date(2026, 5, 1)}
    return Row("id", "a.pdf", "receipt", "read", WHEN, values, {"lines": [{"amount": Decimal(7), "what": "x"}]}, 0.5)


def written(name: str, chosen: tuple[str, ...] = CHOSEN) -> bytes:
    columns = Columns.of([row()]).only(exports.sound(chosen))
    return b"".join(exports.chunks(name, map(columns.kept, [row()]), columns))


def test_a_table_has_the_columns_that_were_chosen_and_no_others() -> None:
    (line,) = csv.DictReader(io.StringIO(written("csv").decode("utf-8-sig")))
    assert line == {"document_name": "a.pdf", "total": "7.50", "nowhere": ""}
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx")))
    assert [list(r) for r in book["Documents"].values] == [["document_name", "total", "nowhere"], ["a.pdf", 7.5, None]]
    assert [list(r)[4:] for r in book["Line items"].values] == [["amount"], [7]]
    assert pq.read_table(io.BytesIO(written("parquet"))).to_pylist() == [
        {
            "document_name": "a.pdf",
            "total": Decimal("7.500000"),
            "nowhere": None,
            "document_items": [{"item_table": "lines", "amount": Decimal("7.000000")}],
        }
    ]
    assert written("markdown").decode().splitlines()[0] == "| document_name | total | nowhere |"


def test_json_holds_what_was_chosen() -> None:
    (record,) = json.loads(written("json"))
    assert record == {"name": "a.pdf", "values": {"total": 7.5}, "tables": {"lines": [{"amount": 7}]}}


def test_a_heading_that_was_changed_chooses_its_field() -> None:
    named = Row("id", "a.pdf", "x", "read", WHEN, {"document_name": "inside"})
    columns = Columns.of([named]).only(["field_document_name"])
    text = b"".join(exports.chunks("csv", [columns.kept(named)], columns)).decode("utf-8-sig")
    assert text.split() == ["field_document_name", "inside"]


@pytest.mark.parametrize("bad", ["=cmd()", "", "a b", "<b>", "x" * 80])
def test_what_cannot_be_a_column_is_refused_in_a_sentence(bad: str) -> None:
    with pytest.raises(ValueError, match="is not the name of a column"):
        exports.sound([bad])


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def case(pages: int = 1) -> Row:
    box = Box(0.1, 0.2, 0.3, 0.4)
    mark = Mark("vendor_name", EVIL, EVIL, "high", 1, box, (EVIL,))
    cell = Mark("lines.0.amount", EVIL, EVIL, "low", 1, box)

    def brought() -> Iterator[tuple[int, bytes | None, str]]:
        for number in range(1, pages + 1):
            yield number, b"picture", ""
        yield pages + 1, None, EVIL

    found = Case((mark,), (Grid("lines", EVIL, (("amount", EVIL),), ((cell,),)),), (EVIL,), brought)
    return Row("id", EVIL, EVIL, "read", WHEN, {"vendor_name": EVIL}, {"lines": [{"amount": EVIL}]}, 0.5, case=found)


def html(*rows: Row) -> str:
    return b"".join(exports.chunks("html", iter(rows), Columns.of(rows))).decode()


def test_nothing_of_a_hostile_document_becomes_markup_in_a_case_file() -> None:
    tags = _Tags()
    tags.feed(html(case()))
    assert not any(tag == "script" for tag, _ in tags.found)
    assert [attributes["src"] for tag, attributes in tags.found if tag == "img"] == [
        "data:image/webp;base64,cGljdHVyZQ=="
    ]
    assert not any(name.startswith("on") for _, attributes in tags.found for name in attributes)
    policy = next(a["content"] for _, a in tags.found if a.get("http-equiv") == "Content-Security-Policy")
    assert policy == "default-src 'none'; img-src data:; style-src 'unsafe-inline'"


def test_every_value_of_a_case_file_leads_to_its_box_and_back() -> None:
    text = html(case(), case())
    names = re.findall(r' id="([^"]+)"', text)
    assert len(names) == len(set(names)) == 2 + 2 * 4
    assert sorted(f"#{name}" for name in names) == sorted(set(re.findall(r'href="([^"]+)"', text)))


def test_pages_of_a_case_file_come_one_at_a_time() -> None:
    held = written_so_far = 0

    def pages() -> Iterator[tuple[int, bytes | None, str]]:
        nonlocal held
        for number in range(1, 40):
            held += 1
            assert written_so_far >= (held - 1) * 100_000, "pages are held back"
            yield number, b"x" * 100_000, ""

    class Out(io.BytesIO):
        def write(self, data: object) -> int:
            nonlocal written_so_far
            assert isinstance(data, bytes)
            written_so_far += len(data)
            return len(data)

    whole = Row("id", "a.pdf", "x", "read", WHEN, case=Case((), (), (), pages))
    exports.load("html").write([whole], Out(), Columns())
    assert held == 39
