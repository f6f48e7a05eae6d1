"""Shops of many countries: their names, addresses, goods, and how their tills print a day and a time."""

from __future__ import annotations

import random
from datetime import date

from training import fake
from training import vocabulary_receipt as vocabulary

LANGUAGES = {
    "MY": "en",
    "ID": "en",
    "IN": "en",
    "US": "en",
    "CA": "en",
    "GB": "en",
    "IE": "en",
    "AU": "en",
    "DE": "de",
    "AT": "de",
    "CH": "de",
    "FR": "fr",
    "BE": "fr",
    "ES": "es",
    "IT": "it",
    "NL": "nl",
}


def shop(rng: random.Random, country: str) -> list[str]:
    """The name of a shop or restaurant, in the lines it is printed on (one, at times two)."""
    language = LANGUAGES[country]
    style = rng.random()
    home = "MY" if country == "ID" else country
    brand = fake.invented(rng)
    if country == "MY":
        if rng.random() < 0.25:
            brand = f"{brand} {fake.invented(rng)}"
        elif rng.random() < 0.2:
            brand = f"{fake.last_name(rng, 'MY')} {rng.choice(('Brothers', brand, 'Hing', 'Seng', '& Son'))}"
        elif rng.random() < 0.15:
            brand = rng.choice(
                (fake.letters(rng, 3), f"{rng.randint(2, 99)} {brand}", ".".join(fake.letters(rng, 3)) + ".")
            )
        before = rng.choice(("", "", "", "", "RESTORAN ", "PASARAYA ", "KEDAI ", "SYARIKAT ", "MR. ", "KLINIK "))
        trade = rng.choice(vocabulary.SHOPS["MY"]) if rng.random() < 0.75 else ""
        where = rng.choice(("", "", "", "(M) ", "(KL) ", "(MALAYSIA) ", f"({fake.invented(rng)}) "))
        legal = rng.choice(
            ("SDN BHD", "SDN BHD", "SDN. BHD.", "SDN BHD.", "S/B", "PLT", "", "", "ENTERPRISE", "PTE LTD")
        )
        name = " ".join(f"{before}{brand} {trade} {where}{legal}".split())
        name = name.upper() if rng.random() < 0.8 else name.title() if rng.random() < 0.5 else name
    elif country == "ID" and style < 0.6:
        first = rng.choice(("Toko", "Warung", "RM", "Kedai", "PT", "Depot", "Bakso", "Kopi", "Mie", "CV"))
        name = f"{first} {brand}"
    elif style < 0.22:
        name = fake.company_name(rng, home)
    elif style < 0.38:
        name = brand
    elif style < 0.5:
        name = f"{rng.choice(vocabulary.FIRST_PARTS[language])} {brand}"
    elif style < 0.6:
        person = fake.person(rng, home).split()
        name = f"{person[0]}{rng.choice((chr(39) + 's', ''))} {rng.choice(vocabulary.SHOPS[language])}"
    else:
        pair = [brand, rng.choice(vocabulary.SHOPS[language])]
        if language in ("fr", "es", "it") or rng.random() < 0.1:
            pair.reverse()
        name = " ".join(pair)
    if country in ("US", "CA", "GB") and rng.random() < 0.12:
        name += rng.choice((f" #{rng.randint(2, 9999)}", f" {rng.randint(100, 9999)}", f" - {fake.city(rng, country)}"))
    if country != "MY" and rng.random() < 0.45:
        name = name.upper()
    words = name.split()
    if len(words) > 1 and (rng.random() < 0.1 or len(name) > 30):
        cut = rng.randint(1, len(words) - 1)
        return [" ".join(words[:cut]), " ".join(words[cut:])]
    return [name]


def address(rng: random.Random, country: str) -> list[str]:
    """The address of a shop in one to five lines."""
    if country == "ID":
        road, number = rng.choice(("JL.", "Jl.", "JALAN", "Jl")), rng.choice(("No.", "NO", "No", ""))
        lines = [f"{road} {fake.invented(rng)} {number} {rng.randint(1, 200)}"]
        if rng.random() < 0.4:
            lines.append(rng.choice(("Ruko", "Mall", "Lt.", "Kel.", "Kec.")) + f" {fake.invented(rng)}")
        lines.append(rng.choice(vocabulary.TOWNS_ID) + (f" {fake.digits(rng, 5)}" if rng.random() < 0.4 else ""))
        lines = [" ".join(line.split()) for line in lines]
        return [line.upper() for line in lines] if rng.random() < 0.5 else lines
    if country != "MY":
        made = fake.address(rng, country)
        lines = made.lines(with_country=rng.random() < 0.06)
        style = rng.random()
        if style < 0.3:
            lines = [", ".join(lines)] if len(", ".join(lines)) < 44 else lines
        elif style < 0.36 and len(lines) > 1:
            lines = [f"{made.town}, {made.street[0]}"]
        elif style < 0.42 and country in ("US", "CA"):
            lines = [made.street[0], made.town.rsplit(" ", 1)[0]]
        elif style < 0.47:
            lines = [rng.choice((made.street[0], made.town))]
        return [line.upper() for line in lines] if rng.random() < 0.4 else lines
    number = rng.choice(
        (
            f"NO. {rng.randint(1, 300)}",
            f"NO {rng.randint(1, 90)}",
            f"LOT {rng.randint(1, 9999)}",
            f"{rng.randint(1, 99)}",
            f"{rng.randint(1, 60)}-G",
            f"G-{rng.randint(1, 40)}",
            f"NO.{rng.randint(1, 90)} & {rng.randint(91, 120)}",
            f"{rng.randint(1, 40)}-{rng.randint(1, 40)}",
            f"PT {rng.randint(100, 9999)}",
            f"NO: {rng.randint(1, 99)}G",
            f"LOT P.T. {rng.randint(1000, 9999)}",
            f"UNIT B-{rng.randint(1, 20)}-{rng.randint(1, 20)}",
        )
    )
    name = fake.invented(rng)
    road = rng.choice(("JALAN", "JALAN", "JALAN", "JALAN", "JLN", "LORONG", "PERSIARAN", "LEBUH", "JALAN BUKIT"))
    street = rng.choice(
        (
            f"{road} {name}",
            f"{road} {name} {rng.randint(1, 30)}",
            f"{road} {name} {rng.randint(1, 9)}/{rng.randint(1, 40)}",
            f"{road} {fake.letters(rng, 2)} {rng.randint(1, 30)}/{rng.randint(1, 60)}",
            f"{road} {name} {fake.invented(rng)}",
            f"KM {rng.randint(2, 40)} {road} {name}",
            f"{road} {fake.letters(rng, 3)} {rng.randint(1, 9)}",
        )
    )
    parts = [f"{number}{rng.choice((',', ',', ''))} {street}"]
    if rng.random() < 0.75:
        area = rng.choice(
            ("TAMAN", "TAMAN", "TAMAN", "BANDAR", "SEKSYEN", "KAWASAN PERINDUSTRIAN", "PUSAT BANDAR", "DESA", "KG.")
        )
        parts.append(f"{area} {rng.randint(2, 30) if area == 'SEKSYEN' else fake.invented(rng)}")
    if rng.random() < 0.2:
        parts.insert(
            0, rng.choice((f"GROUND FLOOR, WISMA {fake.invented(rng)}", f"{rng.randint(1, 4)}ST FLR", "GROUND FLOOR"))
        )
    code = f"{rng.randint(10, 98)}{rng.randint(0, 9)}00" if rng.random() < 0.7 else str(rng.randint(10000, 98999))
    town = f"{code}{rng.choice((' ', ' ', ' ', ', '))}{fake.city(rng, 'MY')}"
    style = rng.random()
    if style < 0.5:
        parts.append(f"{town}{rng.choice((', ', ',', ' '))}{rng.choice(vocabulary.STATES_MY)}")
    elif style < 0.7:
        parts += [town, rng.choice(vocabulary.STATES_MY)]
    elif style < 0.9:
        parts.append(town)
    else:
        parts.append(f"{fake.city(rng, 'MY')}, {rng.choice(vocabulary.STATES_MY)}")
    end = rng.choice((",", ",", ",", ""))
    lines = [part + end for part in parts[:-1]] + [parts[-1] + rng.choice(("", "", "", "."))]
    for n in range(len(lines) - 1, 0, -1):  # some lines are run together
        if len(lines) > 2 and len(lines[n - 1]) + len(lines[n]) < 38 and rng.random() < 0.35:
            lines[n - 1 : n + 1] = [f"{lines[n - 1]} {lines[n]}"]
    return [line.upper() for line in lines] if rng.random() < 0.8 else [line.title() for line in lines]


def good(rng: random.Random, country: str, restaurant: bool) -> str:
    """The name of something a shop or a restaurant sells, as tills shorten it."""
    language = LANGUAGES[country]
    if restaurant:
        name = rng.choice(vocabulary.DISHES["MY" if country in ("MY", "ID") else language])
        if rng.random() < 0.2:
            name = f"{fake.invented(rng)} {name}"
        if rng.random() < 0.12:
            name += rng.choice((" (L)", " Lrg", " Sm", " (Hot)", " x2", " 12oz", " S", " Combo", " Set A"))
    elif rng.random() < 0.3:
        name = fake.product(rng, language)
    else:
        first = rng.choice(vocabulary.GOODS[language])
        name = rng.choice((first, f"{fake.invented(rng)} {first}", f"{first} {rng.choice(vocabulary.GOODS[language])}"))
        if rng.random() < 0.45:
            size = rng.choice(("ML", "G", "KG", "L", "CT", "PK", "OZ", "'S", "G*2", "PCS", "MM", "W"))
            name += f" {rng.choice((1, 2, 5, 6, 10, 12, 24, 50, 80, 100, 250, 320, 400, 500, 750))}{size}"
    if rng.random() < 0.15 and len(name) > 8:
        name = "".join(c for i, c in enumerate(name) if i < 2 or c not in "aeiouAEIOU")
    return name[:30].strip()


def day_text(rng: random.Random, country: str, when: date) -> str:
    """The day as a till in ``country`` prints it."""
    if country in ("US", "CA"):
        style = rng.choice(
            (
                "%m/%d/%Y",
                "%m/%d/%Y",
                "%m/%d/%y",
                "%m-%d-%Y",
                "%m-%d-%y",
                "%b %d, %Y",
                "%b%d'%y",
                "%d-%b-%Y",
                "%a %m/%d/%Y",
                "%Y-%m-%d",
            )
        )
    elif country in ("MY", "GB", "IE", "AU", "ID", "IN"):
        style = rng.choice(
            (
                "%d/%m/%Y",
                "%d/%m/%Y",
                "%d/%m/%Y",
                "%d-%m-%Y",
                "%d/%m/%y",
                "%d-%m-%y",
                "%d %b %Y",
                "%d-%b-%Y",
                "%d.%m.%Y",
                "%d %b %y",
                "%d %B %Y",
                "%Y-%m-%d",
                "%Y%m%d",
                "%a %d/%m/%Y",
                "%d/%b/%Y",
            )
        )
    elif country in ("DE", "AT", "CH"):
        style = rng.choice(("%d.%m.%Y", "%d.%m.%Y", "%d.%m.%y", "%d.%m.%y", "%d. %m. %Y", "%d-%m-%y"))
    else:
        style = rng.choice(("%d/%m/%Y", "%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y", "%d.%m.%Y", "%d-%m-%y"))
    text = when.strftime(style)
    if rng.random() < 0.1:
        text = text.lstrip("0").replace("/0", "/")
    return text.upper() if rng.random() < 0.3 else text


def clock(rng: random.Random, country: str) -> str:
    """A time of day, with seconds or AM and PM at times."""
    hour, minute = rng.randint(7, 23), rng.randint(0, 59)
    tail = f":{rng.randint(0, 59):02d}" if rng.random() < 0.45 else ""
    if (country in ("US", "CA") and rng.random() < 0.75) or (LANGUAGES[country] == "en" and rng.random() < 0.35):
        half = rng.choice((" AM", "AM", "am", "a", " am")) if hour < 12 else rng.choice((" PM", "PM", "pm", "p", " PM"))
        return f"{(hour - 1) % 12 + 1}:{minute:02d}{tail}{half}"
    if country in ("DE", "FR") and rng.random() < 0.2:
        return f"{hour}:{minute:02d} Uhr" if country == "DE" else f"{hour}h{minute:02d}"
    return f"{hour:02d}:{minute:02d}{tail}"
