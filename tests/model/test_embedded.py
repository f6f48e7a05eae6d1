"""The shipped reader as others use it: it points, it invents nothing, and it says what is wrong with its files."""

import random
import subprocess
import sys

import pytest
import torch
from mistral_common.tokens.tokenizers.tekken import Tekkenizer

from model import backends
from model.backend import BackendError, Field, PageSeen, Question, WordSeen
from model.embedded.point import OVERLAP, WINDOW, Calibration, Candidate, _rows, chosen, lines_of, windows
from model.embedded.tokenizer import encoder_from
from model.embedded.weights import BESIDE, CONFIG, FOLDER, PIECES, WEIGHTS, load_packed, packable, save_packed

FIELDS = (
    Field("vendor_name", "text", "vendor, seller"),
    Field("total", "amount", "total, amount due"),
    Field("line_items", "table", "items", (Field("description", "text"), Field("amount", "amount"))),
)


@pytest.fixture(scope="module")
def embedded():
    return backends.load("embedded", {})


def seen(lines: list[str], number: int = 1) -> PageSeen:
    """A page with ``lines`` set one under the other, as a text layer gives them."""
    words = []
    for row, line in enumerate(lines):
        x = 0.1
        for word in line.split():
            words.append(WordSeen(word, x, 0.05 + 0.03 * row, x + 0.01 * len(word), 0.07 + 0.03 * row))
            x += 0.01 * len(word) + 0.01
    return PageSeen(number, tuple(words))


RECEIPT = [
    "CORNER BAKERY SDN BHD",
    "12, JALAN MAWAR 3, 50480 KUALA LUMPUR",
    "TAX INVOICE",
    "Date: 14/03/2018 10:22",
    "Croissant 2 x 4.50 9.00",
    "Coffee 1 x 6.00 6.00",
    "Subtotal 15.00",
    "TOTAL RM 15.00",
    "CASH 20.00",
    "CHANGE 5.00",
    "THANK YOU PLEASE COME AGAIN",
]


def test_a_plain_receipt_is_read(embedded):
    fields = (*FIELDS[:2], Field("date", "date", "date"))
    answer = embedded.answer(Question((seen(RECEIPT),), fields))
    assert answer.values["total"].text.endswith("15.00")
    assert "14/03/2018" in answer.values["date"].text
    assert answer.values["vendor_name"].text.startswith("CORNER BAKERY")


def test_a_plain_receipt_is_known_as_one(embedded):
    answer = embedded.answer(Question((seen(RECEIPT),), kinds=("receipt", "invoice", "form")))
    assert answer.kind == "receipt"


def test_every_value_is_the_words_it_points_at(embedded):
    rng = random.Random(7)
    pages = tuple(seen([" ".join(rng.choices(RECEIPT[i % 11].split(), k=5)) for i in range(30)], n) for n in (1, 2))
    answer = embedded.answer(Question(pages, FIELDS))
    for found in answer.values.values():
        assert found.text == " ".join(pages[number - 1].words[i].text for number, i in found.words)
        assert 0 <= found.confidence <= 1


def test_a_doubtful_value_is_given_where_the_document_surely_has_the_field():
    doubtful = [Candidate(1, (0,), "CORNER", start=0.4, whole=0.0, ocr=1.0)]
    known = Calibration(null={"": {"text": 0.5}}, required=0.3)
    assert chosen(doubtful, FIELDS[0], known) == []
    (given,) = chosen(doubtful, FIELDS[0], known, required=True)
    assert given.confidence == pytest.approx(0.4)
    hopeless = [Candidate(1, (0,), "CORNER", start=0.2, whole=0.0, ocr=1.0)]
    assert chosen(hopeless, FIELDS[0], known, required=True) == []


def test_what_is_enough_depends_on_the_kind_of_document_and_the_type_of_the_field():
    known = Calibration(null={"": {"text": 0.5, "amount": 0.6}, "receipt": {"text": 0.7}}, required=0.55)
    assert [known.given("text"), known.given("id"), known.given("amount")] == [0.5, 0.5, 0.6]
    assert [known.given("text", "receipt"), known.given("id", "receipt")] == [0.7, 0.7]
    assert known.given("amount", "receipt") == 0.6, "receipts have none of their own: amounts of all kinds"
    assert [known.given("amount", "invoice"), known.given("amount", "invoice", required=True)] == [0.6, 0.55]
    doubtful = [Candidate(1, (0,), "CORNER", start=0.6, whole=0.0, ocr=1.0)]
    assert chosen(doubtful, FIELDS[0], known)
    assert chosen(doubtful, FIELDS[0], known, "receipt") == []


def test_nothing_is_found_on_an_empty_page(embedded):
    assert not embedded.answer(Question((PageSeen(1, ()),), FIELDS, kinds=("receipt",))).values


def test_a_question_without_fields_or_kinds_is_answered_with_nothing(embedded):
    answer = embedded.answer(Question((seen(RECEIPT),)))
    assert not answer.values
    assert answer.kind == ""


def test_a_long_page_is_read_in_windows_that_miss_no_word():
    page = seen([" ".join(["word"] * 9) for _ in range(300)])
    cut = windows(lines_of(page.words))
    assert len(cut) > 1
    assert {i for indices, _ in cut for i in indices} == set(range(len(page.words)))
    assert max(len(indices) for indices, _ in cut) <= WINDOW + OVERLAP


def test_an_endless_line_is_cut_too():
    page = PageSeen(1, tuple(WordSeen("x", i / 3000, 0.1, (i + 0.5) / 3000, 0.2) for i in range(2000)))
    assert max(len(indices) for indices, _ in windows(lines_of(page.words))) <= WINDOW + OVERLAP


def test_packed_weights_come_back_as_they_were_rounded(tmp_path):
    state = load_packed(FOLDER / WEIGHTS)
    save_packed(state, tmp_path / WEIGHTS, {})
    again = load_packed(tmp_path / WEIGHTS)
    assert state.keys() == again.keys()
    for name, weight in state.items():
        assert (again[name] - weight).abs().max() <= 0.01 * weight.abs().max(), name
    assert any(packable(name, weight) for name, weight in state.items())


@pytest.mark.parametrize("broken", [WEIGHTS, CONFIG])
def test_a_truncated_file_is_named(tmp_path, broken):
    for name in (WEIGHTS, CONFIG, PIECES):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    whole = (tmp_path / broken).read_bytes()
    (tmp_path / broken).write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackendError, match=broken):
        backends.load("embedded", {"folder": str(tmp_path)})


def test_readers_beside_each_other_answer_with_the_mean_of_their_chances(tmp_path):
    other = {name: weight * (0.9 if "start" in name else 1.0) for name, weight in load_packed(FOLDER / WEIGHTS).items()}
    for folder, weights in (("first", None), ("second", other), ("both", other)):
        (tmp_path / folder).mkdir()
        for name in (CONFIG, PIECES, *([] if folder == "second" else [WEIGHTS])):
            (tmp_path / folder / name).write_bytes((FOLDER / name).read_bytes())
        if weights:
            name = WEIGHTS if folder == "second" else BESIDE.format(2)
            save_packed(weights, tmp_path / folder / name, {})
    answered = {}
    for folder in ("first", "second", "both"):
        backend = backends.load("embedded", {"folder": str(tmp_path / folder)})
        assert len(backend.readers) == (2 if folder == "both" else 1)
        (reading,) = backend.read(seen(RECEIPT), FIELDS[:2])
        answered[folder] = {c.words: c.start for c in reading.candidates[1]}, reading.kind, backend.name
    chances = {folder: starts for folder, (starts, _, _) in answered.items()}
    shared = chances["first"].keys() & chances["second"].keys() & chances["both"].keys()
    assert shared
    for words in shared:
        mean = (chances["first"][words] + chances["second"][words]) / 2
        assert chances["both"][words] == pytest.approx(mean, abs=1e-3)
    torch.testing.assert_close(answered["both"][1], (answered["first"][1] + answered["second"][1]) / 2)
    assert len({name for _, _, name in answered.values()}) == 3, "a record says which readers made it"


def test_weights_of_another_size_are_refused(tmp_path):
    for name in (WEIGHTS, CONFIG, PIECES):
        (tmp_path / name).write_bytes((FOLDER / name).read_bytes())
    text = (tmp_path / CONFIG).read_text()
    (tmp_path / CONFIG).write_text(text.replace('"layers": 4', '"layers": 3'))
    with pytest.raises(BackendError, match="do not fit"):
        backends.load("embedded", {"folder": str(tmp_path)})


def _tagged(text: str) -> tuple[PageSeen, list[int], torch.Tensor]:
    """A table as text: ``word/tag`` with b for a row's begin, d a description, a an amount; a line per line."""
    seen, lines, tags = [], [], []
    for y, line in enumerate(text.strip().splitlines()):
        for x, word in enumerate(line.split()):
            plain, _, tag = word.partition("/")
            seen.append(WordSeen(plain, 0.1 * x, 0.1 * y, 0.1 * x + 0.08, 0.1 * y + 0.05))
            lines.append(y)
            tags.append([0.9 if mark in tag else 0.1 for mark in "bda"])
    return PageSeen(1, tuple(seen)), lines, torch.tensor(tags).T


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Tea/bd 2.00/a\nBun/bd 1.00/a", [("Tea", "2.00"), ("Bun", "1.00")]),
        ("Tea/bd 2.00/a\nBun/d 1.00/a", [("Tea", "2.00"), ("Bun", "1.00")]),  # a second amount on a later line
        ("Green/bd\ntea/d 2.00/a", [("Green tea", "2.00")]),
        ("Tea/bd 2.00/a\nthank/bd you", [("Tea", "2.00")]),  # a line of text beside the table
        ("Menu\nTea/d 2.00/a", []),
    ],
)
def test_rows_are_cut_where_one_begins_and_where_a_second_figure_shows_that_one_did(text, rows):
    page, lines, tags = _tagged(text)
    columns = [Field("description"), Field("amount", "amount")]
    made = _rows(tags, columns, page, list(range(len(page.words))), lines, Calibration())
    assert [(row["description"].text, row["amount"].text) for row in made] == rows


NEVER_NEEDED = ("torch._dynamo", "torch._inductor", "torch.distributed.tensor", "sympy", "triton", "mistral_common")
LEAN = f"""
import sys
from model import backends
from model.backend import Field, PageSeen, Question, WordSeen

page = PageSeen(1, (WordSeen("TOTAL", 0.1, 0.1, 0.2, 0.12), WordSeen("9.00", 0.3, 0.1, 0.4, 0.12)))
backends.load("embedded", {{}}).answer(Question((page,), (Field("total", "amount", "total"),)))
print(*(name for name in {NEVER_NEEDED!r} if name in sys.modules))
import torch._dynamo
from transformers import masking_utils
with masking_utils.TransformGetItemToIndex():
    print(type(torch._dynamo).__name__, torch.compile.__name__, torch.distributed.is_available())
"""


def test_a_reading_process_does_not_pay_for_the_compiler_which_is_still_there_for_others():
    told = subprocess.run([sys.executable, "-c", LEAN], capture_output=True, text=True, check=False)
    assert told.stdout.splitlines() == ["", "module compile True"], told.stderr


def test_words_are_cut_into_the_pieces_that_mistral_common_gives():
    ours, theirs = encoder_from(FOLDER / PIECES), Tekkenizer.from_file(FOLDER / PIECES)
    rng = random.Random(3)
    for word in (
        "",
        "total",
        "Straße",
        "<s>",
        "[INST]",
        "¥1,200",
        *("".join(rng.choices("abeinrst0129.,äé€", k=9)) for _ in range(300)),
    ):
        assert list(ours(word)) == theirs.encode(word, bos=False, eos=False)
