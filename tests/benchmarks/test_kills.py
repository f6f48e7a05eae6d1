"""Processes are killed with -9 while they take in and read documents: nothing is lost, doubled or saved twice."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def test_a_few_kills_lose_nothing(tmp_path: Path) -> None:
    out = tmp_path / "kills.json"
    given = {"kills": 8, "documents": 6, "longest": 0.5, "folder": tmp_path / "house", "json": out}
    options = [part for name, value in given.items() for part in (f"--{name}", str(value))]
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.kills", *options], cwd=HOUSE, capture_output=True, text=True, timeout=300
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    found = json.loads(out.read_text())
    assert found["kills"]["all"] == 8
    assert found["acknowledged"] == 6
    assert found["jobs"] == {"done": 6}
    assert found["pages_saved"] >= 6
    assert (found["lost"], found["without_one_record"], found["saved_twice_in_one_reading"]) == (0, 0, 0)
    assert found["problems"] == []
