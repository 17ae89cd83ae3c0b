"""Behaviors: what each means, how well it does on examples, and the ethogram as a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "behaviors", "Behaviors"


def build(shared: Shared) -> None:
    """Lay the page out."""
    view = gr.HTML(
        "",
        html_template='<wb-behaviors data-key="{{value}}"></wb-behaviors>',
        apply_default_css=False,
        padding=False,
    )
    shared.key.change(lambda key: key, shared.key, view, show_progress="hidden")
