"""What a row wrote, taken apart by its special tokens: reasoning, text or data, and calls of tools."""

from __future__ import annotations

import codecs
import json
import math
from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from model.backend import Channel, ToolCall
from model.mistral.tokens import Tokens


class Written:
    """The channels of ``written`` token ids; ``chances`` are their log-probabilities."""

    def __init__(self, tokens: Tokens, written: Sequence[int], chances: Sequence[float]) -> None:
        names = {i: name for name, i in tokens.special.items()}
        parts: dict[str, list[int]] = {"thought": [], "text": []}
        calls: list[tuple[list[int], list[int]]] = []
        into, self._chances = parts["text"], list[float]()
        for token, chance in zip(written, chances, strict=True):
            match names.get(token):
                case None:
                    into.append(token)
                    if into is parts["text"]:
                        self._chances.append(chance)
                case "[THINK]":
                    into = parts["thought"]
                case "[/THINK]":
                    into = parts["text"]
                case "[TOOL_CALLS]":
                    calls.append(([], []))
                    into = calls[-1][0]
                case "[ARGS]" if calls:
                    into = calls[-1][1]
        self.thought, self.text = (tokens.text(parts[channel]).strip() for channel in ("thought", "text"))
        self.raw = tokens.text(parts["text"])  # not stripped: what ``sure`` counts in
        self._ends = list(accumulate(len(tokens.spelt(token)) for token in parts["text"]))
        self.calls = tuple(filter(None, (_call(tokens.text(name), tokens.text(given)) for name, given in calls)))

    def sure(self, start: int, end: int) -> float:
        """The chance (0 to 1) of the characters ``start`` to ``end`` of ``raw`` among all that the grammar allowed."""
        first, last = (len(self.raw[:at].encode()) for at in (start, end))
        tokens = range(bisect_right(self._ends, first), bisect_right(self._ends, last - 1) + 1)
        return math.exp(sum(self._chances[i] for i in tokens if i < len(self._chances)))


def _call(name: str, given: str) -> ToolCall | None:
    """The call of tool ``name`` with the JSON ``given``; None when it was cut off."""
    try:
        arguments = json.loads(given)
    except ValueError:
        return None
    return ToolCall(name.strip(), arguments) if isinstance(arguments, dict) else None


class Teller:
    """Tells what a row writes while it does so, in whole characters: its reasoning and its text, not its calls."""

    def __init__(self, tokens: Tokens, said: Callable[[Channel, str], None]) -> None:
        self._tokens, self._said = tokens, said
        turns: dict[str, Channel | None] = {"[THINK]": "thought", "[/THINK]": "text", "[TOOL_CALLS]": None}
        self._turns = {tokens.special[name]: turn for name, turn in turns.items() if name in tokens.special}
        self._channel: Channel | None = "text"
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __call__(self, token: int) -> None:
        """``token`` was written."""
        if token in self._turns:
            self._channel = self._turns[token]
            self._decoder.reset()
        elif self._channel and (piece := self._decoder.decode(self._tokens.spelt(token))):
            self._said(self._channel, piece)
