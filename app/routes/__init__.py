"""REST, a file for each subject; here is what their handlers ask for: whose documents, which service, which query."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import Depends, Request
from fastapi import Query as Parameter

from app.access import visitor_of
from app.service import Query, Service
from app.views import Sort, Status


def owner(request: Request) -> str:
    """Whose documents a request sees: those of the visitor's workspace."""
    return visitor_of(request).owner


def service(request: Request) -> Service:
    """The service of the application that serves ``request``."""
    found: Service = request.app.state.service
    return found


def asked(
    text: str = "",
    doctype: str = "",
    vendor: str = "",
    date_from: date | None = None,
    date_to: date | None = None,
    amount_min: Decimal | None = None,
    amount_max: Decimal | None = None,
    status: Status | Literal[""] = "",
    tag: str = "",
    collection: str = "",
    sort: Sort = "newest",
    limit: Annotated[int, Parameter(ge=1, le=500)] = 25,
    offset: Annotated[int, Parameter(ge=0)] = 0,
) -> Query:
    """The query that a request's parameters spell."""
    return Query(
        text=text,
        doctype=doctype,
        vendor=vendor,
        date_from=date_from,
        date_to=date_to,
        amount_min=amount_min,
        amount_max=amount_max,
        status=status,
        tag=tag,
        collection=collection,
        sort=sort,
        limit=limit,
        offset=offset,
    )


Owner = Annotated[str, Depends(owner)]
Ours = Annotated[Service, Depends(service)]
Asked = Annotated[Query, Depends(asked)]
Ids = Annotated[list[str] | None, Parameter()]
