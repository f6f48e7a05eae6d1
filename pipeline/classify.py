"""Classify: which of the known kinds a document is."""

from __future__ import annotations

from collections.abc import Sequence

from model.backend import Backend, Question
from pipeline.document import Page
from pipeline.ground import seen

FIRST_PAGES = 2  # what a document is stands at its beginning; a cover page may come before it


def classify(pages: Sequence[Page], backend: Backend, kinds: Sequence[str]) -> tuple[str, float]:
    """The kind (one of ``kinds``, or empty when unknown) and how sure the model is, 0 to 1.

    Raises ``BackendError`` when the model cannot answer.
    """
    if len(kinds) == 1:
        return kinds[0], 1.0
    answer = backend.answer(Question(tuple(seen(page) for page in pages[:FIRST_PAGES]), kinds=tuple(kinds)))
    return (answer.kind, answer.kind_confidence) if answer.kind in kinds else ("", 0.0)
