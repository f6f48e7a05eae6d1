"""A generative checkpoint goes through the whole product: random weights, but the real converter, loader and loop."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.reader import Reader
from app.service import LOCAL, Service
from app.settings import Settings
from model.backend import Question, Tool
from model.mistral import engine
from model.mistral.convert import convert
from model.mistral.grammar import lark
from tests.draw import RECEIPT, pdf
from tests.model import tiny
from tests.model.published import publish

FIELD = Tool(
    "get_field",
    "The value of a field.",
    {
        "type": "object",
        "properties": {"page": {"enum": [1, 2]}},
        "required": ["page"],
        "additionalProperties": False,
    },
)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A packed directory of a tiny model whose tokenizer keeps spaces."""
    source = tmp_path_factory.mktemp("source") / "model"
    publish(source)
    tiny.write_tokenizer(source)
    convert(source, source.parent / "packed")
    return source.parent / "packed"


def test_upload_reading_with_reasoning_record_export_and_a_tool_call(
    tmp_path: Path, packed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = {"folder": str(packed), "device": "cpu", "reasoning": "high", "tokens": "64", "context": "2048"}
    settings = Settings(data=tmp_path / "data", model="mistral", model_settings=given, workers=0, page_seconds=600)
    service = Service(settings)
    document = service.upload(LOCAL, "cafe.pdf", pdf(RECEIPT), "receipt").document_id
    reader = Reader(settings, service.store)
    assert reader.read_next()
    view = service.document(LOCAL, document)
    assert view.status == "read", view.error
    assert view.model.startswith("mistral packed ")
    assert view.model.endswith(" reasoning uncalibrated")
    assert view.reasoning
    cells = [field for table in view.tables.values() for row in table.rows for field in row]
    read = [field for field in [*view.fields, *cells] if field.raw]
    lines = [f" {line} " for line in (" ".join(" ".join(RECEIPT).split()),)]
    assert all(field.box and f" {field.raw} " in lines[0] for field in read)
    _, _, data = service.export(LOCAL, "json")
    exported = b"".join(data).decode()
    assert json.loads(exported)
    assert "cafe.pdf" in exported

    # random weights would rather talk: where the grammar leaves them no other way, what they write is a call
    monkeypatch.setattr(engine, "lark", lambda asked: lark(asked).replace("answer: TEXT | call+", "answer: call"))
    answer = reader.backend().answer(Question((), text="?", tools=(FIELD,), reasoning="high", max_tokens=60))
    assert answer.reasoning
    ((name, arguments),) = [(call.name, call.arguments) for call in answer.calls]
    assert (name, arguments["page"] in (1, 2)) == ("get_field", True)
    assert not reader.read_next()
