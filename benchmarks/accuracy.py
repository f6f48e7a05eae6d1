"""Read a folder of labelled documents through the product's own pipeline, and score it.

    python -m benchmarks.accuracy DIR --out predictions.jsonl [--model embedded] [--processes 2] [--words FOLDER]

DIR holds ``inputs.jsonl`` (a document a line: id, file, schema, types, date_order) and the files. Predictions are
written a line a document as they come; started again, documents that have a line are not read again. With ``--words``
the words of the pages are kept there, so that another model can be measured without another OCR. With
``manifest.jsonl`` in DIR and ``score.py`` beside or above it, the predictions are scored.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from importlib import util
from pathlib import Path
from types import ModuleType
from typing import Any

from PIL import Image

from benchmarks import rules
from model.backend import Backend, Question
from model.embedded.picture import small
from pipeline.doctypes import Doctype
from pipeline.document import Box, Coverage, Extraction, Page, Unreadable, Word
from pipeline.labelled import KINDS, asked_for, by_name


def prediction(given: Mapping[str, Any], pages: list[Page], backend: Backend) -> dict[str, Any]:
    """One line of the predictions: fields, kind, text."""
    from pipeline.extract import extract
    from pipeline.ground import seen
    from pipeline.reading import date_order

    asked = asked_for(given.get("schema") or [], given.get("types") or {}, {})
    began = time.perf_counter()
    kind = backend.answer(Question(tuple(map(seen, pages[:2])), kinds=KINDS)).kind if pages else ""
    found = extract(pages, asked, backend, given.get("date_order") or date_order(pages)) if asked.fields else None
    return {
        "id": given["id"],
        "fields": _fields(given, asked, found) if found else {},
        "confidence": _confidence(given, asked, found) if found else {},
        "doc_type": kind or "other",
        "text": "\n".join(" ".join(w.text for w in p.words) for p in pages),
        "model_seconds": round(time.perf_counter() - began, 4),
        "pages": len(pages),
    }


def _fields(given: Mapping[str, Any], asked: Doctype, found: Extraction) -> dict[str, Any]:
    return by_name(found, asked, dict(zip((f.name for f in asked.fields), given["schema"], strict=True)))


def _confidence(given: Mapping[str, Any], asked: Doctype, found: Extraction) -> dict[str, float]:
    """Confidence by the schema's own names."""
    pairs = zip(given["schema"], asked.fields, strict=True)
    return {name: round(found.confidence[field.name], 4) for name, field in pairs if field.name in found.confidence}


def pages_of(path: Path, cache: Path | None) -> tuple[list[Page], float]:
    """The pages of a file with their words and the seconds they took, from the cache if there.

    Of the images only the small pictures are kept that the embedded reader looks at.
    """
    if cache and cache.exists():
        kept = json.loads(cache.read_text(encoding="utf-8"))
        pages = [
            Page(
                p["number"],
                _picture(p.get("picture")),
                tuple(Word(w[0], Box(*w[1:5]), w[5]) for w in p["words"]),
                p["source"],
            )
            for p in kept["pages"]
            if "words" in p
        ]
        return pages, kept["seconds"]
    from dataclasses import replace

    from pipeline.intake import Limits
    from pipeline.reading import read_pages

    began, pages, lines = time.perf_counter(), [], []
    for page in read_pages(path.read_bytes(), path.name, Limits(), _Reader.ocr):
        if isinstance(page, Coverage):
            continue
        picture = Image.fromarray(255 - small(page.image)) if page.image else None
        pages.append(replace(page, image=picture))
        words = [[w.text, w.box.x0, w.box.y0, w.box.x1, w.box.y1, w.confidence] for w in page.words]
        lines.append({"number": page.number, "source": page.source, "words": words, "picture": _written(picture)})
    seconds = time.perf_counter() - began
    if cache:
        cache.write_text(json.dumps({"seconds": seconds, "pages": lines}, ensure_ascii=False), encoding="utf-8")
    return pages, seconds


def _written(picture: Image.Image | None) -> str:
    if picture is None:
        return ""
    file = io.BytesIO()
    picture.save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def _picture(written: str | None) -> Image.Image | None:
    return Image.open(io.BytesIO(base64.b64decode(written))) if written else None


class _Reader:
    """What a reading process holds: the OCR and the model, loaded once."""

    ocr: Any
    backend: Backend

    @classmethod
    def open(cls, model: str, settings: Mapping[str, str]) -> None:
        from model import backends
        from pipeline.words import Ocr

        cls.ocr = Ocr(threads=1)
        cls.backend = rules.load(settings) if model == "rules" else backends.load(model, settings)


def _read(folder: str, given: Mapping[str, Any], words: str | None) -> dict[str, Any]:
    cache = Path(words, f"{given['id']}.json") if words else None
    try:
        pages, seconds = pages_of(Path(folder, given["file"]), cache)
        return prediction(given, pages, _Reader.backend) | {"words_seconds": round(seconds, 3)}
    except Unreadable as error:
        return _nothing(given, str(error))
    except Exception as error:  # noqa: BLE001  # a fault of ours costs its document, not the measurement
        return _nothing(given, f"{type(error).__name__}: {error}")


def _nothing(given: Mapping[str, Any], error: str) -> dict[str, Any]:
    return {"id": given["id"], "fields": {}, "doc_type": "other", "text": "", "error": error, "pages": 0}


def predictions(
    folder: Path,
    todo: list[Mapping[str, Any]],
    model: str,
    settings: Mapping[str, str],
    words: Path | None,
    processes: int,
) -> Iterator[dict[str, Any]]:
    """Predictions of the documents ``todo``, in the order in which they are done.

    When a process dies, the rest is read one by one, so that the document that kills it can be named.
    """
    kept = str(words) if words else None
    if processes == 1:
        _Reader.open(model, settings)
        for given in todo:
            yield _read(str(folder), given, kept)
        return
    context = multiprocessing.get_context("spawn")
    left = {given["id"]: given for given in todo}
    try:
        with ProcessPoolExecutor(processes, context, _Reader.open, (model, settings)) as pool:
            for done in as_completed([pool.submit(_read, str(folder), given, kept) for given in todo]):
                line = done.result()
                del left[line["id"]]
                yield line
    except BrokenProcessPool:
        print("A reading process died; the rest is read one by one.", file=sys.stderr, flush=True)
    while left:
        with ProcessPoolExecutor(1, context, _Reader.open, (model, settings)) as pool:
            for given in list(left.values()):
                try:
                    line = pool.submit(_read, str(folder), given, kept).result()
                except BrokenProcessPool:
                    line = _nothing(given, "The reading process died of this document.")
                del left[given["id"]]
                yield line
                if "died" in line.get("error", ""):
                    break


def scorer(folder: Path) -> ModuleType | None:
    """The scorer ``score.py`` in ``folder`` or above it, as a module; None when there is none."""
    path = next((p / "score.py" for p in (folder, *folder.parents) if (p / "score.py").exists()), None)
    if path is None:
        return None
    spec = util.spec_from_file_location("recto_score", path)
    if spec is None or spec.loader is None:
        return None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def table(folder: Path, out: Path) -> dict[str, Any]:
    """Scores by source set: loose micro F1 of the fields, line items, kinds, nulls, calibration."""
    from benchmarks.measures import measured

    score = scorer(folder)
    if score is None:
        raise SystemExit(f"No score.py in {folder.name!r} or above it: the predictions are written but not scored.")
    manifest = [
        json.loads(line) for line in (folder / "manifest.jsonl").read_text(encoding="utf-8").splitlines() if line
    ]
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines() if line]
    return measured(score, manifest, {p["id"]: p for p in lines})


def main() -> None:
    """Parse the command line, read, score."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument(
        "--model", default="embedded", help="a backend, or rules: the baseline of benchmarks/rules.py"
    )
    arguments.add_argument("--weights", help="folder of other embedded weights")
    arguments.add_argument("--words", type=Path, help="folder that keeps the words of the pages")
    arguments.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    arguments.add_argument("--json", type=Path, help="write the scores here")
    given = arguments.parse_args()
    if given.words:
        given.words.mkdir(parents=True, exist_ok=True)
    inputs = [
        json.loads(line) for line in (given.folder / "inputs.jsonl").read_text(encoding="utf-8").splitlines() if line
    ]
    done: set[str] = set()
    if given.out.exists():
        done = {json.loads(line)["id"] for line in given.out.read_text(encoding="utf-8").splitlines() if line}
    todo = [g for g in inputs if g["id"] not in done]
    settings = {"folder": given.weights} if given.weights else {}
    began = time.monotonic()
    with given.out.open("a", encoding="utf-8") as file:
        for count, line in enumerate(
            predictions(given.folder, todo, given.model, settings, given.words, given.processes), 1
        ):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            if count % 25 == 0 or count == len(todo):
                print(f"{count}/{len(todo)} documents, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    if (given.folder / "manifest.jsonl").exists():
        from benchmarks.measures import show

        scores = table(given.folder, given.out)
        show(scores)
        if given.json:
            given.json.write_text(json.dumps(scores, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
