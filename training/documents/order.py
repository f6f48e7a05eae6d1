"""Orders and contracts: advertising time with flights, gross and net, and purchase orders."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training import fake, layout
from training.documents.invoice import Style, mark_currency
from training.fake import Company, Dates, Money
from training.layout import Column, Filled, Flow, Marks, Pair
from training.names import COLUMNS, INVOICE, ORDER, Concept, asked
from training.phrases import phrase
from training.sheet import A4, LETTER, Asked, Sample, Sheet

WEIGHT = 15
CENT = Decimal("0.01")
_DAYS = ("M-F", "M-Su", "Sa", "Su", "Mo", "Tu", "Wed", "M-Th", "Sat", "Tue", "MTWTF--", "-1111--", "------1", "1--11--")
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
_RUN = (
    "Payment by advertiser to agency does not constitute payment to station.|Advertiser and agency are jointly and "
    "severally "
    "liable for all amounts due.|Two week advance cancellation notice is required unless otherwise specified in "
    "writing.|Station "
    "will not be bound by conditions printed on insertion orders or copy instructions that conflict with the "
    "above.|Rates are "
    "subject to change until the order is confirmed.|The class of time purchased is immediately preemptible unless "
    "specified on "
    "the line.|We do not discriminate in the sale of advertising on the basis of race or ethnicity.|Make goods will "
    "be scheduled "
    "within the flight where possible.|We warrant that the broadcasts were made according to the official "
    "log.|Invoices are due "
    "within 30 days of receipt."
).split("|")


class Contract:
    """One order of advertising: what it states and how its pages are drawn."""

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
                    "show": rng.choice((show, show, f"{rng.choice(_DAYS)} {show}", f"{show} {hour}a")),
                    "time": rng.choice(
                        (
                            f"{hour}:00 AM-{hour + 1}:00 PM",
                            f"{hour}a-{hour + 1}a",
                            f"{hour}-{hour + 1}p",
                            f"{hour}:30p-{hour + 2}p",
                        )
                    ),
                    "days": rng.choice(_DAYS),
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

    def who(self, sheet: Sheet, x: float, y: float, w: float) -> float:
        """The seller's name and address, at times under the call letters of its station."""
        rng, size = self.rng, self.style.size
        if not self.billed and rng.random() < 0.3:
            y = layout.put(sheet, x, y, rng.choice(("Contract Agreement Between:", "Between:", "Seller")), size)
        elif self.billed and rng.random() < 0.5:
            y = layout.put(
                sheet, x, y, rng.choice(("Remit Address:", "Remit To", "REMIT TO", "Remit payment to:")), size
            )
        if rng.random() < 0.45:
            y = layout.put(sheet, x, y, self.text["station"], size * rng.choice((1, 1, 1.6)), 0, key="station")
        y = layout.put(sheet, x, y, self.text["seller"], size * rng.choice((1, 1, 1, 1.5)), w, key="seller")
        y = layout.put(sheet, x, y, "\n".join(self.seller.address.lines()), size, w)
        for line in rng.sample(
            (self.seller.phone, f"Main: {self.seller.phone}", self.seller.website, f"Billing: {self.seller.fax}"),
            rng.choice((0, 1, 2)),
        ):
            y = layout.put(sheet, x, y, line, size, w)
        return y + size

    def payer(self, sheet: Sheet, x: float, y: float, w: float) -> float:
        """The agency, or the advertiser who buys without one."""
        rng, size = self.rng, self.style.size
        if rng.random() < 0.6:
            y = layout.put(
                sheet, x, y, rng.choice(("And:", "Billing Address:", "Bill To:", "Agency", "To:", "Sold to")), size
            ) + rng.choice((0, 6))
        name = "{agency}" if not self.direct else "{advertiser}"
        if not self.direct and rng.random() < 0.12:
            name += rng.choice((" - Political", f" ({fake.digits(rng, 4)})"))
        y = layout.sentence(sheet, x, y, name, self.text, size, w)
        if rng.random() < 0.3:
            y = layout.put(
                sheet,
                x,
                y,
                rng.choice(("Attention: Accounts Payable", "Attn: Billing", f"Attention: {self.agency.contact}")),
                size,
                w,
            )
        address = self.advertiser_address if self.direct else self.agency.address
        return layout.put(sheet, x, y, "\n".join(address.lines(rng.random() < 0.15)), size, w) + size

    def panel(self, sheet: Sheet, x: float, y: float, w: float, entries: list[Pair]) -> float:
        """A panel of labels and values: one to four columns of one style."""
        rng, size = self.rng, self.style.size
        style = self.style.pairs if self.style.pairs != "rightboth" else "column"
        if style in ("cells", "grid", "above"):
            across = max(1, min(4, int(w // rng.choice((80, 95, 120)))))
            for start in range(0, len(entries), across):
                y = layout.grid(
                    sheet, x, y, w, entries[start : start + across], size, self.style.marks, rng, across
                ) + rng.choice((1, 3))
            return y + 4
        columns = max(1, min(3, int(w // rng.choice((170, 200, 260)))))
        each = -(-len(entries) // columns)
        step = w / columns
        return 4 + max(
            layout.pairs(
                sheet,
                x + n * step,
                y,
                step - 10,
                entries[n * each : (n + 1) * each],
                style,
                size,
                self.style.marks,
                rng,
                1.25,
            )
            for n in range(columns)
        )

    def head(self, sheet: Sheet, y: float) -> float:
        """The head of the first page, and of the others where it is repeated."""
        rng, flow, size = self.rng, self.flow, self.style.size
        left, w = flow.left, flow.width
        entries = self.pairs()
        middle = left + w / 2
        big = self.style.title * rng.choice((0.7, 1))
        if rng.random() < 0.4:
            pages = rng.randint(1, 4)
            stamp = rng.choice(("Print Date {print_date}  Page 1 of ", "Printed {print_date}   Page 1 / ")) + str(pages)
            layout.sentence(sheet, flow.right, y, stamp, self.text, size, 0, "right")
        if self.arrangement in (0, 1):  # parties at the left, panel at the right
            sheet.put(rng.choice((middle, middle + 40)), y, self.title, big)
            a = self.who(sheet, left + rng.choice((0, 60)), y + size, w * 0.33)
            a = self.payer(sheet, left + rng.choice((0, 40)), a + rng.choice((8, 40)), w * 0.36)
            b = self.panel(sheet, left + w * 0.42, y + big * 1.3, w * 0.58, entries)
            return max(a, b) + 6
        if self.arrangement == 2:  # everything in one wide panel, the title above
            y = layout.put(sheet, left, y, self.title, big) + 4
            a = self.who(sheet, left, y, w * 0.4)
            b = self.payer(sheet, left + w * 0.5, y, w * 0.45)
            return self.panel(sheet, left, max(a, b), w, entries) + 4
        if self.arrangement == 3:  # sections: order, agency, advertiser
            y = layout.put(sheet, middle, y, self.title, big, 0, "centre") + 4
            half = len(entries) * 2 // 3
            sheet.put(left, y, rng.choice(("Orders", "Order", "Schedule")), size * 1.1)
            y = self.panel(sheet, left + 50, y, w - 50, entries[:half]) + 4
            sheet.put(left, y, "Agency" if not self.direct else "Client", size * 1.1)
            sheet.put(left + 50, y, "Name:", size)
            a = self.payer(sheet, left + 90, y, w * 0.4)
            b = self.panel(sheet, left + w * 0.55, y, w * 0.45, entries[half:])
            y = max(a, b)
            if rng.random() < 0.7:
                sheet.put(left, y, "Advertiser", size * 1.1)
                y = layout.sentence(sheet, left + 50, y, "Name:   {advertiser}", self.text, size, w * 0.5) + 4
            return y
        if self.arrangement == 4:  # panel first
            y = self.panel(sheet, left, y, w, entries) + 4
            y = layout.put(sheet, left, y, self.title, big) + 4
            a = self.payer(sheet, left, y, w * 0.45)
            return max(a, self.who(sheet, left + w * 0.5, y, w * 0.45))
        if self.arrangement == 5:  # two panels side by side under the seller
            a = self.who(sheet, left, y, w * 0.5)
            b = layout.put(sheet, flow.right, y, self.title, big, 0, "right")
            y = max(a, b)
            half = len(entries) // 2
            a = self.panel(sheet, left, y, w * 0.48, entries[:half])
            b = self.panel(sheet, middle, y, w * 0.5, entries[half:])
            return self.payer(sheet, left, max(a, b) + 4, w * 0.5)
        y = layout.put(sheet, middle, y, self.title, big, 0, "centre") + 6
        a = self.panel(sheet, left, y, w * 0.55, entries)
        b = self.who(sheet, left + w * 0.62, y, w * 0.36)
        return max(a, self.payer(sheet, left + w * 0.62, b + 4, w * 0.36)) + 4

    def _again(self, sheet: Sheet, number: int) -> float:
        if self.whole_again:
            return self.head(sheet, self.flow.top)
        rng, size = self.rng, self.style.size
        y = self.flow.top
        if rng.random() < 0.7:
            values = rng.sample(
                ("{contract_number}", "{advertiser}", "{station}", "{flight_from} - {flight_to}"), rng.choice((1, 2, 3))
            )
            y = layout.sentence(sheet, self.flow.left, y, "     ".join(values), self.text, size)
        sheet.put(self.flow.right, y, f"Page {number}", size, "right")
        return y + 2 * size

    # -- the lines

    def table(self) -> None:
        """The lines of the order with the dates, times and rates of their spots."""
        rng, flow, size, show = self.rng, self.flow, min(self.style.size, 8), self.dates.text
        pool = {
            "position": ("Line", "#", "Ln", "Line #"),
            "station": ("Ch", "Channel", "Station"),
            "start": ("Start Date", "Start", "From"),
            "end": ("End Date", "End", "To"),
            "description": ("Description", "Program", "Daypart", "Program Name"),
            "time": ("Time", "Start/End Time", "Air Time", "Day/Time"),
            "days": ("Days", "Day", "MTWTFSS", "Weekdays"),
            "length": ("Length", "Len", "Sec"),
            "quantity": ("Spots", "Spots/Week", "Qty", "SPW", "# Spots"),
            "unit_price": ("Rate", "Unit Rate", "Spot Rate"),
            "kind": ("Type", "Rtn", "DP"),
            "amount": ("Amount", "Total", "Total $", "Cost", "Ext."),
            "code": ("Ad-ID", "Copy/ISCI", "Ref #", "Material"),
        }
        chance = {
            "position": 0.85,
            "station": 0.5,
            "start": 0.7,
            "end": 0.65,
            "time": 0.8,
            "days": 0.6,
            "length": 0.8,
            "kind": 0.5,
            "code": 0.3,
            "quantity": 0.85,
            "amount": 0.85,
        }
        keys = [k for k in pool if rng.random() < chance.get(k, 1.0)]
        if rng.random() < 0.25:
            rng.shuffle(keys)
        kinds, code = (
            rng.choice((("NM",), ("N", "E"), ("SPOT", "News", "Prime"), ("P-1", "P-2", "P-03"))),
            fake.letters(rng, 4),
        )
        rows = []
        for n, line in enumerate(self.lines, 1):
            cells = {
                "position": str(n) if rng.random() < 0.9 else f"{n}.0",
                "station": self.text["station"].split("-")[0][:5],
                "start": show(line["first"]),
                "end": show(line["last"]),
                "description": line["show"],
                "time": line["time"],
                "days": line["days"],
                "length": line["length"],
                "quantity": str(line["spots"]),
                "unit_price": self.money.text(line["rate"]),
                "amount": self.money.text(line["sum"]),
                "kind": rng.choice(kinds),
                "code": code + fake.digits(rng, 5),
            }
            rows.append({k: cells[k] for k in keys})
        self.columns = [
            Column(
                k,
                rng.choice(pool[k]),
                "right" if k in ("unit_price", "amount", "quantity") and rng.random() < 0.8 else "left",
            )
            for k in keys
        ]
        layout.place(self.columns, rows, flow.left, flow.width, size, "description", rng)
        sub = rng.choice(("none", "none", "week", "aired", "remark"))
        flow.room(60)
        flow.y = layout.heads(flow.sheet, flow.y, self.columns, size) + 3
        spread = rng.choice((0, 1, 3))
        for line, row in zip(self.lines, rows, strict=True):
            if not flow.room(size * (2 + (2 if sub != "none" else 0))):
                flow.y = layout.heads(flow.sheet, flow.y, self.columns, size) + 3
            flow.y = layout.cells(flow.sheet, flow.y, self.columns, row, size, "line_items")
            self._below(sub, line, size)
            flow.y += spread
        if rng.random() < 0.7:
            flow.room(20)
            x = next((c for c in self.columns if c.key == "amount"), self.columns[-1])
            flow.sheet.put(
                max(flow.left, x.x0 - rng.uniform(60, 160)),
                flow.y,
                rng.choice(("Totals", "Total", "Totals", "TOTAL")),
                size,
            )
            if "amount" in keys:
                layout.put(flow.sheet, x.edge(), flow.y, self.text["gross_amount"], size, 0, x.align, "gross_amount")
            if "quantity" in keys:
                q = next(c for c in self.columns if c.key == "quantity")
                layout.put(flow.sheet, q.edge(), flow.y, self.text["total_spots"], size, 0, q.align, "total_spots")
            flow.y += size * 1.5
        flow.y += 8

    def _below(self, sub: str, line: dict, size: float) -> None:
        rng, flow, show = self.rng, self.flow, self.dates.text
        x = flow.left + 30
        if sub == "week":
            flow.sheet.put(x, flow.y, "Start Date  End Date  Weekdays  Spots/Week  Rate", size * 0.9)
            flow.y += size * 1.1
            flow.sheet.put(
                x - 20,
                flow.y,
                f"Week: {show(line['first'])} {show(line['last'])} {rng.choice(_DAYS)} {line['spots']} "
                f"{self.money.text(line['rate'])}",
                size,
            )
            flow.y += size * 1.15
        elif sub == "aired":
            for _ in range(min(line["spots"], 4)):
                flow.room(size * 2)
                clock = f"{rng.randint(1, 11)}:{rng.randint(10, 59)} PM"
                copy = f"{fake.letters(rng, 4)}{fake.digits(rng, 4)}H"
                parts = (rng.choice(("Tu", "W", "Th", "F")), show(line["first"]), line["length"], clock, copy)
                flow.sheet.put(x, flow.y, "  ".join((*parts, self.money.text(line["rate"]))), size)
                flow.y += size * 1.15
        elif sub == "remark" and rng.random() < 0.4:
            flow.sheet.put(
                x, flow.y, rng.choice(("Contract Line Remarks:", "See MG 53.2", "Credited", "Comments:")), size
            )
            flow.y += size * 1.15

    # -- the sums

    def totals(self) -> None:
        """Gross, commission and net: by month in a table, or line by line."""
        rng, flow, size, t = self.rng, self.flow, self.style.size, self.text
        flow.room(90)
        net = self.commission > 0 and rng.random() < 0.85
        if rng.random() < 0.55:
            self._months(size, net)
        else:
            rows: list[Pair] = [(self.label("gross_amount"), "gross_amount", t["gross_amount"])]
            if net:
                minus = rng.choice(("{}", "({})", "-{}"))
                rows += [(self.label("agency_commission"), "agency_commission", minus.format(t["agency_commission"]))]
                rows += [(self.label("net_amount"), "net_amount", t["net_amount"])]
            if rng.random() < 0.4:
                rows.append((self.label("total_spots"), "total_spots", t["total_spots"]))
            style = rng.choice(("column", "spread", "inline", "rightlabels", "grid"))
            x, w = (
                (flow.left, flow.width * 0.5)
                if rng.random() < 0.4
                else (flow.left + flow.width * 0.6, flow.width * 0.4)
            )
            flow.y = layout.pairs(flow.sheet, x, flow.y, w, rows, style, size, self.style.marks, rng) + 8
        if rng.random() < 0.3:
            flow.room(24)
            flow.sheet.put(
                flow.left,
                flow.y,
                rng.choice(
                    (
                        "Signature: ____________   Date: ________",
                        "Accepted-Agency/Advertiser:      Date:      Accepted-Station:",
                    )
                ),
                size,
            )
            flow.y += 3 * size
        small = rng.choice((5.5, 6, 7))
        if rng.random() < 0.75:
            text = " ".join(rng.choice(_RUN) for _ in range(rng.choice((3, 8, 20))))
            for line in fake.wrapped(text, int(flow.width / small * 1.95)):
                flow.room(small * 1.3)
                flow.sheet.put(flow.left, flow.y, line, small)
                flow.y += small * 1.2

    def _months(self, size: float, net: bool) -> None:
        rng, flow, show = self.rng, self.flow, self.dates.text
        heads = [
            rng.choice(("Time Period", "Month", "Billing Month", "Start Date - End Date")),
            rng.choice(("# of Spots", "# Spots", "Spots")),
        ]
        keys: list[str | None] = [None, "total_spots", "gross_amount"]
        heads.append(rng.choice(("Gross Amount", "Gross", "Gross Total")))
        if net and rng.random() < 0.7:
            heads.append(rng.choice(("Agency Comm.", "Agency Commission", "Commission")))
            keys.append("agency_commission")
        if net:
            heads.append(rng.choice(("Net Amount", "Net", "Net Total")))
            keys.append("net_amount")
        step = flow.width / len(heads) * rng.choice((0.7, 0.85, 1))
        for n, text in enumerate(heads):
            flow.sheet.put(flow.left + n * step, flow.y, text, size)
        flow.y += size * 1.4
        months: dict[date, list] = {}
        for line in self.lines:
            cell = months.setdefault(line["first"].replace(day=1), [0, Decimal(0)])
            cell[0] += line["spots"]
            cell[1] += line["sum"]
        alone = len(months) == 1
        for month, (spots, gross) in sorted(months.items()):
            off = (gross * self.rate / 100).quantize(CENT, ROUND_HALF_UP)
            last = month + timedelta(days=27)
            name = f"{show(month)} - {show(last)}" if heads[0][0] in "TS" else month.strftime("%B %Y")
            values = {
                None: name,
                "total_spots": str(spots),
                "gross_amount": self.money.text(gross),
                "agency_commission": f"({self.money.text(off)})",
                "net_amount": self.money.text(gross - off),
            }
            for n, key in enumerate(keys):
                layout.put(flow.sheet, flow.left + n * step, flow.y, values[key], size, key=key if alone else None)
            flow.y += size * 1.3
        if not alone or rng.random() < 0.9:
            flow.sheet.put(flow.left, flow.y, rng.choice(("Totals", "Total", "Totals")), size)
            for n, key in enumerate(keys):
                if key:
                    text = self.text[key]
                    layout.put(
                        flow.sheet,
                        flow.left + n * step,
                        flow.y,
                        f"({text})" if key == "agency_commission" else text,
                        size,
                        key=key,
                    )
            flow.y += size * 1.6


def advertising(rng: random.Random) -> Sample:
    """An order of advertising time, or the invoice of what was aired."""
    made = Contract(rng)
    made.flow.y = made.head(made.flow.sheet, made.flow.top) + 4
    made.table()
    made.totals()
    sheets = made.flow.sheets
    _fewer(rng, sheets)
    for sheet in sheets:
        if "station" not in sheet.answers:  # its letters beside every line say it as well
            same = [i for i, word in enumerate(sheet.words) if word.text == made.text["station"]]
            for i in same[:3]:
                sheet.mark("station", [i])
        mark_currency(sheet, made.money)
    keys = ("contract_number", "advertiser", "gross_amount", "flight_from", "flight_to")
    concepts = {k: c for k, c in ORDER.items() if k not in ("po_number", "ship_to", "delivery_date", "shipping_method")}
    if made.direct:
        concepts.pop("agency")
    if not made.billed:  # what is no invoice has no number of one
        concepts = {k: c for k, c in concepts.items() if rng.random() < 0.5 or not k.startswith("invoice")}
    return Sample("invoice", sheets, questions(rng, concepts, sheets, keys), scanned=rng.random() < 0.4)


def _fewer(rng: random.Random, sheets: list[Sheet]) -> None:
    """Keep four pages at most; training reads pages one by one, and the inner ones are alike."""
    while len(sheets) > 4:
        sheets.pop(rng.randrange(1, len(sheets) - 1))


def questions(
    rng: random.Random, concepts: dict[str, Concept], sheets: list[Sheet], often: tuple[str, ...]
) -> list[Asked]:
    """Five to twelve of ``concepts``, those of ``often`` first, about a quarter of them on no page."""
    there = {key for sheet in sheets for key in sheet.answers}
    heavy = {k: rng.random() ** (1 / 3 if k in often else 1) for k in concepts}
    present = sorted((k for k in concepts if k in there), key=lambda k: -heavy[k])
    absent = sorted((k for k in concepts if k not in there), key=lambda k: -heavy[k])
    count = rng.randint(5, 12)
    wanted = present[: round(count * 0.78)] + absent[: max(1, count // 4)]
    rng.shuffle(wanted)
    made = [asked(concepts[k], rng) for k in wanted]
    if any(sheet.rows for sheet in sheets) and rng.random() < 0.35:
        columns = ["description", "quantity", "unit_price", "amount"]
        made.append(asked(INVOICE["line_items"], rng, [asked(COLUMNS[c], rng) for c in columns]))
    return made


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


def make(rng: random.Random) -> Sample:
    """One order: two of three are advertising."""
    return advertising(rng) if rng.random() < 0.68 else purchase(rng)
