"""A house with a scripted model, in a folder of its own; and the same as a real server process."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from app.cli import main
from app.reader import Reader
from app.server import create_app
from app.service import Service
from app.settings import Settings
from tests.draw import ANSWERS

HOUSE = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path, furnish: Callable[[Path], None]) -> Settings:
    """Settings with a model that answers about ``tests.draw.RECEIPT``; no reading process is started."""
    script, data = tmp_path / "script.json", tmp_path / "data"
    script.write_text(json.dumps({"kind": "receipt", "answers": ANSWERS}), "utf-8")
    furnish(data)
    given = {"script": str(script)}
    return Settings(data=data, model="scripted", model_settings=given, workers=0, max_mb=1, max_files=5)


@pytest.fixture
def service(settings: Settings) -> Service:
    return Service(settings)


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    """The application without screens, on the store of ``service``."""
    with TestClient(create_app(settings, screens=False), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def read(service: Service) -> Callable[[], None]:
    """Reads everything that waits."""
    reader = Reader(service.settings, service.store)

    def reading() -> None:
        while reader.read_next():
            pass

    return reading


def run(settings: Settings, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a program with ``settings`` in its environment, until it ends."""
    return subprocess.run(
        command, env=settings.environment(), cwd=HOUSE, capture_output=True, text=True, timeout=200, check=False
    )


def recto(settings: Settings, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The ``recto`` command as a person starts it."""
    return run(settings, sys.executable, "-m", "app", *arguments)


@pytest.fixture
def typed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """``typed("search", "almond")``: exit code and what is said; as ``recto``, but in this process (a start is 1 s)."""
    for name, text in settings.environment().items():
        monkeypatch.setenv(name, text)

    def command(*arguments: str) -> tuple[int, str]:
        try:
            code = main(arguments)
        except SystemExit as ended:  # argparse ends so
            code = int(str(ended.code))
        said = capsys.readouterr()
        return code, said.out + said.err

    return command


class Server:
    """A real ``recto serve`` on a free port."""

    def __init__(self, settings: Settings, around: tuple[str, ...] = (), port: int = 0) -> None:
        self.port = port or free_port()
        environment = {**settings.environment(), "RECTO_PORT": str(self.port), "RECTO_WORKERS": "1"}
        self.url = f"http://127.0.0.1:{self.port}"
        self.began = time.monotonic()
        self.log = settings.data.parent / "server.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*around, sys.executable, "-m", "app", "serve"],
                env=environment, cwd=HOUSE, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def wait(self, path: str = "/readyz", seconds: float = 180) -> Server:
        """Wait until it answers."""
        while time.monotonic() - self.began < seconds:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if httpx.get(self.url + path, timeout=20).status_code == 200:
                    return self
            except httpx.TransportError:
                time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def get(self, path: str) -> Any:
        """The JSON at ``path``."""
        answer = httpx.get(f"{self.url}/api/{path}", timeout=60)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def kill(self) -> None:
        """kill -9 for the server only, as when its machine runs out of memory."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """The orderly way; its exit code."""
        self.process.send_signal(signal.SIGINT)
        try:
            return self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
