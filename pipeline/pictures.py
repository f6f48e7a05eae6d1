"""Images as pages: PNG, JPEG, WebP, TIFF with its frames and the like, turned by their EXIF mark, flattened to RGB."""

from __future__ import annotations

import io
import struct
import warnings
import zlib

from PIL import Image, ImageOps

from pipeline.document import Page, Unreadable

_FORMATS = {
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/gif": "GIF",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    "image/jp2": "JPEG2000",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
}
LEGIBLE = 700  # pixels: a strip (a receipt of one to six) is not drawn narrower than this, whatever its length
_STRIP = 8  # times the longest side: the length of the longest strip
_SLIMMEST = 60  # long to short side: beyond this there is no line of text on it
_MOVING = ("GIF", "PNG", "WEBP", "AVIF")  # kinds whose further pictures are an animation, not pages
_DRAFT = 16  # a JPEG of this many times the limit still decodes within it, by its own scaling
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error, zlib.error)

Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before decoding, in our own words


def fitted(width: float, height: float, side: int, max_pixels: int) -> float:
    """The factor that brings a page to at most ``side`` pixels long, but not under ``LEGIBLE`` pixels wide.

    Never above one, never more than ``max_pixels`` in all, and never longer than ``_STRIP`` times ``side``.
    """
    factor = min(1.0, side / max(width, height))
    factor = max(factor, min(1.0, LEGIBLE / min(width, height), _STRIP * side / max(width, height)))
    return float(min(factor, (max_pixels / (width * height)) ** 0.5))


class Picture:
    """An image file; the frames of a TIFF are its pages, of any other kind only the first is."""

    def __init__(self, data: bytes, name: str, media_type: str, side: int, max_pixels: int) -> None:
        self._name, self._side, self._max_pixels = name, side, max_pixels
        kind = _FORMATS[media_type]
        if kind not in Image.registered_extensions().values():
            raise Unreadable(
                f"{name!r} is a {kind} image, which this installation cannot open. Save it as PNG or JPEG."
            )
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._image: Image.Image = Image.open(io.BytesIO(data), formats=[kind])
                self.count = int(getattr(self._image, "n_frames", 1)) if kind == "TIFF" else 1
        except _DAMAGE:
            raise Unreadable(
                f"{name!r} begins like a {kind} image but is damaged or cut off. Save it again and upload that."
            ) from None

    def page(self, number: int) -> Page:
        """Frame ``number`` as an upright RGB image. Raises ``Unreadable``."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return self._page(number)
        except _DAMAGE:
            which = f"Page {number} of {self._name!r}" if self.count > 1 else f"{self._name!r}"
            raise Unreadable(f"{which} is damaged or cut off before its end. Save it again and upload that.") from None

    def _page(self, number: int) -> Page:
        image = self._image
        if self.count > 1:
            image.seek(number - 1)
        width, height = image.size
        self._check(width, height)
        factor = fitted(width, height, self._side, self._max_pixels)
        if image.format == "JPEG" and factor < 1:
            image.draft(None, (max(1, int(width * factor)), max(1, int(height * factor))))
            if image.width * image.height > self._max_pixels:
                raise self._too_many(width, height)
        flat = _flat(ImageOps.exif_transpose(image))
        factor = fitted(*flat.size, self._side, self._max_pixels)
        if factor < 1:
            size = max(1, round(flat.width * factor)), max(1, round(flat.height * factor))
            flat = flat.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        notes = []
        if image.format in _MOVING and getattr(image, "is_animated", False):
            notes.append("The file is animated; only its first picture was read.")
        if flat.width * flat.height * 4 < width * height:  # less than half of the width: small print may suffer
            notes.append(f"Scaled down from {width} x {height} to {flat.width} x {flat.height} pixels.")
        return Page(number, flat, note=" ".join(notes))

    def _check(self, width: int, height: int) -> None:
        most = self._max_pixels * (_DRAFT if self._image.format == "JPEG" else 1)
        if width * height > most:
            raise self._too_many(width, height)
        if max(width, height) > _SLIMMEST * min(width, height):
            raise Unreadable(
                f"{self._name!r} is {width} x {height} pixels, too slim to hold text. Upload the whole page."
            )

    def _too_many(self, width: int, height: int) -> Unreadable:
        return Unreadable(
            f"{self._name!r} is {width} x {height} pixels; the limit is {self._max_pixels / 1e6:.0f} million pixels. "
            "Save it smaller and upload that."
        )


def _flat(image: Image.Image) -> Image.Image:
    """RGB: transparent parts become white paper, deep greys are scaled to 8 bits."""
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        return _eight_bits(image).convert("RGB")
    if image.mode == "LAB":
        return image.getchannel("L").convert("RGB")
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        image = image.convert("RGBA")
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        return paper
    return image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    deep = image.convert("F")
    low, high = (float(end) for end in deep.getextrema())  # type: ignore[arg-type]  # one band: two numbers
    if image.mode != "F" and high <= 255:
        return deep.convert("L")
    if image.mode != "F" and low >= 0 and high <= 65535:
        low, high = 0.0, 65535.0
    scale = 255.0 / ((high - low) or 1.0)
    return deep.point(lambda value: value * scale - low * scale).convert("L")
