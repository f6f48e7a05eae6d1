"""The words of Recto: what a document, a page, a value and its proof are. Frozen, and free of torch, SQL and web."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PIL.Image import Image

Value = str | Decimal | date | bool
"""A typed value: text and identifiers are ``str``, amounts and numbers ``Decimal``, boxes ``bool``."""

Source = Literal["text layer", "ocr", "none"]
State = Literal["read", "cut", "failed", "skipped"]
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in fractions of the page (0 to 1), origin at the top left."""

    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def around(cls, boxes: list[Box]) -> Box:
        """The smallest box that holds all of ``boxes`` (at least one)."""
        return cls(
            min(b.x0 for b in boxes), min(b.y0 for b in boxes), max(b.x1 for b in boxes), max(b.y1 for b in boxes)
        )


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word; ``confidence`` is the OCR's own (1.0 from a text layer)."""

    text: str
    box: Box
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page, upright. ``number`` counts from 1; ``words`` stand in reading order."""

    number: int
    image: Image | None
    words: tuple[Word, ...] = ()
    source: Source = "none"
    note: str = ""  # what bringing it in cost: "drawn at 10 dots per inch", "turned by 90 degrees"
    later: Callable[[], Image | None] | None = None  # brings the image of a page that does not hold it
    hidden: bool = False  # ``words`` lie invisibly over a picture: they hold only where it says the same


@dataclass(frozen=True, slots=True)
class Coverage:
    """What became of one page: the ledger that proves that nothing was dropped silently."""

    page: int
    state: State
    width: int = 0  # pixels
    height: int = 0  # pixels
    source: Source = "none"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it came in. ``id`` is the SHA-256 of its bytes in hexadecimal."""

    id: str
    name: str
    media_type: str
    pages: tuple[Page, ...] = ()
    coverage: tuple[Coverage, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a value stands: the proof that is shown to the person."""

    page: int
    box: Box
    text: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost. ``seconds`` is keyed by stage (render, words, prepare, model, check ...).

    ``stopped`` says why the model was stopped before its end (``tokens``, ``time``, ``repetition`` ...).
    """

    tokens_in: int = 0
    tokens_out: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the model found, keyed by path (``total``, ``line_items.0.amount``).

    ``raw`` holds the text as printed, ``values`` the typed value of the same path; a path that is absent from both is
    null. ``confidence`` is the calibrated probability that the value is right. A path with no ``evidence`` could not
    be located on any page.
    """

    doctype: str
    values: Mapping[str, Value] = field(default_factory=dict)
    raw: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    confidence: Mapping[str, float] = field(default_factory=dict)
    reasoning: str = ""
    usage: Usage = Usage()


@dataclass(frozen=True, slots=True)
class Issue:
    """A doubt about the value at ``path`` (empty: about the document), in one plain sentence."""

    path: str
    message: str
    severity: Severity = "warning"


@dataclass(frozen=True, slots=True)
class Record:
    """The result of one run over one document."""

    extraction: Extraction
    issues: tuple[Issue, ...]
    made_at: datetime
    made_by: str  # model name and version
    coverage: tuple[Coverage, ...] = ()
    schema_version: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person set. ``before`` and ``after`` are values as text; None means null.

    ``undone``: it takes back what was set before. ``before`` equal to ``after``: it confirms what was read.
    """

    path: str
    before: str | None
    after: str | None
    who: str
    when: datetime
    undone: bool = False


class Unreadable(Exception):
    """A file we cannot open or will not read. Its text is one sentence for the person who sent it."""


class Locked(Unreadable):
    """The file needs a password."""
