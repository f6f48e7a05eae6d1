"""Fuzzing: five doors, each with what it is given and what must always hold. ``TARGETS`` names them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from hypothesis.strategies import SearchStrategy

from tests.fuzz import intake, layer, rest, search, types

Target = Callable[[], AbstractContextManager[tuple[SearchStrategy[object], Callable[[object], str]]]]
"""A context with what is drawn, and the check of one: it names the outcome, or raises ``AssertionError``."""

TARGETS: dict[str, Target] = {
    "intake": intake.target,
    "layer": layer.target,
    "types": types.target,
    "search": search.target,
    "rest": rest.target,
}
