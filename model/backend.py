"""The contract between Recto and any model: a Question is answered by an Answer. No torch here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

if TYPE_CHECKING:
    from PIL.Image import Image

FieldType = Literal["text", "id", "date", "amount", "number", "currency", "bool", "table"]
Ability = Literal["fields", "chat", "reasoning", "tools"]
Channel = Literal["thought", "text"]
Stop = Literal["", "tokens", "time", "repetition", "cancelled", "length"]


class WordSeen(NamedTuple):
    """A word as the model sees it: its text, its box in fractions of the page, the OCR's confidence."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PageSeen:
    """One page as the model sees it; ``words`` in reading order.

    ``image`` may be brought at each look, since the pages of a long document do not fit into memory together: take one
    page after the other, and keep what is made of the image, not the image.
    """

    number: int
    words: tuple[WordSeen, ...]
    picture: Image | Callable[[], Image | None] | None = None

    @property
    def image(self) -> Image | None:
        """The page as it was read, RGB and upright; None when there is none."""
        return self.picture() if callable(self.picture) else self.picture


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that is asked for. A ``table`` has ``columns`` and is answered by rows ``name.0.column``."""

    name: str
    type: FieldType = "text"
    description: str = ""
    columns: tuple[Field, ...] = ()
    many: bool = False  # several values may stand on the document; answered as name.0, name.1, ...


@dataclass(frozen=True, slots=True)
class Tool:
    """Something that a chatting model may call; ``parameters`` is the JSON schema of an object."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call that the model asks for; whoever asked the question makes it, or not."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the pages. With no fields, only the kind of document is asked for (one of ``kinds``).

    ``required`` names the fields that such a document surely has: there a doubtful value is worth more than none.

    ``said`` is handed what a chatting model writes, piece by piece; ``cancelled`` is asked between its tokens.
    """

    pages: tuple[PageSeen, ...]
    fields: tuple[Field, ...] = ()
    required: frozenset[str] = frozenset()
    kinds: tuple[str, ...] = ()
    mode: Literal["verbatim", "matched"] = "verbatim"
    reasoning: Literal["off", "high"] = "off"
    text: str = ""  # free text, for models that chat
    max_tokens: int = 4096
    max_seconds: float = 120.0
    tools: tuple[Tool, ...] = ()
    said: Callable[[Channel, str], None] | None = None
    cancelled: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One value: the text as printed, where (page number, index of the word), and how sure (0 to 1, calibrated)."""

    text: str
    words: tuple[tuple[int, int], ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """Values by path; what is absent is null. ``kind`` is one of the kinds asked for, or empty when unknown.

    ``stopped`` says why the model had to be stopped before its end; what it had written by then is in the answer.
    ``cost`` is in the currency of the price that was set.
    """

    values: Mapping[str, Found] = field(default_factory=dict)
    kind: str = ""
    kind_confidence: float = 0.0
    reasoning: str = ""
    text: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)
    calls: tuple[ToolCall, ...] = ()
    stopped: Stop = ""
    cost: float = 0.0


class Backend(Protocol):
    """A model that answers questions about pages. One file in ``model/backends/`` each, made by its ``load``."""

    name: str  # for the record: which weights, which version
    abilities: frozenset[Ability]

    def answer(self, question: Question) -> Answer:
        """Answer ``question``; raises ``BackendError`` with one plain sentence when it cannot."""
        ...


class BackendError(Exception):
    """The model cannot be loaded or cannot answer; the text says why and what to do, in one sentence."""
