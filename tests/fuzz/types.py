"""Document types as people send them: either a type that reads back as itself, or one sentence."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import strategies as st

from pipeline.doctypes import from_json, load, names, to_json

NAMES = st.sampled_from(["total", "a", "A", "", "a" * 41, "1a", "a.b", "a b", "é", "\0", "__class__", "a\n"]) | st.text(
    max_size=8
)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | NAMES,
    lambda below: st.lists(below, max_size=4) | st.dictionaries(NAMES, below, max_size=4),
    max_leaves=12,
)
KINDS = st.sampled_from(["text", "id", "date", "amount", "number", "currency", "bool", "table", "list", "", "TEXT"])
KINDS = KINDS | st.sampled_from(["text", "amount", "date"])
NAMES = NAMES | st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
cell = st.fixed_dictionaries(
    {"name": NAMES},
    optional={"type": KINDS | anything, "description": st.text(max_size=600), "many": st.booleans() | anything},
)
field = st.builds(
    lambda one, columns: {**one, **columns},
    cell,
    st.just({}) | st.fixed_dictionaries({"columns": st.lists(cell, max_size=3) | anything}),
)
definition = st.fixed_dictionaries(
    {"name": NAMES, "fields": st.lists(field, max_size=5) | anything},
    optional={
        "title": st.text(max_size=600) | anything,
        "description": anything,
        "required": st.lists(NAMES, max_size=3) | anything,
        "more": anything,
    },
)


def bent(data: Any, where: list[int], new: Any) -> Any:
    """``data`` with the thing at the end of the way ``where`` replaced by ``new``."""
    data = copy.deepcopy(data)
    holder, key, at = None, None, data
    for step in where:
        if isinstance(at, dict) and at:
            holder, key = at, sorted(at)[step % len(at)]
        elif isinstance(at, list) and at:
            holder, key = at, step % len(at)
        else:
            break
        at = holder[key]
    if holder is None:
        return new
    holder[key] = new
    return data


def outcome(given: object) -> str:
    """``from_json`` of anything."""
    try:
        made = from_json(given, "It")
    except ValueError as refused:
        said = str(refused)
        assert said.startswith("It: "), said
        assert said.endswith("."), said
        assert "\n" not in said, said
        assert len(said) < 1000, f"{len(said)} characters: {said[:100]}"
        return "refused"
    assert from_json(to_json(made), "It") == made
    assert len(made.version) == 12
    made.field("total.0.x")
    return "made"


@contextmanager
def target() -> Iterator[tuple[st.SearchStrategy[object], Callable[[object], str]]]:
    """Anything, near misses, and built-in types with one thing in them changed."""
    known = [to_json(load(name)) for name in names()]
    yield (
        anything
        | definition
        | st.builds(bent, st.sampled_from(known), st.lists(st.integers(0, 50), max_size=6), anything),
        outcome,
    )
