"""A small writer of PDFs with a text layer: lines, boxes and words in the fonts every reader of PDF carries.

The standard fonts (PDF 32000-1, 9.6.2.2) need no embedding, so what is drawn is the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Font = Literal["plain", "bold", "mono", "mono bold", "pen"]
Align = Literal["left", "right", "centre"]
Colour = tuple[float, float, float]

A4 = (595.0, 842.0)  # points
INK: Colour = (0.13, 0.15, 0.18)
GREY: Colour = (0.42, 0.45, 0.5)
BLUE_PEN: Colour = (0.1, 0.2, 0.55)

NAMES: Mapping[Font, str] = MappingProxyType(
    {
        "plain": "Helvetica",
        "bold": "Helvetica-Bold",
        "mono": "Courier",
        "mono bold": "Courier-Bold",
        "pen": "Times-Italic",
    }
)
LETTERS = "".join(map(chr, range(32, 127))) + "ÄÖÜäöüßé€£–·×"
# Widths in thousandths of the size, in the order of LETTERS (Adobe's metrics of the fonts).
PLAIN = """
278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584
584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667
611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500
722 500 500 500 334 260 334 584 667 778 722 556 556 556 611 556 556 556 556 278 584
"""
BOLD = """
278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 333 333 584
584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778 667 778 722 667 611 722 667 944 667 667
611 333 278 333 584 556 333 556 611 556 611 556 333 611 611 278 278 556 278 889 611 611 611 611 389 556 333 611 556
778 556 556 500 389 280 389 584 722 778 722 556 611 611 611 556 556 556 556 278 584
"""
PEN = """
250 333 420 500 500 833 778 214 333 333 500 675 250 333 250 278 500 500 500 500 500 500 500 500 500 500 333 333 675
675 675 500 920 611 611 667 722 611 611 722 722 333 444 667 556 833 667 722 611 722 611 500 556 722 611 833 611 556
556 389 278 389 422 500 333 500 500 444 500 444 278 500 500 278 278 444 278 722 500 500 500 500 389 389 278 500 444
667 444 444 389 400 275 400 541 611 722 722 500 500 500 500 444 500 500 500 250 675
"""
WIDTHS: Mapping[Font, Mapping[str, int]] = MappingProxyType(
    {
        "plain": dict(zip(LETTERS, map(int, PLAIN.split()), strict=True)),
        "bold": dict(zip(LETTERS, map(int, BOLD.split()), strict=True)),
        "mono": dict.fromkeys(LETTERS, 600),
        "mono bold": dict.fromkeys(LETTERS, 600),
        "pen": dict(zip(LETTERS, map(int, PEN.split()), strict=True)),
    }
)


def width(text: str, font: Font = "plain", size: float = 10) -> float:
    """Width in points of ``text``; raises KeyError for a letter that the paper does not carry."""
    return sum(WIDTHS[font][letter] for letter in text) * size / 1000


@dataclass
class Paper:
    """One page. All coordinates are points from the top left; ``y`` of a text is its baseline."""

    size: tuple[float, float] = A4
    drawn: list[str] = field(default_factory=list)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        font: Font = "plain",
        size: float = 10,
        align: Align = "left",
        colour: Colour = INK,
    ) -> None:
        """Set one line; ``x`` is its left end, right end or middle, as ``align`` says."""
        x -= {"left": 0.0, "right": 1.0, "centre": 0.5}[align] * width(text, font, size)
        code = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        place = f"{x:.2f} {self.size[1] - y:.2f}"
        self.drawn.append(f"BT {_rgb(colour)} rg /{_key(font)} {size:g} Tf {place} Td ({code.decode('latin-1')}) Tj ET")

    def line(self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.7, colour: Colour = INK) -> None:
        """Draw a straight line, ``width`` points thick."""
        height = self.size[1]
        self.drawn.append(f"{_rgb(colour)} RG {width:g} w {x0:.2f} {height - y0:.2f} m {x1:.2f} {height - y1:.2f} l S")

    def block(self, x0: float, y0: float, x1: float, y1: float, colour: Colour) -> None:
        """Fill a rectangle."""
        self.drawn.append(f"{_rgb(colour)} rg {x0:.2f} {self.size[1] - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re f")

    def frame(self, x0: float, y0: float, x1: float, y1: float, *, width: float = 0.7, colour: Colour = INK) -> None:
        """Outline a rectangle."""
        box = f"{x0:.2f} {self.size[1] - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f}"
        self.drawn.append(f"{_rgb(colour)} RG {width:g} w {box} re S")


def pdf(papers: Sequence[Paper], title: str) -> bytes:
    """The papers as one PDF 1.4 file; the same papers give the same bytes."""
    fonts = " ".join(f"/{_key(font)} {5 + n} 0 R" for n, font in enumerate(NAMES))
    first = 5 + len(NAMES)  # objects: 1 catalogue, 2 pages, 3 information, 4 resources, then fonts, then pages
    kids = " ".join(f"{first + 2 * n} 0 R" for n in range(len(papers)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(papers)} >>",
        f"<< /Title ({title}) /Producer (Recto samples) >>",
        f"<< /Font << {fonts} >> >>",
    ]
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>" for name in NAMES.values()
    ]
    for n, paper in enumerate(papers):
        stream = "\n".join(paper.drawn)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /Resources 4 0 R /MediaBox [0 0 {paper.size[0]:g} {paper.size[1]:g}] "
            f"/Contents {first + 2 * n + 1} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream.encode('latin-1'))} >>\nstream\n{stream}\nendstream")
    out = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode()
    out += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)


def _key(font: Font) -> str:
    return f"F{list(NAMES).index(font)}"


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)
