"""From what the heads point at to values: which words, how sure, which page, which rows.

Several readers of one size read each page, and the mean of their chances is what counts: they err at different places.
Source: Lakshminarayanan et al., "Simple and scalable predictive uncertainty estimation using deep ensembles", 2017.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from model.backend import Field, FieldType, Found, PageSeen, WordSeen
from model.embedded.batch import Asking, Item, collate, item
from model.embedded.features import KINDS, Encoder, fold
from model.embedded.picture import Pixels
from model.embedded.reader import Batch, Pointed, Reader

WINDOW = 640  # words read at once; the training saw no longer pages
OVERLAP = 60
CANDIDATES = 5
MANY = 0.5  # of several values each takes a part of the chance, so that less is asked of one
_FIGURES = ("amount", "number")


@dataclass(frozen=True, slots=True)
class Calibration:
    """How scores become chances, fitted on documents with known answers: a logistic curve, and where null begins.

    A value is given when it is right with at least the chance in ``null`` for the kind of document and the field's type
    (``""`` for kinds, and types of a kind, that are not named; ``text`` for types that none names), or ``required``
    where such a document surely has the field.
    """

    bias: float = 0.0
    start: float = 1.0  # weight of log odds of the start
    whole: float = 0.0  # weight of the mean certainty of the extent
    ocr: float = 0.0  # weight of the OCR's mean confidence minus one
    null: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: {"": {"text": 0.5}})
    required: float = 0.5
    together: float = 0.5  # words above this chance belong to the value
    between: float = 0.5  # and so do those above this chance that stand between two of them on one line
    row: float = 0.5
    cell: float = 0.5
    cell_bias: float = 0.0
    cell_start: float = 1.0  # weight of the log odds of a cell's words

    def chance(self, start: float, whole: float, ocr: float) -> float:
        """The chance that a value is right, 0 to 1."""
        return _logistic(self.bias + self.start * _odds(start) + self.whole * whole + self.ocr * (ocr - 1))

    def chance_of_cell(self, sure: float) -> float:
        """The chance that a cell of a table is right whose words have the mean chance ``sure``, 0 to 1."""
        return _logistic(self.cell_bias + self.cell_start * _odds(sure))

    def given(self, kind: FieldType, document: str = "", required: bool = False) -> float:
        """The least chance with which a value of type ``kind`` is given that stands on a ``document`` of some kind."""
        usual = self.null[""]
        own = self.null.get(document, usual)
        least = own.get(kind) or usual.get(kind) or own.get("text", usual["text"])
        return min(least, self.required) if required else least

    @classmethod
    def load(cls, path: Path) -> Calibration:
        """The calibration in ``path``; the plain one when there is no such file."""
        return cls(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else cls()


def _odds(chance: float) -> float:
    return float(np.log(max(chance, 1e-6) / max(1 - chance, 1e-4)))


def _logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible value: its words on a page, the chance of its start and what its confidence is made of."""

    page: int
    words: tuple[int, ...]
    text: str
    start: float
    whole: float
    ocr: float
    absent: float = 0.0  # the chance that the page does not hold the field at all


@dataclass(slots=True)
class Reading:
    """What one window of a page says: candidates by question, rows of tables, and the kind of document."""

    candidates: list[list[Candidate]]
    rows: dict[str, list[dict[str, Candidate]]] = field(default_factory=dict)
    kind: Tensor = field(default_factory=lambda: torch.zeros(len(KINDS)))
    tokens: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)  # prepare, vision, body, head
    types: tuple[str, ...] = ()  # of the fields: what a candidate must look like at least


def asking(fields: Sequence[Field]) -> tuple[list[Asking], list[tuple[int, str]]]:
    """The questions for ``fields``, and for each its field's number and column (empty for the field itself)."""
    asked: list[Asking] = []
    owner: list[tuple[int, str]] = []
    for number, one in enumerate(fields):
        asked.append(Asking(one.name, one.type, phrases_of(one)))
        owner.append((number, ""))
        for column in one.columns:
            asked.append(Asking(f"{one.name} {column.name}", column.type, phrases_of(column)))
            owner.append((number, column.name))
    return asked, owner


def phrases_of(one: Field) -> tuple[str, ...]:
    """The synonyms in a field's description: what stands between commas."""
    return tuple(p for part in one.description.replace(";", ",").split(",") if (p := part.strip()))[:12]


def windows(lines: Sequence[Sequence[int]]) -> list[tuple[list[int], list[list[int]]]]:
    """A page's words in windows of whole lines, at most ``WINDOW`` words each, overlapping a little.

    Each window is the indices of its words on the page and its lines in numbers of its own.
    """
    cut: list[list[list[int]]] = [[]]
    for line in lines:
        parts = [list(line[i : i + WINDOW]) for i in range(0, len(line), WINDOW)]
        for part in parts:
            if cut[-1] and sum(map(len, cut[-1])) + len(part) > WINDOW:
                tail: list[list[int]] = []
                for earlier in reversed(cut[-1]):
                    if sum(map(len, tail)) + len(earlier) > OVERLAP:
                        break
                    tail.insert(0, earlier)
                cut.append(tail)
            cut[-1].append(part)
    out = []
    for window in cut:
        indices = [i for line in window for i in line]
        at = 0
        own: list[list[int]] = []
        for line in window:
            own.append(list(range(at, at + len(line))))
            at += len(line)
        if indices:
            out.append((indices, own))
    return out


def lines_of(words: Sequence[WordSeen]) -> list[list[int]]:
    """Lines of words that already stand in reading order: a new one begins where a word jumps back or down."""
    lines: list[list[int]] = []
    for i, word in enumerate(words):
        if lines:
            last = words[lines[-1][-1]]
            middle, height = (word.y0 + word.y1) / 2, min(word.y1 - word.y0, last.y1 - last.y0)
            if word.x0 >= last.x0 and abs((last.y0 + last.y1) / 2 - middle) < 0.6 * max(height, 1e-4):
                lines[-1].append(i)
                continue
        lines.append([i])
    return lines


@torch.inference_mode()
def read_window(
    readers: Sequence[Reader],
    page: PageSeen,
    indices: list[int],
    lines: list[list[int]],
    fields: Sequence[Field],
    encoder: Encoder,
    calibration: Calibration,
    picture: Pixels | None = None,
) -> Reading:
    """Ask ``readers`` for ``fields`` of one window of ``page``, with its small ``picture`` where there is one."""
    seen = [page.words[i] for i in indices]
    boxes = np.array([w[1:5] for w in seen], np.float32).reshape(-1, 4)
    asked, owner = asking(fields)
    began = perf_counter()
    made: Item = item([w.text for w in seen], boxes, lines, asked or [Asking("title", "text")], encoder, picture)
    batch = collate([made])
    prepared = perf_counter()
    looked = [reader.look(batch) for reader in readers]
    seen_at = perf_counter()
    pointed = [reader(batch, at) for reader, at in zip(readers, looked, strict=True)]
    through = perf_counter()
    kind = _mean([one.kind[0] for one in pointed])
    reading = Reading([[] for _ in fields], kind=kind, tokens=made.tokens, types=tuple(f.type for f in fields))
    single = [q for q, (n, column) in enumerate(owner) if not column and fields[n].type != "table"]
    line_of: list[int] = batch.line[0].tolist()
    _point(readers, pointed, batch, single, owner, page, indices, line_of, calibration, reading)
    tags = _mean([one.tag[0].float().sigmoid() for one in pointed])
    for number, one in enumerate(fields):
        if one.type == "table":
            mine = [q for q, (n, _) in enumerate(owner) if n == number]
            reading.rows[one.name] = _rows(tags[mine], one.columns, page, indices, line_of, calibration)
    reading.seconds = {
        "prepare": prepared - began,
        "vision": seen_at - prepared,
        "body": through - seen_at,
        "head": perf_counter() - through,
    }
    return reading


def _mean(of_readers: Sequence[Tensor]) -> Tensor:
    return torch.stack([*of_readers]).float().mean(0)


def _point(
    readers: Sequence[Reader],
    pointed: Sequence[Pointed],
    batch: Batch,
    single: list[int],
    owner: list[tuple[int, str]],
    page: PageSeen,
    indices: list[int],
    line_of: list[int],
    calibration: Calibration,
    reading: Reading,
) -> None:
    """Fill in the candidates of all questions that ask for one value."""
    if not single:
        return
    chances = _mean([one.start[0, single].float().softmax(-1) for one in pointed])
    nulls = dict(zip(single, chances[:, 0].tolist(), strict=True))
    best = chances[:, 1:].topk(min(CANDIDATES, len(indices)), -1)
    starts, rows = best.indices.flatten(), torch.tensor(single).repeat_interleave(best.indices.shape[1])
    pages = torch.zeros_like(rows)
    belongs = _mean(
        [
            reader.extent(one, batch, pages, rows, starts).float().sigmoid()
            for reader, one in zip(readers, pointed, strict=True)
        ]
    )
    belongs[torch.arange(len(starts)), starts] = 1.0
    for chance, q, start, member in zip(
        best.values.flatten().tolist(), rows.tolist(), starts.tolist(), belongs, strict=True
    ):
        if chance < 0.005:
            continue
        words = _together(member[: len(indices)].tolist(), start, line_of, calibration)
        if not _fits(reading.types[owner[q][0]], [page.words[indices[i]].text for i in words]):
            continue
        sure = member[: len(indices)]
        whole = float((2 * sure - 1).abs()[max(0, start - 3) : words[-1] + 4].mean())
        null = nulls[q]
        reading.candidates[owner[q][0]].append(_candidate(page, [indices[i] for i in words], chance, whole, null))


def _together(member: list[float], start: int, line_of: list[int], calibration: Calibration) -> list[int]:
    """The words of a value that begins at ``start``: likely ones, and less likely ones between them on a line."""
    ends: dict[int, tuple[int, int]] = {}
    for i in range(start, len(member)):
        if member[i] > calibration.together:
            first, _ = ends.get(line_of[i], (i, i))
            ends[line_of[i]] = (first, i)
    least = min(calibration.between, calibration.together)
    return [i for first, last in ends.values() for i in range(first, last + 1) if member[i] > least]


def _fits(kind: str, words: list[str]) -> bool:
    """Whether words can be of type ``kind`` at all: dates and amounts have digits, identifiers no small words."""
    digits = any(c.isdigit() for word in words for c in word)
    if kind in ("date", "amount", "number"):
        return digits
    return digits or kind != "id" or any(word.isupper() for word in words)


def _candidate(page: PageSeen, words: list[int], start: float, whole: float, absent: float = 0.0) -> Candidate:
    text = " ".join(page.words[i].text for i in words)
    ocr = sum(page.words[i].confidence for i in words) / len(words)
    return Candidate(page.number, tuple(words), text, start, whole, ocr, absent)


def _rows(
    tags: Tensor,
    columns: Sequence[Field],
    page: PageSeen,
    indices: list[int],
    line_of: list[int],
    calibration: Calibration,
) -> list[dict[str, Candidate]]:
    """Rows of a table from ``tags`` (1 + columns, N): the first says where rows begin, the others what is in them.

    A row has its figures on one line: where a figure of a column follows on a later line, a row began unnoticed. A row
    without any figure is a line of text beside the table.
    """
    begins = {i for i in range(len(indices)) if float(tags[0, i]) > calibration.row}
    if not begins or not columns:
        return []
    best, which = tags[1:, : len(indices)].max(0)
    chance, column = best.tolist(), which.tolist()
    held = [i for i, sure in enumerate(chance) if sure > calibration.cell and i >= min(begins)]
    rows: list[dict[int, list[int]]] = []
    for i in held:
        row = rows[-1] if rows else None
        begun = any(j in begins for j in range(max(cell[-1] for cell in row.values()) + 1, i + 1)) if row else True
        if begun or (row and _again(row, i, column[i], columns, line_of)):
            moved = {} if begun or not row else _taken_from(row, line_of[i], line_of)
            rows.append(moved)
            row = moved
        assert row is not None
        row.setdefault(column[i], []).append(i)
    return [
        {
            columns[c].name: _cell(page, indices, _filled(cell, chance, line_of, calibration), chance)
            for c, cell in row.items()
        }
        for row in rows
        if any(columns[c].type in _FIGURES for c in row) or not any(one.type in _FIGURES for one in columns)
    ]


def _again(row: Mapping[int, list[int]], word: int, column: int, columns: Sequence[Field], line_of: list[int]) -> bool:
    """Whether a figure at ``word`` is a second one of its column, on another line than the first."""
    return columns[column].type in _FIGURES and column in row and line_of[row[column][-1]] != line_of[word]


def _taken_from(row: dict[int, list[int]], line: int, line_of: list[int]) -> dict[int, list[int]]:
    """The words of ``row`` that stand on ``line``, taken out of it: they begin the next row."""
    moved = {c: kept for c, cell in row.items() if (kept := [i for i in cell if line_of[i] == line])}
    for c, cell in list(row.items()):
        left = [i for i in cell if line_of[i] != line]
        if left:
            row[c] = left
        else:
            del row[c]
    return moved


def _filled(cell: list[int], chance: list[float], line_of: list[int], calibration: Calibration) -> list[int]:
    """``cell`` with the less likely words that stand between two of its words on one line."""
    out: list[int] = []
    for word in cell:
        if out and line_of[out[-1]] == line_of[word]:
            out += [i for i in range(out[-1] + 1, word) if chance[i] > calibration.between * calibration.cell]
        out.append(word)
    return out


def _cell(page: PageSeen, indices: list[int], words: list[int], chance: list[float]) -> Candidate:
    sure = sum(chance[i] for i in words) / len(words)
    return _candidate(page, [indices[i] for i in words], sure, 2 * sure - 1)


def ranked(candidates: Sequence[Candidate]) -> list[tuple[float, Candidate]]:
    """The best candidate of each text with the text's chance, likeliest first: equal texts of a page count together."""
    groups: dict[str, list[Candidate]] = {}
    for one in candidates:
        groups.setdefault(_same(one.text), []).append(one)
    out = []
    for group in groups.values():
        pages: dict[int, float] = {}
        for one in group:
            pages[one.page] = pages.get(one.page, 0.0) + one.start
        out.append((min(max(pages.values()), 0.9999), max(group, key=lambda c: c.start)))
    return sorted(out, key=lambda pair: -pair[0])


def chosen(
    candidates: Sequence[Candidate], asked: Field, calibration: Calibration, document: str = "", required: bool = False
) -> list[Found]:
    """The value of ``asked`` (or its values) among the candidates of all pages; none when null is likelier.

    What is enough to be given depends on the kind of ``document``, and on whether such a document surely has the field.
    """
    out: list[Found] = []
    taken: set[tuple[int, int]] = set()
    least = calibration.given(asked.type, document, required) * (MANY if asked.many else 1.0)
    for chance, one in ranked(candidates):
        places = {(one.page, i) for i in one.words}
        sure = calibration.chance(chance, one.whole, one.ocr)
        if sure < least or places & taken:
            break
        taken |= places
        out.append(Found(one.text, tuple((one.page, i) for i in one.words), sure))
        if not asked.many:
            break
    return out


def _same(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum()) or fold(text)


def table(rows: Sequence[Mapping[str, Candidate]], calibration: Calibration) -> list[dict[str, Found]]:
    """Rows of candidates as rows of values."""
    return [
        {
            name: Found(c.text, tuple((c.page, i) for i in c.words), calibration.chance_of_cell(c.start))
            for name, c in row.items()
        }
        for row in rows
    ]
