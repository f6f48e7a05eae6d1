"""Words: split where they are glued, put in one order, and read by OCR where a page brought none."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import pytest
from PIL import Image, ImageOps

from pipeline.document import Box, Page, Word
from pipeline.words import Ocr, reading_order, split_glued, with_words
from tests.pipeline.drawing import LINES, picture


@pytest.fixture(scope="module")
def ocr() -> Ocr:
    return Ocr()


def spelled(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


@pytest.mark.parametrize(
    ("glued", "parts"),
    [
        ("16/02/201812:04:58", ["16/02/2018", "12:04:58"]),
        ("2018-03-1813:18:48", ["2018-03-18", "13:18:48"]),
        ("06/04/1711:43am", ["06/04/17", "11:43am"]),
        ("03/04/20-03/05/20", ["03/04/20", "-", "03/05/20"]),
        ("TotalRM9.00", ["Total", "RM9.00"]),
        ("Date:14.03.2024", ["Date:", "14.03.2024"]),
        ("12:04:58", ["12:04:58"]),
        ("http://example.org", ["http://example.org"]),
        ("7.00", ["7.00"]),
    ],
)
def test_glued_words_are_split_and_their_boxes_cut_by_letters(glued: str, parts: list[str]) -> None:
    word = Word(glued, Box(0.1, 0.2, 0.5, 0.3), 0.9)
    pieces = split_glued(word)
    assert [piece.text for piece in pieces] == parts
    assert (pieces[0].box.x0, pieces[-1].box.x1) == pytest.approx((0.1, 0.5))
    assert all(a.box.x1 == pytest.approx(b.box.x0) for a, b in pairwise(pieces))


def test_reading_order_goes_by_lines_whatever_the_order_of_the_words() -> None:
    grid = [Word(f"{row}{column}", Box(column / 4, row / 10, column / 4 + 0.2, row / 10 + 0.05)) for row in range(5)
            for column in range(4)]  # fmt: skip
    shuffled = grid[::-3] + [word for word in grid if word not in grid[::-3]]
    assert [[shuffled[i].text for i in line] for line in reading_order(shuffled)] == [
        [f"{row}{column}" for column in range(4)] for row in range(5)
    ]


def test_ocr_reads_what_is_printed_where_it_is_printed(ocr: Ocr) -> None:
    image = picture()
    page = with_words(Page(1, image), ocr)
    assert page.source == "ocr"
    assert spelled(page.words) == " ".join(LINES)
    assert min(word.confidence for word in page.words) > 0.6
    total = next(word for word in page.words if word.text == "TOTAL")
    ink = ImageOps.invert(image.convert("L")).crop((0, 305, 160, 360)).getbbox()
    assert ink is not None
    centre = (total.box.x0 + total.box.x1) / 2 * 700, (total.box.y0 + total.box.y1) / 2 * 480
    assert centre == pytest.approx(((ink[0] + ink[2]) / 2, 305 + (ink[1] + ink[3]) / 2), abs=12)


def test_white_on_black_reads_like_black_on_white(ocr: Ocr) -> None:
    assert spelled(ocr(picture(paper="black", ink="white"))) == spelled(ocr(picture()))


def test_a_strip_is_read_to_its_end_and_every_line_once(ocr: Ocr) -> None:
    lines = [f"Item {number} costs {number}.50" for number in range(100, 132)]
    strip = picture(lines, size=(500, 2300), points=30)
    page = with_words(Page(1, strip), ocr)
    assert spelled(page.words) == " ".join(lines)


def test_a_good_text_layer_is_kept_and_a_blank_page_has_no_words(ocr: Ocr) -> None:
    printed = (Word("second", Box(0.1, 0.5, 0.3, 0.6)), Word("first:1", Box(0.1, 0.1, 0.3, 0.2)))
    page = with_words(Page(1, picture(), printed, "text layer"), ocr)
    assert (spelled(page.words), page.source) == ("first: 1 second", "text layer")
    assert with_words(Page(1, Image.new("RGB", (300, 300), "white")), ocr).words == ()


@pytest.mark.parametrize("paper", ["white", "black", "#c0ffee"])
def test_ocr_is_not_even_loaded_for_blank_paper(paper: str) -> None:
    idle = Ocr()
    assert idle.read(Image.new("RGB", (1546, 2000), paper)).words == ()
    assert idle._engine is None


def test_the_palest_print_on_a_page_is_not_blank(ocr: Ocr) -> None:
    assert "TOTAL" in spelled(ocr(picture(LINES, ink="#e6e6e6")))


def test_ocr_needs_no_network_and_says_nothing() -> None:
    program = (
        "import socket\n"
        "def refuse(*a, **k): raise SystemExit('network')\n"
        "socket.getaddrinfo = socket.socket.connect = refuse\n"
        "from pipeline.words import Ocr\nfrom tests.pipeline.drawing import LINES, picture\n"
        "print(*(word.text for word in Ocr()(picture(LINES[:2], size=(500, 200)))))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        timeout=200,
    )
    assert (ran.stdout, ran.stderr) == (" ".join(LINES[:2]) + "\n", "")


@pytest.mark.parametrize("size", [(1, 1), (13, 13), (40, 900), (900, 12)])
def test_slim_and_tiny_images_are_read_within_reason(ocr: Ocr, size: tuple[int, int]) -> None:
    assert ocr(Image.new("RGB", size, "white")) == ()
