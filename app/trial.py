"""Trials: what would be read of a stored document as a type that is not saved. A reading process answers them."""

from __future__ import annotations

import io
import json
import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from app.pulse import Broken
from app.record import label, level
from model.backends import Backend, BackendError
from pipeline import doctypes
from pipeline.document import Page, Record
from pipeline.reading import read_record
from pipeline.values import text_of
from storage.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

    from storage.store import Store
    from storage.trials import Tried

log = logging.getLogger("recto")


def answered(store: Store, trial: Tried, backend: Callable[[], Backend]) -> str:
    """The answer to ``trial`` as JSON: what would be read, or ``problem`` with one sentence. Nothing else is stored."""
    try:
        return json.dumps(_read(store, trial, backend()))
    except (BackendError, NotFound, ValueError) as obstacle:
        return json.dumps({"problem": str(obstacle)})
    except (Exception, Broken) as trouble:  # a process boundary: whoever asked waits for an answer
        log.error("A trial of a document type broke down.", exc_info=trouble)
        return json.dumps({"problem": f"The trial broke down ({type(trouble).__name__}); try it on another document."})


def _read(store: Store, trial: Tried, backend: Backend) -> dict[str, Any]:
    doctype = doctypes.from_json(json.loads(trial.definition), "Your document type")
    pages, coverage = [], []
    for one in store.pages(trial.owner, trial.document_id):
        coverage.append(one.coverage)
        if one.has_image:
            seen = one.coverage
            image = _bringing(store, trial, one.number)
            pages.append(Page(one.number, None, one.words, seen.source, seen.note, image))
    if not pages:
        raise NotFound("No page of this document was read, so there is nothing to try the type on; choose another.")
    return _shown(read_record(pages, coverage, backend, doctype))


def _bringing(store: Store, trial: Tried, number: int) -> Callable[[], Image | None]:
    def bring() -> Image | None:
        from PIL import Image

        with suppress(NotFound):
            return Image.open(io.BytesIO(store.page_image(trial.owner, trial.document_id, number))).convert("RGB")
        return None

    return bring


def _shown(record: Record) -> dict[str, Any]:
    found = record.extraction
    return {
        "problem": "",
        "values": [
            {
                "label": label(path),
                "value": text_of(found.values[path]) if path in found.values else "",
                "raw": raw,
                "level": level(found.confidence.get(path, 0.0)),
            }
            for path, raw in found.raw.items()
        ],
        "doubts": [issue.message for issue in record.issues],
    }
