"""Less memory for OCR: the detector sees a page in bands, the recogniser few lines at once, and all is handed back."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline.doubts import Doubts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Map = NDArray[np.float32]
    Pixels = NDArray[np.uint8]

AREA = 900_000  # pixels of a band without its margins: the detector needs some 240 bytes for each
MARGIN = 64  # rows that a band sees beyond its own on either side: taller than a line of text
BLANK = 12  # levels of 255 in each colour: paper without print; the palest text differs by more
CANDIDATES = 20_000  # places where text may be, of which the detector keeps the likely ones: it takes the lowest first
STEP = 32  # rows and columns: what the detector's coarsest map counts in
COLUMNS = 4_000  # of lines that the recogniser sees at once: it needs some 20 kB for each


def spare(engine: Any) -> None:
    """Let the detector and the recogniser of a ``RapidOCR`` take little memory, with the same answers."""
    detector, recogniser = engine._load_det_model(), engine._load_rec_model()
    detector.postprocess_op.max_candidates = CANDIDATES  # 1,000 are soon used up by specks, and nothing else is read
    prepared = detector.get_preprocess()
    detector.get_preprocess = lambda: prepared.resize  # the rest of it, which needs 60 bytes a pixel, a band at a time
    detector.session = Banded(
        detector.session, lambda band: prepared.permute(prepared.normalize(band))[None].astype("float32")
    )
    recogniser.session = Sliced(recogniser.session, mark=Doubts(recogniser.postprocess_op.character).mark)


@contextmanager
def sleeping() -> Iterator[None]:
    """What RapidOCR loads within has threads that sleep while they wait: spinning took a fifth of two shared cores."""
    from rapidocr.inference_engine.onnxruntime import OrtInferSession

    options = OrtInferSession._init_sess_opts

    def calm(config: Any) -> Any:
        made = options(config)
        made.add_session_config_entry("session.intra_op.allow_spinning", "0")
        return made

    OrtInferSession._init_sess_opts = staticmethod(calm)
    try:
        yield
    finally:
        OrtInferSession._init_sess_opts = staticmethod(options)


class Banded:
    """A detector's session that takes any page and never sees more than a band of it.

    It takes (height, width, 3) and gives (1, 1, height, width), both sides multiples of ``STEP``; ``prepare`` makes of
    a band what ``session`` takes, (1, 3, height, width).
    """

    def __init__(self, session: Callable[[Map], Map], prepare: Callable[[Pixels], Map], area: int = AREA) -> None:
        self._session, self._prepare, self._area = session, prepare, area

    def __call__(self, pixels: Pixels) -> Map:
        """The map of text of a whole page."""
        import numpy as np

        height, width = pixels.shape[:2]
        if height * width <= self._area:
            return self._session(self._prepare(pixels))
        found = np.empty((1, 1, height, width), np.float32)
        for top, bottom in bands(height, width, self._area):
            first, last = max(0, top - MARGIN), min(height, bottom + MARGIN)
            band = pixels[first:last]
            if (np.ptp(band, axis=(0, 1)) < BLANK).all():  # of paper alone it makes thousands of specks
                found[:, :, top:bottom] = 0
                continue
            seen = self._session(np.ascontiguousarray(self._prepare(band)))
            found[:, :, top:bottom] = seen[:, :, top - first : bottom - first]
        return found


def bands(height: int, width: int, area: int = AREA) -> Iterator[tuple[int, int]]:
    """Top and bottom rows of bands of about one height that together make ``height``, on multiples of ``STEP``."""
    count = -(-height * width // area)
    rows = max(STEP, -(-height // (count * STEP)) * STEP)
    for top in range(0, height, rows):
        yield top, min(height, top + rows)


@dataclass(frozen=True, slots=True)
class Likeliest:
    """All that is asked of a recogniser's scores (lines, columns, letters): the best letter of each column."""

    letter: NDArray[np.int64]  # (lines, columns)
    score: Map  # (lines, columns)

    def argmax(self, axis: int) -> NDArray[np.int64]:
        """Which letter is the likeliest."""
        assert axis == 2, axis
        return self.letter

    def max(self, axis: int) -> Map:
        """How likely it is."""
        assert axis == 2, axis
        return self.score


class Sliced:
    """A recogniser's session that sees few wide lines at once, and keeps of its scores only the best: there are 18,710
    for each column."""

    def __init__(
        self,
        session: Callable[[Map], Map],
        columns: int = COLUMNS,
        mark: Callable[[NDArray[np.int64], Map], None] | None = None,
    ) -> None:
        """``mark`` may change the best letters of a slice (lines, columns) by all their scores."""
        self._session, self._mark, self._columns = session, mark, columns

    def __call__(self, lines: Map) -> Likeliest:
        """The best letters of ``lines``, (lines, 3, height, width)."""
        import numpy as np

        count = max(1, self._columns // lines.shape[3])
        letters, scores = [], []
        for first in range(0, len(lines), count):
            seen = self._session(lines[first : first + count])
            letters.append(seen.argmax(axis=2))
            if self._mark:
                self._mark(letters[-1], seen)
            scores.append(seen.max(axis=2))
        return Likeliest(np.concatenate(letters), np.concatenate(scores))


def hand_back() -> None:
    """Give freed memory back to the system, which glibc otherwise keeps: 250 MB after a page. Elsewhere: nothing."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
