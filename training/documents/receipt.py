"""Receipts: shops, restaurants, hotels, petrol, parking and card slips of many countries, on narrow paper."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training import fake
from training import vocabulary_receipt as vocabulary
from training.basket import Basket, Item
from training.glue import glued
from training.names import asked
from training.names.receipt import COLUMNS, RECEIPT
from training.sheet import Asked, Sample, Sheet
from training.shops import LANGUAGES, address, clock, day_text, good, shop
from training.till import Rupiah, Till

WEIGHT = 22.0
CENT = Decimal("0.01")

_COUNTRIES = (
    ("MY",) * 11 + ("US",) * 13 + ("CA", "GB", "GB", "GB", "AU", "IE", "DE", "DE", "DE", "DE", "AT", "CH", "FR", "FR")
)
_COUNTRIES += ("ID", "ID", "ID", "IN", "IN", "BE", "ES", "ES", "IT", "IT", "NL", "NL")
_KINDS = ("shop",) * 9 + ("restaurant",) * 8 + ("hotel", "petrol", "petrol", "parking", "pharmacy", "slip")
_RATES = {
    "MY": (6, 6, 6, 10, 0),
    "ID": (10, 10, 11, 0),
    "IN": (5, 5, 12, 18),
    "US": (6, 7, 8, Decimal("8.25"), Decimal("8.875"), Decimal("5.5")),
    "CA": (5, 13, 12),
    "GB": (20, 20, 5),
    "IE": (23, 13),
    "AU": (10,),
    "DE": (19, 19, 7),
    "AT": (20, 10),
    "CH": (Decimal("7.7"), Decimal("2.5"), 8),
    "FR": (20, 10, Decimal("5.5")),
    "BE": (21, 12, 6),
    "ES": (21, 10),
    "IT": (22, 10, 4),
    "NL": (21, 9, 6),
}
_ON_TOP = ("US", "CA", "ID", "IN")
_CASH_WORDS = {"en": "CASH", "de": "Bar", "fr": "Espèces", "es": "Efectivo", "it": "Contanti", "nl": "Contant"}


def make(rng: random.Random) -> Sample:
    """One receipt of some country and trade."""
    country = rng.choice(_COUNTRIES)
    kind = rng.choice(_KINDS) if country != "ID" else rng.choice(("shop", "restaurant"))
    width = rng.choice((rng.uniform(210, 320), rng.uniform(210, 320), rng.uniform(320, 460)))
    mono = rng.random() < 0.55
    size = width / rng.uniform(27, 44) if not mono else width / rng.uniform(19, 27)
    sheet = Sheet(rng, (width, 2000), mono)
    margin = width * rng.choice((0.03, 0.05, 0.09, 0.16))
    money = _money(rng, country)
    till = Till(
        rng,
        sheet,
        margin,
        width - margin,
        size,
        money,
        country,
        rng.random() < (0.75 if country == "MY" else 0.4),
        rng.choice(("edges", "edges", "edges", "inner", "inner", "colon", "near", "below")),
        rng.uniform(0.5, 4) * size,
        rng.uniform(1.12, 1.6),
    )
    _Receipt(till, kind).print()
    sheet.size = (width, max(till.y + rng.uniform(0.5, 3) * size, 1.1 * width))
    _mark_currency(sheet, money)
    asks = _asks(till)
    share = rng.choice((0, 0, 0, 0.1, 0.4, 1.0, 1.0))
    if share:
        sheet = glued(sheet, rng, share, rng.choice((0.4, 0.7, 0.9)))
    if rng.random() < 0.3:
        _curled(sheet, size, rng.gauss(0, 0.35), rng.gauss(0, 0.35))
    return Sample("receipt", [sheet], asks, scanned=rng.random() < 0.85)


def _money(rng: random.Random, country: str) -> fake.Money:
    if country == "ID":
        marks = rng.choice(((".", ","), (",", "."), (",", "."), ("", ".")))
        return Rupiah(
            "IDR", rng.choice(("Rp", "Rp.", "Rp", "IDR")), *marks, rng.choice(("before", "glued_before", "none"))
        )
    money = fake.money(rng, country, "EUR" if country in ("DE", "AT", "FR", "ES", "IT", "NL", "BE", "IE") else None)
    separator = "," if country in ("DE", "AT", "FR", "BE", "ES", "IT", "NL") and rng.random() < 0.85 else "."
    thousands = "" if rng.random() < 0.5 else {",": ".", ".": ","}[separator]
    return fake.Money(money.currency, money.symbol, thousands, separator, money.place)


class _Receipt:
    """A receipt being printed: its sums are drawn first, so that they add up."""

    def __init__(self, till: Till, kind: str) -> None:
        self.till, self.kind, self.rng = till, kind, till.rng
        self.name = ""
        rng, country = till.rng, till.country
        self.language = LANGUAGES[country]
        self.restaurant = kind == "restaurant"
        self.when = date(2005, 1, 1) + timedelta(days=rng.randrange(8000))
        self.day = day_text(rng, country, self.when)
        self.clock = clock(rng, country) if rng.random() < 0.85 else ""
        self.dated = False
        self.items = self._items()
        self.rate = Decimal(rng.choice(_RATES[country]))
        gross = sum((row[3] for row in self.items), Decimal(0))
        self.discount = (
            (gross * rng.choice((5, 10, 15, 20)) / 100).quantize(CENT) if rng.random() < 0.14 else Decimal(0)
        )
        self.net = gross - self.discount
        self.on_top = country in _ON_TOP or (country == "MY" and rng.random() < 0.35)
        part = self.rate / (100 if self.on_top else 100 + self.rate)
        self.tax = (self.net * part).quantize(CENT, ROUND_HALF_UP) if rng.random() < 0.85 else Decimal(0)
        self.before = self.net + self.tax if self.on_top else self.net
        self.tip = Decimal(0)
        if self.restaurant and country in ("US", "CA", "GB", "DE", "AT", "IE") and rng.random() < 0.4:
            self.tip = rng.choice(
                (Decimal(rng.randint(1, 20)), (self.net * 18 / 100).quantize(CENT), (self.net / 5).quantize(CENT))
            )
        self.rounding = Decimal(0)
        rounds = country == "MY" or (country in ("CA", "NL", "BE", "AU") and rng.random() < 0.15)
        if rounds and rng.random() < 0.7:
            fifth = Decimal("0.05")
            self.rounding = (self.before / fifth).quantize(Decimal(1), ROUND_HALF_UP) * fifth - self.before
        self.total = self.before + self.tip + self.rounding
        self.by_cash = rng.random() < 0.55

    def _items(self) -> list[Item]:
        """Name, quantity, unit price and amount of every item."""
        rng = self.rng
        count = {"hotel": 4, "petrol": 1, "parking": 1, "slip": 1}.get(self.kind) or min(
            rng.choice((2, 4, 6, 9, 14, 22)), rng.randint(1, 25)
        )
        rows = []
        for _ in range(count):
            quantity = rng.choice((1, 1, 1, 1, 1, 2, 2, 3, rng.randint(2, 24)))
            price = max(fake.price(rng, rng.choice((20, 60, 300))), Decimal("0.05")).quantize(CENT)
            name = good(rng, self.till.country, self.restaurant)
            if self.kind == "petrol":
                name = rng.choice(
                    ("UNLEADED", "Diesel", "SUPER 95", "Super E10", "UNLD", "PRIMAX 95", "Gazole", "Regular", "V-POWER")
                )
                price = Decimal(rng.randint(1500, 7000)) / 100
                quantity = 1
            elif self.kind == "parking":
                name = rng.choice(("Parking", "Parkgebühr", "PARKING FEE", "Stationnement", "Short stay"))
            elif self.kind == "hotel":
                name = rng.choice(
                    (
                        "Room charge",
                        "Übernachtung",
                        "Breakfast",
                        "Frühstück",
                        "City tax",
                        "Minibar",
                        "Lodging",
                        "Chambre",
                        "Parking",
                    )
                )
            rows.append((name, quantity, price, price * quantity))
        if rows and self.kind in ("shop", "restaurant", "pharmacy") and rng.random() < 0.12:
            name, amount = (
                rng.choice(("RABATT", "COUPON", "Discount", "MEMBER PRICE", "Promo", "Korting")),
                -rows[-1][3] / 4,
            )
            rows.append((name, 1, amount.quantize(CENT), amount.quantize(CENT)))
        return rows

    def print(self) -> None:
        """Set the receipt from its head to its thanks."""
        rng, till = self.rng, self.till
        self._head()
        before = rng.random() < 0.75
        if before:
            self._facts()
        if self.kind == "slip":
            self._slip()
            if not before:
                self._facts()
            till.pair(self._label("total"), self.till.sum(self.total), "total")
        else:
            till.rule()
            Basket(till, self.kind, self.language, self.items).print()
            till.rule()
            self._sums()
            self._payment()
        if not before and self.kind != "slip":
            till.down(0.5)
            self._facts()
        if self.tax and rng.random() < (0.6 if till.country in ("MY", "DE", "AT", "NL") else 0.2):
            self._tax_table()
        self._foot()

    def _label(self, key: str) -> str:
        return self.till.cased(self.till.words(RECEIPT[key], self.language))

    def _head(self) -> None:
        rng, till = self.rng, self.till
        align = "centre" if rng.random() < 0.8 else "left"
        big = till.size * rng.choice((1, 1, 1.2, 1.5, 2))
        names, places = shop(rng, till.country), address(rng, till.country)
        self.name = " ".join(names)
        if till.upper and rng.random() < 0.8:
            names = [name.upper() for name in names]
        if rng.random() < 0.16:  # whose shop it is, a logo, the number of the order
            first = (
                fake.person(rng, till.home).upper(),
                names[0].split()[0],
                f"#{rng.randint(1, 99)}",
                "WELCOME TO",
                "Welcome",
                f"{rng.randint(1, 9)}-{fake.digits(rng, 7)}",
            )
            till.line(rng.choice(first), align, size=big)
        marked: list[int] = []
        number = f"({fake.digits(rng, 6)}-{fake.letters(rng, 1)})" if till.country == "MY" else ""
        styled = rng.random()
        for n, name in enumerate(names):
            if number and n == len(names) - 1 and styled < 0.35:
                words = len(name.split())
                marked += till.line(
                    f"{name}{rng.choice((' ', ' ', ''))}{number}" if styled < 0.3 else name, align, size=big
                ).words[:words]
            else:
                marked += till.line(name, align, size=big).words
        till.sheet.mark("vendor_name", marked)
        if number and 0.35 <= styled < 0.85:
            till.line(
                rng.choice(
                    (
                        number,
                        f"CO. REG: {number[1:-1]}",
                        f"Company No. {number[1:-1]}",
                        f"(Co. Reg. No : {number[1:-1]})",
                    )
                ),
                align,
            )
        if till.country != "MY" and rng.random() < 0.12:
            till.line(
                rng.choice(
                    (
                        "Marken-Discount",
                        "Eat well every day",
                        "Family owned since 1974",
                        "Store #" + fake.digits(rng, 4),
                        "We care",
                        "City",
                    )
                ),
                align,
            )
        extras = [self._head_phone, self._head_tax_id, self._head_web]
        rng.shuffle(extras)
        late = rng.randint(0, 3) if rng.random() < 0.15 else 0
        for extra in extras[:late]:
            extra(align)
        if rng.random() < 0.93:
            self._address(places, align)
        for extra in extras[late:]:
            extra(align)
        if rng.random() < 0.6:
            till.down(rng.choice((0, 0.5)))
            till.line(
                till.cased(rng.choice(vocabulary.TITLES[self.language])),
                rng.choice(("centre", align)),
                size=till.size * rng.choice((1, 1, 1.3)),
            )

    def _address(self, places: list[str], align: str) -> None:
        till, marked = self.till, []
        width = int((till.right - till.left) / (0.58 * till.size))
        for n, line in enumerate(places):
            for piece in fake.wrapped(line, max(width, 14)):
                label = self.rng.choice(("Address:", "ADD:", "Adresse:")) if n == 0 and self.rng.random() < 0.03 else ""
                words = till.line(f"{label} {piece}".strip(), align).words
                marked += words[1:] if label else words
        till.sheet.mark("address", marked)

    def _head_phone(self, align: str) -> None:
        rng, till = self.rng, self.till
        if rng.random() < 0.25:
            return
        number = fake.phone(rng, till.home)
        label = self._label("phone") if rng.random() < 0.75 else ""
        tail = ""
        if rng.random() < 0.25:
            tail = f"{rng.choice(('Fax:', 'FAX', 'Fax', 'FAX:'))} {fake.phone(rng, till.home)}"
        second = bool(tail) and rng.random() < 0.5
        run = till.line(" ".join(part for part in (label, number, "" if second else tail) if part), align)
        first = len(label.split())
        till.sheet.mark("phone", run.words[first : first + len(number.split())])
        if label:
            till.printed["phone"] = label
        if second:
            till.line(tail, align)

    def _head_tax_id(self, align: str) -> None:
        rng, till = self.rng, self.till
        if rng.random() < (0.25 if till.country in ("MY", "DE", "IT", "ES") else 0.8):
            return
        number = f"00{fake.digits(rng, 10)}" if till.country == "MY" else fake.vat_id(rng, till.home)
        label = self._label("tax_id")
        run = till.line(f"{label} {number}{')' if label[0] == '(' else ''}", align)
        till.printed["tax_id"] = label
        till.sheet.mark("tax_id", run.words[len(label.split()) :])

    def _head_web(self, align: str) -> None:
        rng, till = self.rng, self.till
        if rng.random() < 0.25:
            host = fake.invented(rng).lower()
            till.line(
                rng.choice(
                    (
                        f"www.{host}.com",
                        f"{host}@{fake.invented(rng).lower()}.com",
                        f"Email: info@{host}.com.my",
                        f"WWW.{host.upper()}.DE",
                    )
                ),
                align,
            )

    def _facts(self) -> None:
        """Number, day, time, cashier and what else a till says, one or two on a line."""
        rng, till = self.rng, self.till
        facts: list[tuple[str, str, str | None]] = []
        if rng.random() < 0.65:
            number = (
                fake.number(rng)
                if rng.random() < 0.7
                else rng.choice(
                    (
                        fake.digits(rng, 4),
                        f"CS{fake.digits(rng, 8)}",
                        f"{fake.digits(rng, 5)}/{fake.digits(rng, 3)}/T{fake.digits(rng, 4)}",
                    )
                )
            )
            facts.append((self._label("receipt_number"), number, "receipt_number"))
        day, hour = self.day, self.clock
        joint = rng.random() < 0.4
        if not joint:
            facts.append((self._label("date") if rng.random() < 0.75 else "", day, "date"))
            if hour:
                facts.append((self._label("time") if rng.random() < 0.6 else "", hour, "time"))
        if rng.random() < 0.5:
            person = rng.choice(
                (
                    fake.person(rng, till.home),
                    fake.person(rng, till.home).split()[0],
                    str(rng.randint(1, 999)),
                    "ADMIN",
                    "User",
                    f"{rng.randint(1, 99)} {fake.person(rng, till.home).split()[0]}",
                )
            )
            facts.append((self._label("cashier"), till.cased(person), "cashier"))
        others = vocabulary.OTHERS[self.language]
        for _ in range(rng.choice((0, 0, 1, 2, 3))):
            facts.append(
                (
                    till.cased(rng.choice(others)),
                    rng.choice((str(rng.randint(1, 99)), fake.shaped(rng, "A-99"), fake.digits(rng, 4))),
                    None,
                )
            )
        if till.country == "MY" and rng.random() < 0.15:
            facts.append(
                (
                    rng.choice(("BILL TO:", "To:", "CUSTOMER:")),
                    rng.choice(("CASH", "CASH SALES", " ".join(shop(rng, "MY")))),
                    None,
                )
            )
        rng.shuffle(facts)
        if joint:
            facts.insert(rng.randint(0, len(facts)), ("\n", "", None))
        self._set_facts(facts)
        self.dated = True

    def _set_facts(self, facts: list[tuple[str, str, str | None]]) -> None:
        rng, till = self.rng, self.till
        style = rng.choice(("lines", "lines", "two", "colon", "mixed"))
        colon = till.left + rng.uniform(0.26, 0.42) * (till.right - till.left)
        half = till.left + rng.uniform(0.48, 0.6) * (till.right - till.left)
        fits = not till.sheet.mono
        n = 0
        while n < len(facts):
            label, value, answer = facts[n]
            if label == "\n":
                self._day_and_time()
                n += 1
                continue
            if label and answer:
                till.printed[answer] = label
            if style == "colon" and label:
                run = till.sheet.put(till.left, till.y, label.rstrip(": "), till.size)
                after = till.sheet.put(max(colon, run.x1 + 0.5 * till.size), till.y, ":", till.size)
                till.sheet.put(after.x1 + 0.5 * till.size, till.y, value, till.size, answer=answer)
                till.down()
                n += 1
                continue
            run = till.labelled(till.left, label, value, answer, rng.choice((1, 1, 1, 0.2, 3)))
            follows = (
                n + 1 < len(facts)
                and facts[n + 1][0] != "\n"
                and style != "lines"
                and (style == "two" or rng.random() < 0.5)
            )
            if follows and run.x1 < half - till.size:
                label, value, answer = facts[n + 1]
                if label and answer:
                    till.printed[answer] = label
                if fits and rng.random() < 0.5:
                    till.labelled(half, label, value, answer)
                else:
                    end = till.sheet.put(till.right, till.y, f"{label} {value}".strip(), till.size, "right")
                    if answer:
                        till.sheet.mark(answer, end.words[len(label.split()) :])
                n += 1
            till.down()
            n += 1

    def _day_and_time(self) -> None:
        """The day and the time in one line, in either order, at times glued or among numbers."""
        rng, till = self.rng, self.till
        label = self._label("date") if rng.random() < 0.4 else ""
        parts: list[tuple[str, str | None]] = [(self.day, "date")]
        if self.clock:
            parts.append((self.clock, "time"))
        if rng.random() < 0.25:
            parts.append((rng.choice((f"#{rng.randint(1, 99)}", fake.digits(rng, 6), "MON", "T1", "R02")), None))
        if rng.random() < 0.25:
            rng.shuffle(parts)
        if label:
            till.printed["date"] = label
        if not label and rng.random() < 0.3:  # spread over the width
            place = [(till.left, "left"), (till.right, "right"), (till.middle, "centre")]
            for (text, answer), (x, align) in zip(parts, place, strict=False):
                till.sheet.put(x, till.y, text, till.size, align, answer)
            till.down()
            return
        x = (
            till.left
            if rng.random() < 0.6
            else max(
                till.left, till.middle - 0.3 * till.size * sum(len(t) for t, _ in parts) - till.size * 0.3 * len(label)
            )
        )
        if label:
            x = till.sheet.put(x, till.y, label, till.size).x1 + 0.5 * till.size
        for text, answer in parts:
            x = till.sheet.put(x, till.y, text, till.size, answer=answer).x1 + till.size * rng.choice(
                (0.3, 0.6, 0.6, 2)
            )
        till.down()

    def _sums(self) -> None:
        rng, till = self.rng, self.till
        net = self.net - self.tax if not self.on_top else self.net
        if rng.random() < 0.3:
            count = sum(row[1] for row in self.items)
            till.pair(
                till.cased(
                    rng.choice(
                        (
                            "Total Qty",
                            "Item count",
                            "TOTAL ITEMS SOLD",
                            "No. of items",
                            "Artikel",
                            "#Total Qty",
                            "Items",
                        )
                    )
                ),
                str(count),
                keep=False,
            )
        has_subtotal = rng.random() < (0.75 if self.on_top else 0.35)
        if has_subtotal:
            till.pair(self._label("subtotal"), self.till.sum(net), "subtotal")
        if self.discount and rng.random() < 0.9:
            till.pair(self._label("discount"), self.till.sum(self.discount * rng.choice((1, -1))), "discount")
        if self.tax and (self.on_top or rng.random() < 0.4):
            halves = self.on_top and rng.random() < 0.06
            if halves:  # two taxes: neither is the tax of the receipt
                for value in ((self.tax / 2).quantize(CENT), self.tax - (self.tax / 2).quantize(CENT)):
                    till.pair(self._label("tax"), self.till.sum(value), "tax", keep=False)
            else:
                till.pair(self._label("tax"), self.till.sum(self.tax), "tax")
        big = till.size * rng.choice((1, 1, 1, 1.2, 1.5))
        if self.tip:
            if rng.random() < 0.5:  # what was due before the tip
                till.pair(
                    till.cased(rng.choice(("Total", "Amount", "Check total", "AMOUNT"))),
                    self.till.sum(self.before),
                    keep=False,
                )
            till.pair(self._label("tips"), self.till.sum(self.tip), "tips")
        elif self.rounding or (till.country == "MY" and rng.random() < 0.3):
            answer = "total" if not self.rounding else None
            till.pair(self._label("total"), self.till.sum(self.before), answer, keep=False)
            if rng.random() < 0.85:
                till.pair(self._label("rounding"), self.till.sum(self.rounding), "rounding")
        label = self._label("total")
        till.pair(label, self.till.sum(self.total), "total", big)
        for _ in range(rng.choice((0, 0, 0, 1, 2))):
            till.pair(self._label("total"), self.till.sum(self.total), "total", keep=False)
        if self.restaurant and not self.tip and till.country in ("US", "CA") and rng.random() < 0.3:
            blank = "_" * rng.randint(5, 12)
            for text in (self._label("tips"), self._label("total")):
                if rng.random() < 0.6:
                    till.line(f"{text} {blank}")
                else:
                    till.line(text)
            if rng.random() < 0.4:  # what a tip would be: no tip was given
                for percent in (15, 18, 20):
                    till.line(f"{percent}% = {till.amount(self.net * percent / 100)}")

    def _payment(self) -> None:
        rng, till = self.rng, self.till
        if rng.random() < 0.15:
            return
        if self.by_cash:
            given = self.total if rng.random() < 0.25 else (self.total / 10 + 1).quantize(Decimal(1)) * 10
            word = till.cased(_CASH_WORDS[self.language])
            label = self._label("cash")
            run = till.pair(label, self.till.sum(given), "cash")
            if label.lower().startswith(word.lower()):
                till.sheet.mark("payment_method", [run.words[0] - len(label.split())] if till.pairs != "colon" else [])
                if not till.sheet.answers["payment_method"][-1]:
                    del till.sheet.answers["payment_method"]
            if rng.random() < 0.85:
                till.pair(self._label("change"), self.till.sum(given - self.total), "change")
            return
        card = rng.choice(vocabulary.CARDS)
        if rng.random() < 0.25:
            till.pair(self._label("payment_method"), card, "payment_method")
        elif rng.random() < 0.8:
            start = len(till.sheet.words)
            till.pair(card, self.till.sum(self.total), keep=False)
            till.sheet.mark("payment_method", list(range(start, start + len(card.split()))))
            if rng.random() < 0.4:
                till.pair(self._label("change"), self.till.sum(Decimal(0)), "change")
        if rng.random() < 0.45:
            self._slip()

    def _slip(self) -> None:
        """What the card terminal prints: codes, the number's last digits, the day again."""
        rng, till = self.rng, self.till
        till.down(rng.choice((0, 1)))
        lines = [
            fake.shaped(rng, text) if "9" in text else text for text in rng.sample(vocabulary.SLIP, rng.randint(1, 7))
        ]
        lines.append(
            rng.choice(("************", "XXXX XXXX XXXX ", "######", "**** ", "ACCT: XXXXXXXXXXXX"))
            + fake.digits(rng, 4)
        )
        if rng.random() < 0.35:
            lines.append("\n")
        rng.shuffle(lines)
        for line in lines:
            if line == "\n":
                self._day_and_time()
            else:
                till.line(line)
        if rng.random() < 0.3:
            till.pair(
                till.cased(rng.choice(("Amount:", "SALE AMOUNT", "Betrag", "MONTANT", "TOTAL AMOUNT:"))),
                self.till.sum(self.total),
                "total",
                keep=False,
            )

    def _tax_table(self) -> None:
        """Tax by rate: code, rate, net, tax and at times gross."""
        rng, till = self.rng, self.till
        local = "(RM)" if till.country == "MY" else ""
        heads = {
            "de": ("MwSt%", "Netto", "MwSt", "Brutto"),
            "nl": ("BTW%", "Netto", "BTW", "Bruto"),
            "fr": ("Taux", "HT", "TVA", "TTC"),
            "es": ("IVA%", "Base", "Cuota", "Total"),
            "it": ("Aliq.", "Imponibile", "Imposta", "Totale"),
        }.get(self.language, ("Tax Code", f"Amt{local}", f"Tax{local}", "Total"))
        if self.language == "en" and rng.random() < 0.6:
            till.line(rng.choice(("GST SUMMARY", "GST Summary", "Tax summary", "VAT ANALYSIS")))
        gross = rng.random() < 0.4
        ends = [till.left + share * (till.right - till.left) for share in (0, 0.5, 0.78, 1.0)]
        if not gross:
            ends[1:3] = [ends[1] + 0.1 * (till.right - till.left), till.right]
        row = (
            rng.choice((f"{self.rate}%", f"A {self.rate}%", f"SR ({self.rate}%)", f"S = {self.rate}%")),
            till.amount(self.before - self.tax),
            till.amount(self.tax),
            till.amount(self.before),
        )
        keys = ("", "subtotal", "tax", "total")
        size = till.size * 0.9
        for line, texts in enumerate((heads, row)):
            for n, (text, x) in enumerate(zip(texts, ends, strict=True)):
                if n < 3 or gross:
                    right = not (n == 0)
                    marked = keys[n] if line and (n == 2 or (n == 3 and self.before == self.total)) else None
                    till.sheet.put(x, till.y, text, size, "right" if right else "left", marked)
            till.down()

    def _foot(self) -> None:
        rng, till = self.rng, self.till
        till.down(rng.choice((0, 1)))
        align = rng.choice(("centre", "centre", "left"))
        for text in rng.sample(
            vocabulary.THANKS[self.language], rng.randint(0, min(4, len(vocabulary.THANKS[self.language])))
        ):
            width = max(12, int((till.right - till.left) / (0.58 * till.size)))
            for line in fake.wrapped(till.cased(text), width):
                till.line(line, align)
        if len(self.name) < 20 and rng.random() < 0.08:
            greeting = rng.choice(("Thank you for visiting", "Your", "Team", "www", "-"))
            run = till.line(till.cased(f"{greeting} {self.name}"), align)
            till.sheet.mark("vendor_name", run.words[-len(self.name.split()) :])
        if not self.dated or rng.random() < 0.08:
            self._day_and_time()
        if rng.random() < 0.2:
            till.line(" ".join(fake.digits(rng, rng.choice((4, 6, 12))) for _ in range(rng.randint(1, 3))), align)


def _curled(sheet: Sheet, size: float, lean: float, bend: float) -> None:
    """Paper that leans and bends: across the width words move up or down by ``lean`` and ``bend`` letters' heights."""
    for word in sheet.words:
        place = (word.x0 + word.x1) / sheet.size[0] - 1  # -1 at the left edge, 1 at the right
        shift = size * (lean * place + bend * place * place)
        word.y0 += shift
        word.y1 += shift


def _mark_currency(sheet: Sheet, money: fake.Money) -> None:
    """Mark what tells the currency: the code or symbol alone, or else an amount that carries it."""
    tokens = {money.currency, money.symbol, *fake.SYMBOLS.get(money.currency, ())}
    alone = [i for i, word in enumerate(sheet.words) if word.text.strip("():,") in tokens]
    carrying = [
        i for i, word in enumerate(sheet.words) if word.text.startswith(money.symbol) and word.text[-1:].isdigit()
    ]
    for i in (alone or carrying)[:8]:
        sheet.mark("currency", [i])


def _asks(till: Till) -> list[Asked]:
    """Four to ten fields; about a quarter of them stand nowhere on the receipt."""
    rng, sheet = till.rng, till.sheet
    rows = bool(sheet.rows.get("line_items"))
    present = [key for key in RECEIPT if sheet.answers.get(key)]
    absent = [key for key in RECEIPT if key not in present and key != "line_items"]
    main = [key for key in present if key in ("vendor_name", "address", "date", "total") and rng.random() < 0.75]
    rest = [key for key in present if key not in main]
    rng.shuffle(rest)
    count = rng.randint(4, 10)
    keys = (main + rest)[: max(count - min(len(absent), round(count * 0.27)), 1)]
    keys += rng.sample(absent, min(len(absent), max(1, count - len(keys)), 4))
    asks = []
    for key in keys:
        ask = asked(RECEIPT[key], rng, language=LANGUAGES[till.country])
        if key in till.printed and rng.random() < 0.12:
            ask = Asked(key, till.printed[key], ask.type)
        asks.append(ask)
    if rng.random() < (0.5 if rows else 0.15):
        columns = [asked(column, rng, language=LANGUAGES[till.country]) for column in COLUMNS if rng.random() < 0.9]
        asks.append(asked(RECEIPT["line_items"], rng, columns))
    rng.shuffle(asks)
    return asks
