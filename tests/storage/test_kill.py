"""kill -9 in the middle of writing: what was acknowledged is there, and nothing is there by half."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

from pipeline.document import Coverage
from storage.store import Store
from storage.stored import Query
from tests.storage.make import OWNER, RECEIPT, record, words

WRITER = """
import sys
from pathlib import Path
from pipeline.document import Coverage
from storage.store import Store
from tests.storage.make import OWNER, record, words
store = Store("", Path(sys.argv[1]))
start = int(sys.argv[2])
for i in range(start, start + 10_000):
    taken = store.take_in(OWNER, f"{i}.pdf", "application/pdf", b"%d" % i)
    print("in", taken.document.id, flush=True)
    claim = store.claim(f"writer {start}")
    for page in (1, 2):
        store.save_page(OWNER, claim.document_id, Coverage(page, "read"), words("kassenbon"), b"%d %d" % (i, page))
    store.save_record(OWNER, claim.document_id, record(), claim=claim)
    print("read", claim.document_id, flush=True)
"""


def test_a_killed_writer_leaves_whole_records_only(lite: Store, tmp_path: Path) -> None:
    acknowledged: dict[str, set[str]] = {"in": set(), "read": set()}
    for round_ in range(4):
        start = round_ * 10_000
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path / "data"), str(start)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout
        lines = [writer.stdout.readline() for _ in range(5)]  # how long its imports take depends on the machine
        time.sleep(0.1 + 0.037 * round_)
        writer.send_signal(signal.SIGKILL)
        lines += writer.communicate(timeout=200)[0].splitlines(keepends=True)
        for line in lines:
            if line.endswith("\n"):  # the last may be torn
                kind, document = line.split()
                acknowledged[kind].add(document)

    assert lite.verify().problems == ()
    assert len(acknowledged["read"]) > 4
    stored = {hit.document_id for hit in lite.search(OWNER, Query(limit=100_000)).rows}
    assert acknowledged["in"] <= stored
    findable = {hit.document_id for hit in lite.search(OWNER, Query(text='"Flat white"', limit=100_000)).rows}
    for document in stored:
        found, job = lite.record(OWNER, document), lite.latest_job(OWNER, document)
        assert job
        assert (found is not None) == (job.state == "done") == (document in findable)
        if found is not None:
            assert {f.path: f.value for f in found.fields} == RECEIPT
            assert len(found.issues) == 1
        else:
            assert document not in acknowledged["read"]
            assert job.state in ("queued", "reading")

    # Started again, what was under way is read, from the page where it stopped.
    lite.reap(dead=lite.workers())
    while claim := lite.claim("next"):
        assert claim.document_id in stored
        first = len(lite.ledger(OWNER, claim.document_id)) + 1
        for page in range(first, 3):
            lite.save_page(OWNER, claim.document_id, Coverage(page, "read"), words("kassenbon"))
        lite.save_record(OWNER, claim.document_id, record(), claim=claim)
    assert lite.search(OWNER, Query(text="kassenbon", status="read")).total == len(stored)
