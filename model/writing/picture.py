"""Pages as pictures that go over a wire."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

SIDE = 1540  # pixels of the longest side: what Pixtral's encoder takes; others scale down further
QUALITY = 90  # of JPEG: small print stays sharp


def data_url(image: Image) -> str:
    """``image`` as a JPEG in a ``data:`` URL, its longest side at most ``SIDE`` pixels."""
    small = image.convert("RGB")
    small.thumbnail((SIDE, SIDE), reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=QUALITY)
    return "data:image/jpeg;base64," + base64.b64encode(out.getvalue()).decode()
