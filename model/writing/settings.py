"""The settings that all models which write have in common; they arrive as texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from model.backend import BackendError, Question


class Limits:
    """What is set for every question: ``reasoning``, and at most so many ``tokens`` and ``seconds`` for the answer."""

    def __init__(self, settings: Mapping[str, str]) -> None:
        """Raises ``BackendError`` for a setting that cannot be used."""
        self.reasoning = reasoning(settings)
        self.tokens, self.seconds = whole("tokens", settings, 4096), whole("seconds", settings, 600)

    def __call__(self, question: Question) -> Question:
        """``question`` within these limits."""
        return replace(
            question,
            reasoning="high" if self.reasoning == "high" else question.reasoning,
            max_tokens=min(self.tokens, question.max_tokens),
            max_seconds=min(self.seconds, question.max_seconds),
        )


def reasoning(settings: Mapping[str, str]) -> Literal["off", "high"]:
    """``off`` or ``high``, as set. Raises ``BackendError`` for anything else."""
    given = settings.get("reasoning") or "off"
    if given not in ("off", "high"):
        raise BackendError(f"RECTO_MODEL_REASONING={given} is unknown; set it to off or high.")
    return "high" if given == "high" else "off"


def whole(name: str, settings: Mapping[str, str], default: int) -> int:
    """The whole number above zero that ``name`` is set to. Raises ``BackendError``."""
    given = settings.get(name) or str(default)
    if not given.isdecimal() or not int(given):
        raise BackendError(f"RECTO_MODEL_{name.upper()}={given} cannot be used; set it to a whole number above zero.")
    return int(given)


def prices(settings: Mapping[str, str]) -> tuple[float, float]:
    """The price of a million tokens read and written, from ``price`` as ``0.15,0.60``. Raises ``BackendError``."""
    given = settings.get("price") or "0,0"
    try:
        read, written = (float(part) for part in given.split(","))
    except ValueError:
        read = -1.0
    if not 0 <= read < float("inf") or not 0 <= written < float("inf"):
        raise BackendError(
            f"RECTO_MODEL_PRICE={given} is no price; write what a million tokens in and out cost: 0.15,0.60."
        )
    return read, written
