"""Library: find what was read, choose, export. The question stands in the address, so that it can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, get_args

import gradio as gr

from app.service import SORTS, STATUSES, HitView, Query, Service
from app.ui.texts import texts
from app.ui.theme import component
from app.ui.visitor import bind, owner_of, said
from app.views import Sort, Status

ASKED = (
    "text", "doctype", "vendor", "date_from", "date_to", "amount_min", "amount_max", "status", "sort", "offset"
)  # fmt: skip
PAGE = 25  # rows


def screen(screens: gr.Blocks, service: Service) -> None:
    """Put the screen into the open Blocks."""
    view = component("library", ("search",))

    def load(request: gr.Request) -> dict[str, Any]:
        return _found(service, owner_of(request), {name: request.query_params.get(name, "") for name in ASKED}, "")

    def search(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        asked = {name: said(event, name) for name in ASKED}
        return _found(service, owner_of(request), asked, said(event, "turn"))

    bind(screens.load, load, (view,))
    bind(view.search, search, (view,))


def query_of(asked: Mapping[str, str]) -> Query:
    """The query that these texts spell, empty ones left out; raises ValueError with one sentence for the person."""
    offset = asked.get("offset", "")
    return Query(
        text=asked.get("text", "").strip(),
        doctype=asked.get("doctype", ""),
        vendor=asked.get("vendor", "").strip(),
        date_from=_day(asked.get("date_from", "")),
        date_to=_day(asked.get("date_to", "")),
        amount_min=_amount(asked.get("amount_min", "")),
        amount_max=_amount(asked.get("amount_max", "")),
        status=_status(asked.get("status", "")),
        sort=_sort(asked.get("sort", "")),
        limit=PAGE,
        offset=int(offset) if offset.isdecimal() and len(offset) < 10 else 0,
    )


def _found(service: Service, owner: str, asked: Mapping[str, str], turn: str) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "turn": turn,
        "asked": dict(asked),
        "page": PAGE,
        "kinds": [{"name": kind.name, "title": kind.title} for kind in service.doctypes(owner)],
        "statuses": list(STATUSES),
        "sorts": list(SORTS),
        "formats": [{"name": name, "title": title} for name, title in service.formats().items()],
        "rows": [],
        "total": 0,
        "offset": 0,
        "problem": "",
    }
    try:
        query = query_of(asked)
        hits = service.search(owner, query)
    except ValueError as problem:
        return {**shown, "problem": str(problem)}
    return {**shown, "rows": [_row(hit) for hit in hits.rows], "total": hits.total, "offset": query.offset}


def _row(hit: HitView) -> dict[str, Any]:
    return {
        "id": hit.document_id,
        "name": hit.name,
        "doctype": hit.doctype,
        "vendor": hit.vendor,
        "date": hit.date.isoformat() if hit.date else "",
        "total": "" if hit.total is None else f"{hit.total:,.2f}",
        "currency": hit.currency,
        "status": hit.status,
        "added": hit.made_at.date().isoformat(),
        "snippet": hit.snippet,
    }


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise ValueError(texts()["bad_date"].format(text=text)) from None


def _amount(text: str) -> Decimal | None:
    try:
        amount = Decimal(text.strip()) if text.strip() else None
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount is not None and not amount.is_finite():
        raise ValueError(texts()["bad_amount"].format(text=text))
    return amount


def _status(text: str) -> Any:
    return _chosen(text, get_args(Status), "status")


def _sort(text: str) -> Any:
    return _chosen(text, get_args(Sort), "sort") or "newest"


def _chosen(text: str, choices: tuple[str, ...], field: str) -> str:
    if text and text not in choices:
        raise ValueError(texts()["bad_choice"].format(text=text, field=field))
    return text
