"""What a library adds up to, and what may be in it twice: questions to the facet alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from heapq import nsmallest
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

Added = tuple[int, int | Decimal]
"""How many documents, and their amounts in millionths."""


def totals(session: Session, owner: str, query: Query) -> Totals:
    """Sums by month and by vendor of what ``query`` finds, one for each currency.

    Each walks an index of the facet that has its rows in order already: sorting 100,000 took longer than adding them.
    """
    found = finding.matching(session, owner, replace(query, sort="date"))
    if found is None:
        return Totals()
    has = Facet.total.is_not(None)
    months = _by_month(_sums(session, found.where(has, Facet.day.is_not(None)), Facet.day))
    vendors = _sums(session, found.where(has), Facet.vendor_folded)
    without = session.scalar(found.where(Facet.total.is_(None)).with_only_columns(func.count())) or 0
    last = sorted(months.items(), reverse=True)[:MONTHS]
    largest = nsmallest(VENDORS, vendors.items(), key=lambda one: (-one[1][1], one[0]))
    names = _as_printed(session, found.where(has), {vendor for (vendor, _), _ in largest})
    return Totals(
        tuple(_sum(month, currency, *added) for (month, currency), added in last),
        tuple(_sum(names.get(vendor, vendor), currency, *added) for (vendor, currency), added in largest),
        len(vendors) - len(largest),
        without,
    )


def _sums(session: Session, found: Select[Any], by: Any) -> dict[tuple[Any, str], Added]:
    """What ``found`` adds up to by ``by`` and currency, whole and fraction apart: millionths would overflow."""
    if session.get_bind().dialect.name == "sqlite":
        stored = type_coerce(Facet.total, BigInteger)
        amounts: tuple[ColumnElement[Any], ...] = (
            func.sum(stored.op("/")(MILLION), type_=Integer),
            func.sum(stored.op("%")(MILLION), type_=Integer),
        )
    else:
        amounts = (func.sum(Facet.total), func.sum(0))
    rows = session.execute(
        found.with_only_columns(by, Facet.currency, func.count(), *amounts).group_by(by, Facet.currency)
    )
    return {(of, currency): (count, whole * MILLION + part) for of, currency, count, whole, part in rows}


def _by_month(days: dict[tuple[date, str], Added]) -> dict[tuple[str, str], Added]:
    months: dict[tuple[str, str], Added] = {}
    for (day, currency), (count, millionths) in days.items():
        month = day.isoformat()[:7], currency
        before = months.get(month, (0, 0))
        months[month] = before[0] + count, before[1] + millionths
    return months


def _as_printed(session: Session, found: Select[Any], vendors: Collection[str]) -> dict[str, str]:
    """How the names of these vendors are printed, by how they are compared: asked apart, since no index has both."""
    mine = found.where(Facet.vendor_folded.in_(vendors))
    printed = mine.with_only_columns(Facet.vendor_folded, func.max(Facet.vendor)).group_by(Facet.vendor_folded)
    return {folded: name for folded, name in session.execute(printed)}


def _sum(of: str, currency: str, count: int, millionths: int | Decimal) -> Sum:
    number = Decimal(millionths).scaleb(-6)
    shown = number.quantize(Decimal("0.01")) if number == round(number, 2) else number.normalize()
    return Sum(of, currency, count, shown)


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
