"""The page: a tab for each thing that a person does, and a line below that says how it was done.

What a tab shows is an element of our own (``static/``), which is told the key of the project and
fetches the rest. Values go into HTML only through ``{{...}}`` of a template, which shows them as
text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import gradio as gr

if TYPE_CHECKING:
    from workbench.ui.routes.state import State


class Page(NamedTuple):
    """A tab.

    Parameters
    ----------
    name, title
        For scripts, and for people.
    parts
        The elements that it shows, and what long work the list of jobs among them is about; the
        element ``wb-NAME`` if not given.
    """

    name: str
    title: str
    parts: tuple[str, ...] = ()


PAGES = (
    Page("start", "Start", ("begin", "jobs label media.playable", "holds", "add", "scene")),
    Page("timeline", "Timeline"),
    Page(
        "describe",
        "Describe",
        ("describe", "jobs label label.estimate model.check", "outcomes", "model", "preview"),
    ),
    Page("graph", "Graph"),
    Page("ask", "Ask"),
    Page("behaviors", "Behaviors"),
    Page("memory", "Memory"),
    Page("compare", "Compare"),
    Page("export", "Export"),
)
"""In the order of their tabs."""

TITLE = "Behavior workbench"
ASKED_FOR = "project"
"""In the address of the page: the key of the project to show."""

_STYLES = ("base", "part", "jobs", *(page.name for page in PAGES))


def build(state: State) -> gr.Blocks:
    """Return the page."""

    def chosen(request: gr.Request) -> str:
        asked = str(request.query_params.get(ASKED_FOR, ""))
        if not asked:
            return state.first
        return asked if asked in state.projects else ""  # never another project than was asked for

    blocks: gr.Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as blocks:
        key = gr.State("")
        shown = [_html(_element("banner"))]
        with gr.Tabs(elem_id="wb-pages"):
            for page in PAGES:
                with gr.Tab(page.title, id=page.name, elem_id=f"wb-page-{page.name}"):
                    parts = "".join(map(_element, page.parts or (page.name,)))
                    shown.append(_html(f'<div class="wb-parts">{parts}</div>'))
        _html(_element("command"), elem_id="wb-line")
        blocks.load(chosen, None, key, show_progress="hidden")
        key.change(lambda key: [key] * len(shown), key, shown, show_progress="hidden")
    return blocks


def _html(template: str, elem_id: str | None = None) -> gr.HTML:
    """Put elements of our own on the page; the value of it all is the key of the project."""
    return gr.HTML(
        "", html_template=template, apply_default_css=False, padding=False, elem_id=elem_id
    )


def _element(part: str) -> str:
    """Return the template of an element: its name, and what more it is told."""
    name, _, names = part.partition(" ")
    told = f' data-names="{names}"' if names else ""
    return f'<wb-{name} class="wb-part" data-key="{{{{value}}}}"{told}></wb-{name}>'


def theme() -> gr.Theme:
    """Return the looks: fonts of the machine, nothing is fetched."""
    return gr.themes.Default(
        primary_hue="blue",
        neutral_hue="gray",
        font=["system-ui", "Segoe UI", "Roboto", "sans-serif"],
        font_mono=["ui-monospace", "Consolas", "monospace"],
    )


def head() -> str:
    """Return what the page loads: scripts and styles of this server."""
    styles = "".join(f'<link rel="stylesheet" href="/wb/static/{one}.css">' for one in _STYLES)
    return f'{styles}<script type="module" src="/wb/static/main.js"></script>'
