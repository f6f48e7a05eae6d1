"""The benchmark asks what a user would ask, and counts what it says it counts."""

import json

import pytest

from benchmarks.accuracy import main, pages_of
from benchmarks.measures import _f1
from pipeline.document import Unreadable
from tests.draw import png


def test_f1_of_nothing_is_nothing():
    assert _f1(0, 0, 0) == 0
    assert _f1(1, 1, 2) == round(2 / 3, 4)


def test_a_folder_is_read_and_read_lines_are_not_read_again(tmp_path, monkeypatch, capsys):
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "a.png").write_bytes(png())
    (tmp_path / "files" / "b.png").write_bytes(b"no picture")
    lines = [{"id": i, "file": f"files/{i}.png", "schema": ["total"], "types": {}} for i in "ab"]
    (tmp_path / "inputs.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    out = tmp_path / "out.jsonl"
    monkeypatch.setattr(
        "sys.argv", ["accuracy", str(tmp_path), "--out", str(out), "--processes", "1", "--words", str(tmp_path / "w")]
    )
    main()
    main()
    written = [json.loads(line) for line in out.read_text().splitlines()]
    assert [line["id"] for line in written] == ["a", "b"]
    assert "b.png" in written[1]["error"]
    assert set(written[0]["fields"]) == {"total"}
    assert "TOTAL" in written[0]["text"].upper()
    pages, _ = pages_of(tmp_path / "files" / "a.png", tmp_path / "w" / "a.json")
    assert pages[0].words
    capsys.readouterr()


def test_an_unreadable_file_is_told_without_a_cache(tmp_path):
    (tmp_path / "x.png").write_bytes(b"no picture")
    with pytest.raises(Unreadable):
        pages_of(tmp_path / "x.png", None)
