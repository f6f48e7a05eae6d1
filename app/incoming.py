"""Files of a multipart request, one after the other as they arrive: never more than one of them in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

FIELD_BYTES = 10_000  # a form's other fields are a word or a password


class BadForm(ValueError):
    """The request is not a form with files; one plain sentence."""


@dataclass
class Part:
    """One part of the form; ``name`` is the file's, None for an ordinary field. ``cut``: more came than was allowed."""

    key: str = ""
    name: str | None = None
    data: bytearray = field(default_factory=bytearray)
    cut: bool = False


async def parts(content_type: str, body: AsyncIterator[bytes], max_bytes: int) -> AsyncIterator[Part]:
    """The parts of ``body`` in their order. What a part has beyond ``max_bytes`` is dropped as it arrives.

    Raises ``BadForm`` when this is not ``multipart/form-data`` (RFC 7578) or ends too early.
    """
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise BadForm("This is not a form with files; send them as multipart/form-data under the name 'files'.")
    reading = _Reading(max_bytes)
    parser = MultipartParser(options[b"boundary"], reading.callbacks())
    try:
        async for chunk in body:
            if chunk:
                parser.write(chunk)
            while reading.done:
                yield reading.done.popleft()
        parser.finalize()
    except MultipartParseError:
        raise BadForm("The form with the files is damaged or ends too early; send it again.") from None
    if not reading.ended:
        raise BadForm("The form with the files is damaged or ends too early; send it again.")


class _Reading:
    def __init__(self, max_bytes: int) -> None:
        self.max_bytes = max_bytes
        self.done: deque[Part] = deque()
        self.ended = False
        self.part = Part()
        self.header, self.value = b"", b""

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self.part_begin,
            "on_header_field": self.header_field,
            "on_header_value": self.header_value,
            "on_header_end": self.header_end,
            "on_part_data": self.part_data,
            "on_part_end": self.part_end,
            "on_end": self.end,
        }

    def part_begin(self) -> None:
        self.part = Part()

    def header_field(self, data: bytes, start: int, end: int) -> None:
        self.header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def header_end(self) -> None:
        if self.header.lower() == b"content-disposition":
            _, options = parse_options_header(self.value)
            self.part.key = options.get(b"name", b"").decode("utf-8", "replace")
            if b"filename" in options:
                self.part.name = options[b"filename"].decode("utf-8", "replace")
        self.header, self.value = b"", b""

    def part_data(self, data: bytes, start: int, end: int) -> None:
        room = (self.max_bytes if self.part.name is not None else FIELD_BYTES) - len(self.part.data)
        self.part.data += data[start : min(end, start + room)]
        self.part.cut = self.part.cut or end - start > room

    def part_end(self) -> None:
        self.done.append(self.part)
        self.part = Part()

    def end(self) -> None:
        self.ended = True
