"""Fit the reader's confidence and its thresholds for null, rows and cells on documents with known answers.

    python -m training.calibrate DIR --words FOLDER [--weights FOLDER]

DIR is made like the benchmark's (inputs.jsonl, manifest.jsonl, score.py above it). Writes ``calibration.json`` beside
the weights. In the curve every source set counts the same, in the thresholds by the root of its size, so that the
largest does not decide alone.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.accuracy import _fields, pages_of, scorer
from model.backend import FieldType
from model.backends.embedded import Embedded, kind_of, load
from model.embedded.point import Calibration, ranked
from model.embedded.weights import CALIBRATION, FOLDER
from pipeline.document import Extraction
from pipeline.extract import extract
from pipeline.ground import seen
from pipeline.labelled import asked_for
from pipeline.score import canonical, loose, paired
from pipeline.values import DateOrder, typed

NULL_GOAL, NULL_PRICE = 0.85, 0.06  # fields that are absent and left empty, and the F1 that this may cost
NULLS: tuple[FieldType, ...] = ("text", "id", "date", "amount")  # types with a threshold of their own
APART = ("receipt", "")  # kinds of documents with thresholds of their own; the empty one stands for all others
REQUIRED_GROUP = ("", "required")  # and one threshold for what a document of its type surely has
LEAST = tuple(0.55 + 0.025 * i for i in range(18))  # thresholds that are tried: no value that is about as likely wrong
SURELY = tuple(0.05 + 0.05 * i for i in range(12))  # and those tried for required fields
PRICES = tuple(0.05 * 1.2**i for i in range(32))  # what an absent field left empty may be worth, in answers
# chances from which rows begin and words are cells
TABLES = tuple((row, cell) for row in (0.3, 0.4, 0.5) for cell in (0.15, 0.2, 0.3, 0.4))
EXTENTS = ((0.5, 0.2),)  # chances from which words belong to a value; others gave no more


Floats = NDArray[Any]


def observed(folder: Path, words: Path, backend: Embedded) -> list[dict[str, Any]]:
    """For every field asked: the best candidate's chance, certainty and OCR confidence, and whether it is right."""
    score = scorer(folder)
    assert score is not None
    inputs = {g["id"]: g for g in map(json.loads, (folder / "inputs.jsonl").read_text(encoding="utf-8").splitlines())}
    out = []
    for doc in map(json.loads, (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()):
        given = inputs[doc["id"]]
        kept = words / f"{doc['id']}.json"
        if not given.get("schema") or not kept.exists():
            continue
        asked = asked_for(given["schema"], given.get("types") or {}, {})
        pages = [seen(p) for p in pages_of(folder / given["file"], kept)[0]]
        readings = [reading for page in pages for reading in backend.read(page, asked.fields)]
        for number, (name, field) in enumerate(zip(given["schema"], asked.fields, strict=True)):
            if field.type == "table":
                continue
            best = ranked([c for r in readings for c in r.candidates[number]])
            kind = score.kind(name, doc)
            golds = score.aslist((doc.get("fields") or {}).get(name))
            golds += (doc.get("alt") or {}).get(name, []) if golds else []
            right = {score.loose(score.canon(g, kind, doc)) for g in golds}
            row: dict[str, Any] = {
                "set": doc.get("source_set"),
                "present": bool(golds),
                "required": field.name in asked.required,
                "known": bool(golds) or name in (doc.get("absent") or ()),
                "kind": kind_of(readings)[0],
            }
            if best:
                chance, one = best[0]
                value = typed(one.text, field.type, given.get("date_order") or "DMY")
                found = Extraction(asked.name, {field.name: value} if value is not None else {}, {field.name: one.text})
                text = _fields({"schema": [name]}, replace(asked, fields=(field,)), found)[name]
                second = best[1][0] if len(best) > 1 else 0.0
                row |= {"chance": chance, "whole": one.whole, "ocr": one.ocr, "second": second, "absent": one.absent}
                row |= {"words": len(one.words), "type": field.type, "typed": value is not None}
                row["right"] = score.loose(score.canon(text, kind, doc)) in right
            out.append(row)
    return out


def fitted(rows: list[dict[str, Any]], extent: tuple[float, float]) -> tuple[float, Calibration]:
    """The best F1, sets by the roots of their sizes, and the calibration of it: a curve, a threshold a group."""
    sizes = Counter(r["set"] for r in rows)
    weight = np.array([1 / sizes[r["set"]] for r in rows])
    right = np.array([bool(r.get("right")) for r in rows])
    chance = np.clip([r.get("chance", 0.5) for r in rows], 1e-6, 0.9999)
    table = np.stack(
        [
            np.ones(len(rows)),
            np.log(chance / (1 - chance)),
            np.array([r.get("whole", 0.0) for r in rows]),
            np.array([r.get("ocr", 1.0) - 1 for r in rows]),
        ],
        1,
    )
    answered = np.array(["chance" in r for r in rows])
    use = answered & np.array([r["known"] for r in rows])
    at = _logistic(table[use], right[use].astype(float), weight[use] / weight[use].mean())
    sure = np.where(answered, 1 / (1 + np.exp(-table @ at)), 0.0)
    best, empty, null = _thresholds(rows, sure, right, np.sqrt(weight))
    curve = [round(float(a), 4) for a in at]
    print(f"extent {extent}: balanced F1 {best:.4f}, absent left empty {empty:.3f}, null below {null}; curve {curve}")
    required = null.pop(REQUIRED_GROUP, Calibration().required)
    by_kind = {kind: {"text": LEAST[0]} for kind in APART}
    for (kind, type_), least in null.items():
        by_kind[kind][type_] = least
    return best, Calibration(*curve, null=by_kind, required=required, together=extent[0], between=extent[1])


def _logistic(table: Floats, goal: Floats, weight: Floats) -> Floats:
    """Weighted logistic regression (Newton's method, a light ridge): the coefficients of ``table``'s columns."""
    at = np.zeros(table.shape[1])
    ridge = 1e-2 * np.eye(len(at)) * len(goal) / 100
    for _ in range(50):
        p = 1 / (1 + np.exp(-table @ at))
        gradient = table.T @ (weight * (goal - p)) - ridge @ at
        hessian = (table * (weight * p * (1 - p))[:, None]).T @ table + ridge
        at = at + np.linalg.solve(hessian, gradient)
    return at


Group = tuple[str, str]  # kind of document and type of field


def _thresholds(
    rows: list[dict[str, Any]], sure: Floats, right: Floats, weight: Floats
) -> tuple[float, float, dict[Group, float]]:
    """F1, share of absent fields left empty, and for each group of fields the least chance of a value that is given.

    Of all choices the best F1 among those that leave enough absent fields empty, unless that costs too much. At a
    given F1 and a price of empty fields every group has a best threshold of its own, so that no grid of all is needed
    (Dinkelbach, "On nonlinear fractional programming", 1967).
    """
    truth = np.array([r["present"] for r in rows])
    counted = np.array([r["known"] for r in rows])
    group_of = [_group(r) for r in rows]
    groups = sorted(set(group_of))
    tried_of = {group: SURELY if group == REQUIRED_GROUP else LEAST for group in groups}
    sums = {}  # per group, per threshold: weighted hits, weighted answers, absent fields left empty
    for group in groups:
        mine = np.array([one == group for one in group_of])
        given = mine & (sure >= np.array(tried_of[group])[:, None])  # an answer to a field that is absent is wrong
        hits, answers = (given & right) @ weight, (given & counted) @ weight
        sums[group] = np.stack([hits, answers, (mine & ~truth & ~given).sum(1)])
    wanted, absent, usual = (weight * truth).sum(), max(1, (~truth).sum()), weight.mean()

    def reached(choice: Mapping[Group, int]) -> tuple[float, float]:
        hits, answers, empty = sum(sums[group][:, at] for group, at in choice.items())
        return float(2 * hits / (answers + wanted)), float(empty / absent)

    def best_at(price: float) -> dict[Group, int]:
        f1 = 0.5
        for _ in range(20):
            choice = {group: int(np.argmax(2 * s[0] - f1 * s[1] + price * usual * s[2])) for group, s in sums.items()}
            f1, _ = reached(choice)
        return choice

    free = best_at(0.0)
    least = reached(free)[0] - NULL_PRICE
    enough = [one for one in map(best_at, PRICES) if reached(one)[1] >= NULL_GOAL and reached(one)[0] >= least]
    choice = max(enough, key=lambda one: reached(one)[0], default=free)
    if enough:  # prices leave out choices that just suffice: one group after the other gives back what is not needed
        for group in [*groups, *groups]:
            nearby = [{**choice, group: at} for at in range(sums[group].shape[1])]
            choice = max((one for one in nearby if reached(one)[1] >= NULL_GOAL), key=lambda one: reached(one)[0])
    return *reached(choice), {group: round(tried_of[group][at], 3) for group, at in choice.items()}


def _group(row: dict[str, Any]) -> Group:
    if row["required"]:
        return REQUIRED_GROUP
    kind, type_ = row["kind"], row.get("type", "text")
    return kind if kind in APART else "", type_ if type_ in NULLS else "text"


def tried(folder: Path, words: Path, weights: Path, extent: tuple[float, float]) -> tuple[float, Calibration]:
    """What the weights reach with one way of cutting values out."""
    backend = load({"folder": str(weights)})
    backend.calibration = Calibration(together=extent[0], between=extent[1])
    return fitted(observed(folder, words, backend), extent)


def tables(
    folder: Path, words: Path, weights: Path, calibration: Calibration, row: float, cell: float
) -> tuple[float, list[tuple[float, bool]]]:
    """What the weights reach with these chances for rows and cells: the mean F1 of line items over the source sets.

    And for each cell that was given: the mean chance of its words, and whether it is right.
    """
    score = scorer(folder)
    assert score is not None
    backend = load({"folder": str(weights)})
    backend.calibration = replace(calibration, row=row, cell=cell, cell_bias=0.0, cell_start=1.0)
    asked = asked_for(["line_items"], {}, {})
    types = {column.name: column.type for column in asked.fields[0].columns}
    inputs = {g["id"]: g for g in map(json.loads, (folder / "inputs.jsonl").read_text(encoding="utf-8").splitlines())}
    counts: dict[str, list[int]] = {}
    cells: list[tuple[float, bool]] = []
    for doc in map(json.loads, (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines()):
        golds, kept = (doc.get("fields") or {}).get("line_items"), words / f"{doc['id']}.json"
        if not golds or not kept.exists():
            continue
        order = inputs[doc["id"]].get("date_order") or "DMY"
        found = extract(pages_of(folder / inputs[doc["id"]]["file"], kept)[0], asked, backend, order)
        mine = _fields({"schema": ["line_items"]}, asked, found)["line_items"]
        matched = score.match_rows(score.aslist(golds), score.aslist(mine))
        so_far = counts.get(doc["source_set"], [0, 0, 0])
        counts[doc["source_set"]] = [a + b for a, b in zip(so_far, matched, strict=True)]
        partner = {g: golds[k] for k, g in paired(golds, mine, order)}
        for number, given in enumerate(mine):
            for name, text in given.items():
                known = partner.get(number, {}).get(name)
                if number in partner and known is None:
                    continue  # the truth does not say
                right = known is not None and _same(text, known, types[name], order)
                cells.append((found.confidence[f"line_items.{number}.{name}"], right))
    f1 = sum(2 * c[0] / max(1, c[1] + c[2]) for c in counts.values()) / max(1, len(counts))
    print(f"rows from {row}, cells from {cell}: line items {f1:.4f}")
    return f1, cells


def _same(text: str, known: Any, kind: FieldType, order: DateOrder) -> bool:
    return loose(canonical(text, kind, order)) == loose(canonical(known, kind, order))


def cells_fitted(calibration: Calibration, cells: list[tuple[float, bool]]) -> Calibration:
    """``calibration`` with the curve of the confidence of cells."""
    sure = np.clip([s for s, _ in cells], 1e-6, 1 - 1e-4)
    table = np.stack([np.ones(len(cells)), np.log(sure / (1 - sure))], 1)
    bias, start = _logistic(table, np.array([right for _, right in cells], float), np.ones(len(cells)))
    print(f"{len(cells)} cells, {np.mean([right for _, right in cells]):.3f} right; curve {bias:.3f}, {start:.3f}")
    return replace(calibration, cell_bias=round(float(bias), 4), cell_start=round(float(start), 4))


def main() -> None:
    """Observe, fit, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--words", type=Path, required=True)
    arguments.add_argument("--weights", type=Path, default=FOLDER)
    arguments.add_argument("--processes", type=int, default=2)
    given = arguments.parse_args()
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(given.processes, context) as pool:
        each = pool.map(tried, *zip(*((given.folder, given.words, given.weights, e) for e in EXTENTS), strict=True))
        _, calibration = max(each, key=lambda pair: pair[0])
        known = (given.folder, given.words, given.weights, calibration)
        reached = pool.map(tables, *zip(*((*known, row, cell) for row, cell in TABLES), strict=True))
        (_, cells), (row, cell) = max(zip(reached, TABLES, strict=True), key=lambda pair: pair[0][0])
    calibration = cells_fitted(replace(calibration, row=row, cell=cell), cells)
    (given.weights / CALIBRATION).write_text(json.dumps(asdict(calibration), indent=1) + "\n")


if __name__ == "__main__":
    main()
