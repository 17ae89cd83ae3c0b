"""Open, create, or look at the demo project."""

from __future__ import annotations

from typing import TYPE_CHECKING

import gradio as gr

from graphs.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "start", "Start"


def build(shared: Shared) -> None:
    """Lay the page out."""
    with gr.Row():
        folder = gr.Textbox(label="Project folder", scale=4)
        open_ = gr.Button("Open", variant="primary", scale=1)
    table = gr.Dataframe(headers=["recording", "group", "session"], interactive=False)

    def opened(place: str) -> str:
        try:
            return shared.state.projects.open(place)
        except WorkbenchError as error:
            raise gr.Error(str(error), duration=None) from None

    open_.click(opened, folder, shared.key)
    shared.on_project(
        lambda project: [[s.name, s.group or "", s.session or ""] for s in project.specs()], [table]
    )
