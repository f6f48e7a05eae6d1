"""How Recto looks: calm paper and ink, light and dark, in the fonts that the visitor's system has."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import gradio as gr

from app.texts import languages, texts

FONTS = ("system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif")  # named, so that none is fetched


def look(login: bool = False) -> dict[str, Any]:
    """What ``gr.mount_gradio_app`` is given: ``theme`` and ``head``; with ``login`` the header links to the account.

    Our rules are in the head, because Gradio's own ``css`` strengthens the selectors outside of ``@media`` and not
    those inside, so that the narrow layout would lose.
    """
    mark = '<meta name="recto-login" content="yes">' if login else ""
    rules = "\n".join(map(read, ("recto.css", "document.css", "review.css", "types.css")))
    return {"theme": theme(), "head": f"{read('head.html')}{mark}{catalogue()}<style>\n{rules}</style>"}


def catalogue() -> str:
    """All languages as data in the page's head: the page is the same for everybody, and the script takes its own."""
    said = json.dumps({one: dict(texts(one)) for one in languages()}, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="recto-texts">{said}</script>'


def theme() -> gr.themes.Base:
    """Gradio's plain theme with our ground and no frames; everything else is in ``recto.css``."""
    return gr.themes.Base(font=FONTS, font_mono=("ui-monospace", "monospace")).set(
        body_background_fill="#f6f5f1",
        body_background_fill_dark="#15181b",
        body_text_color="#1d2126",
        body_text_color_dark="#e7e9eb",
        block_border_width="0",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_padding="0",
    )


def read(name: str) -> str:
    """The text of a file that lies beside this one."""
    return files(__package__).joinpath(name).read_text("utf-8")


def component(screen: str, events: tuple[str, ...], **fixed: Any) -> gr.HTML:
    """The one component of a screen: ``<screen>.html`` with ``shared.js``, ``<screen>_*.js`` and ``<screen>.js``.

    The template holds no value: Gradio would run a ``${...}`` that a document says even inside ``{{ }}``. Values reach
    the script as ``props.value`` and the page as ``textContent``. ``events`` are the names the script triggers;
    ``fixed`` is the same for every visitor and sent once.
    """
    names = sorted(one.name for one in files(__package__).iterdir())
    parts = [name for name in names if name.startswith(f"{screen}_") and name.endswith(".js")]
    script = "\n".join(map(read, ("shared.js", *parts, f"{screen}.js")))
    missing = [event for event in events if f'"{event}"' not in script]
    assert not missing, (screen, missing)
    return gr.HTML(
        value=None,
        html_template=read(f"{screen}.html"),
        js_on_load=script,
        apply_default_css=False,
        elem_id=f"screen-{screen}",
        **fixed,
    )
