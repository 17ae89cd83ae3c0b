"""What is done on one page is seen on the others: none shows what was true before."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from browser_server import Shared
from model_server import ModelServer
from walk_page import Walker

from graphs.filters import FactFilter
from pipelines.batch import label_all
from workbench.project import open_project
from workbench.ui.actions.models import SetModel

HOLD = 'hold = "speed(subject, 0.3 s) > 1.3 BL/s and speed(object, 0.3 s) > 1.2 BL/s'
LONGER = 'hold = "speed(subject, 0.3 s) > 0.9 BL/s and speed(object, 0.3 s) > 0.9 BL/s'


@pytest.fixture
def walker(shared: Shared) -> Walker:
    return Walker(shared.page, "agree")


def test_a_correction_on_the_timeline_changes_the_time_budget(walker: Walker) -> None:
    walks = walker.page.locator("wb-compare .wb-compare-budget tr").filter(has_text="walk")
    mine = walks.filter(has_text="mouse_1").locator("td, th").nth(3)
    walker.go("Compare")
    mine.wait_for()
    before = int(mine.inner_text())
    walker.watch("open_field")
    walker.line(
        "line.select(line.bouts.ids.findIndex((id, i) => line.bouts.word('predicate', i) === 'walk'"
        " && line.bouts.word('subject', i) === 'mouse_1'))"
    )
    walker.press("x")
    walker.settled()
    walker.go("Compare")
    mine.filter(has_text=str(before - 1)).wait_for()


def test_another_ethogram_and_what_becomes_of_corrections_are_told(
    walker: Walker, shared: Shared
) -> None:
    project = open_project(shared.folder)
    (chase,) = project.graph().records(
        FactFilter(subject="mouse_2", predicate="chase", source="rule")
    )
    project.graph().corrections.reject([chase.fact_id])
    part = walker.part("describe")
    walker.go("Describe")
    part.get_by_text("with other settings (0)").wait_for()
    walker.go("Start")
    text = project.ethogram_path.read_text()
    project.ethogram_path.write_text(text.replace(HOLD, LONGER))
    walker.go("Describe")
    part.get_by_text("with other settings (1)").wait_for()
    part.get_by_role("button", name="Describe", exact=True).click()
    part.get_by_text("open_field: 1 correction now applies to bouts with other times").wait_for()
    part.get_by_label("Corrections").get_by_text(
        "1 correction of open_field now applies"
    ).wait_for()


def test_what_is_to_be_reviewed_begins_at_its_beginning(
    walker: Walker, shared: Shared, write_tracks: Callable[[Path], Path]
) -> None:
    project = open_project(shared.folder)
    circle = write_tracks(shared.folder / "circle.csv")
    project.add([{"name": "circle", "tracks": circle, "fps": 30.0}])
    label_all(
        [project.spec("circle")], project.graph_folder, project.full_ethogram(),
        project.label_settings(), jobs=0, cache=project.cache_folder,
    )  # fmt: skip
    walker.page.reload()
    queue = walker.page.get_by_label("To review")
    order = queue.get_by_label("Order of what is to be reviewed")
    further = queue.get_by_role("button", name="Next to review (n)")
    everywhere = queue.get_by_label("all recordings")

    def other_order() -> None:
        order.select_option("disagreement")
        walker.line_is("line.queue.list.id.length === 0")
        order.select_option("confidence")

    for change in (
        everywhere.check, everywhere.uncheck, other_order,
        lambda: walker.line("line.open('circle')"),
    ):  # fmt: skip
        walker.watch("open_field")
        for _ in range(2):
            further.click()
        walker.line_is("line.queue.at > 0")
        walker.line("[line.pick(-1), line.listBefore = line.queue.list].length")
        change()
        walker.line_is("line.queue.list !== line.listBefore && line.queue.list.id.length > 0")
        further.click()
        queue.get_by_text("1 of ").wait_for()


def test_the_line_below_tells_how_work_ended(walker: Walker, shared: Shared) -> None:
    server = ModelServer(lambda _request: {"colour": "red"})
    try:
        project = open_project(shared.folder)
        SetModel("openai-compatible", server.model, server.url).do(project)
        walker.go("Start")
        walker.go("Describe")
        part = walker.part("describe")
        part.locator("summary", has_text="Let a model look").click()
        part.get_by_role("button", name="Check it").click()
        walker.page.locator("#wb-line .wb-said").get_by_text("It answers in").wait_for()
    finally:
        server.close()


def test_a_format_of_several_files_is_saved_as_one(walker: Walker, tmp_path: Path) -> None:
    walker.go("Export")
    part = walker.part("export")
    part.locator("#wb-export-csv").check()
    part.get_by_label("Write to").fill(str(tmp_path / "tables"))
    part.get_by_role("button", name="Export", exact=True).click()
    with walker.page.expect_download() as saved:
        part.get_by_role("button", name="Download tables").click()
    assert saved.value.suggested_filename == "tables.zip"
    with zipfile.ZipFile(saved.value.path()) as archive:
        assert len(archive.namelist()) == len(list((tmp_path / "tables").iterdir()))
