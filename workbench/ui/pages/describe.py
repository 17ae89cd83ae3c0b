"""Describe recordings: by rules, and by a model if the project has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "describe", "Describe"
_VIEW = (
    '<div class="wb-start"><wb-describe data-key="{{value}}"></wb-describe>'
    '<wb-jobs data-key="{{value}}" data-names="label label.estimate model.check"></wb-jobs>'
    '<wb-outcomes data-key="{{value}}"></wb-outcomes>'
    '<wb-model data-key="{{value}}"></wb-model>'
    '<wb-preview data-key="{{value}}"></wb-preview></div>'
)


def build(shared: Shared) -> None:
    """Lay the page out."""
    view = gr.HTML("", html_template=_VIEW, apply_default_css=False, padding=False)
    shared.key.change(lambda key: key, shared.key, view, show_progress="hidden")
