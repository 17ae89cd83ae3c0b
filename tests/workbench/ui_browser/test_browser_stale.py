"""What has to be described again is said where its facts are listed; a cutoff can be given."""

from __future__ import annotations

import pytest
from browser_server import Shared
from group_files import add_groups
from walk_page import Walker

from workbench.project import open_project

CONTACT = "[behavior.contact.rule]"


@pytest.fixture
def walker(shared: Shared) -> Walker:
    return Walker(shared.page, "stale", shared.faults)


def test_another_rule_is_told_on_timeline_and_start(walker: Walker, shared: Shared) -> None:
    path = open_project(shared.folder).ethogram_path
    walker.watch("open_field")
    note = walker.part("timeline").locator(".wbt-picker .wbt-note")
    assert "label again" not in note.inner_text()
    before, heading, rest = path.read_text().partition(CONTACT)
    path.write_text(before + heading + rest.replace("min_s = 0.3", "min_s = 2.0", 1))
    note.filter(has_text="out of date: label again").wait_for()
    walker.keep("timeline")
    walker.page.reload()
    walker.page.get_by_role("tab", name="Timeline", selected=True).wait_for()
    walker.go("Start")
    start = walker.part("start")
    start.get_by_text("1 recording, 1 described, 1 to describe again").wait_for()
    start.get_by_role("cell", name="describe again").wait_for()
    walker.keep("start")


def test_a_cutoff_is_asked_for_with_the_time_to_the_first_bout(
    walker: Walker, shared: Shared
) -> None:
    add_groups(open_project(shared.folder))
    walker.page.reload()
    walker.go("Compare")
    part = walker.part("compare")
    cutoff = part.get_by_label("Cutoff of the time to the first bout, in s")
    part.get_by_label("rest", exact=True).check()
    assert not cutoff.is_visible()
    part.get_by_label("time to the first bout", exact=True).check()
    cutoff.fill("2.5")
    walker.keep("compare")
    part.get_by_role("button", name="Compare", exact=True).click()
    part.get_by_role("cell", name="rest: time to the first bout, at most 2.5 s").first.wait_for()
    walker.keep("compared")
