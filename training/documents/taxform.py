"""Dense official forms: numbered boxes with a tiny label over the value, lines with amounts at the right, boxes to "
"tick."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from training import fake, vocabulary
from training.blocks import Desk, Entry, grid, ticks
from training.labels import sentence
from training.names import Concept, asked
from training.sheet import LETTER, Asked, Sample, Sheet

WEIGHT = 6.0

_BOXES = """
employee_ssn, ssn, social_security_number, taxpayer_ssn, recipient_tin; Employee's social security number |
  Social security number | Your SSN | RECIPIENT'S TIN ; ssn
employer_ein, ein, employer_identification_number, payer_tin; Employer identification number (EIN) |
  Employer's FED ID number | PAYER'S TIN ; ein
employer_name, employer, payer_name, company; Employer's name, address, and ZIP code | Employer's name |
  PAYER'S name, street address, city ; company
employee_name, name, taxpayer_name, recipient_name, full_name; Employee's name (first, middle initial, last) |
  Name (as shown on your income tax return) | Employee's first name and initial Last name | RECIPIENT'S name |
  Name of individual who is the beneficial owner ; name
business_name, trade_name, dba; Business name/disregarded entity name, if different from above |
  Doing business as | Trade name ; company
address, street_address, home_address, permanent_address;
  Address (number, street, and apt. or suite no.) | Home address (number and street) |
  Permanent residence address (street, apt. or suite no., or rural route) | Street address ; street
city_line, city, town, city_and_state; City, state, and ZIP code |
  City or town, state, and ZIP code | City or town, state or province. Include postal code where appropriate ;
  city
country, citizenship, country_of_citizenship, mailing_country; Country of citizenship | Country |
  Foreign country name ; country
date_of_birth, birth_date, dob; Date of birth (MM-DD-YYYY) (see instructions) | Date of birth |
  Your date of birth ; day
control_number, document_number; Control number | d Control number | Document ID ; code
account_numbers, account_number; List account number(s) here (optional) | Account number (see instructions) |
  Reference number(s) (see instructions) ; code
wages, wages_paid, gross_wages, compensation; Wages, tips, other compensation |
  Wages, salaries, tips, etc. Attach Form(s) | Gross wages ; amount
federal_tax_sum, federal_income_tax, federal_tax_withheld; Federal income tax withheld |
  Fed. income tax withheld ; amount
social_security_wages_sum, social_security_wages; Social security wages | Soc. sec. wages ; amount
social_security_tax_sum, social_security_tax; Social security tax withheld | Soc. sec. tax withheld ; amount
medicare_wages_sum, medicare_wages; Medicare wages and tips | Medicare wages ; amount
medicare_tax_sum, medicare_tax; Medicare tax withheld | Medicare tax ; amount
social_security_tips, tips_amount; Social security tips | Allocated tips ; amount
dependent_care_benefits, dependent_care; Dependent care benefits ; amount
state, state_code; State | 15 State | State code ; state
state_id, employer_state_id, state_number; Employer's state ID number | State/Payer's state no. | State ID ; code
state_wages_sum, state_wages; State wages, tips, etc. | State income ; amount
state_tax_sum, state_income_tax; State income tax | State tax withheld ; amount
local_wages_sum, local_wages; Local wages, tips, etc. ; amount
local_tax_sum, local_tax; Local income tax ; amount
interest_income, interest, taxable_interest; Interest income | Taxable interest |
  Interest not included in box 3 ; amount
dividends, ordinary_dividends; Total ordinary dividends | Ordinary dividends ; amount
rents, rental_income; Rents | Rental income ; amount
royalties; Royalties ; amount
other_income; Other income | Additional income from Schedule 1 ; amount
nonemployee_compensation, fees; Nonemployee compensation ; amount
gross_distribution, distribution; Gross distribution | Gross benefit ; amount
taxable_amount; Taxable amount | Taxable amount not determined ; amount
adjusted_gross_income, agi; Adjusted gross income |
  Subtract line 10 from line 9. This is your adjusted gross income ; amount
standard_deduction, deductions; Standard deduction or itemized deductions | Total deductions ; amount
taxable_income; Taxable income. Subtract line 14 from line 11 | Taxable income ; amount
total_tax, tax; Total tax | Add lines 22 and 23. This is your total tax ; amount
amount_owed, balance_due, amount_you_owe; Amount you owe | Balance due ; amount
refund, refund_amount, overpayment; Amount you want refunded to you | Refund | Overpaid amount ; amount
occupation, your_occupation, job; Your occupation | Occupation | Title ; short
spouse_name, spouse; Spouse's name | If joint return, spouse's first name and initial ; name
phone, phone_number, telephone; Phone no. | Daytime telephone number | Telephone no. ; phone
signature_date, date, date_signed; Date | Date (MM-DD-YYYY) | Date signed ; day
exemption_code, payee_code; Exempt payee code (if any) | Exempt payee code ; digit
reporting_code, reporting_exemption; Exemption from FATCA reporting code (if any) | FATCA code ; letter
tax_year, year, calendar_year; Tax year | For calendar year | For the year ; year
requester, requested_by; Requester's name and address (optional) ; company
foreign_tax_number, foreign_tin, ftin; Foreign tax identifying number (see instructions) |
  Foreign TIN ; code
claim_rate, rate, withholding_rate; Rate of withholding | claim a % rate of withholding on | Rate ; percent
article_paragraph, treaty_article; The beneficial owner is claiming the provisions of Article and paragraph |
  Article ; digit
type_of_income, income_type; Specify type of income | Type of income ; income
license_number, driver_license_number, permit_number; License number | Driver license no. | Permit no. ; code
vehicle_identification_number, vin; Vehicle identification number | VIN ; code
issue_date, date_issued; Date issued | Issue date | Date of issue ; day
expiry_date, expiration_date, valid_until; Expiration date | Expires | Valid until ; day
place_of_birth, birthplace; Place of birth | City and country of birth ; city
passport_number, travel_document_number; Passport number | Travel document no. ; code
gross_weight, weight; Gross weight (kg) | Gross mass ; digit
declared_sum, customs_value; Declared value for customs | Customs value ; amount
number_of_dependents, dependents; Number of dependents | Total number of exemptions ; digit
"""
_TICKS = """
classified_individual, individual, sole_proprietor; Individual/sole proprietor or single-member LLC |
  Individual/sole proprietor
classified_ccorp, c_corporation; C Corporation | C corporation
classified_scorp, s_corporation; S Corporation | S corporation
classified_partnership, partnership; Partnership
classified_trust, trust_estate; Trust/estate | Trust or estate
classified_llc, llc; Limited liability company | LLC
classified_other, other; Other (see instructions) | Other
filing_single, single; Single
filing_joint, married_filing_jointly; Married filing jointly
filing_separate, married_filing_separately; Married filing separately (MFS) | Married filing separately
filing_head, head_of_household; Head of household (HOH) | Head of household
retirement_plan; Retirement plan
statutory_employee; Statutory employee
third_party_sick_pay; Third-party sick pay
void; VOID
corrected; CORRECTED | CORRECTED (if checked)
second_tin_notice; 2nd TIN not.
fatca_filing_requirement, fatca; FATCA filing requirement
yes; Yes
no; No
resident, is_resident; Resident of a treaty country | U.S. resident
final_return; Final return
amended_return, amended; Amended return
foreign_person; Not a U.S. person | Foreign person
"""


@dataclass(frozen=True, slots=True)
class _Box:
    concept: Concept
    kind: str


def _boxes(table: str, kind: str = "") -> tuple[_Box, ...]:
    found = []
    for row in table.strip().replace("\n  ", " ").splitlines():
        names, labels, *rest = (part.strip() for part in row.split(";"))
        known = tuple(name.strip() for name in names.split(","))
        printed = tuple(text.strip() for text in labels.split("|"))
        value = rest[0] if rest else kind
        type_ = {
            "amount": "amount",
            "day": "date",
            "ssn": "id",
            "ein": "id",
            "code": "id",
            "phone": "id",
            "tick": "bool",
        }.get(value, "text")
        concept = Concept(known[0], type_, known, tuple(text.lower() for text in printed), {"en": printed})
        found.append(_Box(concept, value))
    return tuple(found)


BOXES, OPTIONS = _boxes(_BOXES), _boxes(_TICKS, "tick")
_TITLES = (
    "Wage and Tax Statement", "Request for Taxpayer Identification Number and Certification",
    "Miscellaneous Information",
    "Certificate of Foreign Status", "Individual Income Tax Return", "Employer's Quarterly Return",
    "Application for a Permit",
    "Statement of Benefits", "Certificate of Registration", "Declaration of Goods", "Interest Income",
    "Claim for Refund",
)  # fmt: skip
_INCOMES = (
    "Royalties on books and songs",
    "Dividends",
    "Consulting fees",
    "Interest",
    "Software licence fees",
    "Scholarship",
    "Rent",
)


def make(rng: random.Random) -> Sample:
    """One official form on a page, at times the same slip two to four times."""
    sheet = Sheet(rng, LETTER, mono=False)
    size = rng.uniform(5.5, 8)
    desk = Desk(
        rng,
        sheet,
        size,
        rng.uniform(1, 1.6) * size,
        rng.choice((0, 0.1)),
        rng.uniform(1.2, 1.6),
        rng.choice((".", ". ", "", "")),
    )
    paint = rng.choice((_slips, _slips, _lines, _lined_boxes, _lined_boxes))
    entries = paint(desk, rng)
    present = {entry.key for entry in entries}
    known = {box.concept.key: box.concept for box in BOXES + OPTIONS}
    keys = rng.sample(sorted(present), min(len(present), rng.randint(6, 12)))
    keys += rng.sample(sorted(set(known) - present), rng.randint(1, 3))
    asks: list[Asked] = []
    for key in keys:
        ask = asked(known[key], rng, language="en")
        label = next((entry.label for entry in entries if entry.key == key), "")
        asks.append(Asked(key, label, ask.type) if label and rng.random() < 0.15 else ask)
    return Sample("form", [sheet], asks, scanned=rng.random() < 0.4)


def _value(rng: random.Random, kind: str, dates: fake.Dates, whole: bool) -> str:
    amount = fake.price(rng, 3000) * rng.choice((1, 10, 37))
    makers: dict[str, Callable[[], str]] = {
        "ssn": lambda: fake.shaped(
            rng, rng.choice(("999-99-9999", "999-99-9999", "999999999", "XXX-XX-9999", "9 9 9 9 9 9 9 9 9"))
        ),
        "ein": lambda: fake.shaped(rng, rng.choice(("99-9999999", "99-9999999", "999999999"))),
        "company": lambda: fake.company_name(rng, "US"),
        "name": lambda: fake.person(rng, "US").upper() if rng.random() < 0.3 else fake.person(rng, "US"),
        "street": lambda: fake.address(rng, "US").street[0],
        "city": lambda: fake.address(rng, "US").town,
        "country": lambda: rng.choice(vocabulary.COUNTRY_NAMES[rng.choice(tuple(vocabulary.COUNTRY_NAMES))]),
        "day": lambda: dates.text(fake.day(rng, 1950)),
        "code": lambda: fake.number(rng),
        "amount": lambda: (
            f"{amount:,.0f}" if whole else rng.choice((f"{amount:.2f}", f"{amount:,.2f}", f"${amount:,.2f}"))
        ),
        "state": lambda: rng.choice(vocabulary.STATES),
        "short": lambda: rng.choice(("Engineer", "Clerk", "Nurse", "Teacher", "Owner", "Driver", "Consultant")),
        "phone": lambda: fake.phone(rng, "US"),
        "digit": lambda: str(rng.randint(1, 40)),
        "letter": lambda: rng.choice("ABCDEFGHIJ"),
        "year": lambda: str(rng.randint(1998, 2026)),
        "percent": lambda: f"{rng.choice((0, 5, 10, 15, 30))}{rng.choice(('', '%', ' %'))}",
        "income": lambda: rng.choice(_INCOMES),
    }
    return makers[kind]()


def _entries(rng: random.Random, count: int, numbered: bool, whole: bool = False) -> list[Entry]:
    dates = fake.dates(rng, "US")
    blank = rng.choice((0.05, 0.2, 0.45))
    entries = []
    for n, box in enumerate(rng.sample(BOXES, count), 1):
        label = box.concept.label(rng, "en")
        if numbered:
            label = f"{rng.choice((str(n), str(n) + rng.choice('abc'), chr(97 + (n - 1) % 26)))} {label}"
        lines = [] if rng.random() < blank else [_value(rng, box.kind, dates, whole)]
        if lines and box.kind == "company" and rng.random() < 0.4:
            lines[0] = lines[0][:40]
        entries.append(Entry(box.concept.key, label, lines, box.concept.type))
    return entries


def _options(rng: random.Random, count: int) -> list[Entry]:
    chosen = rng.sample(OPTIONS, min(count, len(OPTIONS)))
    return [
        Entry(box.concept.key, box.concept.label(rng, "en"), ["X"] if rng.random() < 0.3 else [], "bool")
        for box in chosen
    ]


def _title(desk: Desk, rng: random.Random, x0: float, x1: float, y: float) -> float:
    put = desk.sheet.put
    form = rng.choice(("Form ", "FORM ", "")) + fake.shaped(
        rng, rng.choice(("W-9", "1099-AAA", "9999", "A-9", "9999-A"))
    )
    put(x0, y, form, desk.size * rng.choice((1, 1.6, 2)))
    put((x0 + x1) / 2, y, rng.choice(_TITLES), desk.size * rng.choice((1.2, 1.6)), "centre")
    put(
        x1,
        y,
        rng.choice(
            (
                "OMB No. " + fake.shaped(rng, "9999-9999"),
                str(rng.randint(2001, 2026)),
                f"(Rev. October {rng.randint(2005, 2025)})",
            )
        ),
        desk.size,
        "right",
    )
    y += 2.4 * desk.size
    if rng.random() < 0.4:
        put(
            x0,
            y,
            rng.choice(("Department of Revenue", "Ministry of Finance", "Revenue Service", "State Tax Board")),
            desk.size,
        )
        y += 1.5 * desk.size
    return y


def _small_print(desk: Desk, rng: random.Random, x0: float, x1: float, y: float, count: int) -> float:
    text = " ".join(sentence(rng, "en") if rng.random() < 0.6 else fake.sentence(rng, "en") for _ in range(count))
    for line in desk.fits(text, x1 - x0):
        desk.sheet.put(x0, y, line, desk.size)
        y += 1.2 * desk.size
    return y + 0.5 * desk.size


def _slips(desk: Desk, rng: random.Random) -> list[Entry]:
    """A slip of numbered boxes, printed one to four times on the page with the same values."""
    entries, options = _entries(rng, rng.randint(10, 22), True), _options(rng, rng.randint(0, 4))
    copies = rng.choice((1, 1, 2, 2, 3, 4))
    wide, tall = desk.sheet.size
    across = 2 if copies == 4 or (copies == 2 and rng.random() < 0.4) else 1
    if across == 2:
        desk.size *= 0.75
        desk.written *= 0.75
    y, bottom = 24.0, 24.0
    for copy in range(copies):
        x0 = 24 + (copy % across) * (wide - 40) / across
        x1 = x0 + (wide - 60) / across
        top = _title(desk, rng, x0, x1, y)
        state = rng.getstate()  # every copy has the same cells
        seeded = random.Random(len(entries) * 1000 + copies)
        desk.rng = seeded
        top = grid(desk, x0, x1, top, entries)
        if options:
            top = ticks(desk, x0, x1, top, options)
        desk.rng = rng
        rng.setstate(state)
        top = desk.sheet.put(
            x0, top + 4, f"Copy {'ABCD'[copy]} {rng.choice(('To Be Filed', 'For Records', 'For State'))}", desk.size
        ).bottom
        bottom = max(bottom, top)
        if copy % across == across - 1:
            y = bottom + 14
    desk.sheet.size = (wide, max(tall, bottom + 20))
    return entries + options


def _lines(desk: Desk, rng: random.Random) -> list[Entry]:
    """A return: who files it, then numbered lines with a leader, the number again and the amount at the right."""
    wide, tall = desk.sheet.size
    x0, x1 = 36.0, wide - 36
    entries = _entries(rng, rng.randint(22, 36), False, rng.random() < 0.5)
    people = [entry for entry in entries if entry.type != "amount"]
    sums = [entry for entry in entries if entry.type == "amount"]
    y = _title(desk, rng, x0, x1, 28)
    y = grid(desk, x0, x1, y, people)
    options = _options(rng, rng.randint(2, 6))
    y = ticks(desk, x0, x1, y, options) + desk.size
    inner = x1 - rng.choice((0, 90))
    for n, entry in enumerate(sums, 1):
        end, base = desk.label(x0 + 14, y, entry.label, 0.6 * (x1 - x0))
        desk.sheet.put(x0, y, str(n), desk.size)
        desk.fill(end + 4, inner - 70, base)
        desk.sheet.put(inner - 66, base, str(n), desk.size)
        desk.value(inner, base, entry, 60, "right")
        y = base + desk.size * desk.leading * 1.2
    y = _small_print(desk, rng, x0, x1, y, rng.randint(1, 4))
    desk.sheet.size = (wide, max(tall, y + 20))
    return entries + options


def _lined_boxes(desk: Desk, rng: random.Random) -> list[Entry]:
    """Numbered lines of full width, options in between, and much small print."""
    wide, tall = desk.sheet.size
    x0, x1 = 40.0, wide - 40
    y = _title(desk, rng, x0, x1, 30)
    if rng.random() < 0.5:
        y = _small_print(desk, rng, x0, x1, y, rng.randint(1, 4))
    entries = _entries(rng, rng.randint(8, 18), rng.random() < 0.8)
    options = _options(rng, rng.randint(3, 8))
    half = len(entries) // 2
    y = grid(desk, x0, x1, y, entries[:half])
    y = ticks(desk, x0, x1, y, options)
    y = grid(desk, x0, x1, y, entries[half:])
    y = _small_print(desk, rng, x0, x1, y, rng.randint(3, 14))
    desk.sheet.size = (wide, max(tall, y + 20))
    return entries + options
