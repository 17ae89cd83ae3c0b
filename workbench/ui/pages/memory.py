"""Memory: all that the project remembers, where it comes from, and what used it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "memory", "Memory"


def build(shared: Shared) -> None:
    """Lay the page out."""
    view = gr.HTML(
        "",
        html_template='<wb-memory data-key="{{value}}"></wb-memory>',
        apply_default_css=False,
        padding=False,
    )
    shared.key.change(lambda key: key, shared.key, view, show_progress="hidden")
