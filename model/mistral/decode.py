"""The decode loop: batches of rows that write, each held to its own grammar, until it ends or is stopped.

Rows come and go by themselves: a row that ends makes room for the next one that waits. What a grammar forces is
written at once and goes through the model together with the next token.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch
from torch import Tensor

from model.backend import BackendError, Stop
from model.mistral.grammar import Guide

if TYPE_CHECKING:
    from model.mistral.machine import Machine

WIDTH = 8  # tokens of a row that a step reads at most
LOOK = 16  # tokens between two looks for repetition
PERIOD = 64  # tokens of the longest pattern that is looked for
TIMES = 8  # a pattern must follow itself so often ...
REPEATED = 128  # ... and over so many tokens: lists on receipts repeat lines too


@dataclass(eq=False)
class Row:
    """One answer being written. ``prompt`` are token ids; ``features`` (n, H) belong to its image tokens."""

    prompt: Sequence[int]
    guide: Guide
    features: Tensor | None = None
    most: int = 4096  # tokens to write
    until: float = float("inf")  # of time.monotonic()
    told: Callable[[int], None] | None = None  # is handed each token as it is written
    cancelled: Callable[[], bool] | None = None  # is asked between tokens
    written: list[int] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)  # log-probability of each among what the grammar allowed
    sampled: list[bool] = field(default_factory=list)  # whether the model was asked for it
    state: Literal["new", "open", "over"] = "new"
    stopped: Stop = ""
    fed: int = 0  # tokens of the prompt and of what is written that the cache holds
    due: deque[int] = field(default_factory=deque)  # forced tokens that were not written at once
    looked: int = 0  # tokens written when repetition was last looked for

    @property
    def pending(self) -> list[int]:
        """The next tokens for the model to read, at most ``WIDTH``."""
        begin = self.fed - len(self.prompt)
        return self.written[begin : begin + WIDTH]

    def write(self, token: int, chance: float, sampled: bool) -> None:
        """Add ``token``."""
        self.written.append(token)
        self.chances.append(chance)
        self.sampled.append(sampled)
        if self.told:
            self.told(token)


def decode(rows: Sequence[Row], machine: Machine, at_once: bool = True) -> None:
    """Write all ``rows`` to their end, greedily. With ``at_once`` false, forced tokens take a step each, as others do.

    Out of CUDA memory, the batch is halved and what was written goes on. Raises ``BackendError`` when even one row does
    not fit, or when the model gives no numbers.
    """
    waiting, open_rows = deque(rows), list[Row]()
    while waiting or open_rows:
        try:
            _go_on(waiting, open_rows, machine, at_once)
            continue
        except RuntimeError as error:
            if not out_of_memory(error):
                raise
        # not inside ``except``: the error holds every tensor of the step that failed, and they are to be freed first
        if not machine.shrink():
            raise BackendError(
                "The GPU's memory is full with a single page being read; "
                "give the model less context (RECTO_MODEL_CONTEXT) or free memory on the GPU."
            )
        for row in reversed(open_rows):
            row.fed = 0
            waiting.appendleft(row)
        open_rows.clear()


def out_of_memory(error: RuntimeError) -> bool:
    """Whether ``error`` says that the GPU's memory is full; libraries that CUDA calls say it in words of their own."""
    told = str(error)
    return isinstance(error, torch.OutOfMemoryError) or "out of memory" in told or "ALLOC_FAILED" in told


def _go_on(waiting: deque[Row], rows: list[Row], machine: Machine, at_once: bool) -> None:
    """Rows that wait come in where there is room, and all ``rows`` take one step."""
    while waiting and len(rows) < machine.slots:
        rows.append(waiting.popleft())
        _enter(rows, machine, at_once)
    _leave(rows, machine)
    if rows:
        _step(rows, machine, at_once)
        _leave(rows, machine)


def _enter(rows: list[Row], machine: Machine, at_once: bool) -> None:
    """The last of ``rows`` has just come: its prompt, and what it wrote before a batch was halved, is read."""
    row = rows[-1]
    if row.state == "new" and not _stop(row, machine):
        row.state = "open"
        _force(row, row.guide.begin(), at_once)
        _end(row)
    if row.state == "over" or _stop(row, machine):
        return
    tokens = [*row.prompt, *row.written]
    logits = machine.prefill(len(rows) - 1, tokens, row.features)
    row.fed = len(tokens)
    _choose([row], logits[None], at_once)
    _stop(row, machine)


def _step(rows: list[Row], machine: Machine, at_once: bool) -> None:
    """All rows read what they wrote last; those that have read all of it write on."""
    new = [row.pending for row in rows]
    logits = machine.step(new, [row.fed for row in rows])
    for row, tokens in zip(rows, new, strict=True):
        row.fed += len(tokens)
    ready = [i for i, row in enumerate(rows) if row.fed == len(row.prompt) + len(row.written)]
    if ready:
        _choose([rows[i] for i in ready], logits[ready], at_once)
    for row in rows:
        _stop(row, machine)


def _leave(rows: list[Row], machine: Machine) -> None:
    """Rows that are over make room; the last row takes the place of one that left."""
    for slot in reversed(range(len(rows))):
        if rows[slot].state == "over":
            last = rows.pop()
            if slot < len(rows):
                machine.move(len(rows), slot)
                rows[slot] = last


def _choose(rows: list[Row], logits: Tensor, at_once: bool) -> None:
    """Each row writes the likeliest token that its grammar allows; ``logits`` (B, V)."""
    masks = torch.from_numpy(np.stack([_mask(row) for row in rows])).to(logits.device)
    chances = logits.masked_fill(~masks, float("-inf")).log_softmax(-1)
    best, token = chances.max(-1)
    for row, one, chance in zip(rows, token.tolist(), best.tolist(), strict=True):
        if not chance <= 0:  # NaN too
            raise BackendError("The model gives no numbers; its weights are damaged or do not fit, convert it again.")
        if row.due:
            row.due.popleft()
            row.write(one, 0.0, True)
        else:
            row.write(one, chance, True)
            _force(row, row.guide.take(one), at_once)
        _end(row)


def _end(row: Row) -> None:
    if row.guide.over and not row.due:
        row.state = "over"


def _mask(row: Row) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return row.guide.only(row.due[0]) if row.due else row.guide.allowed()


def _force(row: Row, tokens: Sequence[int], at_once: bool) -> None:
    if not at_once:
        row.due.extend(tokens)
        return
    for token in tokens:
        row.write(token, 0.0, False)


def _stop(row: Row, machine: Machine) -> bool:
    """Whether ``row`` has to stop before its end, and why."""
    if row.state == "over":
        return True
    count = len(row.written)
    reason: Stop = ""
    if row.cancelled and row.cancelled():
        reason = "cancelled"
    elif time.monotonic() >= row.until:
        reason = "time"
    elif count >= row.most:
        reason = "tokens"
    elif len(row.prompt) + count + WIDTH > machine.capacity:
        reason = "length"
    elif count - row.looked >= LOOK:
        row.looked = count
        if repeats(row.written):
            if row.guide.thinking:
                row.guide.stop_thinking()
            else:
                reason = "repetition"
    if reason:
        row.state, row.stopped = "over", reason
    return bool(reason)


def repeats(tokens: Sequence[int]) -> bool:
    """Whether ``tokens`` end in one pattern that follows itself again and again."""
    tail = np.asarray(tokens[-TIMES * PERIOD :])
    for period in range(1, PERIOD + 1):
        span = max(TIMES * period, REPEATED)
        if span > len(tail):
            return False
        if (tail[len(tail) - span + period :] == tail[len(tail) - span : -period]).all():
            return True
    return False
