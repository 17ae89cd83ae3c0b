"""The pages, in the order of their tabs.

A page is a module with a `NAME`, a `TITLE` and ``build(shared)``, which lays it out inside its tab.
"""

from __future__ import annotations

from workbench.ui.pages import (
    ask,
    behaviors,
    compare,
    describe,
    export,
    graph,
    memory,
    start,
    timeline,
)

PAGES = (start, timeline, describe, graph, ask, behaviors, memory, compare, export)
