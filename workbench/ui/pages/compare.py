"""Time budgets, and groups compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "compare", "Compare"
_VIEW = '<wb-compare data-key="{{value}}"></wb-compare>'


def build(shared: Shared) -> None:
    """Lay the page out."""
    view = gr.HTML("", html_template=_VIEW, apply_default_css=False, padding=False)
    shared.key.change(lambda key: key, shared.key, view, show_progress="hidden")
