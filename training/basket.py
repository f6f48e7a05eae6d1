"""The goods on a receipt, in the layouts of tills: one line or two, with codes, columns or counts."""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from training import fake
from training import vocabulary_receipt as vocabulary
from training.names.receipt import COLUMNS
from training.till import Till

Item = tuple[str, int, Decimal, Decimal]  # name, quantity, unit price, amount


@dataclass
class Basket:
    """What was bought; ``kind`` is the trade (petrol is sold by the litre)."""

    till: Till
    kind: str
    language: str
    items: list[Item]

    @property
    def rng(self) -> random.Random:
        return self.till.rng

    def print(self) -> None:
        """Set the items from the top down, each a row of ``line_items``."""
        {"petrol": self._fuel}.get(self.kind, self._lines)()

    def _fuel(self) -> None:
        rng, till = self.rng, self.till
        name, _, _, amount = self.items[0]
        price = Decimal(rng.randint(1100, 4500)) / 1000
        litres = (amount / price).quantize(Decimal("0.001"))
        rows = [
            (rng.choice(("PUMP", "Pump #", "Säule", "Pompe")), str(rng.randint(1, 16)), ""),
            (rng.choice(("PRODUCT", "Product:", "Grade", "Produkt")), name, "description"),
            (rng.choice(("GALLONS", "LITRES", "Liter", "Volume", "Gallons:")), till.money.plain(litres, 3), "quantity"),
            (
                rng.choice(("PRICE/GAL", "PPG", "PRICE/L", "EUR/Liter", "Price per unit")),
                till.money.plain(price, 3),
                "unit_price",
            ),
            (rng.choice(("FUEL SALE", "FUEL TOTAL", "Betrag", "Amount", "FUEL AMT")), self.till.sum(amount), "amount"),
        ]
        cells: dict[str, list[int]] = {}
        if rng.random() < 0.4:  # names above, values below
            for group in (rows[:2] + rows[3:4], rows[2:3] + rows[4:]):
                places = [till.left + k * (till.right - till.left) / len(group) for k in range(len(group))]
                for line in (0, 1):
                    for x, row in zip(places, group, strict=True):
                        words = till.sheet.put(x, till.y, row[line], till.size * 0.85).words
                        if line and row[2]:
                            cells[row[2]] = words
                    till.down()
        else:
            for label, value, column in rows:
                words = till.pair(till.cased(label), value, keep=False).words
                if column:
                    cells[column] = words
        till.sheet.row("line_items", cells)

    def _lines(self) -> None:
        """The items in one of the layouts of tills, with or without a header."""
        rng, till = self.rng, self.till
        wide = till.right - till.left
        layout = rng.choice(
            ("price", "price", "first", "first", "below", "below", "columns", "columns", "above", "code")
        )
        tag = rng.choice(("", "", "", "", " A", " B", " S", " SR", " T", " H", " F"))
        places = {"quantity": till.left + 0.58 * wide, "unit_price": till.left + 0.78 * wide, "amount": till.right}
        shown = ["quantity", "unit_price", "amount"] if rng.random() < 0.7 else ["quantity", "amount"]
        leads = layout == "columns" and rng.random() < 0.4  # quantity first
        head = layout == "columns" or rng.random() < 0.2
        small = till.size * 0.9
        if head and rng.random() < 0.85:
            name = till.cased(till.words(COLUMNS[0], self.language))
            if layout == "columns":
                start = till.left + (3 * till.size if leads else 0)
                till.sheet.put(start, till.y, name, small)
                for column, x in places.items():
                    if column in shown:
                        label = till.words({c.key: c for c in COLUMNS}[column], self.language)
                        lead = leads and column == "quantity"
                        till.sheet.put(till.left if lead else x, till.y, label, small, "left" if lead else "right")
            else:
                till.sheet.put(till.left, till.y, name, till.size)
                till.sheet.put(till.right, till.y, till.words(COLUMNS[3], self.language), till.size, "right")
            till.down()
            if rng.random() < 0.3:
                till.rule()
        symbol = till.money.symbol if rng.random() < 0.15 else ""
        for name, quantity, price, amount in self.items:
            name = till.cased(name)
            value = symbol + till.amount(amount)
            if amount < 0 and rng.random() < 0.3:
                value = till.amount(-amount) + "-"
            if layout == "columns" and amount > 0:
                self._row(name, quantity, price, value, places, shown, leads, small)
            elif layout == "first":
                self._counted(name, quantity, price, value + tag)
            elif layout in ("below", "above", "code") and amount > 0:
                self._two_lines(name, quantity, price, value + tag, layout)
            else:
                self._named(name, quantity, value + tag)
            if self.kind == "restaurant" and rng.random() < 0.12:
                x = till.left + rng.uniform(1, 3) * till.size
                till.sheet.put(x, till.y, rng.choice(vocabulary.MODIFIERS), till.size)
                till.down()

    def _right(self, value: str) -> list[int]:
        words = self.till.sheet.put(self.till.right, self.till.y, value, self.till.size, "right").words
        return words[:1] if len(value.split()) > 1 else words

    def _fit(self, text: str, share: float) -> str:
        """As many letters of ``text`` as ``share`` of the width holds."""
        letters = int(share * (self.till.right - self.till.left) / (0.6 * self.till.size))
        return text[: max(letters, 6)].strip()

    def _named(self, name: str, quantity: int, value: str) -> None:
        till = self.till
        cells = {"description": till.sheet.put(till.left, till.y, self._fit(name, 0.7), till.size).words}
        if quantity > 1:
            cells["quantity"] = till.sheet.put(
                till.left + 0.7 * (till.right - till.left), till.y, f"x{quantity}", till.size
            ).words
        cells["amount"] = self._right(value)
        till.sheet.row("line_items", cells)
        till.down()

    def _counted(self, name: str, quantity: int, price: Decimal, value: str) -> None:
        till = self.till
        mark = self.rng.choice(("", "", "", "x", "X")) if quantity < 10 else ""
        count = till.sheet.put(till.left, till.y, f"{quantity}{mark}", till.size)
        cells = {"quantity": count.words}
        cells["description"] = till.sheet.put(
            count.x1 + till.size * 0.8, till.y, self._fit(name, 0.58), till.size
        ).words
        cells["amount"] = self._right(value)
        till.down()
        if quantity > 1 and self.rng.random() < 0.3:
            run = till.sheet.put(till.left + 2 * till.size, till.y, f"@ {till.amount(price)}", till.size)
            cells["unit_price"] = run.words[1:]
            till.down()
        till.sheet.row("line_items", cells)

    def _two_lines(self, name: str, quantity: int, price: Decimal, value: str, layout: str) -> None:
        """The name in its own line; code, quantity and price under it (or over it)."""
        rng, till, cells = self.rng, self.till, dict[str, list[int]]()
        code = fake.digits(rng, rng.choice((4, 6, 8, 13))) if layout == "code" or rng.random() < 0.2 else ""
        one = quantity == 1 and layout == "below" and rng.random() < 0.5

        def named() -> None:
            cells["description"] = till.sheet.put(
                till.left, till.y, self._fit(name, 0.65 if one else 0.98), till.size
            ).words
            if not one:
                till.down()

        def counted() -> None:
            unit = rng.choice(("", "", "", "", " PC", " PCS", " UNIT", " EA", " Stk"))
            times = rng.choice((" x ", " X ", " @ ", " * ", " "))
            x = till.left + rng.choice((0, 1, 2)) * till.size
            if code:
                x = till.sheet.put(x, till.y, code, till.size).x1 + till.size * 0.8
            if layout == "above" and rng.random() < 0.3:
                times = " x RM " if till.country == "MY" else times
            run = till.sheet.put(x, till.y, f"{quantity}{unit}{times}{till.amount(price)}", till.size)
            cells["quantity"], cells["unit_price"] = run.words[:1], run.words[-1:]

        if layout == "above":
            counted()
            till.down()
            cells["description"] = till.sheet.put(till.left, till.y, self._fit(name, 0.65), till.size).words
        else:
            named()
            if not one:
                counted()
        cells["amount"] = self._right(value)
        till.down()
        till.sheet.row("line_items", cells)

    def _row(
        self,
        name: str,
        quantity: int,
        price: Decimal,
        value: str,
        places: dict[str, float],
        shown: list[str],
        leads: bool,
        size: float,
    ) -> None:
        rng, till, put = self.rng, self.till, self.till.sheet.put
        cells: dict[str, list[int]] = {}
        x = till.left + (3 * till.size if leads else 0)
        lines = fake.wrapped(name, max(8, int((places["quantity"] - 3 * size - x) / (0.62 * size))))
        own = rng.random() < 0.2  # the name in a line of its own, the numbers below
        described: list[int] = []
        if own:
            described += put(x, till.y, name, size).words
            till.down()
        else:
            described += put(x, till.y, lines[0], size).words
        texts = {"quantity": str(quantity), "unit_price": till.amount(price), "amount": value}
        for column in shown:
            lead = leads and column == "quantity"
            cells[column] = put(
                till.left if lead else places[column], till.y, texts[column], size, "left" if lead else "right"
            ).words
        till.down()
        if not own:
            for line in lines[1:2]:
                described += put(x, till.y, line, size).words
                till.down()
        cells["description"] = described
        till.sheet.row("line_items", cells)
