"""A real server in its own process, forked from one that has imported everything and started nothing."""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from app import cli

HOUSE = Path(__file__).parent.parent.parent


@contextmanager
def serving(folder: Path, settings: Mapping[str, str], port: int = 0) -> Iterator[str]:
    """The address of ``recto serve`` under these settings and no others, its data and its log in ``folder``."""
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind(("127.0.0.1", port))
        port = free.getsockname()[1]
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.browser.warm"])
    ours = {"RECTO_DATA": str(folder / "data"), "RECTO_PORT": str(port), **settings}
    process = context.Process(target=_serve, args=(ours, str(folder / "log")))
    process.start()
    try:
        address = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 240  # importing everything, on two busy cores
        while not answers(address):
            assert process.is_alive(), (folder / "log").read_text()
            assert time.monotonic() < until, f"The server did not answer in time.\n{(folder / 'log').read_text()}"
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.join(20)
        process.kill()
        process.join()


def _serve(settings: dict[str, str], log: str) -> None:
    with open(log, "w") as out:
        for stream in (1, 2):
            os.dup2(out.fileno(), stream)
    os.chdir(HOUSE)
    for name in [name for name in os.environ if name.startswith("RECTO_")]:
        del os.environ[name]
    os.environ.update(settings)
    sys.exit(cli.main(["serve"]))


def answers(address: str) -> bool:
    """Whether a server is there."""
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=20):
            return True
    except OSError:
        return False
