"""The ``recto`` command. Every command imports what it needs when it runs: ``recto --help`` answers at once."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.access import commands as people
from app.settings import SettingError, Settings, calm_libraries
from storage.errors import StorageError

if TYPE_CHECKING:
    from app.service import DocumentView, FieldView, Query

STATUSES = ("queued", "reading", "read", "reviewed", "failed", "cancelled")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 refused or not found, 2 not understood, 130 interrupted."""
    given = _parser().parse_args(arguments)
    try:
        settings = Settings.from_environment()
        calm_libraries()
        code: int = given.run(given, settings)
        return code
    except SettingError as error:
        print(f"recto: {error}", file=sys.stderr)
        return 2
    except StorageError as error:
        print(f"recto: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # `recto search ... | head`
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="recto", description="Reads documents into typed, proven fields.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    read = commands.add_parser("read", help="read files or folders into the store")
    read.add_argument("paths", nargs="+", metavar="PATH")
    read.add_argument("--as", dest="doctype", metavar="TYPE", help="the document type (default: found by the model)")
    read.add_argument("--password", help="of locked PDFs")
    read.add_argument("--again", action="store_true", help="read anew what was read before")
    read.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="processes (default 1)")
    read.add_argument("--json", action="store_true", help="a JSON object per document on standard output")
    read.set_defaults(run=_read)

    search = commands.add_parser("search", help="search everything read so far")
    search.add_argument("words", nargs="*", metavar="WORD")
    _filters(search)
    search.add_argument("--limit", type=int, default=25, metavar="N")
    search.add_argument("--json", action="store_true")
    search.set_defaults(run=_search)

    show = commands.add_parser("show", help="one document with its record")
    show.add_argument("id", help="its id, or the beginning of it")
    show.add_argument("--json", action="store_true")
    show.set_defaults(run=_show)

    export = commands.add_parser("export", help="write records to a file")
    export.add_argument("format", help="csv, json, xlsx ...")
    export.add_argument("-o", "--output", metavar="FILE", help="default: standard output")
    export.add_argument("--words", nargs="*", default=[], metavar="WORD")
    export.add_argument("--columns", nargs="+", metavar="NAME", help="only these columns; of line items: items.NAME")
    _filters(export)
    export.set_defaults(run=_export)

    convert = commands.add_parser("convert", help="pack a Mistral Small 4 checkpoint in 4 bits")
    convert.add_argument("source", metavar="SOURCE", help="folder of the published checkpoint; it is only read")
    convert.add_argument("target", metavar="TARGET", help="new folder for the packed model")
    convert.add_argument("--device", default="cpu", help="cpu (default) or cuda")
    convert.set_defaults(run=_convert)

    evaluate = commands.add_parser("eval", help="measure a model on a folder of your own labelled documents")
    evaluate.add_argument("folder", help="with labels.jsonl: a line per document, its file and its fields")
    evaluate.add_argument("--jobs", type=_jobs, default=1, metavar="N", help="processes that read")
    evaluate.add_argument("-o", "--output", metavar="FILE", help="write what was read, a line of JSON per document")
    evaluate.add_argument(
        "--calibrate", metavar="FILE", help="write how often a model that writes is right when it is sure"
    )
    evaluate.set_defaults(run=_eval)

    backup = commands.add_parser("backup", help="everything into one file, while Recto works")
    backup.add_argument("file", type=Path, metavar="FILE")
    backup.set_defaults(run=_backup)

    restore = commands.add_parser("restore", help="put a backup into a data folder that is empty")
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.set_defaults(run=_restore)

    for name, run, about in (
        ("verify", _verify, "check the database, its index and all files"),
        ("serve", _serve, "serve the web application and REST"),
        ("worker", _worker, "read what is in the queue until stopped"),
        ("doctor", _doctor, "check that everything is there that Recto needs"),
    ):
        commands.add_parser(name, help=about).set_defaults(run=run)
    models = commands.add_parser("models", help="list the models and which can run here")
    models.add_argument("--explain", action="store_true", help="also print the large model's sizes")
    models.set_defaults(run=_models)
    people.add(commands)
    return parser


def _filters(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--type", default="", help="document type")
    parser.add_argument("--vendor", default="", help="part of the vendor's name")
    parser.add_argument("--from", dest="date_from", type=_date, metavar="DATE", help="as 2026-01-31")
    parser.add_argument("--to", dest="date_to", type=_date, metavar="DATE")
    parser.add_argument("--min", dest="amount_min", type=_amount, metavar="AMOUNT", help="of the total")
    parser.add_argument("--max", dest="amount_max", type=_amount, metavar="AMOUNT")
    parser.add_argument("--status", default="", choices=("", *STATUSES), metavar="STATUS", help=", ".join(STATUSES))


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-01-31") from None


def _amount(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("nan")
    if not amount.is_finite():
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount; write it as 12.50")
    return amount


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 64:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of processes; write 1 to 64")
    return int(text)


def _read(given: argparse.Namespace, settings: Settings) -> int:
    from app.batch import read

    return read(settings, given.paths, given.doctype, given.password, given.again, given.jobs, given.json)


def _search(given: argparse.Namespace, settings: Settings) -> int:
    from app.service import LOCAL, Service

    hits = Service(settings).search(LOCAL, _query(given, given.words, given.limit))
    if given.json:
        _print_json(asdict(hits))
        return 0
    for hit in hits.rows:
        amount = f"{hit.total:.2f} {hit.currency}".strip() if hit.total is not None else ""
        row = (hit.document_id[:12], hit.status, hit.doctype, str(hit.date or ""), amount, hit.vendor, hit.name)
        print("  ".join(part for part in row if part))
    print(f"{hits.total} found" + (f", {len(hits.rows)} shown" if len(hits.rows) < hits.total else ""), file=sys.stderr)
    return 0 if hits.total else 1


def _query(given: argparse.Namespace, words: Sequence[str], limit: int = 25) -> Query:
    from app.service import Query

    return Query(
        text=" ".join(words),
        doctype=given.type,
        vendor=given.vendor,
        date_from=given.date_from,
        date_to=given.date_to,
        amount_min=given.amount_min,
        amount_max=given.amount_max,
        status=given.status,
        limit=limit,
    )


def _show(given: argparse.Namespace, settings: Settings) -> int:
    from app.service import LOCAL, NotFound, Service

    service = Service(settings)
    try:
        view = service.document(LOCAL, service.whole_id(LOCAL, given.id))
    except NotFound as error:
        print(f"recto: {error}", file=sys.stderr)
        return 1
    if given.json:
        _print_json(asdict(view))
    else:
        _print_document(view)
    return 0


def _print_document(view: DocumentView) -> None:
    print(f"{view.name}  {view.doctype or '?'}  {view.status}  {view.page_count} pages  {view.id}")
    if view.error:
        print(f"  {view.error}")
    for field in view.fields:
        print(f"  {field.label}: {_cell(field)}")
    for table in view.tables.values():
        print(f"  {table.label}: {' | '.join(column.label for column in table.columns)}")
        for row in table.rows:
            print(f"    {' | '.join(_cell(field) for field in row)}")
    for issue in view.issues:
        print(f"  {issue.severity}: {issue.message}")
    for page in view.pages:
        if page.state != "read":
            print(f"  page {page.number} {page.state}: {page.note}")


def _cell(field: FieldView) -> str:
    if field.value is None:
        return f"({field.raw})" if field.raw else "-"
    return f"{field.value} (corrected)" if field.corrected else field.value


def _export(given: argparse.Namespace, settings: Settings) -> int:
    from app.service import LOCAL, NotFound, Service

    try:
        _, _, data = Service(settings).export(LOCAL, given.format, _query(given, given.words), columns=given.columns)
    except (NotFound, ValueError) as error:
        print(f"recto: {error}", file=sys.stderr)
        return 2
    if given.output is None:
        for piece in data:
            sys.stdout.buffer.write(piece)
        return 0
    try:
        with open(given.output, "wb") as out:
            for piece in data:
                out.write(piece)
    except OSError as error:
        print(f"recto: {given.output!r} cannot be written: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


def _convert(given: argparse.Namespace, _: Settings) -> int:
    from app.convert import convert

    return convert(given.source, given.target, given.device)


def _eval(given: argparse.Namespace, settings: Settings) -> int:
    from app.evaluate import evaluate

    try:
        return evaluate(settings, given.folder, given.jobs, given.output, given.calibrate)
    except ValueError as error:
        print(f"recto: {error}", file=sys.stderr)
        return 2


def _serve(_: argparse.Namespace, settings: Settings) -> int:
    from app.server import serve

    serve(settings)
    return 0


def _worker(_: argparse.Namespace, settings: Settings) -> int:
    from app.worker import work

    return work(settings)


def _backup(given: argparse.Namespace, settings: Settings) -> int:
    from storage.store import Store

    made = Store(settings.database, settings.data).archive(given.file)
    print(f"{given.file}: {made.documents} documents, {made.files} files, {made.size / 1e6:.1f} MB")
    return 0


def _restore(given: argparse.Namespace, settings: Settings) -> int:
    from storage import archive
    from storage.store import Store

    if settings.database:
        raise StorageError("RECTO_DATABASE is set, and a backup is restored into the data folder alone. Unset it.")
    found = archive.read(given.file, settings.data)
    Store("", settings.data).migrate()
    print(f"{settings.data}: {found.documents} documents, {found.files} files")
    return 0


def _verify(_: argparse.Namespace, settings: Settings) -> int:
    from storage.store import Store

    verdict = Store(settings.database, settings.data).verify()
    for problem in verdict.problems:
        print(problem)
    state = f"{len(verdict.problems)} problems" if verdict.problems else "all is well"
    print(f"{verdict.documents} documents, {verdict.files} files: {state}", file=sys.stderr)
    return 1 if verdict.problems else 0


def _doctor(_: argparse.Namespace, settings: Settings) -> int:
    from app.doctor import examine

    findings = examine(settings)
    for finding in findings:
        print(f"{finding.state:8} {finding.what}" + (f": {finding.advice}" if finding.advice else ""))
    return 1 if any(finding.state == "missing" for finding in findings) else 0


def _models(given: argparse.Namespace, settings: Settings) -> int:
    from app.doctor import models
    from model.backends import explain

    for name, (can, note) in models(settings).items():
        chosen = "  (chosen)" if name == settings.backend else ""
        print(f"{name:14} {'can run here' if can else 'cannot run here'}{chosen}" + (f": {note}" if note else ""))
    if given.explain:
        print(f"\nMistral Small 4, for `recto convert` and the model mistral:\n\n{explain()}")
    return 0


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2, default=str))
