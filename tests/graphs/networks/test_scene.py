"""Scene graphs on a hand-made minute, and facts in words."""

from __future__ import annotations

import dataclasses
import math

import networkx as nx
import pytest

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.networks.scene import scene_at, scene_graph, sentence
from graphs.records import Event, Fact, Status

ETHOGRAM = parse_ethogram(
    """
    [behavior.chase]
    definition = "runs after another"
    verb = "chases"
    target = "animal"
    [behavior.enter]
    definition = "goes into the shelter"
    verb = "enters"
    target = "zone:shelter"
    kind = "point"
    [behavior.rest]
    definition = "lies still"
    """
)
EVENT = Event("day 1", "bout-0002", "bout", 10.0, 20.0, "episode-0001", "surprise")


def fact(
    who: str, does: str, whom: str | None, start: float, stop: float, status: Status = "asserted"
) -> Fact:
    return Fact(
        "day 1", who, does, whom, start, stop, 0, 1, "point" if start == stop else "state", 0.91,
        status, "rule", "r1", None, {"distance_cm": 2.0},
    )  # fmt: skip


CHASE = fact("mouse_1", "chase", "mouse_2", 12.3, 25.0)
ENTER = fact("mouse_1", "enter", "shelter", 20.0, 20.0)
ENTER_IN = fact("mouse_1", "enter", "shelter", 10.0, 10.0)
REST = fact("mouse_3", "rest", None, 0.0, 60.0)
BEFORE = fact("mouse_2", "rest", None, 5.0, 10.0)
REJECTED = fact("mouse_2", "rest", None, 11.0, 12.0, status="rejected")
SUPERSEDED = fact("mouse_2", "rest", None, 11.0, 12.5, status="superseded")
ELSEWHERE = dataclasses.replace(CHASE, recording="day 2")
ALL = [ELSEWHERE, REJECTED, SUPERSEDED, REST, CHASE, ENTER, ENTER_IN, BEFORE]


def test_scene_of_an_event() -> None:
    scene = scene_graph(ALL, EVENT, ETHOGRAM)
    assert dict(scene.nodes(data="kind")) == {
        "mouse_1": "animal",
        "mouse_2": "animal",
        "mouse_3": "animal",
        "shelter": "zone",
        "behavior:rest": "behavior",
    }
    assert {key for *_, key in scene.edges(keys=True)} == {
        CHASE.fact_id,
        ENTER_IN.fact_id,
        REST.fact_id,
    }
    assert scene.graph == {
        "recording": "day 1", "event_id": "bout-0002", "level": "bout", "start_s": 10.0,
        "stop_s": 20.0,
    }  # fmt: skip


def test_edges_are_clipped_and_remember_the_fact() -> None:
    scene = scene_graph(ALL, EVENT, ETHOGRAM)
    chase = scene.edges["mouse_1", "mouse_2", CHASE.fact_id]
    assert (chase["start_s"], chase["stop_s"]) == (12.3, 20.0)
    assert (chase["fact_start_s"], chase["fact_stop_s"]) == (12.3, 25.0)
    assert (chase["predicate"], chase["arity"], chase["confidence"]) == ("chase", 2, 0.91)
    assert (chase["kind"], chase["source"], chase["run"]) == ("state", "rule", "r1")
    assert chase["evidence"] == {"distance_cm": 2.0}
    rest = scene.edges["mouse_3", "behavior:rest", REST.fact_id]
    assert (rest["arity"], rest["start_s"], rest["stop_s"]) == (1, 10.0, 20.0)


def test_what_an_animal_does_alone_can_be_reached_from_it() -> None:
    scene = scene_graph([CHASE, fact("mouse_2", "rest", None, 11, 12)], EVENT, ETHOGRAM)
    assert nx.descendants(scene, "mouse_1") == {"mouse_2", "behavior:rest"}


def test_several_facts_between_two_are_several_edges() -> None:
    again = dataclasses.replace(CHASE, start_s=10.5, stop_s=11.0)
    assert scene_graph([CHASE, again], EVENT).number_of_edges("mouse_1", "mouse_2") == 2


def test_kinds_without_an_ethogram() -> None:
    """BEFORE is outside of the event, and still tells that mouse_2 is an animal."""
    assert scene_graph([CHASE, BEFORE], EVENT).nodes["mouse_2"]["kind"] == "animal"
    assert scene_graph([CHASE], EVENT).nodes["mouse_2"]["kind"] == "object"


def test_a_behavior_that_the_ethogram_lacks_does_not_blur_a_zone() -> None:
    for facts in ([ENTER_IN, fact("mouse_1", "sniff", "shelter", 11, 12)],):
        scene = scene_graph(facts, EVENT, ETHOGRAM)
        assert scene.nodes["shelter"]["kind"] == "zone"


def test_empty_scene() -> None:
    assert scene_graph([], EVENT).number_of_nodes() == 0
    assert scene_at([], 1.0).graph["recording"] is None


@pytest.mark.parametrize(
    ("time_s", "expected"),
    [
        (9.999, {REST, BEFORE}),
        (10.0, {REST, ENTER_IN}),
        (12.3, {REST, CHASE}),
        (20.0, {REST, CHASE, ENTER}),
        (25.0, {REST}),
        (60.0, set()),
    ],
    ids=["9.999", "10", "12.3", "20", "25", "60"],
)
def test_scene_at_an_instant(time_s: float, expected: set[Fact]) -> None:
    scene = scene_at([f for f in ALL if f is not ELSEWHERE], time_s, ETHOGRAM)
    assert {key for *_, key in scene.edges(keys=True)} == {f.fact_id for f in expected}
    for _, _, edge in scene.edges(data=True):
        assert (edge["start_s"], edge["stop_s"]) == (edge["fact_start_s"], edge["fact_stop_s"])


def test_an_instant_of_two_recordings_is_refused() -> None:
    with pytest.raises(UserError, match="one recording; found facts of 2: day 1, day 2"):
        scene_at(ALL, 12.5)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (
            dataclasses.replace(CHASE, stop_s=15.0),
            "mouse_1 chases mouse_2 from 12.3 to 15.0 s (confidence 0.91)",
        ),
        (
            dataclasses.replace(CHASE, stop_s=12.34),
            "mouse_1 chases mouse_2 from 12.30 to 12.34 s (confidence 0.91)",
        ),
        (ENTER, "mouse_1 enters shelter at 20.00 s (confidence 0.91)"),
        (
            dataclasses.replace(REST, status="proposed", confidence=math.nan),
            "mouse_3 rests from 0.0 to 60.0 s (proposed, confidence unknown)",
        ),
        (fact("B", "carry", "pup", 1, 2), "B carries pup from 1.0 to 2.0 s (confidence 0.91)"),
        (
            fact("B", "touch_nose", "A", 1, 2),
            "B touches nose A from 1.0 to 2.0 s (confidence 0.91)",
        ),
        (fact("B", "grooming", None, 1, 2), "B is grooming from 1.0 to 2.0 s (confidence 0.91)"),
        (fact("B", "play", None, 1, 2), "B plays from 1.0 to 2.0 s (confidence 0.91)"),
    ],
)
def test_sentences(told: Fact, words: str) -> None:
    assert sentence(told, ETHOGRAM) == words
