"""The foot of an invoice: how to pay, terms, thanks, and the lines at the bottom of every page."""

from __future__ import annotations

from training import fake, layout
from training.documents.invoice.leaf import Leaf


class Foot(Leaf):
    """Draws what follows the sums."""

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

        def value(key: str) -> str:
            return f"{self.style.marks.label(f.label(key))} {{{key}}}"

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
