"""The screens. ``build`` makes them of a service, ``look`` is how they look; nothing here knows more than the service.

No module of this folder keeps anything of a visitor: Gradio shares globals between all of them.
"""

from __future__ import annotations

import gradio as gr

from app.service import Service
from app.ui import document, export, library, review, types, upload
from app.ui.theme import look

__all__ = ["build", "look"]

SESSIONS = 200  # pages of which Gradio keeps what it last sent, from 27 kB on; a forgotten one goes on as before


def build(service: Service) -> gr.Blocks:
    """All screens over ``service``: Upload at ``/``, Document at ``/document``, Library at ``/library``,
    Review at ``/review``, Types at ``/types``, Export at ``/export``."""
    with gr.Blocks(title="Recto", fill_width=True, analytics_enabled=False) as screens:
        upload.screen(screens, service)
    with screens.route("Library", "/library", show_in_navbar=False):
        library.screen(screens, service)
    with screens.route("Review", "/review", show_in_navbar=False):
        review.screen(screens, service)
    with screens.route("Types", "/types", show_in_navbar=False):
        types.screen(screens, service)
    with screens.route("Export", "/export", show_in_navbar=False):
        export.screen(screens, service)
    with screens.route("Document", "/document", show_in_navbar=False):
        document.screen(screens, service)
    screens.state_session_capacity = SESSIONS
    queue = screens._queue  # holds nothing of ours (``visitor.bind``), yet it would look 1,100 times a second
    queue.sleep_when_free = queue.progress_update_sleep_when_free = 1.0
    return screens
