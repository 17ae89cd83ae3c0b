"""Behaviors and memory in a browser: an ethogram that two people change, a symbol with versions."""

from __future__ import annotations

from typing import Any

import pytest
from browser_server import Shared

PREVIEWED = "wb-behaviors .wbb-table tbody tr"


@pytest.fixture
def page(shared: Shared) -> Any:
    return shared.page


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
    page: Any, shared: Shared
) -> None:
    path = shared.folder / "ethogram.toml"
    page.get_by_role("tab", name="Behaviors", exact=True).click()
    page.get_by_role("button", name="Ethogram file", exact=True).click()
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


def test_a_tip_and_a_macro_are_taught(page: Any) -> None:
    page.get_by_role("tab", name="Memory", exact=True).click()
    part = page.locator("wb-memory")
    part.get_by_role("button", name="Write something new").click()
    part.get_by_label("What", exact=True).select_option("tip")
    part.get_by_label("What to do, or not to").fill("count bouts, not frames")
    part.get_by_label("The question that taught it").fill("how often does it rear?")
    part.get_by_label("What went wrong with it").fill("frames were counted")
    part.get_by_role("button", name="Keep it").click()
    part.get_by_role("heading", name="tip:1").wait_for()

    part.get_by_role("button", name="Write something new").click()
    part.get_by_label("What", exact=True).select_option("macro")
    text = part.get_by_label("The macro, as TOML")
    page.wait_for_function("document.querySelector('wb-memory textarea').value.includes('open_f')")
    part.get_by_label("Arguments for its trial").fill("who=nobody")
    part.get_by_role("button", name="Try it and keep it").click()
    part.get_by_role("alert").get_by_text("nobody").wait_for()
    part.get_by_label("Arguments for its trial").fill("who=mouse_2")
    part.get_by_role("button", name="Try it and keep it").click()
    part.get_by_role("heading", name="macro:rears_of").wait_for()

    part.get_by_text("Change it, which makes the next version").click()
    text.fill(text.input_value().replace("How often", "How many times"))
    part.get_by_role("button", name="Try it and save it").click()
    part.get_by_role("heading", name="Versions (2)").wait_for()
