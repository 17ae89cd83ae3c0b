"""The graph: who did what to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "graph", "Graph"


def build(shared: Shared) -> None:
    """Lay the page out."""
    view = gr.HTML(
        "",
        html_template='<wb-graph data-key="{{value}}"></wb-graph>',
        apply_default_css=False,
        padding=False,
    )
    shared.key.change(lambda key: key, shared.key, view, show_progress="hidden")
