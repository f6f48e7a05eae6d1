"""Answers about parts of a document become one answer about the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from model.backend import Answer, Field, Found


def merged(parts: Sequence[Answer], fields: Sequence[Field]) -> Answer:
    """One answer from ``parts`` in the order of their pages.

    A field takes its surest value, a field of several values all different ones, a table its rows one after the other.
    """
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return Answer()
    values: dict[str, Found] = {}
    for field in fields:
        if field.type == "table" or field.many:
            values |= _appended(parts, field)
        else:
            found = [part.values[field.name] for part in parts if field.name in part.values]
            if found:
                values[field.name] = max(found, key=lambda one: one.confidence)
    kinds = [part for part in parts if part.kind]
    kind = max(kinds, key=lambda part: part.kind_confidence) if kinds else parts[0]
    return replace(
        kind,
        values=values,
        reasoning="\n\n".join(part.reasoning for part in parts if part.reasoning),
        text="\n\n".join(part.text for part in parts if part.text),
        tokens_in=sum(part.tokens_in for part in parts),
        tokens_out=sum(part.tokens_out for part in parts),
        calls=tuple(call for part in parts for call in part.calls),
        stopped=next((part.stopped for part in parts if part.stopped), ""),
        cost=sum(part.cost for part in parts),
    )


def _appended(parts: Sequence[Answer], field: Field) -> dict[str, Found]:
    """The rows or values of ``field`` in all ``parts``, numbered on."""
    values: dict[str, Found] = {}
    seen: set[str] = set()
    count = 0
    for part in parts:
        numbers: dict[str, int] = {}
        for path, found in part.values.items():
            name, _, rest = path.partition(".")
            if name != field.name or (field.many and found.text in seen):
                continue
            number, _, column = rest.partition(".")
            if number not in numbers:
                numbers[number] = count
                count += 1
            values[f"{name}.{numbers[number]}" + (f".{column}" if column else "")] = found
            if field.many:
                seen.add(found.text)
    return values
