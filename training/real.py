"""Samples from real receipts: SROIE's training part (CC-BY-4.0), whose gold fields are aligned with the words.

Two files are read, both given by path: text lines with boxes and the gold fields, and what an OCR reads on the same
receipts. Only a field that aligns well with the words is asked for.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.document import Box, Word
from pipeline.words import reading_order, split_glued
from training.names import Concept, asked
from training.names.receipt import ADDRESS, CASH, CHANGE, DATE, PHONE, RECEIPT, TAX_ID, TIME, TOTAL, VENDOR_NAME
from training.sheet import Asked, Sample, Set, Sheet

TOLERANCE = 0.15  # edits per letter of the gold value, beyond which the OCR read something else
_AMOUNT = re.compile(r"^\(?-?(?:RM|MYR|SGD|\$)?\s?(\d[\d,]*\.\d{2})(?:RM|SR|ZRL|[A-Z])?\)?$", re.IGNORECASE)
_TIME = re.compile(r"^(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?:[AP]M)?$", re.IGNORECASE)
_PAID = re.compile(r"cash|tender|change|paid|visa|master|card|received|excl|sub\s*-?total|before", re.IGNORECASE)
_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_SURELY_ABSENT = {  # a field is null when nothing on the receipt looks like its label
    "tips": r"tip|gratuity",
    "discount": r"disc|less|saving|off|promo",
    "cashier": r"cash|serv|staff|sales|clerk|user|oper|emp|wait",
    "tax_id": r"gst|sst|tax|reg",
    "time": r"\d:\d",
    "phone": r"tel|phone|h/?p|mobile|fax|\d{2,3}-\d{6}",
}


@dataclass
class Receipt:
    """One real receipt: words in reading order with boxes in pixels, and the words that answer each field."""

    width: float
    height: float
    words: list[Set]
    marks: dict[str, list[list[int]]] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)


def receipts(paths: Sequence[Path], seed: int = 0, ways: int = 8) -> list[Sample]:
    """Every receipt of ``paths``, asked in ``ways`` ways.

    A line of a file is one receipt: with ``lines`` and gold ``fields``, or with the ``words`` an OCR reads on a receipt
    whose fields stand under the same ``id`` in another of the files.
    """
    rng = random.Random(seed)
    rows = [json.loads(row) for path in paths for row in path.read_text(encoding="utf-8").splitlines()]
    gold = {row["id"]: row["fields"] for row in rows if "fields" in row}
    found = [read(_words(row), gold[row["id"]]) for row in rows if row["id"] in gold]
    return [sample(receipt, rng) for _ in range(ways) for receipt in found if receipt.marks]


def sample(receipt: Receipt, rng: random.Random) -> Sample:
    """The receipt, asked for what aligned and for some fields that are surely absent."""
    sheet = Sheet(rng, (receipt.width, receipt.height), words=receipt.words, answers=receipt.marks)
    keys = [key for key in sheet.answers if key in ("vendor_name", "address", "date", "total") or rng.random() < 0.6]
    keys += [key for key in receipt.absent if rng.random() < 0.35]
    rng.shuffle(keys)
    asks: list[Asked] = [asked(RECEIPT[key], rng, language="en") for key in keys]
    return Sample("receipt", [sheet], asks, scanned=rng.random() < 0.5)


def read(words: Sequence[Set], gold: dict[str, str]) -> Receipt:
    """The receipt with its gold fields aligned; a field that does not align within ``TOLERANCE`` is left out.

    ``words`` are in pixels, in any order; ``gold`` has some of vendor_name, address, date and total as text.
    """
    wide = max(word.x1 for word in words) + 10
    tall = max(word.y1 for word in words) + 10
    parts = [part for word in words for part in split_glued(_word(word, wide, tall))]
    lines = reading_order(parts)
    order = [i for line in lines for i in line]
    receipt = Receipt(wide, tall, [_set(parts[i], wide, tall) for i in order])
    lengths = [len(line) for line in lines]
    line_of = [n for n, length in enumerate(lengths) for _ in range(length)]
    texts = [word.text for word in receipt.words]
    for concept in (VENDOR_NAME, ADDRESS):
        run = aligned(texts, gold.get(concept.key) or "")
        if run:
            receipt.marks[concept.key] = [run]
    receipt.marks[DATE.key] = dates(texts, gold.get("date") or "")
    receipt.marks[TOTAL.key] = totals(texts, line_of, gold.get("total") or "")
    seen: dict[str, set[str]] = {}
    for concept, run in _by_label(texts, line_of):
        receipt.marks.setdefault(concept.key, []).append(run)
        seen.setdefault(concept.key, set()).add(_plain("".join(texts[i] for i in run)))
    for key in [key for key, values in seen.items() if len(values) > 1]:
        del receipt.marks[key]  # opening hours, two cash lines: which one is meant is anybody's guess
    receipt.marks = {key: runs for key, runs in receipt.marks.items() if runs}
    page = " ".join(texts)
    receipt.absent = [key for key, signs in _SURELY_ABSENT.items() if not re.search(signs, page, re.IGNORECASE)]
    return receipt


def aligned(texts: Sequence[str], gold: str) -> list[int]:
    """The contiguous run of words that reads most like ``gold`` (letters and digits only); empty when none does."""
    wanted = _plain(gold)
    keys = [_plain(text) for text in texts]
    page = "".join(keys)
    if len(wanted) < 3 or not page:
        return []
    end, edits = _best_end(wanted, page)
    if edits > TOLERANCE * len(wanted):
        return []
    back, _ = _best_end(wanted[::-1], page[:end][::-1])
    start = end - back
    run, at = [], 0
    for i, key in enumerate(keys):
        covered = min(end, at + len(key)) - max(start, at)
        if key and covered * 2 >= len(key):
            run.append(i)
        at += len(key)
    if not run:
        return []
    run = list(range(run[0], run[-1] + 1))
    read_as = "".join(keys[i] for i in run)
    return run if _edits(wanted, read_as) <= TOLERANCE * len(wanted) else []


def dates(texts: Sequence[str], gold: str) -> list[list[int]]:
    """Every run of words that prints the day ``gold`` (day before month, as in Malaysia and Singapore)."""
    wanted = _spellings(gold)
    keys = [_plain(text) for text in texts]
    found: list[list[int]] = []
    i = 0
    while i < len(keys):
        joined = ""
        for j in range(i, min(i + 4, len(keys))):
            joined += keys[j]
            if keys[i] and joined in wanted and (j > i or len(joined) > 4):
                found.append(list(range(i, j + 1)))
                i = j
                break
        i += 1
    return found


def totals(texts: Sequence[str], line_of: Sequence[int], gold: str) -> list[list[int]]:
    """Every word that prints the amount ``gold``; lines of cash and subtotals count only when there is no other."""
    wanted = re.sub(r"[^\d.]", "", gold)
    hits = [i for i, text in enumerate(texts) if (amount := _AMOUNT.match(text)) and _same(amount[1], wanted)]
    lines: dict[int, str] = {}
    for i, n in enumerate(line_of):
        lines[n] = lines.get(n, "") + " " + texts[i]
    clear = [i for i in hits if not _PAID.search(lines[line_of[i]])]
    return [[i] for i in clear or hits]


def _by_label(texts: Sequence[str], line_of: Sequence[int]) -> Iterator[tuple[Concept, list[int]]]:
    """Fields that the gold lacks but whose label and value stand in one line beyond doubt."""
    for i, text in enumerate(texts):
        if _TIME.match(text):
            joined = [i, i + 1] if texts[i + 1 : i + 2] and texts[i + 1].upper() in ("AM", "PM") else [i]
            yield TIME, joined
        first = i == 0 or line_of[i - 1] != line_of[i]
        last = max(j for j in range(i, min(i + 12, len(texts))) if line_of[j] == line_of[i])
        label = text.upper().strip(":. ")
        if first and label in ("CASH", "CHANGE") and last > i and _AMOUNT.match(texts[last]):
            if last - i <= 3:
                yield (CASH if label == "CASH" else CHANGE), [last]
        if label in ("TEL", "PHONE", "TEL NO"):
            run = [j for j in range(i + 1, min(i + 4, last + 1)) if re.fullmatch(r"[\d+()./-]+", texts[j])]
            if run and run == list(range(run[0], run[-1] + 1)) and sum(c.isdigit() for j in run for c in texts[j]) > 7:
                yield PHONE, run
        if re.fullmatch(r"\d{12}", text) and re.search(r"GST", " ".join(texts[max(0, i - 4) : i]).upper()):
            yield TAX_ID, [i]


def _best_end(wanted: str, page: str) -> tuple[int, int]:
    """Where in ``page`` the best approximate occurrence of ``wanted`` ends, and its edits (Sellers 1980)."""
    letters = np.frombuffer(page.encode("utf-32-le"), np.uint32)
    steps = np.arange(len(page) + 1)
    row = np.zeros(len(page) + 1, int)
    for n, letter in enumerate(wanted, 1):
        swap = row[:-1] + (letters != ord(letter))
        fresh = np.concatenate(([n], np.minimum(swap, row[1:] + 1)))
        row = np.minimum.accumulate(fresh - steps) + steps
    end = int(row.argmin())
    return end, int(row[end])


def _edits(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for n, letter in enumerate(a, 1):
        last, row[0] = row[0], n
        for j, other in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (letter != other))
    return row[-1]


def _spellings(gold: str) -> set[str]:
    """The day as letters and digits only: as given, and in the other ways that a till prints it."""
    keys = {_plain(gold)}
    numbers = re.fullmatch(r"\D*(\d{1,2})\D+(\d{1,2})\D+(\d{4}|\d{2})\D*", gold)
    named = re.fullmatch(r"\D*(\d{1,2})\W*([A-Za-z]{3})[A-Za-z]*\W*(\d{4}|\d{2})\D*", gold)
    if numbers:
        day, month, year = int(numbers[1]), int(numbers[2]), int(numbers[3][-2:])
    elif named and named[2].upper() in _MONTHS:
        day, month, year = int(named[1]), _MONTHS.index(named[2].upper()) + 1, int(named[3][-2:])
    else:
        return keys
    if not 1 <= month <= 12:
        return keys
    for y in (f"20{year:02}", f"{year:02}"):
        keys |= {f"{day:02}{month:02}{y}", f"{day:02}{_MONTHS[month - 1]}{y}", f"{day}{_MONTHS[month - 1]}{y}"}
    keys |= {f"{day}{month}20{year:02}", f"20{year:02}{month:02}{day:02}"}
    return keys


def _plain(text: str) -> str:
    return "".join(letter for letter in text.upper() if letter.isalnum())


def _same(printed: str, wanted: str) -> bool:
    try:
        return abs(float(printed.replace(",", "")) - float(wanted)) < 0.005
    except ValueError:
        return False


def _words(row: dict[str, Any]) -> list[Set]:
    """The words of a row, in pixels; a line of text is cut at its spaces in proportion to the letters."""
    if "words" in row:
        return [Set(text, *map(float, box)) for text, _, *box, _ in row["words"]]
    words = []
    for line in row["lines"]:
        text, (x0, y0, x1, y1) = line["text"], map(float, line["box"])
        step, at = (x1 - x0) / max(1, len(text)), 0
        for part in text.split(" "):
            if part:
                words.append(Set(part, x0 + at * step, y0, x0 + (at + len(part)) * step, y1))
            at += len(part) + 1
    return words


def _word(word: Set, wide: float, tall: float) -> Word:
    return Word(word.text, Box(word.x0 / wide, word.y0 / tall, word.x1 / wide, word.y1 / tall))


def _set(word: Word, wide: float, tall: float) -> Set:
    box = word.box
    return Set(word.text, box.x0 * wide, box.y0 * tall, box.x1 * wide, box.y1 * tall)
