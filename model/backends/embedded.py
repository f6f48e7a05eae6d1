"""The embedded backend: the small readers that ship inside Recto, on a CPU, offline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

import torch

from model.backend import Ability, Answer, Field, Found, PageSeen, Question
from model.embedded.features import KINDS
from model.embedded.picture import small
from model.embedded.point import Calibration, Reading, chosen, lines_of, read_window, table, windows
from model.embedded.tokenizer import encoder_from
from model.embedded.weights import CALIBRATION, FOLDER, PIECES, files_of, load_readers

UNSURE = 0.5  # below this chance the kind of a document is unknown


class Embedded:
    """Points at the words of the pages. One pass over a page answers all fields; invention is impossible."""

    abilities: frozenset[Ability] = frozenset({"fields"})

    def __init__(self, folder: Path = FOLDER) -> None:
        """Load the readers of ``folder``. Raises ``BackendError`` when one is missing or damaged."""
        self.readers = load_readers(folder)
        self.encoder = encoder_from(folder / PIECES)
        self.calibration = Calibration.load(folder / CALIBRATION)
        self.name = f"embedded {_print_of(folder)}"

    def answer(self, question: Question) -> Answer:
        """Answer ``question`` from its pages."""
        began = perf_counter()
        readings = [reading for page in question.pages for reading in self.read(page, question.fields)]
        kind, sure = kind_of(readings)
        values: dict[str, Found] = {}
        for number, field in enumerate(question.fields):
            if field.type == "table":
                rows = table([row for r in readings for row in r.rows.get(field.name, [])], self.calibration)
                for i, row in enumerate(rows):
                    values.update({f"{field.name}.{i}.{column}": found for column, found in row.items()})
                continue
            candidates = [c for r in readings for c in r.candidates[number]]
            found = chosen(candidates, field, self.calibration, kind, field.name in question.required)
            if field.many:
                values.update({f"{field.name}.{i}": one for i, one in enumerate(found)})
            elif found:
                values[field.name] = found[0]
        tokens = sum(r.tokens for r in readings)
        seconds = {
            stage: sum(r.seconds[stage] for r in readings) for stage in (readings[0].seconds if readings else ())
        }
        seconds["choose"] = max(0.0, perf_counter() - began - sum(seconds.values()))
        if not question.kinds:
            kind, sure = "", 0.0
        return Answer(values, kind if kind in question.kinds else "", sure, tokens_in=tokens, seconds=seconds)

    def read(self, page: PageSeen, fields: Sequence[Field]) -> list[Reading]:
        """What each window of ``page`` says of ``fields``."""
        image = page.image  # it may be drawn at each look
        picture = small(image) if image is not None else None
        return [
            read_window(self.readers, page, indices, lines, fields, self.encoder, self.calibration, picture)
            for indices, lines in windows(lines_of(page.words))
        ]


def kind_of(readings: Sequence[Reading]) -> tuple[str, float]:
    """The kind of document by its first pages and how sure that is, 0 to 1; an empty kind when it is not known."""
    if not readings:
        return "", 0.0
    chances = torch.stack([r.kind for r in readings[:2]]).mean(0).softmax(-1)
    best = int(chances.argmax())
    sure = float(chances[best])
    return (KINDS[best] if sure >= UNSURE else "", sure)


def _print_of(folder: Path) -> str:
    """A short fingerprint of the weights, so that a record says which readers made it."""
    import hashlib

    return hashlib.sha256(b"".join(path.read_bytes() for path in files_of(folder))).hexdigest()[:8]


def load(settings: Mapping[str, str]) -> Embedded:
    """The embedded reader, on one thread: its matrices are small, and with two a long document took a fifth longer.

    ``settings``: ``folder`` of other weights.
    """
    torch.set_num_threads(1)
    return Embedded(Path(settings["folder"]) if "folder" in settings else FOLDER)
