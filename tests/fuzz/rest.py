"""REST: every route of our own OpenAPI description, asked with what fits it and what does not. Never a 500."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from app.reader import Reader
from app.server import create_app
from app.service import LOCAL
from app.settings import Settings
from tests.draw import ANSWERS, RECEIPT, pdf

LONGEST = 65_536  # letters of an address: httpx sends no longer one
HOSTILE = (
    "..",
    "%2e%2e",
    "\0",
    "'",
    '"',
    "a" * 3000,
    "-1",
    "0",
    str(2**70),
    "<b>",
    "\u202e",
    "NaN",
    "1e999",
    "/etc/passwd",
    "{}",
)


def outcome(answer: Any) -> str:
    """What was answered: below 500, and every error is JSON with one sentence."""
    assert answer.status_code < 500, f"{answer.status_code}: {answer.text[:500]}"
    if answer.status_code >= 400 and answer.request.method != "HEAD":
        said = answer.json()["error"]
        assert isinstance(said, str), answer.text
        assert said, answer.text
        assert "\n" not in said, said
    return f"{answer.status_code // 100}xx"


@contextmanager
def target() -> Iterator[tuple[st.SearchStrategy[object], Callable[[object], str]]]:
    """The application in this process, with one document that was read."""
    import json

    import requests
    import schemathesis
    from fastapi.testclient import TestClient
    from schemathesis.generation import GenerationMode

    with TemporaryDirectory() as folder:
        script = Path(folder) / "script.json"
        script.write_text(json.dumps({"kind": "receipt", "answers": ANSWERS}), "utf-8")
        app = create_app(
            Settings(
                data=Path(folder) / "data",
                model="scripted",
                model_settings={"script": str(script)},
                workers=0,
                max_mb=1,
            ),
            screens=False,
        )
        service = app.state.service
        client = TestClient(app, base_url="http://localhost")  # what would be a 500 is raised here

        def known() -> tuple[str, str]:
            taken = service.upload(LOCAL, "cafe.pdf", pdf(RECEIPT))
            reader = Reader(service.settings, service.store)
            while reader.read_next():
                pass
            return taken.document_id, taken.job_id

        there = list(known())
        schema = schemathesis.openapi.from_dict(client.get("/api/openapi.json").json())
        operations = [one.ok() for one in schema.get_all_operations()]
        cases = st.one_of(
            *(one.as_strategy(generation_mode=mode) for one in operations for mode in GenerationMode)  # type: ignore[attr-defined]
        )
        drawn = st.tuples(cases, st.booleans(), st.none() | st.sampled_from(HOSTILE))

        def ask(one: Any) -> str:
            case, real, hostile = one
            if real and case.method in ("POST", "DELETE") and os.urandom(1) < b"\x08":
                there[:] = known()  # it may have been deleted
            values = {"document_id": there[0], "job_id": there[1], "number": "1", "path": "total", "format": "csv"}
            if real:
                case.path_parameters = {key: values.get(key, old) for key, old in (case.path_parameters or {}).items()}
            elif hostile and case.path_parameters:
                case.path_parameters = {**case.path_parameters, sorted(case.path_parameters)[0]: hostile}
            elif hostile and isinstance(case.query, dict) and case.query:
                case.query = {**case.query, sorted(case.query)[0]: hostile}
            if not isinstance(case.headers, dict):
                case.headers = dict(case.headers or {})
            try:
                sent = requests.Request(**case.as_transport_kwargs(base_url="http://localhost")).prepare()
            except (ValueError, TypeError, requests.RequestException):
                return "cannot be sent"
            if len(str(sent.url)) > LONGEST:
                return "cannot be sent"
            body = sent.body.encode() if isinstance(sent.body, str) else sent.body
            headers = {name: value for name, value in sent.headers.items() if name.lower() != "content-length"}
            return outcome(client.request(str(sent.method), str(sent.url), headers=headers, content=body))

        yield drawn, ask
