"""REST: document types, those that come with Recto and a visitor's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi import Query as Parameter

from app.routes import Ours, Owner
from app.service import DoctypeView, SuggestionView, TrialView


@dataclass(frozen=True, slots=True)
class Trial:
    """A document type to be tried, as it would be saved, and the document to try it on."""

    document_id: str
    definition: dict[str, Any]


api = APIRouter(prefix="/api", tags=["document types"])


@api.get("/types")
def doctypes(ours: Ours, whose: Owner) -> list[DoctypeView]:
    """The document types: those that come with Recto, then your own."""
    return ours.doctypes(whose)


@api.post("/types/schema")
def from_schema(schema: dict[str, Any], ours: Ours) -> dict[str, Any]:
    """The definition that asks for what a JSON Schema describes; nothing is stored."""
    return dict(ours.from_schema(schema))


@api.get("/types/suggested")
def suggest(ours: Ours, whose: Owner, ids: Annotated[list[str], Parameter()]) -> tuple[SuggestionView, ...]:
    """The fields that these documents (``ids``, repeatable) suggest."""
    return ours.suggest(whose, ids)


@api.post("/types/trial", status_code=202)
def try_doctype(asked: Trial, ours: Ours, whose: Owner) -> dict[str, str]:
    """Try a type that is not saved on a stored document; ask ``/types/trial/{trial}`` for what it finds."""
    return {"trial": ours.try_doctype(whose, asked.document_id, asked.definition)}


@api.get("/types/trial/{trial}")
def tried(trial: str, ours: Ours, whose: Owner) -> TrialView:
    """What the trial found, once it is ready; it can be had once."""
    return ours.tried(whose, trial)


@api.put("/types/{name}")
def save_doctype(name: str, definition: dict[str, Any], ours: Ours, whose: Owner) -> DoctypeView:
    """Make or change an own document type. It is data: fields, types, descriptions, tables."""
    return ours.save_doctype(whose, {**definition, "name": name})


@api.delete("/types/{name}", status_code=204)
def delete_doctype(name: str, ours: Ours, whose: Owner) -> None:
    """Forget an own document type; what was read with it stays."""
    ours.delete_doctype(whose, name)
