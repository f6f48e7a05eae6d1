"""A job is done once, by one worker, whatever dies on the way."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.document import Coverage
from storage import database
from storage.jobs import ATTEMPTS, OUTSIDE
from storage.store import Conflict, LeaseLost, NotFound, Store
from storage.stored import Query
from tests.storage.make import OWNER, record, words

CLAIM_ALL = """
import sys
from pathlib import Path
from storage.store import Store
store = Store(sys.argv[1], Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
while claim := store.claim(sys.argv[3]):
    print(claim.job_id, flush=True)
"""


def queue(store: Store, count: int) -> list[str]:
    return [store.take_in(OWNER, f"{i}.pdf", "application/pdf", b"%d" % i).job.id for i in range(count)]


def test_threads_claim_each_job_once(store: Store) -> None:
    ids = queue(store, 24)

    def work(name: str) -> list[str]:
        taken = []
        while claim := store.claim(name):
            taken.append(claim.job_id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [job for jobs in pool.map(work, "abcd") for job in jobs]
    assert sorted(taken) == sorted(ids)


def test_processes_claim_each_job_once(store: Store, tmp_path: Path) -> None:
    ids, url = queue(store, 24), store._engine.url.render_as_string(hide_password=False)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", CLAIM_ALL, url, str(tmp_path / "data"), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("a", "b")
    ]
    for worker in workers:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    taken = [job for worker in _released(workers) for job in worker.split()]
    assert sorted(taken) == sorted(ids)


def _released(workers: list[subprocess.Popen[str]]) -> list[str]:
    for worker in workers:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    return [worker.communicate(timeout=200)[0] for worker in workers]


def test_the_oldest_comes_first_and_the_urgent_before(store: Store) -> None:
    first, second, third = queue(store, 3)
    urgent = store.retry(OWNER, _cancelled(store, third)).document_id
    store.cancel(OWNER, third)
    urgent_job = store.enqueue(OWNER, urgent, priority=1).id
    order = []
    while claim := store.claim("w"):
        order.append(claim.job_id)
    assert order == [urgent_job, first, second]


def _cancelled(store: Store, job: str) -> str:
    store.cancel(OWNER, job)
    return job


def test_a_claim_carries_what_the_worker_needs_and_the_password_goes_when_it_ends(store: Store) -> None:
    taken = store.take_in(OWNER, "a.pdf", "application/pdf", b"x", doctype="invoice", password="sesame")
    claim = store.claim("w")
    assert claim
    assert (claim.owner, claim.document_id, claim.doctype) == (OWNER, taken.document.id, "invoice")
    assert (claim.password, claim.attempt) == ("sesame", 1)
    assert "sesame" not in repr(claim)
    store.fail(claim, "The password is wrong.")
    with database.reading(store._engine) as session:
        assert session.execute(text("SELECT password FROM job")).scalar() is None
    assert store.job(OWNER, claim.job_id).error == "The password is wrong."


def test_progress_is_seen_and_keeps_the_lease(store: Store) -> None:
    (job,) = queue(store, 1)
    claim = store.claim("w", lease_seconds=-1)
    assert claim
    assert store.heartbeat(claim, 2, 3) is False
    assert store.claim("other") is None
    seen = store.job(OWNER, job)
    assert (seen.state, seen.pages_done, seen.pages_total) == ("reading", 2, 3)
    assert seen.seconds > 0


def test_a_dead_workers_job_goes_to_another_and_its_finish_is_refused(store: Store) -> None:
    (job,) = queue(store, 1)
    dead = store.claim("dead")
    assert dead
    store.save_page(OWNER, dead.document_id, Coverage(1, "read"), words("saved before it died"))
    assert store.claim("other") is None
    store.heartbeat(dead, 1, 1, lease_seconds=-1)  # its last, and it ran out
    other = store.claim("other")
    assert other
    assert (other.job_id, other.attempt) == (job, 2)
    assert [line.page for line in store.ledger(OWNER, other.document_id)] == [1]
    for late in (
        lambda: store.heartbeat(dead, 1, 1),
        lambda: store.fail(dead, "x"),
        lambda: store.stop(dead),
        lambda: store.save_record(OWNER, dead.document_id, record(), claim=dead),
        lambda: store.reuse_run(OWNER, dead.document_id, ["v1"], "small-1", claim=dead),
    ):
        with pytest.raises(LeaseLost):
            late()
    assert store.job(OWNER, job).state == "reading"
    store.save_record(OWNER, other.document_id, record(), claim=other)
    assert store.job(OWNER, job).state == "done"


def test_workers_known_to_be_dead_need_not_be_waited_for(store: Store) -> None:
    queue(store, 2)
    store.claim("dead", lease_seconds=600)
    alive = store.claim("alive", lease_seconds=600)
    assert alive
    assert store.workers() == {"dead", "alive"}
    assert store.reap(dead={"dead"}) == 1
    assert store.workers() == {"alive"}
    assert not store.heartbeat(alive, 1, 1)
    assert store.claim("alive")


def test_a_document_that_kills_its_worker_every_time_fails(store: Store) -> None:
    (job,) = queue(store, 1)
    for attempt in range(1, ATTEMPTS + 1):
        claim = store.claim("w", lease_seconds=600)
        assert claim
        assert claim.attempt == attempt
        assert store.reap(dead={"w"}) == 1
    assert store.claim("w") is None
    seen = store.job(OWNER, job)
    assert seen.state == "failed"
    assert f"broken off {ATTEMPTS} times" in seen.error
    assert store.document(OWNER, seen.document_id).status == "failed"
    assert store.retry(OWNER, job).state == "queued"


@pytest.mark.parametrize("fallen", [(), ("w",)])
def test_breaks_that_took_server_or_machine_along_count_far_less_but_not_for_ever(
    store: Store, fallen: tuple[str, ...]
) -> None:
    (job,) = queue(store, 1)
    for _ in range(ATTEMPTS * OUTSIDE):
        assert store.claim("w", lease_seconds=600 if fallen else -1)
        assert store.job(OWNER, job).state == "reading"
        assert store.reap(fallen=fallen) == 1
    assert store.claim("w") is None
    seen = store.job(OWNER, job)
    assert (seen.state, seen.attempts) == ("failed", ATTEMPTS * OUTSIDE)


def test_a_failure_may_be_tried_again_until_no_attempt_is_left(store: Store) -> None:
    (job,) = queue(store, 1)
    for _ in range(ATTEMPTS):
        claim = store.claim("w")
        assert claim
        store.fail(claim, "The model is away.", again=True)
    assert store.claim("w") is None
    assert store.job(OWNER, job).state == "failed"


def test_a_queued_job_is_cancelled_at_once_and_a_reading_one_when_it_hears_of_it(store: Store) -> None:
    queued, reading = queue(store, 2)
    store.cancel(OWNER, queued)
    assert store.job(OWNER, queued).state == "cancelled"
    claim = store.claim("w")
    assert claim
    assert claim.job_id == reading
    store.cancel(OWNER, reading)
    assert store.job(OWNER, reading).state == "reading"
    assert store.heartbeat(claim, 1, 2) is True
    store.stop(claim)
    assert store.job(OWNER, reading).state == "cancelled"
    store.cancel(OWNER, reading)
    assert store.job(OWNER, reading).state == "cancelled"


def test_a_cancelled_job_whose_worker_died_is_not_read_again(store: Store) -> None:
    (job,) = queue(store, 1)
    store.claim("w", lease_seconds=-1)
    store.cancel(OWNER, job)
    assert store.claim("w") is None
    assert store.job(OWNER, job).state == "cancelled"


def test_a_document_is_read_by_one_job_at_a_time(store: Store) -> None:
    (job,) = queue(store, 1)
    document = store.job(OWNER, job).document_id
    for ask in (lambda: store.enqueue(OWNER, document), lambda: store.retry(OWNER, job)):
        with pytest.raises(Conflict, match="being read already"):
            ask()
    claim = store.claim("w")
    assert claim
    with pytest.raises(Conflict, match="being read already"):
        store.retry(OWNER, job)
    store.fail(claim, "x")
    again = store.retry(OWNER, job, password="p", doctype="invoice")
    assert (again.id, again.state, again.error, again.attempts) == (job, "queued", "", 0)
    taken = store.claim("w")
    assert taken
    assert (taken.password, taken.doctype) == ("p", "invoice")


def test_what_was_read_before_a_failure_can_be_found(store: Store) -> None:
    queue(store, 1)
    claim = store.claim("w")
    assert claim
    store.save_page(OWNER, claim.document_id, Coverage(1, "read"), words("Mietvertrag"))
    store.fail(claim, "The model is away.")
    assert store.search(OWNER, Query(text="mietvertrag")).total == 1


def test_jobs_are_listed_newest_first(store: Store) -> None:
    first, second, third = queue(store, 3)
    store.cancel(OWNER, second)
    assert [job.id for job in store.jobs(OWNER)] == [third, second, first]
    assert [job.id for job in store.jobs(OWNER, active_only=True)] == [third, first]
    assert [job.id for job in store.jobs(OWNER, ids=[first, "999", "x", "²"])] == [first]
    assert store.jobs(OWNER, limit=1)[0].name == "2.pdf"
    latest = store.latest_job(OWNER, store.job(OWNER, third).document_id)
    assert latest
    assert latest.id == third
    with pytest.raises(NotFound):
        store.job(OWNER, "-1")


def test_a_job_of_a_deleted_document_is_lost_to_its_worker(store: Store) -> None:
    queue(store, 1)
    claim = store.claim("w")
    assert claim
    store.delete(OWNER, claim.document_id)
    with pytest.raises(LeaseLost):
        store.heartbeat(claim, 1, 1)
    with pytest.raises(LeaseLost):
        store.save_record(OWNER, claim.document_id, record(), claim=claim)
