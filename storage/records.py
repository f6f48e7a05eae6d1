"""Records: how one is written, what a person's corrections make of it, and the two rows that finding it needs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.orm import Session

from pipeline.document import Box, Correction, Coverage, Evidence, Extraction, Issue, Record, Usage, Value
from storage import corrections, tables
from storage.columns import fits
from storage.errors import Conflict
from storage.stored import Change, Reading, StoredField, StoredRecord
from storage.typed import fold, from_text, to_text

VENDOR = ("vendor_name", "vendor", "supplier_name", "supplier", "seller_name", "seller", "company", "merchant", "store")
DAY = ("date", "invoice_date", "receipt_date", "issue_date", "document_date", "order_date", "due_date")
TOTAL = ("total", "total_amount", "grand_total", "amount_due", "amount", "gross_amount", "gross")
CURRENCY = ("currency",)
NUMBER = ("invoice_number", "receipt_number", "document_number", "number")
"""Which paths fill a facet, the first that has a value of the right type: the names that types give these fields."""

PROPOSED = "proposed"  # the key of a run that answers no question yet
GONE = "The new reading was taken or dropped by somebody else; load the document again."

T = TypeVar("T", str, date, Decimal)


def run_key(schema_version: str, model: str, settings: Mapping[str, str]) -> str:
    """What a run answers: the same key is the same question to the same model."""
    return hashlib.sha256(json.dumps([schema_version, model, dict(settings)], sort_keys=True).encode()).hexdigest()


def save(
    session: Session, document: tables.Document, record: Record, settings: Mapping[str, str], propose: bool = False
) -> None:
    """Write ``record`` as the current run of ``document``, in place of an earlier one of the same key.

    ``propose``: beside the current run, in place of what was proposed before; a person takes or drops it.
    """
    extraction = record.extraction
    key = PROPOSED if propose else run_key(record.schema_version, record.made_by, settings)
    if not propose:
        _retire(session, document)
    mine = tables.Run.document_id == document.id
    session.execute(delete(tables.Run).where(mine, or_(tables.Run.key == key, tables.Run.is_proposed)))
    run = tables.Run(
        document_id=document.id,
        key=key,
        doctype=extraction.doctype,
        schema_version=record.schema_version,
        model=record.made_by,
        settings=json.dumps(dict(settings), sort_keys=True, ensure_ascii=False),
        made_at=record.made_at,
        reasoning=extraction.reasoning,
        tokens_in=extraction.usage.tokens_in,
        tokens_out=extraction.usage.tokens_out,
        seconds=json.dumps(dict(extraction.usage.seconds)),
        coverage=json.dumps([astuple(line) for line in record.coverage], ensure_ascii=False),
        is_current=not propose,
        is_proposed=propose,
    )
    session.add(run)
    session.flush()
    rows = [
        _field_row(run.id, position, path, extraction)
        for position, path in enumerate(dict.fromkeys([*extraction.raw, *extraction.values]))
    ]
    if rows:
        session.execute(insert(tables.Field), rows)
    _write_issues(session, run.id, record.issues)
    document.page_count = len(record.coverage) or document.page_count
    if not propose:
        document.reviewed = False


def take(session: Session, document: tables.Document, run_id: str) -> None:
    """Make the proposed run the current one; ``Conflict`` when it is no longer proposed."""
    run = _proposed(session, document)
    if run is None or str(run.id) != run_id:
        raise Conflict(GONE)
    key = run_key(run.schema_version, run.model, json.loads(run.settings))
    _retire(session, document)
    session.execute(delete(tables.Run).where(tables.Run.document_id == document.id, tables.Run.key == key))
    run.key, run.is_current, run.is_proposed = key, True, False
    session.flush()


def drop(session: Session, document: tables.Document, run_id: str) -> None:
    """Forget the proposed run; ``Conflict`` when it is no longer proposed."""
    run = _proposed(session, document)
    if run is None or str(run.id) != run_id:
        raise Conflict(GONE)
    session.delete(run)


def proposal(session: Session, document: tables.Document) -> StoredRecord | None:
    """The proposed run with all corrections applied, as it will be once it is taken; None when nothing is proposed."""
    run = _proposed(session, document)
    return _record(session, document, run) if run else None


def _proposed(session: Session, document: tables.Document) -> tables.Run | None:
    asked = select(tables.Run).where(tables.Run.document_id == document.id, tables.Run.is_proposed)
    return session.scalars(asked).first()


def reuse(session: Session, document: tables.Document, keys: Collection[str]) -> bool:
    """Make the newest run with one of ``keys`` current; False when there is none."""
    mine = tables.Run.document_id == document.id, tables.Run.key.in_(keys)
    run = session.scalars(select(tables.Run).where(*mine).order_by(tables.Run.made_at.desc()).limit(1)).first()
    if run is None:
        return False
    if not run.is_current:
        _retire(session, document)
        session.execute(update(tables.Run).where(tables.Run.id == run.id).values(is_current=True))
        document.reviewed = False
    return True


def _retire(session: Session, document: tables.Document) -> None:
    current = tables.Run.document_id == document.id, tables.Run.is_current
    session.execute(update(tables.Run).where(*current).values(is_current=False))


def _field_row(run_id: int, position: int, path: str, extraction: Extraction) -> dict[str, object]:
    value, evidence = extraction.values.get(path), extraction.evidence.get(path)
    kind, text = to_text(value)
    box = evidence.box if evidence else None
    return {
        "run_id": run_id,
        "position": position,
        "path": path,
        "raw": extraction.raw.get(path, ""),
        "kind": kind,
        "text": text,
        "number": value if isinstance(value, Decimal) and fits(value) else None,
        "day": value if isinstance(value, date) else None,
        "confidence": extraction.confidence.get(path, 0.0),
        "page": evidence.page if evidence else None,
        "x0": box.x0 if box else None,
        "y0": box.y0 if box else None,
        "x1": box.x1 if box else None,
        "y1": box.y1 if box else None,
        "evidence": evidence.text if evidence else "",
        "evidence_confidence": evidence.confidence if evidence else 0.0,
    }


def _write_issues(session: Session, run_id: int, issues: Iterable[Issue]) -> None:
    session.execute(delete(tables.Issue).where(tables.Issue.run_id == run_id))
    rows = [
        {"run_id": run_id, "position": position, "path": i.path, "message": i.message, "severity": i.severity}
        for position, i in enumerate(issues)
    ]
    if rows:
        session.execute(insert(tables.Issue), rows)


def current_run(session: Session, document: tables.Document) -> tables.Run | None:
    """The run that the record shows, if the document was ever read."""
    current = tables.Run.document_id == document.id, tables.Run.is_current
    return session.scalars(select(tables.Run).where(*current)).first()


def current(session: Session, document: tables.Document) -> StoredRecord | None:
    """The current run with all corrections applied."""
    run = current_run(session, document)
    return _record(session, document, run) if run else None


def _record(session: Session, document: tables.Document, run: tables.Run) -> StoredRecord:
    issues = session.scalars(
        select(tables.Issue).where(tables.Issue.run_id == run.id).order_by(tables.Issue.position)
    ).all()
    return StoredRecord(
        doctype=run.doctype,
        schema_version=run.schema_version,
        model=run.model,
        settings=json.loads(run.settings),
        made_at=run.made_at,
        reasoning=run.reasoning,
        usage=Usage(run.tokens_in, run.tokens_out, json.loads(run.seconds)),
        coverage=tuple(Coverage(*line) for line in json.loads(run.coverage)),
        issues=tuple(Issue(i.path, i.message, i.severity) for i in issues),  # type: ignore[arg-type]
        fields=_fields(session, document, run),
        run=str(run.id),
    )


def _fields(session: Session, document: tables.Document, run: tables.Run) -> tuple[StoredField, ...]:
    rows = session.scalars(
        select(tables.Field).where(tables.Field.run_id == run.id).order_by(tables.Field.position)
    ).all()
    read = {row.path: row for row in rows}
    history = corrections.rows(session, document)
    return tuple(_field(path, read.get(path), history.get(path, [])) for path in dict.fromkeys([*read, *history]))


def _field(path: str, row: tables.Field | None, history: Sequence[tables.Correction]) -> StoredField:
    read = from_text(row.kind, row.text) if row else None
    stands = corrections.standing(history)
    kind, text = (stands[-1].kind, stands[-1].after) if stands else (row.kind, row.text) if row else (None, None)
    return StoredField(
        path=path,
        value=from_text(kind, text),
        text=text,
        raw=row.raw if row else "",
        read=read,
        confidence=row.confidence if row else 0.0,
        evidence=_evidence(row) if row else None,
        history=tuple(corrections.correction(h) for h in history),
        standing=tuple(one.after for one in stands),
    )


def _evidence(row: tables.Field) -> Evidence | None:
    if row.page is None or row.x0 is None or row.y0 is None or row.x1 is None or row.y1 is None:
        return None
    return Evidence(row.page, Box(row.x0, row.y0, row.x1, row.y1), row.evidence, row.evidence_confidence)


def readings(session: Session, document: tables.Document) -> dict[str, list[Reading]]:
    """By path, what each run that was ever current read there, oldest first."""
    asked = (
        select(tables.Run.model, tables.Run.made_at, tables.Field.path, tables.Field.text)
        .join(tables.Field, tables.Field.run_id == tables.Run.id)
        .where(tables.Run.document_id == document.id, ~tables.Run.is_proposed)
        .order_by(tables.Run.made_at, tables.Run.id)
    )
    found: dict[str, list[Reading]] = {}
    for model, made_at, path, text in session.execute(asked):
        found.setdefault(path, []).append(Reading(model, made_at, text))
    return found


def change(
    session: Session,
    document: tables.Document,
    changes: Sequence[Change],
    who: str,
    issues: Sequence[Issue] | None,
) -> list[Correction]:
    """Write what a person set; ``Conflict`` when a ``before`` is not the text of the value as it stands."""
    run = current_run(session, document)
    if run is None:
        raise Conflict(f"{document.name!r} has not been read yet, so there is nothing to correct. Wait until it is.")
    made = corrections.add(session, document, _fields(session, document, run), changes, who)
    if issues is not None:
        _write_issues(session, run.id, issues)
    return made


def index(session: Session, document: tables.Document, pages: bool = True) -> None:
    """Bring facet and searchable row of ``document`` to what stands now; ``pages``: their words too."""
    run = current_run(session, document)
    fields = _fields(session, document, run) if run else ()
    values = {f.path: f.value for f in fields}
    vendor, day, total = _first(values, VENDOR, str), _first(values, DAY, date), _first(values, TOTAL, Decimal)
    facet = session.get_one(tables.Facet, document.id)
    facet.doctype = run.doctype if run else ""
    facet.vendor, facet.vendor_folded = vendor or "", fold(vendor or "")
    facet.day = day
    facet.total = total if total is not None and fits(total) else None
    facet.currency = (_first(values, CURRENCY, str) or "")[:20]
    facet.number = fold(_first(values, NUMBER, str) or "")
    facet.risk = risk(fields) if run else 0.0
    searchable = session.get_one(tables.Searchable, document.id)
    searchable.found = "\n".join(" ".join({f.text: None, f.raw: None}) for f in fields if f.text is not None)
    if pages:
        mine = tables.Page.document_id == document.id
        words = session.scalars(select(tables.Page.words).where(mine).order_by(tables.Page.number))
        searchable.body = "\n".join(" ".join(word[0] for word in json.loads(page)) for page in words)


def _first(values: Mapping[str, Value | None], paths: Sequence[str], type: type[T]) -> T | None:
    return next((v for v in (values.get(path) for path in paths) if isinstance(v, type)), None)


def risk(fields: Sequence[StoredField]) -> float:
    """1 minus the lowest confidence of what nobody corrected; 1 when nothing was read at all."""
    if not fields:
        return 1.0
    return 1.0 - min((f.confidence for f in fields if not f.corrected), default=1.0)
