"""The words of a PDF's text layer: where they stand as shown, and whether they are what is printed."""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as raw
from PIL import Image, ImageChops

from pipeline.document import Box, Word

MOST_LETTERS = 200_000  # of one page: a newspaper has 50,000
_GAP = 0.35  # of the line's height: a wider gap ends a word even without a space
_GARBAGE = 0.1  # of all letters: replacement, private-use or control characters, or letters that map to nothing
_OUTSIDE = 0.5  # of all words: a layer that lies beside the page belongs to another one
_UNSEEN = 0.5  # of all words: a layer whose words mostly show no ink is not what is printed
_CONTRAST = 24  # levels of 256: white on white has none, the palest grey print has more
_CLEARLY = [0] * _CONTRAST + [255] * (256 - _CONTRAST)
_LETTER = 0.2  # of a line's height: the lowest letters have 0.35
_SMALLEST = 3.0  # pixels: lower words cannot be seen
_JOINERS = (0x200C, 0x200D)  # they change how letters look; other marks without a shape only disturb comparing
_SCAN = 0.6  # of the page: one image as large as this is a scan ...
_STAMP = 15  # words: ... and a layer of no more than these is a stamp or a page number, not its text

Placement = tuple[float, float, float, float, float, float]


def placement(page: Any) -> Placement:
    """The affine map from the page's own points to fractions of the page as shown (rotation and crop box included)."""
    size = 1_000_000  # device units: the answer is in whole ones

    def shown(x: float, y: float) -> tuple[float, float]:
        right, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, size, size, 0, x, y, right, down)
        return right.value / size, down.value / size

    (x, y), (xx, xy), (yx, yy) = shown(0, 0), shown(1000, 0), shown(0, 1000)
    return (xx - x) / 1000, (yx - x) / 1000, x, (xy - y) / 1000, (yy - y) / 1000, y


def placed(at: Placement, left: float, bottom: float, right: float, top: float) -> Box:
    """The box as shown of a rectangle in the page's own points."""
    a, b, c, d, e, f = at
    x0, y0, x1, y1 = (
        a * left + b * bottom + c,
        d * left + e * bottom + f,
        a * right + b * top + c,
        d * right + e * top + f,
    )
    return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))


def placed_words(page: Any, text: Any) -> list[Word]:
    """The words of the layer in its own order; broken letters stand as U+FFFD, places may lie outside of the page."""
    at = placement(page)
    words: list[Word] = []
    letters: list[str] = []
    boxes: list[Box] = []
    width, height = page.get_size()

    def end() -> None:
        if letters:
            words.append(Word("".join(letters), Box.around(boxes)))
            letters.clear()
            boxes.clear()

    for i in range(min(raw.FPDFText_CountChars(text), MOST_LETTERS)):
        letter = _letter(text, i)
        if letter.isspace():
            end()
            continue
        box = _box(text, i, at) if letter else None
        if box is None:
            continue
        if boxes and _apart(boxes[-1], box, width, height):
            end()
        letters.append(letter)
        boxes.append(box)
    end()
    return words


def _letter(text: Any, i: int) -> str:
    code = raw.FPDFText_GetUnicode(text, i)
    if code in (0x02, 0xFFFE):  # pdfium's mark for a hyphen at the end of a line
        return "-"
    if code == 0xA0 or code in (0x09, 0x0A, 0x0D, 0x20):
        return " "
    if code == 0 or 0xD800 <= code < 0xE000 or code > 0x10FFFF or raw.FPDFText_HasUnicodeMapError(text, i) == 1:
        return "\ufffd"
    if 0xFB00 <= code <= 0xFB06:  # ligatures: what is searched for and compared is their letters
        return unicodedata.normalize("NFKC", chr(code))
    marks_only = unicodedata.category(chr(code)) == "Cf" and code not in _JOINERS
    return "" if marks_only else chr(code)


def _box(text: Any, i: int, at: Placement) -> Box | None:
    """The letter's box at full line height, so that a dash is as tall as its line; None when it has no extent."""
    loose = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(text, i, loose) and loose.right > loose.left and loose.top > loose.bottom:
        return placed(at, loose.left, loose.bottom, loose.right, loose.top)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if not raw.FPDFText_GetCharBox(text, i, left, right, bottom, top) or right.value <= left.value:
        return None
    return placed(at, left.value, bottom.value, right.value, max(top.value, bottom.value + 1e-3))


def _apart(one: Box, other: Box, width: float, height: float) -> bool:
    """Whether two letters that follow each other belong to two words; boxes in fractions of ``width`` x ``height``."""
    across = max(other.x0 - one.x1, one.x0 - other.x1) * width
    down = max(other.y0 - one.y1, one.y0 - other.y1) * height
    tall = min(one.y1 - one.y0, other.y1 - other.y0) * height
    wide = min(one.x1 - one.x0, other.x1 - other.x0) * width
    if down <= -0.4 * tall:  # side by side on one line
        return across > _GAP * tall
    return not (across <= -0.4 * wide and down <= _GAP * wide)  # one above the other: text that runs up or down


def trusted(
    words: Sequence[Word], image: Image.Image, picture_share: float, bare: Image.Image | None = None
) -> tuple[list[Word], bool]:
    """The words that can be seen on ``image``, or none when the layer as a whole is absent, garbage or not this page.

    ``bare`` is the page drawn without its text, at the same size in greys: a word is seen where the two differ, so that
    one that is white, clipped or covered is not, whatever else stands there. The second answer is True for a layer of
    words that are not drawn at all but lie over a picture, as OCR programs write it: it holds only where the picture
    says the same.
    ``picture_share`` is the share of the page that its largest image covers.
    """
    letters = "".join(word.text for word in words)
    if not letters or _broken(letters) > _GARBAGE * len(letters):
        return [], False
    inside = [word for word in words if _inside(word.box)]
    if len(inside) < (1 - _OUTSIDE) * len(words):
        return [], False
    if picture_share > _SCAN and len(inside) <= _STAMP:
        return [], False
    grey = image.convert("L")
    inked = [word for word in inside if _seen(word.box, grey)]
    drawn = inked
    if bare is not None:
        change = ImageChops.difference(grey, bare).point(_CLEARLY)  # what the text alone put on the page
        drawn = [word for word in inked if _drawn(word, change)]
    enough = (1 - _UNSEEN) * len(inside)
    if len(drawn) > enough:
        return drawn, False
    return (inked, True) if len(inked) > enough else ([], False)


def _drawn(word: Word, change: Image.Image) -> bool:
    """Whether the word itself shows in ``change``; letters over some of their height, not only where a rule crosses."""
    at = _pixels(word.box, change)
    found = change.crop(at).getbbox() if at else None
    if at is None or found is None:
        return False
    return found[3] - found[1] >= _LETTER * (at[3] - at[1]) or not any(c.isalnum() for c in word.text)


def _broken(letters: str) -> int:
    return sum(letter == "\ufffd" or unicodedata.category(letter) in ("Cc", "Co", "Cn", "Cs") for letter in letters)


def _inside(box: Box) -> bool:
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    return 0 <= x <= 1 and 0 <= y <= 1


def _seen(box: Box, grey: Image.Image) -> bool:
    width, height = grey.size
    if min((box.y1 - box.y0) * height, (box.x1 - box.x0) * width) < 1 or (box.y1 - box.y0) * height < _SMALLEST:
        return False
    at = _pixels(box, grey)
    if at is None:
        return False
    low, high = grey.crop(at).getextrema()
    return bool(high - low >= _CONTRAST)  # type: ignore[operator]


def _pixels(box: Box, image: Image.Image) -> tuple[int, int, int, int] | None:
    """The pixels of ``image`` that ``box`` touches; None when there are none."""
    width, height = image.size
    left, top = max(0, int(box.x0 * width)), max(0, int(box.y0 * height))
    right, bottom = min(width, int(box.x1 * width) + 1), min(height, int(box.y1 * height) + 1)
    return (left, top, right, bottom) if right > left and bottom > top else None
