"""Wordings of strangers: notes, two things beside each other, statistics of lengths, stretches.

The facts are `conftest.PAIR`, so that every number can be counted by hand: mouse 1 rears for 1 and
3 s (at 1 and 8 s), mouse 2 for 1 s; mouse 1 rests for 5 s, mouse 2 for 2 s; mouse 1 grooms for
1.5 s; mouse 1 chases for 4 s, mouse 2 for 1 s.
"""

from __future__ import annotations

import pytest
from grammar_worlds import answered, planned, refused

from workbench.ask.grammar.planner import GrammarPlanner
from workbench.project import Project

Values = dict[str, float | bool | str]


def near(values: Values) -> dict[str, object]:
    """Return values with numbers that need not be equal to the last digit."""
    return {
        name: pytest.approx(value) if type(value) is float else value
        for name, value in values.items()
    }


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        # notes: one thing each, in any order
        ("mouse_1 rearing 0-5 s", {"bouts": 1.0}),
        ("rearing mouse 1, first 5 s, count", {"": 1.0}),
        ("mouse_1 - rearing - number of bouts", {"": 2.0}),
        ("mouse_1: rearing, total time", {"": 4.0}),
        ("total grooming mouse_1", {"": 1.5}),
        ("total rears mouse_1", {"": 2.0}),
        ("rest mouse_2 total", {"": 2.0}),
        ("mouse_1 % time resting", {"": 25.0}),
        ("rearing bouts mouse_1 mean duration", {"": 2.0}),
        ("rearing bouts > 2 s mouse_1", {"bouts": 1.0}),
        ("mouse_1 chase mouse_2 duration", {"": 4.0}),
        ("chases mouse_1 -> mouse_2 count", {"": 1.0}),
        ("distance mouse_1 shelter", {"": pytest.approx(-4.9, abs=0.2)}),
        ("resting mouse_1, longest bout", {"": 5.0}),
        # how much, frequency, never, moments
        ("how much did mouse_2 rest", {"": 2.0}),
        ("how much grooming did mouse_1 do?", {"": 1.5}),
        ("frequency of rearing in mouse_1", {"bouts": 2.0, "per minute": 6.0}),
        ("did mouse_2 never rear in the first 5 s?", {"": True}),
        ("did mouse_2 never groom?", {"": "not assessed"}),
        ("did mouse_1 never groom?", {"": False}),
        ("at which moments was mouse_1 grooming", {"bouts": 1.0}),
        ("if mouse_2 rears, does mouse_1 rear?", {"": True}),
        ("is there any moment when both mice are in the shelter?", {"": False}),
        # statistics of lengths and of the time between
        ("median length of mouse_1's rears", {"median of bout lengths": 2.0}),
        ("SD rear bout length mouse_1", {"standard deviation of bout lengths": 2.0**0.5}),
        ("longest pause between rears of mouse_1", {"longest of times between bouts": 6.0}),
        ("histogram of rear durations of mouse_1",
         {"bouts": 2.0, "0.8 to 1.2 s": 1.0, "2.8 to 3.2 s": 1.0}),
        ("median rear bout duration per animal",
         {"mouse_1, median": 2.0, "mouse_2, median": 1.0}),
        # stretches of time
        ("rears of mouse_1 per 5 s bin",
         {"0 to 5 s": 1.0, "5 to 10 s": 1.0, "10 to 15 s": 1.0, "15 to 20 s": 0.0}),
        ("resting time of mouse_1 in 8 s bins",
         {"0 to 8 s": 0.0, "8 to 16 s": 2.0, "16 to 20 s": 3.0}),
        # zones one by one
        ("time per zone mouse_1", {"shelter": 20.0, "water port": 0.0}),
        ("where is mouse_1 at 5 s", {"": "shelter"}),
        ("where is mouse_2 at 5 s", {"": "in no zone"}),
        ("which zone does mouse_1 spend most time in", {"": "shelter"}),
        ("zone changes of mouse_2", {"entries into zones": 0.0, "exits out of zones": 0.0}),
    ],
)  # fmt: skip
def test_other_words_are_understood(pair: Project, question: str, expected: Values) -> None:
    assert near(answered(pair, question)) == near(expected)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("mouse_1 vs mouse_2 rearing", {"mouse 1": 2.0, "mouse 2": 1.0}),
        ("first half vs second half rearing mouse_1", {"first half": 2.0, "second half": 1.0}),
        ("rears of mouse_1 in the first 5 s versus the rest",
         {"in the first 5 s": 1.0, "after the first 5 s": 1.0}),
        ("difference between mouse_1 and mouse_2 in time resting", {"mouse 1 minus mouse 2": 3.0}),
        ("how much longer does mouse_1 rest than mouse_2", {"mouse 1 minus mouse 2": 3.0}),
        ("how many more times does mouse_1 rear than mouse_2", {"mouse 1 minus mouse 2": 1.0}),
        ("ratio of time rearing to time resting for mouse_1", {"time rearing / time resting": 0.8}),
        ("ratio of mouse_1's to mouse_2's rears", {"mouse 1 / mouse 2": 2.0}),
        ("does mouse_1 rear more than it grooms", {"": True}),
        ("does mouse_1 groom longer than it rests", {"": False}),
        ("is mouse_1 more often grooming or rearing?", {"": "rearing"}),
        ("does mouse_1 spend more time rearing or resting?", {"": "resting"}),
        ("did mouse_1 rest less in the first or the second half?", {"": "in the first half"}),
        ("does mouse_1 chase mouse_2 longer than mouse_2 chases mouse_1", {"": True}),
        ("time mouse_1 spends grooming and rearing",
         {"grooming": 1.5, "rearing": 4.0, "grooming or rearing": 5.5}),
        ("overlap time of mouse_1 resting and mouse_2 resting", {"": 2.0}),
        ("for what percentage of its resting time is mouse_1 in the shelter",
         {"share of that time": 1.0}),
    ],
)  # fmt: skip
def test_two_things_are_put_beside_each_other(
    pair: Project, question: str, expected: Values
) -> None:
    assert near(answered(pair, question)) == near(expected)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("ratio of rears of mouse_1 in KO to wild type", {"in KO / wild type": 1.0}),
        ("total rears of mouse_1 in KO compared with wild type", {"in KO": 4.0, "wild type": 2.0}),
        ("ratio of total rears of mouse_1 in KO to wild type", {"in KO / wild type": 2.0}),
        ("median number of rears of mouse_1 across recordings", {"median over recordings": 2.0}),
        ("how many recordings are there per group", {"wild type": 1.0, "KO": 2.0}),
        ("in which recordings does mouse_1 not groom", {"": "none"}),
    ],
)
def test_groups_and_recordings(several: Project, question: str, expected: Values) -> None:
    assert {name.lower(): value for name, value in answered(several, question).items()} == {
        name.lower(): value for name, value in expected.items()
    }


@pytest.mark.parametrize(
    "question",
    [
        "mouse_1 rearing mouse_2 grooming",
        "rearing grooming mouse_1",
        "mouse_1 mouse_2 rearing",
        "mouse_1 speed rearing",
        "speed mouse_1 per minute",
        "distance mouse_1 mouse_2 shelter",
        "mean mouse_1",
        "mouse_1 shelter rearing",
        "mouse_1/mouse_2 chase count",
        "how many mice chase rearing",
        "how often does mouse_1 rear in the shelter and in the water port",
    ],
)
def test_a_note_that_says_two_things_is_refused(plans: GrammarPlanner, question: str) -> None:
    assert refused(plans, question)


@pytest.mark.parametrize(
    "question",
    [
        "difference between mouse_1 and mouse_2",
        "mouse_1 vs mouse_2",
        "rearing of mouse_1 in the first half vs grooming",
        "median speed of mouse_1 vs mean speed of mouse_2",
        "does mouse_1 rear more in the first half than mouse_2",
        "rears of mouse_1 vs resting time of mouse_2",
        "median rear length of mouse_1 vs mouse_2",
    ],
)
def test_what_differs_in_two_things_is_refused(plans: GrammarPlanner, question: str) -> None:
    assert refused(plans, question)


@pytest.mark.parametrize("question", ["chases of mouse_1", "total chases mouse_1"])
def test_who_does_it_to_whom_is_asked_back(plans: GrammarPlanner, question: str) -> None:
    assert "several things" in refused(plans, question)


def test_in_how_many_of_a_group_is_no_number_of_bouts(several: Project) -> None:
    planner = GrammarPlanner(several)
    assert refused(planner, "how many KO mice chase?")
    assert refused(planner, "in what share of recordings does mouse_1 groom")


def test_how_much_is_told_to_be_time(plans: GrammarPlanner) -> None:
    plans.frame = None
    caveats = plans.plan("how much did mouse_1 rear").caveats
    assert any("taken as time" in caveat for caveat in caveats)


def test_a_path_per_minute_is_no_path(plans: GrammarPlanner) -> None:
    assert "/min" in planned(plans, "path length mouse_1 per minute")
    assert "/min" not in planned(plans, "path length mouse_1")


def test_nothing_follows_on_two_things(plans: GrammarPlanner) -> None:
    assert planned(plans, "mouse_1 vs mouse_2 rearing")
    assert refused(plans, "mouse_1 vs mouse_2 rearing", "and in the first half?")
