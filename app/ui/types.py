"""Types: what documents are asked for. Made by hand, from a JSON Schema, or from what stored documents suggest."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, get_args

import gradio as gr

from app.service import NotFound, Query, Service
from app.texts import Texts, texts, titled
from app.ui.theme import component
from app.ui.visitor import bind, locale_of, owner_of, said
from app.views import Conflict
from pipeline.doctypes import FieldType, Misfit

LATEST = 20  # documents that are offered to propose a type from
LONGEST = 400_000  # characters of a definition or a schema

Sent = Callable[[str], str]
Deed = Callable[[Service, str, Sent, Texts], dict[str, Any]]


def screen(screens: gr.Blocks, service: Service) -> None:
    """Put the screen into the open Blocks."""
    view = component("types", tuple(DEEDS), types=list(get_args(FieldType)))

    def load(request: gr.Request) -> dict[str, Any]:
        return _shown(service, owner_of(request), locale_of(request))

    def does(deed: Deed) -> Callable[[gr.Request, gr.EventData], dict[str, Any]]:
        def handler(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
            owner, locale = owner_of(request), locale_of(request)
            try:
                answer = deed(service, owner, partial(said, event), texts(locale))
            except Misfit as problem:
                answer = {"problem": str(problem), "at": problem.at}
            except (NotFound, Conflict, ValueError) as problem:
                answer = {"problem": str(problem)}
            return {
                **_shown(service, owner, locale),
                "turn": said(event, "turn"),
                "did": deed.__name__.strip("_"),
                **answer,
            }

        return handler

    bind(screens.load, load, (view,))
    for name, deed in DEEDS.items():
        bind(getattr(view, name), does(deed), (view,))


def _save(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:
    made = service.save_doctype(owner, _read(sent("definition"), say))
    return {"notice": say["make_saved"].format(title=made.title)}


def _forget(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:
    service.delete_doctype(owner, sent("name"))
    return {"notice": say["make_deleted"].format(name=sent("name"))}


def _take(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:  # noqa: ARG001  as all deeds
    given = _read(sent("definition"), say)
    return {"draft": given if "fields" in given else dict(service.from_schema(given))}


def _suggest(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:  # noqa: ARG001  as all deeds
    found = service.suggest(owner, sent("ids").split())
    return {
        "suggestions": [
            {
                "name": one.name,
                "type": one.type,
                "description": one.description,
                "many": one.many,
                "columns": [{"name": name, "type": kind, "description": text} for name, kind, text in one.columns],
                "example": one.example,
                "count": one.count,
            }
            for one in found
        ]
    }


def _try(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:
    return {"trial": service.try_doctype(owner, sent("document"), _read(sent("definition"), say))}


def _tried(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:  # noqa: ARG001  as all deeds
    found = service.tried(owner, sent("trial"))
    if not found.ready:
        return {"trial": sent("trial")}
    values = [{"label": label, "value": value, "raw": raw, "level": level} for label, value, raw, level in found.values]
    return {"problem": found.problem, "tried": {"values": values, "doubts": list(found.doubts)}}


DEEDS: dict[str, Deed] = {
    "save": _save,
    "forget": _forget,
    "take": _take,
    "suggest": _suggest,
    "try": _try,
    "tried": _tried,
}
"""What can be done, by the name of its event."""


def _read(text: str, say: Texts) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise ValueError(say["make_long"].format(count=LONGEST))
    try:
        given = json.loads(text)
    except ValueError as problem:
        raise ValueError(say["make_no_json"].format(problem=str(problem).partition(": ")[0])) from None
    except RecursionError:
        raise ValueError(say["make_deep"]) from None
    if not isinstance(given, dict):
        raise ValueError(say["make_no_object"])
    return given


def _shown(service: Service, owner: str, locale: str) -> dict[str, Any]:
    hits = service.search(owner, Query(limit=LATEST, status="")).rows
    return {
        "kinds": [
            {"name": one.name, "title": titled(one.title, locale), "own": one.own, "definition": dict(one.definition)}
            for one in service.doctypes(owner)
        ],
        "documents": [{"id": hit.document_id, "name": hit.name} for hit in hits],
        "did": "",
        "problem": "",
        "at": "",
        "notice": "",
        "turn": "",
    }
