"""Questions of order about the labelled sample recordings, beside what their stored facts say.

What is expected is computed here from the rows of the stored graph, without the workbench.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from statistics import mean

import pytest
from question_facts import Seen, rows_of, seen
from question_worlds import question_project

from workbench.ask.answer import Answer
from workbench.ask.asking import Conversation

pytestmark = pytest.mark.slow


@cache
def _conversation(world: str) -> Conversation:
    return Conversation(question_project(world))


def asked(world: str, question: str) -> Answer:
    conversation = _conversation(world)
    conversation.grammar.frame = None
    return conversation.ask(question)


def values(world: str, question: str) -> dict[str, float | bool | str]:
    return {value.name: value.value for value in asked(world, question).values}


def starts(rows: list[Seen]) -> list[float]:
    return sorted(one.start_s for one in rows)


def beside(one: Seen, rows: list[Seen], step: int) -> str:
    """Return what starts next (1) or started last (-1), of the same animal in one recording."""
    mine = [
        other
        for other in rows
        if (other.subject, other.recording) == (one.subject, one.recording)
        and step * other.start_s > step * one.start_s
    ]
    nearest = min((step * other.start_s for other in mine), default=None)
    return " + ".join(sorted({o.predicate for o in mine if step * o.start_s == nearest}))


def recordings(world: str) -> list[str]:
    return sorted({one.recording for one in rows_of(world, "fact")})


@pytest.mark.parametrize("who", ["mouse_1", "mouse_2"])
@pytest.mark.parametrize(("one", "two"), [("walk", "run"), ("groom", "rear"), ("feed", "groom")])
def test_which_came_first(who: str, one: str, two: str) -> None:
    first, second = (starts(seen("sample", f"{who} {what}"))[0] for what in (one, two))
    [given] = values("sample", f"which did {who} do first, {one} or {two}?").values()
    assert given == (one if first < second else two)
    [before] = values("sample", f"was the first {one} of {who} before its first {two}?").values()
    assert before is (first < second)


@pytest.mark.parametrize("world", ["sample", "group"])
@pytest.mark.parametrize("what", ["walk", "contact"])
@pytest.mark.parametrize("who", ["mouse_1", "mouse_2"])
def test_what_comes_next(world: str, who: str, what: str) -> None:
    rows = list(rows_of(world, "fact"))
    for step, asks in ((1, "right after"), (-1, "right before")):
        expected = Counter(beside(one, rows, step) for one in seen(world, f"{who} {what}"))
        del expected[""]
        given = values(world, f"what does {who} do {asks} a {what}?")
        assert given == dict(expected)


@pytest.mark.parametrize("world", ["sample", "group"])
@pytest.mark.parametrize(("one", "two"), [("walk", "run"), ("approach", "contact")])
def test_one_right_after_another(world: str, one: str, two: str) -> None:
    rows = list(rows_of(world, "fact"))
    expected = sum(
        two in beside(bout, rows, 1).split(" + ") for bout in seen(world, f"mouse_1 {one}")
    )
    given = values(world, f"how often does mouse_1 {two} right after a {one} of mouse_1?")
    assert given == {"": expected}


@pytest.mark.parametrize("world", ["sample", "group"])
def test_how_long_to_the_next(world: str) -> None:
    waits = []
    for name in recordings(world):
        runs = starts(seen(world, "mouse_1 run", recording=name))
        for walk in seen(world, "mouse_1 walk", recording=name):
            later = [start - walk.stop_s for start in runs if start >= walk.stop_s]
            waits += later[:1]
    [given] = values(world, "mean time from a walk of mouse_1 to its next run").values()
    assert given == pytest.approx(mean(waits))


def test_the_first_of_each_recording() -> None:
    expected = {}
    for name in recordings("group"):
        mine = [one for one in rows_of("group", "fact")
                if (one.recording, one.subject) == (name, "mouse_2")]  # fmt: skip
        begun = min(one.start_s for one in mine)
        labels = sorted({one.predicate for one in mine if one.start_s == begun})
        expected[name] = labels[0] if len(labels) == 1 else f"at the same time: {', '.join(labels)}"
    assert values("group", "what was the first thing mouse_2 did?") == expected


def test_the_most_common_transition() -> None:
    rows = list(rows_of("sample", "fact"))
    moments = {(one.recording, one.subject, one.start_s): one for one in rows}
    names = Counter[str]()
    for (name, who, start_s), one in moments.items():
        here = sorted({o.predicate for o in rows
                       if (o.recording, o.subject, o.start_s) == (name, who, start_s)})  # fmt: skip
        following = beside(one, rows, 1)
        names.update([f"{' + '.join(here)} - {following}"] if following else [])
    most = max(names.values())
    [given] = values("sample", "what is the most common transition?").values()
    assert set(str(given).split(", ")) == {name for name in names if names[name] == most}
    [table] = asked("sample", "what is the most common transition?").tables
    assert {row[0]: row[1] for row in table.rows} == names


def test_a_row_of_three_by_hand() -> None:
    """In order of time, each of the three no later than 5 s after the end of the one before."""
    walks, runs = seen("sample", "mouse_1 walk"), seen("sample", "mouse_1 run")
    rests = seen("sample", "mouse_1 rest")
    possible = [
        (one, two, three)
        for one in walks for two in runs for three in rests
        if one.start_s < two.start_s <= one.stop_s + 5
        and two.start_s < three.start_s <= two.stop_s + 5
    ]  # fmt: skip
    question = "how often did mouse_1 walk, then run, then rest within 5 s?"
    [given] = values("sample", question).values()
    assert given == min(1, len(possible))  # it rests once
