"""Begin a project, see what it holds, and add files to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "start", "Start"
_VIEW = (
    '<div class="wb-start"><wb-begin data-key="{{value}}"></wb-begin>'
    '<wb-jobs data-key="{{value}}" data-names="label media.playable"></wb-jobs>'
    '<wb-holds data-key="{{value}}"></wb-holds><wb-add data-key="{{value}}"></wb-add>'
    '<wb-scene data-key="{{value}}"></wb-scene></div>'
)


def build(shared: Shared) -> None:
    """Lay the page out."""
    view = gr.HTML("", html_template=_VIEW, apply_default_css=False, padding=False)
    shared.key.change(lambda key: key, shared.key, view, show_progress="hidden")
