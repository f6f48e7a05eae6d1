"""Hidden text is never trusted over what is seen."""

from __future__ import annotations

import zlib

import pytest

from pipeline.document import Page
from pipeline.intake import Limits
from pipeline.reading import read_pages
from pipeline.words import Ocr
from tests.pipeline.drawing import LINES, pdf, picture, text

HONEST = text(["The total is 7.00", "and no more than that", "for bread and butter"], top=260)
LIMITS = Limits(side=1400)


@pytest.fixture(scope="module")
def ocr() -> Ocr:
    return Ocr()


def read(data: bytes, ocr: Ocr) -> Page:
    (page,) = read_pages(data, "a.pdf", LIMITS, ocr)
    assert isinstance(page, Page)
    return page


def spelled(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def image(grey: bytes, width: int, height: int) -> bytes:
    body = zlib.compress(grey)
    head = f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray"
    return (
        f"{head} /BitsPerComponent 8 /Filter /FlateDecode /Length {len(body)} >>\nstream\n".encode()
        + body
        + b"\nendstream"
    )


NOISE = bytes((i * 7919) % 256 for i in range(100))  # a picture that has ink everywhere

HIDDEN = {
    "white": text(["Total 999.00"], before="1 1 1 rg", top=100),
    "white on a ruled line": b"0 0 0 RG 40 103 m 300 103 l S " + text(["Total 999.00"], before="1 1 1 rg", top=100),
    "almost white": text(["Total 999.00"], before="0.97 g", top=100),
    "render mode 3": text(["Total 999.00"], before="3 Tr", top=100),
    "render mode 3 over a rule": b"40 103 200 1 re f " + text(["Total 999.00"], before="3 Tr", top=100),
    "outside of the page": text(["Total 999.00"], left=900),
    "clipped away": b"q 0 0 9 9 re W n " + text(["Total 999.00"], top=100) + b" Q",
    "clipped away under a rule": b"q 0 0 9 9 re W n " + text(["Total 999.00"], top=100) + b" Q 40 103 200 1 re f",
    "covered by paper": text(["Total 999.00"], top=100) + b" 1 g 30 80 300 50 re f",
    "covered by a picture": text(["Total 999.00"], top=100) + b" q 300 0 0 50 30 80 cm /X Do Q",
    "below one point": text(["Total 999.00"], points=1, top=100, before="0.5 0 0 0.5 0 50 cm"),
    "transparent": text(["Total 999.00"], before="/G gs", top=100),
    "in a form, white": b"/Y Do",
}


@pytest.mark.parametrize("how", HIDDEN)
def test_hidden_text_is_left_out_and_the_printed_text_stays(how: str, ocr: Ocr) -> None:
    form = text(["Total 999.00"], before="1 g", top=100)
    head = b"<< /Type /XObject /Subtype /Form /BBox [0 0 400 300] /Resources << /Font << /F 3 0 R >> >> /Length %d >>"
    extra = [image(NOISE, 10, 10), head % len(form) + b"\nstream\n" + form + b"\nendstream"]
    means = "/Font << /F 3 0 R >> /XObject << /X 4 0 R /Y 5 0 R >> /ExtGState << /G << /ca 0 /CA 0 >> >>"
    page = read(pdf([HONEST + b" " + HIDDEN[how]], extra=extra, page=f"/Resources << {means} >>"), ocr)
    assert page.source == "text layer"
    assert "999" not in spelled(page)
    assert spelled(page).startswith("The total is 7.00 and no more than that")


@pytest.mark.parametrize("ink", ["0 g", "1 0 0 rg", "0.6 g", "1 g"])
def test_text_of_any_colour_that_can_be_seen_is_kept(ink: str, ocr: Ocr) -> None:
    ground = b"0 0 0.4 rg 30 90 300 30 re f " if ink == "1 g" else b""
    page = read(pdf([HONEST + b" " + ground + text(["Total 12.00"], before=ink, top=100)]), ocr)
    assert "Total 12.00" in spelled(page)


def layered(says: list[str]) -> bytes:
    """A scan of ``LINES`` under a hidden layer of ``says``."""
    scan = picture(spacing=80).convert("L")
    hidden = "".join(f"1 0 0 1 23 {300 - 36 - i * 50} Tm ({line}) Tj " for i, line in enumerate(says))
    layer = f"q BT 3 Tr /F 18.5 Tf {hidden} ET Q".encode()
    return pdf([b"q 400 0 0 300 0 0 cm /X Do Q " + layer], extra=[image(scan.tobytes(), *scan.size)])


def test_a_hidden_layer_over_a_scan_holds_where_the_picture_says_the_same(ocr: Ocr) -> None:
    page = read(layered(list(LINES)), ocr)
    assert page.source == "text layer"
    assert spelled(page) == " ".join(LINES)


@pytest.mark.parametrize(
    "lie",
    [
        [*LINES[:4], "TOTAL 9.00 EUR", LINES[5]],
        ["Some other words", "that are not there", "and go on like this", "for six lines or so", "until it is", "over"],
    ],
    ids=["one figure", "every line"],
)
def test_a_hidden_layer_that_says_something_else_is_not_taken(lie: list[str], ocr: Ocr) -> None:
    page = read(layered(lie), ocr)
    assert page.source == "ocr"
    assert "TOTAL 7.00 EUR" in spelled(page)
    assert "read by OCR" in page.note


def filled(stored: str, shown: str) -> bytes:
    """A form whose one field stores a value and draws a text."""
    drawn = f"/Tx BMC q BT /F 14 Tf 0 g 4 7 Td ({shown}) Tj ET Q EMC".encode()
    head = "<< /Type /XObject /Subtype /Form /BBox [0 0 260 24] /Resources << /Font << /F 3 0 R >> >> /Length"
    look = f"{head} {len(drawn)} >>\nstream\n".encode() + drawn + b"\nendstream"
    field = "<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /F 4 /Rect [40 100 300 124] /DA (/F 14 Tf 0 g)"
    widget = f"{field} /V ({stored}) /AP << /N 4 0 R >> >>".encode()
    return pdf([HONEST], extra=[look, widget], page="/Annots [5 0 R]", root="/AcroForm << /Fields [5 0 R] >>")


def test_a_form_field_is_what_it_shows_and_not_what_it_stores(ocr: Ocr) -> None:
    lying = read(filled("Total 999.00", "Total 12.00"), ocr)
    assert "999" not in spelled(lying)
    assert "12.00" in spelled(lying)
    assert lying.source == "ocr"
    honest = read(filled("Total 12.00", "Total 12.00"), ocr)
    assert honest.source == "text layer"
    assert "Total 12.00" in spelled(honest)
