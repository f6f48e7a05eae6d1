"""What contracts state."""

from __future__ import annotations

from training.names.concept import Concept

PARTY = Concept(
    "party",
    "text",
    ("party", "parties", "contracting_party", "party_name", "signatory"),
    (
        "who signs the agreement",
        "a party to the contract",
        "company or person bound by it",
        "Vertragspartei",
        "les parties",
    ),
)
FIRST_PARTY = Concept(
    "first_party",
    "text",
    ("first_party", "disclosing_party", "company", "party_a", "employer", "sender"),
    ("the party named first", "the company", "first party to the agreement", "erste Partei"),
)
SECOND_PARTY = Concept(
    "second_party",
    "text",
    ("second_party", "receiving_party", "recipient", "party_b", "counterparty", "employee"),
    ("the party named second", "the other side", "second party to the agreement", "zweite Partei"),
)
EFFECTIVE_DATE = Concept(
    "effective_date",
    "date",
    ("effective_date", "agreement_date", "contract_date", "date", "start_date", "date_of_agreement"),
    (
        "when the agreement takes effect",
        "date of the contract",
        "made as of",
        "signed on",
        "in Kraft ab",
        "date d'effet",
    ),
)
JURISDICTION = Concept(
    "jurisdiction",
    "text",
    ("jurisdiction", "governing_law", "applicable_law", "state", "law"),
    (
        "state or country whose law applies",
        "governed by the laws of",
        "Gerichtsstand",
        "anwendbares Recht",
        "droit applicable",
    ),
)
TERM = Concept(
    "term",
    "text",
    ("term", "duration", "contract_term", "period", "term_of_agreement"),
    ("how long the agreement lasts", "period of confidentiality", "years or months", "Laufzeit", "durée"),
)
CONTRACT = (PARTY, FIRST_PARTY, SECOND_PARTY, EFFECTIVE_DATE, JURISDICTION, TERM)
