"""What Gradio keeps of our screens."""

from __future__ import annotations

import copy
from pathlib import Path

from app.service import Service
from app.settings import Settings


def test_what_a_page_carries_can_be_copied(tmp_path: Path) -> None:
    """Gradio copies it for every visit. A script that quotes the name of an argument of ``gr.HTML`` that we leave
    out (it was "every") puts a listener there, which cannot be copied: the page then took five times as long."""
    from app import ui

    copy.deepcopy(ui.build(Service(Settings(data=tmp_path))).get_config_file())
