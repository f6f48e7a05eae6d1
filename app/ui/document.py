"""Document: the page with its boxes beside the values, one component; to check, correct and mark as reviewed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import gradio as gr

from app.service import Conflict, DocumentView, FieldView, NotFound, Service
from app.texts import titled
from app.ui.pace import pace
from app.ui.theme import component
from app.ui.visitor import bind, locale_of, name_of, named, owner_of, said
from pipeline.document import Correction

ACTIVE = ("queued", "reading")
EVENTS = ("look", "save", "undo", "row", "take", "review", "again", "open")


class Asked(NamedTuple):
    """Who asks for a change of which document, and what their script sent under a name."""

    owner: str
    name: str
    document: str
    sent: Callable[[str], str]


def screen(screens: gr.Blocks, service: Service) -> None:
    """Put the screen into the open Blocks."""
    view = component("document", EVENTS)

    def load(request: gr.Request) -> dict[str, Any]:
        return _shown(service, request, request.query_params.get("id", ""))

    def show(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        return _shown(service, request, said(event, "id"))

    def answering(act: Callable[[Asked], object]) -> Callable[..., dict[str, Any]]:
        def answer(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
            asked = Asked(owner_of(request), name_of(request), said(event, "id"), lambda name: said(event, name))
            back = {"turn": said(event, "turn"), "problem": "", "overtaken": ""}
            try:
                act(asked)
            except (NotFound, Conflict, ValueError) as problem:
                back["problem"] = str(problem)
                back["overtaken"] = "yes" if isinstance(problem, Conflict) else ""
            return _shown(service, request, asked.document, back)

        return answer

    def save(one: Asked) -> None:
        after, before = one.sent("after") or None, one.sent("before") or None
        service.correct(one.owner, one.document, one.sent("field"), after, before, one.name)

    def undo(one: Asked) -> None:
        service.undo(one.owner, one.document, one.sent("field"), one.sent("before") or None, one.name)

    def row(one: Asked) -> None:
        change = service.restore_row if one.sent("what") == "restore" else service.delete_row
        number = one.sent("row")
        whole = int(number) if number.isascii() and number.isdigit() and len(number) < 9 else -1
        change(one.owner, one.document, one.sent("table"), whole, one.name)

    def take(one: Asked) -> None:
        if one.sent("what") == "take":
            paths = [path for path in one.sent("paths").split("\n") if path]
            service.take(one.owner, one.document, one.sent("run"), paths, one.name)
        else:
            service.drop(one.owner, one.document, one.sent("run"))

    def review(one: Asked) -> None:
        service.review(one.owner, one.document, one.sent("reviewed") == "yes")

    def again(one: Asked) -> None:
        doctype, password, model = (one.sent(name) or None for name in ("doctype", "password", "model"))
        service.propose(one.owner, one.document, doctype, password, model, wide=one.sent("wide") == "yes")

    bind(screens.load, load, (view,))
    bind(view.look, show, (view,))
    bind(view.open, show, (view,))
    bind(view.save, answering(save), (view,))
    bind(view.undo, answering(undo), (view,))
    bind(view.row, answering(row), (view,))
    bind(view.take, answering(take), (view,))
    bind(view.review, answering(review), (view,))
    bind(view.again, answering(again), (view,))


def _shown(
    service: Service, request: gr.Request, document_id: str, back: dict[str, str] | None = None
) -> dict[str, Any]:
    owner, locale = owner_of(request), locale_of(request)
    try:
        document = service.document(owner, document_id)
    except NotFound:
        return {"missing": "yes"}
    value = {**_document(document, name_of(request), locale), "back": back}
    active = document.status in ACTIVE
    jobs = service.jobs(owner, [document.job_id]) if active and document.job_id else []
    value["progress"] = [[job.pages_done, job.pages_total] for job in jobs]
    value["kinds"] = named(service.doctypes(owner), locale)
    value["formats"] = [{"name": name, "title": titled(title, locale)} for name, title in service.formats().items()]
    value["models"] = list(service.models())
    value["pace"] = pace(active, jobs, service.settings.workers)
    return value


def _document(document: DocumentView, visitor: str, locale: str) -> dict[str, Any]:
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
        "fields": [_field(field, visitor, locale) for field in document.fields],
        "tables": [
            {
                "name": table.name,
                "label": titled(table.label, locale),
                "columns": [{"name": c.name, "label": titled(c.label, locale), "type": c.type} for c in table.columns],
                "rows": [[_field(field, visitor, locale) for field in row] for row in table.rows],
                "deleted": list(table.deleted),
                "following": table.following,
            }
            for table in document.tables.values()
        ],
        "issues": [issue.message for issue in document.issues if not issue.path],
        "reasoning": document.reasoning,
        "model": document.model,
        "seconds": {stage: round(seconds, 2) for stage, seconds in document.seconds.items()},
        "proposal": _proposal(document, locale),
    }


def _field(field: FieldView, visitor: str, locale: str) -> dict[str, Any]:
    box = field.box
    set_by = _standing(field)
    return {
        "key": field.path,
        "label": titled(field.label, locale),
        "type": field.type,
        "raw": field.raw,
        "value": field.value or "",
        "level": field.level,
        "page": field.page,
        "box": [box.x0, box.y0, box.x1, box.y1] if box else None,
        "issues": list(field.issues),
        "by": set_by.who if set_by and set_by.who != visitor else "",  # empty: the visitor
        "confirmed": bool(set_by and set_by.before == set_by.after),
        "undoable": field.undoable,
        "readings": [
            {"model": one.model, "text": one.text or "", "when": one.made_at.isoformat()} for one in field.readings
        ],
        "history": [
            {
                "before": change.before or "",
                "after": change.after or "",
                "who": "" if change.who == visitor else change.who,  # empty: the visitor
                "when": change.when.isoformat(),
                "undone": change.undone,
            }
            for change in field.history
        ],
    }


def _standing(field: FieldView) -> Correction | None:
    left: list[Correction] = []
    for change in field.history:
        if not change.undone:
            left.append(change)
        elif left:
            left.pop()
    return left[-1] if left else None


def _proposal(document: DocumentView, locale: str) -> dict[str, Any] | None:
    new = document.proposal
    if new is None:
        return None
    return {
        "run": new.run,
        "doctype": new.doctype,
        "model": new.model,
        "same": new.same,
        "differences": [
            {
                "key": one.path,
                "label": titled(one.label, locale),
                "now": one.now,
                "new": one.new,
                "level": one.level,
                "set": one.set,
            }
            for one in new.differences
        ],
    }
