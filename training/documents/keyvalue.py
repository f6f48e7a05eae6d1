"""Free pages of labels and values whose labels are made up: only a match with the question tells which value is "
"meant."""

from __future__ import annotations

import random

from training import fake, vocabulary
from training.blocks import Desk, Entry, across, below, beside, grid, header_row, under
from training.labels import LABELS, Filler
from training.sheet import A4, LETTER, Asked, Sample, Sheet

WEIGHT = 12.0

_COUNTRIES = ("US", "US", "US", "GB", "DE", "DE", "FR", "ES", "IT", "NL", "PT", "MY")
_STARTS = {
    "en": "out over under fore cross short long back side stone light head work house wind water land mark snow "
    "thorn brass".split(),
    "de": "Haupt Neben Vor Rück Über Unter Grund Zwischen Ober Stein Licht Wasser Leit Schalt Prüf Mess Lager Zahl "
    "Trag Werk".split(),
    "fr": "sur sous contre avant entre dé re mi bien mal pré trans inter porte garde lance ".split(),
    "es": "sobre contra ante re des entre bien mal para guarda inter".split(),
    "it": "sopra sotto contro pre ri dis porta guarda tras inter".split(),
    "nl": "hoofd voor na over onder tegen werk water licht grond steen".split(),
    "pt": "sobre contra ante re des entre bem mal guarda inter".split(),
}
_ENDS = {
    "en": "er ing ment ness age ance ity ure hold ward line gate fall ship craft wheel".split(),
    "de": "ung keit heit er wert zahl art maß stand tag teil satz feld gang lauf weg".split(),
    "fr": "tion ment age eur ure té ance ette oir ière".split(),
    "es": "ción miento dor dad aje ura eza anza ero ida".split(),
    "it": "zione mento tore ità aggio ura ezza anza iere ata".split(),
    "nl": "ing heid er schap tal maat deel stand gang nis".split(),
    "pt": "ção mento dor dade agem ura eza ança eiro ida".split(),
}
_SMALL = {"en": "of the to per in by for".split(), "de": "der des von zu pro im".split(),
    "fr": "de du la par en".split(),
          "es": "de la del por en".split(), "it": "di del la per in".split(), "nl": "van de het per in".split(),
          "pt": "de da do por em".split()}  # fmt: skip
_KINDS = ("name", "company", "address", "city", "day", "day", "phone", "code", "code", "code", "amount", "amount",
    "count", "measure", "percent",
          "short", "short", "short", "text", "yesno", "hour", "mail")  # fmt: skip
_TYPES = {"day": "date", "amount": "amount", "count": "number", "code": "id", "phone": "id"}
_BLOCKS = (beside,) * 8 + (across,) * 4 + (grid,) * 2 + (header_row, header_row, under, below)


def make(rng: random.Random) -> Sample:
    """One page of five to forty made-up pairs."""
    country = rng.choice(_COUNTRIES)
    wide, tall = rng.choice((A4, LETTER, (rng.uniform(250, 500), rng.uniform(300, 700)), (792.0, 612.0)))
    sheet = Sheet(rng, (wide, tall), rng.random() < 0.2)
    size = rng.uniform(7.5, 12)
    desk = Desk(
        rng, sheet, size, size * rng.choice((1, 1, 1.2, 0.9)), rng.choice((0, 0, 0, 0.15)), rng.uniform(1.2, 2.2),
        rng.choice(("", "", "", ".", ". ", "_", "-")),
    )  # fmt: skip
    left, right = rng.uniform(0.05, 0.15) * wide, rng.uniform(0.85, 0.96) * wide
    y = rng.uniform(0.04, 0.15) * tall
    if rng.random() < 0.6:
        title = " ".join(word(rng, fake.LANGUAGE_OF[country]) for _ in range(rng.randint(1, 3))).title()
        sheet.put(rng.choice((left, (left + right) / 3)), y, title, size * rng.choice((1, 1.5, 2)))
        y += 3 * size
    entries = pairs(rng, country, rng.choice((rng.randint(5, 14), rng.randint(5, 14), rng.randint(10, 40))))
    stacks = rng.choice((1, 1, 1, 2, 2, 3)) if wide > 400 else 1
    step = (right - left) / stacks
    share = -(-len(entries) // stacks)
    low = y
    for n in range(stacks):
        top = y
        mine = entries[n * share : (n + 1) * share]
        while mine:
            count = rng.randint(2, 12)
            x0, x1 = left + n * step, left + (n + 1) * step - (12 if stacks > 1 else 0)
            top = rng.choice(_BLOCKS if stacks == 1 else (beside, beside, grid))(desk, x0, x1, top, mine[:count])
            top += rng.choice((0, 0.5, 1, 2)) * size
            mine = mine[count:]
        low = max(low, top)
    sheet.size = (wide, max(low + 2 * size, min(tall, low * rng.uniform(1.05, 2))))
    return Sample("form", [sheet], questions(rng, desk, fake.LANGUAGE_OF[country]), scanned=rng.random() < 0.5)


def word(rng: random.Random, language: str) -> str:
    """A word that the language could have."""
    draw = rng.random()
    if draw < 0.3:
        return fake.invented(rng).lower()
    if draw < 0.5:
        return (
            rng.choice(rng.choice(LABELS[language][rng.choice(tuple(LABELS[language]))]).split()).strip(".,:()").lower()
            or "x"
        )
    middle = "".join(rng.choice(vocabulary.SYLLABLES) for _ in range(rng.choice((0, 1, 1, 2))))
    return (rng.choice(_STARTS[language]) + middle + rng.choice(_ENDS[language])).lower()


def name(rng: random.Random, language: str) -> str:
    """A label of one to six made-up words, at times with a number, a unit or brackets."""
    words = [word(rng, language) for _ in range(rng.choice((1, 1, 1, 2, 2, 2, 3, 4, 6)))]
    if len(words) > 1 and rng.random() < 0.3:
        words.insert(rng.randint(1, len(words) - 1), rng.choice(_SMALL[language]))
    text = " ".join(words)
    draw = rng.random()
    if draw < 0.06:
        text += f" {rng.randint(1, 9)}"
    elif draw < 0.12:
        text += f" ({rng.choice(('kg', '%', 'mm', 'EUR', 'A', 'opt.', word(rng, language)))})"
    elif draw < 0.18:
        text += rng.choice((" no.", " nr.", " #", " n°", " ID", " code"))
    return text


def pairs(rng: random.Random, country: str, count: int) -> list[Entry]:
    """``count`` made-up labels with values, in one style; some of them look like one another."""
    language = fake.LANGUAGE_OF[country]
    filler = Filler(rng, country)
    cased = rng.choice((str.upper, str.title, str.capitalize, str.capitalize, str.lower))
    end = rng.choice((":", ":", ":", "", "", "", " :", " -", " =", "."))
    blank = rng.choice((0, 0, 0.1, 0.25))
    entries: list[Entry] = []
    taken: set[str] = set()
    while len(entries) < count:
        label = like(rng, rng.choice(entries).key, language) if entries and rng.random() < 0.15 else name(rng, language)
        if label in taken:
            continue
        taken.add(label)
        kind = rng.choice(_KINDS)
        lines = [] if rng.random() < blank else filler.value(kind)
        if rng.random() < 0.1:
            lines = [" ".join(word(rng, language) for _ in range(rng.randint(1, 4)))]
        entries.append(Entry(label, cased(label) + end, lines[:4], _TYPES.get(kind, "text")))
    return entries


def like(rng: random.Random, label: str, language: str) -> str:
    """Another label that shares words with ``label``."""
    words = label.split()
    draw = rng.random()
    if draw < 0.4:
        words[rng.randrange(len(words))] = word(rng, language)
        words = words if len(words) > 1 else [label, word(rng, language)]
    elif draw < 0.7:
        words.insert(rng.randint(0, len(words)), word(rng, language))
    elif draw < 0.85 and len(words) > 2:
        del words[rng.randrange(len(words))]
    else:
        words.append(str(rng.randint(2, 9)))
    return " ".join(words)


def questions(rng: random.Random, desk: Desk, language: str) -> list[Asked]:
    """Five to fourteen labels that are there, filled or blank, and some that only resemble them."""
    entries = desk.done
    known = {entry.key for entry in entries}
    asks = []
    for entry in rng.sample(entries, min(len(entries), rng.randint(5, 11))):
        asks.append(Asked(entry.key, asked_as(rng, entry), entry.type if rng.random() < 0.5 else "text"))
    for _ in range(rng.choice((1, 1, 2, 3))):
        absent = like(rng, rng.choice(entries).key, language) if rng.random() < 0.75 else name(rng, language)
        if absent not in known:
            asks.append(Asked(absent, absent.replace(" ", "_") if rng.random() < 0.3 else absent, "text"))
    rng.shuffle(asks)
    return asks


def asked_as(rng: random.Random, entry: Entry) -> str:
    """How the question puts the label: as printed (mostly), bare, in another case, as a field name."""
    draw = rng.random()
    if draw < 0.55:
        return entry.label
    if draw < 0.75:
        return entry.key
    if draw < 0.8:
        return entry.key.upper()
    return "_".join(entry.key.replace("(", "").replace(")", "").lower().split())
