"""What a question is about, in words that define it as a behavior of any animal."""

from __future__ import annotations

import pytest
from grammar_worlds import refused

from workbench.ask.grammar.planner import GrammarPlanner


def words(planner: GrammarPlanner, question: str) -> str:
    assert refused(planner, question) == ""
    return planner.words_of_behavior()


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("how often does mouse_1 rear in the shelter?", "rear in the shelter"),
        ("how long is mouse_1 in the shelter?", "inside the shelter"),
        ("when is mouse_2 outside the shelter?", "outside the shelter"),
        ("when does mouse_1 chase mouse_2 in the shelter?", "chase in the shelter"),
        ("how long is mouse_1 within 5 cm of mouse_2?", "closer than 5 cm to the other animal"),
        (
            "how long is mouse_1 more than 5 cm from mouse_2?",
            "farther than 5 cm from the other animal",
        ),
        ("how often does mouse_1 rest for at least 3 s?", "rest for at least 3 s"),
        ("how long is mouse_1 faster than 5 cm/s?", "faster than 5 cm/s"),
        ("how often does mouse_1 rest or groom in the shelter?", "rest or groom in the shelter"),
        ("how often does mouse_1 rear within 2 s after resting?", "rear within 2 s after resting"),
    ],
)
def test_it_is_the_same_for_any_animal(plans: GrammarPlanner, question: str, text: str) -> None:
    assert words(plans, question) == text
    defined = plans.define("it", text).program
    assert "mouse_" not in defined
    assert "subject" in defined


@pytest.mark.parametrize(
    "question",
    [
        "how often does mouse_1 rear?",  # the ethogram has it
        "how long does mouse_1 rear in the shelter?",  # cut to the time in the shelter
        "how often does mouse_1 rear in the first 10 s?",
        "how often does mouse_1 rear within 5 s after mouse_2 rears?",
        "how often is mouse_1 chased by mouse_2 in the shelter?",
        "how far does mouse_1 travel?",
        "what does mouse_1 do after rearing?",
    ],
)
def test_what_holds_for_some_animals_or_times_is_no_behavior(
    plans: GrammarPlanner, question: str
) -> None:
    assert words(plans, question) == ""
