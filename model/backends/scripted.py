"""A backend that answers from a table of texts: for tests, and to show the screens with no model at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from model.backend import Ability, Answer, BackendError, Field, Found, PageSeen, Question


class Scripted:
    """Finds each of ``answers`` (path: text as printed) among the words of the pages, and points at them.

    Like every verbatim reader it cannot invent: a text that stands on no page is null. In the mode ``matched`` it is
    given without a place. Only what is asked for is answered.
    """

    def __init__(self, answers: Mapping[str, str], kind: str = "", confidence: float = 1.0) -> None:
        self.name = "scripted"
        self.abilities: frozenset[Ability] = frozenset({"fields"})
        self._answers, self._kind, self._confidence = dict(answers), kind, confidence

    def answer(self, question: Question) -> Answer:
        """The answers of the table that ``question`` asks for."""
        asked = set(_paths(question.fields))
        values = {}
        for path, text in self._answers.items():
            if _shape(path) not in asked:
                continue
            words = _pointed(text, question.pages)
            if words or question.mode == "matched":
                values[path] = Found(text, words, self._confidence)
        kind = self._kind if self._kind in question.kinds else ""
        tokens = sum(len(page.words) for page in question.pages)
        return Answer(values, kind, self._confidence if kind else 0.0, tokens_in=tokens)


def load(settings: Mapping[str, str]) -> Scripted:
    """``settings["script"]`` names a JSON file ``{"kind": ..., "answers": {path: text}}``; without it all is null.

    Raises ``BackendError`` when the file cannot be read as such.
    """
    script = settings.get("script")
    if not script:
        return Scripted({})
    try:
        data = json.loads(Path(script).read_text(encoding="utf-8"))
        return Scripted({str(path): str(text) for path, text in data["answers"].items()}, str(data.get("kind", "")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BackendError(
            f'The script {script!r} could not be read ({error}). It must be JSON: {{"kind": "", "answers": {{}}}}.'
        ) from error


def _paths(fields: tuple[Field, ...]) -> Iterator[str]:
    """The shapes of all paths that ``fields`` may be answered by, ``#`` for the number of a row."""
    for field in fields:
        if field.type == "table":
            yield from (f"{field.name}.#.{column.name}" for column in field.columns)
        else:
            yield f"{field.name}.#" if field.many else field.name


def _shape(path: str) -> str:
    return ".".join("#" if part.isdigit() else part for part in path.split("."))


def _pointed(text: str, pages: tuple[PageSeen, ...]) -> tuple[tuple[int, int], ...]:
    """The first run of words that spell ``text``, spaces apart; empty when there is none."""
    wanted = "".join(text.split())
    for page in pages:
        for start in range(len(page.words)):
            spelt = ""
            for end in range(start, len(page.words)):
                spelt += "".join(page.words[end].text.split())
                if spelt == wanted:
                    return tuple((page.number, i) for i in range(start, end + 1))
                if not wanted.startswith(spelt):
                    break
    return ()
