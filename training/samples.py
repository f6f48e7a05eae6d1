"""Draws the five documents of ``app/samples``: ``python -m training.samples``. Every name in them is invented.

The same script gives the same documents: text is set by ``training.paper``, photographs are made from it with a fixed
seed.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from training.paper import A4, BLUE_PEN, GREY, Colour, Paper, pdf

FOLDER = Path(__file__).parent.parent / "app" / "samples"
LINE: Colour = (0.8, 0.82, 0.85)
FOREST: Colour = (0.12, 0.33, 0.28)
BRICK: Colour = (0.62, 0.25, 0.16)
SEED = 20260314
PREVIEW = 200  # pixels wide: sharp at 100 points on a dense screen


def cafe() -> bytes:
    """A coffee shop's till receipt, photographed by hand on a table: JPEG."""
    paper = Paper((226, 436))
    middle, left, right = 113.0, 18.0, 208.0
    paper.text(middle, 38, "CORNER OAK COFFEE", font="mono bold", size=15, align="centre")
    for n, line in enumerate(("17 Alder Street, Portland, OR 97205", "Tel (503) 555-0142")):
        paper.text(middle, 56 + 12 * n, line, font="mono", size=8.4, align="centre")
    paper.text(left, 94, "03/14/2026 08:41", font="mono", size=8.6)
    paper.text(right, 94, "Check 2087", font="mono", size=8.6, align="right")
    paper.text(left, 107, "Server: Imogen", font="mono", size=8.6)
    _dashes(paper, 118, left, right)
    items = (
        ("2", "Flat White", "9.50"),
        ("1", "Oat Cortado", "4.75"),
        ("2", "Almond Croissant", "8.40"),
        ("1", "Seeded Bagel", "3.95"),
    )
    y = 136.0
    for quantity, name, amount in items:
        paper.text(left, y, quantity, font="mono", size=9.4)
        paper.text(left + 20, y, name, font="mono", size=9.4)
        paper.text(right, y, amount, font="mono", size=9.4, align="right")
        y += 16
    _dashes(paper, y - 4, left, right)
    subtotal = sum(Decimal(amount) for *_, amount in items)
    tax, tip = Decimal("2.13"), Decimal("4.00")
    y += 14
    for label, value in (("Subtotal", subtotal), ("Tax 8.0%", tax), ("Tip", tip)):
        paper.text(left, y, label, font="mono", size=9.4)
        paper.text(right, y, f"{value:.2f}", font="mono", size=9.4, align="right")
        y += 15
    y += 8
    paper.text(left, y, "TOTAL USD", font="mono bold", size=13)
    paper.text(right, y, f"${subtotal + tax + tip:.2f}", font="mono bold", size=13, align="right")
    _dashes(paper, y + 12, left, right)
    paper.text(left, y + 30, "VISA **** 4417", font="mono", size=8.6)
    paper.text(right, y + 30, "APPROVED", font="mono", size=8.6, align="right")
    paper.text(middle, y + 62, "Thank you, see you tomorrow!", font="mono", size=8.6, align="centre")
    _bars(paper, middle, y + 78)
    return _jpeg(_photograph(_rendered(paper, 3.6)))


def hardware() -> bytes:
    """A hardware shop's receipt from a flat-bed scanner: PNG."""
    paper = Paper((250, 420))
    left, right = 22.0, 228.0
    paper.text(125, 40, "Larkspur Hardware", font="bold", size=17, align="centre")
    for n, line in enumerate(("8 Quarry Lane, Bristol BS3 4QF", "Phone 0117 496 0182", "VAT no. GB904412320")):
        paper.text(125, 57 + 12 * n, line, size=8.6, align="centre")
    paper.line(left, 92, right, 92, colour=GREY)
    paper.text(left, 108, "Date: 27 Feb 2026", size=9)
    paper.text(right, 108, "Receipt 41-00963", size=9, align="right")
    paper.text(left, 130, "Item", font="bold", size=8.6)
    paper.text(150, 130, "Qty", font="bold", size=8.6, align="right")
    paper.text(190, 130, "Each", font="bold", size=8.6, align="right")
    paper.text(right, 130, "Amount", font="bold", size=8.6, align="right")
    items = (
        ("Oak dowel 12 mm", 4, "1.85"),
        ("Wood glue 250 ml", 1, "6.20"),
        ("Brass hinge, pair", 3, "4.40"),
        ("Sanding sheets P120", 2, "3.15"),
    )
    y, total = 148.0, Decimal(0)
    for name, quantity, each in items:
        amount = quantity * Decimal(each)
        total += amount
        paper.text(left, y, name, size=9)
        paper.text(150, y, str(quantity), size=9, align="right")
        paper.text(190, y, each, size=9, align="right")
        paper.text(right, y, f"{amount:.2f}", size=9, align="right")
        y += 17
    paper.line(left, y - 4, right, y - 4, colour=GREY)
    net = (total / Decimal("1.2")).quantize(Decimal("0.01"))
    for label, value in (("Net", net), ("VAT 20%", total - net)):
        paper.text(150, y + 14, label, size=9)
        paper.text(right, y + 14, f"{value:.2f}", size=9, align="right")
        y += 15
    paper.text(left, y + 24, "Total", font="bold", size=14)
    paper.text(right, y + 24, f"£{total:.2f}", font="bold", size=14, align="right")
    paper.text(left, y + 46, "Paid by card, contactless", size=8.6, colour=GREY)
    paper.text(125, y + 82, "Goods may be returned within 30 days.", size=8.2, align="centre", colour=GREY)
    _bars(paper, 125, y + 94)
    return _png(_scanned(_rendered(paper, 3.2)))


def studio() -> bytes:
    """An English invoice of two pages: PDF with a text layer."""
    paper, left, right = Paper(), 56.0, 539.0
    paper.block(0, 0, A4[0], 10, FOREST)
    paper.text(left, 70, "Northlight Studio Ltd", font="bold", size=20, colour=FOREST)
    for n, line in enumerate(("Unit 4, Saddlers Yard, Leeds LS2 7QA", "accounts@northlight.example  0113 496 0077")):
        paper.text(left, 88 + 13 * n, line, size=9.5, colour=GREY)
    paper.text(right, 70, "INVOICE", font="bold", size=20, align="right")
    for n, (label, value) in enumerate(
        (("Invoice number", "NL-2026-0147"), ("Invoice date", "9 March 2026"), ("Due date", "8 April 2026"))
    ):
        paper.text(430, 96 + 16 * n, label, size=9.5, align="right", colour=GREY)
        paper.text(right, 96 + 16 * n, value, size=9.5, align="right")
    paper.text(left, 158, "Billed to", size=9.5, colour=GREY)
    for n, line in enumerate(("Harbour & Finch Books", "21 Tidewell Road", "Whitby YO21 3PL")):
        paper.text(left, 174 + 14 * n, line, font="plain" if n else "bold", size=10.5)
    head = ("Description", "Quantity", "Unit price", "Amount")
    ends = (left + 8, 362.0, 452.0, right - 8)
    paper.block(left, 236, right, 258, (0.91, 0.95, 0.93))
    for n, (title, x) in enumerate(zip(head, ends, strict=True)):
        paper.text(x, 251, title, font="bold", size=9.5, align="right" if n else "left", colour=FOREST)
    rows = (
        ("Spring catalogue, layout and typesetting", "1", "1,450.00"),
        ("Cover illustrations", "3", "180.00"),
        ("Shop window lettering, installed", "1", "320.00"),
        ("Proof prints A3", "12", "6.50"),
    )
    y, net = 280.0, Decimal(0)
    for name, quantity, price in rows:
        amount = Decimal(quantity) * Decimal(price.replace(",", ""))
        net += amount
        for n, (text, x) in enumerate(zip((name, quantity, price, f"{amount:,.2f}"), ends, strict=True)):
            paper.text(x, y, text, size=10, align="right" if n else "left")
        paper.line(left, y + 10, right, y + 10, colour=LINE)
        y += 28
    vat = (net * Decimal("0.2")).quantize(Decimal("0.01"))
    for label, part in (("Subtotal", net), ("VAT 20%", vat)):
        paper.text(452, y + 8, label, size=10, align="right", colour=GREY)
        paper.text(right - 8, y + 8, f"{part:,.2f}", size=10, align="right")
        y += 20
    paper.block(372, y + 2, right, y + 28, FOREST)
    white: Colour = (1, 1, 1)
    paper.text(452, y + 19, "Total GBP", font="bold", size=11.5, align="right", colour=white)
    paper.text(right - 8, y + 19, f"£{net + vat:,.2f}", font="bold", size=11.5, align="right", colour=white)
    y += 84
    paper.text(left, y, "Payment", font="bold", size=10.5, colour=FOREST)
    for n, (label, value) in enumerate(
        (("IBAN", "GB11 NLBK 3021 5500 1847 62"), ("VAT number", "GB904412307"), ("Reference", "NL-2026-0147"))
    ):
        paper.text(left, y + 18 + 15 * n, label, size=9.5, colour=GREY)
        paper.text(left + 80, y + 18 + 15 * n, value, size=9.5)
    paper.text(left, 790, "Thank you for your custom. Notes on the work are on page 2.", size=9, colour=GREY)
    paper.text(right, 790, "Page 1 of 2", size=9, align="right", colour=GREY)
    return pdf([paper, _notes()], "Invoice NL-2026-0147")


def _notes() -> Paper:
    paper, left, right = Paper(), 56.0, 539.0
    paper.block(0, 0, A4[0], 10, FOREST)
    paper.text(left, 70, "Notes on the work", font="bold", size=16, colour=FOREST)
    notes = (
        "The catalogue was set in two rounds; the second round followed the list agreed in February.",
        "The three illustrations may be used in print and online for two years.",
        "The lettering is vinyl and may be removed with warm water and a soft cloth.",
        "All files are kept for five years and can be sent again on request.",
    )
    for n, note in enumerate(notes):
        paper.text(left, 100 + 22 * n, f"{n + 1}.", size=10, colour=GREY)
        paper.text(left + 18, 100 + 22 * n, note, size=10)
    paper.text(left, 790, "Northlight Studio Ltd", size=9, colour=GREY)
    paper.text(right, 790, "Page 2 of 2", size=9, align="right", colour=GREY)
    return paper


def werkstatt() -> bytes:
    """A German invoice: PDF with a text layer."""
    paper, left, right = Paper(), 62.0, 533.0
    paper.text(left, 78, "Werkstatt Lindenhof GmbH", font="bold", size=18, colour=BRICK)
    paper.text(left, 95, "Möbel und Innenausbau", size=10, colour=GREY)
    for n, line in enumerate(("Lindenhofweg 12", "79102 Freiburg", "Telefon 0761 5550 183")):
        paper.text(right, 68 + 13 * n, line, size=9.5, align="right", colour=GREY)
    paper.line(left, 112, right, 112, width=1.4, colour=BRICK)
    paper.text(left, 146, "Werkstatt Lindenhof GmbH · Lindenhofweg 12 · 79102 Freiburg", size=7.5, colour=GREY)
    for n, line in enumerate(("Café Grünspecht OHG", "Frau Ödön Weißhaupt", "Marktplatz 3", "79312 Emmendingen")):
        paper.text(left, 164 + 14 * n, line, size=10.5)
    for n, (label, value) in enumerate(
        (
            ("Rechnungsnummer", "2026-0318"),
            ("Rechnungsdatum", "18.03.2026"),
            ("Leistungsdatum", "12.03.2026"),
            ("Zahlbar bis", "01.04.2026"),
        )
    ):
        paper.text(360, 164 + 14 * n, label, size=9.5, colour=GREY)
        paper.text(right, 164 + 14 * n, value, size=9.5, align="right")
    paper.text(left, 262, "Rechnung", font="bold", size=17)
    paper.text(left, 282, "Für die Einrichtung Ihres Gastraums berechnen wir:", size=10)
    head = ("Bezeichnung", "Menge", "Einzelpreis", "Betrag")
    ends = (left, 350.0, 442.0, right)
    for n, (title, x) in enumerate(zip(head, ends, strict=True)):
        paper.text(x, 316, title, font="bold", size=9.5, align="right" if n else "left")
    paper.line(left, 323, right, 323)
    rows = (
        ("Tischplatte Eiche, geölt", "6", "289,00"),
        ("Sitzbank mit Rückenlehne", "2", "745,50"),
        ("Garderobe nach Maß", "1", "1.120,00"),
        ("Lieferung und Aufbau", "8", "58,00"),
    )
    y, net = 342.0, Decimal(0)
    for name, quantity, price in rows:
        amount = Decimal(quantity) * Decimal(price.replace(".", "").replace(",", "."))
        net += amount
        for n, (text, x) in enumerate(zip((name, quantity, price, _german(amount)), ends, strict=True)):
            paper.text(x, y, text, size=10, align="right" if n else "left")
        y += 22
    paper.line(left, y - 8, right, y - 8)
    vat = (net * Decimal("0.19")).quantize(Decimal("0.01"))
    for label, part in (("Nettobetrag", net), ("zzgl. 19 % MwSt.", vat)):
        paper.text(442, y + 12, label, size=10, align="right")
        paper.text(right, y + 12, _german(part), size=10, align="right")
        y += 20
    paper.line(340, y + 2, right, y + 2)
    paper.text(442, y + 20, "Gesamtbetrag EUR", font="bold", size=11.5, align="right")
    paper.text(right, y + 20, _german(net + vat), font="bold", size=11.5, align="right")
    paper.text(left, y + 66, "Bitte überweisen Sie den Betrag ohne Abzug auf das unten genannte Konto.", size=10)
    paper.text(left, y + 82, "Vielen Dank für Ihren Auftrag.", size=10)
    paper.line(left, 770, right, 770, colour=LINE)
    paper.text(left, 786, "Volksbank Lindental", size=8.5, colour=GREY)
    paper.text(left, 798, "IBAN DE23 5009 9877 0031 8452 09", size=8.5, colour=GREY)
    paper.text(right, 786, "USt-IdNr. DE299341813", size=8.5, align="right", colour=GREY)
    paper.text(right, 798, "Geschäftsführung: Jonte Hagedorn", size=8.5, align="right", colour=GREY)
    return pdf([paper], "Rechnung 2026-0318")


def garden() -> bytes:
    """An application form, printed, filled in by pen and scanned: PNG."""
    paper, left, right = Paper((560, 700)), 48.0, 512.0
    paper.text(left, 62, "Application for a garden plot", font="bold", size=20)
    paper.text(left, 80, "Millbrook Community Gardens. Please print clearly.", size=10, colour=GREY)
    paper.text(right, 62, "Form G-12", size=10, align="right", colour=GREY)
    paper.line(left, 92, right, 92, width=1.2)
    rows = (
        (("Name", "Rosalind Achterberg", 1.0),),
        (("Address", "5 Weir Cottages, Millbrook", 1.0),),
        (("Telephone", "01632 960 417", 0.5), ("Date of birth", "22 June 1984", 0.5)),
        (("E-mail", "rosalind@achterberg.example", 1.0),),
        (("Plot size", "50 square metres", 0.5), ("Preferred plot", "C 14", 0.5)),
        (("Start date", "1 April 2026", 0.5), ("Yearly fee", "£64.00", 0.5)),
    )
    y = 112.0
    for row in rows:
        x = left
        for label, value, share in row:
            end = x + share * (right - left)
            paper.frame(x, y, end, y + 42, colour=GREY)
            paper.text(x + 7, y + 13, label, size=8.5, colour=GREY)
            paper.text(x + 12, y + 34, value, font="pen", size=16, colour=BLUE_PEN)
            x = end
        y += 42
    y += 34
    paper.text(left, y, "I would like", font="bold", size=11)
    for n, (label, ticked) in enumerate(
        (("a shared tool shed", True), ("a compost bin", True), ("a plot beside the brook", False))
    ):
        top = y + 14 + 24 * n
        paper.frame(left, top, left + 13, top + 13)
        if ticked:
            paper.line(left + 2, top + 6, left + 6, top + 11, width=1.8, colour=BLUE_PEN)
            paper.line(left + 6, top + 11, left + 14, top - 3, width=1.8, colour=BLUE_PEN)
        paper.text(left + 24, top + 11, label, size=10.5)
    y += 124
    paper.text(left, y, "I have read the garden rules and will keep the paths clear.", size=10.5)
    y += 62
    paper.text(left + 10, y - 6, "R. Achterberg", font="pen", size=24, colour=BLUE_PEN)
    paper.text(330, y - 6, "9 March 2026", font="pen", size=16, colour=BLUE_PEN)
    paper.line(left, y, 290, y)
    paper.line(320, y, right, y)
    paper.text(left, y + 14, "Signature", size=8.5, colour=GREY)
    paper.text(320, y + 14, "Date", size=8.5, colour=GREY)
    return _png(_scanned(_rendered(paper, 2.2)))


SAMPLES: dict[str, Callable[[], bytes]] = {
    "cafe.jpg": cafe,
    "hardware.png": hardware,
    "studio.pdf": studio,
    "werkstatt.pdf": werkstatt,
    "garden.png": garden,
}


def _dashes(paper: Paper, y: float, left: float, right: float) -> None:
    for x in range(int(left), int(right) - 3, 6):
        paper.line(x, y, x + 3.4, y, width=0.8)


def _bars(paper: Paper, middle: float, y: float) -> None:
    """A bar code that means nothing: thirty bars of one to three parts."""
    chance = np.random.default_rng(SEED)
    x = middle - 45
    for thick, gap in chance.integers(1, 4, (22, 2)):
        paper.block(x, y, x + 0.9 * thick, y + 26, (0.1, 0.1, 0.1))
        x += 0.9 * thick + 1.1 * gap


def _german(amount: Decimal) -> str:
    return f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _rendered(paper: Paper, scale: float) -> Image.Image:
    """The paper as an RGB image, ``scale`` pixels a point."""
    image: Image.Image = pypdfium2.PdfDocument(pdf([paper], "sample"))[0].render(scale=scale).to_pil()
    return image.convert("RGB")


def _grain(image: Image.Image, strength: float) -> Image.Image:
    noise = np.random.default_rng(SEED).normal(0, strength, (image.height, image.width, 1))
    return Image.fromarray(np.clip(np.asarray(image, dtype=np.float32) + noise, 0, 255).astype(np.uint8))


def _scanned(image: Image.Image) -> Image.Image:
    """As a flat-bed scanner sees it: warm white, a hair out of level, edges a little soft."""
    warm = ImageChops.multiply(image, Image.new("RGB", image.size, (252, 251, 247)))
    level = warm.rotate(0.35, resample=Image.Resampling.BICUBIC, fillcolor=(252, 251, 247))
    return level.filter(ImageFilter.GaussianBlur(0.4)).quantize(64, dither=Image.Dither.NONE)


def _photograph(image: Image.Image) -> Image.Image:
    """As a phone sees it: on a wooden table, tilted by two degrees, with a shadow and uneven light."""
    width, height = image.width + 240, image.height + 200
    table = _wood(width, height)
    sheet = Image.new("RGBA", (width, height))
    toned = ImageChops.multiply(image, Image.new("RGB", image.size, (248, 245, 238)))
    sheet.paste(toned, (120, 100))
    sheet = sheet.rotate(-2.1, resample=Image.Resampling.BICUBIC)
    shade = Image.new("L", (width, height), 0)
    shade.paste(sheet.getchannel("A").point(lambda alpha: alpha * 150 // 255), (10, 16))
    table.paste((28, 20, 14), mask=shade.filter(ImageFilter.GaussianBlur(16)))
    table.paste(sheet, mask=sheet)
    light = Image.new("L", (width, height), 214)
    ImageDraw.Draw(light).ellipse((-width // 3, -height // 4, width, height), fill=255)
    light = light.filter(ImageFilter.GaussianBlur(220))
    lit = ImageChops.multiply(table, Image.merge("RGB", (light, light, light)))
    return _grain(lit.filter(ImageFilter.GaussianBlur(0.8)), 5.0)


def _wood(width: int, height: int) -> Image.Image:
    """A table top of even boards: slow waves along the grain over a brown ground."""
    across, along = np.mgrid[0:height, 0:width].astype(np.float32)
    bent = across + 14 * np.sin(along / 310) + 5 * np.sin(along / 97)
    grain = 9 * np.sin(bent / 11) + 5 * np.sin(bent / 3.7 + along / 240) + 3 * np.sin(bent / 1.9)
    board = np.where((across % 420) < 4, -38, 0) + 8 * np.sin(across // 420 * 2.4)
    tone = (grain + board)[..., None] * np.array([1.0, 0.86, 0.7])
    return Image.fromarray(np.clip(tone + np.array([142, 104, 72]), 0, 255).astype(np.uint8))


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return out.getvalue()


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _preview(name: str, data: bytes) -> bytes:
    """A small picture of the first page, for the sample's button."""
    pdf_page = name.endswith(".pdf")
    image = pypdfium2.PdfDocument(data)[0].render(scale=1).to_pil() if pdf_page else Image.open(io.BytesIO(data))
    image = image.convert("RGB")
    image.thumbnail((PREVIEW, 2 * PREVIEW), Image.Resampling.LANCZOS)
    return _jpeg(image)


if __name__ == "__main__":
    for name, draw in SAMPLES.items():
        data = draw()
        (FOLDER / name).write_bytes(data)
        (FOLDER / f"{Path(name).stem}.preview.jpg").write_bytes(_preview(name, data))
        print(f"{name}: {len(data) / 1000:.0f} kB")
