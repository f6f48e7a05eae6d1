"""Companies, people, addresses, dates, amounts, products and numbers that belong to nobody.

Everything is combined from roots and endings, so that a reader must learn where a name stands and not which it is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training import vocabulary as words

LANGUAGE_OF = {
    "DE": "de", "AT": "de", "CH": "de", "FR": "fr", "GB": "en", "US": "en", "NL": "nl", "BE": "fr", "ES": "es",
    "IT": "it", "PT": "pt", "MY": "en", "IN": "en", "IE": "en", "AU": "en", "CA": "en", "PL": "en", "DK": "en",
    "SE": "en", "CZ": "en",
}  # fmt: skip
COUNTRIES_OF = {
    "en": ("US", "US", "US", "US", "GB", "GB", "GB", "MY", "IN", "IN", "IE", "AU", "CA", "DK", "SE", "CZ", "PL", "NL"),
    "de": ("DE", "DE", "DE", "DE", "DE", "AT", "CH"),
    "fr": ("FR", "FR", "FR", "FR", "BE", "CH"),
    "es": ("ES",),
    "it": ("IT",),
    "nl": ("NL", "NL", "BE"),
    "pt": ("PT",),
}
_LIKE = {"AT": "DE", "CH": "DE", "BE": "FR", "PT": "ES", "IE": "GB", "AU": "GB", "CA": "US"}  # whose street and towns
_PEOPLE = {"US": "en", "GB": "en", "IE": "en", "AU": "en", "CA": "en", "MY": "as", "IN": "as", "PT": "es"}
CURRENCY_OF = {
    "CH": "CHF", "GB": "GBP", "US": "USD", "MY": "MYR", "IN": "INR", "AU": "AUD", "CA": "CAD", "PL": "PLN",
    "DK": "DKK", "SE": "SEK", "CZ": "CZK",
}  # fmt: skip
SYMBOLS = {
    "EUR": ("€", "EUR", "€", "Euro"),
    "USD": ("$", "USD", "$", "US$"),
    "GBP": ("£", "GBP", "£"),
    "CHF": ("CHF", "Fr.", "SFr."),
    "MYR": ("RM", "MYR", "RM"),
    "INR": ("Rs.", "₹", "INR", "Rs"),
    "AUD": ("$", "AUD", "A$"),
    "CAD": ("$", "CAD", "C$"),
    "PLN": ("zł", "PLN"),
    "DKK": ("DKK", "kr."),
    "SEK": ("SEK", "kr"),
    "CZK": ("Kč", "CZK"),
}
_IBAN = {  # letters before the digits of the account, and how many digits follow
    "DE": ("", 18), "AT": ("", 16), "CH": ("", 17), "FR": ("", 23), "NL": ("ABCD", 10), "BE": ("", 12), "ES": ("", 20),
    "IT": ("X", 22), "PT": ("", 21), "GB": ("ABCD", 14), "IE": ("ABCD", 14), "PL": ("", 24), "DK": ("", 14),
    "SE": ("", 20), "CZ": ("", 20),
}  # fmt: skip
_CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def spaced(text: str) -> str:
    """Roots keep their spaces as underscores."""
    return text.replace("_", " ")


def digits(rng: random.Random, count: int) -> str:
    """``count`` digits, the first of them not zero."""
    return str(rng.randrange(10 ** (count - 1), 10**count))


def letters(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(_CAPITALS) for _ in range(count))


def shaped(rng: random.Random, shape: str) -> str:
    """``shape`` with every 9 a digit and every A a capital letter; other characters stand for themselves."""
    return "".join(str(rng.randrange(10)) if c == "9" else rng.choice(_CAPITALS) if c == "A" else c for c in shape)


def invented(rng: random.Random) -> str:
    """An invented word such as a brand or a village: two or three syllables."""
    word = "".join(rng.choice(words.SYLLABLES) for _ in range(rng.choice((1, 2, 2, 2, 3))))
    return (word + rng.choice(words.BRAND_ENDS)).capitalize()


def last_name(rng: random.Random, country: str) -> str:
    roots, ends = words.LAST_ROOTS[people_of(country)]
    name = spaced(rng.choice(roots) + rng.choice(ends))
    return name if rng.random() < 0.8 else invented(rng)


def people_of(country: str) -> str:
    """The key of the first and last names used in ``country``."""
    return _PEOPLE.get(country) or (LANGUAGE_OF[country] if LANGUAGE_OF[country] in words.FIRST else "en")


def person(rng: random.Random, country: str) -> str:
    """First and last name, at times with a middle initial."""
    first = rng.choice(words.FIRST[people_of(country)])
    if rng.random() < 0.08:
        first += f" {rng.choice(_CAPITALS)}."
    return f"{first} {last_name(rng, country)}"


def city(rng: random.Random, country: str) -> str:
    country = _LIKE.get(country, country)
    roots, ends = words.CITY.get(country, words.CITY["GB"])
    root, end = rng.choice(roots), rng.choice(ends)
    name = root + (end.lower() if not root.endswith(("_", "-")) and end[0].islower() else end)
    if root.endswith(("_", "-")):
        name = root + end.capitalize()
    elif end[0].isupper() and not root.endswith("_"):
        name = f"{root} {end}"
    return spaced(name)


def street(rng: random.Random, country: str) -> str:
    """Street and number in the order of the country."""
    country = _LIKE.get(country, country)
    roots, ends = words.STREET.get(country, words.STREET["GB"])
    root, end = spaced(rng.choice(roots)), spaced(rng.choice(ends))
    number = str(rng.choice((rng.randint(1, 30), rng.randint(1, 199), rng.randint(100, 9999))))
    if country in ("FR",):
        return f"{number}{rng.choice((',', '', '', ' bis'))} {end}{root}"
    if country in ("ES", "IT"):
        return f"{end}{root}{rng.choice((',', ','))} {number}" if rng.random() < 0.7 else f"{end}{root} {number}"
    if country in ("MY",):
        return f"{rng.choice(('No. ', 'No ', 'Lot ', ''))}{number}, {end}{root}"
    if country in ("DE", "NL"):
        name = last_name(rng, country).split()[-1].capitalize() if rng.random() < 0.3 else root
        extra = rng.choice(("", "", "", "", "a", "-" + str(int(number) + 2), "b"))
        return f"{name}{end} {number if int(number) < 400 else rng.randint(1, 99)}{extra}"
    name = last_name(rng, country).split()[-1] if rng.random() < 0.3 else root
    return f"{number} {rng.choice(('', '', '', 'N ', 'West ')) if country == 'US' else ''}{name}{end}"


def postcode(rng: random.Random, country: str) -> str:
    shape = {
        "DE": "99999", "AT": "9999", "CH": "9999", "FR": "99999", "US": "99999", "NL": "9999 AA", "BE": "9999",
        "ES": "99999", "IT": "99999", "PT": "9999-999", "MY": "99999", "IN": "999999", "AU": "9999", "CA": "A9A 9A9",
        "PL": "99-999", "DK": "9999", "SE": "999 99", "CZ": "999 99",
    }.get(country)  # fmt: skip
    if shape is None:
        return shaped(rng, rng.choice(("AA9 9AA", "A99 9AA", "AA99 9AA")))
    code = shaped(rng, shape)
    code = code if code[0] != "0" else "1" + code[1:]
    return code + "-" + digits(rng, 4) if country == "US" and rng.random() < 0.2 else code


@dataclass(frozen=True, slots=True)
class Address:
    """An address: street line(s), the line of the town, and the country as it is printed."""

    street: tuple[str, ...]
    town: str
    country: str

    def lines(self, with_country: bool = False) -> list[str]:
        return [*self.street, self.town, *([self.country] if with_country else [])]


def address(rng: random.Random, country: str) -> Address:
    """An address in ``country`` as it is written there."""
    code, name = postcode(rng, country), city(rng, country)
    name = name.upper() if rng.random() < (0.35 if country in ("FR", "MY", "GB") else 0.05) else name
    lines = [street(rng, country)]
    if country in ("US", "CA"):
        state = rng.choice(words.STATES)
        town = f"{name}{rng.choice((',', ',', ','))} {state} {code}"
        if rng.random() < 0.3:
            extra = rng.choice(("Suite", "Ste", "Floor", "Unit", "Apt.", "Ste."))
            lines = (
                [f"{lines[0]}, {extra} {rng.randint(1, 900)}"]
                if rng.random() < 0.4
                else [*lines, f"{extra} {rng.randint(1, 900)}"]
            )
        if rng.random() < 0.12:
            lines = [f"{rng.choice(('PO Box', 'P.O. Box', 'P. O. Box'))} {rng.randint(10, 99999)}"]
    elif country in ("GB", "IE"):
        town = rng.choice((f"{name} {code}", f"{name}, {code}", f"{name}  {code}".replace("  ", " ")))
        if rng.random() < 0.4:
            lines.append(city(rng, country))
        if rng.random() < 0.3:
            lines.insert(
                0, f"{rng.choice(('Unit', 'Suite', 'Floor'))} {rng.randint(1, 60)}{rng.choice(('', 'A', ' The Mill'))}"
            )
    elif country in ("IN", "AU"):
        town = rng.choice((f"{name} - {code}", f"{name} {code}", f"{name}-{code}"))
        if country == "IN":
            lines = [f"{rng.choice(('Plot No.', 'Flat', 'Shop No.', '#', 'H.No.'))} {rng.randint(1, 400)}, {lines[0]}"]
            if rng.random() < 0.5:
                lines.append(f"{invented(rng)} Nagar")
    elif country == "MY":
        town = f"{code} {name}{rng.choice(('', ', Selangor', ', Johor', '.'))}"
        if rng.random() < 0.6:
            lines.append(f"Taman {invented(rng)}{rng.choice((',', ''))}")
    elif country in ("IT", "ES"):
        town = f"{code} {name}{rng.choice(('', '', f' ({letters(rng, 2)})'))}"
    else:
        prefix = f"{country[0] if country == 'DE' else country}-" if rng.random() < 0.12 else ""
        town = f"{prefix}{code} {name}"
        if country == "FR" and rng.random() < 0.12:
            town += f" {rng.choice(('CEDEX', 'Cedex'))} {rng.randint(1, 20)}"
    if country not in ("US", "GB", "IN", "MY") and rng.random() < 0.06:
        box = {"FR": "BP", "DE": "Postfach", "NL": "Postbus"}.get(country, "P.O. Box")
        lines = [f"{box} {rng.randint(10, 9999)}"]
    return Address(tuple(lines), town, rng.choice(words.COUNTRY_NAMES[country]))


def company_name(rng: random.Random, country: str) -> str:
    """The name a company prints, with the legal form of its country or without any."""
    language = LANGUAGE_OF[country]
    trades = words.TRADES.get(language, words.TRADES["en"])
    if rng.random() < 0.12:
        trades = words.TRADES["en"]
    trade, last, brand = rng.choice(trades), last_name(rng, country), invented(rng)
    kinds = [
        brand,
        f"{brand} {trade}",
        f"{brand} {trade}",
        f"{last} {trade}",
        f"{last} & {last_name(rng, country)}",
        f"{trade} {last}",
        f"{brand}-{last}",
        f"{letters(rng, rng.choice((2, 3, 3, 4)))} {trade}",
        f"{brand} {rng.choice(('&', '&', '+', {'de': 'und', 'fr': 'et'}.get(language, 'and')))} {last} {trade}",
        f"{city(rng, country)} {trade}",
        f"{brand} {invented(rng)} {trade}",
    ]
    if language == "en":
        kinds += [
            f"The {brand} {trade} Co",
            f"{last} {trade} & {rng.choice(trades)}",
            f"{last}'s {trade}",
            f"{city(rng, country)} {rng.choice(('Community', 'County', 'City', 'Regional'))} {trade}",
            f"{rng.choice(('University', 'City', 'Bank', 'Friends', 'Museum'))} of {city(rng, country)}",
        ]
    elif language == "de":
        kinds += [
            f"{trade} {last} & Söhne",
            f"{person(rng, country)} {trade}",
            f"Gebr. {last} {trade}",
            f"Stadt {city(rng, country)}",
        ]
    elif language == "fr":
        kinds += [
            f"Atelier {last}",
            f"Établissements {last}",
            f"Commune de {city(rng, country)}",
            f"Au {brand} {trade}",
        ]
    name = rng.choice(kinds)
    legal = rng.choice(words.LEGAL.get(country, words.LEGAL["GB"]) + (("",) if rng.random() < 0.3 else ()))
    name = name if not legal else f"{name}, {legal}" if country == "US" and rng.random() < 0.3 else f"{name} {legal}"
    style = rng.random()
    return name.upper() if style < 0.14 else name.lower() if style < 0.01 else name


def phone(rng: random.Random, country: str) -> str:
    """A telephone number in a notation of the country."""
    code = {
        "DE": "49", "AT": "43", "CH": "41", "FR": "33", "GB": "44", "US": "1", "NL": "31", "BE": "32", "ES": "34",
        "IT": "39", "PT": "351", "MY": "60", "IN": "91", "IE": "353", "AU": "61", "CA": "1", "PL": "48", "DK": "45",
        "SE": "46", "CZ": "420",
    }[country]  # fmt: skip
    if country in ("US", "CA"):
        shape = rng.choice(("(999) 999-9999", "999-999-9999", "999.999.9999", "+1 999 999 9999", "(999)999-9999"))
        return shaped(rng, shape).replace("(0", "(2")
    if country == "FR" and rng.random() < 0.7:
        return shaped(rng, rng.choice(("09 99 99 99 99", "09.99.99.99.99", "+33 9 99 99 99 99")))
    if country == "MY" and rng.random() < 0.7:
        return shaped(rng, rng.choice(("09-9999999", "09-999 9999", "+609-9999 9999", "019-9999999")))
    area, rest = digits(rng, rng.choice((2, 3, 4))), digits(rng, rng.choice((5, 6, 7)))
    return rng.choice(
        (
            f"0{area}/{rest}",
            f"0{area} {rest}",
            f"0{area}-{rest}",
            f"+{code} {area} {rest}",
            f"+{code} (0){area} {rest}",
            f"+{code} ({area}) {rest[:3]} {rest[3:]}",
            f"00{code} {area} {rest}",
            f"({area}) {rest[:2]} {rest[2:4]} {rest[4:]}",
            f"0{area} {rest[:3]} {rest[3:]}-0",
        )
    )


def iban(rng: random.Random, country: str) -> str:
    """An IBAN of ``country`` with right check digits (ISO 13616: 98 minus the number modulo 97), unspaced."""
    country = country if country in _IBAN else "DE"
    lead, count = _IBAN[country]
    account = "".join(rng.choice(_CAPITALS) for _ in lead) + shaped(rng, "9" * count)
    number = int("".join(str(int(c, 36)) for c in account + country + "00"))
    return f"{country}{98 - number % 97:02d}{account}"


def in_fours(text: str) -> str:
    """``text`` in groups of four, as IBANs are printed."""
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))


def bic(rng: random.Random, country: str) -> str:
    return letters(rng, 4) + country + shaped(rng, rng.choice(("99", "AA", "A9"))) + rng.choice(("", "XXX", "XXX"))


def vat_id(rng: random.Random, country: str) -> str:
    """A VAT or tax number in the shape of ``country``; check digits are not right."""
    shapes = {
        "DE": ("DE999999999", "DE999999999", "DE 999999999", "DE 999 999 999"),
        "AT": ("\x00TU99999999", "\x00TU 99999999"),  # not a letter to draw
        "CH": ("CHE-999.999.999 MWST", "CHE-999.999.999", "CHE999999999"),
        "FR": ("FR99999999999", "FR 99 999 999 999", "FR99 999999999"),
        "GB": ("GB999999999", "GB 999 9999 99", "999 9999 99"),
        "US": ("99-9999999", "99-9999999"),
        "NL": ("NL999999999B99", "NL 9999.99.999.B99"),
        "BE": ("BE0999999999", "BE 0999.999.999"),
        "ES": ("A99999999", "B99999999", "ESB99999999", "B-99999999"),
        "IT": ("IT99999999999", "99999999999"),
        "PT": ("PT999999999", "999999999"),
        "MY": ("000999999999", "A99-9999-99999999", "999999-A"),
        "IN": ("99AAAAA9999A9Z9", "99AAAAA9999A9ZA"),
        "IE": ("IE9999999AA", "IE9A99999A"),
        "AU": ("99 999 999 999", "99999999999"),
        "CA": ("999999999RT0001", "999999999 RT 0001"),
        "PL": ("PL9999999999", "999-999-99-99"),
        "DK": ("DK99999999", "99 99 99 99"),
        "SE": ("SE999999999901",),
        "CZ": ("CZ99999999",),
    }[country]
    return shaped(rng, rng.choice(shapes)).replace("\x00", "A")


_SHAPES = (
    "999999", "99999", "9999", "9999999", "99999999", "9999999999", "999", "4000999999", "2024-999", "24-9999",
    "2019/9999", "9999/2023", "99/9999", "A-99999", "AA9999999", "A9999999", "AA-9999-99", "999-999-999", "99.999.99",
    "9999-A", "2022-99-A", "AA99AA99", "A999/99", "2099999", "000999", "00009999", "999A", "20240399-9", "99-999999",
    "AAAA9999", "AA/99-99/9999", "9999 9999", "202409-9999", "1-99999", "AAA.999.99", "#9999",
)  # fmt: skip


def number(rng: random.Random, prefixes: tuple[str, ...] = ()) -> str:
    """An identifier in one of many shapes, at times with one of ``prefixes`` (RE, INV, PO)."""
    body = shaped(rng, rng.choice(_SHAPES)).lstrip("#")
    if prefixes and rng.random() < 0.4:
        return rng.choice(prefixes) + rng.choice(("-", "", "-", "/", "_")) + body
    return body


def day(rng: random.Random, first: int = 1996, last: int = 2027) -> date:
    """A day; the years near the end are drawn more often."""
    year = max(rng.randint(first, last), rng.randint(first, last))
    return date(year, 1, 1) + timedelta(days=rng.randrange(365))


@dataclass(frozen=True, slots=True)
class Dates:
    """How one page prints its dates; ``order`` is how digits alone are to be read."""

    style: str
    language: str
    order: str

    def text(self, when: date) -> str:
        """``when`` as printed; never empty, at times several words."""
        months = words.MONTHS.get(self.language, words.MONTHS["en"])
        month = months[when.month - 1]
        short = month[:3] if self.language != "fr" else month[:4].rstrip("e") if len(month) > 4 else month
        named = {
            "{d}": str(when.day), "{dd}": f"{when.day:02d}", "{m}": str(when.month), "{mm}": f"{when.month:02d}",
            "{yy}": f"{when.year % 100:02d}", "{yyyy}": str(when.year), "{month}": month, "{mon}": short,
            "{MON}": short.upper(),
        }  # fmt: skip
        out = self.style
        for key, value in named.items():
            if key in out:
                out = out.replace(key, value)
        return out


_NUMERIC = {
    "DMY": (
        "{dd}.{mm}.{yyyy}",
        "{dd}/{mm}/{yyyy}",
        "{dd}-{mm}-{yyyy}",
        "{d}/{m}/{yyyy}",
        "{dd}/{mm}/{yy}",
        "{dd}.{mm}.{yy}",
    ),
    "MDY": ("{mm}/{dd}/{yyyy}", "{m}/{d}/{yyyy}", "{mm}/{dd}/{yy}", "{mm}-{dd}-{yyyy}", "{m}/{d}/{yy}"),
    "YMD": ("{yyyy}-{mm}-{dd}", "{yyyy}/{mm}/{dd}", "{yyyy}{mm}{dd}", "{yyyy}-{mm}-{dd}"),
}
_NAMED = {
    "en": ("{d} {month} {yyyy}", "{month} {d}, {yyyy}", "{dd}-{mon}-{yyyy}", "{mon} {d}, {yyyy}", "{dd} {mon} {yyyy}",
           "{d} {mon} {yy}", "{dd}-{MON}-{yy}", "{month} {dd}, {yyyy}", "{dd}-{mon}-{yy}", "{mon} {dd} {yyyy}"),
    "de": ("{d}. {month} {yyyy}", "{dd}. {month} {yyyy}", "{d}. {mon}. {yyyy}", "{d}.{month} {yyyy}"),
    "fr": ("{d} {month} {yyyy}", "{dd} {month} {yyyy}", "{d} {mon} {yyyy}"),
    "es": ("{d} de {month} de {yyyy}", "{d} {month} {yyyy}", "{dd}-{mon}-{yyyy}"),
    "it": ("{d} {month} {yyyy}", "{dd} {mon} {yyyy}"),
    "nl": ("{d} {month} {yyyy}", "{dd} {mon} {yyyy}", "{d}-{m}-{yyyy}"),
    "pt": ("{d} de {month} de {yyyy}", "{dd} {mon} {yyyy}"),
}  # fmt: skip


def dates(rng: random.Random, country: str, language: str | None = None) -> Dates:
    """A date notation used in ``country``."""
    language = language or LANGUAGE_OF[country]
    if rng.random() < 0.27:
        return Dates(rng.choice(_NAMED[language]), language, "DMY")
    order = "MDY" if country == "US" else "DMY"
    if rng.random() < 0.1:
        return Dates(rng.choice(_NUMERIC["YMD"]), language, "YMD")
    styles = _NUMERIC[order]
    if country in ("DE", "AT", "CH") and rng.random() < 0.85:
        return Dates(
            rng.choice(("{dd}.{mm}.{yyyy}", "{dd}.{mm}.{yyyy}", "{d}.{m}.{yyyy}", "{dd}.{mm}.{yy}")), language, order
        )
    return Dates(rng.choice(styles), language, order)


@dataclass(frozen=True, slots=True)
class Money:
    """How one page prints its amounts: marks of thousands and decimals, and where the currency stands."""

    currency: str
    symbol: str
    thousands: str
    decimal: str
    place: str  # before, glued_before, after, glued_after, none

    def plain(self, amount: Decimal, places: int = 2) -> str:
        """The amount without currency."""
        rounded = amount.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        whole, _, part = f"{abs(rounded):,.{places}f}".partition(".")
        text = whole.replace(",", self.thousands) + (self.decimal + part if part else "")
        return ("-" if rounded < 0 else "") + text

    def text(self, amount: Decimal, place: str | None = None, symbol: str | None = None) -> str:
        """The amount as printed; ``place`` other than the page's own for tables without currency."""
        place, symbol, text = place or self.place, symbol or self.symbol, self.plain(amount)
        return {
            "before": f"{symbol} {text}", "glued_before": f"{symbol}{text}", "after": f"{text} {symbol}",
            "glued_after": f"{text}{symbol}", "none": text,
        }[place]  # fmt: skip


def money(rng: random.Random, country: str, currency: str | None = None) -> Money:
    """A notation of amounts used in ``country``."""
    currency = currency or CURRENCY_OF.get(country, "EUR")
    if currency == "EUR" and rng.random() < 0.04:
        currency = rng.choice(("USD", "GBP", "CHF"))
    symbol = rng.choice(SYMBOLS[currency])
    if country == "CH":
        thousands, decimal = rng.choice((("'", "."), ("'", "."), ("’", "."), ("", ".")))
    elif country in ("US", "GB", "MY", "IN", "IE", "AU", "CA"):
        thousands, decimal = rng.choice(((",", "."), (",", "."), (",", "."), ("", ".")))
    elif country in ("FR", "PL", "CZ", "SE"):
        thousands, decimal = rng.choice(((" ", ","), ("", ","), (".", ","), ("", "."), (",", ".")))
    else:
        thousands, decimal = rng.choice(((".", ","), (".", ","), (".", ","), ("", ","), ("", "."), (",", ".")))
    wordy = symbol.isalpha() or symbol.endswith(".")
    if wordy:
        place = rng.choice(
            ("before", "after", "after", "none", "none")
            if currency in ("EUR", "PLN", "CZK")
            else ("before", "before", "glued_before", "none", "none")
        )
    elif symbol in "$£₹" or "$" in symbol:
        place = rng.choice(("glued_before", "glued_before", "glued_before", "before", "none"))
    else:
        place = rng.choice(("after", "after", "after", "glued_before", "before", "glued_after", "none"))
    return Money(currency, symbol, thousands, decimal, place)


def price(rng: random.Random, most: float = 3000) -> Decimal:
    """A price: small ones are drawn more often, round ones often."""
    raw = 10 ** rng.uniform(-0.3, 1.0 + 2.0 * min(1.0, most / 3000))
    kind = rng.random()
    if kind < 0.3:
        return Decimal(max(1, round(raw)))
    if kind < 0.5:
        return (
            Decimal(max(1, round(raw))) - Decimal("0.01") + Decimal(rng.choice(("0", "0", "-0.04")))
            if raw > 2
            else Decimal("0.99")
        )
    return Decimal(str(round(max(raw, 0.1), 2))).quantize(Decimal("0.01"))


def product(rng: random.Random, language: str) -> str:
    """Something sold: a thing, at times what it is like, a size, an invented brand or a code."""
    name = rng.choice(words.THINGS.get(language, words.THINGS["en"]))
    if rng.random() < 0.35:
        name += rng.choice((" ", ", ", " ", " - ")) + rng.choice(words.LIKE.get(language, words.LIKE["en"]))
    if rng.random() < 0.25:
        name += rng.choice((" ", ", ")) + rng.choice(words.SIZES)
    if rng.random() < 0.3:
        name = rng.choice(
            (
                f"{invented(rng)} {name}",
                f"{name} {invented(rng)}",
                f"{name} {shaped(rng, rng.choice(('A99', '999-A', 'AA9', '9999')))}",
            )
        )
    if rng.random() < 0.06:
        name = f"{name} ({rng.choice(words.THINGS.get(language, words.THINGS['en'])).lower()})"
    return name.upper() if rng.random() < 0.06 else name


def sentence(rng: random.Random, language: str) -> str:
    """A sentence of terms or a greeting."""
    return rng.choice(words.PROSE.get(language, words.PROSE["en"]))


def prose(rng: random.Random, language: str, characters: int, width: int) -> list[str]:
    """Running text of about ``characters`` letters, broken at ``width`` letters."""
    text: list[str] = []
    while sum(map(len, text)) < characters:
        text.append(sentence(rng, language))
    return wrapped(" ".join(text), width)


def wrapped(text: str, width: int) -> list[str]:
    """``text`` broken into lines of at most ``width`` letters; a longer word keeps its line."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}" if line else word
    return [*lines, line] if line else lines


@dataclass(frozen=True, slots=True)
class Company:
    """A company with everything that its letterhead may state."""

    country: str
    name: str
    address: Address
    phone: str
    fax: str
    email: str
    website: str
    vat_id: str
    tax_number: str
    register: str
    iban: str
    bic: str
    bank: str
    contact: str

    @property
    def language(self) -> str:
        return LANGUAGE_OF[self.country]


def company(rng: random.Random, country: str, private: bool = False) -> Company:
    """A company in ``country``; with ``private`` a person stands in its place."""
    name = person(rng, country) if private else company_name(rng, country)
    plain = "".join(c for c in name.lower() if c.isascii() and c.isalnum())[: rng.randint(5, 14)] or "firma"
    ending = {"DE": "de", "AT": "at", "CH": "ch", "FR": "fr", "GB": "co.uk", "US": "com", "NL": "nl", "IT": "it"}
    domain = f"{plain}.{rng.choice((ending.get(country, 'com'), 'com', 'example', ending.get(country, 'net')))}"
    at, website = (
        rng.choice(("info", "office", "billing", "sales", "kontakt", "contact", "accounts")),
        rng.choice((f"www.{domain}", f"www.{domain}", f"http://www.{domain}", domain, f"https://{domain}")),
    )
    contact = person(rng, country)
    if private or rng.random() < 0.15:
        at = contact.split()[0].lower()
    place = city(rng, country)
    register = {
        "DE": f"HR{rng.choice('AB')} {digits(rng, 5)}", "AT": f"FN {digits(rng, 6)}{rng.choice('abdfk')}",
        "FR": f"RCS {place} {digits(rng, 9)}", "GB": f"Company No. {digits(rng, 8)}", "NL": f"KvK {digits(rng, 8)}",
        "IT": f"REA {letters(rng, 2)}-{digits(rng, 6)}", "MY": f"({digits(rng, 6)}-{letters(rng, 1)})",
    }.get(country, f"Reg. {digits(rng, 7)}")  # fmt: skip
    tax = {
        "DE": shaped(rng, rng.choice(("99/999/99999", "999/999/99999", "99 999 99999"))),
        "FR": shaped(rng, rng.choice(("999 999 999 00099", "99999999900099"))),
        "IN": shaped(rng, "AAAAA9999A"),
    }.get(country, shaped(rng, rng.choice(("99-9999999", "999999999", "99/999/9999"))))
    bank = {
        "de": ("Sparkasse", "Volksbank", "Raiffeisenbank", "Handelsbank", "Stadtbank"),
        "fr": ("Banque", "Crédit", "Caisse"),
        "en": ("Bank of", "First National Bank", "Trust Bank", "Savings Bank"),
    }.get(LANGUAGE_OF[country], ("Banco", "Banca", "Bank"))
    return Company(
        country, name, address(rng, country), phone(rng, country), phone(rng, country), f"{at}@{domain}", website,
        vat_id(rng, country), tax, register, iban(rng, country), bic(rng, country if country in _IBAN else "DE"),
        f"{rng.choice(bank)} {place}", contact,
    )  # fmt: skip
