"""The reader's promises that hold for any weights: two ways to ask must give one answer."""

import random
from dataclasses import fields

import numpy as np
import pytest
import torch

from model.embedded.batch import Asking, collate, item
from model.embedded.features import fold, likeness, page_features
from model.embedded.reader import Batch, Reader, ReaderConfig

SMALL = ReaderConfig(vocabulary=300, layers=2, experts=4)
ASKED = [Asking("invoice_number", "id", ("Invoice No",)), Asking("total", "amount"), Asking("colour", "text")]


def encoder(word: str) -> list[int]:
    return [1 + ord(letter) % 299 for letter in word]


def picture(rng: random.Random, tall: int, wide: int) -> np.ndarray:
    return np.array([[rng.randrange(256) for _ in range(wide)] for _ in range(tall)], np.uint8)


def page(rng: random.Random, count: int, asked=ASKED, pixels=None):
    """A page of ``count`` words in lines of five, with the questions ``asked`` and a small picture."""
    words = ["".join(rng.choices("abcdef0123.:", k=rng.randint(1, 9))) for _ in range(count)]
    boxes = np.array(
        [[0.1 + 0.15 * (i % 5), 0.02 * (i // 5), 0.2 + 0.15 * (i % 5), 0.02 * (i // 5) + 0.015] for i in range(count)],
        np.float32,
    ).reshape(-1, 4)
    lines = [list(range(i, min(i + 5, count))) for i in range(0, count, 5)]
    return item(words, boxes, lines, asked, encoder, pixels)


@pytest.fixture(scope="module")
def reader() -> Reader:
    torch.manual_seed(0)
    return Reader(SMALL).eval()


def test_a_page_reads_the_same_alone_and_in_company(reader):
    rng = random.Random(1)
    short, long = page(rng, 17), page(rng, 64)
    with torch.inference_mode():
        alone, together = reader(collate([short])), reader(collate([short, long]))
    torch.testing.assert_close(together.start[0, :, :18], alone.start[0], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(together.tag[0, :, :17], alone.tag[0], atol=1e-4, rtol=1e-4)
    torch.testing.assert_close(together.kind[0], alone.kind[0], atol=1e-4, rtol=1e-4)


def test_a_question_is_answered_the_same_whatever_else_is_asked(reader):
    one = page(random.Random(2), 40, ASKED[1:2])
    all_three = page(random.Random(2), 40)
    with torch.inference_mode():
        single, many = reader(collate([one])), reader(collate([all_three]))
    torch.testing.assert_close(many.start[0, 1], single.start[0, 0], atol=1e-4, rtol=1e-4)


def test_the_first_word_sees_the_last(reader):
    a, b = page(random.Random(3), 30), page(random.Random(3), 30)
    b.page.pieces[-1] = 7
    with torch.inference_mode():
        assert not torch.allclose(reader(collate([a])).states[0, 0], reader(collate([b])).states[0, 0])


def test_extent_is_the_same_alone_and_in_company(reader):
    rng = random.Random(4)
    short, long = page(rng, 12), page(rng, 50)
    one, both = collate([short]), collate([long, short])
    at, word = torch.tensor([1]), torch.tensor([5])
    with torch.inference_mode():
        alone = reader.extent(reader(one), one, torch.tensor([0]), at, word)
        together = reader.extent(reader(both), both, torch.tensor([1]), at, word)
    torch.testing.assert_close(together[:, :12], alone, atol=1e-4, rtol=1e-4)


def test_a_page_without_words_can_be_asked(reader):
    with torch.inference_mode():
        pointed = reader(collate([page(random.Random(5), 0)]))
    assert pointed.start.softmax(-1)[0, :, 0].min() > 0.99


def test_padding_marks_nothing_as_words():
    batch: Batch = collate([page(random.Random(6), 3), page(random.Random(6), 9)])
    assert batch.words.sum(1).tolist() == [3, 9]
    assert {tensor.shape[0] for f in fields(batch) if (tensor := getattr(batch, f.name)) is not None} == {2}


def test_a_page_with_a_picture_reads_the_same_beside_others_of_other_shapes(reader):
    rng = random.Random(7)
    tall = page(rng, 17, pixels=picture(rng, 256, 96))
    broad, blind = page(rng, 30, pixels=picture(rng, 192, 256)), page(rng, 25)
    with torch.inference_mode():
        together = reader(collate([broad, tall, blind]))
        for place, one, count in ((0, broad, 30), (1, tall, 17), (2, blind, 25)):
            alone = reader(collate([one]))
            torch.testing.assert_close(together.start[place, :, : 1 + count], alone.start[0], atol=1e-4, rtol=1e-4)


def test_what_the_picture_shows_reaches_the_words_on_it_and_all_others():
    torch.manual_seed(1)
    reader = Reader(SMALL).eval()
    torch.nn.init.normal_(reader.glimpse.weight, std=0.1)  # untrained it lets nothing through
    white = np.zeros((256, 192), np.uint8)
    dark = white.copy()
    dark[:32, :64] = 255
    with torch.inference_mode():
        batch = collate([page(random.Random(8), 40, pixels=white)])
        one, other = reader(batch).states, reader(collate([page(random.Random(8), 40, pixels=dark)])).states
    moved = (one - other).abs().amax(-1)[0]
    assert moved.min() > 1e-5
    assert batch.under[0, 0] == 1, "the first word's middle stands at 0.15, 0.0075 of a page of 12 x 16 patches"


@pytest.mark.parametrize("sizes", [{"vision_layers": 0}, {"experts": 0}])
def test_a_reader_without_eyes_or_without_experts_reads_too(sizes):
    reader = Reader(ReaderConfig(vocabulary=300, layers=2, **({"experts": 4} | sizes))).eval()
    with torch.inference_mode():
        start = reader(collate([page(random.Random(9), 20, pixels=picture(random.Random(9), 64, 64))])).start
    assert start.shape == (1, 3, 21)
    assert start.isfinite().all()


def test_folding_forgets_case_digits_and_accents():
    assert fold("Größe-12/É") == "grosse-00/e"


def test_the_label_on_the_left_is_likened_to_the_question():
    words = ["Invoice", "No:", "4711", "Total", "9.00"]
    boxes = np.array(
        [
            [0.1, 0.1, 0.2, 0.12],
            [0.21, 0.1, 0.25, 0.12],
            [0.3, 0.1, 0.4, 0.12],
            [0.1, 0.2, 0.2, 0.22],
            [0.3, 0.2, 0.4, 0.22],
        ],
        np.float32,
    )
    _, layout = page_features(words, boxes, [[0, 1, 2], [3, 4]], encoder)
    alike = likeness(words, layout, [["invoice no"], ["total"]])
    assert alike[0, :, 1].argmax() == 2
    assert alike[1, :, 1].argmax() == 4
    assert alike[1, 4, 1] > 0.95
