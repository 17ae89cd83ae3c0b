"""The page by fingers: zoom, pan, choose, drag an end of a bout, draw a zone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_server import Faults, Server
from walk_checks import IN_THE_PAGE, settle
from walk_page import LINE, Walker

STEPS = 8


class _Fingers:
    """Fingers on a page."""

    def __init__(self, page: Any) -> None:
        self._devtools = page.context.new_cdp_session(page)

    def _send(self, kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(places)]
        self._devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def tap(self, x: float, y: float) -> None:
        self.drag((x, y, 0.0, 0.0))

    def drag(self, *ways: tuple[float, float, float, float]) -> None:
        """Each finger from x, y by so much."""
        for count in range(len(ways)):
            self._send("touchStart", *[(x, y) for x, y, *_ in ways[: count + 1]])
        if any(dx or dy for _, _, dx, dy in ways):
            for step in range(1, STEPS + 1):
                part = step / STEPS
                self._send("touchMove", *[(x + dx * part, y + dy * part) for x, y, dx, dy in ways])
        self._send("touchEnd")


@pytest.fixture
def walker(chromium: Any, server: Server, project_folder: Path, faults: Faults) -> Iterator[Walker]:
    context = chromium.new_context(has_touch=True, viewport={"width": 1280, "height": 900})
    context.add_init_script(path=IN_THE_PAGE)
    page = context.new_page()
    faults.watch(page, server.address)
    page.goto(server.show(project_folder))
    page.get_by_text("Offline: nothing leaves this machine.").wait_for()
    yield Walker(page, "touch", faults)
    context.close()


def test_a_bout_is_chosen_and_its_end_is_dragged_by_a_finger(walker: Walker) -> None:
    page, fingers = walker.page, _Fingers(walker.page)
    walker.watch("open_field")
    page.evaluate("window.scrollTo(0, 10_000)")
    settle(page)
    box = page.locator(".wbt-scroller").bounding_box()
    span = "line.view.view.t1 - line.view.view.t0"
    before = walker.line(span)
    fingers.drag((600, box["y"] + 90, -80, 0), (700, box["y"] + 90, 80, 0))
    assert walker.line(span) < before / 2
    start = walker.line("line.view.view.t0")
    fingers.drag((700, box["y"] + 90, -150, 0))
    assert walker.line("line.view.view.t0") > start

    walker.line("line.view.show(0, 74)")
    walker.line("line.view.scroller.scrollTop = 0")
    middle, end, down = page.evaluate(
        f"""(() => {{
          const {{ view, bouts }} = {LINE};
          const item = view.layout.items.find((one) => one.kind === "row");
          const i = item.row.order[0];
          const middle = (bouts.start[i] + bouts.stop[i]) / 2;
          return [view.x(middle), view.x(bouts.stop[i]), 26 + item.y + 8];
        }})()"""
    )
    fingers.tap(box["x"] + middle, box["y"] + down)
    walker.line_is("line.selected >= 0")
    stop = walker.line("line.bouts.stop[line.selected]")
    fingers.drag((box["x"] + end + 12, box["y"] + down, 40, 0))
    walker.line_is("line.edits.waiting > 0 || line.bouts.sent.mark > 0")
    walker.settled()
    walker.line_is(f"line.selected >= 0 && line.bouts.stop[line.selected] > {stop} + 1")


def test_a_zone_is_drawn_and_closed_by_a_finger(walker: Walker) -> None:
    page, fingers = walker.page, _Fingers(walker.page)
    page.get_by_text("Scale and zones", exact=True).click()
    page.locator(".wb-frame").wait_for()
    page.locator("#wb-tool-zone").check()
    settle(page)
    page.locator(".wb-frame").scroll_into_view_if_needed()
    box = page.locator(".wb-frame").bounding_box()
    for x, y in ((40, 40), (140, 40), (140, 140), (52, 52)):  # the last one near the first
        fingers.tap(box["x"] + x, box["y"] + y)
    canvas = "document.querySelector('wb-scene').canvas"
    assert page.evaluate(f"[{canvas}.corners.length, {canvas}.isClosed]") == [3, True]
    assert len(page.locator("#wb-zone-corners").input_value().split()) == 3
