"""Extract: one question to the model about all pages, every answer held to the page and typed by code."""

from __future__ import annotations

from collections.abc import Sequence
from time import perf_counter

from model.backend import Backend, Question
from pipeline.doctypes import Doctype
from pipeline.document import Evidence, Extraction, Page, Usage, Value
from pipeline.ground import located, seen
from pipeline.values import DateOrder, typed


def extract(pages: Sequence[Page], doctype: Doctype, backend: Backend, order: DateOrder = "DMY") -> Extraction:
    """The fields of ``doctype`` as they stand on ``pages``.

    A text that cannot be typed stays in ``raw`` and is absent from ``values``; ``check`` makes an issue of it. Paths
    that were not asked for are not taken. Raises ``BackendError`` when the model cannot answer.
    """
    began = perf_counter()
    shown = tuple(seen(page) for page in pages)
    answer = backend.answer(Question(shown, doctype.fields, frozenset(doctype.required), mode="verbatim"))
    rest = perf_counter() - began - sum(answer.seconds.values())
    seconds = {**answer.seconds, "model": max(0.0, rest)}  # what the model did not say of itself
    raw: dict[str, str] = {}
    values: dict[str, Value] = {}
    evidence: dict[str, Evidence] = {}
    confidence: dict[str, float] = {}
    for path, found in answer.values.items():
        field = doctype.field(path)
        if field is None or field.type == "table" or (field.many and "." not in path):
            continue
        raw[path], confidence[path] = found.text, found.confidence
        value, place = typed(found.text, field.type, order), located(found, pages)
        if value is not None:
            values[path] = value
        if place is not None:
            evidence[path] = place
    usage = Usage(answer.tokens_in, answer.tokens_out, seconds, answer.stopped)
    return Extraction(doctype.name, values, raw, evidence, confidence, answer.reasoning, usage)
