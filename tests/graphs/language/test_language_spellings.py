"""Other words for the same question, conditions on length, and groups that stay as asked."""

from __future__ import annotations

import math

import pytest
from language_lab import Lab

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.language import in_words, parse
from graphs.language.near import MOST_SUGGESTED, suggested
from graphs.query.nodes import Count, Pattern, Select

LAB = Lab()

SAME: list[tuple[str, str]] = [
    ("who chased mouse_2", "? chase mouse_2"),
    ("who chased mouse_2?", "? chase mouse_2"),
    ("who chase", "? chase"),
    ("whom did mouse_1 chase", "mouse_1 chase ?"),
    ("whom did mouse_1 chase?", "mouse_1 chase ?"),
    ("who does mouse_1/mouse_2 chase in m12", "mouse_1/mouse_2 chase ? in m12"),
    ("mouse_1 chased whom", "mouse_1 chase ?"),
    ("how many chases", "count chase"),
    ("how many times did mouse_1 chase mouse_2", "count mouse_1 chase mouse_2"),
    ("number of chases per subject", "count chase per subject"),
    ("how often does mouse_1 groom?", "count mouse_1 groom"),
    ("how long did mouse_1 rest", "duration of mouse_1 rest"),
    ("time of rest", "duration of rest"),
    ("percentage of rest", "fraction of rest"),
    ("share of rest per group", "fraction of rest per group"),
    ("count chase per minute", "count chase per 1 min"),
    ("rate of chase per h per subject", "rate of chase per subject per 3600 s"),
    (
        "approach, then chase within 10 s, then flee within 5 s",
        "approach then chase within 10 s then flee within 5 s",
    ),
    (
        "approach then chase within 1 s matching subject = object, then flee within 5 s",
        "approach then chase within 1 s matching subject = object then flee within 5 s",
    ),
    ("chase from 0 to 60 s", "chase from 0 s to 60 s"),
    ("chase between 1 and 2min", "chase from 60 s to 120 s"),
    ("chase from 1 min to 90 s", "chase from 60 s to 90 s"),
    ("chase from 0:30 to 1:02:03.5", "chase from 30 s to 3723.5 s"),
    ("rest after groom within 0:05", "rest after groom within 5 s"),
    ("chase until 2 minutes", "chase from 0 s to 120 s"),
    ("chase before 30 s", "chase from 0 s to 30 s"),
    ("chase in the first 1:30", "chase from 0 s to 90 s"),
    ("chase in first 30 s in m12", "chase in m12 from 0 s to 30 s"),
    ("chase since 20 s", "chase from 20 s to the end"),
    ("chase after 40 s", "chase from 40 s to the end"),
    ("rest not during chase after 40 s", "rest not during chase from 40 s to the end"),
    ("(chase before 30 s) or rest", "(chase from 0 s to 30 s) or rest"),
    ("chase confidence >= 80%", "chase with confidence >= 0.8"),
    ("chase confidence > .5", "chase with confidence > 0.5"),
    ("chase in m12/m13", "chase in m12, m13"),
    ("chase of group control/treated", "chase of group control, treated"),
    ("chase mouse 2", "chase mouse_2"),
    ("mouse 1 chase mouse 2", "mouse_1 chase mouse_2"),
    ("chase longer than 2 seconds long", "chase longer than 2 s"),
]


@pytest.mark.parametrize(("text", "other"), SAME, ids=[text for text, _ in SAME])
def test_same_question(text: str, other: str) -> None:
    one, two = parse(text, LAB), parse(other, LAB)
    assert one == two
    assert parse(one.text, LAB) == one


LENGTHS: list[tuple[str, float | None, float | None, str]] = [
    ("longer than 2 s", 2.000001, None, "longer than 2 s"),
    ("shorter than 2 s", None, 1.999999, "shorter than 2 s"),
    ("at least 2 s long", 2.0, None, "at least 2 s long"),
    ("at most 500 ms", None, 0.5, "at most 0.5 s long"),
    ("longer than 0 s", 0.000001, None, "at least 1e-06 s long"),
    ("at least 1 s longer than 2 s", None, None, ""),
    ("at least 1 s shorter than 0:03", 1.0, 2.999999, "at least 1 s long shorter than 3 s"),
]


@pytest.mark.parametrize(("words", "least_s", "most_s", "text"), LENGTHS)
def test_lengths(words: str, least_s: float | None, most_s: float | None, text: str) -> None:
    if not text:
        with pytest.raises(UserError, match="A second condition on the least length"):
            parse(f"rest {words}", LAB)
        return
    parsed = parse(f"rest {words}", LAB)
    assert isinstance(parsed.query, Select)
    assert isinstance(parsed.query.node, Pattern)
    asked = parsed.query.node.filter
    assert (asked.min_s, asked.max_s) == (least_s, most_s)
    assert parsed.text == f"rest {text}"
    assert parse(parsed.text, LAB) == parsed


def test_more_than_a_confidence_is_not_as_much() -> None:
    parsed = parse("rest with confidence > 0.7", LAB)
    assert isinstance(parsed.query, Select)
    assert isinstance(parsed.query.node, Pattern)
    assert parsed.query.node.filter.min_confidence == math.nextafter(0.7, 1)
    assert parsed.text == "rest with confidence > 0.7"


GROUPS: list[tuple[str, str]] = [
    ("rest of group control", "rest of group control"),
    ("rest of group treated, control", "rest of group control, treated"),
    ("rest of session day1 of group control", "rest of session day1 of group control"),
    ("rest in m13, m12", "rest in m12, m13"),
    ("rest of session day 2", 'rest of session "Day 2"'),
    ("count rest of group control per subject", "count of rest of group control per subject"),
    ("budget of group control", "budget of group control"),
    (
        "(rest of group control) or (groom in m14)",
        "(rest of group control) or (groom in m14)",
    ),
]


@pytest.mark.parametrize(("text", "shown"), GROUPS)
def test_groups_stay_as_asked(text: str, shown: str) -> None:
    parsed = parse(text, LAB)
    assert parsed.text == shown
    assert parse(parsed.text, LAB) == parsed


def test_without_the_text_groups_are_their_recordings() -> None:
    asked = Count(Pattern(FactFilter(("m12", "m13"), predicate="rest")))
    assert in_words(asked, LAB) == "count of rest in m12, m13 with any status"


def test_suggestions_are_few_and_near() -> None:
    assert suggested("chas", ["chase", "rest"]) == "; did you mean 'chase'?"
    assert suggested("who", (), ["without", "within"]) == ""
    assert suggested("until", ["hunt", "bout"]) == ""
    assert suggested("witin", (), ["within", "without"]) == "; did you mean 'within'?"
    many = suggested("mouse_x", [f"mouse_{n}" for n in range(9)])
    assert many.count("mouse_") == MOST_SUGGESTED
