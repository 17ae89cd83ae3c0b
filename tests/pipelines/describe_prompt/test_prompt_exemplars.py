"""Examples: half with the behavior, half with the target; in evaluation nothing leaks."""

from __future__ import annotations

import itertools

import pytest
from prompt_cases import CHASE, CHASED, ENTER, ETHOGRAM, REAR, candidates, fact

from graphs.ethogram import parse_ethogram
from graphs.records import Event
from pipelines.describe.prompt.exemplars import (
    Exemplar,
    asked_pairs,
    choose_exemplars,
    exemplars_from,
    pair_of,
)

THREE = parse_ethogram("""
name = "three"
[behavior.enter]
definition = "Goes in."
target = "zone"
[behavior.sniff]
definition = "Nose at it."
target = "zone"
[behavior.dig]
definition = "Digs in it."
target = "zone"
""")
ZONES = ("nest", "feeder", "corner")
EVENT = Event("mine", "bout-9", "bout", 100.0, 104.0, None, "by hand")
QUERY = [("enter", "nest")]


def pool() -> list[Exemplar]:
    """Each of 3 behaviors with each of 3 targets, in three recordings, this one among them."""
    facts = [
        fact(behavior, zone, recording, 10.0 * number, event=f"bout-{number}")
        for recording in ("mine", "x", "y")
        for number, (behavior, zone) in enumerate(itertools.product(THREE.behaviors, ZONES))
    ]
    return exemplars_from(facts, THREE)


def shown(chosen: list[Exemplar]) -> list[tuple[str, str | None]]:
    return [pair for one in chosen for pair in one.pairs]


@pytest.mark.parametrize("seed", range(10))
def test_evaluation(seed: int) -> None:
    chosen = choose_exemplars(QUERY, pool(), EVENT, 4, seed, evaluation=True)
    pairs = shown(chosen)
    assert sum(behavior == "enter" for behavior, _ in pairs) == 2
    assert sum(target == "nest" for _, target in pairs) == 2
    assert ("enter", "nest") not in pairs
    assert {one.recording for one in chosen} <= {"x", "y"}
    assert len(set(chosen)) == 4


def test_production_takes_the_same_pair_first() -> None:
    chosen = choose_exemplars(QUERY, pool(), EVENT, 6)
    pairs = shown(chosen)
    assert pairs[:3] == [("enter", "nest")] * 3  # one in each recording
    assert sorted(behavior == "enter" for behavior, _ in pairs[3:]) == [False, False, True]
    assert choose_exemplars(QUERY, pool(), EVENT, 2)[0].pairs == (("enter", "nest"),)


def test_what_is_often_confirmed_does_not_take_all_places() -> None:
    often = [fact("enter", "nest", f"r{n}", event="e") for n in range(50)]
    seldom = [fact("dig", "corner", "s", event="e")]
    chosen = choose_exemplars(
        [("enter", "nest"), ("dig", "corner")], exemplars_from([*often, *seldom], THREE), EVENT, 4
    )
    assert ("dig", "corner") in shown(chosen)
    assert len(chosen) == 4


def test_the_seed_alone_decides() -> None:
    forwards, backwards = pool(), pool()[::-1]
    first = choose_exemplars(QUERY, forwards, EVENT, 4, 3, evaluation=True)
    assert choose_exemplars(QUERY, backwards, EVENT, 4, 3, evaluation=True) == first
    lists = [choose_exemplars(QUERY, forwards, EVENT, 4, n, evaluation=True) for n in range(5)]
    assert any(one != first for one in lists)


def test_too_few_fall_back() -> None:
    one = exemplars_from([fact("dig", "corner")], THREE)
    assert choose_exemplars(QUERY, one, EVENT, 4, evaluation=True) == one
    assert choose_exemplars(QUERY, [], EVENT) == []
    only_behavior = exemplars_from([fact("enter", "feeder", f"r{n}") for n in range(5)], THREE)
    assert len(choose_exemplars(QUERY, only_behavior, EVENT, 4, evaluation=True)) == 4
    assert choose_exemplars(QUERY, pool(), EVENT, 0) == []


def test_a_behavior_with_one_confirmed_event_can_be_asked_for() -> None:
    one = exemplars_from([fact("enter", "nest", "x")], THREE)
    assert choose_exemplars(QUERY, one, EVENT, 4) == one
    assert choose_exemplars(QUERY, one, EVENT, 4, evaluation=True) == []


def test_the_event_itself_is_no_example_of_itself() -> None:
    here = exemplars_from(
        [fact("enter", "nest", "mine", 101.0), fact("dig", "nest", "mine")], THREE
    )
    assert shown(choose_exemplars(QUERY, here, EVENT)) == [("dig", "nest")]


def test_only_what_people_confirmed() -> None:
    facts = [
        fact("chase", "b", status="asserted"),
        fact("chase", "b", status="rejected", start=5.0),
        fact("chase", "b", status="proposed", start=9.0),
        fact("hunt", "b", start=20.0),  # not of this ethogram
    ]
    assert exemplars_from(facts, ETHOGRAM) == []
    assert len(exemplars_from([fact("chase", "b")], ETHOGRAM)) == 1


def test_facts_of_one_event_are_one_example_in_letters() -> None:
    facts = [
        fact("rear", None, event="bout-1", start=3.0, subject="m7"),
        fact("chase", "m7", event="bout-1", start=1.0, subject="m9"),
        fact("enter", "nest", event="bout-1", start=2.0, subject="m9"),
        fact("chase", "m7", event="bout-2", start=9.0, subject="m9"),
    ]
    first, second = exemplars_from(facts, ETHOGRAM)
    assert first.statement == "4.0 s: A chase B; A enter nest; B rear"
    assert second.statement == "2.0 s: A chase B"
    assert first.pairs == (("chase", "animal"), ("enter", "nest"), ("rear", None))


def test_pairs() -> None:
    assert pair_of("chase", "m7", ETHOGRAM) == ("chase", "animal")
    assert pair_of("enter", "nest", ETHOGRAM) == ("enter", "nest")
    assert pair_of("hunt", "m7", ETHOGRAM) is None
    assert asked_pairs(candidates({CHASE: "slow", REAR: "long", ENTER: "far"})) == [
        ("chase", "animal"),
        ("follow", "animal"),
        ("rear", None),
        ("rest", None),
        ("enter", "nest"),
    ]
    assert ("chase", "animal") not in asked_pairs(candidates({CHASE: "slow", CHASED: "slow"}))
