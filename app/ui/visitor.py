"""Who is looking, and how a handler is bound to what a component's script triggers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from app import language, texts
from app.access import visitor_of


def owner_of(request: gr.Request) -> str:
    """Whose documents this visitor sees: those of their workspace. Raises ``Refused`` for nobody."""
    return visitor_of(request.request).owner


def name_of(request: gr.Request) -> str:
    """Who this visitor is, as it stands in the history of what they change."""
    return visitor_of(request.request).name


def locale_of(request: gr.Request) -> str:
    """``de-AT``: the language and the country of this visitor, for what the server says and reads."""
    return language.locale_of(request.request)


def named(kinds: Sequence[Any], locale: str) -> list[dict[str, str]]:
    """Document types as a select needs them, those of ours in the visitor's language."""
    return [{"name": kind.name, "title": texts.titled(kind.title, locale)} for kind in kinds]


def said(event: gr.EventData, name: str) -> str:
    """What the visitor's script sent under ``name``, as text; empty when it sent nothing of that name.

    A script can send anything, so nothing but text comes in and every handler asks the service with the owner.
    """
    sent = event._data.get(name) if isinstance(event._data, dict) else None
    return sent if isinstance(sent, str) else ""


def bind(
    listen: Callable[..., Any], handler: Callable[..., Any], outputs: Sequence[Any], inputs: Sequence[Any] = ()
) -> None:
    """Let ``handler`` answer an event at once: no queue, no spinner, no name in Gradio's API."""
    listen(handler, inputs=list(inputs), outputs=list(outputs), queue=False, show_progress="hidden", api_name=False)
