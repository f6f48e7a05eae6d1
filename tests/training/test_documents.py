"""Generated documents: what is marked exists, what is asked is answered or meant to be null, values can be typed."""

from __future__ import annotations

import random
import time

import pytest

from pipeline.values import typed
from training import fake
from training.documents import FAMILIES, load, make
from training.sheet import Sample

MINE = ("invoice", "order", "statement")
TYPED = ("date", "amount", "number", "currency")


def printed(sample: Sample) -> list[list[tuple[str, float, float]]]:
    return [[(word.text, word.x0, word.y0) for word in sheet.words] for sheet in sample.sheets]


@pytest.fixture(scope="module", params=MINE)
def family(request: pytest.FixtureRequest) -> tuple[str, list[Sample]]:
    module = load(request.param)
    began = time.perf_counter()
    samples = [module.make(random.Random(seed)) for seed in range(200)]
    print(f"{request.param}: {(time.perf_counter() - began) * 5:.2f} ms a sample")
    return request.param, samples


def test_marks_point_at_words(family):
    for sample in family[1]:
        assert any(sheet.answers or sheet.rows for sheet in sample.sheets)  # a last page of terms may have none
        for sheet in sample.sheets:
            marks = [words for found in sheet.answers.values() for words in found]
            marks += [words for rows in sheet.rows.values() for row in rows for words in row.values()]
            for words in marks:
                assert words, "an occurrence without words"
                assert all(0 <= i < len(sheet.words) for i in words)
                assert len(set(words)) == len(words)


def test_asked_fields_are_distinct_and_a_share_of_them_is_null(family):
    null = asked = 0
    for sample in family[1]:
        keys = [a.key for a in sample.asked]
        assert 4 <= len(keys) <= 14
        assert len(set(keys)) == len(keys)
        there = {key for sheet in sample.sheets for key in (*sheet.answers, *sheet.rows)}
        null += sum(key not in there for key in keys)
        asked += len(keys)
    assert 0.1 < null / asked < 0.4


def test_values_can_be_typed(family):
    failed, seen = [], 0
    for sample in family[1]:
        for asked in sample.asked:
            for sheet in sample.sheets:
                for words in sheet.answers.get(asked.key, []) if asked.type in TYPED else []:
                    text = " ".join(sheet.words[i].text for i in words)
                    seen += 1
                    if typed(text, asked.type) is None and not text.startswith("kr"):  # which crown is not said
                        failed.append(f"{asked.key}: {text}")
    assert len(failed) <= 0.01 * seen, failed[:20]


def test_words_lie_on_the_page(family):
    outside = words = 0
    for sample in family[1]:
        for sheet in sample.sheets:
            wide, tall = sheet.size
            words += len(sheet.words)
            outside += sum(not (-2 < w.x0 < w.x1 < wide + 2 and -2 < w.y0 < w.y1 < tall + 2) for w in sheet.words)
    assert outside < 0.01 * words


def test_names_of_queries_and_layouts_vary(family):
    names = {asked.name for sample in family[1] for asked in sample.asked}
    assert len(names) > 60
    firsts = {tuple(w.text for w in sample.sheets[0].words[:3]) for sample in family[1]}
    assert len(firsts) > 190


@pytest.mark.parametrize("name", MINE)
def test_the_same_seed_gives_the_same_document(name):
    once, again, other = (load(name).make(random.Random(seed)) for seed in (5, 5, 6))
    assert printed(once) == printed(again)
    assert once.sheets[0].answers == again.sheets[0].answers
    assert once.asked == again.asked
    assert printed(once) != printed(other)


def test_items_with_discounts_and_charges_add_up_to_the_subtotal():
    from training.documents.invoice import facts

    extra = 0
    for seed in range(50):
        f = facts(random.Random(seed))
        assert sum(one.amount for one in (*f.lines, *f.extras)) == f.subtotal
        extra += bool(f.extras)
        assert f.subtotal + f.tax == f.total
        assert sum(tax for _, tax in f.rates.values()) == f.tax
    assert 3 < extra < 25


def test_ibans_have_right_check_digits():
    rng = random.Random(0)
    for country in ("DE", "FR", "NL", "GB", "IT", "ES", "AT", "CH", "PL", "US"):
        text = fake.iban(rng, country)
        assert int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def test_an_unknown_family_is_refused():
    assert set(MINE) <= set(FAMILIES)
    with pytest.raises(ValueError, match="Unknown family"):
        load("../x")
    assert make(random.Random(1)).sheets
