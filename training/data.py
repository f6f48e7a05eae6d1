"""A stream of training batches: generated documents and real receipts, made by worker processes beside the trainer."""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Full

import numpy as np

from model.embedded.batch import Asking, Item, item
from model.embedded.features import KINDS, Encoder
from model.embedded.tokenizer import encoder_from
from training.documents import make
from training.noise import Example, examples
from training.real import receipts
from training.sheet import Sample

MAX_WORDS = 640  # longer pages are cut to a window of whole lines
MAX_ASKS = 10
POOL = 96  # examples that are sorted by length before they are cut into batches


@dataclass
class Target:
    """What the reader should answer to one question."""

    starts: list[int]  # first words of every occurrence; empty: absent. None of it counts for table questions
    occurrences: list[list[int]]
    tagged: list[int]  # every word that belongs to an answer
    pointed: bool  # whether a start is asked for (false for rows and columns)


@dataclass
class Lesson:
    """One page with questions and answers, ready to be collated."""

    item: Item
    targets: list[Target]
    kind: int


def lesson(example: Example, rng: random.Random, encoder: Encoder) -> Lesson | None:
    """``example`` as arrays, cut to ``MAX_WORDS`` words and ``MAX_ASKS`` questions; None when nothing is left."""
    first, last = 0, len(example.words)
    lines = example.lines
    if last > MAX_WORDS:
        begin = rng.randrange(len(lines)) if rng.random() < 0.3 else 0
        kept = []
        for line in lines[begin:]:
            if kept and line[-1] - kept[0][0] >= MAX_WORDS:
                break
            kept.append(line)
        first, last = kept[0][0], kept[-1][-1] + 1
        lines = [[i - first for i in line] for line in kept]
    words, boxes = example.words[first:last], example.boxes[first:last]
    if not words:
        return None

    def inside(indices: list[int]) -> list[int]:
        return [i - first for i in indices if first <= i < last]

    asked: list[Asking] = []
    targets: list[Target] = []
    asks = list(example.asks)
    rng.shuffle(asks)
    for ask in asks:
        if len(asked) >= MAX_ASKS:
            break
        if ask.type == "table":
            asked.append(Asking(ask.name, "table", tuple(ask.phrases)))
            targets.append(Target([], [], inside(ask.row_starts), False))
            for name, kind, phrases, held in ask.columns:
                asked.append(Asking(f"{ask.name} {name}", kind, tuple(phrases)))
                targets.append(Target([], [], inside(held), False))
        else:
            found = [o for o in map(inside, ask.occurrences) if o]
            asked.append(Asking(ask.name, ask.type, tuple(ask.phrases)))
            targets.append(Target([o[0] for o in found], found, sorted({i for o in found for i in o}), True))
    if not asked:
        asked, targets = [Asking("title", "text")], [Target([], [], [], True)]
    made = item(words, boxes, lines, asked, encoder, example.picture)
    return Lesson(made, targets, KINDS.index(example.kind))


def draw(rng: random.Random, known: list[Sample], real_share: float) -> list[Example]:
    """The pages of one document: a real receipt with probability ``real_share``, else a generated document."""
    if known and rng.random() < real_share:
        return examples(rng.choice(known), rng)
    pages = examples(make(rng), rng)
    if len(pages) > 2:  # long documents would otherwise outweigh all others
        pages = [pages[0], pages[-1]] if rng.random() < 0.6 else rng.sample(pages, 2)
    return pages


def batches(seed: int, known: list[Sample], real_share: float, tokens: int, encoder: Encoder) -> Iterator[list[Lesson]]:
    """Endless batches of lessons of about the same length, each of at most ``tokens`` padded tokens."""
    rng = random.Random(seed)
    while True:
        pool: list[Lesson] = []
        while len(pool) < POOL:
            pool += [made for page in draw(rng, known, real_share) if (made := lesson(page, rng, encoder))]
        pool.sort(key=lambda made: made.item.tokens)
        cut: list[list[Lesson]] = [[]]
        for made in pool:
            if cut[-1] and (len(cut[-1]) + 1) * made.item.tokens > tokens:
                cut.append([])
            cut[-1].append(made)
        rng.shuffle(cut)
        yield from cut


def _work(queue: multiprocessing.Queue, seed: int, paths: list[str], share: float, tokens: int, tokenizer: str) -> None:  # type: ignore[type-arg]
    known = receipts([Path(p) for p in paths]) if paths else []
    np.random.seed(seed % 2**32)
    for batch in batches(seed, known, share, tokens, encoder_from(Path(tokenizer))):
        while True:
            try:
                queue.put(batch, timeout=10)
                break
            except Full:
                trainer = multiprocessing.parent_process()
                if trainer is None or not trainer.is_alive():
                    return


def stream(
    seed: int, workers: int, paths: list[Path], share: float, tokens: int, tokenizer: Path
) -> Iterator[list[Lesson]]:
    """Batches from ``workers`` processes (0: made in this one); endless, and different for every seed."""
    if not workers:
        known = receipts(paths) if paths else []
        yield from batches(seed, known, share, tokens, encoder_from(tokenizer))
    for pool in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(pool, "1")  # for the workers: their matrices are small, more threads only wait
    context = multiprocessing.get_context("spawn")
    queue = context.Queue(maxsize=24)
    texts = [str(p) for p in paths]
    for k in range(workers):
        arguments = (queue, seed * 1000 + k, texts, share, tokens, str(tokenizer))
        context.Process(target=_work, args=arguments, daemon=True).start()
    while True:
        yield queue.get()
