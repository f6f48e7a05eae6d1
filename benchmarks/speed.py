"""Where the time of a page goes, as ratios within one run.

    python -m benchmarks.speed PICTURES_AND_PDFS ... [--rounds 2] [--json OUT]

Pictures are read as they are, and by the OCR alone; a PDF's first page with a text layer is read from its layer, and
once more drawn as a picture. Stages: render (open, draw, text layer), upright and words (OCR, order), prepare (features
of the words), vision, body and head (the model). Each round takes the files in turn; the best of the rounds counts.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import statistics
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from model import backends
from model.backend import Question
from pipeline import doctypes
from pipeline.document import Page
from pipeline.ground import seen
from pipeline.intake import Limits
from pipeline.reading import Clock, read_pages
from pipeline.words import Ocr


def read(data: bytes, name: str, ocr: Ocr, backend: Any) -> tuple[Page | None, dict[str, float]]:
    """The first page of a file, and the seconds of each stage of reading it as an invoice."""
    clock = Clock()
    for page in read_pages(data, name, Limits(max_pages=1), ocr, clock=clock):
        if isinstance(page, Page):
            began = time.perf_counter()
            answer = backend.answer(Question((seen(page),), doctypes.load("invoice").fields))
            took = time.perf_counter() - began
            inner = sum(answer.seconds.values())
            return page, {**clock.seconds, **answer.seconds, "rest of the answer": max(0.0, took - inner)}
    return None, {}


def measured(paths: list[Path], rounds: int, threads: int) -> dict[str, Any]:
    """Medians over the files of the best of ``rounds``: seconds by stage, totals and ratios."""
    ocr, backend = Ocr(threads), backends.load("embedded", {"threads": str(threads)})
    best: dict[tuple[str, str], dict[str, float]] = {}
    for turn in range(rounds + 1):  # the first turn warms up
        for path in paths:
            data = path.read_bytes()
            page, seconds = read(data, path.name, ocr, backend)
            if page is None or page.image is None:
                continue
            if page.source == "text layer":
                kept = {"A4 with text layer": seconds}
                drawn = io.BytesIO()
                page.image.save(drawn, "PNG")
                kept["the same as a picture"] = read(drawn.getvalue(), "drawn.png", ocr, backend)[1]
            else:
                began = time.perf_counter()
                ocr(replace(page, words=()).image)  # type: ignore[arg-type]
                kept = {"picture": seconds, "OCR alone": {"words": time.perf_counter() - began}}
            for kind, parts in kept.items():
                key = (kind, path.name)
                if turn and (key not in best or sum(parts.values()) < sum(best[key].values())):
                    best[key] = parts
    return _summary(best)


def _summary(best: Mapping[tuple[str, str], Mapping[str, float]]) -> dict[str, Any]:
    kinds: dict[str, list[Mapping[str, float]]] = {}
    for (kind, _), parts in best.items():
        kinds.setdefault(kind, []).append(parts)
    out: dict[str, Any] = {}
    for kind, each in kinds.items():
        stages = {s for parts in each for s in parts}
        out[kind] = {
            "files": len(each),
            "seconds": round(statistics.median(sum(p.values()) for p in each), 3),
            "stages": {s: round(statistics.median(p.get(s, 0.0) for p in each), 4) for s in sorted(stages)},
        }
    ratios = {}
    if "picture" in out:
        model = ("prepare", "vision", "body", "head")
        shares = [sum(p.get(s, 0.0) for s in model) for p in kinds["picture"]]
        ratios["picture to OCR alone"] = round(out["picture"]["seconds"] / out["OCR alone"]["seconds"], 3)
        ratios["model's share of a picture"] = round(statistics.median(shares) / out["picture"]["seconds"], 4)
    if "A4 with text layer" in out:
        ratio = out["A4 with text layer"]["seconds"] / out["the same as a picture"]["seconds"]
        ratios["text layer to the same as a picture"] = round(ratio, 3)
    out["ratios"] = ratios
    out["peak memory MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return out


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("paths", type=Path, nargs="+")
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--json", type=Path)
    given = arguments.parse_args()
    result = measured(given.paths, given.rounds, given.threads)
    print(json.dumps(result, indent=1))
    if given.json:
        given.json.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
