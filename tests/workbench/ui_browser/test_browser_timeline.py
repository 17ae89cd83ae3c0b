"""The timeline in a real Chromium: watch, choose, decide, take back, in two pages at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from browser_server import Shared, keep_screenshot

from workbench.project import open_project

LINE = "document.querySelector('wb-timeline')"


class _Timeline:
    """The timeline of a page, asked through its own parts."""

    def __init__(self, page) -> None:
        self.page = page
        page.get_by_role("tab", name="Timeline").click()
        page.wait_for_function(
            f"{LINE}?.bouts?.count > 0 && {LINE}.stage.player.edges "
            f"&& {LINE}.queue.list.id.length > 0"
        )

    def has(self, what: str):
        """Return a value of the element: ``line.selected``."""
        return self.page.evaluate(f"(line => {what})({LINE})")

    def wait(self, what: str) -> None:
        """Wait until something holds of the element."""
        self.page.wait_for_function(f"(line => {what})({LINE})")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def settle(self) -> None:
        """Wait until what was decided is written and shown."""
        self.wait("line.edits.waiting === 0")
        self.page.evaluate(f"{LINE}.edits.chain")

    def status(self, fact_id: str) -> str:
        return self.has(f"line.bouts.word('status', line.bouts.place.get('{fact_id}'))")

    @property
    def selected(self) -> str:
        return self.has("line.selected < 0 ? '' : line.bouts.ids[line.selected]")

    def choose(self, which: str) -> str:
        """Select the first bout for which ``which`` holds, of its place ``i``."""
        self.has(f"line.select(line.bouts.ids.findIndex((id, i) => {which}))")
        self.wait("line.fact?.id === line.bouts.ids[line.selected]")
        return self.selected


OPEN = "line.bouts.word('status', i) === 'asserted'"


@pytest.fixture(scope="module")
def opened(of_file: Shared) -> _Timeline:
    return _Timeline(of_file.page)


@pytest.fixture
def line(opened: _Timeline, shared: Shared) -> _Timeline:
    """The timeline with nothing chosen; each test takes bouts that nobody decided about yet."""
    opened.press("Escape")
    opened.has("line.pick(-1)")
    opened.has("line.view.show(0, line.bouts.duration)")
    return opened


def test_going_through_what_is_to_be_reviewed(open_page, project_folder: Path) -> None:
    line = _Timeline(open_page())
    line.press("n")
    line.wait("line.stage.player.playing")
    first = line.selected
    assert line.has("line.queue.progress.textContent").startswith("1 of 69")
    line.press("a", "x")
    line.settle()
    assert line.has("line.queue.progress.textContent") == "3 of 69, 2 done"
    assert line.status(first) == "accepted"
    reviews = open_project(project_folder).graph().corrections.history()
    assert list(reviews["action"]) == ["accept", "reject"]
    line.press("u", "u")
    line.settle()
    assert line.status(first) == "asserted"
    line.press("Shift+U")
    line.settle()
    assert line.status(first) == "accepted"


def test_typing_is_no_decision(line: _Timeline, shared: Shared) -> None:
    history = open_project(shared.folder).graph().corrections.history
    before = len(history())
    line.choose(OPEN)
    line.press("e")
    line.page.get_by_label("Subject").wait_for()
    line.page.keyboard.type("axunbj")
    line.press("Escape")
    line.wait("line.decide.form === null")
    assert len(history()) == before


def test_editing_and_adding(line: _Timeline) -> None:
    line.choose(f"{OPEN} && line.bouts.word('predicate', i) === 'chase'")
    before = line.has("line.bouts.stop[line.selected]")
    line.press("e")
    line.page.get_by_label("Stop, s", exact=True).fill(f"{before - 0.5:.3f}")
    line.press("Enter")
    line.settle()
    assert line.has("line.bouts.stop[line.selected]") == pytest.approx(before - 0.5, abs=1e-3)
    assert "corrected" in line.has("line.panel.body.textContent")

    line.has("line.stage.player.seek(52)")
    line.press("b")
    line.has("line.stage.player.seek(53.5)")
    line.press("b")
    line.page.get_by_label("Behavior", exact=True).fill("rear")
    line.press("Enter")
    line.settle()
    assert line.has("line.bouts.word('predicate', line.selected)") == "rear"
    assert line.has("line.bouts.word('source', line.selected)") == "human"

    for time_s in (55, 56.5):
        line.has(f"line.stage.player.seek({time_s})")
        line.press("b")
    line.page.get_by_label("Subject", exact=True).fill("mouse_3")
    line.press("Enter")
    form = line.page.get_by_role("form", name="Add a bout")
    form.get_by_text("or the tick on the page").wait_for()
    form.get_by_label("Allow something new").check()
    form.get_by_role("button", name="Add", exact=True).click()
    line.settle()
    assert line.has("line.bouts.word('subject', line.selected)") == "mouse_3"


def test_an_end_is_dragged_to_a_frame(line: _Timeline) -> None:
    line.choose(
        f"{OPEN} && line.bouts.start[i] > 3 && line.bouts.stop[i] < 25 "
        "&& line.bouts.stop[i] - line.bouts.start[i] > 1.5 && line.bouts.rowOf[i] < 5"
    )
    line.has("line.view.show(0, 30)")
    rows = line.page.locator(".wbt-scroller")
    rows.scroll_into_view_if_needed()
    line.page.wait_for_timeout(200)
    box = rows.bounding_box()
    before = line.has("line.bouts.stop[line.selected]")
    x = box["x"] + line.has("line.view.x(line.bouts.stop[line.selected])")
    y = box["y"] + line.has(
        "(item => item.y + item.height / 2 + 26 - line.view.scroller.scrollTop)"
        "(line.view.layout.items.find(one => one.number === line.bouts.rowOf[line.selected]))"
    )
    line.page.mouse.move(x, y)
    line.page.mouse.down()
    line.page.mouse.move(x + 25, y, steps=4)
    line.page.mouse.up()
    line.settle()
    after = line.has("line.bouts.stop[line.selected]")
    assert after > before + 0.2
    assert line.has(f"line.stage.player.edges.some(edge => Math.abs(edge - {after}) < 2e-6)")


def test_frames_are_shown_one_by_one(line: _Timeline) -> None:
    line.has("line.stage.player.seek(line.stage.player.edges[300])")
    line.wait("line.stage.frame === 300 && !line.stage.player.video.seeking")
    line.press(".")
    line.wait("line.stage.frame === 301")
    line.press(",", ",")
    line.wait("line.stage.frame === 299")


def test_the_overview_is_as_wide_as_the_rows_in_any_window(line: _Timeline) -> None:
    for width in (1500, 1100, 1280):
        line.page.set_viewport_size({"width": width, "height": 800})
        line.wait("line.view.overview.clientWidth === line.view.element.clientWidth")
        line.wait(
            f"line.view.width > {width} - 120 && line.view.width <= line.view.element.clientWidth"
        )


def test_the_name_that_was_typed_is_the_one_that_opens(line: _Timeline) -> None:
    names = ["open_field", "1", "11"]
    chosen = line.has(
        f"""(picker => {{
          const before = picker.list;
          const blank = Array.from({{ length: 3 }}, () => "");
          picker.list = {{ name: {names}, group: blank, session: blank, labelled: [1, 1, 1],
            stale: [0, 0, 0], open: [0, 0, 0], facts: [133, 1, 1] }};
          picker.open("1");
          const chosen = picker.list.name[picker.found[picker.active]];
          picker.list = before;
          picker.close();
          return chosen;
        }})(line.picker)"""
    )
    assert chosen == "1"


def test_blind_shows_nothing_of_what_was_said(line: _Timeline) -> None:
    line.choose(OPEN)
    line.press("h")
    line.wait("line.panel.body.textContent.includes('Blind')")
    shown = line.has("line.panel.body.textContent")
    assert not [word for word in ("confidence", "rule", "asserted", "Evidence") if word in shown]
    line.press("a")
    line.settle()
    line.wait("line.panel.body.textContent.includes('confidence')")
    line.press("h")


def test_two_pages_at_once(open_page) -> None:
    line = _Timeline(open_page())
    other = _Timeline(open_page())
    other.has("clearInterval(line.polling)")
    shared = line.choose(OPEN)
    assert other.choose(OPEN) == shared
    line.press("x")
    line.settle()
    answer = other.has(
        "import('/wb/static/client.js').then(client => client.get(line.key, "
        "`fact/${line.bouts.ids[line.selected]}/open_field`)).then(fact => fact.status)"
    )
    assert answer == "rejected"  # this page shows an older state
    assert other.status(shared) == "asserted"
    other.has("line.poll()")
    other.wait(f"line.bouts.word('status', line.bouts.place.get('{shared}')) === 'rejected'")


@pytest.mark.slow
def test_a_recording_without_video(project_folder: Path, open_page) -> None:
    project = open_project(project_folder)
    source = project.spec("open_field").tracks
    copy = project_folder / "copy_of_tracks.h5"
    shutil.copy(source, copy)
    project.add([{"name": "tracks only", "tracks": str(copy), "fps": 30.0}])
    line = _Timeline(open_page())
    line.page.evaluate(
        "import('/wb/static/client.js').then(client => client.showClip("
        "{recording: 'tracks only', start_s: 10, stop_s: 12}))"
    )
    line.wait("line.opened.name === 'tracks only' && line.stage.player.time > 9.5")
    line.wait("line.stage.tracks !== null && !line.stage.player.hasVideo")
    assert line.has("line.bouts.duration") == pytest.approx(74.0, abs=0.5)
    keep_screenshot(line.page, "timeline-without-video")
