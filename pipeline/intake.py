"""Intake: the bytes somebody sent become pages, one at a time, from a child process with hard limits.

What may come in, the limits and every refusal are described in ``docs/reading.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from pipeline.document import Box, Coverage, Locked, Page, Source, Unreadable, Word
from pipeline.forks import Child, ChildDied

ACCEPTED = "PDF, PNG, JPEG, WebP, TIFF, GIF, BMP, JPEG 2000 and AVIF"

_HEADS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"II+\x00", "image/tiff"),
    (b"MM\x00+", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/jp2"),
)
_PDF_WITHIN = 1024  # readers accept the header anywhere in the first 1024 bytes (PDF 1.7, appendix H.3, note 13)
_DEATHS = 2  # children that one document may cost before the rest of its pages is given up


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. Every refusal names the limit that it met.

    ``cpu_seconds`` and ``wall_seconds`` are for one document plus one second for each page delivered; the wall clock
    counts only the time that we wait for the child, not the time that the pages are worked on.
    """

    max_bytes: int = 50_000_000
    max_pages: int = 200
    max_pixels: int = 40_000_000  # of one page, before it is decoded
    side: int = 2000  # pixels: the longest side of a page's image (long strips keep a legible width)
    cpu_seconds: int = 12
    wall_seconds: int = 60
    memory_bytes: int = 1024**3


def document_id(data: bytes) -> str:
    """The SHA-256 of the bytes in hexadecimal: the same document has the same id everywhere."""
    return hashlib.sha256(data).hexdigest()


def identify(data: bytes, name: str) -> str:
    """The media type by content; the name only serves the message. Raises ``Unreadable`` for what Recto cannot read."""
    if not data:
        raise Unreadable(f"{name!r} is empty (0 bytes). Upload the file again.")
    for head, media_type in _HEADS:
        if data.startswith(head):
            return media_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        if data[8:12] in (b"avif", b"avis"):
            return "image/avif"
        if data[8:12] in (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"):
            raise Unreadable(f"{name!r} is a HEIC photo, which Recto does not read. Save it as JPEG and upload that.")
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "application/pdf"
    raise Unreadable(f"{name!r} is not a document that Recto reads. It reads {ACCEPTED}.")


def pages(
    data: bytes, name: str, limits: Limits | None = None, password: str | None = None, first: int = 1
) -> Iterator[Page | Coverage]:
    """The pages from number ``first`` on, lazily; a ``Coverage`` stands for a page that could not be delivered.

    A page's image is RGB and upright by its EXIF mark or PDF rotation; ``words`` are those of a trustworthy text layer,
    not yet in reading order, else none. ``note`` says what drawing it cost, if anything. Raises ``Unreadable`` or
    ``Locked``.
    """
    limits = limits or Limits()
    request = _request(data, name, limits, password)
    number, deaths, waited, count = max(1, first), 0, 0.0, 0
    while True:
        with Child({**request, "first": number}, data, limits) as child:
            child.waited = waited
            try:
                for head, body in child.messages():
                    if head["kind"] == "count":
                        count = head["count"]
                        continue
                    if head["kind"] == "refusal":
                        raise _refusal(head)
                    yield _delivered(head, body)
                    number = head["page"] + 1
                return
            except ChildDied as died:
                deaths, waited = deaths + 1, child.waited
                reason = str(died)
        if count <= 1:  # nothing of it could be shown
            raise Unreadable(f"{name!r} could not be opened: {reason}. Save or print it as a new file and upload that.")
        last = min(count, limits.max_pages)
        if deaths == _DEATHS and number < last:
            note = f"Pages {number} to {last} of {name!r} were given up: {reason}."
        else:
            note = f"Page {number} of {name!r} was given up: {reason}."
        yield Coverage(number, "failed", note=note)
        number += 1
        if deaths == _DEATHS or number > last:
            return


def page_count(data: bytes, name: str, limits: Limits | None = None, password: str | None = None) -> int:
    """How many pages (frames of a TIFF) the document has, also beyond the limit. Raises ``Unreadable``, ``Locked``."""
    limits = limits or Limits()
    with Child({**_request(data, name, limits, password), "first": 0}, data, limits) as child:
        try:
            for head, _ in child.messages():
                if head["kind"] == "refusal":
                    raise _refusal(head)
                return int(head["count"])
        except ChildDied as died:
            raise Unreadable(
                f"{name!r} could not be opened: {died}. Save or print it as a new file and upload that."
            ) from None
    raise Unreadable(f"{name!r} has no pages. Save or print it as a new file and upload that.")


def _request(data: bytes, name: str, limits: Limits, password: str | None) -> dict[str, Any]:
    media_type = identify(data, name)
    if len(data) > limits.max_bytes:
        raise Unreadable(
            f"{name!r} has {len(data) / 1e6:.0f} MB; the limit is {limits.max_bytes / 1e6:.0f} MB. "
            "Upload a smaller version or split it."
        )
    return {
        "media_type": media_type,
        "name": name,
        "password": password,
        "max_pages": limits.max_pages,
        "max_pixels": limits.max_pixels,
        "side": limits.side,
    }


def _refusal(head: Mapping[str, Any]) -> Unreadable:
    return (Locked if head["locked"] else Unreadable)(head["message"])


def _delivered(head: Mapping[str, Any], body: bytes) -> Page | Coverage:
    if head["kind"] == "coverage":
        return Coverage(head["page"], head["state"], head["width"], head["height"], note=head["note"])
    image = Image.frombytes("RGB", (head["width"], head["height"]), body)
    words = tuple(Word(text, Box(*box)) for text, *box in head["words"])
    source: Source = "text layer" if words else "none"
    return Page(head["page"], image, words, source, head["note"], hidden=head["hidden"])
