"""Less memory for finding text: the detector sees a page in bands, and what was used is handed back."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Map = NDArray[np.float32]

AREA = 1_100_000  # pixels of a band without its margins: the detector needs some 240 bytes for each
MARGIN = 64  # rows that a band sees beyond its own on either side: taller than a line of text
STEP = 32  # rows and columns: what the detector's coarsest map counts in


class Banded:
    """A detector's session that takes any page and never sees more than a band of it.

    ``session`` maps (1, 3, height, width) to (1, 1, height, width), both sides multiples of ``STEP``; so does this.
    """

    def __init__(self, session: Callable[[Map], Map], area: int = AREA) -> None:
        self._session, self._area = session, area

    def __call__(self, pixels: Map) -> Map:
        """The map of text of a whole page."""
        import numpy as np

        height, width = pixels.shape[2:]
        if height * width <= self._area:
            return self._session(pixels)
        found = np.empty((1, 1, height, width), np.float32)
        for top, bottom in bands(height, width, self._area):
            first, last = max(0, top - MARGIN), min(height, bottom + MARGIN)
            seen = self._session(np.ascontiguousarray(pixels[:, :, first:last]))
            found[:, :, top:bottom] = seen[:, :, top - first : bottom - first]
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


def bands(height: int, width: int, area: int = AREA) -> Iterator[tuple[int, int]]:
    """Top and bottom rows of bands of about one height that together make ``height``, on multiples of ``STEP``."""
    count = -(-height * width // area)
    rows = max(STEP, -(-height // (count * STEP)) * STEP)
    for top in range(0, height, rows):
        yield top, min(height, top + rows)


def hand_back() -> None:
    """Give freed memory back to the system, which glibc otherwise keeps: 250 MB after a page. Elsewhere: nothing."""
    if trim := _trim():
        trim(0)


@cache
def _trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
