"""A question becomes what one row of a batch begins with: pages as images and text, then what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from model.backend import BackendError, PageSeen, Question
from model.mistral.tokens import Prompt, Tokens
from model.writing.ask import request, system, transcript

if TYPE_CHECKING:
    from PIL.Image import Image


def prompt(question: Question, tokens: Tokens) -> Prompt:
    """The tokens and images that put ``question`` to the model. Raises ``BackendError``."""
    content: list[str | Image] = []
    for page in question.pages:
        if page.image is not None:
            content.append(page.image)
        content.append(transcript(page))
    content.append(request(question))
    return tokens.prompt(system(question), content, question.tools, question.reasoning)


def windows(question: Question, tokens: Tokens, most: int) -> Iterator[tuple[Question, Prompt]]:
    """``question`` about as many pages at a time as fit into ``most`` tokens, each with its prompt.

    A page that does not fit alone is asked about without its image, as its words are what values are made of. Raises
    ``BackendError`` when it does not fit even so.
    """
    if not question.pages:
        yield _fitting(question, tokens, most)
        return
    pages: tuple[PageSeen, ...] = ()
    best: tuple[Question, Prompt] | None = None
    for page in question.pages:
        asked = replace(question, pages=(*pages, page))
        whole = prompt(asked, tokens)
        if len(whole.tokens) <= most:
            pages, best = asked.pages, (asked, whole)
            continue
        if best is not None:
            yield best
        best = _fitting(replace(question, pages=(page,)), tokens, most)
        pages = best[0].pages
    if best is not None:
        yield best


def _fitting(question: Question, tokens: Tokens, most: int) -> tuple[Question, Prompt]:
    """``question`` with its prompt, the images left out where they do not fit."""
    whole = prompt(question, tokens)
    if len(whole.tokens) > most and any(page.picture for page in question.pages):
        question = replace(question, pages=tuple(replace(page, picture=None) for page in question.pages))
        whole = prompt(question, tokens)
    if len(whole.tokens) > most:
        where = f"page {question.pages[0].number}" if question.pages else "the question"
        raise BackendError(
            f"{where[0].upper()}{where[1:]} takes {len(whole.tokens)} tokens and {most} fit; "
            "ask for less at a time, or give the model more context (RECTO_MODEL_CONTEXT)."
        )
    return question, whole


def image_tokens(prompts: Sequence[Prompt], image: int) -> int:
    """How many of the tokens of ``prompts`` stand for pieces of an image."""
    return sum(one.tokens.count(image) for one in prompts)
