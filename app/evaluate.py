"""``recto eval``: read a folder of labelled documents with the chosen model, and print how well it read.

The folder holds the files and ``labels.jsonl``, a document a line::

    {"file": "a.pdf", "fields": {"total": "12.50", "due_date": null}, "types": {"due_date": "date"}, "group": "bills"}

Only ``file`` and ``fields`` are needed: the values as they are printed or in plain form (2026-05-31, 1234.50), null for
what is not on the document, a list of rows for a table. ``doc_type`` (the kind that should be told), ``also`` (other
values that are right), ``date_order`` and ``group`` may be given. Nothing is stored.
"""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from app.settings import Settings
from model.backends import BackendError, write_calibration
from pipeline.document import Extraction, Page, Unreadable
from pipeline.labelled import KINDS, Labelled, by_name
from pipeline.score import Tally, table

LABELS = ("labels.jsonl", "manifest.jsonl")


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of one document; ``refusal`` says why nothing was."""

    values: Mapping[str, Any] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)
    kind: str = ""
    refusal: str = ""


def evaluate(
    settings: Settings, folder: str, jobs: int = 1, out: str | None = None, calibration: str | None = None
) -> int:
    """Read the labelled documents of ``folder`` and print the table; with ``out`` a line of JSON per document too.

    With ``calibration``, how often the model was right when it was so sure is written to that file, which
    ``RECTO_MODEL_CALIBRATION`` then names. Returns 0, or 1 when nothing could be read. Raises ValueError when there are
    no labels, a line is wrong, or they are too few to calibrate on.
    """
    if calibration:
        if settings.backend == "embedded":
            raise ValueError("The embedded model is calibrated already; name one that writes in RECTO_MODEL.")
        plain = {key: value for key, value in settings.model_settings.items() if key != "calibration"}
        settings = replace(settings, model_settings=plain)
    labelled = _labels(Path(folder))
    tallies: dict[str, Tally] = defaultdict(Tally)
    refused = 0
    written = open(out, "w", encoding="utf-8") if out else None
    try:
        for done, (one, read) in enumerate(_readings(settings, labelled, jobs), 1):
            refused += bool(read.refusal)
            if read.refusal:
                print(f"{one.file.name}: {read.refusal}", file=sys.stderr)
            for group in dict.fromkeys((one.group or "all documents", "all documents")):
                tallies[group].add(one.truth, read.values, read.confidence, read.kind)
            if written:
                row = {"file": one.file.name, "fields": read.values, "confidence": read.confidence, "kind": read.kind}
                written.write(json.dumps(row, ensure_ascii=False) + "\n")
            if sys.stderr.isatty():
                print(f"\r{done} of {len(labelled)}", end="", file=sys.stderr, flush=True)
    finally:
        if written:
            written.close()
    whole = tallies.pop("all documents")
    print(table({name: tally.scores() for name, tally in [*sorted(tallies.items()), ("all documents", whole)]}))
    if calibration:
        write_calibration(whole.sure, Path(calibration), settings.backend)
        print(f"Calibrated on {len(whole.sure)} values: set RECTO_MODEL_CALIBRATION={calibration} to use it.")
    if refused:
        print(f"{refused} of {len(labelled)} could not be read and count as missing all their values.")
    return 1 if refused == len(labelled) else 0


def _labels(folder: Path) -> list[Labelled]:
    path = next((folder / name for name in LABELS if (folder / name).is_file()), None)
    if path is None:
        raise ValueError(f"{str(folder)!r} has no labels.jsonl; write a line per document: its file and its fields.")
    lines = path.read_text(encoding="utf-8").splitlines()
    labelled = [Labelled.of(folder, line, number) for number, line in enumerate(lines, 1) if line.strip()]
    if not labelled:
        raise ValueError(f"{path.name!r} is empty; write a line per document: its file and its fields.")
    return labelled


def _readings(settings: Settings, labelled: list[Labelled], jobs: int) -> Iterator[tuple[Labelled, Read]]:
    if jobs == 1:
        _One.open(settings)
        for one in labelled:
            yield one, _read(one)
        return
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _One.open, (settings,)) as pool:
        waiting = {pool.submit(_read, one): one for one in labelled}
        for done in as_completed(waiting):
            yield waiting[done], done.result()


class _One:
    """What a reading process holds: the settings, the OCR and the model, loaded once."""

    settings: Settings
    ocr: Any
    backend: Any

    @classmethod
    def open(cls, settings: Settings) -> None:
        from model import backends
        from pipeline.words import Ocr

        cls.settings = settings
        cls.ocr = Ocr(settings.cores)
        cls.backend = backends.load(settings.backend, {"threads": str(settings.cores), **settings.model_settings})


def _read(one: Labelled) -> Read:
    from pipeline.classify import classify
    from pipeline.extract import extract
    from pipeline.reading import read_pages

    try:
        data = one.file.read_bytes()
        found = read_pages(data, one.file.name, _One.settings.limits(), _One.ocr)
        pages = [page for page in found if isinstance(page, Page)]
        kind = classify(pages, _One.backend, KINDS)[0] if pages else ""
        asked = one.doctype
        extraction = extract(pages, asked, _One.backend, one.truth.order) if asked.fields else Extraction(asked.name)
    except OSError as error:
        return Read(refusal=f"{one.file.name!r} cannot be opened: {error.strerror}; check the labels.")
    except (Unreadable, BackendError) as error:
        return Read(refusal=str(error))
    own = dict(zip((f.name for f in asked.fields), one.names, strict=True))
    return Read(by_name(extraction, asked, own), _confidence(extraction, own), kind or "other")


def _confidence(extraction: Extraction, own: Mapping[str, str]) -> dict[str, float]:
    return {own[path]: round(sure, 4) for path, sure in extraction.confidence.items() if path in own}
