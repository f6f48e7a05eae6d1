"""The small picture of a generated page: words as grey bars, shapes, and what cameras and scanners do to them.

At the size that the reader sees, letters are a shade; so they are drawn as one. Real receipts whose pictures may not
be used are drawn from the places of their words in the same way.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from model.embedded.picture import Pixels, size_of
from pipeline.document import Word
from training.sheet import Shape

FINE = 2  # drawn larger by this factor, then averaged
Placed = tuple[Shape, float, float, float, float]


def drawn(
    size: tuple[float, float], words: Sequence[Word], shapes: Sequence[Placed], rng: random.Random, scanned: bool
) -> Pixels:
    """The picture (H, W), darkness 0 to 255, of a page of ``size`` whose words and shapes lie in fractions of it."""
    tall, wide = size_of(*size)
    canvas = Image.new("L", (wide * FINE, tall * FINE), 0)
    pen = ImageDraw.Draw(canvas)
    across, down = wide * FINE, tall * FINE
    for shape, x0, y0, x1, y1 in shapes:
        _shape(pen, shape, (x0 * across, y0 * down, x1 * across, y1 * down))
    weight = rng.uniform(0.25, 0.5)  # how dark a run of letters is from afar
    for word in words:
        box = word.box
        inset = 0.15 * (box.y1 - box.y0)  # letters fill their line's height only in part
        bold = weight * rng.uniform(0.8, 1.25) * (1.3 if word.text.isupper() else 1.0)
        x0, x1 = int(box.x0 * across), max(int(box.x0 * across), int(box.x1 * across) - 1)
        y0, y1 = int((box.y0 + inset) * down), max(int((box.y0 + inset) * down), int((box.y1 - inset) * down) - 1)
        if x1 >= 0 and y1 >= 0 and x0 < across and y0 < down:
            under = canvas.getpixel((min(max(x0, 0), across - 1), min(max((y0 + y1) // 2, 0), down - 1)))
            ink = int(255 * min(1.0, bold))
            pen.rectangle((x0, y0, x1, y1), fill=ink if int(under) < 120 else max(0, int(under) - ink))  # type: ignore[arg-type]
    ink = np.asarray(canvas.reduce(FINE), np.float32)
    ink *= 1 + rng.uniform(0.1, 0.4) * (np.random.rand(*ink.shape).astype(np.float32) - 0.5)
    return _taken(ink, rng) if scanned else ink.clip(0, 255).astype(np.uint8)


def _shape(pen: ImageDraw.ImageDraw, shape: Shape, box: tuple[float, float, float, float]) -> None:
    ink = int(255 * shape.ink)
    x0, y0, x1, y1 = box
    if shape.kind == "line":
        pen.line(box, fill=ink, width=1)
        return
    upright = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    if shape.kind == "frame":
        pen.rectangle(upright, outline=ink)
    elif shape.kind == "fill":
        pen.rectangle(upright, fill=ink)
    elif shape.kind == "disc":
        pen.ellipse(upright, fill=ink)
    else:
        raise ValueError(f"A shape of kind {shape.kind!r} cannot be drawn; use line, frame, fill or disc.")


def _taken(ink: np.ndarray, rng: random.Random) -> Pixels:
    """What a scanner or a camera makes of a page: blur, shade, a dark table around the paper, noise."""
    tall, wide = ink.shape
    if rng.random() < 0.5:
        blurred = Image.fromarray(ink.clip(0, 255).astype(np.uint8)).filter(
            ImageFilter.GaussianBlur(rng.uniform(0.3, 1))
        )
        ink = np.asarray(blurred, np.float32)
    contrast, paper = rng.uniform(0.5, 1.1), rng.choice((0.0, 0.0, rng.uniform(5, 90)))
    out = ink * contrast + paper
    if rng.random() < 0.5:  # light from one side
        slope = np.linspace(0, rng.uniform(10, 70), wide if rng.random() < 0.5 else tall, dtype=np.float32)
        slope = slope[:: rng.choice((1, -1))]
        out = out + (slope[None, :] if len(slope) == wide else slope[:, None])
    if rng.random() < 0.35:  # the table on which a receipt lies
        dark = rng.uniform(60, 230)
        left, right = int(rng.uniform(0, 0.1) * wide), int(rng.uniform(0, 0.1) * wide)
        top, low = int(rng.uniform(0, 0.06) * tall), int(rng.uniform(0, 0.06) * tall)
        out[:, :left] = out[:, wide - right :] = dark
        out[:top] = out[tall - low :] = dark
    out = out + rng.uniform(0, 12) * np.random.randn(tall, wide).astype(np.float32)
    taken: Pixels = out.clip(0, 255).astype(np.uint8)
    return taken
