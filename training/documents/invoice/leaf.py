"""The pages of one invoice and what all its parts share: sizes, margins, columns, what was said already."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from training import layout
from training.documents.invoice.facts import Facts
from training.layout import Column, Flow, Marks
from training.sheet import A4, LETTER, Sheet

# The parts of a page. Each draws into the box from (x, y) of width w and gives the y below it.
Part = Callable[[Sheet, float, float, float], float]


@dataclass
class Style:
    """What one document's pages have in common."""

    size: float
    marks: Marks
    pairs: str
    title: float
    heading: bool

    @classmethod
    def drawn(cls, rng: random.Random) -> Style:
        return cls(
            rng.choice((7.5, 8, 8.5, 9, 9, 9.5, 10, 10, 10, 11)),
            Marks.drawn(rng),
            rng.choice(layout.STYLES),
            rng.choice((12, 14, 16, 18, 20, 24, 28)),
            rng.random() < 0.55,
        )


class Leaf:
    """The state in which the parts of one invoice are drawn."""

    def __init__(self, f: Facts) -> None:
        self.f, self.rng = f, f.rng
        self.style = Style.drawn(f.rng)
        rng = f.rng
        paper = LETTER if f.vendor.country in ("US", "CA") else A4
        if rng.random() < 0.05:
            paper = (paper[1], paper[0])
        margin = rng.uniform(28, 72)
        self.flow = Flow(
            rng,
            paper,
            margin,
            paper[0] - rng.uniform(28, 66),
            rng.uniform(22, 60),
            paper[1] - rng.uniform(60, 120),
            mono=rng.random() < 0.05,
            header=self._running_head,
        )
        self.said: set[str] = set()  # keys that the head has printed
        self.columns: list[Column] = []
        self.running: list[str] = rng.sample(("invoice_number", "invoice_date", "vendor_name", "customer_number"), 2)
        if rng.random() < 0.4:
            self.running = []
        self.footer_kind = rng.choice(("columns", "columns", "line", "none", "centre", "page"))
        self.title_template = self._title_template()

    def _title_template(self) -> str:
        if self.rng.random() < 0.45:
            self.said |= {"invoice_number"}
            template = self.f.say("title_number")
            if "{invoice_date}" in template:
                self.said.add("invoice_date")
            return template
        return self.f.say("title")

    def _running_head(self, sheet: Sheet, number: int) -> float:
        y = self.rng.uniform(20, 40)
        if self.running:
            bits = [f"{self.f.label(k)} {{{k}}}" if k != "vendor_name" else "{vendor_name}" for k in self.running]
            y = layout.sentence(sheet, self.flow.left, y, "   ".join(bits), self.f.text, self.style.size)
        if self.rng.random() < 0.5:
            sheet.put(self.flow.right, y, f"{self.f.say('page')} {number}", self.style.size, "right")
            y += self.style.size
        return y + 14
