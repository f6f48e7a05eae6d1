"""The recipes of CONTRIBUTING.md are code that runs."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from model.backend import Answer, Question
from pipeline.exports import Columns, Row

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text("utf-8")


def recipe(heading: str) -> dict[str, Any]:
    """What the code below ``heading`` defines."""
    found = re.search(rf"## {heading}.*?```python\n(.*?)```", TEXT, re.DOTALL)
    assert found, heading
    names: dict[str, Any] = {}
    exec(found[1], names)
    return names


def test_a_document_type() -> None:
    doctype = recipe("A document type")["DOCTYPE"]
    assert [field.name for field in doctype.fields] == ["operator", "entered", "total"]
    assert set(doctype.required) <= {field.name for field in doctype.fields}


def test_an_export_format() -> None:
    form, out = recipe("An export format"), io.BytesIO()
    row = Row("id", "a.pdf", "receipt", "read", datetime.now(UTC), {"total": Decimal("1.50")})
    form["write"]([row], out, Columns.of([row]))
    assert out.getvalue() == b"a.pdf\t1.50\n"
    assert form["TITLE"]
    assert form["SUFFIX"].startswith(".")


def test_a_model() -> None:
    backend = recipe("A model")["load"]({})
    assert backend.name
    assert backend.abilities == {"fields"}
    assert backend.answer(Question(())) == Answer()
