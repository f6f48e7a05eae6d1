"""Finding documents: words through the full-text index of either database, everything else through the facet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, cast, get_args

from sqlalchemy import ColumnElement, Select, Text, column, exists, func, literal, literal_column, select, table
from sqlalchemy.dialects.postgresql import REGCONFIG
from sqlalchemy.orm import Session, aliased

from storage.columns import LARGEST, MILLION
from storage.stored import Hit, Hits, Query, Sort, Status
from storage.tables import Document, DocumentTag, Facet, Searchable, Tag
from storage.typed import fold

SNIPPET = 14  # words
WALKED = ("risk", "date", "amount", "vendor")  # sorts that an index of the facet has ready
COMMON = 2000  # documents with the words asked for: from there on that index is walked until a page is full
NAMES = 500  # of vendors, in one statement
MOST = LARGEST // MILLION  # the largest amount that a row can hold
_ROWS = 2**31 - 1  # the largest limit and offset that both databases take
_PHRASE = re.compile(r'"([^"]*)"?|(\S+)')
_FTS = table("searchable_fts", column("rowid"), column("rank"))
_PLAIN: ColumnElement[Any] = literal_column("+facet.document_id")  # the sign keeps the planner from starting here
_FTS_ROW: ColumnElement[Any] = literal_column("+searchable_fts.rowid")  # one walk, not one for each row of the facet
_NAME: ColumnElement[Any] = literal_column("searchable_fts")  # in MATCH and snippet() the table stands for its row


@dataclass(frozen=True, slots=True)
class Term:
    """Words that stand together on the page; of the last one perhaps only the beginning."""

    words: tuple[str, ...]
    beginning: bool = False


def terms(text: str) -> list[Term]:
    """What a person typed, as terms that must all be there. No character of it means anything to a database."""
    found: list[Term] = []
    last_is_quoted = False
    for match in _PHRASE.finditer(text):
        quoted, bare = match.groups()
        words = tuple(re.findall(r"[^\W_]+", fold(quoted if bare is None else bare)))
        if words:
            found.append(Term(words, beginning=bare is not None and bare.endswith("*")))
            last_is_quoted = bare is None
    if found and not last_is_quoted:
        found[-1] = Term(found[-1].words, beginning=True)  # it may be half typed
    return found


def fts5(found: Sequence[Term]) -> str:
    """``found`` in the language of SQLite's FTS5."""
    return " AND ".join('"' + " ".join(t.words) + '"' + (" *" if t.beginning else "") for t in found)


def tsquery(found: Sequence[Term]) -> str:
    """``found`` in the language of PostgreSQL's ``to_tsquery``."""
    return " & ".join(
        "(" + " <-> ".join(f"'{w}'" for w in t.words) + (":*" if t.beginning else "") + ")" for t in found
    )


def ids(session: Session, owner: str, query: Query) -> list[int]:
    """The rows of all documents that ``query`` asks for, in its order; limit and offset are ignored."""
    query = _checked(query)
    found = matching(session, owner, query)
    if found is None:
        return []
    return list(session.scalars(found.order_by(*_order(session, query, terms(query.text)))))


def matching(session: Session, owner: str, query: Query) -> Select[int] | None:
    """The rows of all documents that ``query`` asks for, in no order; None when its text has no word in it."""
    query = _checked(query)
    found = terms(query.text)
    if query.text.strip() and not found:
        return None
    return _matching(session, owner, query, found)


def search(session: Session, owner: str, query: Query) -> Hits:
    """The page of documents that ``query`` asks for. ``ValueError`` for a sort or status that does not exist.

    The rows of the page are taken first, their names and snippets after: the other way round took four times as long
    over 100,000 documents.
    """
    query = _checked(query)
    found = terms(query.text)
    if query.text.strip() and not found:
        return Hits(0)
    wanted_rows = _matching(session, owner, query, found)
    total = session.scalar(select(func.count()).select_from(wanted_rows.subquery())) or 0
    page = wanted_rows.order_by(*_order(session, query, found)).limit(query.limit).offset(query.offset)
    wanted = list(session.scalars(page))
    snippets = _snippets(session, wanted, found)
    rows = session.execute(
        select(Facet, Document.sha256, Document.name)
        .join(Document, Document.id == Facet.document_id)
        .where(Facet.document_id.in_(wanted))
    )
    tags = _tags(session, wanted)
    hits = {facet.document_id: _hit(facet, sha256, name, snippets, tags) for facet, sha256, name in rows}
    return Hits(total, tuple(hits[i] for i in wanted))


def _checked(query: Query) -> Query:
    """``query`` with numbers that the databases can hold. Raises ``ValueError`` in one plain sentence."""
    if query.sort not in get_args(Sort):
        raise ValueError(f"Unknown sort {query.sort!r}. Known: {', '.join(get_args(Sort))}.")
    if query.status and query.status not in get_args(Status):
        raise ValueError(f"Unknown status {query.status!r}. Known: {', '.join(get_args(Status))}.")
    for amount in (query.amount_min, query.amount_max):
        if amount is not None and not (amount.is_finite() and abs(amount) <= MOST):
            raise ValueError(f"An amount of {amount:.6g} cannot be searched for; write one as 12.50, up to {MOST:.1e}.")
    least, most = (None if one is None else round(one, 6) for one in (query.amount_min, query.amount_max))
    limit, offset = (max(0, min(one, _ROWS)) for one in (query.limit, query.offset))
    text, doctype, vendor, tag = (_writable(one) for one in (query.text, query.doctype, query.vendor, query.tag))
    return replace(
        query, text=text, doctype=doctype, vendor=vendor, tag=tag,
        amount_min=least, amount_max=most, limit=limit, offset=offset,
    )  # fmt: skip


def _writable(text: str) -> str:
    """Without what no database takes: null, and halves of surrogate pairs, which a terminal's odd bytes become."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


def _matching(session: Session, owner: str, query: Query, found: Sequence[Term]) -> Select[int]:
    matching = select(Facet.document_id).where(Facet.owner == owner, *_filters(query))
    if query.vendor.strip():
        matching = matching.where(_of_vendor(session, owner, fold(query.vendor.strip())))
    if not found:
        return matching
    if session.get_bind().dialect.name == "sqlite":
        holds = _NAME.op("MATCH")(fts5(found))
        if query.sort in WALKED and _is_common(session, holds):
            return matching.where(_PLAIN.in_(select(_FTS.c.rowid).where(holds)))
        return matching.join(_FTS, _FTS_ROW == Facet.document_id).where(holds)
    matching = matching.join(Searchable, Searchable.document_id == Facet.document_id)
    return matching.where(_tsv().op("@@")(_to_tsquery(found)))


def _is_common(session: Session, holds: ColumnElement[bool]) -> bool:
    """Whether so many documents hold the words that walking a sorted index is faster than sorting them."""
    some = select(_FTS.c.rowid).where(holds).limit(COMMON).subquery()
    return (session.scalar(select(func.count()).select_from(some)) or 0) == COMMON


def _of_vendor(session: Session, owner: str, part: str) -> ColumnElement[bool]:
    """Whose vendor has ``part`` in its name: by the names that do, which an index finds, unless they are too many.

    The documents with these names are found first, whatever else is asked for: with all filters at once the planner
    took the dates first, which cost 130 ms of computing instead of 65.
    """
    has = Facet.vendor_folded.contains(part, autoescape=True)
    asked = select(Facet.vendor_folded).where(Facet.owner == owner, has).distinct().limit(NAMES)
    names = list(session.scalars(asked))
    if len(names) == NAMES:
        return has
    theirs = aliased(Facet)
    return Facet.document_id.in_(
        select(theirs.document_id).where(theirs.owner == owner, theirs.vendor_folded.in_(names))
    )


def _filters(query: Query) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if query.doctype:
        wanted.append(Facet.doctype == query.doctype)
    if query.status:
        wanted.append(Facet.status == query.status)
    if query.date_from:
        wanted.append(Facet.day >= query.date_from)
    if query.date_to:
        wanted.append(Facet.day <= query.date_to)
    if query.amount_min is not None:
        wanted.append(Facet.total >= query.amount_min)
    if query.amount_max is not None:
        wanted.append(Facet.total <= query.amount_max)
    if query.tag:
        wanted.append(_labelled("tag", query.tag))
    if query.collection:
        wanted.append(_labelled("collection", query.collection))
    return wanted


def _labelled(kind: str, name: str) -> ColumnElement[bool]:
    one = Tag.owner == Facet.owner, Tag.kind == kind, Tag.name == name
    bears = DocumentTag.document_id == Facet.document_id, DocumentTag.tag_id == Tag.id
    return exists().where(*bears, *one)


def _order(session: Session, query: Query, found: Sequence[Term]) -> list[Any]:
    """The newest first among equals; what has no date, total or vendor comes last."""
    newest: list[Any] = [Facet.made_at.desc(), Facet.document_id.desc()]
    match query.sort:
        case "oldest":
            if found and session.get_bind().dialect.name == "sqlite":
                return [_FTS.c.rowid.asc()]
            return [Facet.made_at.asc(), Facet.document_id.asc()]
        case "risk":
            return [Facet.risk.desc(), *newest]
        case "date":
            return [Facet.day.desc().nulls_last(), *newest]
        case "amount":
            return [Facet.total.desc().nulls_last(), *newest]
        case "vendor":
            return [(Facet.vendor_folded == "").asc(), Facet.vendor_folded.asc(), *newest]
        case "best" if found:
            if session.get_bind().dialect.name == "sqlite":
                return [_FTS.c.rank.asc(), *newest]
            return [func.ts_rank(_tsv(), _to_tsquery(found)).desc(), *newest]
    if found and session.get_bind().dialect.name == "sqlite":
        return [_FTS.c.rowid.desc()]  # rows are numbered as documents come in: the index gives them in that order
    return newest


def _snippets(session: Session, wanted: Sequence[int], found: Sequence[Term]) -> dict[int, str]:
    """Plain text around the match, of the documents on this page only."""
    if not found or not wanted:
        return {}
    if session.get_bind().dialect.name == "sqlite":
        text = func.snippet(_NAME, -1, "", "", "…", SNIPPET)
        here = _FTS.c.rowid.between(min(wanted), max(wanted)), _FTS_ROW.in_(wanted)
        around: Select[Any] = select(_FTS.c.rowid, text).where(_NAME.op("MATCH")(fts5(found)), *here)
    else:
        body = Searchable.name + "\n" + Searchable.found + "\n" + Searchable.body
        form = f"StartSel='',StopSel='',MaxWords={SNIPPET},MinWords={SNIPPET // 2}"
        text = func.ts_headline(_simple(), body, _to_tsquery(found), form)
        around = select(Searchable.document_id, text).where(Searchable.document_id.in_(wanted))
    return {row: " ".join(str(snippet).split()) for row, snippet in session.execute(around)}


def _simple() -> ColumnElement[Any]:
    return cast(ColumnElement[Any], literal("simple", Text).cast(REGCONFIG))


def _to_tsquery(found: Sequence[Term]) -> ColumnElement[Any]:
    return func.to_tsquery(_simple(), tsquery(found))


def _tsv() -> ColumnElement[Any]:
    return literal_column("searchable.tsv")


def _tags(session: Session, wanted: Sequence[int]) -> dict[int, tuple[str, ...]]:
    borne = (
        select(DocumentTag.document_id, Tag.name)
        .join(Tag, Tag.id == DocumentTag.tag_id)
        .where(DocumentTag.document_id.in_(wanted), Tag.kind == "tag")
        .order_by(Tag.name)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row, name in session.execute(borne):
        found[row] = (*found.get(row, ()), name)
    return found


def _hit(facet: Facet, sha256: str, name: str, snippets: dict[int, str], tags: dict[int, tuple[str, ...]]) -> Hit:
    return Hit(
        sha256,
        name,
        facet.doctype,
        facet.vendor,
        facet.day,
        facet.total,
        facet.currency,
        cast(Status, facet.status),
        facet.risk,
        facet.made_at,
        snippets.get(facet.document_id, ""),
        tags.get(facet.document_id, ()),
    )
