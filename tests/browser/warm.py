"""Imported by the process that servers are forked from, and by nobody else: importing this costs what a server's start
costs, once for all of them."""

import importlib

from app.settings import calm_libraries

calm_libraries()  # before gradio is imported
for name in (
    "gradio",
    "uvicorn",
    "app.server",
    "app.rest",
    "app.crew",
    "app.ui",
    "app.access.gate",
    "app.access.pages",
):
    importlib.import_module(name)
