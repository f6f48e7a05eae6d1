"""What a library adds up to, and what may be in it twice: questions to the facet alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, Row, Select, func, select, type_coerce
from sqlalchemy.orm import Session

from storage import search as finding
from storage.columns import MILLION
from storage.stored import Double, Query, Sum, Totals
from storage.tables import Document, Facet

VENDORS = 50  # lines; the others are counted
MONTHS = 600  # lines: fifty years in one currency
SHOWN = 10  # documents of one double


def totals(session: Session, owner: str, query: Query) -> Totals:
    """Sums by month and by vendor of what ``query`` finds, one for each currency."""
    has = Facet.total.is_not(None)
    found = finding.matching(session, owner, query)
    if found is None:
        return Totals()
    month = _month(session)
    months = _sums(session, found.where(has, Facet.day.is_not(None)), month)
    months.sort(key=lambda one: (one.of, one.currency), reverse=True)
    vendors = _sums(session, found.where(has), Facet.vendor_folded)
    vendors.sort(key=lambda one: (-one.total, one.of))
    without = session.scalar(found.where(Facet.total.is_(None)).with_only_columns(func.count())) or 0
    shown = _as_printed(session, found.where(has), vendors[:VENDORS])
    return Totals(tuple(months[:MONTHS]), shown, len(vendors) - len(shown), without)


def _as_printed(session: Session, found: Select[Any], vendors: Sequence[Sum]) -> tuple[Sum, ...]:
    """``vendors`` with their names as they are printed: only of those that are shown, since an index has the others."""
    mine = found.where(Facet.vendor_folded.in_({one.of for one in vendors}))
    names = session.execute(
        mine.with_only_columns(Facet.vendor_folded, func.max(Facet.vendor)).group_by(Facet.vendor_folded)
    )
    printed = {folded: name for folded, name in names}
    return tuple(replace(one, of=printed.get(one.of, one.of)) for one in vendors)


def _sums(session: Session, found: Select[Any], by: Any) -> list[Sum]:
    """Sums of ``found`` by ``by`` and currency. Whole and fraction are added apart: millionths would overflow."""
    if session.get_bind().dialect.name == "sqlite":
        stored = type_coerce(Facet.total, BigInteger)
        amounts: tuple[ColumnElement[Any], ...] = (
            func.sum(stored.op("/")(MILLION), type_=Integer),
            func.sum(stored.op("%")(MILLION), type_=Integer),
        )
    else:
        amounts = (func.sum(Facet.total), func.sum(0))
    columns = (by, Facet.currency, func.count(), *amounts)
    rows = session.execute(found.with_only_columns(*columns).group_by(by, Facet.currency))
    return [Sum(of or "", currency, count, _whole(whole, part)) for of, currency, count, whole, part in rows]


def _whole(whole: Any, part: Any) -> Decimal:
    number = Decimal(whole) + Decimal(part).scaleb(-6)
    return number.quantize(Decimal("0.01")) if number == round(number, 2) else number.normalize()


def _month(session: Session) -> ColumnElement[str]:
    if session.get_bind().dialect.name == "sqlite":
        return func.substr(Facet.day, 1, 7)
    return func.to_char(Facet.day, "YYYY-MM")


def doubles(session: Session, owner: str, limit: int) -> tuple[int, list[Double]]:
    """(how many, the newest ``limit``): one vendor's number twice; one vendor, day, total and currency twice, where
    not all have a number."""
    mine = Facet.owner == owner, Facet.vendor_folded != ""
    newest = func.max(Facet.document_id)
    by_number = (
        select(Facet.vendor_folded, Facet.number, newest)
        .where(*mine, Facet.number != "")
        .group_by(Facet.vendor_folded, Facet.number)
        .having(func.count() > 1)
    )
    by_total = (
        select(Facet.vendor_folded, Facet.day, Facet.total, Facet.currency, newest)
        .where(*mine, Facet.day.is_not(None), Facet.total.is_not(None))
        .group_by(Facet.vendor_folded, Facet.day, Facet.total, Facet.currency)
        .having(func.count() > 1, func.min(Facet.number) == "")
    )
    groups: list[tuple[int, Any, tuple[ColumnElement[bool], ...]]] = []
    for vendor, number, last in session.execute(by_number):
        groups.append((last, "number", (Facet.vendor_folded == vendor, Facet.number == number)))
    for vendor, day, total, currency, last in session.execute(by_total):
        alike = Facet.vendor_folded == vendor, Facet.day == day, Facet.total == total, Facet.currency == currency
        groups.append((last, "total", alike))
    groups.sort(key=lambda one: -one[0])
    found: list[Double] = []
    seen: set[tuple[int, ...]] = set()
    repeated = 0
    for _, why, here in groups[: 2 * limit]:
        rows = session.execute(
            select(Facet, Document.sha256, Document.name)
            .join(Document, Document.id == Facet.document_id)
            .where(Facet.owner == owner, *here)
            .order_by(Facet.document_id)
            .limit(SHOWN)
        ).all()
        which = tuple(row[0].document_id for row in rows)
        repeated += which in seen  # the same documents for both reasons are said once
        if which not in seen and len(found) < limit:
            found.append(_double(why, rows))
        seen.add(which)
    return len(groups) - repeated, found


def _double(why: Any, rows: Sequence[Row[Facet, str, str]]) -> Double:
    facet = rows[0][0]
    documents = tuple((row[1], row[2]) for row in rows)
    return Double(why, facet.vendor, facet.number, facet.day, facet.total, facet.currency, documents)
