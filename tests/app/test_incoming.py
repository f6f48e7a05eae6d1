"""A multipart form read piece by piece gives the same parts however it is cut."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.incoming import BadForm, Part, parts

FILES = [("files", ("a.pdf", b"%PDF-1.7\r\n--x\r\n" * 50)), ("files", ("ü b.png", b"\x89PNG" + bytes(range(256))))]
REQUEST = httpx.Request("POST", "http://x/", data={"doctype": "receipt"}, files=FILES)
BODY = REQUEST.read()
KIND = REQUEST.headers["content-type"]


def collected(body: bytes, size: int, max_bytes: int = 10_000, kind: str = KIND) -> list[Part]:
    async def chunks() -> AsyncIterator[bytes]:
        for at in range(0, len(body), size):
            yield body[at : at + size]

    async def collect() -> list[Part]:
        return [part async for part in parts(kind, chunks(), max_bytes)]

    return asyncio.run(collect())


@settings(max_examples=25, deadline=None)
@given(size=st.integers(1, len(BODY)))
def test_how_it_is_cut_does_not_matter(size: int) -> None:
    got = [(part.key, part.name, bytes(part.data)) for part in collected(BODY, size)]
    assert got == [("doctype", None, b"receipt"), *((key, name, data) for key, (name, data) in FILES)]


def test_a_part_that_is_too_large_is_cut_and_the_next_is_whole() -> None:
    _, first, second = collected(BODY, 64, max_bytes=300)
    assert (first.cut, len(first.data)) == (True, 300)
    assert (second.cut, len(second.data)) == (False, 260)


@pytest.mark.parametrize("body", [BODY[:-10], BODY[: len(BODY) // 2], b"nonsense" * 9, b""])
def test_a_form_that_ends_early_is_refused(body: bytes) -> None:
    with pytest.raises(BadForm, match="send it again"):
        collected(body, 100)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", ""])
def test_what_is_not_a_form_is_refused(kind: str) -> None:
    with pytest.raises(BadForm, match="multipart/form-data"):
        collected(BODY, 100, kind=kind)
