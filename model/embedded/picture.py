"""What the vision tower sees of a page: a small grey picture whose sides are whole cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from PIL.Image import Image

PATCH = 16  # pixels a side of what the tower takes in as one token
MERGE = 2  # patches a side that the projector joins into one token for the body
CELL = PATCH * MERGE
LONGEST = 256  # pixels of the longer side: letters are a shade at this size, rules and boxes and columns are not

Pixels = NDArray[np.uint8]


def size_of(width: float, height: float) -> tuple[int, int]:
    """Height and width in pixels, multiples of ``CELL``, of the small picture of a page of ``width`` x ``height``."""
    longest = max(width, height)

    def side(length: float) -> int:
        return max(1, round(LONGEST * length / longest / CELL)) * CELL

    return side(height), side(width)


def small(image: Image) -> Pixels:
    """The small picture (H, W) of a page image: the darkness of each pixel, 0 is white."""
    from PIL.Image import Resampling

    tall, wide = size_of(*image.size)
    grey = image.convert("L").resize((wide, tall), Resampling.BOX, reducing_gap=2.0)
    return 255 - np.asarray(grey, np.uint8)
