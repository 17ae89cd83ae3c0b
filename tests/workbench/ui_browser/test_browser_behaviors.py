"""Behaviors and memory in a browser: an ethogram that two people change, a symbol with versions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser_server import Faults, Server

PREVIEWED = "wb-behaviors .wbb-table tbody tr"


@pytest.fixture
def page(chromium: Any, server: Server, faults: Faults) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    shown = context.new_page()
    faults.watch(shown, server.address)
    shown.goto(server.address)
    shown.get_by_text("Offline: nothing leaves this machine.").wait_for()
    yield shown
    context.close()


def _write(page: Any, old: str, new: str) -> None:
    """Write into the ethogram as if a person had typed it."""
    page.evaluate(
        """([old, now]) => {
          const field = document.querySelector("#wbb-ethogram");
          field.value = field.value.replace(old, now);
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }""",
        [old, new],
    )


def test_a_behavior_is_found_and_its_clip_is_shown(page: Any) -> None:
    page.get_by_role("tab", name="Behaviors", exact=True).click()
    page.get_by_label("Find a behavior").fill("nose_to_nose")
    page.locator("wb-behaviors .wbb-line").first.click()
    page.get_by_role("button", name="Preview", exact=True).click()
    page.locator(PREVIEWED).first.wait_for()
    assert page.locator(PREVIEWED).count() == 4
    page.locator(f"{PREVIEWED} button").first.click()
    page.wait_for_function("document.querySelector('wb-timeline')?.opened?.name === 'open_field'")


def test_an_ethogram_is_saved_only_when_it_is_right_and_nobody_else_changed_it(
    page: Any, project_folder: Path
) -> None:
    path = project_folder / "ethogram.toml"
    page.get_by_role("tab", name="Behaviors", exact=True).click()
    page.get_by_role("button", name="Ethogram file").click()
    save = page.locator("wb-behaviors").get_by_role("button", name="Save", exact=True)
    page.get_by_text("behaviors, no fault. As it is saved.").wait_for()

    _write(page, 'verb = "chases"', 'vreb = "chases"')
    page.get_by_text("did you mean 'verb'?").wait_for()
    assert save.is_disabled()

    _write(page, 'vreb = "chases"', 'verb = "runs after"')
    page.get_by_text("no fault. Not saved yet.").wait_for()
    theirs = path.read_text().replace('verb = "flees from"', 'verb = "escapes"')
    path.write_text(theirs)
    save.click()
    page.get_by_text("The file was changed since you began to write").wait_for()
    assert path.read_text() == theirs

    page.get_by_role("button", name="Take what the file says").click()
    _write(page, 'verb = "chases"', 'verb = "runs after"')
    page.get_by_text("no fault. Not saved yet.").wait_for()
    save.click()
    page.get_by_text("To be described again: open_field.").wait_for()
    assert path.read_text() == theirs.replace('verb = "chases"', 'verb = "runs after"')


def test_a_symbol_is_written_changed_forgotten_and_brought_back(page: Any) -> None:
    page.get_by_role("tab", name="Memory", exact=True).click()
    part = page.locator("wb-memory")
    part.get_by_role("button", name="Write something new").click()
    part.get_by_label("Name", exact=True).fill("far")
    part.get_by_label("What it says, in your words").fill("more than 20 cm away")
    part.get_by_role("button", name="Keep it").click()
    part.get_by_label("What it says", exact=True).fill("more than 25 cm away")
    part.get_by_role("button", name="Save as the next version").click()
    part.get_by_text("− more than 20 cm away").wait_for()
    part.get_by_text("+ more than 25 cm away").wait_for()
    part.get_by_role("button", name="Forget it").click()
    part.get_by_text("It is forgotten: no question reads it.").wait_for()
    part.get_by_role("button", name="Bring it back").click()
    part.get_by_role("button", name="Forget it").wait_for()
