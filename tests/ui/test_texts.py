"""The catalogue says everything that the screens ask it for and nothing else, in every language alike."""

from __future__ import annotations

import re
from datetime import datetime
from html.parser import HTMLParser
from importlib.resources import files
from typing import get_args

import pytest

from app import samples
from app.access import Visitor
from app.access.drawing import account_page, login_page
from app.record import label
from app.service import JOB_STATES, SORTS, STATUSES
from app.texts import chosen, languages, texts, titled
from model.backend import FieldType
from pipeline import doctypes, exports
from storage.access import SignedIn

SCREENS = ("upload", "document", "library", "review", "types", "export")
ASKED = re.compile(r'say\(\s*"([\w ]+)"|data-(?:text|name)="(\w+)"')
QUOTED = re.compile(r"[\"'`](\w[\w .]*)[\"'`]")
MADE = {  # keys that are put together of a first part and a name
    "status_": (*STATUSES, *JOB_STATES, "paused", "pausing"),
    "sort_": SORTS,
    "level_": ("high", "medium", "low", "none", "person"),
    "legend_": ("high", "medium", "low", "person"),
    "state_": ("read", "cut", "failed", "skipped"),
    "source_": ("text layer", "ocr", "none"),
    "view_": ("documents", "totals", "doubles", "bin"),
    "name_": ("tag", "collection"),
    "which_": ("tag", "collection"),
    "role_": ("admin", "member"),
    "kind_": get_args(FieldType),
    "export_": ("ids", "query", "all_documents"),
    "sure_": ("file", "unfile", "again", "delete", "yes"),
    "sample_": tuple(sample.name for sample in samples.SAMPLES),
    "type_": tuple(doctypes.names()),
    "format_": tuple(exports.names()),
    "field_": tuple({field.name for kind in doctypes.names() for field in doctypes.load(kind).fields}
                    | {column.name for kind in doctypes.names() for field in doctypes.load(kind).fields
                       for column in field.columns}),
}  # fmt: skip
ACTS = {f"{act}_name" for act in ("cancel", "retry", "open", "dismiss", "pause", "resume")}
WORDS = re.compile(r"[^\W\d_]{2,}")


def _of(suffix: str, *rooms: str) -> str:
    found = [one for room in rooms for one in files(room).iterdir() if one.name.endswith(f".{suffix}")]
    assert {f"{screen}.{suffix}" for screen in SCREENS} <= {one.name for one in found}
    return "\n".join(one.read_text("utf-8") for one in sorted(found, key=lambda one: one.name))


def _asked() -> set[str]:
    said = {first or second for first, second in ASKED.findall(_of("js", "app.ui") + _of("html", "app.ui"))}
    return said | {f"{first}{name}" for first, names in MADE.items() for name in names} | ACTS


@pytest.mark.parametrize("language", languages())
def test_every_text_that_a_screen_asks_for_is_there(language: str) -> None:
    assert len(_asked()) > 200
    assert _asked() - set(texts(language)) == set()


def test_no_text_is_left_that_nobody_asks_for() -> None:
    sources = _of("js", "app.ui") + _of("html", "app.ui") + _of("py", "app.ui", "app.access")
    used = _asked() | set(QUOTED.findall(sources))
    assert set(texts()) - used - {f"{key}_one" for key in used} == set()  # _one: of one thing


@pytest.mark.parametrize("language", languages())
def test_every_language_says_the_same_and_names_the_same_values(language: str) -> None:
    assert list(texts(language)) == list(texts()), "the same keys, in the same order"
    for key, text in texts(language).items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", texts()[key])), key
        assert text.strip() == text != "", key


def test_no_key_stands_twice_in_a_file() -> None:
    for language in languages():
        file = files("app.texts").joinpath(f"{language}.json").read_text("utf-8")
        keys = re.findall(r'^    "([^"]+)":', file, re.M)
        assert sorted(keys) == sorted(texts(language))


def test_what_comes_with_recto_has_the_title_that_the_catalogue_translates() -> None:
    for kind in map(doctypes.load, doctypes.names()):
        assert texts()[f"type_{kind.name}"] == kind.title
        for field in kind.fields:
            for name in (field.name, *(column.name for column in field.columns)):
                assert texts()[f"field_{name}"] == label(name)
    for name in exports.names():
        assert texts()[f"format_{name}"] == exports.load(name).TITLE
    for sample in samples.SAMPLES:
        assert texts()[f"sample_{sample.name}"] == sample.title


def test_titles_of_ours_are_translated_and_those_of_people_are_not() -> None:
    assert titled("Invoice", "de-AT") == "Rechnung"
    assert titled("Line items 2 amount", "de") == "Positionen, Zeile 2, Betrag"
    assert titled("Line items 2 amount", "en") == "Line items, Row 2, Amount"
    assert titled("My very own type", "de") == "My very own type"
    assert titled("Apartment 4 rent", "de") == "Apartment 4 rent"


@pytest.mark.parametrize(
    ("said", "accepted", "locale"),
    [
        ("", "de-AT,de;q=0.9,en;q=0.8", "de-AT"),
        ("", "fr-FR, en-GB;q=0.2, de;q=0.7", "de"),
        ("", "nl, *;q=0.1", "en"),
        ("", "", "en"),
        ("", "de;q=0, en", "en"),
        ("", "de;q=high, <script>, en-GB", "en-GB"),
        ("en", "de-AT,de;q=0.9,en-GB;q=0.8", "en-GB"),
        ("de", "en-US", "de"),
        ("xx", "de-CH", "de-CH"),
    ],
)
def test_the_language_is_the_one_that_was_chosen_or_wished(said: str, accepted: str, locale: str) -> None:
    assert chosen(said, accepted) == locale


def test_no_screen_makes_markup_of_a_value() -> None:
    assert not re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write", _of("js", "app.ui"))
    assert not re.findall(r"\$\{|\{\{", _of("html", "app.ui"))


class _Seen(HTMLParser):
    """What a page shows or names itself: its texts, and the attributes that are read out."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.inside = tag
        names = ("aria-label", "title", "placeholder", "alt")
        self.texts += [value for name, value in attributes if name in names and value]

    def handle_data(self, data: str) -> None:
        if self.inside not in ("style", "script"):
            self.texts.append(data)


def test_the_frames_of_the_screens_hold_no_words() -> None:
    for one in files("app.ui").iterdir():
        if one.name.endswith(".html") and one.name != "head.html":
            assert [text for text in _Seen(one.read_text("utf-8")).texts if WORDS.search(text)] == [], one.name


def test_login_and_account_show_nothing_that_is_not_in_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    marked = {key: re.sub(r"[^\W\d_](?![^{]*\})", "#", text) for key, text in texts("de").items()}
    monkeypatch.setattr("app.access.drawing.texts.texts", lambda _: marked)
    now = datetime(2026, 3, 9, 12, 0)
    sessions = [SignedIn(one, "11", "", now, now, now) for one in ("7", "8")]
    visitor = Visitor("22", "11", "cookie", False, {"22": "admin", "33": "member"}, "7")
    for page in (login_page("de", "/", "", "1", "1"), account_page("de", visitor, sessions, "1", "2", "3")):
        said = [text for text in _Seen(page).texts if WORDS.search(text.replace(" UTC", ""))]
        ours = {"Recto", "Deutsch", "English"}
        assert [text for text in said if text.strip() not in ours and not text.endswith(" – Recto")] == []


def test_the_pages_speak_the_language_they_say() -> None:
    page = login_page("de-AT", "/library", "", "1", "")
    assert '<html lang="de-AT">' in page
    assert "<h1>Anmelden</h1>" in page
    assert '<a lang="de" href="/language?to=de&amp;next=%2Flogin%3Fnext%3D%2Flibrary" aria-current="true">' in page


def test_every_sample_has_its_document_and_its_picture() -> None:
    for sample in samples.SAMPLES:
        assert len(samples.read(sample.name)) > 1000
        assert samples.preview(sample.name).startswith(b"\xff\xd8")
    with pytest.raises(KeyError):
        samples.read("../__init__.py")
