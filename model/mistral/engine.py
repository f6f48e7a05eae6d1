"""A loaded model answers questions: pages into windows, windows into rows of a batch, rows into one answer."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

import numpy as np

from model.backend import Answer, BackendError, Found, Question
from model.mistral.decode import Row, decode
from model.mistral.grammar import Guide, lark, verbatim
from model.mistral.machine import Machine, TorchMachine
from model.mistral.pages import PageFeatures, check_grid
from model.mistral.prompt import windows
from model.mistral.tokens import Tokens
from model.mistral.written import Teller, Written
from model.writing.answer import read
from model.writing.ask import asks_for_data
from model.writing.merge import merged

THOUGHT = 0.5  # share of the tokens of an answer that may be spent on reasoning


@dataclass
class Engine:
    """A model with its tokenizer, the machine that runs it, and the pages that it has seen."""

    tokens: Tokens
    machine: Machine
    pages: PageFeatures | None = None
    vocabulary: int = 0
    sampled: int = field(default=0, init=False)  # tokens that the model was asked for, since the start
    written: int = field(default=0, init=False)  # tokens that were written, forced ones among them

    @classmethod
    def of(cls, model: Any, tokens: Tokens, slots: int, context: int, graphs: bool | None = None) -> Engine:
        """The engine for a ``Mistral3ForConditionalGeneration``, checked: image grid and vocabulary fit the weights.

        ``context`` is the number of tokens that a row may have, ``slots`` the number of rows. Raises ``BackendError``.
        """
        vocabulary = int(model.config.text_config.vocab_size)
        if tokens.count > vocabulary:
            raise BackendError(
                f"The tokenizer has {tokens.count} tokens and the model {vocabulary}; they belong to different models."
            )
        pages = PageFeatures(model)
        image = int(model.config.image_token_id)
        check_grid(lambda size: _grid(tokens, image, size), pages)
        return cls(tokens, TorchMachine(model, slots, context, graphs), pages, vocabulary)

    def answer(self, question: Question) -> Answer:
        """Answer ``question``; raises ``BackendError``."""
        return self.answers([question])[0]

    def answers(self, questions: Iterable[Question]) -> list[Answer]:
        """Answer ``questions`` in one batch."""
        began = perf_counter()
        asked = [[(q, *self._row(q, prompt)) for q, prompt in self._windows(one)] for one in questions]
        looked = perf_counter()
        rows = [row for one in asked for _, row in one]
        decode(rows, self.machine)
        self.sampled += sum(sum(row.sampled) for row in rows)
        self.written += sum(len(row.written) for row in rows)
        seconds = {"look": looked - began, "write": perf_counter() - looked}
        return [self._answer(one, {k: s / len(asked) for k, s in seconds.items()}) for one in asked]

    def _windows(self, question: Question) -> Iterable[tuple[Question, Any]]:
        room = self.machine.capacity - min(question.max_tokens, self.machine.capacity // 2)
        for part, prompt in windows(question, self.tokens, room):
            held = verbatim(part) or not asks_for_data(part)
            yield (part if held else replace(part, mode="matched")), prompt

    def _row(self, question: Question, prompt: Any) -> tuple[Row]:
        guide = Guide(self.tokens, lark(question), self.vocabulary, int(question.max_tokens * THOUGHT))
        features = self.pages.all(prompt.images) if self.pages else None
        row = Row(prompt.tokens, guide, features, question.max_tokens, time.monotonic() + question.max_seconds)
        row.told = Teller(self.tokens, question.said) if question.said else None
        row.cancelled = question.cancelled
        return (row,)

    def _answer(self, rows: list[tuple[Question, Row]], seconds: Mapping[str, float]) -> Answer:
        """One answer from the rows of all windows of a question."""
        parts = []
        for question, row in rows:
            written = Written(self.tokens, row.written, row.chances)
            values: dict[str, Found] = {}
            kind, sure = "", 0.0
            if asks_for_data(question):
                values, kind, sure = read(written.raw, question, written.sure)
            parts.append(
                Answer(
                    values, kind, sure, written.thought, "" if asks_for_data(question) else written.text,
                    len(row.prompt), len(row.written), calls=written.calls, stopped=row.stopped,
                )
            )  # fmt: skip
        return replace(merged(parts, rows[0][0].fields if rows else ()), seconds=seconds)


def _grid(tokens: Tokens, image: int, size: tuple[int, int]) -> tuple[int, np.ndarray[Any, Any]]:
    """The number of image tokens that a white page of ``size`` takes, and its pixels."""
    from PIL import Image

    prompt = tokens.prompt("", [Image.new("RGB", size, "white"), "?"])
    return prompt.tokens.count(image), prompt.images[0]
