"""Questions that are not understood: every word that is wrong is named with its place.

The messages stand in ``errors.txt``; the second line of each is the question.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from language_lab import Lab

from graphs.errors import UserError
from graphs.language import parse
from graphs.language.parts import DEEPEST, MOST_PARTS

LAB = Lab()
MESSAGES = (Path(__file__).parent / "errors.txt").read_text(encoding="utf-8").strip().split("\n\n")


def fault(question: str) -> str:
    with pytest.raises(UserError) as error:
        parse(question, LAB)
    return str(error.value)


def test_there_are_many() -> None:
    assert len(set(MESSAGES)) == len(MESSAGES) >= 140


@pytest.mark.parametrize("message", MESSAGES, ids=[m.split("\n")[1].strip() for m in MESSAGES])
def test_message(message: str) -> None:
    assert fault(message.split("\n")[1].removeprefix("  ")) == message


@pytest.mark.parametrize("question", ["", "  ", "\n"])
def test_no_question(question: str) -> None:
    assert fault(question).startswith("Expected a question such as 'mouse_1 chase mouse_2'.\n")


def test_a_question_of_several_lines_is_shown_on_one() -> None:
    assert fault("rest\nwhile\n\tgrom") == (
        "Unknown word 'grom', expected a behavior, or an animal, zone or object; "
        "did you mean 'groom'?\n  rest while  grom\n              ^^^^"
    )


def test_of_a_long_question_the_place_is_shown() -> None:
    question = "rest or " * 30 + "grom" + " or rest" * 30
    shown = ("rest or " * 30)[-60:] + ("grom" + " or rest" * 30)[:60]
    assert fault(question).split("\n")[1:] == [f"  ...{shown}...", " " * 65 + "^^^^"]


def test_parentheses_have_an_end() -> None:
    assert parse("(" * DEEPEST + "rest" + ")" * DEEPEST, LAB).text == "rest"
    for depth in (DEEPEST + 1, 100_000):
        assert fault("(" * depth + "rest").startswith(f"More than {DEEPEST} parentheses inside")


def test_questions_have_an_end() -> None:
    longest = " and ".join(["rest"] * MOST_PARTS)
    assert parse(parse(longest, LAB).text, LAB).query == parse(longest, LAB).query
    inside = "rest and rest after (" * (DEEPEST // 2) + "rest" + ")" * (DEEPEST // 2)
    assert parse(parse(inside, LAB).text, LAB).query == parse(inside, LAB).query
    assert fault(f"rest and rest after ({inside})").startswith(f"More than {DEEPEST} parts inside")
    assert fault(f"{longest} and rest").startswith(f"More than {MOST_PARTS} patterns in one")


def test_numbers_too_long_to_be_meant() -> None:
    assert "Expected a time of 0 to 1e+12 s" in fault(f"rest after groom within {'9' * 5000} s")
    assert "Expected a time such as" in fault("rest after groom within 1e99999 s")
