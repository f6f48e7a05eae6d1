"""Whatever a model writes under a grammar parses, and every verbatim value is on the page: shown with random models."""

import json
import random

import pytest
import torch

from model.backend import BackendError, Field, PageSeen, Question, Tool, WordSeen
from model.mistral.decode import Row, decode
from model.mistral.engine import Engine
from model.mistral.grammar import Guide, lark
from model.mistral.grammar import verbatim as verbatim_asked
from model.mistral.tokens import Tokens
from model.mistral.written import Written
from model.writing.answer import read, scalars
from model.writing.schema import KIND, schema
from tests.model import tiny

NASTY = ['say "hi"', "back\\slash", "[IMG]", "<think>", "</s>", "[/INST]", "null", "é", "日本語", "😀", "a\tb",
         "{", "}", "", "  ", "\x07", "\ud83d", "15.00", "1.234,56", "-", "|", "ﬁ", "\\u0041", '"', "/"]  # fmt: skip
PLAIN = "TOTAL subtotal RM 15.00 9.00 Date: 14/03/2018 Corner Bakery GmbH Rechnung Nr. 4711 VAT 19% & Co.".split()


class Dice:
    """A machine whose logits are drawn, each time anew."""

    slots, capacity = 32, 100_000

    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def prefill(self, _slot, _tokens, _features):
        return self.step([()], ())[0]

    def step(self, tokens, _begins):
        return torch.randn(len(tokens), 4096, generator=self.generator)

    def move(self, source, target): ...

    def shrink(self):
        return False


@pytest.fixture(scope="module")
def tokens(tmp_path_factory):
    return Tokens(tiny.write_tokenizer(tmp_path_factory.mktemp("tokens")).parent)


def page(rng, number):
    pool = PLAIN if rng.random() < 0.3 else PLAIN + NASTY
    texts = rng.choices(pool, k=rng.choice([0, 1, 2, 10, 60]))
    return PageSeen(number, tuple(WordSeen(t, 0.1, i / 99, 0.2, i / 99 + 0.005) for i, t in enumerate(texts)))


def question(rng):
    names = rng.sample(["total", "vendor_name", 'quoted"name', "Größe", "a b", "x", "日付", "line_items", "1099"], 4)
    columns = tuple(Field(name) for name in rng.sample(["amount", "text", "Ö"], rng.randint(1, 3)))
    fields = [Field(names[0], "amount"), Field(names[1], "text", "who"), Field(names[2], "id", many=True)]
    fields.append(Field(names[3], "table", "rows", columns))
    return Question(
        tuple(page(rng, n) for n in range(1, rng.randint(1, 3) + 1)),
        tuple(rng.sample(fields, rng.randint(1, 4))),
        kinds=rng.choice([(), ("receipt", "invoice")]),
        mode=rng.choice(["verbatim", "verbatim", "verbatim", "matched"]),
        reasoning=rng.choice(["off", "off", "off", "high"]),
    )


def on_page(text, pages):
    """Whether ``text`` is a run of whole words of one page, single spaces between."""
    words = [" ".join(p for w in page.words for p in w.text.split() if "\ud83d" not in p) for page in pages]
    return any(f" {text} " in f" {line} " for line in words)


def test_500_random_answers_parse_and_stand_on_the_page(tokens):
    rng = random.Random(3)
    asked = [question(rng) for _ in range(500)]
    rows = [Row([1], Guide(tokens, lark(one), 4096, 12), most=600) for one in asked]
    decode(rows, Dice(4))
    held = whole = 0
    for one, row in zip(asked, rows, strict=True):
        written = Written(tokens, row.written, row.chances)
        assert bool(written.thought) <= (one.reasoning == "high")
        found = [scalar for scalar in scalars(written.raw) if scalar.path != KIND]
        if not row.stopped:
            whole += 1
            data = json.loads(written.raw)
            assert list(data) == schema(one)["required"]
            assert data.get(KIND) in (*one.kinds, None)
        if verbatim_asked(one):
            texts = [scalar.text for scalar in found if scalar.text is not None]
            held += len(texts)
            assert all(on_page(text, one.pages) for text in texts), texts
            values, _, _ = read(written.raw, one, written.sure)
            assert all(value.words for value in values.values())
            assert all(0 <= value.confidence <= 1 for value in values.values())
    assert whole > 400, "so few ended by themselves that nothing is shown"
    assert held > 300


def test_what_is_cut_off_is_read_as_far_as_it_goes():
    text = '{"a": "x \\"y\\"", "rows": [{"b": null, "c": "1"}, {"b": "2", "c": "3'
    assert [(s.path, s.text) for s in scalars(text)] == [
        ("a", 'x "y"'), ("rows.0.b", None), ("rows.0.c", "1"), ("rows.1.b", "2"),
    ]  # fmt: skip
    for end in range(len(text)):
        list(scalars(text[:end]))
    assert text[scalars(text).__next__().start :].startswith('"x')


def test_a_schema_that_no_grammar_can_express_is_one_sentence(tokens):
    for bad in ({"type": "string", "format": "no-such-format"}, {"$ref": "http://nowhere.invalid/x"}, {"type": "x"}):
        with pytest.raises(BackendError, match="cannot be made a grammar") as error:
            Guide(tokens, f"start: %json {json.dumps(bad)}", 4096, 0)
        assert "\n" not in str(error.value)
    engine = Engine(tokens, Dice(1), None, 4096)
    tool = Tool("x", "", {"type": "object", "properties": {"a": {"type": "string", "format": "no-such-format"}}})
    with pytest.raises(BackendError, match="cannot be made a grammar"):
        engine.answer(Question((), text="?", tools=(tool,)))
    assert engine.answer(Question((), text="?", max_tokens=5)).stopped == "tokens"  # the next one is served


def test_a_document_without_words_is_read_freely(tokens):
    engine = Engine(tokens, Dice(2), None, 4096)
    answer = engine.answer(Question((PageSeen(1, ()),), tuple(Field(f"f{i}") for i in range(9)), max_tokens=3000))
    assert answer.values
    assert not any(found.words for found in answer.values.values())


def test_pages_that_do_not_fit_together_are_asked_one_by_one(tokens):
    machine = Dice(5)
    machine.capacity = 1200
    pages = tuple(PageSeen(n, tuple(WordSeen("word", 0.1, i / 99, 0.2, i / 99) for i in range(90))) for n in (1, 2, 3))
    engine = Engine(tokens, machine, None, 4096)
    field = Field("rows", "table", "", (Field("a"),))
    answer = engine.answer(Question(pages, (field, *(Field(f"f{i}") for i in range(9))), max_tokens=300))
    assert answer.tokens_in > 900
    assert {number for found in answer.values.values() for number, _ in found.words} in ({1, 2, 3}, {1, 3})
    with pytest.raises(BackendError, match="Page 1 takes"):
        engine.answer(Question((PageSeen(1, pages[0].words * 30),), (field,)))
