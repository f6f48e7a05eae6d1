"""The openai backend against a real server process that speaks the dialect, well and badly."""

import logging
import socket
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from PIL import Image

from model import backends
from model.backend import BackendError, Field, Question, Tool
from model.writing.schema import KIND
from tests.model.dialect_server import KEY
from tests.model.test_embedded import RECEIPT, seen

FIELDS = (
    Field("total", "amount"),
    Field("invented"),
    Field("numbers", "id", many=True),
    Field("items", "table", "", (Field("description"), Field("amount", "amount"))),
)


@pytest.fixture(scope="module")
def url():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([sys.executable, str(Path(__file__).parent / "dialect_server.py"), str(port)])
    try:
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{port}/last")
                break
            except httpx.TransportError:
                assert server.poll() is None
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.kill()
        server.wait()


def backend(url, name, **more):
    return backends.load("openai", {"url": url, "name": name, "key": KEY, "tries": "3", **more})


def question(**more):
    page = replace(seen(RECEIPT[:8]), picture=Image.new("RGB", (900, 3000), "white"))
    return Question((page,), FIELDS, kinds=("receipt", "invoice"), **more)


def last(url):
    return httpx.get(url.replace("/v1", "/last")).json()


def test_fields_are_read_with_evidence_chances_usage_and_cost(url):
    answer = backend(url, "good", price="2,10").answer(question(reasoning="high"))
    assert {path: found.text for path, found in answer.values.items()} == {
        "total": "15.00", "invented": "nowhere", "numbers.0": "15.00",
        "items.0.description": "15.00", "items.0.amount": "15.00",
    }  # fmt: skip
    assert answer.values["total"].words
    assert 0.9 < answer.values["total"].confidence < 1
    assert answer.values["invented"].words == ()
    assert (answer.kind, answer.reasoning, answer.stopped) == ("receipt", "Let me see.", "")
    assert (answer.tokens_in, answer.tokens_out) == (1000, 100)
    assert answer.cost == pytest.approx(0.003)
    sent = last(url)["last"]
    assert sent["reasoning_effort"] == "high"
    assert sent["response_format"]["json_schema"]["schema"]["required"][0] == KIND
    picture = sent["messages"][1]["content"][0]["image_url"]["url"]
    assert picture.startswith("data:image/jpeg;base64,")


def test_pages_are_sent_in_requests_of_some(url):
    pages = tuple(seen([f"number {n}"], n) for n in (1, 2, 3))
    before = last(url)["asked"]["good"]
    answer = backend(url, "good", pages="2").answer(Question(pages, FIELDS[2:3]))
    assert last(url)["asked"]["good"] - before == 2
    assert [found.text for found in answer.values.values()] == ["2", "3"]
    assert answer.tokens_in == 2000


def test_too_many_requests_are_tried_again(url):
    assert backend(url, "busy").answer(question()).values["total"].text == "15.00"


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("broken", r"status 500 \(oops\), 2 times"),
        ("html", "is no answer"),
        ("chatty", "not answer in JSON"),
        ("slow", "too long"),
    ],
)
def test_what_goes_wrong_to_the_end_is_one_sentence(url, name, sentence, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(BackendError, match=sentence) as error:
        backend(url, name, timeout="1", tries="2").answer(question(max_seconds=8))
    assert "\n" not in str(error.value)
    assert KEY not in str(error.value) + caplog.text


def test_a_key_that_is_refused_is_never_shown(url, caplog):
    caplog.set_level(logging.DEBUG)
    for key, name in (("wrong", "good"), (KEY, "picky")):
        with pytest.raises(BackendError) as error:
            backend(url, name, key=key).answer(question())
        assert KEY not in str(error.value) + caplog.text
        assert "wrong" not in str(error.value)
    with pytest.raises(BackendError, match="refuses the key"):
        backend(url, "good", key="wrong").answer(question())


@pytest.mark.parametrize("name", ["connection", "html once", "chatty once", "platform"])
def test_what_goes_wrong_once_is_mended(url, name):
    answer = backend(url, name).answer(question())
    assert answer.values["total"].text == "15.00"
    assert answer.reasoning == "Let me see."


def test_options_that_a_server_does_not_know_are_left_out(url):
    answer = backend(url, "old").answer(question())
    assert {path: found.text for path, found in answer.values.items()} == {"total": "15.00"}
    assert answer.values["total"].confidence == 0.75


def test_a_model_that_takes_no_pictures_is_given_the_words(url, caplog):
    blind = backend(url, "blind")
    assert blind.answer(question()).values["total"].text == "15.00"
    assert "takes no pictures (image input is not supported" in caplog.text
    before = last(url)["asked"]["blind"]
    blind.answer(question())
    assert last(url)["asked"]["blind"] == before + 1, "it is not shown pictures again"
    with pytest.raises(BackendError, match="takes no pictures and page 1 has no words"):
        blind.answer(replace(question(), pages=(replace(question().pages[0], words=()),)))


def test_chances_are_found_behind_those_of_the_reasoning_and_an_option_goes_by_its_new_name(url):
    answer = backend(url, "new").answer(question(reasoning="high"))
    assert answer.reasoning == "Let me see."
    assert 0.9 < answer.values["total"].confidence < 1
    assert last(url)["last"]["max_completion_tokens"] == question().max_tokens


@pytest.mark.parametrize("name", ["cut off", "cut off by context"])
def test_an_answer_that_was_cut_off_gives_what_it_holds(url, name):
    answer = backend(url, name).answer(question())
    assert answer.stopped == "tokens"
    assert answer.values["total"].text == "15.00"
    assert "items.0.amount" not in answer.values


def test_a_server_that_drips_is_left_in_time(url):
    with pytest.raises(BackendError, match="too long"):
        backend(url, "drip").answer(question(max_seconds=1.0))


def test_chat_is_told_as_it_comes_and_can_be_cancelled(url):
    told = []
    ask = Question((seen(RECEIPT),), text="How much?", said=lambda channel, piece: told.append((channel, piece)))
    answer = backend(url, "good").answer(ask)
    assert answer.text.strip() == "It is 15.00."
    assert told[0] == ("thought", "Let me see.")
    assert "".join(piece for channel, piece in told if channel == "text") == answer.text
    assert answer.tokens_out == 5
    assert backend(url, "good").answer(replace(ask, cancelled=lambda: True)).stopped == "cancelled"
    with pytest.raises(BackendError, match="broke off in the middle"):
        backend(url, "stalled", tries="1").answer(ask)


@pytest.mark.parametrize("stream", [False, True])
def test_tool_calls_are_parsed(url, stream):
    tool = Tool("get_field", "The value of a field.", {"type": "object", "properties": {"path": {"type": "string"}}})
    said = (lambda *_: None) if stream else None
    answer = backend(url, "good").answer(Question((), text="How much?", tools=(tool,), said=said))
    ((name, arguments),) = [(call.name, call.arguments) for call in answer.calls]
    assert (name, arguments) == ("get_field", {"path": "total"})


def test_it_is_told_what_is_missing_or_wrong_in_the_settings(url):
    for wrong, sentence in (
        ({}, "RECTO_MODEL_URL"), ({"url": "localhost:8000"}, "no address"), ({"url": url, "price": "cheap"}, "PRICE"),
        ({"url": url, "reasoning": "low"}, "REASONING"), ({"url": url, "tries": "0"}, "TRIES"),
    ):  # fmt: skip
        with pytest.raises(BackendError, match=sentence):
            backends.load("openai", wrong)
    assert "127.0.0.1 answers with good" in backends.fits("openai", {"url": url, "name": "good"})
    with pytest.raises(BackendError, match="no model 'nope'"):
        backends.fits("openai", {"url": url, "name": "nope"})
    with pytest.raises(BackendError, match="is it running"):
        backends.fits("openai", {"url": "http://127.0.0.1:9/v1"})
    assert backends.best({"url": url}) == ("openai", {"url": url})
    assert backends.best({"folder": "/nowhere", "threads": "2"}) == ("embedded", {"threads": "2"})
