"""Kinds of hostile and odd files, drawn: each is read, or refused in one sentence, within its limits."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from PIL import Image

from pipeline.document import Coverage, Locked, Page, Unreadable
from pipeline.intake import Limits, pages
from pipeline.pdf import Pdf
from tests.pipeline.drawing import LINES, pdf, picture, saved, text

LIMITS = Limits(max_pages=20, max_pixels=4_000_000, side=700, cpu_seconds=10, memory_bytes=700_000_000)
SMALL = picture(size=(300, 200), points=12, spacing=25)


def read(data: bytes, name: str = "a file") -> list[Page | Coverage]:
    return list(pages(data, name, LIMITS))


def spelled(found: list[Page | Coverage]) -> str:
    return " ".join(word.text for page in found if isinstance(page, Page) for word in page.words)


def stream(body: bytes, more: str = "") -> bytes:
    return f"<< {more} /Length {len(body)} >>\nstream\n".encode() + body + b"\nendstream"


def with_root(root: str, *extra: bytes, page: str = "") -> bytes:
    return pdf([text()], extra=extra, root=root, page=page)


def zip_bomb() -> bytes:
    """A content stream of 60 MB of spaces, packed twice into some hundred bytes."""
    packed = zlib.compress(zlib.compress(b" " * 60_000_000, 9), 9)
    return pdf([text(), b""], extra=[stream(packed, "/Filter [/FlateDecode /FlateDecode]")], page="/Contents 4 0 R")


def deep(levels: int = 20_000) -> bytes:
    return with_root("/Extra " + "[" * levels + "]" * levels)


def chain(length: int = 3000) -> bytes:
    """Page trees within page trees."""
    nodes = b"".join(
        b"%d 0 obj << /Type /Pages /Count 1 /Kids [%d 0 R] >> endobj\n" % (10 + i, 11 + i) for i in range(length)
    )
    return (
        b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 10 0 R >> endobj\n" + nodes + b"trailer << /Root 1 0 R >>\n%%EOF"
    )


JAVASCRIPT = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\); this.getField\\('a'\\).value = 'owned';) >>"
LAUNCH = "/OpenAction << /S /Launch /F (/bin/sh) /Win << /F (cmd.exe) /P (/c calc) >> >>"
REMOTE = (
    "/OpenAction << /S /URI /URI (http://127.0.0.1:9/x) >> /AA << /WC << /S /SubmitForm /F (http://127.0.0.1:9) >> >>"
)
XFA = stream(
    b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>&e;</xdp:xdp>"
)
ATTACHED = (
    "/Names << /EmbeddedFiles << /Names [(evil.exe) << /Type /Filespec /F (evil.exe) /EF << /F 4 0 R >> >>] >> >>"
)

READ: dict[str, Callable[[], bytes]] = {
    "JavaScript at opening": lambda: with_root(JAVASCRIPT),
    "a launch action": lambda: with_root(LAUNCH),
    "addresses to call": lambda: with_root(REMOTE),
    "XFA beside the page": lambda: with_root("/AcroForm << /Fields [] /XFA 4 0 R >>", XFA),
    "an attachment": lambda: with_root(ATTACHED, stream(b"MZ" + b"\0" * 500, "/Type /EmbeddedFile")),
    "a deep array": deep,
    "an owner's password only": lambda: pdf([text()], password=""),
    "junk before and after": lambda: b"junk? no\n" * 9 + pdf([text()]) + b"\0" * 5000,
    "a ZIP behind it": lambda: pdf([text()]) + zipped(),
    "a wrong length and no table": lambda: (
        pdf([text()]).replace(b"startxref", b"startxxxx").replace(b"xref\n", b"xxxx\n")
    ),
}


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../escape.txt", "0" * 5_000_000)
    return out.getvalue()


@pytest.mark.parametrize("kind", READ)
def test_the_page_is_read_and_nothing_of_it_runs(kind: str) -> None:
    assert spelled(read(READ[kind]())) == " ".join(LINES)


def tiff(width: int, height: int, size: int = 8) -> bytes:
    """A TIFF of one strip that says it is larger than it is."""
    entries = [(256, 4, 1, width), (257, 4, 1, height), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 8),
               (277, 3, 1, 1), (278, 4, 1, height), (279, 4, 1, 2**31)]  # fmt: skip
    body = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8 + size) + b"\0" * size + struct.pack("<H", len(entries)) + body + b"\0" * 4


def gif(width: int, height: int) -> bytes:
    head = b"GIF89a" + struct.pack("<HH", width, height) + b"\x80\0\0" + b"\0\0\0\xff\xff\xff"
    return head + b"," + struct.pack("<HHHHB", 0, 0, width, height, 0) + b"\x02\x02D\x01\0;"


REFUSED: dict[str, Callable[[], bytes]] = {
    "one byte": lambda: b"\0",
    "a byte order mark": lambda: b"\xef\xbb\xbf",
    "a ZIP": zipped,
    "HTML": lambda: b"<html><script>alert(1)</script>",
    "an SVG": lambda: b"<?xml version='1.0'?><!DOCTYPE s [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>",
    "a program": lambda: b"\x7fELF" + b"\0" * 500,
    "a GIF of a billion pixels": lambda: gif(60_000, 60_000),
    "a TIFF of a billion pixels": lambda: tiff(60_000, 60_000),
    "a BMP of a billion pixels": lambda: (
        b"BM" + struct.pack("<IIIIiiHHIIiiII", 99, 0, 54, 40, 60000, 60000, 1, 24, *[0] * 6)
    ),
    "a PNG without pixels": lambda: saved(SMALL, "PNG")[:40],
    "a WebP cut off": lambda: saved(SMALL, "WEBP")[:60],
    "a JPEG 2000 cut off": lambda: saved(SMALL, "JPEG2000")[:150],
    "a JPEG of noise": lambda: b"\xff\xd8\xff" + bytes((i * 131) % 256 for i in range(5000)),
    "a PDF of its head alone": lambda: b"%PDF-1.7\n",
    "a PDF without pages": lambda: pdf([]),
    "a page tree within itself": lambda: pdf([text()]).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_in_one_sentence(kind: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read(REFUSED[kind]())
    message = str(refused.value)
    assert message.startswith(("'a file' ", "Page 1 of 'a file'"))
    assert message.endswith(".")
    assert "\n" not in message


@pytest.mark.parametrize("make", [zip_bomb, chain], ids=["a ZIP bomb in a stream", "page trees within page trees"])
def test_it_ends_within_its_limits_whatever_comes_of_it(make: Callable[[], bytes]) -> None:
    try:
        found = read(make())
    except Unreadable as refused:
        assert str(refused).endswith(".")  # noqa: PT017  either end is right
    else:
        assert found


@pytest.mark.parametrize("turn", range(1, 9))
def test_every_exif_mark_turns_the_page_upright(turn: int) -> None:
    upright = Image.new("RGB", (90, 60), "white")
    upright.paste("red", (0, 0, 30, 20))
    back = {2: 0, 3: 1, 4: 2, 5: 5, 6: 3, 7: 6, 8: 4}  # PIL's transpositions that undo the mark's
    undo = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 4: Image.Transpose.FLIP_TOP_BOTTOM,
            5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90, 7: Image.Transpose.TRANSVERSE,
            8: Image.Transpose.ROTATE_270}  # fmt: skip
    assert set(back) == set(undo)
    exif = Image.Exif()
    exif[0x0112] = turn
    lying = upright.transpose(undo[turn]) if turn in undo else upright
    (page,) = read(saved(lying, "PNG", exif=exif))
    assert isinstance(page, Page)
    assert page.image is not None
    assert page.image.size == (90, 60)
    assert page.image.getpixel((5, 5)) == (255, 0, 0)
    assert page.image.getpixel((80, 50)) == (255, 255, 255)


@pytest.mark.parametrize(
    "data",
    [
        saved(SMALL, "WEBP", save_all=True, append_images=[SMALL.rotate(9)]),
        saved(SMALL, "GIF", save_all=True, append_images=[SMALL.rotate(9)]),
        saved(SMALL, "PNG", save_all=True, append_images=[SMALL.rotate(9)]),
        saved(SMALL.convert("P"), "PNG", transparency=0),
        saved(SMALL.convert("CMYK"), "TIFF"),
        saved(SMALL.convert("YCbCr"), "JPEG", icc_profile=b"nonsense" * 50),
        saved(SMALL.convert("1"), "TIFF", compression="group4"),
        saved(SMALL.convert("F"), "TIFF"),
        saved(SMALL, "JPEG", exif=b"Exif\0\0nonsense" * 9),
        saved(SMALL, "JPEG", progressive=True, comment=b"<script>" * 99),
    ],
    ids=[
        "moving WebP",
        "moving GIF",
        "moving PNG",
        "palette",
        "CMYK",
        "bad ICC",
        "fax",
        "floats",
        "bad EXIF",
        "comment",
    ],
)
def test_an_odd_image_is_one_page(data: bytes) -> None:
    (page,) = read(data)
    assert isinstance(page, Page)
    assert page.image is not None
    assert (page.image.mode, page.image.size) == ("RGB", (300, 200))
    grey = page.image.convert("L").getextrema()
    assert grey[0] < 90 < 200 < grey[1]  # type: ignore[operator]


@pytest.mark.parametrize("kind", ["WEBP", "GIF", "PNG"])
def test_what_moves_says_that_only_its_first_picture_was_read(kind: str) -> None:
    (moving,), (still,) = (
        read(saved(SMALL, kind, save_all=True, append_images=[SMALL.rotate(9)])),
        read(saved(SMALL, kind)),
    )
    assert (moving.note, still.note) == ("The file is animated; only its first picture was read.", "")


def test_a_page_of_more_letters_than_are_read_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    data = pdf([text()])
    assert Pdf(data, "a file", None, 700, 4_000_000).page(1).note == ""
    for place in ("pipeline.textlayer", "pipeline.pdf"):
        monkeypatch.setattr(f"{place}.MOST_LETTERS", 12)
    page = Pdf(data, "a file", None, 700, 4_000_000).page(1)
    assert "letters; the first 12 were read." in page.note
    assert sum(len(word.text) for word in page.words) <= 12


def test_pages_of_all_sizes_and_turns_and_empty_ones_come_each_for_itself() -> None:
    boxes = [b"[0 0 10 10]", b"[0 0 14400 14400]", b"[0 0 400 3]", b"[400 300 0 0]", b"[0 0 0 0]", b"[0 0 1e9 1e9]"]
    data = pdf([text()] * len(boxes))
    for box in boxes:
        data = data.replace(b"/MediaBox [0 0 400 300]", b"/MediaBox " + box, 1)
    found = read(data)
    assert [page.number if isinstance(page, Page) else page.page for page in found] == [1, 2, 3, 4, 5, 6]
    for page in found:
        if isinstance(page, Page):
            assert page.image is not None
            assert page.image.width * page.image.height <= LIMITS.max_pixels


def test_a_layer_of_nonsense_letters_is_not_taken() -> None:
    cmap = b"begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
    cmap += b"1 beginbfrange <20> <7E> <E000> endbfrange endcmap"
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 4 0 R >>"
    (page,) = read(pdf([text()], extra=[stream(cmap), font], page="/Resources << /Font << /F 5 0 R >> >>"))
    assert isinstance(page, Page)
    assert (page.words, page.source) == ((), "none")


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..%2f..%2fx.pdf",
        "\u202egpj.exe",
        "a" * 5000,
        "a\0b.pdf",
        "\ufeffa.pdf",
        "<img src=x>.pdf",
        "\ud800.pdf",
        "\n",
    ],
)
def test_a_name_is_only_ever_a_name(name: str) -> None:
    assert spelled(read(pdf([text()]), name)) == " ".join(LINES)
    with pytest.raises(Unreadable) as refused:
        read(b"nothing", name)
    assert str(refused.value).encode()
    assert "\n" not in str(refused.value)
    with pytest.raises(Locked):
        read(pdf([text()], password="sesame"), name)
