"""A written answer becomes values with the words that prove them. What was cut off is read as far as it goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from json import JSONDecodeError
from json.decoder import scanstring  # type: ignore[attr-defined]  # the stubs do not know it
from typing import NamedTuple

from model.backend import Field, Found, PageSeen, Question
from model.writing.schema import KIND, paths

NEAR = 8  # words before a value among which its label is looked for

_SPACE = re.compile(r"[\s,:]*")
_PLAIN = re.compile(r"[^\s,:\]}]+")


class Scalar(NamedTuple):
    """One value of a JSON text: its path, its text (None for null), and where it stands (characters, end exclusive)."""

    path: str
    text: str | None
    start: int
    end: int


def scalars(text: str) -> Iterator[Scalar]:
    """The complete values of the JSON in ``text``, in order; what follows a flaw or the cut-off end is not given."""
    begin = text.find("{")
    if begin >= 0:
        yield from _inside(text, begin, "")[0]


def _inside(text: str, at: int, path: str) -> tuple[list[Scalar], int]:
    """The values of the JSON value that begins at ``at``, and where it ends; -1 when it does not end properly."""
    opening = text[at : at + 1]
    if opening not in ("{", "["):
        return _one(text, at, path)
    found: list[Scalar] = []
    closing, number = "}" if opening == "{" else "]", 0
    at += 1
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing too
        if text[at : at + 1] in ("", closing):
            return found, at + 1 if at < len(text) else -1
        key = str(number)
        if opening == "{":
            try:
                key, at = scanstring(text, at + 1, False) if text[at] == '"' else ("", -1)
            except JSONDecodeError:
                at = -1
            if at < 0:
                return found, -1
            at = _SPACE.match(text, at).end()  # type: ignore[union-attr]
        inner, at = _inside(text, at, f"{path}.{key}" if path else key)
        found += inner
        number += 1
        if at < 0:
            return found, -1


def _one(text: str, at: int, path: str) -> tuple[list[Scalar], int]:
    if text[at : at + 1] == '"':
        try:
            value, end = scanstring(text, at + 1, False)
        except JSONDecodeError:
            return [], -1
        return [Scalar(path, value, at, end)], end
    plain = _PLAIN.match(text, at)
    if plain is None or plain.end() == len(text):
        return [], -1
    word = plain.group()
    return [Scalar(path, None if word == "null" else word, at, plain.end())], plain.end()


def read(
    text: str, question: Question, sure: Callable[[int, int], float] = lambda _start, _end: 0.0
) -> tuple[dict[str, Found], str, float]:
    """The values of the JSON ``text`` by path, the kind of document, and how sure that is.

    ``sure`` gives the chance (0 to 1) of the characters from a start to an end. Only what was asked for is taken, and
    a value that stands on no page has no words; in the mode ``verbatim`` it is not taken.
    """
    asked, kind, kind_sure = paths(question.fields), "", 0.0
    fields = {field.name: field for field in question.fields}
    found: dict[str, Found] = {}
    places: dict[str, tuple[tuple[int, int], ...]] = {}  # of the row at hand: where its cells stand
    for scalar in scalars(text):
        if scalar.path == KIND and scalar.text in question.kinds:
            kind, kind_sure = scalar.text or "", sure(scalar.start, scalar.end)
            continue
        shape = ".".join("#" if part.isdigit() else part for part in scalar.path.split("."))
        if shape not in asked or not scalar.text or not scalar.text.strip():
            continue
        name, _, rest = scalar.path.partition(".")
        row = f"{name}.{rest.partition('.')[0]}"
        words = place(scalar.text, question.pages, fields[name], places.get(row, ()))
        if words or question.mode == "matched":
            found[scalar.path] = Found(scalar.text.strip(), words, sure(scalar.start, scalar.end))
            places[row] = places.get(row, ()) + words
    return found, kind, kind_sure


def place(
    text: str, pages: Sequence[PageSeen], field: Field, beside: Sequence[tuple[int, int]] = ()
) -> tuple[tuple[int, int], ...]:
    """The run of words (page number, index) that spells ``text``; empty when there is none.

    Of several runs the one nearest to ``beside`` (the other cells of its row) is taken, else the one after a label
    that the field is called by, else the first. Case, spaces and punctuation do not count, unless nothing else is left.
    """
    runs = [(page, first, last) for page in pages for first, last in _runs(text, page)]
    if not runs:
        runs = [(page, i, i) for page in pages for i in _holders(text, page)]
    if not runs:
        return ()
    by_number = {page.number: page for page in pages}
    heights = [(n, (by_number[n].words[i].y0 + by_number[n].words[i].y1) / 2) for n, i in beside]
    called = set(_letters(f"{field.name} {field.description}".replace("_", " ")).split())

    def order(run: tuple[PageSeen, int, int]) -> tuple[float, bool, int, int]:
        page, first, _ = run
        word = page.words[first]
        far = min((abs(y - (word.y0 + word.y1) / 2) + 2.0 * (n != page.number) for n, y in heights), default=0.0)
        before = {_letters(w.text) for w in page.words[max(0, first - NEAR) : first]}
        return round(far, 2), not (called & before), page.number, first

    page, first, last = min(runs, key=order)
    return tuple((page.number, i) for i in range(first, last + 1))


def _runs(text: str, page: PageSeen) -> Iterator[tuple[int, int]]:
    """The runs of words on ``page`` that spell ``text``: index of the first and the last word."""
    spell = _spelling(text)
    wanted = spell(text)
    spelt = [spell(word.text) for word in page.words]
    for start, first in enumerate(spelt):
        if not first or not wanted.startswith(first):
            continue
        joined, end = "", start
        while end < len(spelt) and len(joined) < len(wanted):
            joined += spelt[end]
            end += 1
        if joined == wanted:
            yield start, end - 1


def _holders(text: str, page: PageSeen) -> Iterator[int]:
    """The words on ``page`` that hold ``text`` within, such as ``RM15.00``; none where it is too short to tell."""
    spell = _spelling(text)
    wanted = spell(text)
    if len(wanted) >= 3:
        yield from (i for i, word in enumerate(page.words) if wanted in spell(word.text))


def _spelling(text: str) -> Callable[[str], str]:
    """How ``text`` and words are compared: by letters and digits, or by all but spaces where it has none of them."""
    if any(c.isalnum() for c in text):
        return lambda word: "".join(c for c in word.casefold() if c.isalnum())
    return lambda word: "".join(word.split())


def _letters(text: str) -> str:
    return "".join(c if c.isalnum() else " " for c in text.casefold()).strip()
