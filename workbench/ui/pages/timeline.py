"""Watch a recording with its bouts, and correct them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "timeline", "Timeline"


def build(shared: Shared) -> None:
    """Lay the page out."""
    view = gr.HTML(
        "",
        html_template='<wb-timeline data-key="{{value}}"></wb-timeline>',
        apply_default_css=False,
        padding=False,
    )
    shared.key.change(lambda key: key, shared.key, view, show_progress="hidden")
