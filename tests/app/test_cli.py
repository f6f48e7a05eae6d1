"""The ``recto`` command, as a person starts it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.service import LOCAL, Service
from app.settings import Settings
from tests.app.conftest import recto, run
from tests.draw import RECEIPT, pdf


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two documents, a file that is none, and an empty one, in folders."""
    (tmp_path / "in" / "more").mkdir(parents=True)
    (tmp_path / "in" / "a cafe.pdf").write_bytes(pdf(RECEIPT, RECEIPT))
    (tmp_path / "in" / "more" / "b.pdf").write_bytes(pdf(RECEIPT))
    (tmp_path / "in" / "c.txt").write_text("words")
    (tmp_path / "in" / "d.pdf").write_bytes(b"")
    (tmp_path / "in" / ".hidden").write_text("words")
    return tmp_path / "in"


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_folder_is_read_with_a_line_each_and_a_table(settings: Settings, folder: Path, jobs: str) -> None:
    ran = recto(settings, "read", str(folder), "/nowhere.pdf", "--jobs", jobs)
    assert ran.returncode == 0, ran.stderr
    lines, _, table = ran.stdout.partition("\n\n")
    by_name = {Path(line.split(": ")[0]).name: line for line in lines.splitlines()}
    assert "receipt: vendor_name=CORNER CAFE" in by_name["a cafe.pdf"]
    assert "total=12.32" in by_name["b.pdf"]
    assert "refused: 'd.pdf' is empty" in by_name["d.pdf"]
    assert "refused: 'c.txt' is not a document" in by_name["c.txt"]
    assert "refused: 'nowhere.pdf' is not there" in by_name["nowhere.pdf"]
    assert len(by_name) == 5
    figures = dict(line.split(maxsplit=1) for line in table.splitlines() if not line.startswith("  "))
    assert (figures["documents"], figures["read"], figures["refused"]) == ("5", "2", "3")
    assert "p50" in table
    assert "peak memory" in table


def test_what_was_read_is_found_shown_and_exported(
    typed: Callable[..., tuple[int, str]],
    settings: Settings,
    service: Service,
    read: Callable[[], None],
    tmp_path: Path,
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(RECEIPT))
    service.upload(LOCAL, "a.pdf", pdf(RECEIPT))
    service.upload(LOCAL, "b.pdf", pdf(RECEIPT, RECEIPT))
    read()
    assert "(known)" in recto(settings, "read", str(tmp_path / "a.pdf")).stdout
    found = json.loads(typed("search", "almond", "--min", "12", "--json")[1])
    assert found["total"] == 2
    assert "Total: 12.32" in typed("show", found["rows"][0]["document_id"][:10])[1]
    out = tmp_path / "out.csv"
    assert typed("export", "csv", "-o", str(out), "--type", "receipt") == (0, "")
    assert out.read_text("utf-8-sig").count("CORNER CAFE") == 2


def test_nothing_readable_is_exit_code_1(settings: Settings, folder: Path) -> None:
    ran = recto(settings, "read", str(folder / "c.txt"), "--json")
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["refusal"].startswith("'c.txt' is not a document")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("search", "nothing"), 1, "0 found"),
        (("search", "--from", "yesterday"), 2, "write it as 2026-01-31"),
        (("search", "--min", "nan"), 2, "write it as 12.50"),
        (("show", "abc"), 1, "No document has an id that begins with 'abc'"),
        (("export", "pdf"), 2, "Unknown export format 'pdf'"),
        (("read", "x", "--as", "poem"), 1, "refused"),
        (("read", "x", "--jobs", "0"), 2, "write 1 to 64"),
        ((), 2, "COMMAND"),
    ],
)
def test_what_is_not_understood(
    typed: Callable[..., tuple[int, str]], arguments: tuple[str, ...], code: int, says: str
) -> None:
    ended, said = typed(*arguments)
    assert ended == code
    assert says in said


def test_a_bad_setting_is_one_line(settings: Settings) -> None:
    ran = run(settings, "env", "RECTO_PORT=http", sys.executable, "-m", "app", "serve")
    assert ran.returncode == 2
    assert ran.stderr.startswith("recto: RECTO_PORT=http cannot be used")
    assert ran.stderr.count("\n") == 1


def test_doctor_and_models_say_what_is_there(typed: Callable[..., tuple[int, str]]) -> None:
    code, doctor = typed("doctor")
    assert code == 0, doctor
    for needed in ("torch", "rapidocr", "data folder", "database", "model scripted"):
        assert any(needed in line and line.startswith("ok") for line in doctor.splitlines()), needed
    code, models = typed("models")
    assert code == 0, models
    assert "scripted       can run here  (chosen)" in models
    assert "embedded" in models


def test_help_is_there_at_once_and_loads_nothing_heavy(settings: Settings) -> None:
    script = "import sys; from app import cli; cli._parser().format_help(); print(*sys.modules)"
    ran = run(settings, sys.executable, "-c", script)
    heavy = {"torch", "gradio", "sqlalchemy", "fastapi", "PIL", "numpy", "pydantic"} & set(ran.stdout.split())
    assert not heavy
