"""The page: a tab for each thing that a person does, and a line below that says how it was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from workbench.ui.pages import PAGES
from workbench.ui.pages.shared import Shared

if TYPE_CHECKING:
    from workbench.ui.routes.state import State

TITLE = "Behavior workbench"
_STYLES = (
    "base",
    "ask",
    "timeline",
    "part",
    "memory",
    "jobs",
    "start",
    "describe",
    "graph",
    "behaviors",
    "compare",
    "export",
)


def build(state: State) -> gr.Blocks:
    """Return the page."""
    blocks: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as blocks:
        shared = Shared.build(state)
        with gr.Tabs(elem_id="wb-pages") as tabs:
            shared.tabs = tabs
            for page in PAGES:
                with gr.Tab(page.TITLE, id=page.NAME, elem_id=f"wb-page-{page.NAME}"):
                    page.build(shared)
        shared.finish(blocks)
    return blocks


def theme() -> gr.Theme:
    """Return the looks: fonts of the machine, nothing is fetched."""
    return gr.themes.Default(
        primary_hue="blue",
        neutral_hue="gray",
        font=["system-ui", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    )


def head() -> str:
    """Return what the page loads: scripts and styles of this server."""
    styles = "".join(f'<link rel="stylesheet" href="/wb/static/{one}.css">' for one in _STYLES)
    return f'{styles}<script type="module" src="/wb/static/main.js"></script>'
