"""How well readings match what is known of documents: one tally per group of documents, one table of them all.

Values are compared twice: ``exact`` by their type (dates as days, amounts to the cent, texts without case and outer
punctuation), ``loose`` by letters and digits alone, since labels and OCR differ in commas and spaces.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from model.backend import FieldType
from pipeline.values import DateOrder, typed

COLUMNS = ("documents", "values", "loose_f1", "exact_f1", "precision", "line_items_f1", "absent_null", "kind", "ece")
ALIKE = 0.5  # how alike two descriptions of rows with one amount must be
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known of one document. A list stands for several values, or the rows of a table; None for absent."""

    fields: Mapping[str, Any]
    types: Mapping[str, FieldType]
    kind: str = ""
    also: Mapping[str, Sequence[str]] = field(default_factory=dict)  # other values that are right
    order: DateOrder = "DMY"


def canonical(value: Any, kind: FieldType, order: DateOrder = "DMY") -> str:
    """``value`` in the one writing of its type; what cannot be typed is compared as text."""
    text = str(value)
    if kind in ("date", "amount", "number", "bool", "currency"):
        found = typed(text, kind, order)
        if isinstance(found, Decimal):
            return str(found.quantize(_CENT)) if kind == "amount" else str(found.normalize())
        if found is not None:
            return str(found)
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", "" if kind == "id" else " ", plain).strip(" .,:;-*|\"'")


def loose(text: str) -> str:
    """Letters and digits alone, lower case; the text itself when it has none."""
    return "".join(c for c in text.casefold() if c.isalnum()) or text


class Tally:
    """Counts over one group of documents."""

    def __init__(self) -> None:
        self.documents = self.exact = self.loose = self.given = self.known = 0
        self.nulls = self.absent = self.kinds = self.kinds_right = 0
        self.rows = [0, 0, 0]  # matched, given, known
        self.sure: list[tuple[float, bool]] = []

    def add(self, truth: Truth, given: Mapping[str, Any], confidence: Mapping[str, float], kind: str = "") -> None:
        """Count one document: ``given`` values by field name, with the ``confidence`` of each."""
        self.documents += 1
        if truth.kind:
            self.kinds += 1
            self.kinds_right += kind == truth.kind
        for name, known in truth.fields.items():
            type_ = truth.types.get(name, "text")
            if type_ == "table":
                rows, mine = _several(known), _several(given.get(name))
                counts = len(paired(rows, mine, truth.order)), len(mine), len(rows)
                self.rows = [a + b for a, b in zip(self.rows, counts, strict=True)]
                continue
            golds = [canonical(v, type_, truth.order) for v in _several(known)]
            mine = list(dict.fromkeys(canonical(v, type_, truth.order) for v in _several(given.get(name))))
            right = {*golds, *(canonical(v, type_, truth.order) for v in truth.also.get(name, ()))}
            nearly = {loose(v) for v in right}
            hits = min(len(golds), sum(loose(v) in nearly for v in mine))
            self.exact += min(len(golds), sum(v in right for v in mine))
            self.loose += hits
            self.given += len(mine)
            self.known += len(golds)
            if not golds:
                self.absent += 1
                self.nulls += not mine
            if mine and name in confidence:
                self.sure.append((confidence[name], hits > 0))

    def scores(self) -> dict[str, float]:
        """The measures by name (``COLUMNS``); those that nothing was known for are left out."""
        out: dict[str, float] = {"documents": self.documents}
        if self.known:
            out["values"] = self.known
            out["loose_f1"], out["exact_f1"] = (_f1(h, self.given, self.known) for h in (self.loose, self.exact))
            out["precision"] = round(self.loose / max(1, self.given), 4)
        if self.rows[2]:
            out["line_items_f1"] = _f1(*self.rows)
        if self.absent:
            out["absent_null"] = round(self.nulls / self.absent, 4)
        if self.kinds:
            out["kind"] = round(self.kinds_right / self.kinds, 4)
        if self.sure:
            out["ece"] = round(calibration_error(self.sure), 4)
        return out


def table(scores: Mapping[str, Mapping[str, float]]) -> str:
    """The measures of all groups, a line each."""
    width = max(18, *(len(name) + 2 for name in scores)) if scores else 18
    lines = [f"{'':{width}}" + "".join(f"{c:>14}" for c in COLUMNS)]
    lines += [f"{name:{width}}" + "".join(f"{row.get(c, '-'):>14}" for c in COLUMNS) for name, row in scores.items()]
    return "\n".join(lines)


def calibration_error(pairs: Iterable[tuple[float, bool]], bins: int = 10) -> float:
    """Mean distance of confidence from the share of right answers over equally wide bins, weighted by their size."""
    held: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for sure, right in pairs:
        held[min(bins - 1, int(sure * bins))].append((sure, right))
    count = sum(map(len, held.values()))
    return sum(abs(sum(s for s, _ in b) - sum(r for _, r in b)) for b in held.values()) / max(1, count)


def _several(value: Any) -> list[Any]:
    if value is None or value == "":
        return []
    return list(value) if isinstance(value, (list, tuple)) else [value]


def paired(
    known: Sequence[Mapping[str, Any]], given: Sequence[Mapping[str, Any]], order: DateOrder = "DMY"
) -> list[tuple[int, int]]:
    """Rows paired one to one, likest first, by number: their amounts are equal and their descriptions alike."""
    likes = []
    for k, a in enumerate(known):
        for g, b in enumerate(given):
            left, right = (canonical(r.get("amount") or "", "amount", order) for r in (a, b))
            one, other = (loose(str(r.get("description") or "")) for r in (a, b))
            like = SequenceMatcher(None, one, other).ratio()
            if left == right and like >= ALIKE:
                likes.append((like, k, g))
    out: list[tuple[int, int]] = []
    for _, k, g in sorted(likes, reverse=True):
        if all(k != other and g != another for other, another in out):
            out.append((k, g))
    return out


def _f1(hits: int, given: int, known: int) -> float:
    return round(2 * hits / (given + known), 4) if given + known else 0.0
