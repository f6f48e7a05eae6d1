"""The values of a PDF's form fields as words where they stand; check boxes and radio buttons as ticked or not."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2.raw as raw
from PIL import Image, ImageOps

from pipeline.document import Box, Word
from pipeline.textlayer import placed, placement

TICKED, EMPTY = "☒", "☐"

_TYPED = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_CHOSEN = (raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON)
_HIDDEN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
_PASSWORD = 1 << 13  # field flag of a text field (PDF 1.7, table 228)
_MOST = 5000  # fields of one page
_MOST_SHOWN = 100_000  # characters of one appearance
_STRINGS = re.compile(r"\(((?:[^()\\]|\\.)*)\)|<([0-9A-Fa-f\s]+)>", re.DOTALL)  # PDF 1.7, 7.3.4


def values(page: Any, image: Image.Image, layer: Sequence[Word]) -> tuple[list[Word], bool]:
    """The words of all fields of ``page`` that its text ``layer`` does not hold already.

    Also whether one of them is drawn as another text than it stores: then the words are to be held to the picture.
    """
    if page.formenv is None:
        return [], False
    at = placement(page)
    words: list[Word] = []
    doubtful = False
    for i in range(min(raw.FPDFPage_GetAnnotCount(page), _MOST)):
        annotation = raw.FPDFPage_GetAnnot(page, i)
        if not annotation:
            continue
        try:
            found = list(_of(page.formenv, annotation, at, image, layer))
            words.extend(found)
            doubtful = doubtful or not _as_drawn("".join(word.text for word in found), annotation)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    return words, doubtful


def _as_drawn(value: str, annotation: Any) -> bool:
    """Whether the field's own appearance prints ``value``. True where it has none, or its letters cannot be told."""
    if not value or value in (TICKED, EMPTY):
        return True
    size = raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None, 0)
    if not 2 < size <= 2 * _MOST_SHOWN:
        return True
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetAP(annotation, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, buffer, size)
    stream = bytes(buffer)[: size - 2].decode("utf-16-le", "replace")
    shown = "".join(_printed(*found.groups()) for found in _STRINGS.finditer(stream))
    if not shown or any(not " " <= c <= "~" for c in shown):  # letters numbered by a font of its own
        return True
    return _letters(value) in _letters(shown)


def _printed(plain: str | None, coded: str | None) -> str:
    if plain is not None:
        return re.sub(r"\\(.)", r"\1", plain)
    digits = "".join((coded or "").split())
    return bytes.fromhex(digits + "0" * (len(digits) % 2)).decode("latin-1")


def _letters(text: str) -> str:
    """Letters and digits that are written with one byte: what else a value has may be coded in many ways."""
    return "".join(c for c in text.casefold() if c.isascii() and c.isalnum())


def _of(forms: Any, annotation: Any, at: Any, image: Image.Image, layer: Sequence[Word]) -> Iterator[Word]:
    if raw.FPDFAnnot_GetSubtype(annotation) != raw.FPDF_ANNOT_WIDGET or raw.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
        return
    rectangle = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(annotation, rectangle):
        return
    box = _within(placed(at, rectangle.left, rectangle.bottom, rectangle.right, rectangle.top))
    if box is None:
        return
    kind = raw.FPDFAnnot_GetFormFieldType(forms, annotation)
    if kind in _CHOSEN:
        yield Word(TICKED if raw.FPDFAnnot_IsChecked(forms, annotation) else EMPTY, box)
    elif kind in _TYPED and not (raw.FPDFAnnot_GetFormFieldFlags(forms, annotation) & _PASSWORD):
        value = _value(forms, annotation)
        if value.strip() and not _stands_in(value, box, layer):
            yield from _spread(value, _ink(image, box))


def _value(forms: Any, annotation: Any) -> str:
    size = raw.FPDFAnnot_GetFormFieldValue(forms, annotation, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetFormFieldValue(forms, annotation, buffer, size)
    return bytes(buffer)[: max(0, size - 2)].decode("utf-16-le", "replace").replace("\x00", "")


def _within(box: Box) -> Box | None:
    inside = Box(max(0.0, box.x0), max(0.0, box.y0), min(1.0, box.x1), min(1.0, box.y1))
    return inside if inside.x1 > inside.x0 and inside.y1 > inside.y0 else None


def _stands_in(value: str, box: Box, layer: Sequence[Word]) -> bool:
    centred = (w for w in layer if box.x0 <= (w.box.x0 + w.box.x1) / 2 <= box.x1)
    there = "".join(w.text for w in centred if box.y0 <= (w.box.y0 + w.box.y1) / 2 <= box.y1)
    return "".join(value.split()) in there


def _ink(image: Image.Image, box: Box) -> Box:
    """The part of ``box`` where something is drawn; all of it when nothing is. Two pixels of border do not count."""
    width, height = image.size
    left, top = int(box.x0 * width) + 2, int(box.y0 * height) + 2
    right, bottom = int(box.x1 * width) - 2, int(box.y1 * height) - 2
    if right - left < 3 or bottom - top < 3:
        return box
    grey = ImageOps.autocontrast(image.crop((left, top, right, bottom)).convert("L"))
    found = grey.point(lambda level: 255 if level < 128 else 0).getbbox()
    if found is None or found[3] - found[1] < 3:
        return box
    return Box(
        (left + found[0]) / width, (top + found[1]) / height, (left + found[2]) / width, (top + found[3]) / height
    )


def _spread(value: str, box: Box) -> Iterator[Word]:
    """The words of ``value`` over ``box``: lines share its height, words their line's width by their letters."""
    lines = [line for line in value.splitlines() if line.strip()]
    tall = (box.y1 - box.y0) / len(lines)
    longest = max(len(line) for line in lines)
    for row, line in enumerate(lines):
        letter = (box.x1 - box.x0) / longest
        start = 0
        for text in line.split():
            start = line.index(text, start)
            left = box.x0 + start * letter
            yield Word(text, Box(left, box.y0 + row * tall, left + len(text) * letter, box.y0 + (row + 1) * tall))
            start += len(text)
