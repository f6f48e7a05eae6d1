"""Every sentence that the screens say, one file a language. A further language is one more file; nothing lists them.

A file is JSON: sections for the translator's eye, each with keys and texts. A text may name values in braces,
``{count}``; they are filled in as text, never as markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

Texts = Mapping[str, str]
USUAL = "en"  # for whom no language of ours is known


@cache
def languages() -> tuple[str, ...]:
    """The languages there are, as in ``lang``: ``("de", "en")``."""
    names = (one.name for one in files(__name__).iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


def language(locale: str) -> str:
    """The one of ``languages`` that ``locale`` is of (``de-AT`` counts as ``de``), English where there is none."""
    return _plain(locale) if _plain(locale) in languages() else USUAL


def texts(locale: str = USUAL) -> Texts:
    """The catalogue in the language of ``locale``: key -> text."""
    return _catalogue(language(locale))


def titled(title: str, locale: str) -> str:
    """A title or label of what comes with Recto (types, their fields, formats) in the language of ``locale``;
    what people named themselves stays. ``Line items 2 amount`` is put together of its parts: ``Line items, Row 2,
    Amount``."""
    known = _titles(language(locale))
    found = re.fullmatch(r"(.+) (\d+)(?: (.+))?", title)
    if title in known or not found or found[1] not in known:
        return known.get(title, title)
    last = found[3] and known.get(found[3][:1].upper() + found[3][1:], found[3])
    row = texts(locale)["table_row"].format(number=found[2])
    return ", ".join(filter(None, (known[found[1]], row, last)))


@cache
def _catalogue(name: str) -> Texts:
    sections = json.loads((files(__name__) / f"{name}.json").read_text("utf-8"))
    return MappingProxyType({key: text for section in sections.values() for key, text in section.items()})


@cache
def _titles(name: str) -> Texts:
    own = {key: text for key, text in _catalogue(USUAL).items() if key.startswith(("type_", "field_", "format_"))}
    own.pop("type_none", None)
    return MappingProxyType({english: _catalogue(name)[key] for key, english in own.items()})


def chosen(said: str, accepted: str) -> str:
    """The locale of a visitor: the language they chose (``said``, may be empty), else the first of ours that their
    browser wishes in ``Accept-Language``. ``de-AT`` stays ``de-AT``, for dates and numbers."""
    wished = _wished(accepted)
    ours = [one for one in wished if _plain(one) in languages()]
    if said in languages():
        return next((one for one in ours if _plain(one) == said), said)
    return ours[0] if ours else USUAL


def _wished(accepted: str) -> list[str]:
    """``de;q=0.5, en-GB`` -> ``["en-GB", "de"]``; what cannot be read is left out."""
    found: list[tuple[float, str]] = []
    for one in accepted[:1000].split(","):
        name, _, weight = one.partition(";")
        try:
            share = float(weight.strip().removeprefix("q=") or 1)
        except ValueError:
            continue
        name = name.strip()
        if name.replace("-", "").isalnum() and name.isascii() and 0 < share <= 1:
            found.append((-share, name))
    return [name for _, name in sorted(found, key=lambda pair: pair[0])]


def _plain(language: str) -> str:
    return language.partition("-")[0].lower()
