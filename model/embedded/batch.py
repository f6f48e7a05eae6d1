"""Pages and questions as one padded batch of tensors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from model.embedded.features import (
    ABOVE,
    FLAGS,
    LEFT,
    LIKENESS,
    PIECES,
    TYPES,
    Encoder,
    Floats,
    PageFeatures,
    encode_word,
    likeness,
    page_features,
)
from model.embedded.picture import CELL, MERGE, PATCH, Pixels
from model.embedded.reader import QUERY_WORDS, Batch

PHRASE_WORDS = 12  # words of the description that the reader takes in; its letters are all compared in ``likeness``


@dataclass(frozen=True, slots=True)
class Asking:
    """One question as the reader takes it: a name, a type, synonyms."""

    name: str
    type: str
    phrases: tuple[str, ...] = ()


@dataclass(slots=True)
class Item:
    """One page with its questions, as numpy arrays."""

    page: PageFeatures
    likeness: Floats  # (Q, N, LIKENESS)
    names: NDArray[np.int64]  # (Q, QUERY_WORDS, PIECES)
    phrases: NDArray[np.int64]  # (Q, PHRASE_WORDS, PIECES)
    types: NDArray[np.int64]  # (Q,)
    middles: Floats  # (N, 2) of each word, fractions of the page: x, y
    pitch: tuple[float, float]  # width of a letter and height of a word, fractions of the page
    picture: Pixels | None = None  # (H, W), multiples of a cell

    @property
    def tokens(self) -> int:
        """How many tokens the body sees."""
        cells = 0 if self.picture is None else self.picture.size // CELL**2
        return 1 + cells + len(self.page.flags) + 2 * len(self.types)


def item(
    words: Sequence[str],
    boxes: Floats,
    lines: Sequence[Sequence[int]],
    asked: Sequence[Asking],
    encoder: Encoder,
    picture: Pixels | None = None,
) -> Item:
    """The arrays of one page of ``words`` in reading order, with what is ``asked`` of it and its small picture."""
    page, layout = page_features(words, boxes, lines, encoder)
    spoken = [a.name.replace("_", " ") for a in asked]
    like = likeness(words, layout, [[s, *a.phrases] for s, a in zip(spoken, asked, strict=True)])
    names = np.zeros((len(asked), QUERY_WORDS, PIECES), np.int64)
    phrases = np.zeros((len(asked), PHRASE_WORDS, PIECES), np.int64)
    for i, (said, a) in enumerate(zip(spoken, asked, strict=True)):
        _write(names[i], said.split(), encoder)
        _write(phrases[i], [w for p in a.phrases for w in p.split()], encoder)
    types = np.array([TYPES.index(a.type) if a.type in TYPES else 0 for a in asked], np.int64)
    middles: Floats = (boxes[:, :2] + boxes[:, 2:]) / np.float32(2)
    return Item(page, like, names, phrases, types, middles, (layout.letter, layout.height), picture)


def _write(table: NDArray[np.int64], words: Sequence[str], encoder: Encoder) -> None:
    for i, word in enumerate(words[: len(table)]):
        codes = encode_word(word, encoder)
        table[i, : len(codes)] = codes


def collate(items: Sequence[Item]) -> Batch:
    """``items`` padded to the longest page and the most questions among them."""
    b = len(items)
    n = max(1, *(len(i.page.flags) for i in items))
    q = max(1, *(len(i.types) for i in items))

    def padded(shape: tuple[int, ...], fill: float, dtype: type, parts: list[NDArray[Any]]) -> torch.Tensor:
        table: NDArray[Any] = np.full((b, *shape), fill, dtype)
        for row, part in zip(table, parts, strict=True):
            row[tuple(slice(0, s) for s in part.shape)] = part
        return torch.from_numpy(table)

    pages = [i.page for i in items]
    return Batch(
        padded((n, PIECES), 0, np.int64, [p.pieces for p in pages]),
        padded((n, 6), 0, np.int64, [p.places for p in pages]),
        padded((n, 3), 0, np.float32, [p.spots for p in pages]),
        padded((n, FLAGS), 0, np.float32, [p.flags for p in pages]),
        padded((n, LEFT), -1, np.int64, [p.left for p in pages]),
        padded((n, ABOVE), -1, np.int64, [p.above for p in pages]),
        padded((n,), 0, np.int64, [p.line for p in pages]),
        padded((n,), 0, np.bool_, [np.ones(len(p.flags), np.bool_) for p in pages]),
        padded((q, QUERY_WORDS, PIECES), 0, np.int64, [i.names for i in items]),
        padded((q, PHRASE_WORDS, PIECES), 0, np.int64, [i.phrases for i in items]),
        padded((q,), 0, np.int64, [i.types for i in items]),
        padded((q, n, LIKENESS), 0, np.float32, [i.likeness for i in items]),
        padded((q,), 0, np.bool_, [np.ones(len(i.types), np.bool_) for i in items]),
        **_pictures(items, n),
    )


def _pictures(items: Sequence[Item], words: int) -> dict[str, torch.Tensor]:
    """The pictures of ``items`` on a common canvas, and where their cells and their words stand on it."""
    shapes = [(0, 0) if i.picture is None else i.picture.shape for i in items]
    tall, wide = max(h for h, _ in shapes), max(w for _, w in shapes)
    if not tall:
        return {}
    down, across = tall // PATCH, wide // PATCH
    picture = np.zeros((len(items), tall, wide), np.float32)
    drawn = np.zeros((len(items), down, across), np.bool_)
    spots = np.zeros((len(items), down // MERGE, across // MERGE, 3), np.float32)
    under = np.full((len(items), words), -1, np.int64)
    for b, (one, (high, broad)) in enumerate(zip(items, shapes, strict=True)):
        if one.picture is None:
            continue
        picture[b, :high, :broad] = one.picture.astype(np.float32) / 255
        rows, columns = high // PATCH, broad // PATCH
        drawn[b, :rows, :columns] = True
        letter, height = one.pitch
        x = (np.arange(columns // MERGE) + 0.5) * MERGE / columns
        y = (np.arange(rows // MERGE) + 0.5) * MERGE / rows
        spots[b, : rows // MERGE, : columns // MERGE, 1] = x / (2 * letter)
        spots[b, : rows // MERGE, : columns // MERGE, 2] = y[:, None] / height
        spots[b, : rows // MERGE, : columns // MERGE, 0] = y[:, None] * len(one.middles)
        at = np.clip((one.middles * (columns, rows)).astype(np.int64), 0, (columns - 1, rows - 1))
        under[b, : len(at)] = at[:, 1] * across + at[:, 0]
    cells = drawn[:, ::MERGE, ::MERGE]
    made = {"picture": picture, "drawn": drawn.reshape(len(items), -1), "cells": cells.reshape(len(items), -1),
            "cell_spots": spots.reshape(len(items), -1, 3), "under": under}  # fmt: skip
    return {name: torch.from_numpy(np.ascontiguousarray(array)) for name, array in made.items()}
