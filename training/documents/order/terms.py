"""What an order of advertising time states: parties, flights, spots, gross and net, and how its page prints them."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from training import fake
from training.documents.invoice import Style
from training.fake import Dates, Money
from training.layout import Column, Filled, Flow, Marks, Pair
from training.names import INVOICE, ORDER
from training.phrases import phrase
from training.sheet import A4, LETTER

CENT = Decimal("0.01")
DAYS = ("M-F", "M-Su", "Sa", "Su", "Mo", "Tu", "Wed", "M-Th", "Sat", "Tue", "MTWTF--", "-1111--", "------1", "1--11--")
_SHOWS = (
    "Morning News",
    "Evening News",
    "Late News",
    "Noon Report",
    "Game Show",
    "Prime Rotator",
    "Sunday Magazine",
    "Talk Hour",
    "Movie Night",
    "Sports Desk",
    "Daytime Rotation",
    "Early Today",
    "Weekend Edition",
    "Weather Now",
    "Late Show",
    "Drama",
    "Local News at",
    "Eyewitness Report",
    "Home & Garden",
    "Court TV",
)


class Terms:
    """One order of advertising: what it states."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.style = Style.drawn(rng)
        self.style.size = rng.choice((6.5, 7, 7, 7.5, 8, 8, 8.5, 9))
        if rng.random() < 0.6:
            self.style.marks = Marks(rng.choice(("", ":", ":")))
        country = rng.choices(("US", "GB", "CA", "AU", "DE", "FR"), (80, 6, 4, 3, 5, 2))[0]
        self.country = country
        self.language = {"DE": "de", "FR": "fr"}.get(country, "en") if rng.random() < 0.7 else "en"
        self.seller, self.agency = fake.company(rng, country), fake.company(rng, country)
        self.direct = rng.random() < 0.12  # the advertiser buys without an agency
        self.billed = rng.random() < 0.4  # an invoice of what was aired, rather than the order
        self.dates: Dates = fake.dates(rng, country, self.language)
        if country == "US":
            self.dates = Dates(
                rng.choice(
                    (
                        "{mm}/{dd}/{yy}",
                        "{mm}/{dd}/{yy}",
                        "{m}/{d}/{yyyy}",
                        "{mm}/{dd}/{yyyy}",
                        "{mon} {d}, {yyyy}",
                        "{m}/{d}/{yy}",
                    )
                ),
                "en",
                "MDY",
            )
        self.money: Money = fake.money(rng, country)
        if country == "US" and rng.random() < 0.7:
            self.money = Money("USD", "$", ",", ".", "glued_before")
        self.start = fake.day(rng, 2004, 2027)
        self.days = rng.choice((1, 4, 6, 6, 7, 13, 20, 27, 41, 62))
        self.lines = self._lines()
        self.gross = sum((line["sum"] for line in self.lines), Decimal(0))
        self.rate = Decimal(rng.choice((15, 15, 15, 15, 10, 20))) if not self.direct else Decimal(0)
        self.commission = (self.gross * self.rate / 100).quantize(CENT, ROUND_HALF_UP)
        self.spots = sum(line["spots"] for line in self.lines)
        self.text = self._text()
        paper = LETTER if country in ("US", "CA") else A4
        if rng.random() < 0.3:
            paper = (paper[1], paper[0])
        self.flow = Flow(
            rng,
            paper,
            rng.uniform(18, 48),
            paper[0] - rng.uniform(18, 48),
            rng.uniform(18, 44),
            paper[1] - rng.uniform(34, 70),
            header=self._again,
        )
        self.whole_again = rng.random() < 0.45
        self.entries: list[Pair] = []
        self.arrangement = rng.randrange(7)
        self.title = self._title()
        self.columns: list[Column] = []

    def _lines(self) -> list[dict]:
        rng = self.rng
        made = []
        for _ in range(
            rng.choices((1, rng.randint(2, 6), rng.randint(6, 16), rng.randint(16, 60)), (7, 20, 38, 35))[0]
        ):
            first = self.start + timedelta(days=rng.randrange(self.days + 1))
            last = min(first + timedelta(days=6), self.start + timedelta(days=self.days))
            spots = rng.choice((1, 1, 1, 2, 3, 4, 5, 10))
            rate = Decimal(rng.choice((rng.randint(1, 40) * 5, rng.randint(1, 60) * 25, rng.randint(1, 20) * 250)))
            hour = rng.randint(4, 11)
            show = (
                rng.choice(_SHOWS)
                if rng.random() < 0.7
                else f"{fake.invented(rng)} {rng.choice(('News', 'Show', 'Live', 'Today'))}"
            )
            made.append(
                {
                    "first": first,
                    "last": last,
                    "spots": spots,
                    "rate": rate,
                    "sum": rate * spots,
                    "show": rng.choice((show, show, f"{rng.choice(DAYS)} {show}", f"{show} {hour}a")),
                    "time": rng.choice(
                        (
                            f"{hour}:00 AM-{hour + 1}:00 PM",
                            f"{hour}a-{hour + 1}a",
                            f"{hour}-{hour + 1}p",
                            f"{hour}:30p-{hour + 2}p",
                        )
                    ),
                    "days": rng.choice(DAYS),
                    "length": rng.choice((":30", ":30", ":15", ":60", "30", "00:30")),
                }
            )
        return made

    def _text(self) -> dict[str, str]:
        rng, show = self.rng, self.dates.text
        kind = rng.random()
        if kind < 0.35:
            person = fake.person(rng, self.country)
            last = person.split()[-1]
            office = rng.choice(
                ("Senate", "Congress", "Governor", "Mayor", "President", "Sheriff", "Attorney General", "School Board")
            )
            year = self.start.year
            name = rng.choice(
                (
                    f"{person} for {office}",
                    f"{last} for {office}",
                    f"Friends of {person}",
                    f"{last}/{rng.choice('DRI')}/{office}",
                    f"{last} {year}",
                    f"Committee to Elect {person}",
                    f"POL/{person}/{office}",
                    f"{fake.city(rng, 'US')} Forward",
                    f"{last} for {office} {year}",
                    f"Citizens for {fake.invented(rng)}",
                    f"{fake.invented(rng)} Action Fund",
                )
            )
        else:
            name = fake.company_name(rng, self.country)
        self.advertiser_address = fake.address(rng, self.country)
        call = (
            rng.choice("WKWKC")
            + fake.letters(rng, rng.choice((2, 3, 3)))
            + rng.choice(("", "", "-TV", "-FM", "-DT", " Radio"))
        )
        if self.country in ("DE", "FR") or rng.random() < 0.12:
            call = f"{fake.invented(rng)} {rng.choice(('TV', 'Radio', 'FM', 'Magazin', 'Online', 'Daily'))}"
        number = fake.number(rng) if rng.random() < 0.35 else fake.digits(rng, rng.choice((5, 6, 6, 6, 7, 7, 8)))
        ordered = self.start - timedelta(days=rng.randint(0, 30))
        end = self.start + timedelta(days=self.days)
        billed = end + timedelta(days=rng.randint(0, 20))
        coma = fake.person(rng, self.country).split()
        buyer = f"{coma[-1]}, {coma[0]}" if rng.random() < 0.15 else " ".join(coma)
        return {
            "contract_number": number,
            "advertiser": name,
            "agency": name if self.direct else self.agency.name,
            "product": rng.choice(
                (
                    name.upper(),
                    fake.product(rng, self.language),
                    f"{fake.invented(rng)} {rng.choice(('TV', 'Spring', 'Launch'))}",
                    f"{self.start.month}/{self.start.day}-{end.month}/{end.day}",
                    "Issue",
                    "Candidate",
                )
            ),
            "flight_from": show(self.start),
            "flight_to": show(end),
            "estimate_number": fake.number(rng) if rng.random() < 0.3 else fake.digits(rng, 4),
            "order_date": show(ordered),
            "station": call,
            "account_executive": rng.choice((fake.person(rng, self.country), f"{call} House")),
            "sales_office": rng.choice(
                (
                    fake.city(rng, self.country),
                    f"{fake.invented(rng)} {fake.city(rng, self.country)}",
                    f"{fake.letters(rng, 1)}-{fake.letters(rng, 3)}",
                )
            ),
            "media_buyer": buyer,
            "seller": self.seller.name,
            "gross_amount": self.money.text(self.gross),
            "net_amount": self.money.text(self.gross - self.commission),
            "agency_commission": self.money.text(self.commission),
            "invoice_number": fake.digits(rng, rng.choice((6, 7, 9))),
            "invoice_date": show(billed),
            "print_date": show(ordered + timedelta(days=1)),
            "alt_order_number": fake.shaped(rng, rng.choice(("99999999", "AAA99999999", "99999", ""))),
            "total_spots": str(self.spots),
            "demographic": rng.choice(("Adults 35+", "A35+", "Adults 25-54", "Households", "W18-49", "P2+")),
            "billing_calendar": rng.choice(("Broadcast", "Calendar", "Standard")),
            "billing_cycle": rng.choice(("EOM/EOC", "EOM", "Weekly", "Monthly")),
            "revised": show(ordered + timedelta(days=rng.randrange(9))),
            "period_from": show(self.start - timedelta(days=self.start.weekday())),
            "period_to": show(end + timedelta(days=6 - end.weekday())),
            "revision": rng.choice(("", "1", "2", "5", "0")),
            "payment_terms": phrase(rng, "en", "terms").format(days=30),
        }

    def _title(self) -> str:
        words = (
            ("Invoice", "INVOICE", "Official Billing Invoice", "BILLING INVOICE")
            if self.billed
            else (
                "CONTRACT",
                "Contract",
                "ORDER",
                "Order Confirmation",
                "Insertion Order",
                "Media Order",
                "Broadcast Order",
                "CONFIRMATION CONTRACT",
                "Advertising Agreement",
                "Sales Contract",
                "BROADCAST CONTRACT",
            )
        )
        return self.rng.choice(words)

    def label(self, key: str) -> str:
        return ORDER[key].label(self.rng, self.language)

    def pairs(self) -> list[Pair]:
        """Labels and values of the head: what is asked for among much that is not."""
        if self.entries:
            return self.entries
        rng, t = self.rng, self.text

        def fill(template: str) -> Filled:
            return Filled.of(template, t)

        number = fill(
            rng.choice(
                ("{contract_number}", "{contract_number}", "{contract_number} /", "{contract_number} / {revision}")
            )
        )
        label = self.label("contract_number")
        if self.billed and rng.random() < 0.6:
            label = rng.choice(("Order #", "Contract", "Order Number", "Contract #"))
        must: list[Pair] = [(label, None, number)]
        code = f" ({fake.digits(rng, 5)})" if rng.random() < 0.12 else ""
        must.append((self.label("advertiser"), None, fill("{advertiser}" + code)))
        joint = rng.choice(
            (
                "{flight_from} - {flight_to}",
                "{flight_from} - {flight_to}",
                "{flight_from} to {flight_to}",
                "{flight_from} – {flight_to}",
            )
        )
        if rng.random() < 0.8:
            heads = (
                "Flight Dates",
                "Contract Dates",
                "Flight",
                "Schedule Dates",
                "Order Flight",
                "Flight Dates",
                "Run Dates",
                "Campaign Dates",
                "Dates",
                "Contract Period",
                "Broadcast Dates",
                "Air Dates",
            )
            must.append(
                (
                    {"de": "Laufzeit", "fr": "Période de diffusion"}.get(self.language, rng.choice(heads)),
                    None,
                    fill(joint),
                )
            )
        else:
            must += [(self.label(k), k, t[k]) for k in ("flight_from", "flight_to")]
        more: list[Pair] = []
        chances = {
            "agency": 0.5,
            "product": 0.75,
            "estimate_number": 0.7,
            "account_executive": 0.65,
            "sales_office": 0.45,
            "media_buyer": 0.3,
            "station": 0.6,
            "alt_order_number": 0.6,
            "demographic": 0.5,
            "billing_calendar": 0.5,
            "billing_cycle": 0.4,
            "print_date": 0.2,
            "total_spots": 0.12,
            "gross_amount": 0.12,
            "payment_terms": 0.2,
        }
        for key, chance in chances.items():
            if rng.random() < chance:
                concept = ORDER.get(key) or INVOICE[key]
                more.append((concept.label(rng, self.language), key, t[key] if rng.random() < 0.95 else ""))
        if rng.random() < 0.6:
            both = rng.random() < 0.6
            more.append((self.label("order_date"), None, fill("{order_date} / {revised}" if both else "{order_date}")))
        if self.billed:
            must += [
                (self.label("invoice_number"), "invoice_number", t["invoice_number"]),
                (self.label("invoice_date"), "invoice_date", t["invoice_date"]),
            ]
            if rng.random() < 0.6:
                more.append(
                    (
                        rng.choice(("Invoice Period", "Billing Period", "Period")),
                        None,
                        f"{t['period_from']} - {t['period_to']}",
                    )
                )
            if rng.random() < 0.4:
                more.append(("Invoice Month", None, self.start.strftime("%B %Y")))
        empty = (
            "Special Handling",
            "Agy Code",
            "Advertiser Code",
            "Product 1/2",
            "Agency Ref",
            "Advertiser Ref",
            "Comments",
            "Order Type",
            "Revenue Code 1",
            "Revenue Code 2",
            "Priority",
            "Billing Type",
            "Cash/Trade",
            "Unit Code",
            "Order Separation",
            "New Business Thru",
            "Market",
            "Package",
            "Service",
            "Version",
            "CPE",
            "Con Type",
        )
        for label in rng.sample(empty, rng.choice((0, 2, 5, 9))):
            value = rng.choice(
                (
                    "",
                    "",
                    "Cash",
                    "National",
                    "GENERAL",
                    "AGY",
                    "P4",
                    "Local",
                    "None",
                    fake.digits(rng, 4),
                    fake.number(rng),
                )
            )
            more.append((label, None, value))
        rng.shuffle(more)
        self.entries = must + more if rng.random() < 0.4 else rng.sample(must + more, len(must) + len(more))
        return self.entries
