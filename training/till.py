"""A narrow page as a till prints it: one line after the other, amounts in the page's own way."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field
from decimal import Decimal

from training import fake
from training import vocabulary_receipt as vocabulary
from training.names import Concept
from training.sheet import Put, Sheet, width_of

_MALAYSIAN = re.compile(r"\b(RM|GST|Gst|SST)\b")


class Rupiah(fake.Money):
    """Money without decimals and with three more digits before them."""

    def plain(self, amount: Decimal, places: int = 0) -> str:
        """The amount in whole rupiah, a thousand of them for each unit of ``amount``."""
        return fake.Money.plain(self, amount * 1000, places)


@dataclass
class Till:
    """A narrow page under way: ``y`` is where the next line is set."""

    rng: random.Random
    sheet: Sheet
    left: float
    right: float
    size: float
    money: fake.Money
    country: str
    upper: bool
    pairs: str = "edges"  # how totals stand: edges, inner, colon, below, near
    y: float = 14
    leading: float = 1.3
    printed: dict[str, str] = field(default_factory=dict)  # field: the label it was printed with

    @property
    def home(self) -> str:
        """The country whose names and numbers people have here."""
        return "MY" if self.country == "ID" else self.country

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def cased(self, text: str) -> str:
        return text.upper() if self.upper else text

    def down(self, lines: float = 1) -> None:
        self.y += lines * self.size * self.leading

    def amount(self, value: Decimal) -> str:
        return self.money.plain(value)

    def sum(self, value: Decimal) -> str:
        """A sum as printed: the symbol now and then, minus signs before or after, no leading zero at times."""
        text = self.money.text(value) if self.rng.random() < 0.3 else self.money.plain(value)
        if text.startswith("-") and self.rng.random() < 0.2:
            text = text[1:] + "-"
        return text[1:] if text.startswith("0") and self.country == "US" and self.rng.random() < 0.3 else text

    def words(self, concept: Concept, language: str) -> str:
        """A label of ``concept``; Malaysian money and taxes stay in Malaysia."""
        local = vocabulary.LOCAL.get(f"{self.country} {concept.key}", ())
        if local and self.rng.random() < 0.75:
            return self.rng.choice(local)
        for _ in range(6):
            label = concept.label(self.rng, language)
            taxed_alike = self.country in ("AU", "CA", "IN") and "RM" not in label
            if self.country == "MY" or taxed_alike or not _MALAYSIAN.search(label):
                break
        return label

    def line(self, text: str, align: str = "left", answer: str | None = None, size: float | None = None) -> Put:
        """Set one line over the whole width and go to the next; letters shrink to what the width holds."""
        size = size or self.size
        whole = width_of(text, size, self.sheet.mono)
        if whole > self.right - self.left:
            size *= (self.right - self.left) / whole
        x = {"left": self.left, "centre": self.middle, "right": self.right}[align]
        run = self.sheet.put(x, self.y, text, size, align, answer)
        self.y += max(size, self.size) * self.leading
        return run

    def labelled(self, x: float, label: str, value: str, answer: str | None, gap: float = 1) -> Put:
        """Set ``label value`` from ``x`` on without ending the line; only the value is marked."""
        run = self.sheet.put(x, self.y, label, self.size)
        end = run.x1 + (gap * 0.5 * self.size if label else 0)
        return self.sheet.put(end if label else x, self.y, value, self.size, answer=answer)

    def pair(
        self, label: str, value: str, answer: str | None = None, size: float | None = None, keep: bool = True
    ) -> Put:
        """Set a line of the sums: label and amount in the page's own way."""
        size = size or self.size
        if keep and answer:
            self.printed[answer] = label
        wide = width_of(label + value, size, self.sheet.mono)
        if wide > 0.92 * (self.right - self.left):
            size *= 0.92 * (self.right - self.left) / wide
        put = self.sheet.put
        if self.pairs == "edges":
            put(self.left, self.y, label, size)
            run = put(self.right, self.y, value, size, "right", answer)
        elif self.pairs == "inner":
            start = self.right - width_of(value, size, self.sheet.mono) - 0.6 * size
            put(
                max(self.left + width_of(label, size, self.sheet.mono), min(start, self.right - 5.5 * size)),
                self.y,
                label,
                size,
                "right",
            )
            run = put(self.right, self.y, value, size, "right", answer)
        elif self.pairs == "colon":
            colon = self.left + 0.62 * (self.right - self.left)
            if width_of(label, size, self.sheet.mono) < colon - self.left:
                put(self.left, self.y, label.rstrip(": "), size)
                put(colon, self.y, ":", size)
            else:
                put(self.left, self.y, label, size)
            run = put(self.right, self.y, value, size, "right", answer)
        elif self.pairs == "below" and wide > 0.4 * (self.right - self.left):  # long labels have a line of their own
            put(self.left, self.y, label, size)
            self.y += size * self.leading
            run = put(self.right, self.y, value, size, "right", answer)
        else:
            run = put(put(self.left, self.y, label, size).x1 + 0.7 * size, self.y, value, size, answer=answer)
        self.y += size * self.leading
        return run

    def rule(self) -> None:
        """A rule between sections: dashes that OCR may read, or only space."""
        if self.rng.random() < 0.3:
            count = int((self.right - self.left) / (0.6 * self.size))
            self.line(self.rng.choice("-=*-_-.") * count)
        else:
            self.down(self.rng.choice((0, 0.3, 0.6, 1)))
