"""Contracts, agreements and letters: running text in which parties, day, law and term are said in a sentence."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from training import fake, vocabulary
from training.labels import sentence
from training.names import Concept, asked
from training.names.contract import EFFECTIVE_DATE, FIRST_PARTY, JURISDICTION, PARTY, SECOND_PARTY, TERM
from training.sheet import A4, LETTER, Asked, Put, Sample, Sheet, width_of

WEIGHT = 9.0

_LAWS = (
    "Delaware", "New York", "California", "the State of New York", "the State of Delaware", "Texas",
    "the Commonwealth of Virginia",
    "England and Wales", "Ohio", "Florida", "Illinois", "Massachusetts", "New Jersey", "the State of Washington",
    "Ontario", "Minnesota",
    "Germany", "the Netherlands", "Singapore", "the State of Israel", "North Carolina", "Pennsylvania", "Utah",
    "Michigan", "Scotland",
    "the Republic of Ireland", "Colorado", "Georgia", "Oregon", "Nevada", "Maryland", "Indiana",
    "the State of Oregon", "Connecticut",
)  # fmt: skip
_TITLES = (
    "NON-DISCLOSURE AGREEMENT|CONFIDENTIALITY AGREEMENT|MUTUAL NONDISCLOSURE AGREEMENT|SERVICES AGREEMENT|LEASE "
    "AGREEMENT|EMPLOYMENT AGREEMENT|"
    "NON-COMPETITION AGREEMENT|CONSULTING AGREEMENT|LETTER OF INTENT|LICENSE AGREEMENT|SUPPLY AGREEMENT|AGREEMENT "
    "AND GENERAL RELEASE|"
    "AMENDMENT NO. 1|DISTRIBUTION AGREEMENT|LOAN AGREEMENT|PURCHASE AGREEMENT"
).split("|")  # fmt: skip
_OPENINGS = (
    "This {title} (the “Agreement”) is made and entered into as of <date> by and between <a> (“{A}”) and <b> (“{B}”).",
    "THIS AGREEMENT, dated as of <date> (the “Effective Date”), is between <a>, a {law} corporation having its "
    "principal place of business at {place} (the \"{A}\"), and <b>, an individual residing at {home} (the \"{B}\").",
    "This {title} is entered into by <a>, with offices at {place}, hereinafter called the {A}, and <b>, hereinafter "
    "called the {B}, effective <date>.",
    "In connection with the possible transaction between <a> (together with its affiliates, the “{A}”) and <b> (the "
    "“{B}”), the parties agree on <date> as follows:",
    "This Agreement is executed on <date>. BETWEEN: <a> (the {A}) AND: <b> (the {B}).",
    "WHEREAS, <a> (\"{A}\") and <b> (\"{B}\") wish to discuss a business relationship; NOW, THEREFORE, effective as "
    "of <date>, the parties agree:",
    "<b> (the “{B}”) hereby undertakes towards <a> (the “{A}”), by this {title} signed <date>, the following:",
)  # fmt: skip
_LAW_LINES = (
    "This Agreement shall be governed by and construed in accordance with the laws of <law>, without regard to "
    "conflicts of law principles.",
    "Governing Law. The laws of <law> govern this Agreement and all disputes arising under it.",
    "This Agreement is made under, and shall be interpreted by, the internal laws of <law>.",
    "The parties submit to the exclusive jurisdiction of the courts of <law>.",
    "Any dispute shall be settled under the law of <law> and the venue shall be {town}.",
)  # fmt: skip
_TERM_LINES = (
    "The obligations of this Agreement shall continue for <term> from the date of disclosure.",
    "Term. This Agreement shall remain in effect for a period of <term> unless terminated earlier by either party.",
    "This Agreement expires <term> after the Effective Date.",
    "The term of this Agreement is <term>, and renews for terms of {k} months.",
    "For a period of <term> following termination, the {B} shall not compete with the {A}.",
)  # fmt: skip
_CLAUSES = (
    "The {B} shall hold all Confidential Information in strict confidence and shall not disclose it to any third "
    "party.",
    "“Confidential Information” means any information disclosed by the {A}, whether orally, in writing or by "
    "inspection of tangible objects.",
    "Upon request of the {A}, the {B} shall promptly return or destroy all copies of the Confidential Information.",
    "Neither party shall assign this Agreement without the prior written consent of the other party.",
    "Nothing in this Agreement obliges either party to proceed with any transaction.",
    "The {B} acknowledges that damages may not be an adequate remedy.",
    "If any provision of this Agreement is held invalid, the remaining provisions shall remain in full force and "
    "effect.",
    "This Agreement constitutes the entire agreement between the parties with respect to its subject matter.",
    "Any notice shall be given in writing and shall be deemed received {k} days after mailing to {place}.",
    "The {A} shall pay the {B} the sum of ${k},000 on or before {day}.",
    "No waiver of any breach shall be deemed a waiver of any later breach.",
    "The {B} represents that he or she is not bound by any agreement with a previous employer that would conflict "
    "with this Agreement.",
    "Information that is or becomes publicly known without breach by the {B} is not Confidential Information.",
    "During the term of employment the {B} shall devote full working time to the business of the {A}.",
    "This Agreement may be executed in counterparts, each of which shall be an original.",
    "The {B} shall be entitled to reimbursement of reasonable expenses upon presentation of receipts.",
    "Each party shall bear its own costs in connection with the negotiation of this Agreement.",
)  # fmt: skip
_SIDES = (("Company", "Recipient"), ("Disclosing Party", "Receiving Party"), ("Employer", "Employee"), ("Company",
    "Executive"), ("Lessor", "Lessee"),
          ("Seller", "Buyer"), ("Client", "Consultant"), ("Licensor", "Licensee"), ("Corporation", "Stockholder"),
          ("Owner", "Contractor"))  # fmt: skip
_NUMBERS = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "ten",
    "twelve",
    "eighteen",
    "twenty-four",
    "thirty-six",
)
_LETTER = tuple(
    Concept(key, type_, (key, *names.split(", ")), tuple(phrases.split(", ")))
    for key, type_, names, phrases in (
        ("letter_date", "date", "date, date_of_letter", "date of the letter, when it was written"),
        ("recipient", "text", "addressee, to, recipient_name", "who the letter is addressed to, addressee"),
        ("sender", "text", "from, sender_name, author", "who wrote the letter, company of the sender"),
        ("subject", "text", "regarding, subject_line, re", "what the letter is about, subject"),
        ("signatory", "text", "signed_by, signature, signer", "name under the letter, who signed"),
        ("reference", "id", "reference_number, our_reference, ref", "reference, our ref., file number"),
    )
)


@dataclass
class _Prose:
    """Running text under way on a page; ``<name>`` in a text is replaced by its value and marked."""

    sheet: Sheet
    rng: random.Random
    left: float
    right: float
    size: float
    values: dict[str, str]
    y: float = 60.0
    used: dict[str, int] = field(default_factory=dict)

    def paragraph(self, text: str, indent: float = 0) -> None:
        """Set ``text`` over as many lines as it needs; a value that runs over a line end stays one occurrence."""
        x, blank = self.left + indent, width_of(" ", self.size, self.sheet.mono)
        for piece in re.split(r"(<\w+>)", text):
            key = piece[1:-1] if piece.startswith("<") and piece[1:-1] in self.values else ""
            words = (self.values[key] if key else piece).split()
            glued = bool(piece) and not piece[0].isspace() and not key
            marked = []
            for n, word in enumerate(words):
                wide = width_of(word, self.size, self.sheet.mono)
                if glued and n == 0 and word[0] in ',.;:)”"' and self.sheet.words and x > self.left + indent:
                    last = self.sheet.words[-1]  # a comma belongs to the word before it
                    last.text += word
                    last.x1 += wide
                    x += wide
                    continue
                if x + wide > self.right:
                    x, self.y = self.left, self.y + self.size * 1.25
                marked.append(len(self.sheet.words))
                self.sheet.put(x, self.y, word, self.size)
                x += wide + blank
            if key:
                self.sheet.mark(key, marked)
        self.y += self.size * self.rng.choice((1.25, 1.7, 2.2))

    def line(self, text: str, align: str = "left", answer: str | None = None) -> Put:
        x = {"left": self.left, "centre": (self.left + self.right) / 2, "right": self.right}[align]
        run = self.sheet.put(x, self.y, text, self.size, align, answer)
        self.y += self.size * 1.25
        return run


def make(rng: random.Random) -> Sample:
    """A page of a contract (often the first of two) or a letter."""
    return _letter(rng) if rng.random() < 0.3 else _contract(rng)


def _page(rng: random.Random) -> Sheet:
    return Sheet(rng, rng.choice((LETTER, LETTER, A4)), rng.random() < 0.2)


def _contract(rng: random.Random) -> Sample:
    country = rng.choice(("US", "US", "US", "GB", "CA", "IE"))
    sides = rng.choice(_SIDES)
    person = rng.random() < 0.4
    before, law = _split(rng.choice(_LAWS))
    values = {
        "a": fake.company_name(rng, country),
        "b": fake.person(rng, country) if person else fake.company_name(rng, country),
        "date": _day(rng, country), "law": law, "term": _term(rng),
    }  # fmt: skip
    said = {
        "A": sides[0], "B": sides[1], "law": rng.choice(vocabulary.STATES), "k": str(rng.randint(2, 90)),
        "town": fake.city(rng, country),
        "place": ", ".join(fake.address(rng, country).lines()), "home": ", ".join(fake.address(rng, country).lines()),
        "day": _day(rng, country),
    }  # fmt: skip
    title = rng.choice(_TITLES)
    said["title"] = title.title()
    sheet = _page(rng)
    size = rng.uniform(8.5, 12) * (0.9 if sheet.mono else 1)
    margin = rng.uniform(0.08, 0.15) * sheet.size[0]
    page = _Prose(sheet, rng, margin, sheet.size[0] - margin, size, values, rng.uniform(40, 110))
    if rng.random() < 0.3:
        page.line(f"Exhibit {rng.randint(1, 10)}.{rng.randint(1, 40)}", "right")
    page.line(title, "centre")
    page.y += size
    if rng.random() < 0.2:
        page.paragraph("<date>")
    page.paragraph(rng.choice(_OPENINGS).format(**said), rng.choice((0, 0, 24)))
    last = []
    if rng.random() < 0.7:
        last.append(rng.choice(_LAW_LINES).replace("<law>", f"{before}<law>"))
    if rng.random() < 0.6:
        last.append(rng.choice(_TERM_LINES))
    pages = [page]
    if rng.random() < 0.5:  # the clauses go on overleaf, where no party stands but, perhaps, over a signature
        _clauses(page, said, [])
        other = Sheet(rng, sheet.size, sheet.mono)
        pages.append(_Prose(other, rng, margin, sheet.size[0] - margin, size, values, rng.uniform(40, 90)))
    _clauses(pages[-1], said, last)
    _signed(pages[-1], country)
    keys = {
        "party": "a",
        "first_party": "a",
        "second_party": "b",
        "effective_date": "date",
        "jurisdiction": "law",
        "term": "term",
    }
    for one in (made.sheet for made in pages):
        marks = {key: list(one.answers.get(name, [])) for key, name in keys.items()}
        marks["party"] = marks["party"] + one.answers.get("b", [])
        one.answers = {key: runs for key, runs in marks.items() if runs}
    asks = [asked(concept, rng) for concept in (PARTY, EFFECTIVE_DATE, JURISDICTION, TERM)]
    asks += [asked(concept, rng) for concept in (FIRST_PARTY, SECOND_PARTY) if rng.random() < 0.5]
    asks += [asked(concept, rng) for concept in _LETTER if concept.key == "reference" and rng.random() < 0.4]
    return Sample("other", [made.sheet for made in pages], asks, scanned=rng.random() < 0.35)


def _split(law: str) -> tuple[str, str]:
    """``the State of Ohio`` -> what stands before the name, and the name, which alone answers."""
    for before in ("the State of ", "the Commonwealth of ", "the Republic of ", "the "):
        if law.startswith(before):
            return before, law.removeprefix(before)
    return "", law


def _clauses(page: _Prose, said: dict[str, str], last: list[str]) -> None:
    """Fill ``page`` with clauses, the ``last`` among them, numbered in one of several ways."""
    rng = page.rng
    body = rng.sample(_CLAUSES, rng.randint(5, len(_CLAUSES))) + last
    body += [sentence(rng, "en") for _ in range(rng.choice((0, 2, 6, 12)))]
    rng.shuffle(body)
    numbered = rng.choice(("{}. ", "({}) ", "", "Section {}. ", "{}.1 "))
    n, at = rng.choice((0, 0, 3, 8)), 0
    while at < len(body) and page.y < page.sheet.size[1] - 90:
        count, n = rng.choice((1, 1, 2, 3)), n + 1
        page.paragraph(numbered.format(n) + " ".join(text.format(**said) for text in body[at : at + count]))
        at += count


def _signed(page: _Prose, country: str) -> None:
    """Two signatures below, when there is room, sometimes."""
    rng = page.rng
    if page.y > page.sheet.size[1] - 110 or rng.random() > 0.6:
        return
    page.y += page.size
    for key in ("a", "b"):
        page.line(page.values[key].upper() if rng.random() < 0.5 else page.values[key], answer=key)
        page.line("By: ____________________")
        page.line(f"Name: {fake.person(rng, country)}")
        page.line(rng.choice(("Title: President", "Title: ", f"Date: {_day(rng, country)}")))
        page.y += page.size


def _letter(rng: random.Random) -> Sample:
    country = rng.choice(("US", "US", "GB", "DE", "FR", "ES", "IT", "NL"))
    language = fake.LANGUAGE_OF[country]
    sheet = _page(rng)
    size = rng.uniform(9, 12)
    page = _Prose(sheet, rng, 70, sheet.size[0] - rng.uniform(60, 90), size, {}, rng.uniform(40, 80))
    align = rng.choice(("left", "right", "centre"))
    page.line(fake.company_name(rng, country), align, "sender")
    for line in fake.address(rng, country).lines():
        page.line(line, align)
    page.y += 2 * size
    day = fake.dates(rng, country).text(fake.day(rng, 1970))
    ref = rng.random() < 0.4
    blocks = ["day", "to"]
    rng.shuffle(blocks)
    for block in blocks:
        if block == "day":
            page.line(day, rng.choice(("left", "right")), "letter_date")
            if ref:
                run = page.line(
                    f"{rng.choice(('Our ref.:', 'Ref:', 'Reference', 'Az.:', 'Réf. :'))} "
                    f"{fake.number(rng).replace(' ', '')}"
                )
                sheet.mark("reference", run.words[-1:])
        else:
            page.line(
                fake.person(rng, country) if rng.random() < 0.5 else fake.company_name(rng, country), answer="recipient"
            )
            for line in fake.address(rng, country).lines():
                page.line(line)
        page.y += 1.5 * size
    if rng.random() < 0.6:
        words = sentence(rng, language).rstrip(".").split()[: rng.randint(2, 7)]
        label = rng.choice(
            {
                "en": ("Re:", "Subject:", ""),
                "de": ("Betreff:", ""),
                "fr": ("Objet :",),
                "es": ("Asunto:",),
                "it": ("Oggetto:",),
                "nl": ("Betreft:",),
            }[language]
        )
        run = page.line(f"{label} {' '.join(words)}".strip())
        sheet.mark("subject", run.words[len(label.split()) :])
        page.y += size
    page.line(
        {
            "en": "Dear Sir or Madam,",
            "de": "Sehr geehrte Damen und Herren,",
            "fr": "Madame, Monsieur,",
            "es": "Estimados señores:",
            "it": "Egregi Signori,",
            "nl": "Geachte heer, mevrouw,",
        }[language]
    )
    page.y += size
    for _ in range(rng.randint(1, 5)):
        page.paragraph(
            " ".join(
                sentence(rng, language) if rng.random() < 0.6 else fake.sentence(rng, language)
                for _ in range(rng.randint(2, 5))
            )
        )
    page.line(
        {
            "en": "Sincerely,",
            "de": "Mit freundlichen Grüßen",
            "fr": "Cordialement,",
            "es": "Atentamente,",
            "it": "Cordiali saluti",
            "nl": "Met vriendelijke groet,",
        }[language]
    )
    page.y += 3 * size
    page.line(fake.person(rng, country), answer="signatory")
    asks: list[Asked] = [asked(concept, rng) for concept in _LETTER if rng.random() < 0.8]
    asks += [asked(concept, rng) for concept in (JURISDICTION, TERM) if rng.random() < 0.3]
    return Sample("other", [sheet], asks, scanned=rng.random() < 0.5)


def _day(rng: random.Random, country: str) -> str:
    when = fake.day(rng)
    if rng.random() < 0.15:
        ending = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(when.day, "th")
        return (
            f"the {when.day}{ending} day of {when:%B}, {when.year}"
            if rng.random() < 0.7
            else f"{when:%B} {when.day}{ending}, {when.year}"
        )
    return (
        f"{when:%B} {when.day}, {when.year}"
        if country in ("US", "CA") and rng.random() < 0.8
        else f"{when.day} {when:%B} {when.year}"
    )


def _term(rng: random.Random) -> str:
    unit = rng.choice(("years", "years", "months", "days"))
    if rng.random() < 0.5:
        word = rng.choice(_NUMBERS)
        number = rng.choice(("", f" ({rng.randint(1, 36)})"))
        return f"{word}{number} {unit[:-1] if word == 'one' else unit}"
    return f"{rng.choice((1, 2, 3, 5, 6, 12, 18, 24, 30, 60, 90))} {unit}"
