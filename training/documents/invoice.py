"""Invoices: letters, forms, receipts of payment and data sheets, in seven languages and many layouts."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training import fake, layout
from training.fake import Company, Dates, Money
from training.layout import Column, Flow, Marks, Pair
from training.names import COLUMNS, INVOICE, asked
from training.phrases import phrase
from training.sheet import A4, LETTER, Asked, Sample, Sheet, width_of

WEIGHT = 30
RATES = {
    "DE": (19, 19, 19, 7),
    "AT": (20, 20, 10),
    "CH": ("7.7", "8.1", "2.5"),
    "FR": (20, 20, "5.5", 10),
    "GB": (20, 20, 5),
    "US": ("8.25", "6", "7.5", "8.875", 0),
    "NL": (21, 21, 9),
    "BE": (21, 6),
    "ES": (21, 10),
    "IT": (22, 10),
    "PT": (23, 13),
    "MY": (6, 10),
    "IN": (18, 12, 5),
    "IE": (23,),
    "AU": (10,),
    "CA": (13, 5),
    "PL": (23, 8),
    "DK": (25,),
    "SE": (25,),
    "CZ": (21,),
}
CENT = Decimal("0.01")
CODES = (
    "C62",
    "H87",
    "PCE",
    "MTK",
    "MTR",
    "KGM",
    "LTR",
    "HUR",
    "DAY",
    "XPP",
    "SET",
)  # units of UN/ECE recommendation 20


@dataclass
class Line:
    """One position of an invoice."""

    description: str
    quantity: Decimal
    unit_price: Decimal
    rate: Decimal
    amount: Decimal
    cells: dict[str, str] = field(default_factory=dict)
    below: list[str] = field(default_factory=list)  # lines under it that are not its description


@dataclass(frozen=True)
class Extra:
    """A discount or a charge on the whole invoice: what it is, its percentage if it has one, and its signed amount."""

    key: str
    percent: Decimal | None
    amount: Decimal


@dataclass
class Facts:
    """What an invoice states; ``text`` holds the values as this page prints them."""

    rng: random.Random
    language: str
    vendor: Company
    buyer: Company
    dates: Dates
    money: Money
    lines: list[Line]
    rates: dict[Decimal, tuple[Decimal, Decimal]]  # rate -> (base, tax)
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    due: date
    days: int
    text: dict[str, str]
    english: bool  # labels are English although the vendor's language is another
    extras: list[Extra] = field(default_factory=list)

    def label(self, key: str) -> str:
        """A printed label of ``key``."""
        language = "en" if self.english else self.language
        text = INVOICE[key].label(self.rng, language)
        if self.language != "en" and not self.english and self.rng.random() < 0.025:
            text += f" / {INVOICE[key].label(self.rng, 'en')}"
        return text

    def say(self, kind: str) -> str:
        """A phrase of the page's language, such as a heading or a sentence with slots."""
        return phrase(self.rng, "en" if self.english else self.language, kind)


def facts(rng: random.Random, language: str | None = None) -> Facts:
    """Everything that one invoice states, sums included."""
    language = language or rng.choices(("en", "de", "fr", "es", "it", "nl", "pt"), (45, 23, 14, 5, 5, 5, 3))[0]
    country = rng.choice(fake.COUNTRIES_OF[language])
    vendor = fake.company(rng, country, private=rng.random() < 0.05)
    home = country if rng.random() < 0.8 else rng.choice(fake.COUNTRIES_OF[rng.choice(tuple(fake.COUNTRIES_OF))])
    buyer = fake.company(rng, home, private=rng.random() < 0.3)
    dates, money = fake.dates(rng, country, language), fake.money(rng, country)
    lines = _lines(rng, language, money, country)
    rates: dict[Decimal, tuple[Decimal, Decimal]] = {}
    for rate in {line.rate for line in lines}:
        base = sum((line.amount for line in lines if line.rate == rate), Decimal(0))
        rates[rate] = (base, (base * rate / 100).quantize(CENT, ROUND_HALF_UP))
    extras = _extras(rng, sum((line.amount for line in lines), Decimal(0)))
    if extras:
        main = max(rates, key=lambda rate: rates[rate][0])
        base = rates[main][0] + sum((extra.amount for extra in extras), Decimal(0))
        rates[main] = (base, (base * main / 100).quantize(CENT, ROUND_HALF_UP))
    rates = dict(sorted(rates.items()))
    subtotal = sum((base for base, _ in rates.values()), Decimal(0))
    tax = sum((part for _, part in rates.values()), Decimal(0))
    issued = fake.day(rng)
    days = rng.choice((7, 8, 10, 14, 14, 15, 20, 30, 30, 30, 45, 60))
    due = issued + timedelta(days=days)
    made = Facts(
        rng,
        language,
        vendor,
        buyer,
        dates,
        money,
        lines,
        rates,
        subtotal,
        tax,
        subtotal + tax,
        due,
        days,
        {},
        language != "en" and rng.random() < 0.04,
        extras,
    )
    made.text = _printed(made, issued)
    return made


def _extras(rng: random.Random, goods: Decimal) -> list[Extra]:
    if rng.random() > 0.2:
        return []
    made = []
    for key in rng.sample(("discount", "shipping"), rng.choice((1, 1, 2))):
        percent = (
            Decimal(rng.choice((1, 2, 3, 5, 10, 15))) if rng.random() < (0.7 if key == "discount" else 0.2) else None
        )
        amount = goods * (percent or Decimal(rng.randint(1, 900)) / 100) / 100
        amount = amount.quantize(CENT, ROUND_HALF_UP)
        made.append(Extra(key, percent, -amount if key == "discount" else amount))
    return made


def _lines(rng: random.Random, language: str, money: Money, country: str) -> list[Line]:
    count = rng.choices((1, 2, 3, rng.randint(4, 7), rng.randint(8, 14), rng.randint(15, 32)), (15, 17, 20, 30, 13, 5))[
        0
    ]
    rates = RATES[country]
    main = Decimal(str(rng.choice(rates)))
    if rng.random() < 0.08:
        main = Decimal(0)
    mixed = rng.random() < 0.2
    most = rng.choice((50, 300, 1000, 3000))
    decimals = rng.choice((0, 0, 0, 0, 1, 2, 2, 3, 4))
    places = rng.choice((2, 2, 2, 2, 2, 2, 3, 4))
    coded = rng.random() < 0.15
    made = []
    for _ in range(count):
        many = rng.choices((1, rng.randint(2, 12), rng.randint(10, 500)), (45, 45, 10))[0]
        quantity = Decimal(many)
        if decimals and rng.random() < 0.4:
            quantity += Decimal(rng.randrange(4)) / 4
        unit_price = fake.price(rng, most)
        amount = (quantity * unit_price).quantize(CENT, ROUND_HALF_UP)
        rate = Decimal(str(rng.choice(rates))) if mixed else main
        line = Line(fake.product(rng, language), quantity, unit_price, rate, amount)
        plain = money.plain(quantity, decimals)
        if decimals == 0 and quantity % 1:
            plain = money.plain(quantity, 2)
        unit = rng.choice(CODES if coded else fake.words.UNITS.get(language, fake.words.UNITS["en"]))
        line.cells = {"quantity": plain, "unit": unit, "unit_price": money.plain(unit_price, places)}
        made.append(line)
    return made


def _printed(f: Facts, issued: date) -> dict[str, str]:
    rng, v, b, show = f.rng, f.vendor, f.buyer, f.dates.text
    prefixes = {
        "de": ("RE", "RG", "R"),
        "fr": ("FA", "F", "FAC"),
        "en": ("INV", "IN", "SI", "I"),
        "it": ("FT", "FPR"),
        "es": ("F", "FV"),
    }.get(f.language, ("F", "INV", "FT"))
    iban = fake.in_fours(v.iban) if rng.random() < 0.6 else v.iban
    ordered = issued - timedelta(days=rng.randint(3, 60))
    begin = issued.replace(day=1)
    paid = (f.total * rng.choice((Decimal("0.25"), Decimal("0.5"), Decimal("0.1"), Decimal(1)))).quantize(CENT)
    slash = rng.choice((", ", "\n", "\n", "\n"))
    return {
        "vendor_name": v.name,
        "buyer_name": b.name,
        "vendor_tax_id": v.vat_id,
        "buyer_tax_id": b.vat_id,
        "invoice_number": fake.number(rng, prefixes),
        "invoice_date": show(issued),
        "due_date": show(f.due),
        "delivery_date": show(issued - timedelta(days=rng.choice((0, 1, 2, 5, 14)))),
        "order_number": fake.number(rng, ("PO", "AB", "B", "SO")),
        "customer_number": fake.number(rng, ("K", "C", "D")),
        "iban": iban,
        "bic": v.bic,
        "vendor_phone": v.phone,
        "vendor_fax": v.fax,
        "vendor_email": v.email,
        "vendor_website": v.website,
        "contact_person": v.contact,
        "tax_number": v.tax_number,
        "bank_name": v.bank,
        "order_date": show(ordered),
        "delivery_note_number": fake.number(rng, ("LS", "DN", "BL")),
        "service_period": f"{show(begin)} - {show(issued)}",
        "project": fake.product(rng, f.language),
        "vendor_address": slash.join(v.address.lines()),
        "buyer_address": slash.join(b.address.lines()),
        "currency": f.money.currency,
        "payment_terms": f.say("terms").format(days=f.days),
        "subtotal": f.money.text(f.subtotal),
        "tax": f.money.text(f.tax),
        "total": f.money.text(f.total),
        "paid": f.money.text(paid),
        "amount_due": f.money.text(f.total - paid),
        "bank_account": fake.digits(rng, 9),
        "sort_code": fake.shaped(rng, rng.choice(("99-99-99", "999 999 99", "999999999"))),
        "discount": f.money.text((f.total * Decimal("0.02")).quantize(CENT)),
        "tax_rate": percent(rng, max(f.rates), f.money.decimal),
    }


def percent(rng: random.Random, rate: Decimal, decimal: str) -> str:
    """A rate as printed: 19%, 19 %, 19,00 %, 19."""
    plain = f"{rate.normalize():f}"
    plain = rng.choice((plain, plain, plain, f"{rate:.2f}", f"{rate:.1f}")).replace(".", decimal)
    return plain + rng.choice(("%", "%", " %", ""))


# The parts of a page. Each draws into the box from (x, y) of width w and gives the y below it.
Part = Callable[[Sheet, float, float, float], float]


@dataclass
class Style:
    """What one document's pages have in common."""

    size: float
    marks: Marks
    pairs: str
    title: float
    heading: bool

    @classmethod
    def drawn(cls, rng: random.Random) -> Style:
        return cls(
            rng.choice((7.5, 8, 8.5, 9, 9, 9.5, 10, 10, 10, 11)),
            Marks.drawn(rng),
            rng.choice(layout.STYLES),
            rng.choice((12, 14, 16, 18, 20, 24, 28)),
            rng.random() < 0.55,
        )


class Pages:
    """Draws one invoice."""

    def __init__(self, f: Facts) -> None:
        self.f, self.rng = f, f.rng
        self.style = Style.drawn(f.rng)
        rng = f.rng
        paper = LETTER if f.vendor.country in ("US", "CA") else A4
        if rng.random() < 0.05:
            paper = (paper[1], paper[0])
        margin = rng.uniform(28, 72)
        self.flow = Flow(
            rng,
            paper,
            margin,
            paper[0] - rng.uniform(28, 66),
            rng.uniform(22, 60),
            paper[1] - rng.uniform(60, 120),
            mono=rng.random() < 0.05,
            header=self._running_head,
        )
        self.said: set[str] = set()  # keys that the head has printed
        self.columns: list[Column] = []
        self.running: list[str] = rng.sample(("invoice_number", "invoice_date", "vendor_name", "customer_number"), 2)
        if rng.random() < 0.4:
            self.running = []
        self.footer_kind = rng.choice(("columns", "columns", "line", "none", "centre", "page"))
        self.title_template = self._title_template()

    def _title_template(self) -> str:
        if self.rng.random() < 0.45:
            self.said |= {"invoice_number"}
            template = self.f.say("title_number")
            if "{invoice_date}" in template:
                self.said.add("invoice_date")
            return template
        return self.f.say("title")

    # -- parts of the head

    def title(self, sheet: Sheet, x: float, y: float, w: float) -> float:
        align, edge = self.align(x, w)
        size = min(self.style.title, 16) if len(self.title_template) > 30 else self.style.title
        text = self.title_template
        if self.rng.random() < 0.5 and "{" not in text:
            text = text.upper()
        y = layout.sentence(sheet, edge, y, text, self.f.text, size, w, align)
        return y + 4

    def align(self, x: float, w: float) -> tuple[str, float]:
        kind = self.rng.choice(("left", "left", "left", "right", "centre"))
        return kind, {"left": x, "right": x + w, "centre": x + w / 2}[kind]

    def banner(self, sheet: Sheet, x: float, y: float, w: float) -> float:
        """The vendor's name in large letters, at times with a line on what it does and its address in one line."""
        align, edge = self.align(x, w)
        size = self.rng.choice((12, 14, 16, 18, 20, 24))
        v = self.f.vendor
        if self.rng.random() < 0.15:
            logo = v.name.split()[0].upper()
            y = layout.put(sheet, edge, y, logo, size * 1.3, 0, align)
        y = layout.put(sheet, edge, y, v.name, size, w if self.rng.random() < 0.8 else w * 0.4, align, "vendor_name")
        if self.rng.random() < 0.3:
            motto = ", ".join(self.rng.sample(fake.words.TRADES.get(v.language, fake.words.TRADES["en"]), 2))
            y = layout.put(sheet, edge, y, motto, self.style.size, 0, align)
        if self.rng.random() < 0.35:
            separator = self.rng.choice((", ", " - ", " · ", " | "))
            line = "{vendor_address}" + separator + self.f.label("vendor_phone") + " {vendor_phone}"
            values = self.f.text | {"vendor_address": separator.join(v.address.lines())}
            y = layout.sentence(sheet, edge, y, line, values, self.style.size * 0.9, w, align)
        return y + 6

    def vendor(self, sheet: Sheet, x: float, y: float, w: float) -> float:
        """The vendor's block: name, address, and some of its numbers."""
        f, size = self.f, self.style.size
        align, edge = ("right", x + w) if self.rng.random() < 0.25 else ("left", x)
        if self.style.heading and self.rng.random() < 0.6:
            y = layout.put(sheet, edge, y, self.style.marks.label(f.label("vendor_name")), size, w, align) + 2
        big = self.rng.choice((size, size, size * 1.2, size * 1.5))
        y = layout.put(sheet, edge, y, f.text["vendor_name"], big, w, align, "vendor_name")
        return self._party(sheet, edge, y, w, align, f.vendor, "vendor")

    def buyer(self, sheet: Sheet, x: float, y: float, w: float) -> float:
        """The buyer's block."""
        f, size = self.f, self.style.size
        if self.style.heading:
            y = layout.put(sheet, x, y, self.style.marks.label(f.label("buyer_name")), size, w) + 2
        if self.rng.random() < 0.08:
            y = layout.put(sheet, x, y, fake.digits(self.rng, 5), size, w)
        contact = self.rng.choice(("Attn: ", "c/o ", "z. Hd. ", "", "Herr ", "Mme ")) + f.buyer.contact
        first = self.rng.random() < 0.06
        if first:
            y = layout.put(sheet, x, y, contact, size, w)
        if self.rng.random() < 0.04 and not self.style.heading:
            y = layout.put(sheet, x, y, self.rng.choice(("Firma", "An", "To", "Messrs.")), size, w)
        y = layout.put(sheet, x, y, f.text["buyer_name"], size, w, key="buyer_name")
        if not first and self.rng.random() < 0.2:
            y = layout.put(sheet, x, y, contact, size, w)
        return self._party(sheet, x, y, w, "left", f.buyer, "buyer")

    def _party(self, sheet: Sheet, edge: float, y: float, w: float, align: str, who: Company, role: str) -> float:
        rng, size = self.rng, self.style.size
        lines = who.address.lines(rng.random() < 0.3)
        if align == "left" and rng.random() < 0.06:
            lines = [", ".join(lines)]
        start = len(sheet.words)
        for line in lines:
            y = layout.put(sheet, edge, y, line, size, w, align)
            if rng.random() < 0.04:
                y += size
        layout.note(sheet, f"{role}_address", range(start, len(sheet.words)))
        keys = [
            "vendor_phone",
            "vendor_fax",
            "vendor_email",
            "vendor_website",
            "vendor_tax_id",
            "tax_number",
            "contact_person",
        ]
        if role == "buyer":
            keys = ["buyer_tax_id", "", "", ""]
        if rng.random() < (0.65 if role == "vendor" else 0.3):
            y += rng.choice((0, 0, 6))
            for key in [k for k in keys if rng.random() < 0.45]:
                if not key:  # decoys: what the buyer may be reached by
                    label = self.f.label(rng.choice(("vendor_phone", "vendor_email")))
                    y = layout.put(sheet, edge, y, f"{label} {rng.choice((who.phone, who.email))}", size, w, align)
                    continue
                label = (
                    self.style.marks.label(self.f.label(key)) + " "
                    if key != "vendor_website" or rng.random() < 0.3
                    else ""
                )
                y = layout.sentence(sheet, edge, y, label + "{" + key + "}", self.f.text, size, w, align)
                self.said.add(key)
        return y + 8

    def ship(self, sheet: Sheet, x: float, y: float, w: float) -> float:
        """Where the goods went: the buyer again or another place; nothing of it is marked but the name."""
        size = self.style.size
        y = layout.put(sheet, x, y, self.style.marks.label(self.f.say("ship_to")), size, w) + 2
        if self.rng.random() < 0.6:
            y = layout.put(sheet, x, y, self.f.buyer.name, size, w)
            lines = self.f.buyer.address.lines()
        else:
            other = fake.company(self.rng, self.f.buyer.country)
            y = layout.put(sheet, x, y, other.name, size, w)
            lines = other.address.lines()
        return layout.put(sheet, x, y, "\n".join(lines), size, w) + 8

    def window(self, sheet: Sheet, x: float, y: float, w: float) -> float:
        """The sender in one small line above the buyer's address, as letters have it."""
        separator = self.rng.choice((" · ", ", ", " - ", " | ", " • ", " * ", "  "))
        line = "{vendor_name}" + separator + "{vendor_address}"
        values = self.f.text | {"vendor_address": separator.join(self.f.vendor.address.lines())}
        small = self.rng.choice((6, 6.5, 7, 8))
        y = layout.sentence(sheet, x, y, line, values, small, 0) + self.rng.choice((3, 8, 14))
        return self.buyer(sheet, x, y, w)

    def meta(self, sheet: Sheet, x: float, y: float, w: float) -> float:
        """The numbers and dates of the invoice."""
        style = self.style.pairs
        return layout.pairs(sheet, x, y, w, self._meta_pairs(), style, self.style.size, self.style.marks, self.rng) + 8

    def _meta_pairs(self) -> list[Pair]:
        rng, f = self.rng, self.f
        keys = [k for k in ("invoice_number", "invoice_date") if k not in self.said or rng.random() < 0.12]
        others = {
            "due_date": 0.4,
            "delivery_date": 0.3,
            "order_number": 0.35,
            "customer_number": 0.45,
            "contact_person": 0.15,
            "vendor_tax_id": 0.12,
            "buyer_tax_id": 0.12,
            "service_period": 0.12,
            "project": 0.12,
            "payment_terms": 0.2,
            "delivery_note_number": 0.15,
            "order_date": 0.2,
            "currency": 0.1,
            "tax_number": 0.06,
            "vendor_phone": 0.06,
            "total": 0.08,
        }
        few = rng.random() < 0.25
        extra = [k for k, p in others.items() if rng.random() < (p * 0.3 if few else p)]
        rng.shuffle(extra)
        keys = keys + extra if rng.random() < 0.6 else rng.sample(keys + extra, len(keys + extra))
        made = [(f.label(k), k, f.text[k]) for k in keys]
        if rng.random() < 0.08:
            made.insert(
                rng.randrange(len(made) + 1), (f.label(rng.choice(("project", "delivery_note_number"))), None, "")
            )
        if rng.random() < 0.1:
            made.append((f.say("page"), None, "1"))
        self.said |= set(keys)
        return made

    def intro(self) -> None:
        """A sentence or two before the items."""
        flow, f = self.flow, self.f
        size = self.style.size
        templates = [f.say("greeting")] if self.rng.random() < 0.4 else []
        templates += [f.say("intro")]
        for template in templates:
            flow.y = layout.sentence(flow.sheet, flow.left, flow.y, template, f.text, size, flow.width) + 3
        flow.y += 6

    # -- the head as a whole

    def head(self) -> None:
        """Set the parts of the head in rows of one or two cells."""
        rng, flow = self.rng, self.flow
        t, n, v, b, s, m, window = self.title, self.banner, self.vendor, self.buyer, self.ship, self.meta, self.window
        parties = [b, s] if rng.random() < 0.35 else [b]
        arrangements: list[list[list[list[Part]]]] = [
            [[[n]], [[window], [m]], [[t]]],
            [[[window], [v, m]], [[t]]],
            [[[n]], [[b], [m]], [[t]]],
            [[[v], [t, m]], [[p] for p in parties]],
            [[[t], [v]], [[b], [m]]],
            [[[t]], [[v], [b]], [[m]]],
            [[[v], [b]], [[t]], [[m]]],
            [[[n], [t]], [[m]], [[p] for p in parties]],
            [[[t, m], [v]], [[p] for p in parties]],
            [[[n]], [[t]], [[b, s] if rng.random() < 0.3 else [b], [m]]],
            [[[t]], [[m]], [[v]], [[b]]],
            [[[v, b], [t, m]]],
            [[[v]], [[t]], [[b], [m]]],
            [[[t, v], [m, b]]],
            [[[n]], [[m, b], [v]]],
            [[[window], [n, m]], [[t]]],
            [[[window], [m]], [[t]]],
            [[[b], [n]], [[t]], [[m]]],
        ]
        gap = rng.choice((6, 12, 20, 34))
        for row in rng.choice(arrangements):
            shares = [1.0]
            if len(row) == 2:
                first = rng.choice((0.4, 0.5, 0.5, 0.55, 0.62))
                shares = [first, 1 - first]
                if rng.random() < 0.12 and not any(p in (window,) for cell in row for p in cell):
                    row = row[::-1]
            x, bottoms = flow.left, []
            for cell, share in zip(row, shares, strict=False):
                y = flow.y
                for part in cell:
                    y = part(flow.sheet, x, y, share * flow.width - (14 if len(row) == 2 else 0))
                bottoms.append(y)
                x += share * flow.width
            flow.y = max(bottoms) + gap

    def report(self) -> None:
        """The head as a data sheet: sections of the invoice, its seller and its buyer, each with labelled lines."""
        rng, flow, f, size = self.rng, self.flow, self.f, self.style.size
        style, w = (
            rng.choice(("column", "column", "inline", "spread", "rightlabels")),
            flow.width * rng.choice((0.6, 0.8, 1)),
        )
        bare = rng.random() < 0.3  # names and streets stand without labels

        def section(heading: str, rows: list[Pair], lines: list[tuple[str, str | None]]) -> None:
            flow.room(60)
            if heading:
                flow.y = layout.put(flow.sheet, flow.left, flow.y, heading, size * rng.choice((1, 1.15, 1.3))) + 2
            for text, key in lines:
                flow.y = layout.put(flow.sheet, flow.left, flow.y, text, size, flow.width, key=key)
            for row in rows:
                flow.room(24)
                flow.y = layout.pairs(
                    flow.sheet,
                    flow.left + 6,
                    flow.y,
                    w,
                    [row],
                    "fixed" if style == "column" else style,
                    size,
                    self.style.marks,
                    rng,
                )
            flow.y += rng.choice((6, 12, 18))

        if rng.random() < 0.5:
            section(
                "", [(f.say("page"), None, "1")] if rng.random() < 0.2 else [], [(fake.sentence(rng, f.language), None)]
            )
        flow.y = self.title(flow.sheet, flow.left, flow.y, flow.width) + 4
        if rng.random() < 0.5:
            self.said.add("currency")
        section("", self._meta_pairs(), [])
        parts = [("vendor", f.vendor, "vendor_name"), ("buyer", f.buyer, "buyer_name")]
        for role, who, name in parts if rng.random() < 0.85 else parts[::-1]:
            rows, lines = self._labelled(role, who, name, bare)
            heading = next(h for h in iter(lambda k=name: f.label(k), "") if h not in ("Name", "Nom", "Nombre"))
            section(self.style.marks.label(heading), rows, lines)
        if rng.random() < 0.35:
            other = fake.company(rng, f.buyer.country)
            rows = (
                []
                if bare
                else [
                    (f.say("name"), None, other.name),
                    (f.label("vendor_address"), None, "\n".join(other.address.lines())),
                ]
            )
            section(
                f.say("ship_to"), rows, [(line, None) for line in (other.name, *other.address.lines())] if bare else []
            )
        if rng.random() < 0.4:
            rows = [(f.say("notes"), None, fake.sentence(rng, f.language)) for _ in range(rng.randint(1, 4))]
            section(f.say("notes"), rows, [])

    def _labelled(
        self, role: str, who: Company, name: str, bare: bool
    ) -> tuple[list[Pair], list[tuple[str, str | None]]]:
        f, rng = self.f, self.rng
        lines: list[tuple[str, str | None]] = []
        rows: list[Pair] = []
        if rng.random() < 0.5:
            number = f.text["customer_number"] if role == "buyer" else fake.digits(rng, rng.choice((5, 6)))
            rows.append((f.say("number"), "customer_number" if role == "buyer" else None, number))
            self.said.add("customer_number")
        if rng.random() < 0.4:
            rows.append((rng.choice(("GLN", "GLN", "D-U-N-S", "ID", "SIREN")), None, fake.digits(rng, 13)))
        address = "\n".join(who.address.lines())
        if bare:
            lines += [(who.name, name), (address, f"{role}_address")]
        else:
            rows.append((f.say("name"), name, who.name))
            if rng.random() < 0.6:
                rows.append((f.label("contact_person"), "contact_person" if role == "vendor" else None, who.contact))
            rows.append((f.label("vendor_address"), f"{role}_address", address))
        for key, text in (
            ("vendor_phone", who.phone),
            ("vendor_email", who.email),
            ("tax_number", who.tax_number),
            ("vendor_tax_id", who.vat_id),
        ):
            if rng.random() < (0.7 if role == "vendor" else 0.5):
                mark = key if role == "vendor" else "buyer_tax_id" if key == "vendor_tax_id" else None
                rows.append((f.label(key), mark, text))
        return rows, lines

    def _running_head(self, sheet: Sheet, number: int) -> float:
        y = self.rng.uniform(20, 40)
        if self.running:
            bits = [f"{self.f.label(k)} {{{k}}}" if k != "vendor_name" else "{vendor_name}" for k in self.running]
            y = layout.sentence(sheet, self.flow.left, y, "   ".join(bits), self.f.text, self.style.size)
        if self.rng.random() < 0.5:
            sheet.put(self.flow.right, y, f"{self.f.say('page')} {number}", self.style.size, "right")
            y += self.style.size
        return y + 14

    # -- the items

    def table(self) -> None:
        """The positions: columns in some order, headers again on further pages, sub-lines, headings, carried sums."""
        f, rng, flow = self.f, self.rng, self.flow
        size = min(self.style.size, rng.choice((7, 8, 9, 10)))
        keys = self._columns()
        rows = [self._row(line, n, keys) for n, line in enumerate(f.lines, 1)]
        align = rng.choice(("right", "right", "right", "left", "centre"))
        language = "en" if f.english else f.language
        self.columns = []
        for key in keys:
            header = COLUMNS[key].label(rng, language)
            if key == "amount" and rng.random() < 0.1:
                header += f" ({f.money.symbol})"
            figures = key in ("quantity", "unit_price", "amount", "tax_rate", "line_discount")
            side = align if figures else "right" if key == "position" and rng.random() < 0.2 else "left"
            self.columns.append(Column(key, header.upper() if self.style.marks.upper else header, side))
        layout.place(self.columns, rows, flow.left, flow.width, size, "description", rng, flow.mono)
        headed = rng.random() < 0.94
        again = rng.random() < 0.7
        spread = rng.choice((1.0, 2, 4, 8, 12))
        carried = rng.random() < 0.4
        rebates = rng.random() < 0.1
        flow.room(60)
        if headed:
            flow.y = layout.heads(flow.sheet, flow.y, self.columns, size) + rng.choice((2, 5, 9))
        so_far = Decimal(0)
        for line, row in zip(f.lines, rows, strict=True):
            if rng.random() < 0.02:
                flow.y = layout.put(flow.sheet, flow.left, flow.y, fake.product(rng, f.language), size * 1.1) + 3
            height = size * 1.2 * (2 + len(line.below))
            if flow.y + height > flow.bottom:
                if carried:
                    self._carry(so_far, size)
                flow.turn()
                if carried:
                    self._carry(so_far, size)
                if headed and again:
                    flow.y = layout.heads(flow.sheet, flow.y, self.columns, size) + 4
            flow.y = layout.cells(flow.sheet, flow.y, self.columns, row, size, "line_items")
            column = next(c for c in self.columns if c.key == "description")
            for below in line.below:
                flow.y = layout.put(flow.sheet, column.x0, flow.y, below, size * rng.choice((0.85, 1)), 0)
            if rebates and rng.random() < 0.4:
                part = (line.amount * rng.choice((1, 2, 5, 10)) / 100).quantize(CENT)
                self._beside(COLUMNS["line_discount"].label(rng, language), f.money.plain(-part), size)
            flow.y += spread
            so_far += line.amount
        flow.y += rng.choice((2, 8, 16))

    def _beside(self, label: str, value: str, size: float, key: str | None = None) -> None:
        """A line in the table's columns that is none of its rows: what it is under the goods, a sum under the sums."""
        flow, last = self.flow, self.columns[-1]
        column = next(c for c in self.columns if c.key == "description")
        layout.put(flow.sheet, column.x0, flow.y, label, size)
        flow.y = layout.put(flow.sheet, last.edge(), flow.y, value, size, 0, last.align, key)

    def extras(self) -> None:
        """Discounts and charges on the whole invoice: in the table's columns, in lines, or as a table of their own."""
        f, rng, flow, size = self.f, self.rng, self.flow, self.style.size
        if not f.extras:
            return
        goods = sum((line.amount for line in f.lines), Decimal(0))
        sign = rng.choice((1, 1, -1))  # of discounts, which some print without it
        told = [
            (
                e,
                f.label(e.key),
                percent(rng, e.percent, f.money.decimal) if e.percent else "",
                e.amount * (sign if e.amount < 0 else 1),
            )
            for e in f.extras
        ]
        style = rng.choice(("columns", "columns", "lines", "table"))
        flow.room(size * 1.4 * (3 + len(told)))
        if style == "columns" and rng.random() < 0.5:
            self._beside(f.say("carry"), f.money.plain(goods), size)
        if style == "table":
            heads = [
                f.label("discount" if rng.random() < 0.5 else "shipping"),
                "%",
                f.label("subtotal"),
                f.label("total"),
            ]
            at = [flow.left + flow.width * share for share in (0, 0.5, 0.66, 0.84)]
            for x, head in zip(at, heads, strict=True):
                layout.put(flow.sheet, x, flow.y, head, size * 0.9, flow.width * 0.15)
            flow.y += size * 2.4
            for extra, label, rate, amount in told:
                for x, text in zip(at, (label, rate, f.money.plain(goods)), strict=False):
                    layout.put(flow.sheet, x, flow.y, text, size)
                flow.y = layout.put(flow.sheet, at[3], flow.y, f.money.plain(amount), size, key=extra.key)
        else:
            for extra, label, rate, amount in told:
                text = f"{label} {rate}".strip()
                if rate and rng.random() < 0.5:
                    text += f" {f.say('of')} {f.money.plain(goods)}"
                if style == "columns":
                    self._beside(text, f.money.plain(amount), size, extra.key)
                else:
                    x = flow.sheet.put(flow.left, flow.y, f"{text}:" if rng.random() < 0.5 else text, size).x1
                    flow.y = layout.put(flow.sheet, x + size, flow.y, f.money.text(amount), size, key=extra.key)
        flow.y += rng.choice((4, 10))

    def _carry(self, so_far: Decimal, size: float) -> None:
        flow = self.flow
        last = self.columns[-1]
        flow.sheet.put(last.x0 - 12, flow.y, self.f.say("carry"), size, "right")
        flow.sheet.put(last.edge(), flow.y, self.f.money.plain(so_far), size, last.align)
        flow.y += size * 1.6

    def _columns(self) -> list[str]:
        rng = self.rng
        keys = ["description", "quantity", "unit_price", "amount"]
        shape = rng.random()
        if shape < 0.1:
            keys = ["description", "amount"]
        elif shape < 0.17:
            keys = ["description", "quantity", "amount"]
        order = rng.random()
        if len(keys) == 4 and order < 0.3:
            keys = ["quantity", "description", "unit_price", "amount"]
        elif len(keys) == 4 and order < 0.38:
            keys = ["description", "unit_price", "quantity", "amount"]
        if len(keys) > 2 or rng.random() < 0.3:
            for key, chance in (("unit", 0.25), ("tax_rate", 0.3), ("line_discount", 0.07), ("line_date", 0.06)):
                if rng.random() < chance:
                    if key == "unit":
                        at = keys.index("quantity") + 1 if "quantity" in keys else len(keys) - 1
                    else:
                        at = rng.randint(1, len(keys))
                    keys.insert(at, key)
        if rng.random() < 0.22:
            keys.insert(rng.choice((0, 0, 1)), "article_number")
        if rng.random() < 0.42:
            keys.insert(0, "position")
        return keys

    def _row(self, line: Line, number: int, keys: list[str]) -> dict[str, str]:
        f, rng = self.f, self.rng
        if number == 1:
            self.symbols = rng.choice((True, True, False, False, False)) if f.money.place != "none" else False
            self.padded = rng.choice(("{}", "{}", "{}", "{:03d}", "{}.", "{:06d}", "{}0"))
            self.percent = percent(rng, Decimal(7), f.money.decimal)
            self.united = "unit" not in keys and rng.random() < 0.2
            self.rich = rng.random() < 0.3
            self.code = rng.choice(("999999", "AA999", "A-9999", "9999999999999", "AAA-99-A", "99.999"))
        row = dict(line.cells)
        amount = line.amount
        row["description"] = line.description
        row["amount"] = f.money.text(amount) if self.symbols else f.money.plain(amount)
        if self.symbols and rng.random() < 0.95:
            row["unit_price"] = row["unit_price"] if f.money.place == "none" else self._with_symbol(row["unit_price"])
        if self.united:
            row["quantity"] += " " + row["unit"]
        rate = f"{line.rate.normalize():f}".replace(".", f.money.decimal)
        row["tax_rate"] = rate + self.percent.lstrip("0123456789.,")
        row["position"] = self.padded.format(number)
        row["article_number"] = fake.shaped(rng, self.code)
        row["line_discount"] = rng.choice(("", "", "5%", "0%", "10 %"))
        row["line_date"] = f.dates.text(f.due - timedelta(days=f.days + rng.randrange(20)))
        if self.rich and rng.random() < 0.8:
            line.below = self._below()
        if rng.random() < 0.12:
            row["description"] += " " + fake.product(rng, f.language)
        return {k: v for k, v in row.items() if k in keys}

    def _with_symbol(self, text: str) -> str:
        symbol = self.f.money.symbol
        return {
            "before": f"{symbol} {text}",
            "glued_before": symbol + text,
            "after": f"{text} {symbol}",
            "glued_after": text + symbol,
        }[self.f.money.place]

    def _below(self) -> list[str]:
        rng, f = self.rng, self.f
        kinds = [
            f"{rng.choice(('GTIN', 'EAN', 'SN', 'Ref', 'LOT'))}: {fake.digits(rng, 10)}",
            f"{f.dates.text(f.due - timedelta(days=60))} - {f.dates.text(f.due - timedelta(days=30))}",
            f"{COLUMNS['line_discount'].label(rng, f.language)} {rng.randint(2, 20)}%",
            f"{f.label('order_number')} {fake.number(rng)}",
            f"({fake.sentence(rng, f.language)[:40].rsplit(' ', 1)[0]})",
            f"{rng.choice(('# ', ''))}{COLUMNS['article_number'].label(rng, f.language)}: {fake.shaped(rng, 'AA9999')}",
            f"{f.label('tax')} {percent(rng, Decimal(rng.choice((7, 19, 20))), f.money.decimal)}",
            f"{COLUMNS['unit_price'].label(rng, f.language)} / 1 {rng.choice(CODES)}",
        ]
        return rng.sample(kinds, rng.choice((1, 1, 2)))

    # -- the sums

    def totals(self) -> None:
        """Subtotal, tax by rate, total, what was paid and what is due, in one of several arrangements."""
        f, rng, flow = self.f, self.rng, self.flow
        rows = self._total_rows()
        size = self.style.size
        flow.room(size * 1.5 * len(rows) + 10)
        if len(f.rates) > 1 or rng.random() < 0.15:
            self._tax_table(size)
        if rng.random() < 0.08 and f.money.place == "none":
            flow.y = layout.put(
                flow.sheet, flow.right, flow.y, f"{f.label('currency')} {f.money.currency}", size, 0, "right"
            )
        kind = rng.choice(
            ("block", "block", "block", "block", "lines", "amounts", "amounts", "across", "sheet", "sentence")
        )
        if kind == "across" and len(rows) > 1:
            flow.y = layout.grid(flow.sheet, flow.left, flow.y, flow.width, rows, size, self.style.marks, rng) + 10
        elif kind == "lines":
            flow.y = (
                layout.pairs(
                    flow.sheet, flow.left, flow.y, flow.width, rows, "inline", size, self.style.marks, rng, 1.7
                )
                + 8
            )
        elif kind == "sheet":
            style = rng.choice(("column", "spread"))
            flow.y = (
                layout.pairs(flow.sheet, flow.left, flow.y, flow.width, rows, style, size, self.style.marks, rng, 1.5)
                + 8
            )
        else:
            self._total_block(rows, kind, size)
        if kind == "sentence" or rng.random() < 0.12:
            flow.room(30)
            flow.y = (
                layout.sentence(flow.sheet, flow.left, flow.y + 4, f.say("total_sentence"), f.text, size, flow.width)
                + 6
            )

    def _total_block(self, rows: list[Pair], kind: str, size: float) -> None:
        rng, flow = self.rng, self.flow
        last = next((c for c in self.columns if c.key == "amount"), None)
        edge, align = flow.right, "right"
        if kind == "amounts" and last:
            edge, align = last.edge(), last.align
        if align == "left" and edge < flow.left + 140:
            edge, align = flow.right, "right"
        labels = [self.style.marks.label(label) for label, _, _ in rows]
        widest = max(width_of(value, size, flow.mono) for _, _, value in rows)
        longest = max(width_of(label, size, flow.mono) for label in labels)
        side = rng.choice(("right", "left"))
        gap = rng.choice((8, 14, 24, 40))
        left = edge - (widest if align == "right" else widest / 2 if align == "centre" else 0)
        at = left - gap if side == "right" else left - gap - longest
        at = max(at, flow.left + (longest if side == "right" else 0))
        for label, (_, key, value) in zip(labels, rows, strict=True):
            big = size * rng.choice((1, 1, 1.2, 1.4)) if key in ("total", "amount_due") else size
            if rng.random() < 0.04:
                big = size
            flow.sheet.put(at, flow.y, label, size, side)
            layout.put(flow.sheet, edge, flow.y, value, big, 0, align, key)
            flow.y += big * rng.choice((1.3, 1.3, 1.5, 1.8))
        flow.y += 10

    def _total_rows(self) -> list[Pair]:
        f, rng, t = self.f, self.rng, self.f.text
        rows: list[Pair] = []
        coded = f.money.place == "none" and rng.random() < 0.6
        taxed = f.tax > 0
        if rng.random() < 0.05 and not f.extras:
            rows.append((f.label("discount"), "discount", f.money.text(Decimal(0))))
        if taxed or rng.random() < 0.5:
            rows.append((f.label("subtotal"), "subtotal", t["subtotal"]))
            if rng.random() < 0.06 and not f.extras:
                rows.append((f.label("shipping"), "shipping", f.money.text(Decimal(0))))
        single = len(f.rates) == 1
        named = rng.random()
        if not single and rng.random() < 0.75:
            for rate, (base, part) in f.rates.items():
                label = f"{f.label('tax')} {percent(rng, rate, f.money.decimal)}"
                if rng.random() < 0.3:
                    label += f" {f.say('of')} {f.money.plain(base)}"
                rows.append((label, None, f.money.text(part)))
        if taxed and (single or rng.random() < 0.6):
            label = f.label("tax")
            if single and named < 0.45:
                shown = t["tax_rate"] if t["tax_rate"].endswith("%") else t["tax_rate"] + "%"
                label = rng.choice(
                    (f"{label} {shown}", f"{label} ({shown})", f"{shown} {label}", f"{label} {f.say('of')} {shown}")
                )
            elif not single and rng.random() < 0.5:
                label = f.say("tax_sum")
            rows.append((label, "tax", t["tax"]))
        elif not taxed and rng.random() < 0.3:
            rows.append((f.label("tax"), "tax", f.money.text(Decimal(0))))
        label = f.label("total")
        if coded:
            label = rng.choice(
                (
                    f"{label} {f.money.currency}",
                    f"{label} ({f.money.currency})",
                    f"{label} {f.say('in')} {f.money.currency}",
                )
            )
        rows.append((label, "total", t["total"]))
        if rng.random() < 0.14:
            rows += [(f.label("paid"), "paid", t["paid"]), (f.label("amount_due"), "amount_due", t["amount_due"])]
        elif rng.random() < 0.05:
            rows.append((f.label("amount_due"), "total", t["total"]))
        if rng.random() < 0.07:
            rows = rows[-1:] if rng.random() < 0.5 else rows[::-1]
        return rows

    def _tax_table(self, size: float) -> None:
        """Base, rate and tax for every rate; with one rate its base is the subtotal and its tax the tax."""
        f, rng, flow = self.f, self.rng, self.flow
        flow.room(size * 1.4 * (2 + len(f.rates)))
        heads = [f.label("tax_rate"), f.label("subtotal"), f.label("tax")]
        order = rng.choice(((0, 1, 2), (1, 0, 2), (0, 2, 1)))
        step = rng.choice((70, 90, 110))
        x = flow.left if rng.random() < 0.7 else flow.right - 3.2 * step
        for n, i in enumerate(order):
            layout.put(flow.sheet, x + n * step, flow.y, heads[i], size * 0.9, step - 6)
        flow.y += size * rng.choice((1.4, 2.4))
        single = len(f.rates) == 1
        for rate, (base, part) in f.rates.items():
            texts = [percent(rng, rate, f.money.decimal), f.money.text(base), f.money.text(part)]
            keys = ["tax_rate" if single else None, "subtotal" if single else None, "tax" if single and part else None]
            for n, i in enumerate(order):
                layout.put(flow.sheet, x + n * step, flow.y, texts[i], size, key=keys[i])
            flow.y += size * 1.3
        flow.y += 6

    # -- what follows

    def closing(self) -> None:
        """How and when to pay, notes, terms, thanks."""
        f, rng, flow, size = self.f, self.rng, self.flow, self.style.size
        parts: list[str] = []
        if rng.random() < 0.4:
            parts.append(f.say("pay_by") if rng.random() < 0.5 else f.say("pay_within").replace("{days}", str(f.days)))
        if rng.random() < 0.15:
            parts.append(f.say("pay_to"))
        if rng.random() < 0.15:
            parts.append(f.say("supplied"))
        if rng.random() < 0.35:
            parts.append(fake.sentence(rng, f.language))
        rng.shuffle(parts)
        for template in parts:
            flow.room(40)
            flow.y = layout.sentence(flow.sheet, flow.left, flow.y, template, f.text, size, flow.width) + rng.choice(
                (2, 8)
            )
        if rng.random() < 0.4:
            self._bank(size)
        if rng.random() < 0.12:
            flow.room(40)
            flow.y = layout.put(flow.sheet, flow.left, flow.y + 6, f.say("regards"), size) + rng.choice((6, 24))
            key = rng.choice(("vendor_name", "contact_person"))
            flow.y = layout.put(flow.sheet, flow.left, flow.y, f.text[key], size, 0, key=key) + 8
        if rng.random() < 0.2:
            small = rng.choice((6, 7, 8))
            letters = int(flow.width / small * 1.9)
            for line in fake.prose(rng, f.language, rng.choice((300, 900, 2500)), letters):
                flow.room(small * 1.3)
                flow.sheet.put(flow.left, flow.y, line, small)
                flow.y += small * 1.25

    def _bank(self, size: float) -> None:
        f, rng, flow = self.f, self.rng, self.flow
        keys = ["bank_name", "iban", "bic"]
        if f.vendor.country in ("US", "GB", "MY", "IN", "AU", "CA", "IE") and rng.random() < 0.7:
            keys = ["bank_name", "sort_code", "bank_account"]
        rows = [(f.label(k), k, f.text[k]) for k in keys if rng.random() < 0.85]
        if rng.random() < 0.3:
            rows.insert(0, (f.say("holder"), "vendor_name", f.vendor.name))
        if rng.random() < 0.25:
            rows.append((f.say("reference"), "invoice_number", f.text["invoice_number"]))
        if rng.random() < 0.15:
            rows.append((f.label("due_date"), "due_date", f.text["due_date"]))
        flow.room(size * 1.4 * (len(rows) + 2))
        if rng.random() < 0.5:
            flow.y = layout.put(flow.sheet, flow.left, flow.y, f.say("bank_heading"), size * rng.choice((1, 1.1))) + 3
        style = rng.choice(("inline", "column", "cells", "grid", "inline"))
        flow.y = layout.pairs(
            flow.sheet, flow.left, flow.y, flow.width * rng.choice((0.5, 1)), rows, style, size, self.style.marks, rng
        )
        flow.y += 8

    def footers(self) -> None:
        """At the foot of every page: the vendor's data in columns or one line, and the number of the page."""
        f, rng = self.f, self.rng
        count = len(self.flow.sheets)
        numbered = count > 1 or rng.random() < 0.3
        shape = rng.choice(("{p} {n}", "{p} {n}/{c}", "{p} {n} {o} {c}", "{n}/{c}", "- {n} -", "{p}: {n} / {c}"))
        columns = self._footer_columns()
        for n, sheet in enumerate(self.flow.sheets, 1):
            y = self.flow.bottom + rng.choice((4, 12))
            if self.footer_kind == "columns" and (n == 1 or rng.random() < 0.8):
                step = self.flow.width / len(columns)
                for i, column in enumerate(columns):
                    at, first = y, len(sheet.words)
                    for template in column:
                        at = layout.sentence(
                            sheet, self.flow.left + i * step, at, template, f.text, self.small, step - 4
                        )
                        first = first if template != "{vendor_name}" else len(sheet.words)
                    if column[0] == "{vendor_name}":
                        layout.note(sheet, "vendor_address", range(first, len(sheet.words)))
            elif self.footer_kind in ("line", "centre"):
                separator = rng.choice((" | ", " - ", " · ", ", ", "   "))
                flat = [t for column in columns for t in column if t not in f.vendor.address.lines()]
                line = separator.join(flat).replace("{vendor_name}", "{vendor_name}" + separator + "{vendor_address}")
                values = f.text | {"vendor_address": separator.join(f.vendor.address.lines())}
                align, edge = (
                    ("centre", self.flow.left + self.flow.width / 2)
                    if self.footer_kind == "centre"
                    else ("left", self.flow.left)
                )
                layout.sentence(sheet, edge, y, line, values, self.small, self.flow.width, align)
            if rng.random() < 0.05:
                stamp = rng.choice(("PAID", "COPY", "ORIGINAL", "DUPLICATE", "Kopie", "BEZAHLT", "PAYÉ", "RECEIVED"))
                sheet.put(rng.uniform(100, 400), rng.uniform(100, sheet.size[1] - 100), stamp, rng.choice((14, 22, 34)))
            if numbered:
                text = shape.format(p=f.say("page"), n=n, c=count, o=f.say("of_pages"))
                sheet.put(self.flow.right, sheet.size[1] - rng.choice((18, 24)), text, 7.5, "right")

    def _footer_columns(self) -> list[list[str]]:
        f, rng = self.f, self.rng
        self.small = rng.choice((6, 6.5, 7, 7.5, 8))
        value = lambda key: f"{self.style.marks.label(f.label(key))} {{{key}}}"  # noqa: E731
        self.f.text["vendor_town"] = f.vendor.address.town
        who = ["{vendor_name}", *f.vendor.address.lines()]
        reach = [
            value(k) for k in ("vendor_phone", "vendor_fax", "vendor_email", "vendor_website") if rng.random() < 0.7
        ]
        bank = ["{bank_name}"] * (rng.random() < 0.7) + [value(k) for k in ("iban", "bic") if rng.random() < 0.8]
        legal = [value(k) for k in ("vendor_tax_id", "tax_number") if rng.random() < 0.75]
        legal += [f"{f.say('director')} {f.vendor.contact}"] * (rng.random() < 0.5) + [f.vendor.register] * (
            rng.random() < 0.5
        )
        columns = [c for c in (who, reach, bank, legal) if c and rng.random() < 0.85]
        return columns or [who]


def make(rng: random.Random) -> Sample:
    """One invoice with what is asked of it."""
    f = facts(rng)
    pages = Pages(f)
    sheeted = rng.random() < 0.14
    if sheeted:
        pages.report()
    else:
        pages.head()
    if rng.random() < 0.3:
        pages.intro()
    if sheeted and rng.random() < 0.35:
        pages.flow.turn()
    pages.table()
    pages.extras()
    if sheeted and rng.random() < 0.25:
        pages.flow.turn()
    pages.totals()
    pages.closing()
    pages.footers()
    sheets = pages.flow.sheets
    for sheet in sheets:
        mark_currency(sheet, f.money)
        share_total(sheet)
    return Sample("invoice", sheets, questions(rng, f, sheets), scanned=rng.random() < 0.3)


def share_total(sheet: Sheet) -> None:
    """Where nothing was paid yet, what is due is the total."""
    if "amount_due" not in sheet.answers and "total" in sheet.answers:
        for words in sheet.answers["total"]:
            sheet.mark("amount_due", words)


def mark_currency(sheet: Sheet, money: Money) -> None:
    """Mark the words that show the currency: those in line with the totals, else up to six others."""
    symbols = (money.symbol, money.currency)
    shown = [i for i, word in enumerate(sheet.words) if layout.shows_currency(word, symbols)]
    marked = {i for words in sheet.answers.get("currency", []) for i in words}
    tops = {
        round(sheet.words[w[0]].y0)
        for key in ("total", "amount_due", "subtotal", "tax")
        for w in sheet.answers.get(key, [])
    }
    near = [i for i in shown if any(abs(sheet.words[i].y0 - top) < 4 for top in tops)]
    for i in near or ([] if marked else shown[:6]):
        if i not in marked:
            sheet.mark("currency", [i])


COMMON = (
    "vendor_name",
    "buyer_name",
    "invoice_number",
    "invoice_date",
    "total",
    "subtotal",
    "tax",
    "due_date",
    "currency",
    "vendor_tax_id",
    "iban",
    "line_items",
)


def questions(rng: random.Random, f: Facts, sheets: list[Sheet]) -> list[Asked]:
    """Five to twelve fields: most of them on the pages, about a quarter not."""
    there = {key for sheet in sheets for key in sheet.answers} & set(INVOICE)
    never = {"vendor_town"}
    if len(f.rates) > 1:
        never |= {"tax_rate"} | ({"tax"} if "tax" not in there else set())
    if f.tax == 0:
        never |= {"subtotal", "tax", "tax_rate"} - there
    if any("total" in sheet.answers for sheet in sheets) and "subtotal" not in there and f.tax == 0:
        never.add("subtotal")
    pool = [k for k in INVOICE if k not in never and k != "line_items"]
    weight = {k: 3.0 if k in COMMON else 1.0 for k in pool}
    present = [k for k in pool if k in there]
    absent = [k for k in pool if k not in there]
    count = rng.randint(5, 12)
    wanted = _drawn(rng, present, weight, round(count * 0.78)) + _drawn(rng, absent, weight, max(1, count // 4))
    rng.shuffle(wanted)
    made = [asked(INVOICE[k], rng, language=f.language if rng.random() < 0.3 else None) for k in wanted]
    if any(sheet.rows for sheet in sheets) and rng.random() < 0.55:
        made.append(_items(rng, sheets))
    return made


def _drawn(rng: random.Random, keys: list[str], weight: dict[str, float], count: int) -> list[str]:
    """``count`` of ``keys`` without repetition, heavier ones first (Efraimidis and Spirakis 2006)."""
    return sorted(keys, key=lambda k: rng.random() ** (1 / weight[k]), reverse=True)[:count]


def _items(rng: random.Random, sheets: list[Sheet]) -> Asked:
    held = {key for sheet in sheets for row in sheet.rows.get("line_items", []) for key in row}
    columns = ["description", "quantity", "unit_price", "amount"]
    columns += [
        k for k in ("unit", "tax_rate", "article_number", "position") if rng.random() < (0.35 if k in held else 0.04)
    ]
    if rng.random() < 0.3:
        columns = [c for c in columns if c == "description" or rng.random() < 0.8]
    return asked(INVOICE["line_items"], rng, [asked(COLUMNS[c], rng) for c in columns])
