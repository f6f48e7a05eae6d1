"""OCR with little memory gives what it gives with much: bands for the detector, slices for the recogniser."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageDraw

from pipeline.bands import MARGIN, STEP, Banded, Sliced, bands
from pipeline.words import Ocr
from tests.pipeline import drawing


def nearby(pixels: np.ndarray) -> np.ndarray:
    """A detector that looks as far up and down as a band has margin: the darkest of those rows."""
    rows = pixels[0].max(axis=0)
    padded = np.pad(rows, ((MARGIN, MARGIN), (0, 0)))
    return np.max([padded[i : i + len(rows)] for i in range(2 * MARGIN + 1)], axis=0)[None, None]


def prepared(band: np.ndarray) -> np.ndarray:
    return (band / 255).astype(np.float32).transpose(2, 0, 1)[None]


@pytest.mark.parametrize("height", [STEP, 640, 992])
def test_a_page_in_bands_is_detected_as_the_whole_page(height: int) -> None:
    page = np.random.default_rng(1).integers(0, 256, (height, 96, 3), np.uint8)
    seen: list[int] = []

    def session(pixels: np.ndarray) -> np.ndarray:
        seen.append(pixels.shape[2] * pixels.shape[3])
        return nearby(pixels)

    found = Banded(session, prepared, area=96 * 200)(page)
    assert np.array_equal(found, nearby(prepared(page)))
    assert max(seen) <= 96 * (200 + STEP + 2 * MARGIN)


def test_paper_without_print_is_not_shown_to_the_detector() -> None:
    page = np.full((960, 96, 3), 250, np.uint8)
    page[100:110, 20:60] = 0
    seen: list[int] = []

    def session(pixels: np.ndarray) -> np.ndarray:
        seen.append(pixels.shape[2])
        return np.full((1, 1, *pixels.shape[2:]), 0.9, np.float32)  # text wherever it looks

    found = Banded(session, prepared, area=96 * 320)(page)
    assert len(seen) == 1
    assert (found[:, :, :320] > 0).all()
    assert not found[:, :, 320:].any()


def test_a_page_whose_lower_half_is_empty_is_read() -> None:
    """Of a white band the detector made thousands of specks, which used up all its candidates: nothing was read."""
    page = drawing.picture(["Glickman Turley LLP"], size=(1408, 1984))
    assert "Glickman" in " ".join(word.text for word in Ocr()(page))


def test_a_frame_around_an_empty_half_hides_nothing() -> None:
    """A band with a line and no text has as many specks; more candidates are weighed."""
    page = drawing.picture(["Glickman Turley LLP"], size=(1408, 1984))
    ImageDraw.Draw(page).rectangle((60, 20, 1350, 1900), outline="black", width=3)
    assert "Glickman" in " ".join(word.text for word in Ocr()(page))


def test_bands_follow_each_other_and_make_the_page() -> None:
    cut = list(bands(2016, 1408, 900_000))
    assert [top for top, _ in cut] == [0, *(bottom for _, bottom in cut[:-1])]
    assert cut[-1][1] == 2016


@pytest.mark.parametrize("columns", [1, 100, 250, 10_000])
def test_lines_in_slices_are_recognised_as_all_at_once(columns: int) -> None:
    lines = np.random.default_rng(2).random((5, 3, 48, 96), np.float32)
    seen: list[int] = []

    def session(pixels: np.ndarray) -> np.ndarray:
        seen.append(len(pixels))
        return pixels[:, 0, :, ::8].transpose(0, 2, 1)  # (lines, columns, letters)

    found, whole = Sliced(session, columns)(lines), session(lines)
    assert np.array_equal(found.argmax(axis=2), whole.argmax(axis=2))
    assert np.array_equal(found.max(axis=2), whole.max(axis=2))
    assert max(seen[:-1]) <= max(1, columns // 96)


def test_threads_of_the_recogniser_sleep_while_they_wait() -> None:
    engine = Ocr()._loaded()
    for stage in (engine._load_det_model(), engine._load_rec_model()):
        options = stage.session._session.session.get_session_options()
        assert options.get_session_config_entry("session.intra_op.allow_spinning") == "0"
