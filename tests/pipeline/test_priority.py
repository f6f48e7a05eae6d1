"""Processes that read go after the web server, those of a new session too."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import priority
from pipeline.priority import SESSION, stand_back

SAYS = """
import os
from pipeline.priority import SESSION, stand_back
os.nice(3)
{session}
stand_back({by})
print(os.nice(0), SESSION.read_text().split()[-1] if SESSION.exists() else os.nice(0))
"""
SAYS_ITSELF = "import os; from pipeline.priority import stand_back; os.nice(3); stand_back({by}); print(os.nice(0))"


def _said(program: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def _weight_of_our_session() -> str:
    """Empty where Linux weighs no sessions, and in one that began before it weighed them (a container's first)."""
    return SESSION.read_text() if SESSION.exists() else ""


@pytest.mark.parametrize("by", [0, 4])
def test_a_session_of_its_own_weighs_as_much_as_its_process(by: int) -> None:
    assert _said(SAYS.format(session="os.setsid()", by=by)) == [str(os.nice(0) + 3 + by)] * 2


def test_a_session_of_others_is_left_as_it_is() -> None:
    before = _weight_of_our_session()
    assert _said(SAYS_ITSELF.format(by=4)) == [str(os.nice(0) + 7)]
    assert _weight_of_our_session() == before


def test_a_session_that_cannot_be_weighed_does_not_stop_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getsid", lambda _: os.getpid())
    monkeypatch.setattr(priority, "SESSION", tmp_path / "none" / "autogroup")
    before = os.nice(0)
    stand_back(0)
    assert os.nice(0) == before
