"""What an invoice states: parties, goods, discounts, sums that add up, and how this page prints them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training import fake
from training.fake import Company, Dates, Money
from training.names import INVOICE
from training.phrases import phrase

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
