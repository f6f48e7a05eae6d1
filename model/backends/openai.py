"""The openai backend: any server of this dialect, such as vLLM, SGLang, llama.cpp, Ollama, Mistral's platform."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any
from urllib.parse import urlsplit

from model.backend import Ability, Answer, BackendError, Question, ToolCall
from model.writing.answer import read, scalars
from model.writing.ask import asks_for_data, request, system, transcript
from model.writing.calibration import Calibration
from model.writing.chances import Chances
from model.writing.dialect import Blind, Reply, Server
from model.writing.merge import merged
from model.writing.picture import data_url
from model.writing.schema import schema
from model.writing.settings import Limits, prices, whole

log = logging.getLogger("recto")

PAGES = 4  # of a request
STANDS, NOWHERE = 0.75, 0.25  # confidence where the server gives no log-probabilities: not calibrated


class OpenAi:
    """Asks a server. It cannot be held to the page, so a value that stands nowhere is given without a place."""

    abilities: frozenset[Ability] = frozenset({"fields", "chat", "reasoning", "tools"})

    def __init__(self, settings: Mapping[str, str]) -> None:
        """``settings`` as in ``load``. Raises ``BackendError`` when one is missing or wrong; asks no server yet."""
        self.server = _server(settings)
        self.limits, self.prices, self.calibrated = Limits(settings), prices(settings), Calibration(settings)
        self.pages = whole("pages", settings, PAGES)
        self.model = settings.get("name", "")
        self.name = f"openai {self.model or 'default'} at {self.server.host}{self.calibrated.mark}"
        self.sees = True  # until it refuses a picture

    def answer(self, question: Question) -> Answer:
        """Answer ``question``, ``pages`` pages a request. Raises ``BackendError`` when the server does not."""
        began = perf_counter()
        question = self.limits(question)
        parts = [self._part(one) for one in self._windows(question)]
        answer = replace(merged(parts, question.fields), seconds={"server": perf_counter() - began})
        return self.calibrated(answer)

    def _windows(self, question: Question) -> Iterator[Question]:
        for begin in range(0, max(1, len(question.pages)), self.pages):
            yield replace(question, pages=question.pages[begin : begin + self.pages], mode="matched")

    def _part(self, question: Question) -> Answer:
        wants_data = asks_for_data(question)
        asked, reply = self._asked(question)
        if wants_data and not reply.stopped and not _is_object(reply.text):
            again = self.server.ask(asked, question.max_seconds, question.said, question.cancelled)
            reply = again._replace(
                tokens_in=reply.tokens_in + again.tokens_in, tokens_out=reply.tokens_out + again.tokens_out
            )
            if not reply.stopped and not _is_object(reply.text):
                raise BackendError(
                    f"The model at {self.server.host} does not answer in JSON; take another model or a server that "
                    "holds it to a schema."
                )
        answer = Answer(
            reasoning=reply.thought, text="" if wants_data else reply.text, tokens_in=reply.tokens_in,
            tokens_out=reply.tokens_out, calls=_calls(reply), stopped=reply.stopped, cost=self._cost(reply),
        )  # fmt: skip
        if not wants_data:
            return answer
        chances = Chances(reply.text, reply.chances)
        values, kind, sure = read(reply.text, question, chances)
        if not chances.known:
            values = {p: replace(one, confidence=STANDS if one.words else NOWHERE) for p, one in values.items()}
            sure = STANDS if kind else 0.0
        return replace(answer, values=values, kind=kind, kind_confidence=sure)

    def _asked(self, question: Question) -> tuple[dict[str, Any], Reply]:
        """What was asked of the server, and its reply; without pictures once it has refused one."""
        while True:
            asked = self._request(question)
            try:
                return asked, self.server.ask(asked, question.max_seconds, question.said, question.cancelled)
            except Blind as refusal:
                log.warning("%s takes no pictures (%s): it is given the words of pages alone.", self.name, refusal)
                self.sees = False

    def _request(self, question: Question) -> dict[str, Any]:
        content: list[dict[str, Any]] = []
        for page in question.pages:
            if not self.sees and not page.words:
                raise BackendError(
                    f"The model at {self.server.host} takes no pictures and page {page.number} has no words; "
                    "take a model that sees."
                )
            if self.sees and (image := page.image) is not None:
                content.append({"type": "image_url", "image_url": {"url": data_url(image)}})
            content.append({"type": "text", "text": transcript(page)})
        content.append({"type": "text", "text": request(question)})
        asked: dict[str, Any] = {
            "messages": [{"role": "system", "content": system(question)}, {"role": "user", "content": content}],
            "max_tokens": question.max_tokens,
            "temperature": 0,
            "logprobs": True,
        }
        if self.model:
            asked["model"] = self.model
        if question.reasoning == "high":
            asked["reasoning_effort"] = "high"
        if asks_for_data(question):
            shape = {"name": "answer", "strict": True, "schema": schema(question)}
            asked["response_format"] = {"type": "json_schema", "json_schema": shape}
        if question.tools:
            asked["tools"] = [
                {
                    "type": "function",
                    "function": {"name": t.name, "description": t.description, "parameters": dict(t.parameters)},
                }
                for t in question.tools
            ]
        return asked

    def _cost(self, reply: Reply) -> float:
        return (reply.tokens_in * self.prices[0] + reply.tokens_out * self.prices[1]) / 1e6


def load(settings: Mapping[str, str]) -> OpenAi:
    """A server at ``settings["url"]``; ``name`` of its model, ``key``, ``price``, ``pages``, ``timeout``, ``tries``."""
    return OpenAi(settings)


def fits(settings: Mapping[str, str]) -> str:
    """Whether the server answers, and which models it has. Raises ``BackendError``."""
    server = _server(settings)
    names, wanted = server.models(), settings.get("name", "")
    if wanted and names and wanted not in names:
        raise BackendError(
            f"{server.host} has no model {wanted!r}; set RECTO_MODEL_NAME to one of {', '.join(names[:9])}."
        )
    return f"{server.host} answers with {wanted or ', '.join(names[:3]) or 'its model'}; documents go there"


def _server(settings: Mapping[str, str]) -> Server:
    url = settings.get("url", "").strip().rstrip("/")
    if not url:
        raise BackendError("needs a server: set RECTO_MODEL_URL, such as http://localhost:8000/v1.")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise BackendError("RECTO_MODEL_URL is no address of a server; write it as http://localhost:8000/v1.")
    return Server(url, settings.get("key", ""), whole("timeout", settings, 120), whole("tries", settings, 4))


def _is_object(text: str) -> bool:
    """Whether ``text`` holds a whole JSON object, perhaps with words around it."""
    try:
        json.JSONDecoder().raw_decode(text[max(0, text.find("{")) :])
    except ValueError:
        return bool(list(scalars(text)))
    return "{" in text


def _calls(reply: Reply) -> tuple[ToolCall, ...]:
    calls = []
    for name, given in reply.calls:
        try:
            arguments = json.loads(given or "{}")
        except ValueError:
            continue
        if isinstance(arguments, dict):
            calls.append(ToolCall(name, arguments))
    return tuple(calls)
