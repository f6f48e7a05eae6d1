"""The head of an invoice: title, parties, numbers and dates in many arrangements, or as a data sheet."""

from __future__ import annotations

from training import fake, layout
from training.documents.invoice.leaf import Leaf, Part
from training.fake import Company
from training.layout import Pair
from training.sheet import Sheet


class Head(Leaf):
    """Draws what stands above the goods."""

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
