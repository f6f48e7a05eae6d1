"""Review queue: what waits for a person, riskiest first, under a threshold that says what it means."""

from __future__ import annotations

from typing import Any

import gradio as gr

from app.service import TARGETS, QueueView, Service
from app.texts import titled
from app.ui.theme import component
from app.ui.visitor import bind, locale_of, named, owner_of, said

PAGE = 50  # documents at a time: what one person goes through in one sitting
USUAL = 0.98
FARTHEST = 1_000_000


def screen(screens: gr.Blocks, service: Service) -> None:
    """Put the screen into the open Blocks."""
    view = component("review", ("ask",))

    def load(request: gr.Request) -> dict[str, Any]:
        asked = request.query_params
        return _shown(service, request, asked.get("target", ""), asked.get("offset", ""))

    def ask(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        return _shown(service, request, said(event, "target"), said(event, "offset"))

    bind(screens.load, load, (view,))
    bind(view.ask, ask, (view,))


def _shown(service: Service, request: gr.Request, target: str, offset: str) -> dict[str, Any]:
    owner, locale = owner_of(request), locale_of(request)
    share = next((one for one in TARGETS if str(one) == target), USUAL)
    first = min(int(offset), FARTHEST) if offset.isascii() and offset.isdigit() and len(offset) < 9 else 0
    queue = service.review_queue(owner, share, PAGE, first)
    if first and not queue.rows:  # what stood there was looked through meanwhile
        first, queue = 0, service.review_queue(owner, share, PAGE)
    kinds = named(service.doctypes(owner), locale)
    return {
        "target": share,
        "targets": list(TARGETS),
        "offset": first,
        "size": PAGE,
        "kinds": kinds,
        **_queue(queue, locale),
    }


def _queue(queue: QueueView, locale: str) -> dict[str, Any]:
    line = queue.threshold
    return {
        "threshold": {
            "confidence": line.confidence,
            "learned": line.learned,
            "reachable": line.reachable,
            "above": line.above,
            "right": line.right,
            "judged": line.judged,
            "needed": line.needed,
        },
        "total": queue.total,
        "unreviewed": queue.unreviewed,
        "reviewed": queue.reviewed,
        "problem": "",
        "rows": [
            {
                "id": row.id,
                "name": row.name,
                "doctype": row.doctype,
                "vendor": row.vendor,
                "date": row.date.isoformat() if row.date else "",
                "total": f"{row.total:.2f}" if row.total is not None else "",
                "currency": row.currency,
                "doubtful": [[titled(label, locale), *rest] for label, *rest in row.doubtful],
                "issues": list(row.issues),
            }
            for row in queue.rows
        ],
    }
