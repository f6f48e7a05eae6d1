"""What runs in the limited child: it opens one document and sends its pages. Only ``forks`` starts it."""

from __future__ import annotations

import os
import resource
import socket
from collections.abc import Mapping
from typing import Any, Protocol

from pipeline import forks
from pipeline.document import Coverage, Locked, Page, Unreadable
from pipeline.offline import go_offline
from pipeline.pdf import Pdf
from pipeline.pictures import Picture
from pipeline.priority import stand_back

_OPEN_FILES = 64
_WRITTEN_BYTES = 1 << 20  # nothing of ours writes a file; the second opinion's programs keep small ones
_SOFT, _HARD = 0, 1


class Opened(Protocol):
    """An opened document: how many pages it has, and each of them."""

    count: int

    def page(self, number: int) -> Page:
        """Page ``number`` (from 1); raises ``Unreadable`` when it cannot be drawn."""
        ...


def serve(descriptor: int) -> None:
    """Fork children for the parent at the other end of ``descriptor`` until it goes."""
    forks.serve(socket.socket(fileno=descriptor), work)


def work(parent: socket.socket) -> None:
    """One document: receive it, limit ourselves, send its pages. Does not return when it fails."""
    try:
        request, data = forks.receive(parent)
        _limit(request)
        _deliver(parent, request, bytes(data))
        forks.send(parent, {"kind": "done"})
    except MemoryError:
        os._exit(forks.OUT_OF_MEMORY)
    except (forks.Closed, BrokenPipeError, ConnectionResetError):
        os._exit(0)
    except Exception:  # noqa: BLE001  the process boundary: whatever a parser throws ends this document only
        os._exit(1)


def _limit(request: Mapping[str, Any]) -> None:
    os.setsid()  # so that the programs we start are killed with us
    stand_back(0)  # the new session weighs no more than we do
    memory = request["memory_bytes"]
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_AS, memory),
    ):
        resource.setrlimit(what, (most, most))
    _allow_seconds(request["cpu_seconds"])
    go_offline()


def _allow_seconds(seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[_HARD]))


def _deliver(parent: socket.socket, request: Mapping[str, Any], data: bytes) -> None:
    try:
        opened = _opened(request, data)
    except Unreadable as refused:
        _refuse(parent, refused)
        return
    first, last = request["first"], min(opened.count, request["max_pages"])
    forks.send(parent, {"kind": "count", "count": opened.count})
    for number in range(first, last + 1) if first else ():
        try:
            _send_page(parent, opened.page(number))
        except Unreadable as refused:
            if opened.count == 1:
                _refuse(parent, refused)
                return
            _send_coverage(parent, Coverage(number, "failed", note=str(refused)))
        _allow_seconds(request["cpu_seconds"] + number - first + 1)
    if first and opened.count > last:
        left = f"Pages {last + 1} to {opened.count} of {request['name']!r} were not read: the limit is {last} pages."
        _send_coverage(parent, Coverage(last + 1, "skipped", note=left))


def _opened(request: Mapping[str, Any], data: bytes) -> Opened:
    name, side, max_pixels = request["name"], request["side"], request["max_pixels"]
    if request["media_type"] == "application/pdf":
        return Pdf(data, name, request["password"], side, max_pixels)
    return Picture(data, name, request["media_type"], side, max_pixels)


def _refuse(parent: socket.socket, refused: Unreadable) -> None:
    forks.send(parent, {"kind": "refusal", "locked": isinstance(refused, Locked), "message": str(refused)})


def _send_coverage(parent: socket.socket, coverage: Coverage) -> None:
    forks.send(
        parent,
        {
            "kind": "coverage",
            "page": coverage.page,
            "state": coverage.state,
            "width": coverage.width,
            "height": coverage.height,
            "note": coverage.note,
        },
    )


def _send_page(parent: socket.socket, page: Page) -> None:
    assert page.image is not None, "an opened document draws its pages"
    head = {
        "kind": "page",
        "page": page.number,
        "width": page.image.width,
        "height": page.image.height,
        "words": [(w.text, w.box.x0, w.box.y0, w.box.x1, w.box.y1) for w in page.words],
        "note": page.note,
        "hidden": page.hidden,
    }
    forks.send(parent, head, page.image.tobytes())
