"""The second opinion for PDFs that pdfium refuses: poppler by pdf2image, where its programs are installed."""

from __future__ import annotations

import shutil
from typing import Any

from PIL import Image

_SECONDS = 30


class PopplerRefused(Exception):
    """Poppler is not installed, or cannot open or draw it either."""


class Poppler:
    """A PDF seen through poppler; nothing is started before it is asked."""

    def __init__(self, data: bytes, password: str | None) -> None:
        self._data, self._password = data, password

    def count(self) -> int:
        """The number of pages. Raises ``PopplerRefused``."""
        import pdf2image
        from pdf2image import exceptions

        if not shutil.which("pdfinfo"):
            raise PopplerRefused
        try:
            facts = pdf2image.pdfinfo_from_bytes(self._data, userpw=self._password, timeout=_SECONDS)
            return int(facts["Pages"])
        except _failures(exceptions):
            raise PopplerRefused from None

    def page(self, number: int, side: int) -> Image.Image:
        """Page ``number`` with its longest side at ``side`` pixels. Raises ``PopplerRefused``."""
        import pdf2image
        from pdf2image import exceptions

        if not shutil.which("pdftoppm"):
            raise PopplerRefused
        try:
            drawn = pdf2image.convert_from_bytes(
                self._data, first_page=number, last_page=number, size=side, userpw=self._password, timeout=_SECONDS
            )
        except _failures(exceptions):
            raise PopplerRefused from None
        if not drawn or max(drawn[0].size) <= 1:  # what it cannot draw it returns as one pixel, without a word
            raise PopplerRefused
        image: Image.Image = drawn[0].convert("RGB")
        return image


def _failures(exceptions: Any) -> tuple[type[Exception], ...]:
    names = ("PDFInfoNotInstalledError", "PDFPageCountError", "PDFSyntaxError", "PDFPopplerTimeoutError")
    own: list[type[Exception]] = [getattr(exceptions, name) for name in names]
    return (*own, KeyError, ValueError, OSError)
