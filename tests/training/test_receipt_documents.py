"""Receipts, forms and their kin as generated, and real receipts as aligned with their words."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from training.blocks import Desk, Entry, beside
from training.documents import contract, form, keyvalue, receipt, table, taxform
from training.glue import glued
from training.noise import examples
from training.real import aligned, dates, receipts, totals
from training.sheet import Sample, Sheet

FAMILIES = (receipt, form, keyvalue, taxform, contract, table)
SEEDS = range(20)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.split(".")[-1])
def test_every_mark_points_at_words_of_its_sheet(family) -> None:
    for seed in SEEDS:
        for sheet in family.make(random.Random(seed)).sheets:
            runs = [run for marks in sheet.answers.values() for run in marks]
            runs += [cell for rows in sheet.rows.values() for row in rows for cell in row.values()]
            for run in runs:
                assert run, (seed, "an empty mark")
                assert len(set(run)) == len(run)
                assert all(0 <= i < len(sheet.words) for i in run), (seed, run)
            assert all(word.text and word.x1 > word.x0 and word.y1 > word.y0 for word in sheet.words), seed


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.split(".")[-1])
def test_the_same_seed_makes_the_same_sample(family) -> None:
    for seed in SEEDS:
        assert _told(family.make(random.Random(seed))) == _told(family.make(random.Random(seed)))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.split(".")[-1])
def test_questions_are_about_what_is_there_and_what_is_not(family) -> None:
    found = missing = 0
    for seed in range(60):
        sample = family.make(random.Random(seed))
        for ask in sample.asked:
            there = any(sheet.answers.get(ask.key) or sheet.rows.get(ask.key) for sheet in sample.sheets)
            found, missing = found + there, missing + (not there)
            assert ask.name.strip(), (seed, ask)
    assert 0.1 < missing / (found + missing) < 0.7


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.__name__.split(".")[-1])
def test_a_reader_sees_the_page(family) -> None:
    for seed in SEEDS:
        rng = random.Random(seed)
        for page in examples(family.make(rng), rng):
            assert all(0 <= i < len(page.words) for ask in page.asks for run in ask.occurrences for i in run)


def test_the_sums_of_a_receipt_add_up() -> None:
    """Cash less change is the total, on every receipt that prints all three."""
    checked = 0
    for seed in range(160):
        sheet = receipt.make(random.Random(seed)).sheets[0]
        sums = {key: _numbers(sheet, key) for key in ("cash", "change", "total")}
        if all(sums.values()):
            checked += 1
            assert abs(sums["cash"][0] - sums["change"][0] - sums["total"][0]) < 0.011, (seed, sums)
            assert len(set(sums["total"])) == 1, (seed, sums)
    assert checked > 10


def test_a_label_in_two_sections_is_marked_twice() -> None:
    rng = random.Random(1)
    desk = Desk(rng, Sheet(rng), 10, 10)
    end = beside(desk, 40, 500, 40, [Entry("Date", "Date:", ["1 May 1990"])])
    beside(desk, 40, 500, end + 100, [Entry("Date", "Date:", ["2 June 1991"])])
    said = [" ".join(desk.sheet.words[i].text for i in run) for run in desk.sheet.answers["Date"]]
    assert said == ["1 May 1990", "2 June 1991"]


def test_glued_words_keep_their_letters_and_their_marks() -> None:
    rng = random.Random(3)
    sheet = Sheet(rng)
    sheet.put(20, 20, "Bretonner Ring 7", answer="address")
    sheet.put(20, 40, "Tel: 089 123", answer="phone")
    joined = glued(sheet, rng, 1.0)
    assert [word.text for word in joined.words] == ["BretonnerRing7", "Tel:", "089123"]
    assert joined.answers == {"address": [[0]], "phone": [[1, 2]]}
    assert [word.text for word in sheet.words][:3] == ["Bretonner", "Ring", "7"]


LINES = (
    ("LIM AH HOCK", 20), ("PRELOMAX TRADING SDN BHD", 50), ("(123456-K)", 70), ("NO. 4, JALAN KENARI 7/2,", 90),
    ("TAMAN VELORIN,", 110), ("47100 PUCHONG RAYA, SELANGOR", 130), ("TEL: 03-8061 2345", 150),
    ("DATE: 03/04/2018 11:22:33", 170), ("LAMP 2 X 10.00", 190), ("TOTAL RM 20.00", 210), ("ROUNDED TOTAL 20.00", 230),
    ("CASH 20.00", 250), ("CHANGE 0.00", 270),
)  # fmt: skip
GOLD = {
    "vendor_name": "PRELOMAX TRADING SDN BHD",
    "address": "NO. 4, JALAN KENARI 7/2, TAMAN VELORIN, 47100 PUCHONG RAYA, SELANGOR",
    "date": "03/04/2018",
    "total": "20.00",
}


def test_a_real_receipt_is_aligned_with_its_lines_and_with_what_an_ocr_reads(tmp_path: Path) -> None:
    lines = [{"text": text, "box": [20, y, 20 + 8 * len(text), y + 14]} for text, y in LINES]
    read = [["JALAN", 1.0, 1, 2, 30, 9, 0]]  # of another receipt: never asked for
    words = [[w, 0.9, 20 + 60 * n, y, 70 + 60 * n, y + 14, y] for text, y in LINES for n, w in enumerate(text.split())]
    words[2][0] = "H0CK"
    words[3][0] = "PRELOMAK"  # one letter misread
    first, second = tmp_path / "lines.jsonl", tmp_path / "ocr.jsonl"
    first.write_text(json.dumps({"id": "a", "fields": GOLD, "lines": lines}) + "\n")
    second.write_text("\n".join(json.dumps(row) for row in ({"id": "a", "words": words}, {"id": "b", "words": read})))
    samples = receipts([first, second], ways=1)
    assert len(samples) == 2
    for sample, vendor in zip(samples, ("PRELOMAX", "PRELOMAK"), strict=True):
        said = {key: [_said(sample.sheets[0], run) for run in runs] for key, runs in sample.sheets[0].answers.items()}
        assert said["vendor_name"] == [f"{vendor} TRADING SDN BHD"]
        assert said["address"] == [GOLD["address"]]
        assert said["date"] == ["03/04/2018"]
        assert said["total"] == ["20.00", "20.00"]  # not the cash
        assert said["phone"] == ["03-8061 2345"]
        assert said["cash"] == ["20.00"]
        assert {ask.key for ask in sample.asked} >= {"vendor_name", "address", "date", "total"}


def test_what_does_not_align_is_not_asked() -> None:
    assert aligned(["ANOTHER", "SHOP", "LTD"], "PRELOMAX TRADING SDN BHD") == []
    assert aligned(["TO", "PRELOMAX", "TRADING", "SDN", "BHD(77-K)"], "PRELOMAX TRADING SDN BHD") == [1, 2, 3, 4]


@pytest.mark.parametrize("printed", ["03 APR 2018", "3/4/2018", "03-04-18", "20180403", "03.04.2018"])
def test_a_day_is_found_in_every_spelling(printed: str) -> None:
    words = ["DATE", *printed.split(), "11:20"]
    assert dates(words, "03/04/2018") == [list(range(1, len(words) - 1))]


def test_a_total_is_found_on_a_line_of_cash_only_when_nowhere_else() -> None:
    words, lines = ["TOTAL", "9.90", "CASH", "9.90"], [0, 0, 1, 1]
    assert totals(words, lines, "RM 9.90") == [[1]]
    assert totals(words[2:], lines[2:], "9.90") == [[1]]


def _told(sample: Sample) -> object:
    return (
        sample.kind,
        sample.scanned,
        [(a.key, a.name, a.type, a.phrases, [c.name for c in a.columns]) for a in sample.asked],
        [([(w.text, w.x0, w.y0, w.x1, w.y1) for w in s.words], s.answers, s.rows, s.size) for s in sample.sheets],
    )


def _said(sheet: Sheet, run: list[int]) -> str:
    return " ".join(sheet.words[i].text for i in run)


def _numbers(sheet: Sheet, key: str) -> list[float]:
    """The amounts marked under ``key``, whatever their decimal mark; empty when one is not a number."""
    found = []
    for run in sheet.answers.get(key, []):
        figures = "".join(c for c in _said(sheet, run) if c.isdigit())
        if not figures:
            return []
        found.append(int(figures) / 100)
    return found
