"""The catalogue says everything that the screens ask it for, and no screen turns a value into markup."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

from app import samples
from app.service import JOB_STATES, SORTS, STATUSES
from app.ui.texts import TEXTS

SCREENS = ("upload", "document", "library", "review")
ASKED = re.compile(r'say\(\s*"([\w ]+)"|data-(?:text|name)="(\w+)"')
LEVELS = ("high", "medium", "low", "none", "person")


def _of(suffix: str) -> str:
    names = sorted(one.name for one in files("app.ui").iterdir() if one.name.endswith(f".{suffix}"))
    assert {f"{screen}.{suffix}" for screen in SCREENS} <= set(names)
    return "\n".join(files("app.ui").joinpath(name).read_text("utf-8") for name in names)


@pytest.mark.parametrize("language", TEXTS)
def test_every_text_that_a_screen_asks_for_is_there(language: str) -> None:
    asked = {first or second for first, second in ASKED.findall(_of("js") + _of("html"))}
    asked |= {f"status_{status}" for status in (*STATUSES, *JOB_STATES)}
    asked |= {f"sort_{sort}" for sort in SORTS} | {f"level_{level}" for level in LEVELS}
    assert len(asked) > 80
    assert asked - set(TEXTS[language]) == set()


def test_every_language_says_the_same_and_names_the_same_values() -> None:
    for catalogue in TEXTS.values():
        assert set(catalogue) == set(TEXTS["en"])
        for key, text in catalogue.items():
            assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", TEXTS["en"][key])), key


def test_no_screen_makes_markup_of_a_value() -> None:
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", _of("js"))
    assert not re.findall(r"\$\{|\{\{", _of("html"))


def test_every_sample_has_its_document_and_its_picture() -> None:
    for sample in samples.SAMPLES:
        assert len(samples.read(sample.name)) > 1000
        assert samples.preview(sample.name).startswith(b"\xff\xd8")
    with pytest.raises(KeyError):
        samples.read("../__init__.py")
