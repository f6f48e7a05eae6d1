"""Document: the page with its boxes beside the values, one component; to check, correct and mark as reviewed."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.service import Conflict, DocumentView, FieldView, NotFound, Service
from app.ui.theme import component
from app.ui.visitor import bind, name_of, owner_of, said

EVERY = 0.8  # seconds between two looks while the document is being read
ACTIVE = ("queued", "reading")


def screen(screens: gr.Blocks, service: Service) -> None:
    """Put the screen into the open Blocks."""
    view = component("document", ("save", "review", "again"))
    clock = gr.Timer(EVERY, active=False)
    shown = gr.State("")  # the id of the document that this visitor looks at

    def load(request: gr.Request) -> tuple[dict[str, Any], gr.Timer, str]:
        document_id = request.query_params.get("id", "")
        return *_shown(service, owner_of(request), document_id), document_id

    def look(document_id: str, request: gr.Request) -> tuple[dict[str, Any], gr.Timer]:
        return _shown(service, owner_of(request), document_id)

    def save(request: gr.Request, event: gr.EventData) -> tuple[dict[str, Any], gr.Timer]:
        owner, document_id, path = owner_of(request), said(event, "id"), said(event, "field")
        said_back = {"field": path, "turn": said(event, "turn"), "problem": ""}
        try:
            service.correct(
                owner,
                document_id,
                path,
                said(event, "after") or None,
                said(event, "before") or None,
                name_of(request),
            )
        except (NotFound, Conflict, ValueError) as problem:
            said_back["problem"] = str(problem)
        return _shown(service, owner, document_id, said_back)

    def review(request: gr.Request, event: gr.EventData) -> tuple[dict[str, Any], gr.Timer]:
        owner, document_id = owner_of(request), said(event, "id")
        said_back = {"field": "", "turn": said(event, "turn"), "problem": ""}
        try:
            service.review(owner, document_id, said(event, "reviewed") == "yes")
        except (NotFound, Conflict) as problem:
            said_back["problem"] = str(problem)
        return _shown(service, owner, document_id, said_back)

    def again(request: gr.Request, event: gr.EventData) -> tuple[dict[str, Any], gr.Timer]:
        owner, document_id = owner_of(request), said(event, "id")
        said_back = {"field": "", "turn": said(event, "turn"), "problem": ""}
        try:
            service.read_again(owner, document_id, said(event, "doctype") or None, said(event, "password") or None)
        except (NotFound, Conflict, ValueError) as problem:
            said_back["problem"] = str(problem)
        return _shown(service, owner, document_id, said_back)

    outputs = (view, clock)
    bind(screens.load, load, (*outputs, shown))
    bind(clock.tick, look, outputs, inputs=(shown,))
    bind(view.save, save, outputs)
    bind(view.review, review, outputs)
    bind(view.again, again, outputs)


def _shown(
    service: Service, owner: str, document_id: str, said_back: dict[str, str] | None = None
) -> tuple[dict[str, Any], gr.Timer]:
    try:
        document = service.document(owner, document_id)
    except NotFound as problem:
        return {"missing": str(problem)}, gr.Timer(active=False)
    value = {**_document(document, owner), "back": said_back}
    active = document.status in ACTIVE
    if active and document.job_id:
        value["progress"] = [[job.pages_done, job.pages_total] for job in service.jobs(owner, [document.job_id])]
    value["kinds"] = [{"name": kind.name, "title": kind.title} for kind in service.doctypes(owner)]
    value["formats"] = [{"name": name, "title": title} for name, title in service.formats().items()]
    return value, gr.Timer(active=active)


def _document(document: DocumentView, owner: str) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "doctype": document.doctype,
        "status": document.status,
        "error": document.error,
        "reviewed": document.reviewed,
        "count": document.page_count,
        "pages": [
            {
                "number": page.number,
                "width": page.width,
                "height": page.height,
                "source": page.source,
                "state": page.state,
                "note": page.note,
            }
            for page in document.pages
        ],
        "fields": [_field(field, owner) for field in document.fields],
        "tables": [
            {
                "name": table.name,
                "label": table.label,
                "columns": [{"name": c.name, "label": c.label, "type": c.type} for c in table.columns],
                "rows": [[_field(field, owner) for field in row] for row in table.rows],
            }
            for table in document.tables.values()
        ],
        "issues": [issue.message for issue in document.issues if not issue.path],
        "reasoning": document.reasoning,
        "model": document.model,
        "seconds": {stage: round(seconds, 2) for stage, seconds in document.seconds.items()},
    }


def _field(field: FieldView, owner: str) -> dict[str, Any]:
    box = field.box
    return {
        "key": field.path,
        "label": field.label,
        "type": field.type,
        "raw": field.raw,
        "value": field.value or "",
        "level": field.level,
        "page": field.page,
        "box": [box.x0, box.y0, box.x1, box.y1] if box else None,
        "issues": list(field.issues),
        "history": [
            {
                "before": change.before or "",
                "after": change.after or "",
                "who": "" if change.who == owner else change.who,  # empty: the visitor
                "when": change.when.isoformat(),
            }
            for change in field.history
        ],
    }
