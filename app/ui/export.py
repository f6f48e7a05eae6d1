"""Export: which documents, which columns, which format; the first lines as they will be, then one file."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

import gradio as gr

from app.service import NotFound, Service
from app.texts import titled
from app.ui.library import ASKED, MOST, query_of
from app.ui.theme import component
from app.ui.visitor import bind, locale_of, owner_of, said


def screen(screens: gr.Blocks, service: Service) -> None:
    """Put the screen into the open Blocks."""
    view = component("export", ("preview",))

    def load(request: gr.Request) -> dict[str, Any]:
        return _shown(service, request, str(request.query_params), None, "")

    def preview(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        columns = said(event, "columns").split() if said(event, "chosen") else None
        return _shown(service, request, said(event, "asked"), columns, said(event, "turn"))

    bind(screens.load, load, (view,))
    bind(view.preview, preview, (view,))


def _shown(service: Service, request: gr.Request, address: str, columns: list[str] | None, turn: str) -> dict[str, Any]:
    owner, locale = owner_of(request), locale_of(request)
    given = parse_qs(address[: 100 * MOST], max_num_fields=2 * MOST)
    ids = given.get("ids")
    shown: dict[str, Any] = {
        "turn": turn,
        "asked": address,
        "by": "ids" if ids else "query" if any(given.get(name) for name in ASKED) else "all",
        "formats": [{"name": name, "title": titled(title, locale)} for name, title in service.formats().items()],
        "total": 0,
        "looked_at": 0,
        "columns": [],
        "headings": [],
        "rows": [],
        "problem": "",
    }
    try:
        query = query_of({name: given[name][0] for name in ASKED if name in given}, locale)
        seen = service.preview_export(owner, query, ids, columns)
    except (NotFound, ValueError) as problem:
        return {**shown, "problem": str(problem)}
    return {
        **shown,
        "total": seen.total,
        "looked_at": seen.looked_at,
        "columns": list(seen.columns),
        "headings": list(seen.headings),
        "rows": [list(row) for row in seen.rows],
    }
