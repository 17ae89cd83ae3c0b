"""What can be seen to be wrong in a page: too wide, cut, overlapping, hard to perceive."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

QUIET_MS = 400

IN_THE_PAGE = Path(__file__).with_suffix(".js")
"""Put into a context before any page of it opens."""


def settle(page: Any, most_ms: int = 10_000) -> None:
    """Wait until nothing on the page has changed for a while."""
    page.evaluate("given => walkSettled(given)", [QUIET_MS, most_ms])


def layout_faults(page: Any) -> list[str]:
    """Return what is wider than the window, cut, or lies over something else."""
    return list(page.evaluate("walkLayout()"))


def axe_faults(page: Any, excused: dict[str, tuple[str, ...]]) -> list[str]:
    """Return what axe-core finds that is serious or critical.

    Parameters
    ----------
    page
        Of playwright.
    excused
        Name of a rule: pieces of markup that it may be broken in.
    """
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate((files("axe_playwright_python") / "axe.min.js").read_text())
    return [
        f"{one['impact']} {one['rule']}: {one['target']}: {one['why']} {one['html']}"
        for one in page.evaluate("walkAxe()")
        if not any(piece in one["html"] for piece in excused.get(one["rule"], ()))
    ]
