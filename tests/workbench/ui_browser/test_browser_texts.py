"""Names and texts of the data are shown as text: none runs, looks otherwise, or breaks a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_server import Faults
from walk_checks import settle
from walk_page import Walker, drop
from walk_texts import HOSTILE, as_file, hostile_project

from workbench.project import Project

PAGES = pytest.importorskip("workbench.ui.page").PAGES
FOREIGN = """() => [...document.querySelectorAll("body *")].filter((one) =>
  (one.localName === "b" && one.textContent === "bold") || one.getAttribute("src") === "x"
  || [...one.attributes].some((has) => /^on/.test(has.name) && has.value.includes("walkHit"))
  || /^javascript:walkHit/.test(one.getAttribute("href") ?? "") || one.localName === "iframe")
  .map((one) => one.outerHTML.slice(0, 200))"""
COMMENT = "<img src=x onerror=walkHit('comment')> & <b>bold</b>"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return hostile_project(tmp_path_factory.mktemp("texts"))


class _Watched:
    """A page, and whether anything of the data was more than text in it."""

    def __init__(self, page, faults: Faults) -> None:
        self.page = page
        self.dialogs: list[str] = []
        self.page.on("dialog", self._said)
        self.walker = Walker(self.page, "texts", faults)

    def _said(self, dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def check(self) -> None:
        """Nothing ran, and nothing of the data became an element."""
        settle(self.page)
        assert self.page.evaluate("window.walkHits") == []
        assert self.dialogs == []
        assert self.page.evaluate(FOREIGN) == []

    def shown(self) -> str:
        return str(self.page.locator("body").inner_text())


@pytest.fixture
def watched(new_page, hostile: Project, faults: Faults) -> Iterator[_Watched]:
    made = _Watched(new_page(hostile.folder, faults), faults)
    yield made
    made.page.close()


def test_every_page_shows_them_as_text(watched: _Watched) -> None:
    for page in PAGES:
        watched.walker.go(page.title)
        watched.check()
        watched.walker.keep(page.name)
        watched.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        watched.check()
    watched.walker.go("Start")
    shown = watched.shown()
    for text in HOSTILE:
        assert text in shown


@pytest.mark.slow
def test_recordings_on_the_timeline(watched: _Watched, hostile: Project) -> None:
    names = [spec.name for spec in hostile.specs()]
    for name in [*names[::3], names[-1]]:
        watched.walker.go("Timeline")
        watched.page.evaluate(
            "name => import('/wb/static/client.js').then(client => client.showClip("
            "{ recording: name, start_s: 2, stop_s: 4 }))",
            name,
        )
        watched.page.wait_for_function(
            "name => { const line = document.querySelector('wb-timeline');"
            " return line.opened?.name === name && line.bouts?.sent.recording === name }",
            arg=name,
        )
        watched.walker.line("line.select(0)")
        watched.walker.line_is("line.selected === 0 && line.fact?.id === line.bouts.ids[0]")
        assert name in str(watched.walker.line("line.panel.body.textContent"))
        watched.check()
    watched.walker.keep("timeline-last")


def test_what_is_said_and_asked(watched: _Watched, faults: Faults) -> None:
    walker = watched.walker
    walker.go("Timeline")
    walker.line_is("line?.bouts?.count === 4")
    walker.line("line.select(1)")
    watched.page.get_by_label("Comment on this bout").fill(COMMENT)
    watched.page.keyboard.press("Enter")
    watched.page.locator(".wbt-history").get_by_text(COMMENT).wait_for()
    watched.check()

    walker.go("Ask")
    for text in HOSTILE[:4]:
        watched.page.get_by_label("Ask in plain language").fill(f"how often does {text} chase?")
        watched.page.keyboard.press("Enter")
        watched.page.get_by_role("article").last.get_by_text(text).first.wait_for()
        settle(watched.page)
    watched.check()
    walker.keep("asked")
    watched.page.reload()
    watched.page.get_by_text("Offline: nothing leaves this machine.").wait_for()
    walker.go("Ask")
    watched.check()
    for text in HOSTILE[4:9]:
        assert text in watched.shown()
    faults.found[:] = [one for one in faults.found if not one.endswith("/do/ask")]  # refused


def test_names_of_files_that_are_dropped(watched: _Watched, tmp_path: Path) -> None:
    watched.walker.go("Start")
    files = [tmp_path / f"{as_file(text)}.mp4" for text in HOSTILE[:12]]
    for file in files:
        file.write_bytes(b"no video")
    drop(watched.page, files)
    sent = watched.page.get_by_label("Files that were sent")
    watched.page.wait_for_function(
        f"document.querySelectorAll('.wb-sent .wb-fault').length === {len(files)}"
    )
    for file in files:
        assert file.name in sent.inner_text()
    watched.check()
    watched.walker.keep("dropped")
