"""What looks like an invoice and is none: quotations, delivery notes, credit notes, reminders, utility bills, "
"statements."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from training import fake, layout
from training.documents.invoice import Facts, Pages, facts, mark_currency
from training.documents.order import questions
from training.layout import Column, Pair
from training.names import COLUMNS, INVOICE, STATEMENT, Concept
from training.sheet import Sample, Sheet

WEIGHT = 6
CENT = Decimal("0.01")
TITLES = {
    "quotation": {
        "en": "Quotation|Quote|Offer|Estimate",
        "de": "Angebot|Kostenvoranschlag",
        "fr": "Devis",
        "es": "Presupuesto|Oferta",
        "it": "Preventivo|Offerta",
        "nl": "Offerte",
        "pt": "Orçamento",
    },
    "delivery": {
        "en": "Delivery Note|Packing Slip|Dispatch Note",
        "de": "Lieferschein",
        "fr": "Bon de livraison",
        "es": "Albarán",
        "it": "Documento di trasporto|DDT",
        "nl": "Pakbon",
        "pt": "Guia de remessa",
    },
    "reminder": {
        "en": "Reminder|Payment Reminder|Overdue Notice|Statement of Account|Final Demand",
        "de": "Mahnung|Zahlungserinnerung|1. Mahnung|Letzte Mahnung",
        "fr": "Relance|Rappel de paiement|Mise en demeure",
        "es": "Recordatorio de pago",
        "it": "Sollecito di pagamento",
        "nl": "Aanmaning|Betalingsherinnering",
        "pt": "Aviso de pagamento",
    },
    "utility": {
        "en": "Your Bill|Electricity Bill|Water Bill|Monthly Statement|Your energy bill",
        "de": "Jahresabrechnung|Stromrechnung|Ihre Verbrauchsabrechnung|Telefonrechnung",
        "fr": "Votre facture|Facture d'électricité",
        "es": "Factura de luz",
        "it": "Bolletta",
        "nl": "Energienota",
        "pt": "Fatura de eletricidade",
    },
    "bank": {
        "en": "Account Statement|Bank Statement|Statement|Credit Card Statement",
        "de": "Kontoauszug|Kreditkartenabrechnung",
        "fr": "Relevé de compte|Relevé bancaire",
        "es": "Extracto de cuenta",
        "it": "Estratto conto",
        "nl": "Rekeningafschrift",
        "pt": "Extrato de conta",
    },
}


class Letter(Pages):
    """The pages of one of these documents: the head of an invoice with other numbers and dates."""

    def __init__(self, f: Facts, kind: str, entries: list[tuple[str, float]]) -> None:
        self.kind, self.entries = kind, entries
        super().__init__(f)
        self.running = []

    def name(self, key: str) -> str:
        """A printed label of ``key``."""
        return (STATEMENT.get(key) or INVOICE[key]).label(self.rng, "en" if self.f.english else self.f.language)

    def _title_template(self) -> str:
        title = self.rng.choice(TITLES[self.kind].get(self.f.language, TITLES[self.kind]["en"]).split("|"))
        first, second = self.entries[0][0], self.entries[1][0]
        shape = self.rng.random()
        if shape < 0.35:
            self.said.add(first)
            return title + self.rng.choice((" {%s}", " Nr. {%s}", " # {%s}", " {%s}")) % first
        if shape < 0.45:
            self.said |= {first, second}
            return f"{title} {{{first}}} - {{{second}}}"
        return title

    def _meta_pairs(self) -> list[Pair]:
        keys = [k for k, chance in self.entries if self.rng.random() < chance and k not in self.said]
        if self.rng.random() < 0.4:
            self.rng.shuffle(keys)
        return [(self.name(k), k, self.f.text[k]) for k in keys]

    def sums(self, rows: list[Pair]) -> None:
        """Amounts one under the other, wherever this page likes them."""
        flow, size = self.flow, self.style.size
        flow.room(size * 1.6 * (len(rows) + 1))
        x, w = self.rng.choice(
            ((flow.left, flow.width), (flow.left + flow.width * 0.5, flow.width * 0.5), (flow.left, flow.width * 0.6))
        )
        style = self.rng.choice(("column", "spread", "spread", "inline", "rightlabels", "grid", "rightboth"))
        flow.y = layout.pairs(flow.sheet, x, flow.y, w, rows, style, size, self.style.marks, self.rng, 1.5) + 10

    def lines(self, columns: list[Column], rows: list[dict[str, str]], table: str | None) -> None:
        """A table of ``rows``; its headers are repeated on further pages."""
        flow, size = self.flow, self.style.size
        layout.place(columns, rows, flow.left, flow.width, size, "description", self.rng, flow.mono)
        flow.room(50)
        flow.y = layout.heads(flow.sheet, flow.y, columns, size) + 4
        spread = self.rng.choice((1, 3, 6))
        for row in rows:
            if not flow.room(size * 2.6):
                flow.y = layout.heads(flow.sheet, flow.y, columns, size) + 4
            flow.y = layout.cells(flow.sheet, flow.y, columns, row, size, table) + spread
        flow.y += 8


def _begun(
    rng: random.Random, kind: str, entries: list[tuple[str, float]], more: dict[str, str] | None = None
) -> Letter:
    f = facts(rng)
    when = f.due - timedelta(days=f.days)
    show = f.dates.text
    for key, concept in STATEMENT.items():
        f.text.setdefault(key, fake.number(rng) if concept.type == "id" else show(when))
    f.text["quotation_number"] = fake.number(rng, ("AN", "Q", "QU", "OF", "D"))
    f.text["valid_until"] = show(f.due)
    first = when - timedelta(days=rng.choice((29, 30, 31, 90, 364)))
    f.text |= {"period_from": show(first), "period_to": show(when), "account_holder": f.buyer.name} | (more or {})
    letter = Letter(f, kind, entries)
    letter.head()
    return letter


def quotation(rng: random.Random) -> tuple[Letter, list[str]]:
    """An offer with prices, valid for some time."""
    letter = _begun(
        rng,
        "quotation",
        [
            ("quotation_number", 0.97),
            ("quotation_date", 0.95),
            ("valid_until", 0.6),
            ("customer_number", 0.4),
            ("contact_person", 0.4),
            ("project", 0.3),
            ("delivery_date", 0.15),
        ],
    )
    letter.table()
    letter.totals()
    return letter, [
        "quotation_number",
        "quotation_date",
        "valid_until",
        "vendor_name",
        "buyer_name",
        "total",
        "subtotal",
        "tax",
        "contact_person",
        "customer_number",
        "invoice_number",
        "due_date",
    ]


def delivery(rng: random.Random) -> tuple[Letter, list[str]]:
    """What was delivered, without prices."""
    letter = _begun(
        rng,
        "delivery",
        [
            ("delivery_note_number", 0.97),
            ("delivery_date", 0.95),
            ("order_number", 0.7),
            ("order_date", 0.4),
            ("customer_number", 0.5),
            ("contact_person", 0.2),
        ],
    )
    f = letter.f
    language = f.language
    keys = [
        k
        for k in ("position", "article_number", "description", "quantity", "unit")
        if k in ("description", "quantity") or rng.random() < 0.6
    ]
    columns = [Column(k, COLUMNS[k].label(rng, language), "right" if k == "quantity" else "left") for k in keys]
    rows = []
    for n, line in enumerate(f.lines, 1):
        cells = line.cells | {"position": str(n), "article_number": fake.number(rng), "description": line.description}
        rows.append({k: cells[k] for k in keys})
    letter.lines(columns, rows, "line_items")
    return letter, [
        "delivery_note_number",
        "delivery_date",
        "order_number",
        "order_date",
        "vendor_name",
        "buyer_name",
        "total",
        "invoice_number",
        "customer_number",
        "currency",
    ]


def reminder(rng: random.Random) -> tuple[Letter, list[str]]:
    """A letter that lists what is overdue, with a fee and a new date."""
    letter = _begun(
        rng,
        "reminder",
        [("reminder_date", 0.95), ("customer_number", 0.6), ("dunning_level", 0.2), ("contact_person", 0.3)],
        {"dunning_level": str(rng.randint(1, 3))},
    )
    f, show = letter.f, letter.f.dates.text
    when = f.due - timedelta(days=f.days)
    open_items = [
        (fake.number(rng, ("RE", "INV")), when - timedelta(days=rng.randint(30, 150)), fake.price(rng))
        for _ in range(rng.choice((1, 1, 2, 3, 6)))
    ]
    fee = Decimal(rng.choice(("5.00", "2.50", "10.00", "40.00", "0.00")))
    total = sum((amount for _, _, amount in open_items), Decimal(0))
    f.text |= {
        "dunning_fee": f.money.text(fee),
        "subtotal": f.money.text(total),
        "amount_due": f.money.text(total + fee),
    }
    letter.intro()
    columns = [
        Column("description", letter.name("invoice_number")),
        Column("date", letter.name("invoice_date")),
        Column("due", letter.name("due_date")),
        Column("amount", letter.name("total"), "right"),
    ]
    rows = [
        {
            "description": number,
            "date": show(day),
            "due": show(day + timedelta(days=14)),
            "amount": f.money.plain(amount),
        }
        for number, day, amount in open_items
    ]
    letter.lines(columns, rows, None)
    for sheet in letter.flow.sheets:  # what the introduction says of one invoice is of none of these
        for key in ("invoice_number", "invoice_date", "due_date", "subtotal", "total", "tax"):
            sheet.answers.pop(key, None)
    sums: list[Pair] = [(letter.name("subtotal"), None, f.text["subtotal"])] if rng.random() < 0.5 else []
    if fee:
        sums.append((letter.name("dunning_fee"), "dunning_fee", f.text["dunning_fee"]))
    letter.sums([*sums, (letter.name("amount_due"), "amount_due", f.text["amount_due"])])
    if rng.random() < 0.7:
        text = f.text | {"total": f.text["amount_due"]}
        flow = letter.flow
        flow.y = layout.sentence(
            flow.sheet,
            flow.left,
            flow.y,
            f.say("pay_by").replace("{invoice_number}", ""),
            text,
            letter.style.size,
            flow.width,
        )
        for words in flow.sheet.answers.pop("total", []):
            flow.sheet.mark("amount_due", words)
        flow.y += 6
    return letter, [
        "reminder_date",
        "dunning_level",
        "dunning_fee",
        "amount_due",
        "due_date",
        "vendor_name",
        "buyer_name",
        "customer_number",
        "contact_person",
        "iban",
        "tax",
    ]


def utility(rng: random.Random) -> tuple[Letter, list[str]]:
    """A bill for energy, water or a line: what was carried over, what was used, what is due."""
    used = Decimal(rng.randint(80, 9000))
    letter = _begun(
        rng,
        "utility",
        [
            ("statement_number", 0.7),
            ("statement_date", 0.9),
            ("customer_number", 0.85),
            ("meter_number", 0.6),
            ("due_date", 0.6),
            ("account_holder", 0.1),
        ],
        {"meter_number": fake.number(rng), "consumption": str(used)},
    )
    f, money = letter.f, letter.f.money
    flow, size = letter.flow, letter.style.size
    period = rng.choice(("{period_from} - {period_to}", "{period_from} – {period_to}", "{period_from} to {period_to}"))
    layout_y = layout.sentence(
        flow.sheet,
        flow.left,
        flow.y,
        f"{letter.style.marks.label(f.label('service_period'))} {period}",
        f.text,
        size,
        flow.width,
    )
    flow.y = layout_y + 8
    before = Decimal(rng.randint(-5000, 30000)) / 100 if rng.random() < 0.7 else Decimal(0)
    paid = before if rng.random() < 0.6 else Decimal(0)
    parts = [(fake.product(rng, f.language), fake.price(rng, 300)) for _ in range(rng.randint(2, 6))]
    net = sum((amount for _, amount in parts), Decimal(0))
    tax = (net * max(f.rates) / 100).quantize(CENT, ROUND_HALF_UP)
    values = {
        "opening_balance": before,
        "paid": paid,
        "new_charges": net + tax,
        "tax": tax,
        "amount_due": before - paid + net + tax,
    }
    f.text |= {k: money.text(v) for k, v in values.items()}
    rows: list[Pair] = [
        (letter.name("opening_balance"), "opening_balance", f.text["opening_balance"]),
        (letter.name("paid"), "paid", f.text["paid"]),
    ]
    rows += [
        (letter.name("new_charges"), "new_charges", f.text["new_charges"]),
        (letter.name("amount_due"), "amount_due", f.text["amount_due"]),
    ]
    if rng.random() < 0.3:
        rows = rows[2:]
    if rng.random() < 0.5:
        letter.sums(rows)
        rows = rows[-1:] if rng.random() < 0.5 else []
    meter = [
        Column("description", letter.name("meter_number")),
        Column("old", rng.choice(("Previous", "Alt", "01.01.")), "right"),
        Column("new", rng.choice(("Current", "Neu", "Ist")), "right"),
        Column("used", letter.name("consumption"), "right"),
    ]
    start = Decimal(rng.randint(1000, 90000))
    if rng.random() < 0.7:
        top = len(flow.sheet.words)
        letter.lines(
            meter,
            [
                {
                    "description": f.text["meter_number"],
                    "old": str(start),
                    "new": str(start + used),
                    "used": f"{used} kWh",
                }
            ],
            None,
        )
        sheet = flow.sheet
        for i in range(top, len(sheet.words)):
            if sheet.words[i].text == str(used):
                sheet.mark("consumption", [i])
        first = next(
            (i for i in range(top, len(sheet.words)) if sheet.words[i].text == f.text["meter_number"].split()[0]), None
        )
        if first is not None:
            sheet.mark("meter_number", list(range(first, first + len(f.text["meter_number"].split()))))
    letter.lines(
        [Column("description", ""), Column("amount", letter.name("new_charges"), "right")],
        [{"description": name, "amount": money.plain(amount)} for name, amount in parts],
        None,
    )
    letter.sums([(letter.name("tax"), "tax", f.text["tax"]), *rows])
    return letter, [
        "statement_date",
        "statement_number",
        "customer_number",
        "meter_number",
        "consumption",
        "period_from",
        "period_to",
        "opening_balance",
        "new_charges",
        "amount_due",
        "due_date",
        "vendor_name",
        "buyer_name",
        "iban",
        "tax",
        "invoice_number",
    ]


def bank(rng: random.Random) -> tuple[Letter, list[str]]:
    """A statement of an account: balances at both ends, and what moved between."""
    letter = _begun(
        rng,
        "bank",
        [
            ("statement_number", 0.7),
            ("statement_date", 0.8),
            ("iban", 0.6),
            ("bank_account", 0.3),
            ("account_holder", 0.5),
            ("customer_number", 0.3),
            ("bic", 0.3),
        ],
    )
    f, money, flow = letter.f, letter.f.money, letter.flow
    if rng.random() < 0.75:
        period = rng.choice(
            ("{period_from} - {period_to}", "{period_from} to {period_to}", "{period_from} – {period_to}")
        )
        flow.y = (
            layout.sentence(
                flow.sheet,
                flow.left,
                flow.y,
                f"{f.label('service_period')} {period}",
                f.text,
                letter.style.size,
                flow.width,
            )
            + 8
        )
    balance = Decimal(rng.randint(-50000, 900000)) / 100
    f.text["opening_balance"] = money.text(balance)
    when: date = f.due - timedelta(days=f.days + 30)
    rows = []
    for _ in range(rng.randint(3, 28)):
        amount = fake.price(rng) * rng.choice((1, -1, -1))
        balance += amount
        when += timedelta(days=rng.randrange(3))
        what = rng.choice(
            (
                fake.company_name(rng, f.vendor.country),
                fake.product(rng, f.language),
                fake.person(rng, f.vendor.country),
            )
        )
        rows.append(
            {
                "line_date": f.dates.text(when),
                "description": what,
                "amount": money.plain(amount),
                "balance": money.plain(balance),
            }
        )
    f.text["closing_balance"] = money.text(balance)
    f.text["minimum_payment"] = money.text(abs(balance) / 10)
    keys = ["line_date", "description", "amount"] + (["balance"] if rng.random() < 0.5 else [])
    columns = [
        Column(
            k,
            rng.choice(
                {
                    "line_date": ("Date", "Datum", "Valuta"),
                    "description": ("Description", "Text", "Details"),
                    "amount": ("Amount", "Betrag", "Montant"),
                    "balance": ("Balance", "Saldo", "Solde"),
                }[k]
            ),
            "right" if k in ("amount", "balance") else "left",
        )
        for k in keys
    ]
    opening: Pair = (letter.name("opening_balance"), "opening_balance", f.text["opening_balance"])
    closing: Pair = (letter.name("closing_balance"), "closing_balance", f.text["closing_balance"])
    least: list[Pair] = (
        [(letter.name("minimum_payment"), "minimum_payment", f.text["minimum_payment"])] if rng.random() < 0.15 else []
    )
    ahead = rng.random() < 0.5
    letter.sums([opening, closing, *least] if ahead else [opening])
    letter.lines(columns, [{k: row[k] for k in keys} for row in rows], "line_items")
    if not ahead or rng.random() < 0.3:
        letter.sums([closing])
    return letter, [
        "statement_number",
        "statement_date",
        "account_holder",
        "period_from",
        "period_to",
        "opening_balance",
        "closing_balance",
        "minimum_payment",
        "iban",
        "bic",
        "vendor_name",
        "currency",
        "customer_number",
        "bank_account",
    ]


def make(rng: random.Random) -> Sample:
    """One of these documents with what is asked of it."""
    kind = rng.choice((quotation, delivery, reminder, utility, bank))
    letter, keys = kind(rng)
    letter.footers()
    sheets: list[Sheet] = letter.flow.sheets
    for sheet in sheets:
        mark_currency(sheet, letter.f.money)
        for words in sheet.answers.get("buyer_name", []):
            sheet.mark("account_holder", words)
    concepts: dict[str, Concept] = {k: STATEMENT.get(k) or INVOICE[k] for k in keys}
    return Sample(
        "other" if kind is bank else "invoice",
        sheets,
        questions(rng, concepts, sheets, tuple(keys[:3])),
        scanned=rng.random() < 0.3,
    )
