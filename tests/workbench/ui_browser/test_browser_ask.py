"""The page Ask: the model where words are not understood, long words, conversations that change."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from walk_checks import layout_faults, settle

from workbench.project import open_project
from workbench.ui.actions.models import SetModel

NOWHERE = "http://127.0.0.1:9/v1"
"""No model answers there."""

QUESTION = "how often does mouse_1 rear?"


def _ask(page: Any, question: str) -> Any:
    """Ask; return the turn, once it has an answer or a fault."""
    page.locator("#wb-ask-question").fill(question)
    page.keyboard.press("Enter")
    turn = page.locator(".wb-turn").last
    turn.locator(".wb-answer, .wb-fault").first.wait_for()
    return turn


@pytest.fixture
def asking(open_page, project_folder: Path) -> Any:
    """The page Ask of a project with a model that is not there."""
    SetModel("openai-compatible", "tiny", NOWHERE).do(open_project(project_folder))
    page = open_page(says="A model (chat) is configured")
    page.get_by_role("tab", name="Ask", exact=True).click()
    page.get_by_label("let the model write the program").wait_for()
    return page


def test_a_question_for_the_model_is_answered_in_its_turn(
    asking: Any, project_folder: Path
) -> None:
    asking.get_by_label("let the model write the program").check()
    turn = _ask(asking, QUESTION)
    rears = open_project(project_folder).graph().facts("mouse_1", "rear")
    assert turn.locator(".wb-values strong").inner_text() == str(len(rears.table()))
    assert "workbench ask --model" in asking.locator("#wb-line").inner_text()

    turn = _ask(asking, "wie oft jagt mouse_1")
    assert turn.locator(".wb-fault").inner_text().strip()
    assert turn.get_by_role("button", name="Ask the model").is_visible()


def test_the_model_is_offered_and_why_it_did_not_answer_is_told(asking: Any) -> None:
    turn = _ask(asking, "wie oft jagt mouse_1")
    turn.get_by_text("Not understood").wait_for()
    turn.get_by_role("button", name="Ask the model").click()
    turn.get_by_text("Not understood").wait_for(state="detached")
    turn.locator(".wb-fault").wait_for()
    assert turn.locator(".wb-fault").inner_text().strip()
    assert turn.get_by_role("button", name="Ask the model").is_visible()


def test_an_answer_that_comes_late_does_not_lead_a_new_conversation(open_page) -> None:
    page = open_page()
    page.get_by_role("tab", name="Ask", exact=True).click()
    page.locator("#wb-ask-question").fill(QUESTION)
    with page.expect_response("**/do/ask") as answer:
        page.evaluate(
            "() => { document.querySelector('.wb-ask-form').requestSubmit();"
            " [...document.querySelectorAll('.wb-ask-form button')].at(-1).click(); }"
        )
    assert answer.value.ok
    settle(page)
    assert page.evaluate("document.querySelector('wb-ask').conversation") == ""
    assert page.locator(".wb-turn").count() == 0


def test_long_words_and_clauses_leave_room_for_what_they_mean(open_page) -> None:
    page = open_page()
    page.get_by_role("tab", name="Ask", exact=True).click()
    _ask(page, "x" * 600)
    turn = _ask(
        page,
        "how many times did mouse_1 chase mouse_2 within 5 seconds after mouse_2 fled from "
        "mouse_1 while mouse_2 was in the shelter?",
    )
    settle(page)
    assert layout_faults(page) == []
    widths = turn.locator(".wb-terms").evaluate(
        "list => [list.clientWidth, list.querySelector('dt').getBoundingClientRect().width]"
    )
    assert widths[1] < 0.4 * widths[0]


def test_a_clip_says_a_zone_once(open_page) -> None:
    page = open_page()
    page.get_by_role("tab", name="Ask", exact=True).click()
    turn = _ask(page, "how long was mouse_1 in the shelter")
    assert turn.locator(".wb-clip span").first.inner_text().strip() == "mouse_1 inside shelter"


def test_what_was_looked_for_is_saved_as_a_behavior(open_page, project_folder: Path) -> None:
    page = open_page()
    page.get_by_role("tab", name="Ask", exact=True).click()
    turn = _ask(page, "how often does mouse_1 rest for at least 2 s?")
    assert "Clips in open_field" in turn.locator("h4").all_inner_texts()
    turn.get_by_text("Save as a behavior").click()
    turn.get_by_text("define <|name|> as rest for at least 2 s").wait_for()
    turn.get_by_label("Name of the behavior").fill("Loaf")
    turn.get_by_role("button", name="Save").click()
    turn.get_by_text("<loaf> is kept as a behavior, version 1").wait_for()
    page.locator(".wb-ask-memory").get_by_role("button", name="<loaf>").wait_for()
    assert "loaf" in open_project(project_folder).ethogram().behaviors
    again = _ask(page, "how often does mouse_1 loaf?")
    assert again.locator(".wb-values strong").inner_text().strip() != ""


def test_an_answer_that_is_a_behavior_already_is_not_saved_as_one(open_page) -> None:
    page = open_page()
    page.get_by_role("tab", name="Ask", exact=True).click()
    turn = _ask(page, QUESTION)
    assert turn.get_by_text("Save as a behavior").count() == 0
    hint = page.locator(".wb-ask-memory").get_by_text("to give its answer a name")
    assert hint.is_visible()


def test_clips_of_several_recordings_say_which(open_page) -> None:
    page = open_page()
    said = page.evaluate(
        "async () => { const { answerCard } = await import('/wb/static/answer.js');"
        " const rear = { start_s: 1, stop_s: 2, subject: 'ann', label: 'rear' };"
        " const clip = (recording) => ({ ...rear, recording });"
        " const answer = { values: [], tables: [], terms: [], caveats: [], program: '' };"
        " const words = (clips) => { const card = answerCard('', { ...answer, clips });"
        "   return ['h4', '.wb-clip'].map((one) => card.querySelector(one).textContent); };"
        " return [words([clip('day 1')]), words([clip('day 1'), clip('day 2')])]; }"
    )
    assert said == [
        ["Clips in day 1", "1.0–2.0 s ann rear"],
        ["Clips", "1.0–2.0 s ann rear · day 1"],
    ]
