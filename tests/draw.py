"""Documents that tests draw themselves: PDFs with a text layer, written by hand, and pictures of a page."""

from __future__ import annotations

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

A4 = (595, 842)  # points

RECEIPT = (
    "CORNER CAFE",
    "12 Harbour Street, Porthaven",
    "Date: 2026-03-14",
    "2 Flat white 3.50 7.00",
    "1 Almond cake 4.20 4.20",
    "Subtotal 11.20",
    "Tax 1.12",
    "Total 12.32 EUR",
)
"""The lines of a receipt whose sums are right."""

ANSWERS = {
    "vendor_name": "CORNER CAFE",
    "date": "2026-03-14",
    "subtotal": "11.20",
    "tax": "1.12",
    "total": "12.32",
    "currency": "EUR",
    "line_items.0.description": "Flat white",
    "line_items.0.quantity": "2",
    "line_items.0.unit_price": "3.50",
    "line_items.0.amount": "7.00",
    "line_items.1.description": "Almond cake",
    "line_items.1.amount": "4.20",
}
"""What a script answers about ``RECEIPT``."""


def pdf(*pages: Sequence[str], size: tuple[int, int] = A4) -> bytes:
    """A PDF of ``pages``, each the lines of its text, in Helvetica of 14 points (PDF 1.4, Latin-1 only)."""
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    numbers = []
    for lines in pages:
        drawn = [f"BT /F1 14 Tf 60 {size[1] - 60} Td 24 TL"]
        drawn += [f"({line.translate(_ESCAPED)}) Tj T*" for line in lines]
        stream = "\n".join([*drawn, "ET"]).encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream))
        numbers.append(len(objects) + 1)
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents %d 0 R " % (*size, len(objects))
            + b"/Resources << /Font << /F1 3 0 R >> >> >>"
        )
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(numbers))
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    out += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


_ESCAPED = str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"})


def picture(lines: Sequence[str], width: int = 800) -> Image.Image:
    """A white page with ``lines`` in black letters, about 22 pixels high: what a scanner makes of it."""
    image = Image.new("RGB", (width, 60 + 48 * len(lines)), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(28)
    for number, line in enumerate(lines):
        draw.text((40, 30 + 48 * number), line, fill="black", font=font)
    return image


def saved(image: Image.Image, kind: str = "PNG") -> bytes:
    """``image`` as the bytes of a file of ``kind``."""
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()
