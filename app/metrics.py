"""What Prometheus asks for: the queue, the work of all reading processes, and the answers of this server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from app.life import ALIVE
from app.views import JOB_STATES

if TYPE_CHECKING:
    from storage.store import Store

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0)  # seconds


class Metrics:
    """The metrics of one server. Those of the work come from the store, so they are the same at every server and
    survive all restarts; those of the answers are this process's own."""

    media_type = MEDIA_TYPE

    def __init__(self, store: Store) -> None:
        self._registry = CollectorRegistry()
        self._registry.register(_Work(store))
        ProcessCollector(registry=self._registry)  # process_resident_memory_bytes, process_cpu_seconds_total ...
        labels = ("method", "route", "status")
        self._answers = Counter("recto_requests", "Answers, by route.", labels, registry=self._registry)
        self._seconds = Histogram(
            "recto_request_seconds", "Seconds until an answer was sent.", registry=self._registry, buckets=BUCKETS
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answer. ``route`` is a pattern, never an address with ids in it."""
        self._answers.labels(method, route, str(status)).inc()
        self._seconds.observe(seconds)

    def text(self) -> bytes:
        """All of them in Prometheus' text format. Raises ``StorageError`` when the store does not answer."""
        return generate_latest(self._registry)


class _Work(Collector):
    """Queue and work, read from the store at each look."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def describe(self) -> Iterator[Metric]:
        """Nothing: what there is need not be collected to be registered."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """The families, freshly read."""
        counts, done = self.store.job_counts(), self.store.work_done()
        jobs = GaugeMetricFamily("recto_jobs", "Readings by state.", labels=["state"])
        for state in JOB_STATES:
            jobs.add_metric([state], counts.get(state, 0))
        yield jobs
        for what, about in (
            ("documents", "Documents that reading processes have taken up."),
            ("pages", "Pages read."),
            ("pages_failed", "Pages that could not be read."),
            ("failures", "Readings that ended with an error or were tried again."),
            ("tokens_in", "Tokens that the model was given."),
            ("tokens_out", "Tokens that the model wrote."),
        ):
            yield CounterMetricFamily(f"recto_{what}", about, value=done.get(what, 0))
        seconds = CounterMetricFamily("recto_stage_seconds", "Seconds spent in each stage.", labels=["stage"])
        for what, number in sorted(done.items()):
            if what.startswith("seconds."):
                seconds.add_metric([what.removeprefix("seconds.")], number)
        yield seconds
        workers = self.store.living_workers(within=ALIVE)
        yield GaugeMetricFamily("recto_workers", "Reading processes that live.", value=len(workers))
        ready = sum(bool(one.model) for one in workers)
        yield GaugeMetricFamily("recto_workers_ready", "Reading processes whose model is loaded.", value=ready)
        memory = GaugeMetricFamily("recto_worker_memory_bytes", "Resident memory of a reading process.", labels=["pid"])
        for one in workers:
            memory.add_metric([one.name.split(":")[1] if ":" in one.name else str(os.getpid())], one.memory)
        yield memory
