"""Who is to blame for a broken reading: the document, when its reader died alone; not when its server went too."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from app.life import place, take_over
from app.service import LOCAL, Service
from app.settings import Settings
from tests.draw import RECEIPT, pdf

SERVER_WITH_READER = """
import os, sys, time
from pathlib import Path
from app.life import own_name
from storage.store import Store
reader = os.fork()
if not reader:
    claim = Store("", Path(sys.argv[1])).claim(own_name(), lease_seconds=600)
    print(os.getpid(), claim.attempt, flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("alone", [True, False])
def test_a_reader_that_was_killed_with_its_server_does_not_use_up_the_tries(settings: Settings, alone: bool) -> None:
    service = Service(replace(settings, attempts=1))
    taken = service.upload(LOCAL, "a.pdf", pdf(RECEIPT))
    command = [sys.executable, "-c", SERVER_WITH_READER, str(settings.data)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    try:
        assert server.stdout
        reader, attempt = map(int, server.stdout.readline().split())
        assert attempt == 1
        assert take_over(service.store) == 0, "it lives"
        if not alone:
            server.kill()
            server.wait()
        subprocess.run(["kill", "-9", str(reader)], check=True)
        end = time.monotonic() + 60
        while not take_over(service.store):
            assert time.monotonic() < end, "nobody takes it over"
    finally:
        server.send_signal(signal.SIGKILL)
        server.communicate()
    job = service.store.job(LOCAL, taken.job_id)
    assert (job.state, job.attempts) == (("failed", 1) if alone else ("queued", 1))


def test_a_dead_reader_of_an_older_version_is_taken_over(settings: Settings) -> None:
    service = Service(settings)
    service.upload(LOCAL, "a.pdf", pdf(RECEIPT))
    assert service.store.claim(f"{place()}:{2**22 + 1}:1:abcd", lease_seconds=600)
    assert take_over(service.store) == 1
    assert service.jobs(LOCAL)[0].state == "queued"
