"""The decode loop and its cache, on a tiny model of the real architecture with random weights, in fp32."""

import json
import weakref
from dataclasses import replace

import pytest
import torch
from PIL import Image, ImageDraw
from transformers.modeling_outputs import BaseModelOutputWithPooling

from model.backend import BackendError, Field, Question, Tool
from model.mistral.decode import Row, decode, repeats
from model.mistral.engine import Engine
from model.mistral.grammar import Guide, lark
from model.mistral.machine import TorchMachine
from model.mistral.pages import PageFeatures
from model.mistral.prompt import prompt
from model.mistral.tokens import Tokens
from model.mistral.written import Written
from tests.model import tiny
from tests.model.test_embedded import RECEIPT, seen

FIELDS = (
    Field("vendor", "text", "who sells"),
    Field("total", "amount"),
    Field("numbers", "id", many=True),
    Field("items", "table", "", (Field("description"), Field("amount", "amount"))),
)
CAPACITY = 1024


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    return Tokens(tiny.write_tokenizer(tmp_path_factory.mktemp("tokens")).parent)


@pytest.fixture(scope="module")
def model():
    torch.set_num_threads(1)
    return tiny.build()


def picture(width=90, height=70, text="TOTAL 15.00"):
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).text((2, 2), text, fill="black")
    return image


def questions():
    """Four that differ in length, images, grammar and reasoning."""
    page = replace(seen(RECEIPT), picture=picture())
    return [
        Question((page,), FIELDS, kinds=("receipt", "invoice"), max_tokens=40),
        Question((seen(RECEIPT[:3]),), FIELDS[:2], reasoning="high", max_tokens=24),
        Question((replace(page, picture=picture(40, 110, "B")),), text="What?", max_tokens=12),
        Question((seen(RECEIPT[5:], 2),), FIELDS[3:], mode="matched", max_tokens=24),
    ]


def rows_of(questions, model, tokens):
    features, rows = PageFeatures(model), []
    for one in questions:
        begin = prompt(one, tokens)
        guide = Guide(tokens, lark(one), 4096, one.max_tokens // 2)
        rows.append(Row(begin.tokens, guide, features.all(begin.images), one.max_tokens))
    return rows


def written(questions, model, tokens, slots=4, machine=None, at_once=True, chunk=1024):
    rows = rows_of(questions, model, tokens)
    machine = machine or TorchMachine(model, slots, CAPACITY, chunk=chunk)
    decode(rows, machine, at_once)
    return rows


def same(some, others):
    for one, other in zip(some, others, strict=True):
        assert one.written == other.written
        assert one.stopped == other.stopped
        assert one.chances == pytest.approx(other.chances, abs=2e-3)


@pytest.fixture(scope="module")
def together(model, tokens):
    return written(questions(), model, tokens)


def test_a_batch_writes_what_each_row_writes_alone(together, model, tokens):
    same(together, [row for one in questions() for row in written([one], model, tokens, 1)])


def test_fewer_slots_than_rows_change_nothing(together, model, tokens):
    same(together, written(questions(), model, tokens, 2))


def test_a_prompt_read_in_pieces_is_read_the_same(together, model, tokens):
    same(together, written(questions(), model, tokens, chunk=50))


def test_forced_tokens_are_what_sampling_gives(together, model, tokens):
    """The same answers and chances when the model is asked for every forced token too, only slower."""
    stepwise = written(questions()[:2], model, tokens, at_once=False)
    for one, other in zip(together[:2], stepwise, strict=True):
        both = min(len(one.written), len(other.written))  # what is forced at once may go over the limit of tokens
        assert one.written[:both] == other.written[:both]
        assert one.chances[:both] == pytest.approx(other.chances[:both], abs=2e-3)
        assert sum(one.sampled) < 0.8 * sum(other.sampled)


def test_the_cache_gives_what_a_fresh_pass_of_transformers_gives(together, model, tokens):
    """Every sampled token is the likeliest one of the whole sequence read at once, images and all."""
    features = PageFeatures(model)
    for question, row in zip(questions(), together, strict=True):
        begin = prompt(question, tokens)
        ids = torch.tensor([[*row.prompt, *row.written]])
        images = [features(pixels) for pixels in begin.images]
        seen_pages = {"image": BaseModelOutputWithPooling(pooler_output=images)} if images else None
        with torch.inference_mode():
            logits = model(input_ids=ids, mm_encoder_outputs=seen_pages).logits[0]
        guide = Guide(tokens, lark(question), 4096, question.max_tokens // 2)
        due, at = guide.begin(), len(row.prompt) - 1
        for token, chance, sampled in zip(row.written, row.chances, row.sampled, strict=True):
            if sampled:
                mask = torch.from_numpy(guide.allowed())
                fresh = logits[at].masked_fill(~mask, float("-inf")).log_softmax(-1)
                assert fresh[token].item() == pytest.approx(chance, abs=5e-3)
                assert fresh.max().item() == pytest.approx(fresh[token].item(), abs=5e-3)
                due = guide.take(token)
            else:
                assert token == due.pop(0)
            at += 1


def test_a_page_goes_through_the_vision_tower_once(model, tokens):
    features = PageFeatures(model)
    for _ in range(2):
        for image in (picture(), picture(60, 60)):
            pixels = tokens.prompt("", [image, "?"]).images[0]
            found = features(pixels)
            assert found.shape == (features.tokens(pixels), 64)
            with torch.no_grad():  # transformers' own way, with its mask
                theirs = model.get_image_features(torch.from_numpy(pixels)[None], image_sizes=[pixels.shape[-2:]])
            torch.testing.assert_close(found, theirs.pooler_output[0])
    assert features.looked == 2


def test_features_that_no_longer_fit_are_forgotten(model, tokens):
    features = PageFeatures(model, kept=5000)
    for side in (60, 90, 60):
        features(tokens.prompt("", [picture(side, side), "?"]).images[0])
    assert features.looked == 3


class Full(TorchMachine):
    """A machine whose memory is full at some reads and steps, and that remembers what the failed ones held."""

    def __init__(self, model, slots, full_at, error=torch.OutOfMemoryError):
        super().__init__(model, slots, CAPACITY)
        self.calls, self.full_at, self.error = 0, full_at, error
        self.held, self.freed = [], []

    def _body(self, *given):
        self._count()
        return super()._body(*given)

    def forward(self, *given):
        self._count()
        return super().forward(*given)

    def _count(self):
        self.calls += 1
        if self.calls in self.full_at:
            own = torch.zeros(9)
            self.held.append(weakref.ref(own))
            raise self.error("CUDA out of memory")

    def shrink(self):
        self.freed.append(all(one() is None for one in self.held))
        return super().shrink()


@pytest.mark.parametrize("error", [torch.OutOfMemoryError, RuntimeError])
def test_out_of_memory_halves_the_batch_and_goes_on(together, model, tokens, error):
    machine = Full(model, 4, (3, 12), error)  # once while the prompts are read, once in a step
    same(together, written(questions(), model, tokens, machine=machine))
    assert machine.slots == 1
    assert machine.freed == [True, True], "the memory of the step that failed was still held"


def test_another_error_is_not_taken_for_full_memory(model, tokens):
    with pytest.raises(ZeroDivisionError):
        written(questions()[:1], model, tokens, machine=Full(model, 2, (2,), ZeroDivisionError))


@pytest.mark.parametrize(("times", "reads"), [(1, True), (2, False)])
def test_a_page_whose_picture_fills_the_memory_is_looked_at_again_without_what_was_kept(model, tokens, times, reads):
    features, calls = PageFeatures(model), []
    first = features(tokens.prompt("", [picture(50, 50), "?"]).images[0])
    look = features._look

    def full(pixels):
        calls.append(len(features._held))
        if len(calls) <= times:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return look(pixels)

    features._look = full
    pixels = tokens.prompt("", [picture(), "?"]).images[0]
    if reads:
        assert features(pixels).shape[1] == first.shape[1]
    else:
        with pytest.raises(BackendError, match="full with the picture of a single page"):
            features(pixels)
    assert calls == [1, 0]


def test_out_of_memory_with_one_row_is_said(model, tokens):
    with pytest.raises(BackendError, match="GPU's memory is full"):
        written(questions()[:1], model, tokens, machine=Full(model, 1, full_at=range(1000)))


def engine(model, tokens, capacity=CAPACITY):
    return Engine.of(model, tokens, 2, capacity)


def test_a_model_that_never_stops_is_stopped(model, tokens):
    ask = Question((seen(RECEIPT[:2]),), text="Tell me.", max_tokens=20)
    answer = engine(model, tokens).answer(ask)
    assert (answer.stopped, answer.tokens_out) == ("tokens", 20)
    tight = len(prompt(ask, tokens).tokens) + 40
    assert engine(model, tokens, tight).answer(replace(ask, max_tokens=39)).stopped == "length"
    assert engine(model, tokens).answer(replace(ask, max_seconds=0.0)).stopped == "time"
    assert engine(model, tokens).answer(replace(ask, max_tokens=700, max_seconds=0.3)).stopped == "time"


def test_it_is_cancelled_between_two_tokens_and_tells_what_it_has(model, tokens):
    told = []
    ask = Question((seen(RECEIPT),), text="?", max_tokens=300, said=lambda _, piece: told.append(piece))
    answer = engine(model, tokens).answer(replace(ask, cancelled=lambda: len(told) >= 5))
    assert answer.stopped == "cancelled"
    assert answer.text == "".join(told).strip()
    assert len(told) == 5


@pytest.mark.parametrize(
    ("pattern", "stop"), [([5], True), (list(range(40)), True), (list(range(80)), False), (None, False)]
)
def test_repetition_is_told_from_text(pattern, stop):
    tail = [n * n % 997 for n in range(600)] if pattern is None else (pattern * 600)[:600]
    assert repeats(tail) is stop
    assert not repeats(tail[:100])


def test_reasoning_is_a_channel_of_its_own(model, tokens):
    told = []
    ask = Question((seen(RECEIPT),), FIELDS[:2], reasoning="high", max_tokens=120)
    answer = engine(model, tokens).answer(replace(ask, said=lambda channel, piece: told.append((channel, piece))))
    assert answer.reasoning
    assert not answer.stopped  # what was left to think was cut short, and the data followed
    assert "".join(piece for channel, piece in told if channel == "thought").strip() == answer.reasoning
    assert "".join(piece for channel, piece in told if channel == "text").startswith('{"vendor": ')
    assert answer.text == ""


def test_a_model_older_than_reasoning_says_so(tmp_path):
    pieces = json.loads(tiny.write_tokenizer(tmp_path).read_text("utf-8"))
    pieces["config"]["version"] = "v11"
    del pieces["model_settings_builder"]
    pieces["special_tokens"][36]["token_str"], pieces["special_tokens"][37]["token_str"] = "<S36>", "<S37>"
    (tmp_path / "tekken.json").write_text(json.dumps(pieces), "utf-8")
    with pytest.raises(BackendError, match="knows no reasoning"):
        Tokens(tmp_path).prompt("", ["?"], reasoning="high")


PARAMETERS = {
    "type": "object",
    "properties": {"path": {"type": "string", "maxLength": 12}, "page": {"enum": [1, 2]}},
    "required": ["path", "page"],
    "additionalProperties": False,
}


def test_a_tool_call_is_parsed(model, tokens):
    """A model that must begin with a call (its other first tokens are taken away) writes one that parses."""
    tools = (Tool("get_field", "The value of a field.", PARAMETERS), Tool("count", "How many.", {"type": "object"}))
    ask = Question((seen(RECEIPT),), text="How much?", tools=tools, max_tokens=120)
    begin = prompt(ask, tokens)
    assert tokens["[AVAILABLE_TOOLS]"] in begin.tokens
    must_call = lark(ask).replace("answer: TEXT | call+", "answer: call")
    row = Row(begin.tokens, Guide(tokens, must_call, 4096, 0), most=120)
    decode([row], TorchMachine(model, 1, CAPACITY))
    (call,) = Written(tokens, row.written, row.chances).calls
    assert call.name in ("get_field", "count")
    if call.name == "get_field":
        assert call.arguments["page"] in (1, 2)


def test_weights_that_give_no_numbers_are_refused(tokens):
    broken = tiny.build()
    with torch.no_grad():
        broken.lm_head.weight.fill_(float("nan"))
    with pytest.raises(BackendError, match="no numbers"):
        engine(broken, tokens).answer(questions()[0])


def test_a_tokenizer_of_another_model_is_refused(model, tmp_path):
    pieces = json.loads(tiny.write_tokenizer(tmp_path).read_text("utf-8"))
    pieces["image"]["image_patch_size"] = 16
    (tmp_path / "tekken.json").write_text(json.dumps(pieces), "utf-8")
    with pytest.raises(BackendError, match=r"another model|different models"):
        engine(model, Tokens(tmp_path))
    with pytest.raises(BackendError, match=r"no tekken\.json"):
        Tokens(tmp_path / "nowhere")
