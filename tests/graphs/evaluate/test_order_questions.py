"""Questions of order: balanced, unmistakable, as far apart as said, and the same for a seed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence

import pytest
from scipy.stats import kstest

from graphs.errors import UserError
from graphs.evaluate.order import AskedCell, OrderScore, order_questions, score_order
from graphs.evaluate.order_parts import CELLS, Cell, DescribedEvent, described_events
from graphs.records import Event, Fact, Kind
from graphs.retrieval.reading import documents_of


def events(*told: str) -> list[DescribedEvent]:
    """Events of a second each; each is told by letters, a letter for a claim."""
    return [
        DescribedEvent(
            f"bout-{at:04d}", float(at), at + 1.0,
            tuple((one, "rest", None) for one in said), tuple(f"{one} rests" for one in said),
        )
        for at, said in enumerate(told)
    ]  # fmt: skip


def different(count: int) -> list[DescribedEvent]:
    """Events of which each tells something of its own."""
    return events(*(chr(0x4E00 + at) for at in range(count)))


def texts(asked: Sequence[AskedCell]) -> list[str]:
    return [question.text for cell in asked for question in cell.questions]


LONG = different(600)


def test_each_cell_is_whole_balanced_and_as_far_apart_as_it_says() -> None:
    asked = order_questions(LONG)
    assert [one.cell for one in asked] == list(CELLS)
    for cell, questions in ((one.cell, one.questions) for one in asked):
        assert len(questions) == 100
        assert Counter(question.answer for question in questions) == {"A": 50, "B": 50}
        for question in questions:
            a, b = ([int(event.start_s) for event in part] for part in (question.a, question.b))
            assert a == list(range(a[0], a[0] + cell.length))
            assert b == list(range(b[0], b[0] + cell.length))
            assert not set(a) & set(b)
            assert cell.nearest <= abs(a[0] - b[0]) <= (cell.furthest or 600)
        pairs = {frozenset((q.a[0].start_s, q.b[0].start_s)) for q in questions}
        assert len(pairs) == 100


def test_the_same_seed_asks_the_same() -> None:
    assert order_questions(LONG) == order_questions(LONG)
    assert texts(order_questions(LONG, seed=1)) != texts(order_questions(LONG))


def test_a_cell_alone_is_the_cell_among_others() -> None:
    assert order_questions(LONG, cells=CELLS[2:3]) == order_questions(LONG)[2:3]


def test_pairs_have_equal_chances() -> None:
    """Starts of the earlier segment are uniform where each start has as many partners."""
    (asked,) = order_questions(LONG, 2000, cells=[Cell(1, 1, 4)])
    starts = [min(q.a[0].start_s, q.b[0].start_s) for q in asked.questions]
    assert kstest(starts, "uniform", args=(0, 599)).pvalue > 0.01
    apart = Counter(abs(q.a[0].start_s - q.b[0].start_s) for q in asked.questions)
    assert set(apart) == {1, 2, 3, 4}
    assert min(apart.values()) > 440  # 500 each are to be expected, with a deviation of 19


def test_a_short_recording_gives_what_it_can() -> None:
    """Nine events: 8 + 7 + 6 + 5 pairs of single ones 1 to 4 apart, 4 + 3 + 2 + 1 at 5 to 8.

    Segments of three start at 0 to 6: 4 pairs are 3 apart and 3 are 4; 2 are 5 and 1 is 6.
    """
    asked = order_questions(different(9))
    assert [one.possible for one in asked] == [26, 10, 0, 0, 7, 3, 0, 0]
    assert [len(one.questions) for one in asked] == [26, 10, 0, 0, 6, 2, 0, 0]
    (every,) = order_questions(different(9), 26, cells=CELLS[:1])
    pairs = {frozenset((q.a[0].start_s, q.b[0].start_s)) for q in every.questions}
    assert pairs == {frozenset((float(i), float(j))) for i in range(9) for j in range(i + 1, 9)
                     if j - i <= 4}  # fmt: skip
    assert [one.possible for one in order_questions([])] == [0] * 8


def test_what_could_be_taken_for_another_is_not_asked_about() -> None:
    told = events("a", "ab", "c", "b", "c", "d")
    (single,) = order_questions(told, 2, cells=[Cell(1, 1, None)])
    assert single.possible == 1  # a is in ab, b too, c is there twice: ab and d are left
    (two,) = order_questions(told, 100, cells=[Cell(2, 1, None)])
    # of 0-1, 1-2, 2-3, 3-4, 4-5 only 3-4 is mistakable: what it tells is told by 1-2, too
    assert two.possible == len([(0, 2), (1, 4), (2, 4), (0, 4)])
    shown = {event.event_id for q in two.questions for part in (q.a, q.b) for event in part[:1]}
    assert shown == {"bout-0000", "bout-0001", "bout-0002", "bout-0004"}


def test_texts_tell_no_times() -> None:
    (asked,) = order_questions(events("ab", "c"), 2, cells=[Cell(1, 1, None)])
    assert asked.questions == ()  # one pair cannot be balanced
    (asked,) = order_questions(events("ab", "c", "d"), 2, cells=[Cell(1, 1, 1)])
    question = max(asked.questions, key=lambda one: "a rests" in one.text)
    first = question.a if question.answer == "A" else question.b
    assert first[0].text == "a rests; b rests"
    assert question.prompt("x\ny").startswith("What happened, in order of time:\nx\ny\n\nWhich of")
    assert question.prompt("x\ny").endswith(question.text)
    (asked,) = order_questions(different(9), 2, cells=[Cell(3, 3, 3)])
    assert asked.questions[0].text.count(", then ") == 4


@pytest.mark.parametrize(
    ("told", "options", "message"),
    [
        (LONG[:3], {"per_cell": 3}, "3 per cell; expected an even number"),
        (LONG[:3], {"per_cell": -2}, "-2 per cell"),
        (LONG[2::-1], {}, "'bout-0001' starts at 1 s, expected after 'bout-0002'"),
        ([LONG[0], LONG[0]], {}, "starts at 0 s, expected after 'bout-0000', which lasts from 0"),
        (LONG[:3], {"cells": [Cell(0, 1, 4)]}, "0 event, 1-4 apart; expected at least 1 event"),
        (LONG[:3], {"cells": [Cell(1, 0, 4)]}, "distances from 1"),
        (LONG[:3], {"cells": [Cell(1, 4, 0)]}, "distances from 1"),
        (events("a", ""), {"per_cell": 5}, "1 event without words .'bout-0001'.; 5 per cell"),
    ],
)
def test_faults_are_told_together(
    told: list[DescribedEvent], options: dict[str, object], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        order_questions(told, **options)  # type: ignore[arg-type]


# answers ----------------------------------------------------------------------------------------


def test_times_tell_everything_and_a_letter_nothing() -> None:
    questions = [question for cell in order_questions(LONG) for question in cell.questions]
    times = score_order((q, "A" if q.a[0].start_s < q.b[0].start_s else "B") for q in questions)
    assert (times.asked, times.right, times.unanswered) == (800, 800, 0)
    assert times.share_of_a == 0.5
    always = score_order((question, "A") for question in questions)
    assert (always.accuracy, always.share_of_a) == (0.5, 1.0)


@pytest.mark.parametrize("seed", range(5))
def test_a_coin_is_right_half_of_the_time(seed: int) -> None:
    coin = random.Random(seed)
    questions = [question for cell in order_questions(LONG)[:4] for question in cell.questions]
    flipped = score_order((question, coin.choice("AB")) for question in questions)  # type: ignore[misc]
    assert flipped.asked == 400
    assert 0.45 <= flipped.accuracy <= 0.55
    assert 0.45 <= flipped.share_of_a <= 0.55
    assert flipped.chance > 0.02


def test_no_answer_is_not_right_and_no_letter() -> None:
    (cell,) = order_questions(LONG, 4, cells=CELLS[:1])
    first, *others = cell.questions
    said = score_order([(first, None), *((question, question.answer) for question in others)])
    assert (said.asked, said.right, said.unanswered, said.accuracy) == (4, 3, 1, 0.75)
    assert said.share_of_a == said.said_a / 3
    nobody = score_order([])
    assert nobody.accuracy != nobody.accuracy
    assert nobody.share_of_a != nobody.share_of_a


def test_how_likely_by_chance() -> None:
    assert OrderScore(4, 3, 0, 0).chance == 5 / 16  # 4 + 1 of 16 ways
    for asked, enough in ((100, 59), (400, 217)):
        assert (
            OrderScore(asked, enough, 0, 0).chance
            < 0.05
            < OrderScore(asked, enough - 1, 0, 0).chance
        )
    assert OrderScore(2000, 2000, 0, 0).chance == pytest.approx(0)


# events -----------------------------------------------------------------------------------------


def fact(who: str, does: str, whom: str | None, start: float, event: str | None) -> Fact:
    kind: Kind = "state"
    return Fact(
        "one", who, does, whom, start, start + 1, 0, 1, kind, 0.9, "asserted", "rule", "r1", event
    )


def test_events_are_told_in_order_each_claim_once() -> None:
    facts = [
        fact("B", "rest", None, 12.0, "bout-0002"),
        fact("A", "chase", "B", 1.0, "bout-0001"),
        fact("A", "walk", None, 0.5, "bout-0001"),
        fact("A", "walk", None, 3.5, "bout-0001"),
    ]
    bouts = [
        Event("one", f"bout-000{at + 1}", "bout", 10.0 * at, 10.0 * at + 10, None, "surprise")
        for at in range(3)
    ]
    other = Event("two", "bout-0001", "bout", 0.0, 5.0, None, "surprise")
    first, second = described_events(documents_of(facts, [*bouts, other]), "one")
    assert first.claims == (("A", "walk", None), ("A", "chase", "B"))
    assert first.text == "A walk; A chase B"
    assert (first.start_s, first.stop_s) == (0.0, 10.0)
    assert (second.event_id, second.text) == ("bout-0002", "B rest")
    assert described_events(documents_of(facts, bouts), "two") == []
