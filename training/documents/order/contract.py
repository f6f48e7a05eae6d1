"""The pages of an order of advertising time: a head in panels, spots week by week, sums by month."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training import fake, layout
from training.documents.order.terms import CENT, DAYS, Terms
from training.layout import Column, Pair
from training.sheet import Sheet

_RUN = (
    "Payment by advertiser to agency does not constitute payment to station.",
    "Advertiser and agency are jointly and severally liable for all amounts due.",
    "Two week advance cancellation notice is required unless otherwise specified in writing.",
    "Station will not be bound by conditions printed on insertion orders or copy instructions that conflict with the "
    "above.",
    "Rates are subject to change until the order is confirmed.",
    "The class of time purchased is immediately preemptible unless specified on the line.",
    "We do not discriminate in the sale of advertising on the basis of race or ethnicity.",
    "Make goods will be scheduled within the flight where possible.",
    "We warrant that the broadcasts were made according to the official log.",
    "Invoices are due within 30 days of receipt.",
)


class Contract(Terms):
    """Draws what an order states."""

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
                f"Week: {show(line['first'])} {show(line['last'])} {rng.choice(DAYS)} {line['spots']} "
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
