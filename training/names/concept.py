"""A concept: one thing that documents state, what users call it, and how pages print it."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

from training.sheet import Asked


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing that documents state.

    ``names`` are snake_case names users give the field; ``phrases`` are how people describe it, in several languages;
    ``labels`` are how pages print it, by language ('en', 'de', 'fr', 'es', 'it', 'nl', 'pt').
    """

    key: str
    type: str
    names: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def label(self, rng: random.Random, language: str) -> str:
        """One printed label in ``language``, or in English when there is none."""
        return rng.choice(self.labels.get(language) or self.labels.get("en") or self.phrases or self.names)


def asked(
    concept: Concept,
    rng: random.Random,
    columns: list[Asked] | None = None,
    language: str | None = None,
) -> Asked:
    """The concept as some user would ask for it: the name it is known by first is drawn most often."""
    name = concept.names[0] if rng.random() < 0.4 else rng.choice(concept.names)
    pool = list(concept.phrases)
    if language:
        pool += concept.labels.get(language, ())
    rng.shuffle(pool)
    return Asked(concept.key, name, concept.type, pool[:8], columns or [])


def of(key: str, type: str, names: str, phrases: str, **labels: str) -> Concept:
    return Concept(
        key,
        type,
        tuple(names.split()),
        tuple(phrases.split("|")),
        {language: tuple(text.split("|")) for language, text in labels.items()},
    )
