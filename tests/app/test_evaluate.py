"""``recto eval``: a user's own labelled documents, read by the real pipeline."""

import json

import pytest

from app.evaluate import evaluate
from app.settings import Settings
from pipeline.labelled import Labelled, asked_for
from tests.draw import png


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.png").write_bytes(png())
    (tmp_path / "b.png").write_bytes(b"no picture")
    lines = [{"file": f"{n}.png", "fields": {"total": "9.00", "iban": None}, "group": f"set {n}"} for n in "ab"]
    (tmp_path / "labels.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path


def test_a_folder_is_measured_and_what_cannot_be_read_is_said(folder, tmp_path, capsys):
    settings = Settings(data=tmp_path / "data")
    assert evaluate(settings, str(folder), out=str(tmp_path / "out.jsonl")) == 0
    shown = capsys.readouterr()
    assert [line.split()[0] for line in shown.out.splitlines()[1:3]] == ["set", "set"]
    assert "1 of 2 could not be read" in shown.out
    assert "b.png" in shown.err
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert set(rows[0]["fields"]) == {"total", "iban"}
    assert rows[1]["fields"] == {}
    assert not (tmp_path / "data" / "recto.sqlite3").exists(), "measuring stores nothing"


def test_the_embedded_model_is_not_calibrated_again_and_few_values_are_refused(folder, tmp_path):
    with pytest.raises(ValueError, match="is calibrated already"):
        evaluate(Settings(data=tmp_path / "data"), str(folder), calibration=str(tmp_path / "c.json"))
    given = {"calibration": "/nowhere", "script": str(tmp_path / "s.json")}
    (tmp_path / "s.json").write_text('{"answers": {}}')
    settings = Settings(data=tmp_path / "data", model="scripted", model_settings=given)
    with pytest.raises(ValueError, match="too few to calibrate on"):
        evaluate(settings, str(folder), calibration=str(tmp_path / "c.json"))
    assert not (tmp_path / "c.json").exists()


@pytest.mark.parametrize("line", ["[]", "{}", '{"file": "a.png"}', "no json"])
def test_a_wrong_line_is_named(line, tmp_path):
    (tmp_path / "labels.jsonl").write_text(line)
    with pytest.raises(ValueError, match=r"Line 1 of the labels"):
        evaluate(Settings(data=tmp_path), str(tmp_path))


def test_a_folder_without_labels_is_refused_with_what_to_do(tmp_path):
    with pytest.raises(ValueError, match=r"write a line per document"):
        evaluate(Settings(data=tmp_path), str(tmp_path))


def test_names_that_a_built_in_type_knows_are_asked_with_its_descriptions():
    asked = asked_for(["total", "vendor_name"], {}, {})
    assert [f.name for f in asked.fields] == ["total", "vendor_name"]
    assert all(f.description for f in asked.fields)


def test_other_names_are_asked_by_name_type_and_shape_alone(tmp_path):
    asked = asked_for(["flight_from", "Sample No.", "llc"], {"llc": "bool"}, {})
    assert [(f.name, f.type) for f in asked.fields] == [("flight_from", "date"), ("Sample_No", "text"), ("llc", "bool")]
    assert not any(f.description for f in asked.fields)
    rows = {"rows": [{"name": "Tea", "amount": "2"}], "names": ["a", "b"]}
    one = Labelled.of(tmp_path, json.dumps({"file": "x.png", "fields": rows}), 1)
    assert [(f.name, f.type, f.many) for f in one.doctype.fields] == [("rows", "table", False), ("names", "text", True)]
    assert [(c.name, c.type) for c in one.doctype.fields[0].columns] == [("name", "text"), ("amount", "amount")]
