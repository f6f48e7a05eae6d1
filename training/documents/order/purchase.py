"""Purchase orders: the buyer writes them, the seller is addressed."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

from training import fake, layout
from training.documents.invoice import Style, mark_currency
from training.documents.order.asking import questions
from training.fake import Company
from training.layout import Column, Flow, Pair
from training.names import COLUMNS, INVOICE, ORDER
from training.phrases import phrase
from training.sheet import A4, LETTER, Sample, Sheet


def purchase(rng: random.Random) -> Sample:
    """A purchase order: the buyer writes it, the seller is addressed."""
    language = rng.choices(("en", "de", "fr", "es", "it", "nl", "pt"), (55, 18, 10, 6, 4, 4, 3))[0]
    country = rng.choice(fake.COUNTRIES_OF[language])
    buyer, vendor = fake.company(rng, country), fake.company(rng, country)
    other = fake.company(rng, country) if rng.random() < 0.3 else buyer
    style, money, dates = Style.drawn(rng), fake.money(rng, country), fake.dates(rng, country, language)
    day = fake.day(rng)
    lines: list[tuple[str, int, Decimal]] = [
        (fake.product(rng, language), rng.choice((1, 2, 5, 10, 50, 200)), fake.price(rng, 800))
        for _ in range(rng.randint(1, 14))
    ]
    total = sum((n * p for _, n, p in lines), Decimal(0))
    values = {
        "po_number": fake.number(rng, ("PO", "BE", "B")),
        "order_date": dates.text(day),
        "delivery_date": dates.text(day + timedelta(days=rng.randint(3, 60))),
        "buyer_name": buyer.name,
        "vendor_name": vendor.name,
        "seller": vendor.name,
        "ship_to": other.name,
        "media_buyer": buyer.contact,
        "payment_terms": phrase(rng, language, "terms").format(days=rng.choice((14, 30, 60))),
        "customer_number": fake.number(rng),
        "shipping_method": rng.choice(("DAP", "EXW", "FOB", "UPS Ground", "FCA", "Spedition", "Best way", "CIF")),
        "total": money.text(total),
    }
    paper = LETTER if country in ("US", "CA") else A4
    flow = Flow(rng, paper, rng.uniform(30, 65), paper[0] - rng.uniform(30, 60), rng.uniform(24, 56), paper[1] - 70)
    flow.header = lambda sheet, number: (
        14
        + layout.sentence(
            sheet,
            flow.left,
            30,
            rng.choice(("{po_number}", "{buyer_name}  {po_number}")) + f"   {number}",
            values,
            style.size,
        )
    )

    def label(key: str) -> str:
        return (ORDER.get(key) or INVOICE[key]).label(rng, language)

    def party(sheet: Sheet, x: float, y: float, w: float, key: str, who: Company, heading: str | None) -> float:
        if heading:
            y = layout.put(sheet, x, y, style.marks.label(heading), style.size, w) + 2
        start = len(sheet.words)
        y = layout.put(
            sheet, x, y, who.name, style.size * (1.5 if heading is None and rng.random() < 0.5 else 1), w, key=key
        )
        if key == "vendor_name":
            layout.note(sheet, "seller", range(start, len(sheet.words)))
        return (
            layout.put(
                sheet,
                x,
                y,
                "\n".join(
                    [
                        *who.address.lines(rng.random() < 0.2),
                        *rng.sample([who.phone, who.email, who.vat_id], rng.choice((0, 1))),
                    ]
                ),
                style.size,
                w,
            )
            + 10
        )

    titles = {
        "en": "Purchase Order|PURCHASE ORDER|Order|Supplier Order",
        "de": "Bestellung|Auftrag|Bestellschein",
        "fr": "Bon de commande|Commande",
        "es": "Pedido|Orden de compra",
        "it": "Ordine di acquisto|Ordine",
        "nl": "Bestelling|Inkooporder",
        "pt": "Encomenda|Nota de encomenda",
    }
    title = rng.choice(titles[language].split("|"))
    numbered = rng.random() < 0.4
    if numbered:
        title += rng.choice(
            (
                " {po_number}",
                " Nr. {po_number}" if language == "de" else " # {po_number}",
                " {po_number} / {order_date}",
            )
        )
    keys = [
        k
        for k, p in (
            ("po_number", 0.1 if numbered else 1),
            ("order_date", 0.9),
            ("delivery_date", 0.7),
            ("payment_terms", 0.5),
            ("shipping_method", 0.4),
            ("media_buyer", 0.4),
            ("customer_number", 0.3),
        )
        if rng.random() < p
    ]
    rng.shuffle(keys)
    entries: list[Pair] = [(label(k), k, values[k]) for k in keys]
    sheet, half = flow.sheet, flow.width / 2
    first = party(sheet, flow.left, flow.y, half - 10, "buyer_name", buyer, None)
    at = layout.sentence(sheet, flow.right, flow.y, title, values, min(style.title, 20), half, "right") + 6
    right = rng.random() < 0.5
    if right:
        at = layout.pairs(sheet, flow.left + half, at, half, entries, style.pairs, style.size, style.marks, rng)
    flow.y = max(first, at) + 8
    a = party(
        sheet, flow.left, flow.y, half - 10, "vendor_name", vendor, label("seller") if rng.random() < 0.85 else ""
    )
    b = flow.y
    if rng.random() < 0.65:
        b = party(sheet, flow.left + half, flow.y, half - 10, "ship_to", other, label("ship_to"))
    flow.y = max(a, b)
    if not right:
        flow.y = (
            layout.pairs(sheet, flow.left, flow.y, flow.width, entries, style.pairs, style.size, style.marks, rng) + 10
        )
    columns = [
        Column(k, COLUMNS[k].label(rng, language), "right" if k in ("unit_price", "amount", "quantity") else "left")
        for k in ("position", "article_number", "description", "quantity", "unit", "unit_price", "amount")
        if k in ("description", "quantity", "amount") or rng.random() < 0.55
    ]
    rows = [
        {
            "position": str(n),
            "article_number": fake.number(rng),
            "description": name,
            "quantity": money.plain(Decimal(many), 0),
            "unit": rng.choice(fake.words.UNITS[language]),
            "unit_price": money.plain(price),
            "amount": money.plain(many * price),
        }
        for n, (name, many, price) in enumerate(lines, 1)
    ]
    rows = [{c.key: row[c.key] for c in columns} for row in rows]
    layout.place(columns, rows, flow.left, flow.width, style.size, "description", rng)
    flow.y = layout.heads(flow.sheet, flow.y, columns, style.size) + 4
    for row in rows:
        flow.room(style.size * 3)
        flow.y = layout.cells(flow.sheet, flow.y, columns, row, style.size, "line_items") + rng.choice((1, 4))
    flow.room(50)
    flow.y = (
        layout.pairs(
            flow.sheet,
            flow.left + half,
            flow.y + 6,
            half,
            [(INVOICE["total"].label(rng, language), "total", values["total"])],
            rng.choice(("spread", "column", "rightboth")),
            style.size,
            style.marks,
            rng,
        )
        + 10
    )
    for line in fake.prose(rng, language, rng.choice((60, 200, 700)), 90):
        flow.room(12)
        flow.y = layout.put(flow.sheet, flow.left, flow.y, line, min(style.size, 8))
    for page in flow.sheets:
        mark_currency(page, money)
    kept = ("po_number", "order_date", "delivery_date", "ship_to", "seller", "media_buyer", "shipping_method")
    concepts = {k: ORDER[k] for k in kept} | {
        k: INVOICE[k] for k in ("buyer_name", "vendor_name", "total", "payment_terms", "currency", "due_date", "iban")
    }
    return Sample(
        "invoice",
        flow.sheets,
        questions(rng, concepts, flow.sheets, ("po_number", "order_date", "total")),
        scanned=rng.random() < 0.3,
    )
