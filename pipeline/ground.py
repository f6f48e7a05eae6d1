"""Between our pages and what a model sees of them: pages go out, the words that it points at come back as proof."""

from __future__ import annotations

from collections.abc import Sequence

from model.backend import Found, PageSeen, WordSeen
from pipeline.document import Box, Evidence, Page


def seen(page: Page) -> PageSeen:
    """``page`` as a model sees it, words in the same order."""
    words = tuple(WordSeen(w.text, w.box.x0, w.box.y0, w.box.x1, w.box.y1, w.confidence) for w in page.words)
    return PageSeen(page.number, words, page.image or page.later)


def located(found: Found, pages: Sequence[Page]) -> Evidence | None:
    """Where ``found`` stands: the box around its words on the first page it points at; None when it points nowhere.

    The text is the model's, as printed; the confidence too, as a backend gives it calibrated and final.
    """
    for page in pages:
        words = [page.words[i] for number, i in found.words if number == page.number and 0 <= i < len(page.words)]
        if words:
            return Evidence(page.number, Box.around([w.box for w in words]), found.text, found.confidence)
    return None
