"""The sums of an invoice, in one of several arrangements."""

from __future__ import annotations

from decimal import Decimal

from training import layout
from training.documents.invoice.facts import percent
from training.documents.invoice.leaf import Leaf
from training.layout import Pair
from training.sheet import width_of


class Sums(Leaf):
    """Draws subtotal, taxes, total, what was paid and what is due."""

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
