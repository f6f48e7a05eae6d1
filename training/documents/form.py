"""Filled forms with open questions: old typewritten ones and modern ones, in seven languages.

The questions are the labels as printed (often), or as a user would shorten them to a field name.
"""

from __future__ import annotations

import random
import re

from training import fake
from training.blocks import Desk, Entry, across, below, beside, grid, header_row, table, ticks, under
from training.labels import TYPE_OF, Filler, label, sentence
from training.sheet import A4, LETTER, Asked, Sample, Sheet

WEIGHT = 22.0

_COUNTRIES = ("US",) * 13 + ("GB", "GB", "CA", "AU", "DE", "DE", "DE", "FR", "FR", "ES", "IT", "NL", "PT")
_TITLES = {
    "en": (
        "REQUEST FORM|APPLICATION FOR MEMBERSHIP|MEMORANDUM|INTER-OFFICE CORRESPONDENCE|FAX TRANSMISSION|TELECOPY "
        "COVER SHEET|"
        "PURCHASE REQUISITION|PROJECT SHEET|LABORATORY REPORT|SPECIMEN RECORD|CLAIM FORM|PATIENT INFORMATION|"
        "EMPLOYMENT APPLICATION|"
        "BUDGET REQUEST|COST REVISION|TEST MARKET REPORT|CAMPAIGN REVIEW|ACCIDENT REPORT|"
        "REGISTRATION FORM|"
        "ORDER FORM|CERTIFICATE OF ORIGIN|TRAVEL EXPENSE REPORT|CONTRACT SUMMARY|EVENT SHEET|"
        "REFERRAL|"
        "STUDENT ENROLLMENT FORM|DAILY LOG|AUTHORIZATION FOR RELEASE|INCIDENT REPORT|COMPLAINT FORM|RENTAL APPLICATION|"
        "MEDIA AUTHORIZATION|VOUCHER REGISTRATION|RECORD OF CONVERSATION|EQUIPMENT LOAN AGREEMENT|WORK ORDER|"
        "REQUEST FOR OFFERS"
    ),
    "de": "Antrag|Anmeldung|Aufnahmeantrag|Schadensmeldung|Fragebogen|Mitgliedsantrag|Bestellschein|Bescheinigung|"
    "Meldebogen|Auftrag",
    "fr": "Formulaire de demande|Bulletin d'adhésion|Déclaration|Fiche d'inscription|Attestation|Bon de commande|"
    "Questionnaire",
    "es": "Solicitud|Formulario de inscripción|Hoja de reclamación|Ficha personal|Declaración|Hoja de pedido",
    "it": "Modulo di richiesta|Domanda di iscrizione|Scheda anagrafica|Dichiarazione|Modulo d'ordine",
    "nl": "Aanvraagformulier|Inschrijfformulier|Schadeformulier|Aanmelding|Verklaring|Bestelformulier",
    "pt": "Formulário de pedido|Ficha de inscrição|Requerimento|Declaração|Boletim de matrícula",
}
_SECTIONS = {
    "en": (
        "GENERAL INFORMATION|Applicant|Part I|Section A|INSTRUCTIONS|For office use only|Employment history|"
        "Requirements:|SPECIFICS|"
        "Personal data|Medical information|Shipping|Section 2 - Details|In charge:|Summary|References|Budget|"
        "Approvals|Schedule|"
        "TO BE COMPLETED BY THE APPLICANT|Test results|Packing:|Insurance|Contact|II. Distribution|B. Cost|"
        "Emergency|Education"
    ),
    "de": "Angaben zur Person|Bankverbindung|Nur für den Dienstgebrauch|Teil A|1. Antragsteller|Erklärung|Angaben "
    "zum Arbeitgeber",
    "fr": "Identité|Coordonnées|Cadre réservé à l'administration|Partie A|Situation|Pièces à joindre",
    "es": "Datos personales|Datos de contacto|A rellenar por la administración|Parte 1|Declaración",
    "it": "Dati personali|Dati anagrafici|Riservato all'ufficio|Parte A|Dichiarazione",
    "nl": "Persoonlijke gegevens|Contactgegevens|In te vullen door de afdeling|Deel A|Verklaring",
    "pt": "Dados pessoais|Contactos|A preencher pelos serviços|Parte A|Declaração",
}
_OPTIONS = {
    "en": (
        "Yes|No|Male|Female|Single|Married|Full time|Part time|Check|Cash|Credit card|Urgent|For review|Please "
        "reply|Mail|Overnight|"
        "Increase|Decrease|Solid|Liquid|Flammable|Keep dry|Refrigerate|Room temperature|Other|New|Renewal|"
        "Change|Individual|"
        "Partnership|Corporation|Sampling|Signage|Stage|Domestic|Foreign|Purchasing|Stationery|Original|Copy|"
        "Monthly|Weekly|"
        "Owner|Tenant|Smoker|Diabetes|Asthma|Heart disease|Accepted|Rejected|Confidential|Fragile goods|First "
        "class|Gifts only"
    ),
    "de": "Ja|Nein|ledig|verheiratet|männlich|weiblich|Neuantrag|Änderung|Vollzeit|Teilzeit|Überweisung|Lastschrift|"
    "Sonstiges|bar",
    "fr": "Oui|Non|Célibataire|Marié(e)|Homme|Femme|Chèque|Espèces|Virement|Autre|Renouvellement|Locataire|"
    "Propriétaire",
    "es": "Sí|No|Soltero|Casado|Hombre|Mujer|Transferencia|Efectivo|Otro|Alta|Baja",
    "it": "Sì|No|Celibe|Coniugato|Maschio|Femmina|Bonifico|Contanti|Altro",
    "nl": "Ja|Nee|Man|Vrouw|Gehuwd|Alleenstaand|Contant|Overschrijving|Anders",
    "pt": "Sim|Não|Solteiro|Casado|Masculino|Feminino|Transferência|Outro",
}
TITLES = {language: tuple(text.split("|")) for language, text in _TITLES.items()}
SECTIONS = {language: tuple(text.split("|")) for language, text in _SECTIONS.items()}
OPTIONS = {language: tuple(text.split("|")) for language, text in _OPTIONS.items()}
_NOTES = (
    "(if any)",
    "(Please print)",
    "(optional)",
    "(mm/dd/yyyy)",
    "(in US $)",
    "(required)",
    "(see instructions)",
    "*",
    "(check one)",
    "(last, first)",
    "(if applicable)",
)
_SYNONYMS = {
    "no": "number",
    "no.": "number",
    "nr": "number",
    "tel": "phone",
    "telephone": "phone",
    "dob": "date_of_birth",
    "qty": "quantity",
    "acct": "account",
    "dept": "department",
    "attn": "attention",
    "re": "subject",
    "cc": "copies_to",
    "ref": "reference",
    "amt": "amount",
}
_BLOCKS = (beside,) * 9 + (across,) * 5 + (grid, grid, header_row, under, under, below)


def make(rng: random.Random) -> Sample:
    """One filled form of one page."""
    country = rng.choice(_COUNTRIES)
    desk, left, right, bottom = _desk(rng)
    author = _Author(desk, country)
    y = author.head(left, right)
    while y < bottom:
        if right - left > 380 and rng.random() < 0.22:  # two stacks side by side
            middle = left + rng.uniform(0.42, 0.58) * (right - left)
            top = y
            for x0, x1 in ((left, middle - 10), (middle, right)):
                low = top
                for _ in range(rng.randint(1, 2)):
                    low = author.block(x0, x1, low, bottom)
                y = max(y, low)
        else:
            y = author.block(left, right, y, bottom)
        y += rng.choice((0.3, 0.8, 1.5)) * desk.size
        if len(desk.done) > 5 and rng.random() < 0.12:
            break
    author.foot(left, right, y)
    wide, tall = desk.sheet.size
    if y < 0.7 * tall and rng.random() < 0.5:  # a form cut from its page
        desk.sheet.size = (wide, y + 3 * desk.size)
    desk.sheet.size = (wide, max(desk.sheet.size[1], y + 2 * desk.size))
    return Sample("form", [desk.sheet], asks(author, rng), scanned=rng.random() < 0.8)


def _desk(rng: random.Random) -> tuple[Desk, float, float, float]:
    wide, tall = rng.choice((LETTER, LETTER, A4))
    if rng.random() < 0.1:
        wide, tall = tall, wide
    mono = rng.random() < 0.4
    size = rng.choice((7.5, 8.5, 9, 10, 10, 11, 12)) * (0.92 if mono else 1)
    sheet = Sheet(rng, (wide, tall), mono)
    left = rng.uniform(0.05, 0.14) * wide
    right = wide - rng.uniform(0.05, 0.16) * wide
    desk = Desk(
        rng, sheet, size, size * rng.choice((1, 1, 1, 1.1, 1.25, 1.5)), rng.choice((0, 0, 0.1, 0.25, 0.4)),
        rng.uniform(1.2, 2.0), rng.choice(("", "", "", "_", "_", ".", ". ", "-")),
    )  # fmt: skip
    return desk, left, right, tall * rng.choice((0.5, 0.8, 0.9, 0.92))


class _Author:
    """Fills one form in: one style of labels, one hand for the values."""

    def __init__(self, desk: Desk, country: str) -> None:
        rng = desk.rng
        self.desk, self.rng, self.country = desk, rng, country
        self.language = fake.LANGUAGE_OF[country]
        self.filler = Filler(rng, country)
        self.case = rng.choice(("upper", "upper", "asis", "asis", "asis", "lower"))
        self.end = rng.choice((":", ":", ":", ":", "", "", "", " :", ".", "?:"))
        self.numbered = rng.random() < 0.13
        self.blank = rng.choice((0.05, 0.15, 0.3))
        self.loud = rng.random() < 0.12  # values in capitals
        self.count = 0
        self.used: list[str] = []

    def entry(self, kinds: tuple[str, ...] = ()) -> Entry:
        """A new label with its value; now and then a label that stands on the form already."""
        rng = self.rng
        for _ in range(12):
            text, kind = label(rng, self.language)
            if not kinds or kind in kinds:
                break
        if self.used and rng.random() < 0.04:
            shown = rng.choice(self.used)
        else:
            shown = self.shown(text)
        if self.used and rng.random() < 0.05:  # like another label, but not the same
            tail = rng.choice(("2", "received", "(new)", "No.", "required", "by"))
            shown = f"{rng.choice(self.used).rstrip(': .')} {tail}{self.end}"
        lines = [] if rng.random() < self.blank else self.filler.value(kind)
        if lines and rng.random() < 0.03 and self.used:
            lines = [rng.choice(self.used).rstrip(": .")]
        if self.loud:
            lines = [line.upper() for line in lines]
        self.used.append(shown)
        return Entry(shown, shown, lines, TYPE_OF.get(kind, "text"))

    def shown(self, text: str) -> str:
        """``text`` as this form prints its labels."""
        rng = self.rng
        if self.case == "upper":
            text = text.upper()
        elif self.case == "lower" and rng.random() < 0.8:
            text = text.lower()
        if rng.random() < 0.07:
            text += f" {rng.choice(_NOTES)}"
        if rng.random() < 0.93:
            text = text.rstrip(".:?") + self.end if self.end and not text.endswith(")") else text + self.end.strip(".?")
        self.count += 1
        if self.numbered:
            text = f"{self.count}{rng.choice(('.', ')', '.'))} {text}" if rng.random() < 0.9 else text
        return text

    def head(self, left: float, right: float) -> float:
        """Letterhead, title, form number; at times nothing at all. Returns where the form begins."""
        rng, desk, put = self.rng, self.desk, self.desk.sheet.put
        y = rng.uniform(0.03, 0.1) * desk.sheet.size[1]
        if rng.random() < 0.35:
            put(
                *rng.choice(((left, y), (right - 80, y))),
                rng.choice(("Form ", "FORM NO. ", "Rev. ", "")) + fake.number(rng),
                desk.size * 0.8,
            )
            y += desk.size * 1.4
        middle = (left + right) / 2
        align, x = ("centre", middle) if rng.random() < 0.65 else ("left", left)
        if rng.random() < 0.55:
            big = desk.size * rng.choice((1, 1.4, 2))
            put(x, y, fake.company_name(rng, self.country), big, align)
            y += big * 1.3
            if rng.random() < 0.35:
                put(x, y, ", ".join(fake.address(rng, self.country).lines()), desk.size * 0.9, align)
                y += desk.size * 1.3
        if rng.random() < 0.85:
            big = desk.size * rng.choice((1, 1.2, 1.6, 2))
            put(x, y, rng.choice(TITLES[self.language]), big, align)
            y += big * 1.5
        if rng.random() < 0.2:
            y = self.prose(left, right, y)
        return y + desk.size * rng.choice((0.5, 1, 2))

    def prose(self, left: float, right: float, y: float) -> float:
        desk = self.desk
        for line in desk.fits(
            " ".join(sentence(self.rng, self.language) for _ in range(self.rng.randint(1, 3))), right - left
        ):
            desk.sheet.put(left, y, line, desk.size)
            y += desk.size * 1.25
        return y + 0.4 * desk.size

    def block(self, left: float, right: float, y: float, bottom: float) -> float:
        """One more block of the form in the width from ``left`` to ``right``; returns where it ends."""
        rng, desk = self.rng, self.desk
        if y > bottom:
            return y
        if rng.random() < 0.22:
            text = rng.choice(SECTIONS[self.language])
            desk.sheet.put(left, y, text.upper() if rng.random() < 0.3 else text, desk.size * rng.choice((1, 1, 1.2)))
            y += desk.size * desk.leading * 1.1
        draw = rng.random()
        if draw < 0.08:
            return self.prose(left, right, y)
        if draw < 0.15:
            return self.options(left, right, y)
        if draw < 0.21 and right - left > 300:
            return self.listing(left, right, y)
        if draw < 0.28:
            return self.memo(left, right, y)
        chosen = rng.choice(_BLOCKS)
        count = {
            across: rng.randint(2, 8),
            grid: rng.randint(2, 12),
            header_row: rng.randint(2, 6),
            under: rng.randint(1, 3),
            below: rng.randint(1, 4),
        }
        kinds = ("text", "short", "address", "name") if chosen is under and rng.random() < 0.6 else ()
        entries = [self.entry(kinds) for _ in range(count.get(chosen) or rng.randint(1, 10))]
        if chosen in (across, header_row, below):
            for entry in entries:
                entry.lines = [" ".join(entry.lines)] if len(" ".join(entry.lines)) < 40 else entry.lines[:1]
                entry.lines = [line for line in entry.lines if line]
        room = max(1, int((bottom + 30 - y) / (desk.size * desk.leading)))
        return chosen(desk, left, right, y, entries[:room])

    def memo(self, left: float, right: float, y: float) -> float:
        """TO, FROM, DATE and SUBJECT, the head of letters inside a company."""
        rng = self.rng
        words = {
            "en": (
                ("To", "name"),
                ("From", "name"),
                ("Date", "day"),
                ("Subject", "short"),
                ("cc", "name"),
                ("Fax", "phone"),
                ("Pages", "count"),
                ("Re", "short"),
            ),
            "de": (
                ("An", "name"),
                ("Von", "name"),
                ("Datum", "day"),
                ("Betreff", "short"),
                ("Seiten", "count"),
                ("Fax", "phone"),
            ),
            "fr": (("À", "name"), ("De", "name"), ("Date", "day"), ("Objet", "short"), ("Pages", "count")),
            "es": (("Para", "name"), ("De", "name"), ("Fecha", "day"), ("Asunto", "short")),
            "it": (("A", "name"), ("Da", "name"), ("Data", "day"), ("Oggetto", "short")),
            "nl": (("Aan", "name"), ("Van", "name"), ("Datum", "day"), ("Betreft", "short")),
            "pt": (("Para", "name"), ("De", "name"), ("Data", "day"), ("Assunto", "short")),
        }[self.language]
        count = rng.randint(3, len(words))
        entries = []
        for text, kind in words[:count]:
            shown = (text.upper() if rng.random() < 0.6 else text) + (":" if rng.random() < 0.85 else "")
            lines = self.filler.value(kind) if rng.random() > 0.5 * self.blank else []
            self.used.append(shown)
            entries.append(Entry(shown, shown, lines, TYPE_OF.get(kind, "text")))
        return rng.choice((beside, beside, across))(self.desk, left, right, y, entries)

    def options(self, left: float, right: float, y: float) -> float:
        """A question with boxes to tick."""
        rng, desk = self.rng, self.desk
        if rng.random() < 0.6:
            end, _ = desk.label(left, y, self.shown(label(rng, self.language)[0]), 0.5 * (right - left))
            if rng.random() < 0.5 and end < left + 0.35 * (right - left):
                left = end + desk.size
            else:
                y += 1.4 * desk.size
        texts = rng.sample(OPTIONS[self.language], rng.randint(2, min(8, len(OPTIONS[self.language]))))
        texts = [text.upper() for text in texts] if self.case == "upper" else texts
        entries = [Entry(text, text, ["X"] if rng.random() < 0.35 else [], "bool") for text in texts]
        return ticks(desk, left, right, y, entries)

    def listing(self, left: float, right: float, y: float) -> float:
        """A table inside the form."""
        rng = self.rng
        columns = [label(rng, self.language) for _ in range(rng.randint(3, 6))]
        columns = [
            (text, kind if kind not in ("text", "address") else "short") for text, kind in columns if len(text) < 24
        ]
        if len(columns) < 2:
            return y
        rows = [
            [self.filler.value(kind)[0] if rng.random() < 0.85 else "" for _, kind in columns]
            for _ in range(rng.randint(1, 7))
        ]
        head = [text.upper() if self.case == "upper" else text for text, _ in columns]
        return table(self.desk, left, right, y, head, rows)

    def foot(self, left: float, right: float, y: float) -> None:
        rng, desk, put = self.rng, self.desk, self.desk.sheet.put
        wide, tall = desk.sheet.size
        low = max(y + desk.size, tall * rng.uniform(0.93, 0.97))
        if rng.random() < 0.5:
            put(
                rng.choice((left, right - 60, wide * 0.85)),
                min(low, tall - 12),
                fake.digits(rng, rng.choice((8, 9))),
                desk.size * rng.choice((0.9, 1.2)),
            )
        if rng.random() < 0.3:
            put(
                (left + right) / 2,
                low,
                rng.choice(
                    (
                        "Page 1 of 2",
                        "1",
                        "- 1 -",
                        "Printed in U.S.A.",
                        "Archive copy",
                        f"Form {fake.digits(rng, 4)} (Rev. 5/92)",
                    )
                ),
                desk.size * 0.8,
                "centre",
            )


def asks(author: _Author, rng: random.Random) -> list[Asked]:
    """Questions about a form: labels as printed, or as users would name them; some of labels that are not there."""
    done: dict[str, str] = {}
    for entry in author.desk.done:
        done.setdefault(entry.key, entry.type)
    keys = list(done)
    rng.shuffle(keys)
    count = rng.randint(5, 12)
    keys = [key for key in keys if done[key] != "bool" or rng.random() < 0.4]
    filled = [key for key in keys if key in author.desk.sheet.answers]
    blank = [key for key in keys if key not in author.desk.sheet.answers]
    chosen = filled[:count] + blank[: max(1, count // 4)]
    questions = [question(key, done[key], rng) for key in chosen]
    for _ in range(rng.choice((0, 0, 1, 2))):
        text, kind = label(rng, author.language)
        shown = author.shown(text)
        if plain(shown) not in {plain(key) for key in done}:
            questions.append(question(shown, TYPE_OF.get(kind, "text"), rng))
    rng.shuffle(questions)
    return questions


def question(key: str, type_: str, rng: random.Random) -> Asked:
    """A question about the label ``key``: as printed, without its decoration, or as a field name."""
    type_ = type_ if rng.random() < 0.6 else "text"
    draw = rng.random()
    if draw < 0.7:
        return Asked(key, key, type_)
    bare = plain(key)
    if draw < 0.78:
        return Asked(key, key.strip(" :.*?"), type_)
    named = "_".join(_SYNONYMS.get(word, word) for word in bare.split()) or key
    if draw < 0.93:
        return Asked(key, named, type_, [key.strip(": "), bare][: rng.randint(0, 2)])
    words = bare.split()
    kept = [word for word in words if len(word) > 3 or len(words) < 3]
    return Asked(key, "_".join(kept[:4]) or named, type_, [bare])


def plain(key: str) -> str:
    """``key`` in small letters without numbering, brackets and punctuation."""
    text = re.sub(r"^\d+[.)]\s*", "", key.lower())
    text = re.sub(r"\([^)]*\)", "", text) if len(text) > 12 else text
    return " ".join(re.sub(r"[^\w\s]", " ", text).split())
