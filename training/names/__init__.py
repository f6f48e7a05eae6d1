"""Concepts: what users call the fields of documents, how they describe them, and how pages print them."""

from training.names.concept import Concept, asked
from training.names.invoice import COLUMNS, INVOICE
from training.names.order import ORDER
from training.names.statement import STATEMENT

__all__ = ["COLUMNS", "INVOICE", "ORDER", "STATEMENT", "Concept", "asked"]
