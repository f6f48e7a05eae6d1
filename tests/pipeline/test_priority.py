"""Processes that read go after the web server, those of a new session too."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from pipeline.priority import SESSION

SAYS = """
import os
from pipeline.priority import SESSION, stand_back
os.nice(3)
{session}
stand_back({by})
print(os.nice(0), SESSION.read_text().split()[-1] if SESSION.exists() else os.nice(0))
"""


@pytest.mark.parametrize("by", [0, 4])
def test_a_session_of_its_own_weighs_as_much_as_its_process(by: int) -> None:
    said = subprocess.run(
        [sys.executable, "-c", SAYS.format(session="os.setsid()", by=by)], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == [str(os.nice(0) + 3 + by)] * 2


def test_a_session_of_others_is_left_as_it_is() -> None:
    ours = SESSION.read_text() if SESSION.exists() else ""
    subprocess.run([sys.executable, "-c", SAYS.format(session="", by=4)], check=True, capture_output=True)
    assert (SESSION.read_text() if SESSION.exists() else "") == ours
