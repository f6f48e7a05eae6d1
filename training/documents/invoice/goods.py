"""The goods of an invoice as a table, and what stands in it that is none of them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from training import fake, layout
from training.documents.invoice.facts import CENT, CODES, Line, percent
from training.documents.invoice.leaf import Leaf
from training.layout import Column
from training.names import COLUMNS


class Goods(Leaf):
    """Draws the goods, and discounts and charges on all of them."""

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
