"""``recto read``: files and folders into the store, a line per document as it is read and a table at the end."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from app.memory import Watch
from app.settings import Settings

KEY_FIELDS = 5  # on a line; `recto show` has all


@dataclass(frozen=True)
class Order:
    """What is asked for every file of a batch."""

    doctype: str | None
    password: str | None
    again: bool


@dataclass(frozen=True)
class Outcome:
    """What became of one file. ``seconds`` is the whole time, ``pages`` those that were read in it."""

    path: str
    document_id: str = ""
    doctype: str = ""
    values: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    seconds: float = 0.0
    refusal: str = ""
    known: bool = False  # read earlier; nothing was done

    @property
    def line(self) -> str:
        """The document on one line."""
        if self.refusal:
            return f"{self.path}: refused: {self.refusal}"
        shown = [f"{name}={value}" for name, value in self.values.items() if "." not in name][:KEY_FIELDS]
        return f"{self.path}: {self.doctype}: {', '.join(shown) or 'nothing found'}" + (" (known)" * self.known)


def read(
    settings: Settings,
    paths: Sequence[str],
    doctype: str | None = None,
    password: str | None = None,
    again: bool = False,
    jobs: int = 1,
    as_json: bool = False,
) -> int:
    """Read ``paths`` and print. Returns 0 when something was read, 1 when all was refused, 130 when interrupted."""
    order, found = Order(doctype, password, again), list(_files(paths))
    watch, outcomes, interrupted = Watch(), [], False
    began = time.perf_counter()
    reading = _here(settings, found, order) if jobs == 1 else _spread(settings, found, order, min(jobs, len(found)))
    try:
        for outcome in reading:
            outcomes.append(outcome)
            print(json.dumps(_plain(outcome), ensure_ascii=False) if as_json else outcome.line, flush=True)
    except KeyboardInterrupt:
        interrupted = True
    finally:
        reading.close()
    report = _table(outcomes, len(found), time.perf_counter() - began, watch.stop())
    print(report, file=sys.stderr if as_json else sys.stdout, flush=True)
    if interrupted:
        return 130
    return 0 if any(not outcome.refusal for outcome in outcomes) else 1


def _files(paths: Sequence[str]) -> Iterator[str]:
    """Files as they are named, folders with all that is in them, sorted; hidden files are passed over."""
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (os.path.join(folder, name) for name in sorted(names) if not name.startswith("."))


def _here(settings: Settings, paths: Sequence[str], order: Order) -> Generator[Outcome]:
    reader = _One(settings, order)
    for path in paths:
        yield reader.read(path)


class _One:
    """Reads one file after the other in this process; the model is loaded once, at the first."""

    def __init__(self, settings: Settings, order: Order) -> None:
        from app.reader import Reader
        from app.service import Service

        self.settings, self.order = settings, order
        self.service = Service(replace(settings, max_queue=0))  # what we queue we read ourselves
        self.reader = Reader(settings, self.service.store)
        if threading.current_thread() is threading.main_thread():
            self.reader.breaker.install()

    def read(self, path: str) -> Outcome:
        """Read the file at ``path`` and wait until it is read, whoever reads it."""
        from app.service import LOCAL, Conflict, Unreadable
        from model.backends import BackendError

        began = time.perf_counter()
        try:
            taken = self.service.upload(
                LOCAL, Path(path).name, self._bytes(path), self.order.doctype, self.order.password
            )
            job = taken.job_id
            if taken.duplicate and self._anew(taken.document_id):
                job = self.service.read_again(LOCAL, taken.document_id, self.order.doctype, self.order.password)
            pages = self.reader.read_now(LOCAL, job)
            return self._outcome(path, taken.document_id, pages, began)
        except (Unreadable, Conflict, BackendError, ValueError) as refusal:
            return Outcome(path, seconds=time.perf_counter() - began, refusal=str(refusal))

    def _bytes(self, path: str) -> bytes:
        from app.service import Unreadable

        name = Path(path).name
        try:
            if os.path.exists(path) and not os.path.isfile(path):
                raise Unreadable(f"{name!r} is not a file; name files or folders.")
            with open(path, "rb") as file:
                return file.read(self.settings.max_bytes + 1)
        except FileNotFoundError:
            raise Unreadable(f"{name!r} is not there; check the path {path!r}.") from None
        except OSError as error:
            raise Unreadable(f"{name!r} cannot be opened: {error.strerror}; check its permissions.") from None

    def _anew(self, document_id: str) -> bool:
        from app.service import LOCAL

        view = self.service.document(LOCAL, document_id)
        other = self.order.doctype is not None and self.order.doctype != view.doctype
        return view.status in ("failed", "cancelled") or (
            view.status in ("read", "reviewed") and (self.order.again or other)
        )

    def _outcome(self, path: str, document_id: str, pages: int, began: float) -> Outcome:
        from app.service import LOCAL

        view, seconds = self.service.document(LOCAL, document_id), time.perf_counter() - began
        if view.status not in ("read", "reviewed"):
            refusal = view.error or f"{view.name!r} was not read to its end ({view.status}); read it again."
            return Outcome(path, document_id, seconds=seconds, refusal=refusal)
        cells = [cell for table in view.tables.values() for row in table.rows for cell in row]
        values = {one.path: one.value for one in (*view.fields, *cells) if one.value is not None}
        return Outcome(path, document_id, view.doctype, values, pages, seconds, known=pages == 0)


def _spread(settings: Settings, paths: Sequence[str], order: Order, jobs: int) -> Generator[Outcome]:
    """The same with ``jobs`` processes. One that dies costs the document it was reading, and is replaced."""
    waiting = list(reversed(paths))
    crew: dict[Connection, tuple[BaseProcess, str]] = {}
    try:
        while waiting or crew:
            while waiting and len(crew) < jobs:
                connection, process = _hired(settings, order)
                crew[connection] = process, waiting.pop()
                connection.send(crew[connection][1])
            for ready in wait(list(crew)):
                assert isinstance(ready, Connection), ready
                process, path = crew[ready]
                try:
                    yield ready.recv()
                except (EOFError, ConnectionError):
                    process.join()
                    del crew[ready]
                    yield Outcome(path, refusal=f"{Path(path).name!r} broke the process that read it; it was left out.")
                    continue
                if waiting:
                    crew[ready] = process, waiting.pop()
                    ready.send(crew[ready][1])
                else:
                    ready.close()
                    del crew[ready]
                    process.join()
    finally:
        for connection, (process, _) in crew.items():
            connection.close()
            process.terminate()
        for process, _ in crew.values():
            process.join()


def _hired(settings: Settings, order: Order) -> tuple[Connection, BaseProcess]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_reads, args=(theirs, settings, order), daemon=True)
    process.start()
    theirs.close()
    return ours, process


def _reads(connection: Connection, settings: Settings, order: Order) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us in order
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # an exit, so that the document goes back to the queue
    reader = _One(settings, order)
    while True:
        try:
            path = connection.recv()
        except (EOFError, ConnectionError):
            return
        connection.send(reader.read(path))


def _plain(outcome: Outcome) -> dict[str, Any]:
    return {key: value for key, value in asdict(outcome).items() if value not in ("", {}, False)}


def _table(outcomes: Sequence[Outcome], asked: int, seconds: float, memory: int) -> str:
    done = [outcome for outcome in outcomes if not outcome.refusal]
    fresh = sorted(outcome.seconds / outcome.pages for outcome in done if outcome.pages)
    rows = [("documents", str(asked)), ("read", str(len(done))), ("refused", str(len(outcomes) - len(done)))]
    reasons = Counter(_reason(outcome) for outcome in outcomes if outcome.refusal)
    rows += [(f"  {count} x", reason) for reason, count in reasons.most_common()]
    if asked > len(outcomes):
        rows.append(("not finished", str(asked - len(outcomes))))
    rows.append(("pages read", str(sum(outcome.pages for outcome in done))))
    if fresh:
        rows.append(("seconds per page", f"p50 {_at(fresh, 0.5):.2f}, p95 {_at(fresh, 0.95):.2f}"))
    rows += [("seconds", f"{seconds:.1f}"), ("peak memory", f"{memory / 1e6:.0f} MB, all processes")]
    return "\n" + "\n".join(f"{name:18} {value}" for name, value in rows)


def _reason(outcome: Outcome) -> str:
    """The refusal without the file's name, so that equal reasons count together."""
    return outcome.refusal.replace(repr(Path(outcome.path).name), "the file")


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
