"""What the pages share: the project of this tab, and the line that says how something was done.

Values go into HTML only through ``{{...}}`` of a template, which shows them as text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import gradio as gr

from graphs.errors import WorkbenchError
from workbench.ui.actions.contract import Action
from workbench.ui.routes.act import perform
from workbench.ui.routes.state import State

if TYPE_CHECKING:
    from workbench.project import Project

_PROJECT_PARAMETER = "project"


@dataclass(slots=True)
class Shared:
    """What pages are built with.

    Parameters
    ----------
    state
        Of the server.
    key
        Holds the key of the project that this tab shows.
    line
        Says what was done last, with its command; give it `told` of an action.
    banner
        Says what leaves this machine.
    """

    state: State
    key: gr.State
    line: gr.HTML
    banner: gr.HTML
    tabs: gr.Tabs | None = None
    _on_project: list[tuple[Callable[[Project], Any], list[Any]]] = field(default_factory=list)

    @classmethod
    def build(cls, state: State) -> Shared:
        """Make what stands above and below all pages."""
        key = gr.State("")
        banner = _html("wb-banner", "data-key")
        line = _html("wb-command", "data-told", render=False, elem_id="wb-line")
        return cls(state, key, line, banner)

    def element(self, tag: str) -> None:
        """Put an element of our own on the page, and tell it which project this tab shows.

        Parameters
        ----------
        tag
            ``"wb-ask"``; a script of ``static/`` defines it.
        """
        view = _html(tag, "data-key")
        self.key.change(lambda key: key, self.key, view, show_progress="hidden")

    def project(self, key: str) -> Project:
        """Return the project of a tab; a message on the page if there is none."""
        try:
            return self.state.projects.of(key)
        except WorkbenchError as error:
            raise gr.Error(str(error), duration=None) from None

    def perform(self, key: str, action: Action) -> dict[str, Any]:
        """Do something; a message on the page if it cannot be done. See `routes.act.perform`."""
        try:
            return perform(self.state, key, action)
        except WorkbenchError as error:
            raise gr.Error(str(error), duration=None) from None

    def on_project(self, make: Callable[[Project], Any], outputs: Sequence[Any]) -> None:
        """Have components filled anew whenever this tab shows another project.

        Parameters
        ----------
        make
            Given the project; returns a value for each output, as gradio wants them.
        outputs
            Components.
        """
        self._on_project.append((make, list(outputs)))

    def finish(self, blocks: gr.Blocks) -> None:
        """Connect what pages asked for; called once, when all are built."""

        def chosen(request: gr.Request) -> str:
            asked = str(request.query_params.get(_PROJECT_PARAMETER, ""))
            return asked if asked in self.state.projects else self.state.first

        self.line.render()  # type: ignore[no-untyped-call]
        blocks.load(chosen, None, self.key, show_progress="hidden")
        self.key.change(lambda key: key, self.key, self.banner, show_progress="hidden")
        for make, outputs in self._on_project:
            self.key.change(_filled(self, make), self.key, outputs, show_progress="hidden")


def _filled(shared: Shared, make: Callable[[Project], Any]) -> Callable[[str], Any]:
    def fill(key: str) -> Any:
        return make(shared.project(key)) if key else gr.skip()

    return fill


def _html(tag: str, attribute: str, **options: Any) -> gr.HTML:
    """Return an element of our own; its value is text of an attribute, and never more than text."""
    template = f'<{tag} class="wb-part" {attribute}="{{{{value}}}}"></{tag}>'
    return gr.HTML("", html_template=template, apply_default_css=False, padding=False, **options)
