"""Ask in plain language."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.ui.pages.shared import Shared

NAME, TITLE = "ask", "Ask"


def build(shared: Shared) -> None:
    """Lay the page out."""
    shared.element("wb-ask")
