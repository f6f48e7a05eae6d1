"""What is exported is opened again with other people's readers and compared."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pyarrow.parquet as pq
import pytest

from pipeline import doctypes, exports
from pipeline.exports import HEADINGS, ITEM_HEADINGS, Columns, Row, nested

WHEN = datetime(2026, 5, 31, 12, 30, tzinfo=UTC)
EVIL = [
    "=1+1",
    '=HYPERLINK("http://x.test")',
    "+60 3-1234",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1+1",
    "＠SUM(A1)",
]
VALUES = {
    "vendor_name": "Müller | Söhne\n<b>GmbH</b>",
    "date": date(2026, 5, 12),
    "total": Decimal("-1234.50"),
    "exact": Decimal("123456789012.123456"),
    "paid": True,
    "line_items.0.description": "Bread, brown",
    "line_items.0.amount": Decimal("2.30"),
    "line_items.1.amount": Decimal("-1.00"),
    "discounts.0.description": "10 %",
    "party.0": "Ann",
    "party.10": "Cy",
    "party.2": "Ben",
}


def rows() -> list[Row]:
    values, tables = nested(VALUES)
    plain = [Row(f"id{i}", f"{i}.pdf", "form", "done", WHEN, {"vendor_name": text}) for i, text in enumerate(EVIL)]
    return [Row("id", "a.pdf", "receipt", "done", WHEN, values, tables, 0.75, True), *plain]


def written(name: str, some: list[Row]) -> bytes:
    return b"".join(exports.chunks(name, iter(some), Columns.of(iter(some))))


def table(name: str, some: list[Row]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written(name, some).decode("utf-8-sig"), newline="")))


def test_paths_become_fields_and_tables() -> None:
    values, tables = nested(VALUES)
    assert values["party"] == "Ann; Ben; Cy"
    assert tables == {
        "line_items": [
            {"description": "Bread, brown", "amount": Decimal("2.30")},
            {"amount": Decimal("-1.00")},
        ],
        "discounts": [{"description": "10 %"}],
    }


def test_columns_that_rows_disagree_about_hold_text() -> None:
    some = [
        Row("1", "", "a", "done", WHEN, {"reference": Decimal(7)}),
        Row("2", "", "b", "done", WHEN, {"reference": "A7"}),
    ]
    assert Columns.of(some).fields == {"reference": str}
    assert [row["reference"] for row in table("csv", some)] == ["7", "A7"]
    assert pq.read_table(io.BytesIO(written("parquet", some)))["reference"].to_pylist() == ["7", "A7"]


def test_the_fields_of_a_type_are_columns_even_when_nothing_was_found() -> None:
    columns = Columns.of([], [doctypes.load("receipt")])
    assert columns.fields["total"] is Decimal
    assert columns.fields["date"] is date
    assert list(columns.items) == ["description", "quantity", "unit_price", "amount"]


def test_csv_reads_back() -> None:
    first = table("csv", rows())[0]
    assert first["vendor_name"] == VALUES["vendor_name"]
    assert (first["date"], first["total"], first["exact"]) == ("2026-05-12", "-1234.50", "123456789012.123456")
    assert (first["paid"], first["document_confidence"]) == ("true", "0.7500")
    assert datetime.fromisoformat(first["document_read_at"]) == WHEN


def test_csv_items_say_where_they_stand() -> None:
    found = table("csv_items", rows())
    assert [(r["item_table"], r["item_number"], r["amount"]) for r in found] == [
        ("line_items", "1", "2.30"),
        ("line_items", "2", "-1.00"),
        ("discounts", "1", ""),
    ]


def test_a_spreadsheet_runs_no_text_of_a_document() -> None:
    assert [row["vendor_name"] for row in table("csv", rows())[1:]] == [f"'{text}" for text in EVIL]
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", rows())))
    column = [c.value for c in book["Documents"][1]].index("vendor_name") + 1
    cells = [book["Documents"].cell(i + 3, column) for i in range(len(EVIL))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [c.value.replace("_x000D_", "\r") for c in cells] == EVIL
    assert not any(cell.hyperlink for cell in cells)


def test_a_file_name_is_no_formula_either() -> None:
    row = Row("1", "=cmd.pdf", "form", "done", WHEN, tables={"t": [{"a": "=1"}]})
    assert table("csv", [row])[0]["document_name"] == "'=cmd.pdf"
    assert (table("csv_items", [row])[0]["document_name"], table("csv_items", [row])[0]["a"]) == ("'=cmd.pdf", "'=1")


def test_xlsx_holds_real_dates_and_numbers() -> None:
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", rows())))
    head, first = ([c.value for c in book["Documents"][i]] for i in (1, 2))
    cells = dict(zip(head, first, strict=True))
    assert cells["total"] == -1234.5
    assert cells["date"] == datetime(2026, 5, 12)
    assert cells["document_read_at"] == WHEN.replace(tzinfo=None)
    assert cells["paid"] is True
    assert cells["exact"] == "123456789012.123456"  # more digits than Excel keeps: text, not a wrong number
    items = [[c.value for c in row] for row in book["Line items"].iter_rows()]
    assert items[1] == ["id", "a.pdf", "line_items", 1, "Bread, brown", 2.3]


def test_a_full_sheet_goes_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.exports import xlsx

    monkeypatch.setattr(xlsx, "MAX_ROWS", 4)
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", rows())))
    sheets = [book[name] for name in book.sheetnames if name.startswith("Documents")]
    names = [sheet.cell(i, 2).value for sheet in sheets for i in range(2, sheet.max_row + 1)]
    assert names == [row.name for row in rows()]
    assert all(sheet.max_row <= 4 for sheet in sheets)


def test_a_text_longer_than_a_cell_is_cut_and_not_lost() -> None:
    some = [Row("1", "", "form", "done", WHEN, {"title": "x" * 40_000})]
    book = openpyxl.load_workbook(io.BytesIO(written("xlsx", some)))
    text = book["Documents"].cell(2, len(HEADINGS) + 1).value
    assert len(text) == 32_767
    assert text.endswith("x…")


def test_json_and_json_lines_say_the_same_with_all_digits() -> None:
    whole = json.loads(written("json", rows()), parse_float=Decimal)
    lines = [json.loads(line, parse_float=Decimal) for line in written("jsonl", rows()).splitlines()]
    assert whole == lines
    first = whole[0]
    assert first["values"]["exact"] == VALUES["exact"]
    assert first["values"]["vendor_name"] == VALUES["vendor_name"]
    assert first["tables"]["line_items"][1] == {"amount": Decimal("-1.00")}
    assert b'"total": -1234.50' in written("json", rows())


def test_parquet_is_exact_and_nested() -> None:
    read = pq.read_table(io.BytesIO(written("parquet", rows())))
    first = read.to_pylist()[0]
    assert first["exact"] == VALUES["exact"]
    assert (first["date"], first["document_read_at"], first["paid"]) == (VALUES["date"], WHEN, True)
    assert first["document_items"][0] == {
        "item_table": "line_items",
        "description": "Bread, brown",
        "amount": Decimal("2.30"),
    }
    assert read["vendor_name"].to_pylist()[1:] == EVIL  # no spreadsheet: the text is left alone


def test_parquet_groups_are_streamed(monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.exports import parquet

    monkeypatch.setattr(parquet, "GROUP", 3)
    file = pq.ParquetFile(io.BytesIO(written("parquet", rows())))
    assert [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)] == [3, 3, 3, 2]
    assert file.read()["document_id"].to_pylist() == [row.document_id for row in rows()]


def test_markdown_keeps_one_line_a_document_and_no_foreign_markup() -> None:
    hostile = Row("1", "![x](http://x.test/a.png)", "form", "done", WHEN, {"title": "a|b\n<script>`c`"})
    lines = written("markdown", [hostile]).decode().splitlines()
    assert len(lines) == 3
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in lines} == {len(HEADINGS) + 2}
    assert "<script>" not in lines[2]
    assert r"\!\[x\](http" in lines[2]


@pytest.mark.parametrize("name", exports.names())
def test_an_empty_export_is_a_valid_file_with_its_headings(name: str) -> None:
    columns = Columns.of([], [doctypes.load("invoice")])
    data = b"".join(exports.chunks(name, [], columns))
    match name:
        case "csv" | "csv_items":
            (line,) = csv.reader(io.StringIO(data.decode("utf-8-sig")))
            assert line[0] == "document_id"
            assert ("total" if name == "csv" else "unit_price") in line
        case "json":
            assert json.loads(data) == []
        case "jsonl":
            assert data == b""
        case "markdown":
            assert data.decode().count("\n") == 2
        case "xlsx":
            book = openpyxl.load_workbook(io.BytesIO(data))
            assert [c.value for c in book["Line items"][1]] == [*ITEM_HEADINGS, *columns.items]
        case "parquet":
            read = pq.read_table(io.BytesIO(data))
            assert read.num_rows == 0
            assert "invoice_number" in read.column_names
        case "html":
            assert data.startswith(b"<!doctype html>")
            assert data.endswith(b"<ol></ol></nav></body></html>\n")
        case _:
            pytest.fail(f"say what an empty {name} looks like")


def test_every_format_says_what_it_is_and_an_unknown_one_is_refused() -> None:
    for name in exports.names():
        form = exports.load(name)
        assert form.TITLE
        assert form.SUFFIX.startswith(".")
        assert "/" in form.MEDIA_TYPE
    with pytest.raises(ValueError, match=r"Unknown export format 'os\.path'\. Known: csv, "):
        exports.load("os.path")


def test_a_field_called_like_one_of_our_headings_stays_apart() -> None:
    some = [Row("1", "n", "form", "done", WHEN, {"document_id": "A", "document_items": "B"})]
    assert table("csv", some)[0] | {"field_document_id": "A", "document_id": "1"} == table("csv", some)[0]
    assert pq.read_table(io.BytesIO(written("parquet", some)))["field_document_items"].to_pylist() == ["B"]
