"""Reading: bytes become pages with words, pages become a record. The one place that knows the order of the steps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from time import perf_counter
from typing import TYPE_CHECKING

from model.backend import Backend
from pipeline import doctypes, intake
from pipeline.check import check
from pipeline.classify import classify
from pipeline.doctypes import Doctype
from pipeline.document import Coverage, Extraction, Issue, Page, Record
from pipeline.extract import extract
from pipeline.values import DateOrder

if TYPE_CHECKING:
    from pipeline.words import Ocr

FALLBACK = "form"
SURE = 0.5  # a kind that is less likely than all others together is not taken

_NUMERIC_DATE = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](?:\d{4}|\d{2})(?!\d)")
_AMERICAN = re.compile(r"\b[A-Z]{2},?\s+\d{5}(?:-\d{4})?\b")  # CA 94110


class Clock:
    """Seconds by stage (render, upright, words ...), added up over the pages of one document."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Count the time spent inside towards ``name``."""
        began = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - began


def read_pages(
    data: bytes,
    name: str,
    limits: intake.Limits,
    ocr: Ocr,
    password: str | None = None,
    first: int = 1,
    clock: Clock | None = None,
) -> Iterator[Page | Coverage]:
    """The pages of a file from number ``first`` on, one at a time: upright, with words in reading order.

    A ``Coverage`` stands for a page that could not be delivered. ``clock`` counts the seconds of each stage. Raises
    ``Unreadable`` or ``Locked``.
    """
    from pipeline.prepare import upright
    from pipeline.proof import held
    from pipeline.words import with_words

    clock = clock or Clock()
    delivered = intake.pages(data, name, limits, password=password, first=first)
    while True:
        with clock.stage("render"):
            page = next(delivered, None)
        if page is None:
            return
        if isinstance(page, Page):
            with clock.stage("proof"):
                page = held(page, ocr)
            with clock.stage("upright"):
                page = upright(page, ocr)
            with clock.stage("words"):
                page = with_words(page, ocr)
        yield page


def coverage_of(page: Page) -> Coverage:
    """The ledger's line about a page that was read."""
    width, height = page.image.size if page.image else (0, 0)
    return Coverage(page.number, "read", width, height, page.source, page.note)


def read_record(
    pages: Sequence[Page],
    coverage: Sequence[Coverage],
    backend: Backend,
    doctype: Doctype | None = None,
    known: Sequence[Doctype] = (),
    order: DateOrder | None = None,
    seconds: Mapping[str, float] | None = None,
    now: datetime | None = None,
) -> Record:
    """Classify (when ``doctype`` is None), extract, ground and check: the record of one run over ``pages``.

    ``known`` are the types to choose from, the built-in ones by default; what cannot be told is read as a form, and
    an issue says so. ``order`` of dates comes from the document by default. ``seconds`` of earlier stages are kept in
    the usage. Raises ``BackendError`` when the model cannot answer.
    """
    clock, now = Clock(), now or datetime.now(UTC)
    issues: tuple[Issue, ...] = ()
    if doctype is None:
        with clock.stage("classify"):
            doctype, issues = _kind(pages, backend, known or [doctypes.load(name) for name in doctypes.names()])
    extraction = extract(pages, doctype, backend, order or date_order(pages))
    with clock.stage("check"):
        issues += _cut_off(extraction) + check(extraction, doctype, now.date())
    spent = {**(seconds or {}), **extraction.usage.seconds, **clock.seconds}
    extraction = replace(extraction, usage=replace(extraction.usage, seconds=spent))
    return Record(extraction, issues, now, backend.name, tuple(coverage), doctype.version)


_STOPPED = {
    "tokens": "it had written as much as it may; raise the limit of tokens, or ask for fewer fields",
    "length": "the pages and the answer do not fit into its context; read fewer pages at once",
    "time": "its time was up; raise the limit of seconds, or ask for fewer fields",
    "repetition": "it repeated itself; read the document again",
    "cancelled": "the reading was cancelled",
}


def _cut_off(extraction: Extraction) -> tuple[Issue, ...]:
    """An issue when the model was stopped before its end: what is missing may stand on the pages."""
    stopped = extraction.usage.stopped
    if not stopped:
        return ()
    reason = _STOPPED.get(stopped, stopped)
    return (Issue("", f"The model was stopped before it had answered everything: {reason}.", "warning"),)


def _kind(pages: Sequence[Page], backend: Backend, known: Sequence[Doctype]) -> tuple[Doctype, tuple[Issue, ...]]:
    kind, confidence = classify(pages, backend, [d.name for d in known])
    by_name = {d.name: d for d in known}
    if kind and confidence >= SURE:
        return by_name[kind], ()
    guess = f"it may be of type {kind!r}, but only {confidence:.0%} sure" if kind else "none of the known types fits"
    message = f"The type of this document could not be told ({guess}), so it was read as a {FALLBACK}."
    return by_name.get(FALLBACK) or doctypes.load(FALLBACK), (Issue("", message, "info"),)


def date_order(pages: Sequence[Page]) -> DateOrder:
    """How this document writes dates, by simple evidence: a number above 12, else an American address with dollars.

    Day first where nothing tells, as most of the world writes it.
    """
    text = "\n".join(" ".join(word.text for word in page.words) for page in pages)
    pairs = [(int(a), int(b)) for a, b in _NUMERIC_DATE.findall(text)]
    day_first = sum(12 < a <= 31 and b <= 12 for a, b in pairs)
    month_first = sum(12 < b <= 31 and a <= 12 for a, b in pairs)
    if day_first != month_first:
        return "DMY" if day_first > month_first else "MDY"
    return "MDY" if "$" in text and _AMERICAN.search(text) else "DMY"
