"""What a row may write: grammars in llguidance's Lark, made from a question, and the guide that holds a row to one.

In the mode ``verbatim`` a string value can only be a run of words that stands on one of the pages, or null: the words
are the chunks of a ``substring_chunks`` regular expression, escaped as JSON writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from model.backend import BackendError, Field, PageSeen, Question, Tool
from model.mistral.tokens import Tokens
from model.writing.ask import asks_for_data
from model.writing.schema import KIND, MOST_ROWS, MOST_VALUES, schema

LONGEST = 400  # characters of a value in the mode ``matched``

# between values one space and no more: white space without end is another way not to stop
COMPACT = {"x-guidance": {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}}

# Tekken's [NAME] is <NAME> in Lark
THINK, ANSWER_AFTER, CALL, ARGUMENTS = "<THINK>", "</THINK>", "<TOOL_CALLS>", "<ARGS>"


def lark(question: Question) -> str:
    """The grammar of everything that may be written to answer ``question``: reasoning first where it is asked for."""
    if asks_for_data(question):
        rules = [*_data(question)]
    elif question.tools:
        rules = ["answer: TEXT | call+", *_calls(question.tools)]
    else:
        rules = ["answer: TEXT"]
    start = f"start: {THINK} TEXT {ANSWER_AFTER} answer" if question.reasoning == "high" else "start: answer"
    return "\n".join([start, *rules, "TEXT: /(.|\\n)*/"])


def verbatim(question: Question) -> bool:
    """Whether values are held to the words of the pages: it is asked for, and there are words."""
    return question.mode == "verbatim" and any(chunks_of(page) for page in question.pages)


def _data(question: Question) -> Iterator[str]:
    if not verbatim(question):
        yield f"answer: %json {json.dumps({**_short(schema(question)), **COMPACT})}"
        return
    members = []
    if question.kinds:
        yield "kind: " + " | ".join(_literal(json.dumps(kind, ensure_ascii=False)) for kind in (*question.kinds, None))
        members.append(f"{_key(KIND)} kind")
    for number, field in enumerate(question.fields):
        members.append(f"{_key(field.name)} {_rule(field, number)}")
        if field.type == "table":
            cells = ' ", " '.join(f"{_key(column.name)} value" for column in field.columns)
            yield f'row{number}: "{{" {cells} "}}"'
    inside = ' ", " '.join(members)
    yield f'answer: "{{" {inside} "}}"'
    yield 'value: "null" | run'
    pages = {i: chunks for i, page in enumerate(question.pages) if (chunks := chunks_of(page))}
    yield "run: " + " | ".join(rf'"\"" RUN{i} "\""' for i in pages)
    for i, chunks in pages.items():
        yield f"RUN{i}: WORDS{i} & /[^ ](.*[^ ])?/"
        yield f'WORDS{i}: %regex {{"substring_chunks": {json.dumps(chunks)}}}'


def _rule(field: Field, number: int) -> str:
    if field.type == "table":
        return f'"[" (row{number} (", " row{number}){{0,{MOST_ROWS - 1}}})? "]"' if field.columns else '"[]"'
    return f'"[" (run (", " run){{0,{MOST_VALUES - 1}}})? "]"' if field.many else "value"


def chunks_of(page: PageSeen) -> list[str]:
    """The words of ``page`` with single spaces between, each as it is written inside a JSON string."""
    chunks: list[str] = []
    for word in page.words:
        for part in word.text.split():
            escaped = json.dumps(part, ensure_ascii=False)[1:-1]
            if any(0xD800 <= ord(c) < 0xE000 for c in escaped):  # half a character, from a broken text layer
                continue
            chunks += [" ", escaped] if chunks else [escaped]
    return chunks


def _short(shape: dict[str, Any]) -> dict[str, Any]:
    """``shape`` with its strings limited: a string without end is the commonest way not to stop."""
    if shape.get("type") in ("string", ["string", "null"]):
        return {**shape, "maxLength": LONGEST}
    inner = {name: _short(one) for name, one in shape.get("properties", {}).items()}
    return {**shape, **({"properties": inner} if inner else {}), **_items(shape)}


def _items(shape: dict[str, Any]) -> dict[str, Any]:
    return {"items": _short(shape["items"])} if "items" in shape else {}


def _calls(tools: Sequence[Tool]) -> Iterator[str]:
    each = [f"{_literal(tool.name)} {ARGUMENTS} arguments{i}" for i, tool in enumerate(tools)]
    yield f"call: {CALL} ({' | '.join(each)})"
    for i, tool in enumerate(tools):
        yield f"arguments{i}: %json {json.dumps({**tool.parameters, **COMPACT})}"


def _key(name: str) -> str:
    return _literal(json.dumps(name, ensure_ascii=False) + ": ")


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


class Guide:
    """Holds one row to a grammar: which tokens may come next, and which must."""

    def __init__(self, tokens: Tokens, grammar: str, vocabulary: int, thought: int) -> None:
        """``vocabulary`` is the number of the model's logits; at most ``thought`` tokens are spent on reasoning.

        Raises ``BackendError`` when ``grammar`` cannot be expressed.
        """
        import llguidance

        self.tokens, self.vocabulary, self.left = tokens, vocabulary, thought
        self._open, self._close = (tokens.special.get(name, -1) for name in ("[THINK]", "[/THINK]"))
        self.thinking = False
        self._matcher = llguidance.LLMatcher(tokens.guidance, llguidance.LLMatcher.grammar_from_lark(grammar))
        if self._matcher.is_error():
            raise BackendError(f"What is asked cannot be made a grammar ({_flaw(self._matcher)}); ask it more simply.")

    @property
    def over(self) -> bool:
        """Whether all is written that the grammar allows."""
        return bool(self._matcher.is_stopped())

    def allowed(self) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Which tokens may come next: (vocabulary,)."""
        bits = np.frombuffer(self._matcher.compute_bitmask(), np.uint8)  # not llguidance.torch: it compiles for 20 s
        mask = np.zeros(self.vocabulary, bool)
        known = np.unpackbits(bits, bitorder="little")[: min(self.vocabulary, self.tokens.count)]
        mask[: len(known)] = known
        if self.thinking and self.left <= 0 and mask[self._close]:  # not in the middle of a character's bytes
            return self.only(self._close)
        if self._matcher.is_error() or not mask.any():
            raise BackendError(f"The grammar came to no end ({_flaw(self._matcher)}); ask for less at a time.")
        return mask

    def only(self, token: int) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """The mask that leaves ``token`` alone."""
        mask = np.zeros(self.vocabulary, bool)
        mask[token] = True
        return mask

    def take(self, token: int) -> list[int]:
        """``token`` was written; the tokens that must follow, which are written with it and need no model."""
        self._consume([token])
        if self.over:
            return []
        forced: list[int] = self._matcher.compute_ff_tokens()
        self._consume(forced)
        return forced

    def begin(self) -> list[int]:
        """The tokens that every answer begins with, written already."""
        forced: list[int] = self._matcher.compute_ff_tokens()
        self._consume(forced)
        return forced

    def stop_thinking(self) -> None:
        """The next token ends the reasoning."""
        self.left = 0

    def _consume(self, tokens: Sequence[int]) -> None:
        if tokens and not self._matcher.consume_tokens(list(tokens)):
            raise BackendError(f"A token left the grammar ({_flaw(self._matcher)}); this is a fault of Recto's.")
        for token in tokens:
            self.left -= self.thinking
            if token in (self._open, self._close):
                self.thinking = token == self._open


def _flaw(matcher: Any) -> str:
    """The first line of what llguidance says is wrong, shortened."""
    return (str(matcher.get_error()).strip() or "no token fits").splitlines()[0][:200].rstrip(". ")
