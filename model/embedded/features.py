"""What the embedded reader is shown of a page: words as numbers, their places, neighbours and likeness to a question.

All of it is numpy, made once a page in training and in reading alike.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

PIECES = 8  # word pieces kept of a word: longer words are mostly noise of the OCR
LEFT, ABOVE = 4, 3  # neighbours whose letters a word carries along: the label-context features
BINS = 64  # places on the page, in each direction
SIZES = 16  # logarithmic bins of heights and gaps
SEGMENT = 6  # words of the longest label that is looked for
LABEL = 0.3  # a word less like a label than this is no label
SKETCH = 256  # width of the letter-trigram sketches
FLAGS = 14
LIKENESS = 9

TYPES = ("text", "id", "date", "amount", "number", "currency", "bool", "table")
KINDS = ("receipt", "invoice", "form", "table", "other")

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Encoder = Callable[[str], Sequence[int]]


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower case, without diacritics, every digit a zero: what a word looks like rather than what it says."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"\d", "0", "".join(c for c in plain if not unicodedata.combining(c)))


_AMOUNT = re.compile(
    r"^[(\-+]?(?:[^\W\d]{1,3}|[$€£¥₹])?[\-+]?\d{1,3}(?:[.,' ]?\d{3})*[.,]\d{2}\)?-?[^\W\d]{0,3}[€$£%]?$"
)
_DATE = re.compile(r"\d{1,4}[./\-']\d{1,2}[./\-']\d{2,4}|\d{1,2}[.\-/ ]?[a-z]{3,9}[.\-/ ,']*\d{2,4}")
_MONTH = re.compile(
    r"^(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mai|okt|dez|mrz|ene|abr|ago|dic|fev|avr|juin|juil|aou|gen|mag|giu|lug|set|ott)"
)
_MONEY = re.compile(r"[$€£¥₹]|^(rm|eur|usd|gbp|chf|inr|myr|sgd|kr|pln|czk)\b")


@lru_cache(maxsize=200_000)
def flags_of(text: str) -> tuple[float, ...]:
    """Fourteen yes/no marks of one word: what kind of thing it could be."""
    low = text.casefold()
    digits = sum(c.isdigit() for c in text)
    letters = sum(c.isalpha() for c in text)
    return tuple(
        float(mark)
        for mark in (
            digits > 0,
            bool(_AMOUNT.match(text)),
            bool(_DATE.search(low)),
            digits > 0 and digits == len(text),
            bool(_MONEY.search(low)),
            letters > 0 and text.upper() == text,
            text[:1].isupper() and not text.isupper(),
            text.endswith((":", "#")),
            "@" in text or "www" in low,
            bool(_MONTH.match(low)) and digits == 0,
            any(c in "☐☒☑✓✗□■" for c in text) or low in ("x", "[x]", "[", "]", "( )"),
            digits > 0 and letters > 0,
            digits >= 5,
            letters == 0 and digits == 0,
        )
    )


@lru_cache(maxsize=200_000)
def sketch(text: str) -> Floats:
    """Letter trigrams of one word, hashed into a vector of ``SKETCH`` numbers, of length about sqrt(letters)."""
    vector = np.zeros(SKETCH, np.float32)
    padded = f"#{fold(text).strip('.,:;()[]#*')}#"
    for i in range(max(1, len(padded) - 2)):
        code = zlib.crc32(padded[i : i + 3].encode())
        vector[code % SKETCH] += 1.0 if code & 0x10000 else -1.0
    return vector


@dataclass(slots=True)
class PageFeatures:
    """Arrays over the ``N`` words of one page, in reading order."""

    pieces: Ints  # (N, PIECES), 0 where there is none
    places: Ints  # (N, 6): left, right, middle height in bins; height, gap before, place in the line
    spots: Floats  # (N, 3): reading order, x and y in units of letters and lines, for the rotary positions
    flags: Floats  # (N, FLAGS)
    left: Ints  # (N, LEFT) indices of words, -1 where there is none
    above: Ints  # (N, ABOVE)
    line: Ints  # (N,) the number of the word's line


@dataclass(slots=True)
class Layout:
    """Where the words stand, and who is next to whom."""

    boxes: Floats  # (N, 4) fractions of the page
    lines: list[list[int]]
    letter: float  # typical width of a letter
    height: float  # typical height of a word


def encode_word(text: str, encoder: Encoder) -> list[int]:
    """At most ``PIECES`` piece ids of one word, each at least 1."""
    return list(encoder(fold(text)))[:PIECES]


def page_features(
    words: Sequence[str], boxes: Floats, lines: Sequence[Sequence[int]], encoder: Encoder
) -> tuple[PageFeatures, Layout]:
    """Features of a page whose ``words`` (N) with ``boxes`` (N, 4) stand in ``lines`` of reading order."""
    n = len(words)
    pieces = np.zeros((n, PIECES), np.int64)
    for i, word in enumerate(words):
        codes = encode_word(word, encoder)
        pieces[i, : len(codes)] = codes
    flags = np.array([flags_of(w) for w in words], np.float32).reshape(n, FLAGS)
    x0, y0, x1, y1 = boxes.T if n else np.zeros((4, 0), np.float32)
    middle = (y0 + y1) / 2
    lengths = np.array([max(1, len(w)) for w in words], np.float32)
    letter = float(np.median((x1 - x0) / lengths)) if n else 0.01
    height = float(np.median(y1 - y0)) if n else 0.01
    letter, height = max(letter, 1e-4), max(height, 1e-4)

    left = np.full((n, LEFT), -1, np.int64)
    above = np.full((n, ABOVE), -1, np.int64)
    line_of = np.zeros(n, np.int64)
    gap = np.zeros(n, np.float32)
    rank = np.zeros(n, np.int64)
    previous: list[list[int]] = []
    for number, line in enumerate(lines):
        for j, i in enumerate(line):
            line_of[i], rank[i] = number, min(j, SIZES - 1)
            gap[i] = x0[i] - x1[line[j - 1]] if j else 1e3
            near = line[max(0, j - LEFT) : j][::-1]
            left[i, : len(near)] = near
            for upper in reversed(previous[-3:]):
                over = [k for k in upper if x1[k] > x0[i] and x0[k] < x1[i] and 0 < middle[i] - middle[k] < 4 * height]
                if over:
                    above[i, : len(over[:ABOVE])] = over[:ABOVE]
                    break
        previous.append(list(line))
    wide, tall = (max(float(x1.max() - x0.min()), 1e-3), max(float(y1.max() - y0.min()), 1e-3)) if n else (1.0, 1.0)
    places = np.zeros((n, 6), np.int64)
    if n:
        places[:, 0] = np.clip((x0 - x0.min()) / wide * BINS, 0, BINS - 1)
        places[:, 1] = np.clip((x1 - x0.min()) / wide * BINS, 0, BINS - 1)
        places[:, 2] = np.clip((middle - y0.min()) / tall * BINS, 0, BINS - 1)
        places[:, 3] = np.clip(np.round(3 * np.log2(np.maximum(y1 - y0, 1e-5) / height)) + 8, 0, SIZES - 1)
        places[:, 4] = np.clip(np.round(2 * np.log2(np.maximum(gap, 1e-5) / letter)) + 5, 0, SIZES - 1)
        places[:, 5] = rank
    spots = np.stack([np.arange(n, dtype=np.float32), (x0 + x1) / (4 * letter), middle / height], 1)
    features = PageFeatures(pieces, places, spots.astype(np.float32), flags, left, above, line_of)
    return features, Layout(boxes, [list(line) for line in lines], letter, height)


def phrase_sketches(phrases: Sequence[str]) -> Floats:
    """(P, SKETCH) unit vectors of label phrases."""
    table = np.zeros((len(phrases), SKETCH), np.float32)
    for i, phrase in enumerate(phrases):
        for word in phrase.replace("_", " ").split():
            table[i] += sketch(word)
    unit: Floats = table / np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-6)
    return unit


def likeness(words: Sequence[str], layout: Layout, asked: Sequence[Sequence[str]]) -> Floats:
    """How much the labels around each word resemble each question, (Q, N, LIKENESS) in 0..1.

    Columns: the word is itself such a label; the label directly left; anywhere left on the line; near above; anywhere
    above in the column; near below; and the first, second and fourth of these against the best on the page.
    """
    n, q = len(words), len(asked)
    out = np.zeros((q, n, LIKENESS), np.float32)
    if not n or not q:
        return out
    own = np.stack([sketch(w) for w in words])
    starts, ends, vectors = [], [], []
    for line in layout.lines:
        total = np.zeros((len(line) + 1, SKETCH), np.float32)
        np.cumsum(own[line], axis=0, out=total[1:])
        for size in range(1, min(SEGMENT, len(line)) + 1):
            starts.append(np.arange(0, len(line) - size + 1) + 0)
            ends.append((np.array(line), size))
            vectors.append(total[size:] - total[:-size])
    segments = np.concatenate(vectors)
    segments /= np.maximum(np.linalg.norm(segments, axis=1, keepdims=True), 1e-6)
    phrases = [p for a in asked for p in a]
    counts = [len(a) for a in asked]
    each = segments @ phrase_sketches(phrases).T  # (S, P)
    edges = np.cumsum([0, *counts])
    score = np.stack([each[:, a:b].max(1) if b > a else np.zeros(len(each)) for a, b in pairwise(edges)])
    score = np.maximum(score, 0).astype(np.float32)  # (Q, S)

    itself, ending = np.zeros((q, n), np.float32), np.zeros((q, n), np.float32)
    at = 0
    for begin, (run, size) in zip(starts, ends, strict=True):
        count = len(begin)
        part = score[:, at : at + count]
        last = run[size - 1 :]
        ending[:, last] = np.maximum(ending[:, last], part)
        for k in range(size):
            inside = run[k : k + count]
            itself[:, inside] = np.maximum(itself[:, inside], part)
        at += count
    out[:, :, 0] = itself
    for line in layout.lines:
        if len(line) > 1:
            out[:, line[1:], 1] = ending[:, line[:-1]]
            out[:, line[1:], 2] = np.maximum.accumulate(ending[:, line[:-1]], axis=1)
    _along_columns(out, itself, layout)
    for target, source in ((6, 1), (7, 2), (8, 3)):
        out[:, :, target] = out[:, :, source] / np.maximum(out[:, :, source].max(1, keepdims=True), 0.2)
    return out


def _along_columns(out: Floats, itself: Floats, layout: Layout) -> None:
    """Fill in the likeness of labels above and below; only words that are likely labels are looked at."""
    labels = np.flatnonzero(itself.max(0) > LABEL)
    if not len(labels):
        return
    x0, y0, x1, y1 = layout.boxes.T
    middle = (y0 + y1) / 2
    drop = (middle[:, None] - middle[None, labels]) / layout.height  # (N, J) how far label j stands above word i
    slack = 2 * layout.letter
    meets = (x0[None, labels] < x1[:, None] + slack) & (x1[None, labels] > x0[:, None] - slack)
    column = meets & (drop > 0.6)
    near, below = column & (drop < 3.2), meets & (drop < -0.6) & (drop > -2.6)
    for i, mine in enumerate(itself[:, labels]):
        some = np.flatnonzero(mine > LABEL)
        if len(some):
            sure = mine[some]
            for target, where in ((3, near), (4, column), (5, below)):
                out[i, :, target] = (where[:, some] * sure).max(1)
