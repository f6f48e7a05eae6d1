"""Pages that lie, stand on their head or lean come back upright, their words where the upright image shows them."""

from __future__ import annotations

import pytest
from PIL import Image

from pipeline.document import Box, Page, Word
from pipeline.prepare import upright
from pipeline.words import Ocr, Reading, with_words
from tests.pipeline.drawing import LINES, picture


class Counted(Ocr):
    """An ``Ocr`` that counts its passes."""

    passes = 0

    def read(self, image: Image.Image) -> Reading:
        self.passes += 1
        return super().read(image)


@pytest.fixture(scope="module")
def ocr() -> Counted:
    return Counted()


def centre(words: tuple[Word, ...], text: str) -> tuple[float, float]:
    box = next(word.box for word in words if word.text == text)
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2


def test_a_normal_page_is_read_once_and_left_as_it_is(ocr: Counted) -> None:
    image, before = picture(), ocr.passes
    page = with_words(upright(Page(1, image), ocr), ocr)
    assert ocr.passes == before + 1
    assert page.image is image
    assert (page.note, page.source) == ("", "ocr")


def test_a_blank_page_is_read_once(ocr: Counted) -> None:
    before = ocr.passes
    page = with_words(upright(Page(1, Image.new("RGB", (400, 400), "white")), ocr), ocr)
    assert (page.words, ocr.passes) == ((), before + 1)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_turned_back(ocr: Counted, turn: int) -> None:
    straight = with_words(Page(1, picture()), ocr)
    page = with_words(upright(Page(1, picture().rotate(turn, expand=True)), ocr), ocr)
    assert page.image is not None
    assert page.image.size == (700, 480)
    assert "Turned by" in page.note
    assert [word.text for word in page.words] == [word.text for word in straight.words]
    assert centre(page.words, "TOTAL") == pytest.approx(centre(straight.words, "TOTAL"), abs=0.02)


@pytest.mark.parametrize("lean", [-4, 3, 14])
def test_a_leaning_page_is_straightened(ocr: Counted, lean: int) -> None:
    leaning = picture(size=(900, 500)).rotate(lean, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC)
    page = with_words(upright(Page(1, leaning), ocr), ocr)
    assert "Straightened" in page.note
    assert [word.text for word in page.words] == " ".join(LINES).split()
    line = [word.box for word in page.words if word.text in ("TOTAL", "EUR")]
    assert line[0].y0 == pytest.approx(line[1].y0, abs=0.015)
    assert page.image is not None
    for word in page.words:  # the box holds the word's ink: it is dark inside, and its middle row is not paper
        box = (word.box.x0 * page.image.width, word.box.y0 * page.image.height,
               word.box.x1 * page.image.width, word.box.y1 * page.image.height)  # fmt: skip
        assert page.image.crop(tuple(round(edge) for edge in box)).convert("L").getextrema()[0] < 100


@pytest.mark.parametrize(("quarters", "turned"), [(1, 270), (3, 90)])
def test_a_text_layer_that_runs_up_or_down_is_turned_without_ocr(ocr: Counted, quarters: int, turned: int) -> None:
    words = tuple(Word(f"word{i}", Box(0.1 + 0.2 * i, 0.3, 0.25 + 0.2 * i, 0.35)) for i in range(4))
    lying = tuple(
        Word(w.text, Box(w.box.y0, 1 - w.box.x1, w.box.y1, 1 - w.box.x0))
        if quarters == 1
        else Word(w.text, Box(1 - w.box.y1, w.box.x0, 1 - w.box.y0, w.box.x1))
        for w in words
    )
    before = ocr.passes
    page = upright(Page(1, Image.new("RGB", (300, 300)), lying, "text layer"), ocr)
    assert (page.note, ocr.passes) == (f"Turned by {turned} degrees.", before)
    assert [w.text for w in page.words] == [w.text for w in words]
    for back, word in zip(page.words, words, strict=True):
        assert (back.box.x0, back.box.y0, back.box.x1, back.box.y1) == pytest.approx(
            (word.box.x0, word.box.y0, word.box.x1, word.box.y1)
        )
