"""A real server: it starts fast and alone, survives kill -9, and tells what is in its way."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from app.service import LOCAL, Service
from app.settings import Settings
from app.worker import NICE
from tests.app.conftest import HOUSE, Server, recto, run
from tests.draw import RECEIPT, pdf

PAGES = 24


def sent(server: Server, name: str, data: bytes) -> str:
    answer = httpx.post(f"{server.url}/api/documents", files={"files": (name, data)}, timeout=60)
    assert answer.status_code == 201, answer.text
    document_id: str = answer.json()["files"][0]["document_id"]
    return document_id


def test_kill_9_loses_nothing_and_what_was_unfinished_is_read(settings: Settings) -> None:
    long = pdf(*[[*RECEIPT, f"page {number}"] for number in range(PAGES)])
    settings = replace(settings, lease_seconds=600)  # nobody waits for that: the next server takes over at once
    first = Server(settings).wait()
    assert "torch" not in Path(f"/proc/{first.process.pid}/maps").read_text(), "the web process loads no model"
    done = sent(first, "done.pdf", pdf(RECEIPT))
    _until(lambda: first.get(f"documents/{done}")["status"] == "read")
    unfinished, waiting = sent(first, "long.pdf", long), sent(first, "waiting.pdf", pdf(RECEIPT, RECEIPT))
    _until(lambda: len(first.get(f"documents/{unfinished}")["pages"]) >= 3)
    reader = _child(first.process.pid)
    _stands_back(reader, first.process.pid)
    first.kill()
    _until(lambda: _ended(reader))
    kept = Service(settings).document(LOCAL, unfinished)
    assert (kept.status, kept.fields) == ("reading", ()), "nothing half-written"
    saved = len(kept.pages)
    assert 3 <= saved < PAGES

    second = Server(settings, port=first.port).wait()
    try:
        _until(lambda: second.get("documents?status=read")["total"] == 3)
        view = second.get(f"documents/{unfinished}")
        assert [page["number"] for page in view["pages"]] == list(range(1, PAGES + 1))
        assert second.get(f"documents/{waiting}")["page_count"] == 2
        assert second.get(f"documents?text=%22page+{PAGES - 1}%22")["total"] == 1
    finally:
        second.stop()


def test_it_starts_and_reads_with_no_network_at_all(settings: Settings) -> None:
    """In a network namespace with nothing but its own loopback, where every look-up fails at once."""
    alone = next((way for way in (("unshare", "--net"), ("unshare", "--map-root-user", "--net")) if _works(way)), None)
    if alone is None:
        pytest.skip("nobody but root can take the network away here")
    ran = run(settings, *alone, sys.executable, str(HOUSE / "tests" / "app" / "alone.py"))
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_a_taken_port_is_one_sentence(settings: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = recto(replace(settings, port=port), "serve")
    assert ran.returncode == 2
    assert ran.stderr.startswith(f"recto: Recto cannot listen on 127.0.0.1:{port}")
    assert "RECTO_PORT" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_readers_come_and_go_with_the_server_and_the_command_line_works_beside_it(
    settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(RECEIPT))
    server = Server(settings).wait()
    ran = recto(settings, "read", str(tmp_path / "a.pdf"))
    assert "total=12.32" in ran.stdout, ran.stdout + ran.stderr
    assert server.get("documents?text=almond")["total"] == 1

    _rests(server.process.pid)
    reader = _child(server.process.pid)
    os.kill(reader, 9)
    _until(lambda: _child(server.process.pid) not in (0, reader))
    reader = _child(server.process.pid)
    server.stop()
    _until(lambda: _ended(reader))


def _works(command: tuple[str, ...]) -> bool:
    return bool(shutil.which(command[0])) and subprocess.run([*command, "true"], capture_output=True).returncode == 0


def _until(true, seconds: float = 120) -> None:  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def _child(pid: int) -> int:
    """The reading process of a server; 0 when there is none."""
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdecimal() and f") S {pid} " in _state(entry):
                if b"app.worker" in (entry / "cmdline").read_bytes():
                    return int(entry.name)
        except OSError:
            continue
    return 0


def _rests(pid: int) -> None:
    """Nobody asks anything, so it sleeps: Gradio's queue alone would wake it 1,100 times a second."""

    def woken() -> int:
        tasks = [(entry / "status").read_text() for entry in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int(task.rpartition("voluntary_ctxt_switches:")[0].split()[-2]) for task in tasks)

    before = woken()
    time.sleep(1)
    assert woken() - before < 300


def _stands_back(reader: int, server: int) -> None:
    """The web process goes before the reader, and where Linux weighs sessions, its session before the reader's."""
    nice = [os.getpriority(os.PRIO_PROCESS, pid) for pid in (reader, server)]
    assert nice[0] == min(nice[1] + NICE, 19), nice
    session = Path(f"/proc/{reader}/autogroup")
    assert not session.exists() or session.read_text().split()[-1] == str(NICE)


def _ended(pid: int) -> bool:
    """Whether a process is gone, or waits only to be buried."""
    try:
        return not _state(Path(f"/proc/{pid}"))
    except OSError:
        return True


def _state(entry: Path) -> str:
    name, _, rest = (entry / "stat").read_text().rpartition(")")
    state, parent, *_ = rest.split()
    return f"{name}) S {parent} " if state != "Z" else ""
