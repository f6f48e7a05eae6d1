"""PDF pages: drawn by pdfium with their form fields, with the words of the text layer where it can be trusted."""

from __future__ import annotations

from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from pipeline import widgets
from pipeline.document import Locked, Page, Unreadable, Word
from pipeline.pictures import fitted
from pipeline.poppler import Poppler, PopplerRefused
from pipeline.textlayer import MOST_LETTERS, placed_words, trusted

_DPI = 300  # dots per inch: more shows no more of what was printed
_MOST_OBJECTS = 100_000  # of one page or form
_DEEPEST = 8  # forms within forms
_COARSE = 100  # dots per inch: below this small print is lost, and the page says so


class Pdf:
    """An opened PDF. JavaScript, XFA, attachments and launch actions are never run: this pdfium has none of them."""

    def __init__(self, data: bytes, name: str, password: str | None, side: int, max_pixels: int) -> None:
        self._name, self._side, self._max_pixels = name, side, max_pixels
        self._poppler = Poppler(data, password)
        self._document: Any = None
        try:
            self._document = pdfium.PdfDocument(data, password=password)
            self._document.init_forms()
            self.count = len(self._document)
        except pdfium.PdfiumError as error:
            if error.err_code == raw.FPDF_ERR_PASSWORD:
                raise _locked(name, password) from None
            self._document = None
            self.count = self._second_count()
        if not self.count:
            raise Unreadable(f"{name!r} is a PDF without pages. Save or print it again and upload that.")

    def _second_count(self) -> int:
        try:
            return self._poppler.count()
        except PopplerRefused:
            raise Unreadable(
                f"{self._name!r} is damaged or cut off and cannot be opened as a PDF. Save it again and upload that."
            ) from None

    def page(self, number: int) -> Page:
        """Page ``number``, drawn as it is shown, with its words. Raises ``Unreadable``."""
        if self._document is not None:
            try:
                return self._drawn(number)
            except pdfium.PdfiumError:
                pass  # the second opinion follows
        try:
            image = self._poppler.page(number, self._side)
        except PopplerRefused:
            which = f"Page {number} of {self._name!r}" if self.count > 1 else f"{self._name!r}"
            raise Unreadable(
                f"{which} cannot be drawn: it is damaged. Save or print it again and upload that."
            ) from None
        return Page(number, image)

    def _drawn(self, number: int) -> Page:
        page = self._document[number - 1]
        try:
            width, height = page.get_size()  # points, as shown
            if not (width > 0 and height > 0):
                raise pdfium.PdfiumError("a page without a size")
            dots = _DPI / 72
            scale = dots * fitted(width * dots, height * dots, self._side, self._max_pixels)
            bitmap = page.render(scale=scale, rev_byteorder=True, maybe_alpha=False, fill_color=(255, 255, 255, 255))
            image = bitmap.to_pil().convert("RGB")
            words, hidden, note = self._words(page, image, scale)
            if scale * 72 < _COARSE:
                inches = f"{width / 72:.0f} x {height / 72:.0f} inches"
                note = f"A page of {inches} was drawn at {scale * 72:.0f} dots per inch. {note}".strip()
            return Page(number, image, words, "text layer" if words else "none", note, hidden=hidden)
        finally:
            page.close()

    def _words(self, page: Any, image: Image.Image, scale: float) -> tuple[tuple[Word, ...], bool, str]:
        """The words of the text layer, whether they are hidden ones, and a note about what was left out."""
        try:
            text = page.get_textpage()
        except pdfium.PdfiumError:
            return (), False, ""
        try:
            letters = raw.FPDFText_CountChars(text)
            found = placed_words(page, text)
        finally:
            text.close()
        if not found:
            return (), False, ""
        share = _picture_share(page)
        words, hidden = trusted(found, image, share, _bare(page, scale))
        if not words:
            return (), False, ""
        fields, doubtful = widgets.values(page, image, words)
        left = (
            f"Its text has {letters:,} letters; the first {MOST_LETTERS:,} were read." if letters > MOST_LETTERS else ""
        )
        return (*words, *fields), hidden or doubtful, left


def _bare(page: Any, scale: float) -> Image.Image:
    """The page without its text, in greys. At another size its pictures would differ too. Text stays switched off."""
    _switch_off(page, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, 0)
    bitmap = page.render(scale=scale, grayscale=True, maybe_alpha=False, fill_color=(255, 255, 255, 255))
    bare: Image.Image = bitmap.to_pil().convert("L")
    return bare


def _switch_off(of: Any, count: Any, get: Any, depth: int) -> None:
    for i in range(min(count(of), _MOST_OBJECTS)):
        thing = get(of, i)
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFPageObj_SetIsActive(thing, False)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            _switch_off(thing, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, depth + 1)


def _locked(name: str, password: str | None) -> Locked:
    if password:
        return Locked(f"The password given for {name!r} is wrong. Type it again and upload the file again.")
    return Locked(f"{name!r} is locked with a password. Type its password and upload it again.")


def _picture_share(page: Any) -> float:
    """The largest share of the page that one image covers."""
    width, height = page.get_size()
    share = 0.0
    for thing in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = thing.get_bounds()
        share = max(share, abs((right - left) * (top - bottom)) / (width * height))
    return min(1.0, share)
