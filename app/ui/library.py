"""Library: find what was read, choose, export. The question stands in the address, so that it can be shared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, get_args

import gradio as gr

from app.service import SORTS, STATUSES, Busy, Conflict, Every, HitView, NotFound, Query, Service
from app.texts import USUAL, Texts, texts, titled
from app.ui.theme import component
from app.ui.visitor import bind, locale_of, named, owner_of, said
from app.views import Double, LabelKind, Sort, Status, Sum

ASKED = (
    "text", "doctype", "vendor", "date_from", "date_to", "amount_min", "amount_max", "status", "tag", "collection",
    "sort", "offset",
)  # fmt: skip
PAGE = 25  # rows
MOST = 300  # documents that can be chosen, as the script has it


def screen(screens: gr.Blocks, service: Service) -> None:
    """Put the screen into the open Blocks."""
    view = component("library", ("search", *DEEDS))

    def load(request: gr.Request) -> dict[str, Any]:
        asked = {name: request.query_params.get(name, "") for name in (*ASKED, "view")}
        return _found(service, request, asked, "")

    def search(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
        return _found(service, request, _asked(event), said(event, "turn"))

    def does(deed: Deed) -> Callable[[gr.Request, gr.EventData], dict[str, Any]]:
        def handler(request: gr.Request, event: gr.EventData) -> dict[str, Any]:
            owner, more = owner_of(request), {}
            try:
                more = deed(service, owner, partial(said, event), texts(locale_of(request)))
            except (Busy, NotFound, Conflict, ValueError) as problem:
                more = {"problem": str(problem)}
            return {**_found(service, request, _asked(event), said(event, "turn")), **more}

        return handler

    bind(screens.load, load, (view,))
    bind(view.search, search, (view,))
    for name, deed in DEEDS.items():
        bind(getattr(view, name), does(deed), (view,))


def _file(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:
    count = service.library.label(owner, _kind(sent("kind")), sent("name"), _chosen_of(sent, say))
    return {"notice": say["labelled"].format(name=sent("name").strip(), count=count)}


def _unfile(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:
    count = service.library.unlabel(owner, _kind(sent("kind")), sent("name").strip(), _chosen_of(sent, say))
    return {"notice": say["unlabelled"].format(name=sent("name").strip(), count=count)}


def _save(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:
    asked = {name: sent(name) for name in ASKED if name != "offset" and sent(name)}
    service.library.save_search(owner, sent("name"), asked)
    return {"notice": say["search_saved"].format(name=sent("name").strip())}


def _forget(service: Service, owner: str, sent: Sent, _: Texts) -> dict[str, Any]:
    service.library.forget_search(owner, sent("name"))
    return {}


def _delete(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:
    chosen, now = _chosen_of(sent, say), datetime.now(UTC)
    ids = service.library.delete(owner, chosen, now)
    back = {"moment": now.isoformat()} if isinstance(chosen, Every) else {"ids": " ".join(ids)}
    return {"undo": {**back, "count": len(ids)}}


def _restore(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:
    if moment := sent("moment"):
        count = service.library.restore_moment(owner, datetime.fromisoformat(moment))
    else:
        count = service.library.restore(owner, _ids(sent, say))
    return {"notice": say["restored"].format(count=count) if count else say["came_again"]}


def _again(service: Service, owner: str, sent: Sent, say: Texts) -> dict[str, Any]:
    return {"notice": say["queued_again"].format(count=service.read_all_again(owner, _chosen_of(sent, say)))}


Sent = Callable[[str], str]
Deed = Callable[[Service, str, Sent, Texts], dict[str, Any]]
DEEDS: dict[str, Deed] = {
    "file": _file, "unfile": _unfile, "save": _save, "forget": _forget, "delete": _delete, "restore": _restore,
    "again": _again,
}  # fmt: skip
"""What can be done with chosen documents or saved searches: its event, and what it answers beside what is found."""


def _asked(event: gr.EventData) -> dict[str, str]:
    return {name: said(event, name) for name in (*ASKED, "view")}


def _chosen_of(sent: Sent, say: Texts) -> list[str] | Every:
    """The documents that were chosen, or all that match, of which the person confirmed how many they are."""
    if count := sent("every"):
        return Every(query_of({name: sent(name) for name in ASKED}), int(count) if count.isdecimal() else -1)
    return _ids(sent, say)


def _ids(sent: Sent, say: Texts) -> list[str]:
    ids = sent("ids").split()
    if len(ids) > MOST:
        raise ValueError(say["chosen_most"].format(count=MOST))
    return ids


def _kind(text: str) -> LabelKind:
    return "collection" if text == "collection" else "tag"


def query_of(asked: Mapping[str, str], locale: str = USUAL) -> Query:
    """The query that these texts spell, empty ones left out; raises ValueError with one sentence for the person
    in the language of ``locale``. Amounts are written as ``1234.56``; the script has made them so."""
    say = texts(locale)
    offset = asked.get("offset", "")
    return Query(
        text=asked.get("text", "").strip(),
        doctype=asked.get("doctype", ""),
        vendor=asked.get("vendor", "").strip(),
        date_from=_day(asked.get("date_from", ""), say),
        date_to=_day(asked.get("date_to", ""), say),
        amount_min=_amount(asked.get("amount_min", ""), say),
        amount_max=_amount(asked.get("amount_max", ""), say),
        status=_status(asked.get("status", ""), say),
        tag=asked.get("tag", ""),
        collection=asked.get("collection", ""),
        sort=_sort(asked.get("sort", ""), say),
        limit=PAGE,
        offset=int(offset) if offset.isdecimal() and len(offset) < 10 else 0,
    )


def _found(service: Service, request: gr.Request, asked: Mapping[str, str], turn: str) -> dict[str, Any]:
    owner, locale = owner_of(request), locale_of(request)
    shown: dict[str, Any] = {
        "turn": turn,
        "asked": dict(asked),
        "page": PAGE,
        "kinds": named(service.doctypes(owner), locale),
        "statuses": list(STATUSES),
        "sorts": list(SORTS),
        "formats": [{"name": name, "title": titled(title, locale)} for name, title in service.formats().items()],
        "rows": [],
        "total": 0,
        "offset": 0,
        "problem": "",
        "notice": "",
        "undo": None,
        "tags": [{"name": one.name, "count": one.count} for one in service.library.labels(owner, "tag")],
        "collections": [{"name": one.name, "count": one.count} for one in service.library.labels(owner, "collection")],
        "searches": [{"name": one.name, "asked": dict(one.asked)} for one in service.library.searches(owner)],
        **_view(service, owner, asked, locale),
    }
    if asked.get("view") in ("doubles", "bin"):
        return shown
    try:
        query = query_of(asked, locale)
        hits = service.search(owner, query)
    except ValueError as problem:
        return {**shown, "problem": str(problem)}
    return {**shown, "rows": [_row(hit) for hit in hits.rows], "total": hits.total, "offset": query.offset}


def _view(service: Service, owner: str, asked: Mapping[str, str], locale: str) -> dict[str, Any]:
    """What only one of the views shows."""
    none: dict[str, Any] = {
        "totals": {"months": [], "vendors": [], "without": 0, "more": 0},
        "doubles": [],
        "binned": [],
    }
    match asked.get("view", ""):
        case "totals":
            try:
                found = service.library.totals(owner, query_of(asked, locale))
            except ValueError:
                return none  # it is said where the documents are asked for
            months, vendors = [_sum(one) for one in found.months], [_sum(one) for one in found.vendors]
            return {
                **none,
                "totals": {"months": months, "vendors": vendors, "without": found.without, "more": found.more},
            }
        case "doubles":
            count, rows = service.library.doubles(owner)
            return {**none, "twice": count, "doubles": [_double(one) for one in rows]}
        case "bin":
            rows_binned = service.library.binned(owner)
            return {
                **none,
                "binned": [
                    {"id": one.document_id, "name": one.name, "deleted": one.deleted_at.isoformat()}
                    for one in rows_binned
                ],
            }
    return none


def _sum(one: Sum) -> dict[str, Any]:
    return {
        "of": one.of,
        "currency": one.currency,
        "count": one.count,
        "total": f"{one.total:.2f}",
        "amount": float(one.total),
    }


def _double(one: Double) -> dict[str, Any]:
    return {
        "why": one.why,
        "vendor": one.vendor,
        "number": one.number,
        "date": one.day.isoformat() if one.day else "",
        "total": "" if one.total is None else f"{one.total:.2f}",
        "currency": one.currency,
        "documents": [{"id": document_id, "name": name} for document_id, name in one.documents],
    }


def _row(hit: HitView) -> dict[str, Any]:
    return {
        "id": hit.document_id,
        "name": hit.name,
        "doctype": hit.doctype,
        "vendor": hit.vendor,
        "date": hit.date.isoformat() if hit.date else "",
        "total": "" if hit.total is None else f"{hit.total:.2f}",
        "currency": hit.currency,
        "status": hit.status,
        "added": hit.made_at.isoformat(),
        "snippet": hit.snippet,
        "tags": list(hit.tags),
    }


def _day(text: str, say: Texts) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise ValueError(say["bad_date"].format(text=text)) from None


def _amount(text: str, say: Texts) -> Decimal | None:
    try:
        amount = Decimal(text.strip()) if text.strip() else None
    except InvalidOperation:
        amount = Decimal("NaN")
    if amount is not None and not amount.is_finite():
        raise ValueError(say["bad_amount"].format(text=text))
    return amount


def _status(text: str, say: Texts) -> Any:
    return _chosen(text, get_args(Status), "status", say)


def _sort(text: str, say: Texts) -> Any:
    return _chosen(text, get_args(Sort), "sort", say) or "newest"


def _chosen(text: str, choices: tuple[str, ...], field: str, say: Texts) -> str:
    if text and text not in choices:
        raise ValueError(say["bad_choice"].format(text=text, field=say[field]))
    return text
