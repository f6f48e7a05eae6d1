"""Training: what is marked stays marked, a batch can be learnt, a run goes on where it stopped."""

import json
import random

import pytest
import torch

from model.embedded.reader import Reader, ReaderConfig
from model.embedded.tokenizer import encoder_from
from model.embedded.weights import FOLDER, PIECES, WEIGHTS, files_of, load_reader, load_readers
from pipeline.document import Box, Word
from training import train
from training.data import batches, lesson
from training.documents import FAMILIES, load
from training.loss import taught
from training.noise import example
from training.pack import pack
from training.picture import drawn
from training.sheet import Asked, Sample, Sheet
from training.tokenizer import train as train_pieces
from training.tokenizer import write


@pytest.fixture(scope="module")
def encoder():
    return encoder_from(FOLDER / PIECES)


def test_answers_are_the_words_that_were_marked_whatever_the_noise():
    sheet = Sheet(random.Random(0))
    sheet.put(50, 100, "Delivered on")
    sheet.put(200, 100, "3 March 2021", answer="date")
    sheet.put(50, 60, "Total:", answer=None)
    sheet.put(200, 60, "99.50", answer="total")
    asked = [Asked("date", "delivery_date", "date"), Asked("total", "total", "amount"), Asked("iban", "iban", "id")]
    made = example(Sample("other", [sheet], asked), sheet, random.Random(1))
    said = {a.name: [" ".join(made.words[i] for i in o) for o in a.occurrences] for a in made.asks}
    assert said == {"delivery_date": ["3 March 2021"], "total": ["99.50"], "iban": []}
    assert made.words[:2] == ["Total:", "99.50"], "reading order runs from top to bottom"


def test_the_picture_shows_words_and_shapes_where_they_stand():
    sheet = Sheet(random.Random(0), size=(600, 800))
    sheet.put(60, 80, "Wide words in one line here")
    sheet.draw("fill", 300, 400, 600, 800, 0.9)
    shapes = [(s, s.x0 / 600, s.y0 / 800, s.x1 / 600, s.y1 / 800) for s in sheet.shapes]
    words = [Word(w.text, Box(w.x0 / 600, w.y0 / 800, w.x1 / 600, w.y1 / 800)) for w in sheet.words]
    pixels = drawn(sheet.size, words, shapes, random.Random(1), scanned=False)
    assert pixels.shape == (256, 192)
    assert pixels[140:250, 100:190].min() > 150
    assert pixels[26:28, 20:60].mean() > 30, "the line of words is a grey bar"
    assert pixels[60:120].max() == 0


@pytest.mark.parametrize("family", FAMILIES)
def test_lessons_of_every_family_point_inside_their_page(family, encoder):
    rng = random.Random(3)
    for _ in range(5):
        sample = load(family).make(rng)
        for sheet in sample.sheets:
            made = lesson(example(sample, sheet, rng), rng, encoder) if sheet.words else None
            if made is None:
                continue
            count = len(made.item.page.flags)
            assert len(made.targets) == len(made.item.types)
            for target in made.targets:
                assert all(0 <= i < count for i in [*target.starts, *target.tagged])
                assert all(o[0] == s for o, s in zip(target.occurrences, target.starts, strict=True))


def test_a_batch_can_be_learnt(encoder):
    torch.manual_seed(0)
    lessons = next(batches(5, [], 0.0, 700, encoder))
    vocabulary = json.loads((FOLDER / PIECES).read_text())["config"]["default_vocab_size"]
    reader = Reader(ReaderConfig(vocabulary=vocabulary, layers=2, experts=4))
    optimizer = torch.optim.AdamW(reader.parameters(), 3e-3)
    losses = []
    for _ in range(20):
        parts = taught(reader, lessons, random.Random(0))
        optimizer.zero_grad()
        parts.total.backward()
        optimizer.step()
        losses.append(parts.total.item())
    assert losses[-1] < 0.5 * losses[0], losses


def test_a_run_goes_on_where_it_stopped_and_can_be_packed(tmp_path):
    def steps() -> int:
        return torch.load(tmp_path / "run" / "checkpoint.pt", weights_only=True)["step"]

    given = {"tokenizer": FOLDER / PIECES, "real": [], "share": 0.0, "tokens": 600, "seed": 1, "workers": 0}
    train.run(tmp_path / "run", 10, **given, steps=2)
    assert steps() == 2
    train.run(tmp_path / "run", 10, **given, steps=3)
    assert steps() == 3
    assert pack(tmp_path / "run", tmp_path / "packed", FOLDER / PIECES) < 5_000_000
    assert load_reader(tmp_path / "packed").config.width == ReaderConfig().width


def test_a_run_begins_with_what_ships_and_hardly_moves_it_in_one_step(tmp_path):
    given = {"tokenizer": FOLDER / PIECES, "real": [], "share": 0.0, "tokens": 600, "seed": 1, "workers": 0}
    train.run(tmp_path / "run", 10, **given, steps=1, begin=FOLDER, peak=1e-4)
    pack(tmp_path / "run", tmp_path / "packed", FOLDER / PIECES)
    begun, shipped = load_reader(tmp_path / "packed").state_dict(), load_reader().state_dict()
    for name, weight in shipped.items():
        assert torch.dist(begun[name], weight) < 0.03 * weight.norm() + 1e-3, name
    pack(tmp_path / "run", tmp_path / "half", FOLDER / PIECES, half=tmp_path / "run")
    halved = load_reader(tmp_path / "half").state_dict()
    assert all(torch.equal(halved[name], weight) for name, weight in begun.items()), "half of one and half of the same"
    pack(tmp_path / "run", tmp_path / "two", FOLDER / PIECES, beside=FOLDER)
    pack(tmp_path / "run", tmp_path / "two", FOLDER / PIECES, beside=FOLDER, readers=2)  # the third is taken away
    assert [file.name for file in files_of(tmp_path / "two")] == [WEIGHTS, "reader-2.safetensors"]
    beside = load_readers(tmp_path / "two")[1].state_dict()
    assert all(torch.equal(beside[name], weight) for name, weight in shipped.items())
    pack(tmp_path / "run", tmp_path / "two", FOLDER / PIECES, beside=tmp_path / "two")
    assert len(files_of(tmp_path / "two")) == 3
    last = load_readers(tmp_path / "two")[2].state_dict()
    assert all(torch.equal(last[name], weight) for name, weight in shipped.items())


def test_the_rate_warms_up_stays_and_goes_to_almost_nothing_over_time_or_steps():
    assert train.rate(0.0, 0, 1e-3) < 1e-4
    assert train.rate(0.3, train.WARM, 1e-3) == 1e-3
    assert train.rate(1.0, 10_000, 1e-3) == pytest.approx(2e-5)


def test_word_pieces_written_as_tekken_are_read_back(tmp_path):
    pieces = train_pieces({"total": 9, "totals": 5, "größe": 4}, 270)
    write(pieces, tmp_path / PIECES)
    encode = encoder_from(tmp_path / PIECES)
    special = 64
    assert b"".join(pieces[i - special] for i in encode("totalé")) == "totalé".encode()
    assert len(encode("total")) < len("total")
    assert min(encode("xyz")) >= special
