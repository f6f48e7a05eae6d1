"""The measures of the accuracy table, on top of the scorer's own counts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from types import ModuleType
from typing import Any

from pipeline.score import calibration_error, table


def measured(
    score: ModuleType, manifest: list[dict[str, Any]], predictions: Mapping[str, dict[str, Any]]
) -> dict[str, Any]:
    """Scores by source set and in all.

    ``loose``: micro F1 over fields compared by letters and digits; ``exact``: by the scorer's own rule. ``absent``: of
    the fields asked for and known not to be there, the share answered null (a field that the schema asks for and the
    truth does not hold counts as absent). ``ece``: expected calibration error in ten bins over all answered fields.
    """
    groups: dict[str, _Counts] = defaultdict(_Counts)
    for doc in manifest:
        predicted = predictions.get(doc["id"], {})
        for name in (doc.get("source_set") or "all documents", "all"):
            groups[name].add(score, doc, predicted)
    return {name: group.scores() for name, group in sorted(groups.items(), key=lambda kv: (kv[0] == "all", kv[0]))}


class _Counts:
    """Counts over one group of documents."""

    def __init__(self) -> None:
        self.documents = self.hits = self.loose_hits = self.answers = self.truths = 0
        self.nulls = self.absent = self.kind_right = self.kinds = 0
        self.items = [0, 0, 0]
        self.sure: list[tuple[float, bool]] = []
        self.fields: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])

    def add(self, score: ModuleType, doc: dict[str, Any], predicted: dict[str, Any]) -> None:
        self.documents += 1
        if predicted and doc.get("doc_type"):
            self.kinds += 1
            self.kind_right += predicted.get("doc_type") == doc["doc_type"]
        given, truth = predicted.get("fields") or {}, doc.get("fields") or {}
        sureness = predicted.get("confidence") or {}
        for name, gold in truth.items():
            kind = score.kind(name, doc)
            if kind == "items":
                self.items = [
                    a + b
                    for a, b in zip(
                        self.items, score.match_rows(score.aslist(gold), score.aslist(given.get(name))), strict=True
                    )
                ]
                continue
            golds = [score.canon(v, kind, doc) for v in score.aslist(gold)]
            if not golds:
                continue
            right = golds + [score.canon(v, kind, doc) for v in (doc.get("alt") or {}).get(name, [])]
            loose = {score.loose(v) for v in right}
            mine = list(dict.fromkeys(score.canon(v, kind, doc) for v in score.aslist(given.get(name))))
            hits = min(len(golds), sum(score.loose(v) in loose for v in mine))
            self.hits += min(len(golds), sum(v in right for v in mine))
            self.loose_hits += hits
            self.answers += len(mine)
            self.truths += len(golds)
            count = self.fields[name]
            count[0], count[1], count[2] = count[0] + hits, count[1] + len(mine), count[2] + len(golds)
            if mine and name in sureness:
                self.sure.append((sureness[name], hits > 0))
        for name in {*(doc.get("absent") or ()), *(n for n in doc.get("schema") or () if n not in truth)}:
            if score.kind(name, doc) != "items":
                self.absent += 1
                empty = given.get(name) in (None, "", [])
                self.nulls += empty
                self.answers += not empty and name in (doc.get("absent") or ())
                if not empty and name in sureness and name in (doc.get("absent") or ()):
                    self.sure.append((sureness[name], False))

    def scores(self) -> dict[str, Any]:
        out: dict[str, Any] = {"documents": self.documents}
        if self.truths:
            out["loose_f1"] = _f1(self.loose_hits, self.answers, self.truths)
            out["exact_f1"] = _f1(self.hits, self.answers, self.truths)
            out["precision"] = round(self.loose_hits / max(1, self.answers), 4)
            out["values"] = self.truths
        if self.items[2]:
            out["line_items_f1"] = _f1(*self.items)
        if self.absent:
            out["absent_null"] = round(self.nulls / self.absent, 4)
        if self.kinds:
            out["kind"] = round(self.kind_right / self.kinds, 4)
        if self.sure:
            out["ece"] = round(calibration_error(self.sure), 4)
        if len(self.fields) <= 40:
            out["fields"] = {n: {"f1": _f1(*c), "values": c[2]} for n, c in sorted(self.fields.items())}
        return out


def _f1(hits: int, answers: int, truths: int) -> float:
    return round(2 * hits / (answers + truths), 4) if answers + truths else 0.0


def show(scores: Mapping[str, Mapping[str, Any]]) -> None:
    """Print the table, and the fields of each set."""
    print(table(scores))
    for name, row in scores.items():
        if row.get("fields") and name != "all":
            print(f"{name}: " + ", ".join(f"{f} {v['f1']:.2f} ({v['values']})" for f, v in row["fields"].items()))
