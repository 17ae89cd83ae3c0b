"""What a person does on the page, by the names that she reads there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from browser_server import Faults, keep_screenshot
from walk_checks import layout_faults, settle

LINE = "document.querySelector('wb-timeline')"


class Walker:
    """Somebody who uses the page, and keeps a picture of every step.

    Parameters
    ----------
    page
        Of playwright.
    name
        What the pictures begin with.
    faults
        Where to put what is cut or overlaps.
    """

    def __init__(self, page: Any, name: str, faults: Faults | None = None) -> None:
        self.page, self.name = page, name
        self.faults = faults or Faults()
        self.steps = 0

    def keep(self, what: str) -> None:
        """Keep a picture of the page, and note what is cut on it."""
        settle(self.page)
        self.steps += 1
        keep_screenshot(self.page, f"{self.name}-{self.steps:02}-{what}")
        self.faults.found += [f"{what}: {fault}" for fault in layout_faults(self.page)]

    def go(self, title: str) -> None:
        """Go to a page."""
        self.page.get_by_role("tab", name=title, exact=True).click()

    def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def part(self, name: str) -> Any:
        """Return the page of a name, to look for things on it alone."""
        return self.page.locator(f"#wb-page-{name}")

    def said(self) -> str:
        """Return what the line below the page says."""
        return str(self.page.locator("#wb-line .wb-said").first.inner_text())

    # the timeline

    def line(self, what: str) -> Any:
        """Return a value of the timeline: ``line.selected``."""
        return self.page.evaluate(f"(line => {what})({LINE})")

    def line_is(self, what: str) -> None:
        """Wait until something holds of the timeline."""
        self.page.wait_for_function(f"(line => {what})({LINE})")

    def watch(self, recording: str) -> None:
        """Go to the timeline, and wait until a recording is shown with its bouts."""
        self.go("Timeline")
        self.line_is(
            f"line?.opened?.name === '{recording}' && line.bouts?.count > 0"
            " && line.stage.player.edges && line.queue.list.id.length > 0"
        )

    def colors_of_bouts(self) -> int:
        """Return how many colors are drawn where the bouts are."""
        return int(
            self.line(
                "Math.max(...[...line.view.element.querySelectorAll('canvas')]"
                ".filter(one => one.width && one.height).map(one => new Set(new Uint32Array(one"
                ".getContext('2d').getImageData(0, 0, one.width, one.height).data.buffer)).size))"
            )
        )

    def settled(self) -> None:
        """Wait until what was decided is written and shown."""
        self.line_is("line.edits.waiting === 0")
        self.page.evaluate(f"{LINE}.edits.chain")

    def statuses(self) -> dict[str, str]:
        """Return the status of every bout that the timeline has."""
        return dict(self.line("line.bouts.ids.map((id, i) => [id, line.bouts.word('status', i)])"))


def drop(page: Any, paths: list[Path]) -> None:
    """Let files fall on the place for them."""
    data = page.evaluate_handle("() => new DataTransfer()")
    for path in paths:
        content = list(path.read_bytes())
        page.evaluate(
            "([data, name, bytes]) => data.items.add(new File([new Uint8Array(bytes)], name))",
            [data, path.name, content],
        )
    for event in ("dragover", "drop"):
        page.locator(".wb-drop").dispatch_event(event, {"dataTransfer": data})
