"""A server that speaks OpenAI's chat dialect: asked with patience, answered in one reply."""

from __future__ import annotations

import codecs
import json
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx

from model.backend import BackendError, Channel, Stop

OPTIONS = ("response_format", "reasoning_effort", "logprobs", "stream_options", "temperature")  # some servers know less
OTHERWISE = {"max_tokens": "max_completion_tokens"}  # what newer models of some vendors want instead
CUT = ("length", "model_length")  # reasons to have finished that mean: not to its end
BLIND = re.compile(r"image|multi-?modal|mmproj|vision|picture", re.IGNORECASE)
SHORT = 5.0  # seconds to connect, and to list models
PAUSE = 0.5  # seconds before the second try; doubled each time, with some chance in it
LONGEST_PAUSE = 30.0


class Reply(NamedTuple):
    """What a server answered. ``chances`` are the tokens of ``text`` with their log-probabilities, where it tells."""

    text: str = ""
    thought: str = ""
    calls: tuple[tuple[str, str], ...] = ()  # name and arguments as JSON
    chances: tuple[tuple[str, float], ...] = ()
    tokens_in: int = 0
    tokens_out: int = 0
    stopped: Stop = ""


class _Again(Exception):
    """It may go better the next time; after so many seconds, where the server says."""

    def __init__(self, why: str, after: float | None = None) -> None:
        super().__init__(why)
        self.after = after


class Blind(Exception):
    """The server's model cannot be shown pictures."""


class Server:
    """The server at ``url``, which ends before ``/chat/completions``. The key is sent to it and shown to nobody."""

    def __init__(self, url: str, key: str = "", timeout: float = 120.0, tries: int = 4) -> None:
        """``timeout`` in seconds without a sign from the server; it is asked at most ``tries`` times."""
        self.host = urlsplit(url).hostname or ""  # for people: without the user and password that a URL may hold
        self._url, self._key, self.tries = url, key, tries
        self._client = httpx.Client(
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=httpx.Timeout(timeout, connect=SHORT),
            trust_env=False,
        )
        self._unknown: set[str] = set()  # options that this server has refused

    def models(self) -> list[str]:
        """The names of the models it has. Raises ``BackendError`` when it does not answer."""
        try:
            answer = self._client.get(f"{self._url}/models", timeout=SHORT)
            self._refused(answer.status_code, answer.text)
            return [str(one["id"]) for one in answer.json()["data"]]
        except _Again as trouble:
            raise BackendError(f"{self.host} {trouble}; try again later.") from trouble
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            raise self._unreachable(error) from error

    def ask(
        self,
        request: dict[str, Any],
        seconds: float,
        said: Callable[[Channel, str], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Reply:
        """The reply to ``request``, within ``seconds``; with ``said`` it is told as it comes.

        Too many requests, faults of the server and cut connections are tried again with growing pauses. Raises
        ``BackendError`` with what was wrong in the end, and ``Blind`` when it refuses the pictures in the request.
        """
        until, tried = time.monotonic() + seconds, 0
        while True:
            tried += 1
            try:
                return self._once(request, until, said, cancelled)
            except _Again as trouble:
                why, after = str(trouble), trouble.after
            except httpx.TimeoutException:
                why, after = "took too long to answer", None
            except httpx.HTTPError as error:
                why, after = f"broke the connection off ({type(error).__name__})", None
            pause = min(
                LONGEST_PAUSE, after if after is not None else PAUSE * 2 ** (tried - 1) * random.uniform(0.5, 1)
            )
            if cancelled and cancelled():
                return Reply(stopped="cancelled")
            if tried >= self.tries or time.monotonic() + pause >= until:
                raise BackendError(
                    f"The model's server {self.host} {why}, {tried} times in a row; see to it or try again later."
                )
            time.sleep(pause)

    def _once(
        self,
        request: dict[str, Any],
        until: float,
        said: Callable[[Channel, str], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Reply:
        stream: dict[str, Any] = (
            {"stream": True, "stream_options": {"include_usage": True}} if said or cancelled else {}
        )
        asked = {
            OTHERWISE.get(key, key) if key in self._unknown else key: value
            for key, value in {**request, **stream}.items()
            if key not in self._unknown or key in OTHERWISE
        }
        with self._client.stream("POST", f"{self._url}/chat/completions", json=asked) as answer:
            if answer.status_code != 200:
                body = answer.read().decode("utf-8", "replace")
                if answer.status_code in (400, 415, 422, 500, 501) and BLIND.search(_flaw(body)) and _shows(asked):
                    raise Blind(_flaw(body))
                if answer.status_code in (400, 422) and self._forget(asked, body):
                    return self._once(request, until, said, cancelled)
                self._refused(answer.status_code, body, answer.headers.get("retry-after", ""))
            if stream:
                return _told(answer.iter_lines(), until, said, cancelled)
            return _whole(b"".join(_within(answer.iter_bytes(), until)))

    def _forget(self, asked: dict[str, Any], body: str) -> bool:
        """Whether the server complained of an option that can be left out; it is, from now on."""
        complained = [n for n in (*OPTIONS, *OTHERWISE) if n in asked and (n in body or n.replace("_", " ") in body)]
        self._unknown.update(complained[:1])
        return bool(complained)

    def _refused(self, status: int, body: str, after: str = "") -> None:
        """Raises what the status means, when it means anything but yes."""
        if status < 400:
            return
        if status in (401, 403):
            raise BackendError(f"{self.host} refuses the key (status {status}); set RECTO_MODEL_KEY to a valid one.")
        if status == 404:
            raise BackendError(
                f"{self.host} knows no such address or model (status 404); check RECTO_MODEL_URL, which usually ends "
                "in /v1, and RECTO_MODEL_NAME."
            )
        flaw = _flaw(body.replace(self._key, "...") if self._key else body)  # servers like to repeat the key
        if status in (408, 409, 425, 429) or status >= 500:
            why = f"answered with status {status}" + (f" ({flaw})" if flaw else "")
            with suppress(ValueError):
                raise _Again(why, max(0.0, float(after)))
            raise _Again(why)
        raise BackendError(f"{self.host} refuses the question (status {status}): {flaw}.")

    def _unreachable(self, error: Exception) -> BackendError:
        return BackendError(
            f"{self.host} does not answer as a model's server does ({type(error).__name__}); is it running?"
        )


def _within(pieces: Iterator[bytes], until: float) -> Iterator[bytes]:
    """``pieces`` as long as there is time: a server that drips keeps no read waiting."""
    for piece in pieces:
        if time.monotonic() > until:
            raise _Again("took too long to answer")
        yield piece


def _whole(body: bytes) -> Reply:
    try:
        data = json.loads(body)
        choice, usage = data["choices"][0], data.get("usage") or {}
        message = choice["message"]
        text, thought = _channels(message)
        calls = tuple(_call(one["function"]) for one in message.get("tool_calls") or ())
        chances = tuple(_chances(choice))
        tokens = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _Again(f"sent something that is no answer ({type(error).__name__})") from error
    return Reply(text, thought, calls, chances, *tokens, "tokens" if choice.get("finish_reason") in CUT else "")


def _told(
    lines: Iterator[str],
    until: float,
    said: Callable[[Channel, str], None] | None,
    cancelled: Callable[[], bool] | None,
) -> Reply:
    """The reply that comes as server-sent events."""
    text, thought, calls = list[str](), list[str](), dict[int, list[str]]()
    chances, tokens, stopped, ended = list[tuple[str, float]](), (0, 0), "", False
    try:
        for line in lines:
            if cancelled and cancelled():
                stopped = "cancelled"
            elif time.monotonic() > until:
                stopped = "time"
            if stopped in ("cancelled", "time") or line.strip() == "data: [DONE]":
                ended = True
                break
            if not line.startswith("data:"):
                continue
            event = json.loads(line[5:])
            if usage := event.get("usage"):
                tokens = int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)
            for choice in event.get("choices") or ():
                delta = choice.get("delta") or {}
                for channel, into, piece in zip(("text", "thought"), (text, thought), _channels(delta), strict=True):
                    if piece:
                        into.append(piece)
                        if said:
                            said("thought" if channel == "thought" else "text", piece)
                for one in delta.get("tool_calls") or ():
                    call, made = calls.setdefault(int(one.get("index") or 0), ["", ""]), one.get("function") or {}
                    call[0] += made.get("name") or ""
                    call[1] += made.get("arguments") or ""
                chances += _chances(choice)
                if reason := choice.get("finish_reason"):
                    stopped, ended = ("tokens" if reason in CUT else ""), True
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise _Again(f"sent something that is no answer ({type(error).__name__})") from error
    if not ended:
        raise _Again("broke off in the middle of its answer")
    made = tuple((name, arguments) for name, arguments in calls.values())
    why: Stop = "cancelled" if stopped == "cancelled" else "time" if stopped == "time" else "tokens" if stopped else ""
    return Reply("".join(text), "".join(thought), made, tuple(chances), *tokens, why)


def _chances(choice: dict[str, Any]) -> list[tuple[str, float]]:
    """The tokens of a choice with their log-probabilities.

    A token of half a character is told by its bytes; those of one character go to its last token, so that the pieces
    still spell the text.
    """
    found: list[tuple[str, float]] = []
    decoder, before = codecs.getincrementaldecoder("utf-8")("replace"), 0.0
    for one in (choice.get("logprobs") or {}).get("content") or ():
        chance = float(one["logprob"])
        if one.get("bytes") is None:
            found.append((str(one["token"]), chance))
            continue
        piece, before = decoder.decode(bytes(one["bytes"])), before + chance
        if piece:
            found.append((piece, before))
            before = 0.0
    return found


def _shows(request: dict[str, Any]) -> bool:
    """Whether ``request`` holds a picture."""
    parts = (part for message in request["messages"] for part in message["content"] if isinstance(part, dict))
    return any(part.get("type") == "image_url" for part in parts)


def _channels(message: dict[str, Any]) -> tuple[str, str]:
    """The text and the reasoning of a message, as the several servers send them."""
    thought = message.get("reasoning_content") or message.get("reasoning") or ""
    content = message.get("content") or ""
    if isinstance(content, list):  # Mistral's platform: chunks, thinking among them
        texts = [str(c.get("text") or "") for c in content if c.get("type") == "text"]
        thoughts = [c.get("thinking") or "" for c in content if c.get("type") == "thinking"]
        thought += "".join(t if isinstance(t, str) else "".join(str(p.get("text") or "") for p in t) for t in thoughts)
        content = "".join(texts)
    elif content.lstrip().startswith("<think>") and "</think>" in content:  # a server without a parser for reasoning
        thought, _, content = content.partition("</think>")
        thought = thought.lstrip().removeprefix("<think>")
    return content, thought


def _call(function: dict[str, Any]) -> tuple[str, str]:
    given = function.get("arguments")
    return str(function["name"]), given if isinstance(given, str) else json.dumps(given or {})


def _flaw(body: str) -> str:
    """What the server says is wrong, shortened to one line."""
    with suppress(ValueError, TypeError, AttributeError):
        data = json.loads(body)
        found = data.get("error") or data.get("message") or data.get("detail")
        body = str(found.get("message") if isinstance(found, dict) else found)
    return " ".join(body.split())[:200].rstrip(". ")
