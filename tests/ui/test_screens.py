"""What an open page costs the server."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.service import JobView, Service
from app.settings import Settings


def test_what_a_page_carries_can_be_copied(tmp_path: Path) -> None:
    """Gradio copies it for every visit. A script that quotes the name of an argument of ``gr.HTML`` that we leave
    out (it was "every") puts a listener there, which cannot be copied: the page then took five times as long."""
    from app import ui

    copy.deepcopy(ui.build(Service(Settings(data=tmp_path))).get_config_file())


def job(state: str, position: int = 0, held: bool = False) -> JobView:
    return JobView("1", "", "a.pdf", state, 0, 0, "", 0.0, datetime.now(UTC), held, position)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("jobs", "slowly"),
    [
        ([job("reading")], False),
        ([job("queued", 2)], False),  # two are read at a time: nobody is before it
        ([job("queued", 3)], True),
        ([job("queued", 3), job("queued", held=True)], True),
        ([job("queued", 3), job("reading")], False),
        ([job("done")], False),  # it ended a moment ago, and the page does not show that yet
    ],
)
def test_who_waits_behind_others_asks_less_often(jobs: list[JobView], slowly: bool) -> None:
    from app.ui.pace import EVERY, WAITING, pace

    assert pace(True, jobs, workers=2) == (WAITING if slowly else EVERY)
    assert pace(False, jobs, workers=2) == 0
