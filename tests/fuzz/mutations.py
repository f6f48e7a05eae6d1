"""Damage: what may happen to the bytes of a file, as data that can be drawn, applied and made smaller again."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

NUMBERS = (b"0", b"-1", b"1", b"65536", b"2147483647", b"-2147483648", b"4294967296", b"99999999999999999999", b"1e99")
TOKENS = (b"null", b"[", b"]", b"<<", b">>", b"(", b")", b"1 0 R", b"4 0 R", b"9999 0 R", b"obj", b"endobj", b"stream",
          b"endstream", b"/Type", b"/Filter /FlateDecode", b"/Filter [/ASCIIHexDecode /ASCIIHexDecode /LZWDecode]",
          b"/JBIG2Decode", b"/JPXDecode", b"/DCTDecode", b"/CCITTFaxDecode", b"/RunLengthDecode", b"/XFA (x)",
          b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>", b"/AA << /O << /S /Launch /F (sh) >> >>",
          b"/Rotate 45",
          b"/UserUnit 1e9", b"/MediaBox [0 0 1e9 1e9]", b"/CropBox [9 9 9 9]", b"\x00",
          b"%PDF-1.7", b"%%EOF")  # fmt: skip
EXTREMES = (
    b"\x00" * 4,
    b"\xff" * 4,
    b"\x7f\xff\xff\xff",
    b"\x00\x00\x00\x01",
    b"\xff\xff\xff\x7f",
    b"\x80\x00\x00\x00",
)

Change = tuple[str, float, object]
"""What is done, where (0 to 1 of the file), and with what."""

change: st.SearchStrategy[Change] = st.one_of(
    st.tuples(st.just("set"), st.floats(0, 1), st.integers(0, 255)),
    st.tuples(st.just("flip"), st.floats(0, 1), st.integers(0, 7)),
    st.tuples(st.just("put"), st.floats(0, 1), st.sampled_from(EXTREMES)),
    st.tuples(st.just("insert"), st.floats(0, 1), st.binary(min_size=1, max_size=30)),
    st.tuples(st.just("token"), st.floats(0, 1), st.sampled_from(TOKENS)),
    st.tuples(st.just("number"), st.floats(0, 1), st.sampled_from(NUMBERS)),
    st.tuples(st.just("drop"), st.floats(0, 1), st.integers(1, 200)),
    st.tuples(st.just("twice"), st.floats(0, 1), st.integers(1, 400)),
    st.tuples(st.just("cut"), st.floats(0, 1), st.none()),
)


def files(seeds: Sequence[bytes], most: int = 8) -> st.SearchStrategy[bytes]:
    """One of ``seeds`` with up to ``most`` changes; now and then the head of one and the tail of another."""
    whole = st.sampled_from(list(seeds))
    spliced = st.builds(
        lambda a, b, x, y: a[: int(x * len(a))] + b[int(y * len(b)) :], whole, whole, st.floats(0, 1), st.floats(0, 1)
    )
    return st.builds(damaged, whole | whole | whole | spliced, st.lists(change, min_size=1, max_size=most))


def damaged(data: bytes, changes: Sequence[Change]) -> bytes:
    """``data`` after ``changes``, one after the other."""
    for kind, where, what in changes:
        data = _DONE[kind](data, min(len(data), int(where * (len(data) + 1))), what)
    return data


def _number(data: bytes, at: int, new: bytes) -> bytes:
    found = re.compile(rb"-?\d+(?:\.\d+)?").search(data, at)
    return data[: found.start()] + new + data[found.end() :] if found else data


_DONE: dict[str, Callable[[bytes, int, object], bytes]] = {
    "set": lambda d, at, what: d[:at] + bytes([what]) + d[at + 1 :],  # type: ignore[list-item]
    "flip": lambda d, at, bit: d[:at] + bytes(b ^ (1 << bit) for b in d[at : at + 1]) + d[at + 1 :],  # type: ignore[operator]
    "put": lambda d, at, what: d[:at] + what + d[at + len(what) :],  # type: ignore[arg-type, operator]
    "insert": lambda d, at, what: d[:at] + what + d[at:],  # type: ignore[operator]
    "token": lambda d, at, what: d[:at] + b" " + what + b" " + d[at:],  # type: ignore[operator]
    "number": lambda d, at, what: _number(d, at, what),  # type: ignore[arg-type]
    "drop": lambda d, at, size: d[:at] + d[at + size :],  # type: ignore[operator]
    "twice": lambda d, at, size: d[: at + size] + d[at:],  # type: ignore[operator]
    "cut": lambda d, at, _: d[:at],
}
