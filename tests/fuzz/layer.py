"""The text layer: any letters, fonts and places become words in one order, values, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import get_args

from hypothesis import strategies as st
from PIL import Image

from model.backend import FieldType
from pipeline.check import check
from pipeline.doctypes import load
from pipeline.document import Box, Extraction, Page, Unreadable, Word
from pipeline.extract import typed
from pipeline.intake import pages
from pipeline.reading import date_order
from pipeline.textlayer import trusted
from pipeline.values import text_of
from pipeline.words import reading_order, split_glued
from tests.fuzz.intake import LIMITS, sentence, whole
from tests.pipeline.drawing import pdf

PAPER = Image.new("RGB", (60, 60), "white")
OPERATORS = (
    "Tm",
    "Td",
    "TD",
    "Tz",
    "Tc",
    "Tw",
    "TL",
    "Ts",
    "Tr",
    "cm",
    "rg",
    "w",
    "re W n",
    "gs",
    "Do",
    "BT",
    "ET",
    "q",
    "Q",
)

number = st.one_of(
    st.integers(-1000, 1000),
    st.floats(-1e6, 1e6).map(lambda f: round(f, 3)),
    st.sampled_from([1e30, -1e30, 1e-9, 2**31]),
)
letters = st.text(max_size=25) | st.sampled_from(
    [
        "=1+1",
        "<b>",
        "1.234,56",
        "12/05/2026",
        "Total: 9.00",
        "١٢٣",
        "0" * 60,
        "-" * 60,
        "1e999",
        "\ufb01\u200d",
        "A" * 300,
    ]
)
edge = st.floats(-0.5, 1.5) | st.sampled_from([0.0, 1.0, 0.5])
word = st.builds(
    Word,
    letters.map(lambda t: "".join(t.split())).filter(bool),
    st.builds(Box, edge, edge, edge, edge),
    st.floats(0, 1),
)


def operator() -> st.SearchStrategy[bytes]:
    """One step of a content stream, with numbers that may not fit it."""
    shown = letters.map(lambda t: b"<%s> Tj" % t.encode("utf-16-be", "surrogatepass").hex().encode())
    plain = letters.map(lambda t: b"(%s) Tj" % t.encode("latin-1", "replace").replace(b"(", b"").replace(b")", b""))
    numbers = st.lists(number, max_size=6).map(
        lambda ns: " ".join(f"{n:f}" if isinstance(n, float) else str(n) for n in ns)
    )
    moved = st.builds(lambda ns, op: f"{ns} {op}".encode(), numbers, st.sampled_from(OPERATORS))
    font = st.builds(lambda size: f"/F {size:f} Tf".encode(), st.floats(-100, 4000))
    return shown | plain | moved | font


stream = st.lists(operator(), min_size=1, max_size=30).map(
    lambda steps: b"BT /F 14 Tf 40 200 Td " + b" ".join(steps) + b" ET"
)
to_unicode = st.lists(st.tuples(st.integers(0, 255), letters), max_size=6).map(
    lambda pairs: (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        + b"%d beginbfchar %s endbfchar endcmap end"
        % (
            len(pairs),
            b" ".join(
                b"<%02X> <%s>" % (code, t.encode("utf-16-be", "surrogatepass").hex().encode()) for code, t in pairs
            ),
        )
    )
)


def mapped(content: bytes, cmap: bytes) -> bytes:
    """A page in a font whose letters mean what ``cmap`` says."""
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>"
    extra = [b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap), font]
    return pdf([content], extra=extra, page="/Resources << /Font << /F 5 0 R >> >>")


def of_file(data: bytes) -> str:
    """A drawn page through the intake, and all that follows but the model."""
    try:
        found = [page for page in pages(data, "a file", LIMITS) if isinstance(page, Page)]
    except Unreadable as refused:
        sentence(str(refused), "a file")
        return "refused"
    for page in found:
        whole(page)
        of_words(page.words)
    return "layer trusted" if any(page.words for page in found) else "layer not trusted"


def of_words(words: tuple[Word, ...]) -> str:
    """Any words through order, splitting, typing and checking."""
    kept, _ = trusted(words, PAPER, 0.0)
    assert all(one in words for one in kept)
    split = [piece for one in words for piece in split_glued(one)]
    assert "".join(one.text for one in split) == "".join(one.text for one in words)
    assert sorted(i for line in reading_order(split) for i in line) == list(range(len(split)))
    order = date_order([Page(1, PAPER, tuple(split))])
    values, raw = {}, {}
    for i, one in enumerate(split[:20]):
        for kind in get_args(FieldType):
            value = typed(one.text, kind, order)
            if value is not None:
                text_of(value).encode()
                values[f"{kind}.{i}"], raw[f"{kind}.{i}"] = value, one.text
    fields = ("total", "subtotal", "tax", "date", "due_date", "vendor_tax_id", "iban")
    values.update(zip(fields, list(values.values()), strict=False))
    for issue in check(
        Extraction("receipt", values, {**raw, **dict.fromkeys(fields, "x")}), load("receipt"), date(2026, 1, 1)
    ):
        assert issue.message.endswith("."), issue
        assert "\n" not in issue.message, issue
    return "words"


@contextmanager
def target() -> Iterator[tuple[st.SearchStrategy[object], Callable[[object], str]]]:
    """Drawn layers, and words alone."""
    drawn = stream.map(lambda s: pdf([s])) | st.builds(mapped, stream, to_unicode)
    words = st.lists(word, max_size=40).map(tuple)
    yield drawn | words, lambda one: of_file(one) if isinstance(one, bytes) else of_words(one)  # type: ignore[arg-type]
