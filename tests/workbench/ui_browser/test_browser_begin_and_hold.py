"""The pages without a project, and what a person says of recordings: nothing is silent or lost."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from browser_server import Faults, Server, start_server
from walk_checks import IN_THE_PAGE, settle
from walk_page import Walker

from workbench.project import open_project
from workbench.project_set import Said

PAGES = pytest.importorskip("workbench.ui.page").PAGES


def _said(folder: Path) -> dict[str, Any]:
    """Return what project.toml says of the recording."""
    document = tomllib.loads((folder / "project.toml").read_text())
    return dict(document["recording"][0])


@pytest.fixture
def walker(open_page) -> Walker:
    return Walker(open_page(), "hold")


def test_without_a_project_every_page_says_where_one_is_opened(
    chromium: Any, server: Server, faults: Faults
) -> None:
    page = chromium.new_page()
    faults.watch(page, server.address)
    page.goto(server.address)
    page.get_by_text("No project is open").wait_for()
    for one in PAGES[1:]:
        page.get_by_role("tab", name=one.title, exact=True).click()
        page.locator(f"#wb-page-{one.name}").get_by_text(
            "Open a project on the page Start first."
        ).first.wait_for()
    page.close()


def test_what_was_typed_stays_while_other_things_happen(
    walker: Walker, project_folder: Path
) -> None:
    page = walker.page
    page.get_by_label("Tick open_field").check()
    page.get_by_label("Group", exact=True).last.fill("control")
    open_project(project_folder).say(["open_field"], Said({"session": "day 1"}))
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.get_by_role("cell", name="day 1").wait_for()
    assert page.locator("#wb-say-group").input_value() == "control"
    assert page.locator("#wb-say-session").input_value() == ""

    page.locator("wb-holds").get_by_role("button", name="Keep", exact=True).click()
    page.get_by_role("cell", name="control").wait_for()
    said = _said(project_folder)
    assert (said["group"], said["session"]) == ("control", "day 1")  # only what was typed is kept


def test_a_group_is_taken_out_and_a_frame_rate_is_said(
    walker: Walker, project_folder: Path
) -> None:
    open_project(project_folder).say(["open_field"], Said({"group": "control"}))
    page = walker.page
    page.reload()
    page.get_by_label("Tick open_field").check()
    keep = page.locator("wb-holds").get_by_role("button", name="Keep", exact=True)
    keep.click()
    page.get_by_text("Nothing was changed").wait_for()

    page.locator("#wb-say-group").fill("")
    page.locator("#wb-say-fps").fill("25")
    keep.click()
    page.get_by_text("Kept for open_field.").wait_for()
    settle(page)
    said = _said(project_folder)
    assert said["fps"] == 25
    assert "group" not in said


def test_a_failed_beginning_is_past_once_a_project_is_open(
    chromium: Any, server: Server, project_folder: Path, tmp_path: Path
) -> None:
    page = chromium.new_page()
    page.add_init_script(path=IN_THE_PAGE)
    page.goto(server.address)
    for folder in (tmp_path, project_folder):
        page.get_by_label("Folder of the project, on this machine").fill(str(folder))
        page.get_by_role("button", name="Open", exact=True).click()
        if folder == tmp_path:
            page.locator("wb-begin .wb-fault").get_by_text("is not a project").first.wait_for()
    page.get_by_text("1 recording, 1 described").wait_for()
    settle(page)
    assert page.locator("wb-begin .wb-fault").count() == 0
    page.close()


def test_work_is_followed_after_the_server_did_not_answer_once(
    chromium: Any, server: Server, project_folder: Path
) -> None:
    page = chromium.new_page()
    job = {
        "number": 1, "name": "label", "command": "", "python": "", "what": "frame 1", "took_s": 1.0,
        "left_s": None, "message": "1 done.", "data": {"outcomes": []}, "error": "",
    }  # fmt: skip
    answers = iter(["running", "", "done"])

    def jobs(route: Any) -> None:
        state = next(answers, "done")
        if not state:
            route.fulfill(status=503, body="{}")
            return
        told = [{**job, "state": state, "share": 0.5}]
        route.fulfill(body=json.dumps(told), content_type="application/json")

    page.route("**/wb/p/*/jobs", jobs)
    page.goto(server.show(project_folder))
    page.locator("#wb-page-start").get_by_text("1 done. (took 1 s)").wait_for()
    page.close()


def test_an_address_of_another_server_shows_no_other_project(
    chromium: Any, project_folder: Path
) -> None:
    server = start_server(project_folder)
    try:
        page = chromium.new_page()
        page.goto(f"{server.address}/?project=0123456789abcdef")
        page.get_by_text("No project is open").wait_for()
        page.goto(server.address)
        page.get_by_text("1 recording, 1 described").wait_for()
        page.close()
    finally:
        server.stop()


def test_loading_again_comes_back_to_the_tab_and_the_project(walker: Walker) -> None:
    page = walker.page
    walker.go("Memory")
    page.reload()
    page.get_by_role("tab", name="Memory", selected=True).wait_for()
    page.locator("wb-banner").get_by_text("demo", exact=True).wait_for()
    walker.go("Start")
    page.get_by_text("1 recording, 1 described").wait_for()
