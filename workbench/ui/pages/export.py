"""The graph, taken to other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "export", "Export"
_VIEW = '<wb-export data-key="{{value}}"></wb-export>'


def build(shared: Shared) -> None:
    """Lay the page out."""
    view = gr.HTML("", html_template=_VIEW, apply_default_css=False, padding=False)
    shared.key.change(lambda key: key, shared.key, view, show_progress="hidden")
