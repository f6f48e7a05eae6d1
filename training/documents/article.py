"""Pages of running text that are no form and no bill: papers, books, newspapers, reports; their kind is other."""

from __future__ import annotations

import random

from training import fake
from training.labels import label, sentence
from training.names import asked
from training.names.contract import CONTRACT
from training.names.receipt import RECEIPT
from training.sheet import A4, LETTER, Asked, Sample, Sheet

WEIGHT = 7.0

_LANGUAGES = ("en",) * 6 + ("de", "de", "fr", "es", "it", "nl", "pt")
_COUNTRY = {"en": "US", "de": "DE", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "pt": "PT"}
_SYMBOLS = "x y z n k p q α β γ λ σ θ μ ∑ ∫ ≤ ≥ = + − ∈ → ∂ √ ∞ ( ) [ ]".split()
_PARTS = {
    "en": ("Introduction", "Method", "Results", "Discussion", "References", "Summary", "Background", "Notes"),
    "de": ("Einleitung", "Verfahren", "Ergebnisse", "Ausblick", "Literatur", "Zusammenfassung"),
    "fr": ("Introduction", "Méthode", "Résultats", "Conclusion", "Bibliographie"),
}


def make(rng: random.Random) -> Sample:
    """One page of a paper, a book, a newspaper or a report, with next to nothing to be asked for."""
    size = rng.choice((A4, LETTER, LETTER, (rng.uniform(280, 460), rng.uniform(420, 680))))
    page = _Page(rng, Sheet(rng, size), rng.choice(_LANGUAGES))
    rng.choice((page.paper, page.paper, page.book, page.newspaper, page.report))()
    asks = [Asked(key, key, "text") for key in page.sheet.answers if rng.random() < 0.7]
    absent = [c for c in (*RECEIPT.values(), *CONTRACT) if c.type != "table" and c.key not in page.sheet.answers]
    asks += [asked(concept, rng) for concept in rng.sample(absent, rng.randint(1, 4))]
    return Sample("other", [page.sheet], asks, scanned=rng.random() < 0.5)


class _Page:
    """A page under way: columns that are filled one after the other."""

    def __init__(self, rng: random.Random, sheet: Sheet, language: str) -> None:
        self.rng, self.sheet, self.language = rng, sheet, language
        self.wide, self.tall = sheet.size
        self.left, self.right = rng.uniform(0.07, 0.14) * self.wide, self.wide * rng.uniform(0.86, 0.93)
        self.size = rng.uniform(7.5, 11)
        self.y = rng.uniform(24, 60)
        self.low = self.tall - rng.uniform(30, 70)

    def words(self, sentences: int) -> str:
        """Sentences of nothing in particular."""
        rng = self.rng
        return " ".join(
            sentence(rng, self.language) if rng.random() < 0.5 else fake.sentence(rng, self.language)
            for _ in range(sentences)
        )

    def running_head(self) -> None:
        """The line above the text: a title, a page number, a journal with its year."""
        rng = self.rng
        number = str(rng.randint(1, 900))
        title = " ".join(self.words(1).rstrip(".").split()[: rng.randint(2, 7)])
        if rng.random() < 0.3:
            title = f"{fake.invented(rng)} {rng.randint(1, 90)} ({rng.randint(1960, 2026)}) {number}-{number}9"
        self.sheet.put(self.left, self.y, title.upper() if rng.random() < 0.3 else title, self.size * 0.9)
        if rng.random() < 0.8:
            self.sheet.put(self.right, self.y, number, self.size * 0.9, "right")
        if rng.random() < 0.4:
            self.sheet.draw("line", self.left, self.y + 1.4 * self.size, self.right, self.y + 1.4 * self.size)
        self.y += 2.5 * self.size

    def title(self, scale: float) -> None:
        """A title over one or two lines."""
        rng = self.rng
        words = " ".join(self.words(1).rstrip(".").split()[: rng.randint(3, 12)])
        align = rng.choice(("left", "centre"))
        x = self.left if align == "left" else (self.left + self.right) / 2
        held: list[int] = []
        for line in fake.wrapped(words, max(10, int((self.right - self.left) / (0.56 * self.size * scale)))):
            held += self.sheet.put(x, self.y, line, self.size * scale, align).words
            self.y += 1.25 * self.size * scale
        self.sheet.mark("title", held)
        self.y += self.size

    def columns(self, count: int, top: float, low: float) -> None:
        """Fill ``count`` columns between two heights with paragraphs, headings, formulas and figures."""
        rng, gap = self.rng, self.rng.uniform(10, 26)  # the white between two columns
        step = (self.right - self.left + gap) / count
        parts = list(_PARTS.get(self.language, _PARTS["en"]))
        for n in range(count):
            x, y = self.left + n * step, top
            broad = step - gap
            while y < low - 2 * self.size:
                draw = rng.random()
                if draw < 0.12:
                    number = f"{rng.randint(1, 6)}{rng.choice(('.', '', f'.{rng.randint(1, 5)}'))} "
                    head = rng.choice(parts) if rng.random() < 0.6 else label(rng, self.language)[0]
                    self.sheet.put(x, y, (number if rng.random() < 0.5 else "") + head, self.size * 1.15)
                    y += 2 * self.size
                elif draw < 0.18:
                    formula = " ".join(rng.choices(_SYMBOLS, k=rng.randint(4, 11)))
                    self.sheet.put(x + broad / 2, y, formula[: int(broad / (0.5 * self.size))], self.size, "centre")
                    if rng.random() < 0.5:
                        self.sheet.put(x + broad, y, f"({rng.randint(1, 40)})", self.size, "right")
                    y += 2.2 * self.size
                elif draw < 0.23 and y < low - 110:
                    high = rng.uniform(50, 100)
                    self.sheet.draw(rng.choice(("fill", "frame")), x, y, x + broad, y + high, rng.uniform(0.2, 0.8))
                    y += high + 0.6 * self.size
                    y = self.lines(x, y, broad, f"Fig. {rng.randint(1, 12)}. {self.words(1)}", low, 0.9)
                else:
                    y = self.lines(x, y, broad, self.words(rng.randint(1, 6)), low, 1.0)
                    y += rng.choice((0.2, 0.6, 1.0)) * self.size
        self.y = low

    def lines(self, x: float, y: float, broad: float, text: str, low: float, scale: float) -> float:
        """Set ``text`` in lines from ``y`` down, not below ``low``; where the next line would stand."""
        size = self.size * scale
        for line in fake.wrapped(text, max(8, int(broad / (0.53 * size)))):
            if y > low - size:
                break
            self.sheet.put(x, y, line, size)
            y += 1.22 * size
        return y

    def paper(self) -> None:
        """A page of a paper: sometimes the first, with title, authors and abstract; notes and references below."""
        rng = self.rng
        if rng.random() < 0.7:
            self.running_head()
        if rng.random() < 0.45:
            self.title(rng.choice((1.5, 1.9)))
            people = [fake.person(rng, _COUNTRY[self.language]) for _ in range(rng.randint(1, 4))]
            run = self.sheet.put((self.left + self.right) / 2, self.y, ", ".join(people), self.size, "centre")
            self.sheet.mark("authors", run.words)
            self.y += 2 * self.size
            if rng.random() < 0.7:
                self.y = self.lines(
                    self.left + 20, self.y, self.right - self.left - 40, "Abstract. " + self.words(4), self.low, 0.95
                )
                self.y += self.size
        notes = self.low
        if rng.random() < 0.4:
            notes = self.low - rng.uniform(40, 140)
            self.sheet.draw("line", self.left, notes, self.left + 80, notes)
            y = notes + 4
            for n in range(1, 9):
                person = fake.person(rng, _COUNTRY[self.language])
                text = f"[{n}] {person}, {self.words(1)} {fake.invented(rng)}, {rng.randint(1950, 2025)}, {n}-{n}7."
                y = self.lines(self.left, y, self.right - self.left, text, self.low, 0.85)
        self.columns(rng.choice((1, 2, 2, 2)), self.y, notes)

    def book(self) -> None:
        """A page of a book: one column, a running head or a number below."""
        rng = self.rng
        if rng.random() < 0.7:
            self.running_head()
        if rng.random() < 0.2:
            self.y += rng.uniform(20, 120)
            self.title(1.6)
        self.columns(1, self.y, self.low)
        if rng.random() < 0.5:
            self.sheet.put(self.wide / 2, self.low + 8, str(rng.randint(1, 600)), self.size, "centre")

    def newspaper(self) -> None:
        """Narrow columns under headlines of several sizes."""
        rng = self.rng
        if rng.random() < 0.4:
            self.sheet.put(self.wide / 2, self.y, f"THE {fake.invented(rng).upper()} POST", self.size * 2.6, "centre")
            self.y += 4 * self.size
        for _ in range(rng.randint(1, 3)):
            if self.y > self.low - 80:
                break
            self.title(rng.choice((1.4, 2.0, 2.6)))
            self.columns(rng.choice((2, 3, 4)), self.y, min(self.low, self.y + rng.uniform(120, 400)))
            self.y += self.size

    def report(self) -> None:
        """A page of a report: headings, lists of points, a contact at the end."""
        rng = self.rng
        if rng.random() < 0.5:
            self.running_head()
        self.title(rng.choice((1.4, 1.8)))
        while self.y < self.low - 40:
            if rng.random() < 0.4:
                for _ in range(rng.randint(2, 6)):
                    mark = rng.choice(("•", "–", "-", "*"))
                    self.y = self.lines(
                        self.left + 14, self.y, self.right - self.left - 14, f"{mark} {self.words(1)}", self.low, 1.0
                    )
                self.y += 0.6 * self.size
            else:
                self.y = self.lines(
                    self.left, self.y, self.right - self.left, self.words(rng.randint(2, 7)), self.low, 1.0
                )
                self.y += self.size
