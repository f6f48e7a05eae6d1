"""Pages that are tables, alone or in a report, and charts: what is asked is a cell, or something that is not there."""

from __future__ import annotations

import math
import random

from training import fake
from training.labels import label, sentence
from training.names import asked
from training.names.contract import CONTRACT
from training.names.receipt import RECEIPT
from training.sheet import A4, LETTER, Asked, Sample, Sheet

WEIGHT = 10.0

_LANGUAGES = ("en",) * 7 + ("de", "de", "fr", "es", "it", "nl", "pt")
_COUNTRY = {"en": "US", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT"}
_ROWS = (
    "Total|Mean|Age (years)|Male|Female|Control group|Treatment|Placebo|Urban|Rural|High income|Low income|Median|"
    "Std. deviation|"
    "North|South|East|West|Imports|Exports|Revenue|Operating costs|Net profit|Employees|Unemployment rate|Inflation|"
    "Population|"
    "Households|Primary school|University|Temperature|Sensitivity|Specificity|Body mass index|Smokers|Energy|"
    "Agriculture|Services|"
    "Manufacturing|Baseline|Follow-up|Intercept|R squared|Number of observations|Cases|Deaths|Wind|Solar|Coal|Oil "
    "and gas"
).split("|")  # fmt: skip
_HEADS = (
    "Year|Value|n|%|Mean|SD|p value|95% CI|Q1|Q2|Q3|Q4|Total|Change|Share|Group A|Group B|Rank|Index|Score|Before|"
    "After|Country|"
    "Region|Frequency|Odds ratio|Unit|Budget|Actual|Target|Male|Female|Model 1|Model 2|Accuracy|Recall|Rate|Amount|"
    "Count|Weight"
).split("|")  # fmt: skip
_STYLES = ("int", "int", "float", "float", "percent", "money", "interval", "mixed", "text")


def make(rng: random.Random) -> Sample:
    """A table alone or between paragraphs (kind table), or a chart (kind other)."""
    language = rng.choice(_LANGUAGES)
    wide, tall = rng.choice((A4, LETTER, LETTER, (rng.uniform(300, 620), rng.uniform(150, 500))))
    sheet = Sheet(rng, (wide, tall))
    page = _Page(sheet, rng, language, 0.08 * wide, 0.92 * wide, rng.uniform(7, 11))
    draw = rng.random()
    kind, cells = ("table", page.report()) if draw < 0.6 else ("other", page.chart())
    sheet.size = (wide, max(tall if rng.random() < 0.6 else 0, page.y + 2 * page.size, 120))
    asks = [Asked(key, name, "text") for key, name in rng.sample(cells, min(len(cells), rng.randint(0, 5)))]
    printed = " ".join(word.text.lower() for word in sheet.words)
    absent = [c for c in (*RECEIPT.values(), *CONTRACT) if c.type != "table" and c.key.split("_")[0] not in printed]
    asks += [asked(concept, rng) for concept in rng.sample(absent, rng.randint(1, 4))]
    return Sample(kind, [sheet], asks, scanned=rng.random() < 0.4)


class _Page:
    """A page of a report under way."""

    def __init__(self, sheet: Sheet, rng: random.Random, language: str, left: float, right: float, size: float) -> None:
        self.sheet, self.rng, self.language = sheet, rng, language
        self.left, self.right, self.size = left, right, size
        self.y = rng.uniform(15, 60)

    def text(self, sentences: int, columns: int = 1) -> None:
        """A paragraph over the width, or side by side in columns."""
        step = (self.right - self.left) / columns
        top, low = self.y, self.y
        for n in range(columns):
            words = " ".join(
                sentence(self.rng, self.language) if self.rng.random() < 0.6 else fake.sentence(self.rng, self.language)
                for _ in range(sentences)
            )
            y = top
            for line in fake.wrapped(words, max(12, int((step - 10) / (0.52 * self.size)))):
                self.sheet.put(self.left + n * step, y, line, self.size)
                y += 1.25 * self.size
            low = max(low, y)
        self.y = low + self.size

    def title(self) -> None:
        words = sentence(self.rng, self.language).rstrip(".").split()[: self.rng.randint(2, 9)]
        self.sheet.put(self.left, self.y, " ".join(words), self.size * self.rng.choice((1.2, 1.6, 2)))
        self.y += 3 * self.size

    def report(self) -> list[tuple[str, str]]:
        """Text around one or two tables; the cells that can be asked for, as (key, question)."""
        rng = self.rng
        if rng.random() < 0.5:
            self.title()
        if rng.random() < 0.6:
            self.text(rng.randint(1, 6), rng.choice((1, 1, 2)))
        cells = self.table()
        if rng.random() < 0.25:
            self.text(rng.randint(1, 3))
            self.table()
        if rng.random() < 0.6:
            self.text(rng.randint(1, 6), rng.choice((1, 1, 2)))
        return cells

    def table(self) -> list[tuple[str, str]]:
        rng, put = self.rng, self.sheet.put
        count, lines = rng.randint(2, 8), rng.randint(2, 18)
        if rng.random() < 0.7:
            put(
                self.left,
                self.y,
                f"{rng.choice(('Table', 'Tab.', 'TABLE'))} {rng.randint(1, 19)}{rng.choice(('.', ':', ' -'))} "
                f"{sentence(rng, self.language)[:70]}",
                self.size,
            )
            self.y += 1.8 * self.size
        years = rng.random() < 0.3
        first = rng.randint(1985, 2018)
        heads = [str(first + n) for n in range(count)] if years else rng.sample(_HEADS, count)
        rows = (
            [label(rng, self.language)[0][:34] for _ in range(lines)]
            if rng.random() < 0.4
            else rng.sample(_ROWS, lines)
        )
        if rng.random() < 0.2:
            rows = [str(first + n) for n in range(lines)]
        start = self.left + rng.uniform(0.2, 0.4) * (self.right - self.left)
        step = (self.right - start) / count
        align = rng.choice(("right", "centre", "left"))
        shift = {"right": step - 4, "centre": step / 2, "left": 4}[align]
        size = self.size * rng.choice((1, 0.9))
        for n, head in enumerate(heads):
            put(start + n * step + shift, self.y, head, size, align)
        self.y += 1.5 * size
        styles = [rng.choice(_STYLES) for _ in heads]
        cells = []
        for row in rows:
            shown = fake.wrapped(row, max(8, int((start - self.left) / (0.56 * size))))
            put(self.left, self.y, shown[0], size)
            for n, head in enumerate(heads):
                if rng.random() < 0.95:
                    run = put(
                        start + n * step + shift,
                        self.y,
                        _cell(rng, styles[n])[: max(4, int(step / (0.55 * size)))].strip(),
                        size,
                        align,
                    )
                    key = f"{row} {head}"
                    self.sheet.mark(key, run.words)
                    cells.append(
                        (
                            key,
                            rng.choice(
                                (
                                    f"{row} {head}",
                                    f"{head} of {row}",
                                    f"{row}, {head}",
                                    f"{row}_{head}".lower().replace(" ", "_"),
                                )
                            ),
                        )
                    )
            self.y += 1.35 * size
            if len(shown) > 1:
                put(self.left + 4, self.y, shown[1], size)
                self.y += 1.35 * size
        if rng.random() < 0.4:
            put(self.left, self.y, rng.choice(("Source: ", "Note: ", "* ")) + sentence(rng, self.language), size * 0.9)
            self.y += 2 * size
        return [cell for cell in cells if len(self.sheet.answers[cell[0]]) == 1]

    def chart(self) -> list[tuple[str, str]]:
        """A bar or line chart as words: title, axis, names and numbers near one another."""
        rng, put = self.rng, self.sheet.put
        self.title()
        names = (
            rng.sample(_ROWS, rng.randint(3, 10))
            if rng.random() < 0.6
            else [str(rng.randint(1990, 2012) + n) for n in range(rng.randint(4, 10))]
        )
        names = list(dict.fromkeys(names))
        style, cells = rng.choice(("int", "float", "percent")), []
        high = self.right - self.left
        shade, form = rng.uniform(0.3, 0.8), rng.choice(("lying", "lying", "standing", "standing", "lines", "pie"))
        if form in ("standing", "lines"):
            self.axes(high, rng.randint(4, 8), style)
        if form == "lying":  # one name and number on a line
            for name in names:
                start = self.left + 0.4 * high
                put(start - 6, self.y, name, self.size, "right")
                end = start + rng.uniform(0.05, 0.5) * high
                self.sheet.draw("fill", start, self.y - 2, end - 3, self.y + 1.2 * self.size, shade)
                run = put(end, self.y, _cell(rng, style), self.size)
                self.sheet.mark(name, run.words)
                cells.append((name, name))
                self.y += 1.9 * self.size
        elif form == "pie":  # names and shares around a disc
            radius = rng.uniform(50, 90)
            middle = (self.left + self.right) / 2, self.y + radius + 10
            self.sheet.draw(
                "disc", middle[0] - radius, middle[1] - radius, middle[0] + radius, middle[1] + radius, shade
            )
            for n, name in enumerate(names):
                angle = 2 * math.pi * n / len(names)
                x, y = middle[0] + 1.3 * radius * math.cos(angle), middle[1] + 1.15 * radius * math.sin(angle)
                self.sheet.draw("line", *middle, x, y, 0.0)
                run = put(
                    x, y, f"{name} {_cell(rng, 'percent')}", self.size, "left" if math.cos(angle) > 0 else "right"
                )
                self.sheet.mark(name, run.words[-1:])
                cells.append((name, name))
            self.y = middle[1] + 1.4 * radius
        else:  # numbers above, names below
            step, top = high / len(names), self.y
            last: tuple[float, float] | None = None
            for n, name in enumerate(names):
                x, y = self.left + (n + 0.5) * step, top + rng.uniform(0, 120)
                if rng.random() < 0.8:
                    run = put(x, y, _cell(rng, style), self.size, "centre")
                    self.sheet.mark(name, run.words)
                    cells.append((name, name))
                if form == "standing":
                    self.sheet.draw("fill", x - 0.3 * step, y + 1.2 * self.size, x + 0.3 * step, top + 145, shade)
                elif last:
                    self.sheet.draw("line", *last, x, y + 1.2 * self.size)
                last = x, y + 1.2 * self.size
                for k, line in enumerate(fake.wrapped(name, max(5, int(step / (0.56 * self.size))))):
                    put(x, top + 150 + 1.2 * k * self.size, line, self.size, "centre")
            self.y = top + 150 + 4 * self.size
        if rng.random() < 0.5:  # what the colours mean
            x = self.left
            for name in rng.sample(_HEADS, rng.randint(2, 4)):
                self.sheet.draw("fill", x, self.y, x + self.size, self.y + self.size, rng.uniform(0.2, 0.9))
                x = put(x + 1.5 * self.size, self.y, name, self.size).x1 + 2 * self.size
            self.y += 1.8 * self.size
        self.y += self.size
        if rng.random() < 0.6:
            put(
                self.left,
                self.y,
                f"{rng.choice(('Source:', 'Sources', '©', 'Note:'))} {fake.invented(rng)} {rng.randint(2008, 2025)}",
                self.size * 0.9,
            )
            self.y += 2 * self.size
        return cells

    def axes(self, high: float, steps: int, style: str) -> None:
        """Numbers up the left side, with or without lines across."""
        rng, unit = self.rng, self.rng.choice((1, 2, 5, 10, 25, 100, 500))
        lines = rng.random() < 0.6
        for n in range(steps):
            y = self.y + 145 - 145 * n / (steps - 1)
            text = f"{n * unit / 100:.2f}" if style == "float" else f"{n * unit:,}{'%' if style == 'percent' else ''}"
            self.sheet.put(self.left - 4, y - self.size / 2, text, self.size * 0.9, "right")
            if lines:
                self.sheet.draw("line", self.left, y, self.left + high, y, 0.25)


def _cell(rng: random.Random, style: str) -> str:
    if style == "mixed":
        style = rng.choice(("int", "float", "percent", "text"))
    if style == "int":
        number = rng.choice((rng.randint(0, 99), rng.randint(0, 2000), rng.randint(1000, 999999)))
        return f"{number:,}" if rng.random() < 0.6 else str(number)
    if style == "float":
        return f"{rng.uniform(-5, 200):.{rng.choice((1, 2, 2, 3))}f}"
    if style == "percent":
        return f"{rng.uniform(0, 100):.{rng.choice((0, 1, 2))}f}{rng.choice(('%', '%', ' %'))}"
    if style == "money":
        return f"{rng.choice(('$', '€', '£', ''))}{rng.randint(1, 99999):,}"
    if style == "interval":
        low = rng.uniform(0, 3)
        return f"{low:.2f} ({low * 0.8:.2f}-{low * 1.3:.2f})"
    return rng.choice(("-", "n.a.", "Yes", "No", "High", "Low", fake.invented(rng), "***", "<0.001", "–"))
