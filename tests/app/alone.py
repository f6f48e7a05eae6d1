"""For a place with no network: starts a server on the loopback and reads a document; exits with 0 when all is well."""

from __future__ import annotations

import fcntl
import socket
import struct
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import httpx

from app.settings import Settings
from tests.app.conftest import Server
from tests.draw import RECEIPT, pdf


def up() -> None:
    """``ip link set lo up``, where ``ip`` may not be installed (SIOCSIFFLAGS; IFF_UP | IFF_RUNNING)."""
    with socket.socket() as control:
        fcntl.ioctl(control, 0x8914, struct.pack("16sh", b"lo", 0x41))


def main() -> None:
    """Raises where something is missing."""
    try:
        socket.create_connection(("1.1.1.1", 53), timeout=2)
    except OSError:
        pass
    else:
        raise AssertionError("there is a network here")
    up()
    server = Server(Settings.from_environment()).wait("/")
    try:
        print(f"first page after {time.monotonic() - server.began:.1f} s")
        files = {"files": ("cafe.pdf", pdf(RECEIPT))}
        document = httpx.post(f"{server.url}/api/documents", files=files).json()["files"][0]["document_id"]
        while (status := server.get(f"documents/{document}")["status"]) in ("queued", "reading"):
            assert time.monotonic() - server.began < 160, status
            time.sleep(0.1)
        assert status == "read", status
    finally:
        server.stop()


if __name__ == "__main__":
    main()
