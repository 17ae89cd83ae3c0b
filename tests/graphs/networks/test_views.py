"""Graphs of recordings, slices of them, and counts of classes: by hand and by brute force."""

from __future__ import annotations

import dataclasses
import math
import random
from collections import Counter
from typing import get_args

import pytest

from graphs.budget import time_budget
from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.networks.scene import scene_at
from graphs.networks.view_semantic import class_triples, confirmed, semantic_counts, semantic_graph
from graphs.networks.views import facts_at, facts_graph, renamed, scenes_at, summary_graph
from graphs.records import STANDING, Fact, Source, Status

ETHOGRAM = parse_ethogram(
    """
    [behavior.chase]
    definition = "runs after another"
    target = "animal"
    [behavior.enter]
    definition = "goes into the shelter"
    target = "zone:shelter"
    kind = "point"
    [behavior.rest]
    definition = "lies still"
    """
)


def fact(
    who: str,
    does: str,
    whom: str | None,
    start: float,
    stop: float,
    *,
    recording: str = "r1",
    status: Status = "asserted",
    source: Source = "rule",
    confidence: float = 0.5,
) -> Fact:
    return Fact(
        recording, who, does, whom, start, stop, 0, 1, "point" if start == stop else "state",
        confidence, status, source, "run",
    )  # fmt: skip


def random_facts(count: int, seed: int) -> list[Fact]:
    """Facts on a coarse grid of times, so that starts and stops coincide often."""
    draw = random.Random(seed)
    facts = []
    for _ in range(count):
        start = draw.randrange(200) / 4
        facts.append(
            fact(
                draw.choice(["a", "b", "c"]),
                draw.choice(["chase", "rest", "enter"]),
                draw.choice(["a", "b", "shelter", None]),
                start,
                start + draw.choice([0, 0.25, 0.5, 3, 20]),
                recording=draw.choice(["r1", "r2"]),
                status=draw.choice(get_args(Status)),
                source=draw.choice(get_args(Source)),
                confidence=draw.choice([0.2, 0.9, math.nan]),
            )
        )
    return facts


# --- slices ---


@pytest.mark.parametrize("seed", range(3))
def test_a_slice_is_the_brute_force_filter(seed: int) -> None:
    facts = random_facts(1000, seed)
    for time_s in (-1.0, 0.0, 0.25, 10.0, 12.4, 33.25, 49.75, 71.0):
        expected = [
            f
            for f in facts
            if f.status not in ("rejected", "superseded")
            and (f.start_s <= time_s < f.stop_s or f.start_s == time_s == f.stop_s)
        ]
        assert facts_at(facts, time_s) == expected
        scenes = scenes_at(facts, time_s, ETHOGRAM)
        assert list(scenes) == ["r1", "r2"]
        for recording, scene in scenes.items():
            found = {key for *_, key in scene.edges(keys=True)}
            assert found == {f.fact_id for f in expected if f.recording == recording}
            assert scene.graph == {"recording": recording, "start_s": time_s, "stop_s": time_s}


def test_a_slice_of_one_recording_is_its_scene() -> None:
    facts = [f for f in random_facts(300, 9) if f.recording == "r1"]
    one, other = scenes_at(facts, 10.0)["r1"], scene_at(facts, 10.0)
    assert list(one.edges(data=True, keys=True)) == list(other.edges(data=True, keys=True))


# --- graphs of recordings ---

CHASE = fact("m1", "chase", "m2", 1, 3, confidence=0.4)
AGAIN = fact("m1", "chase", "m2", 2, 5, source="model", confidence=0.8)
LATER = fact("m1", "chase", "m2", 8, 9, confidence=math.nan)
ENTER = fact("m2", "enter", "shelter", 4, 4)
TWICE = fact("m2", "enter", "shelter", 4, 4, source="human")
REST = fact("m2", "rest", None, 5, 9)
WRONG = fact("m3", "chase", "m1", 0, 20, status="rejected")
OLD = fact("m3", "rest", None, 0, 20, status="superseded")
DAY_1 = [LATER, ENTER, CHASE, REST, WRONG, AGAIN, OLD, TWICE]


def test_every_standing_fact_is_an_edge() -> None:
    graph = facts_graph(DAY_1, ETHOGRAM)
    assert dict(graph.nodes(data="kind")) == {
        "m1": "animal", "m2": "animal", "shelter": "zone", "behavior:rest": "behavior",
    }  # fmt: skip
    edges = {key: (u, v, data) for u, v, key, data in graph.edges(keys=True, data=True)}
    standing = [CHASE, AGAIN, LATER, ENTER, TWICE, REST]
    assert set(edges) == {f.fact_id for f in standing}
    start, stop, data = edges[AGAIN.fact_id]
    assert (start, stop) == ("m1", "m2")
    assert (data["start_s"], data["stop_s"], data["confidence"]) == (2, 5, 0.8)
    assert (data["recording"], data["source"], data["arity"]) == ("r1", "model", 2)
    assert graph.graph == {"recordings": ["r1"]}
    assert "members" not in graph.nodes["m1"]


def test_summary_by_hand() -> None:
    graph = summary_graph(DAY_1, ETHOGRAM)
    assert graph.number_of_edges() == 3
    assert graph.edges["m1", "m2", "chase"] == {
        "predicate": "chase", "arity": 2, "facts": 3, "count": 2, "total_s": 5.0,
        "mean_confidence": pytest.approx(0.6), "recordings": ["r1"], "first_s": 1, "last_s": 9,
    }  # fmt: skip
    enter = graph.edges["m2", "shelter", "enter"]
    assert (enter["facts"], enter["count"], enter["total_s"]) == (2, 1, 0.0)
    rest = graph.edges["m2", "behavior:rest", "rest"]
    assert (rest["arity"], rest["count"], rest["total_s"]) == (1, 1, 4.0)
    assert math.isnan(summary_graph([LATER]).edges["m1", "m2", "chase"]["mean_confidence"])
    assert summary_graph([]).number_of_nodes() == 0


@pytest.mark.parametrize("seed", range(3))
def test_a_summary_counts_as_the_time_budget_does(seed: int) -> None:
    facts = [f for f in random_facts(400, seed) if f.recording == "r1"]
    standing = [f for f in facts if f.status in STANDING]
    budget = time_budget(standing, ()).groupby(["subject", "predicate", "object"], dropna=False)
    expected = {
        (who, does, whom if isinstance(whom, str) else f"behavior:{does}"): (
            rows["count"].sum(),
            pytest.approx(rows["total_s"].sum()),
        )
        for (who, does, whom), rows in budget
    }
    found = {
        (u, key, v): (data["count"], data["total_s"])
        for u, v, key, data in summary_graph(facts).edges(keys=True, data=True)
    }
    assert found == expected


def test_several_recordings_need_identities() -> None:
    other = dataclasses.replace(CHASE, recording="r2")
    for graph in (facts_graph, summary_graph):
        with pytest.raises(UserError, match="one recording; found facts of 2: r1, r2"):
            graph([CHASE, other])


def test_identities_join_recordings() -> None:
    """m1 of r1 is x of r2; everybody else is one of the recording only; the shelter is the same."""
    day_2 = [
        fact("x", "chase", "m2", 1, 2, recording="r2"),
        fact("x", "enter", "shelter", 3, 3, recording="r2"),
    ]
    identities = {("r1", "m1"): "Rex", ("r2", "x"): "Rex"}
    graph = summary_graph([*DAY_1, *day_2], ETHOGRAM, identities)
    assert set(graph) == {"Rex", "m2@r1", "m2@r2", "shelter", "behavior:rest"}
    assert graph.nodes["Rex"]["members"] == [("r1", "m1"), ("r2", "x")]
    assert graph.nodes["shelter"]["members"] == [("r1", "shelter"), ("r2", "shelter")]
    assert graph.nodes["m2@r2"]["kind"] == "animal"
    assert graph.edges["Rex", "m2@r1", "chase"]["total_s"] == 5.0
    assert graph.edges["Rex", "m2@r2", "chase"]["recordings"] == ["r2"]
    assert "first_s" not in graph.edges["Rex", "shelter", "enter"]
    assert graph.graph["recordings"] == ["r1", "r2"]
    every = facts_graph([*DAY_1, *day_2], ETHOGRAM, identities)
    assert every.edges["Rex", "m2@r1", CHASE.fact_id]["recording"] == "r1"
    assert every.number_of_edges() == 8


def test_two_tracks_of_one_animal_are_one() -> None:
    """The bouts of a track that was lost overlap with those of the track that took over."""
    facts = [fact("t1", "rest", None, 0, 4), fact("t2", "rest", None, 3, 6)]
    edge = summary_graph(facts, None, {("r1", "t1"): "A", ("r1", "t2"): "A"})
    assert edge.edges["A", "behavior:rest", "rest"]["count"] == 1
    assert edge.edges["A", "behavior:rest", "rest"]["total_s"] == 6.0


def test_renamed_keeps_everything_but_names() -> None:
    new = renamed([CHASE, ENTER], {("r1", "m1"): "Rex"}, ETHOGRAM)
    assert [(f.subject, f.object) for f in new] == [("Rex", "m2@r1"), ("m2@r1", "shelter")]
    assert dataclasses.replace(new[0], subject="m1", object="m2") == CHASE


# --- classes ---


@pytest.mark.parametrize(
    ("status", "source", "expected"),
    [
        ("accepted", "model", True),
        ("asserted", "human", True),
        ("rejected", "human", False),
        ("superseded", "human", False),
        ("asserted", "model", False),
        ("proposed", "model", False),
        ("asserted", "rule", False),
        ("asserted", "import", False),
    ],
)
def test_what_is_confirmed(status: Status, source: Source, expected: bool) -> None:
    assert confirmed(fact("m1", "rest", None, 0, 1, status=status, source=source)) == expected


def test_semantic_counts() -> None:
    yes: Status = "accepted"
    facts = [
        fact("m1", "chase", "m2", 0, 1, status=yes),
        fact("m3", "chase", "m2", 0, 1, source="human"),
        fact("m1", "rest", None, 0, 1, status=yes),
        fact("m1", "enter", "box", 0, 0, status=yes),
        fact("m2", "rest", None, 0, 1, source="model"),  # not confirmed; tells that m2 is an animal
    ]
    assert semantic_counts(facts) == {
        ("animal", "chase", "animal"): 2,
        ("animal", "rest", None): 1,
        ("animal", "enter", "object"): 1,
    }
    counts = semantic_counts(facts, {"m1": "resident", "m2": "intruder"}, ETHOGRAM)
    assert counts == {
        ("resident", "chase", "intruder"): 1,
        ("animal", "chase", "intruder"): 1,
        ("resident", "rest", None): 1,
        ("resident", "enter", "zone"): 1,
    }
    graph = semantic_graph(facts, {"m1": "resident", "m2": "intruder"}, ETHOGRAM)
    assert graph.graph == {"n": 4}
    assert graph.edges["resident", "zone", "enter"] == {
        "predicate": "enter", "arity": 2, "n": 1, "share": 0.25,
    }  # fmt: skip
    assert graph.nodes["behavior:rest"]["kind"] == "behavior"
    assert semantic_graph([]).graph == {"n": 0}


def test_an_animal_that_nothing_but_the_ethogram_tells() -> None:
    pup = [fact("m1", "chase", "pup", 0, 1)]
    assert class_triples(pup) == [("animal", "chase", "object")]
    assert class_triples(pup, ethogram=ETHOGRAM) == [("animal", "chase", "animal")]


@pytest.mark.parametrize("seed", range(3))
def test_semantic_counts_against_brute_force(seed: int) -> None:
    facts = random_facts(500, seed)
    expected: Counter[tuple[str, str, str | None]] = Counter()
    for f in facts:
        if f.status == "accepted" or (f.source == "human" and f.status in ("asserted", "proposed")):
            whom = f.object and ("object" if f.object == "shelter" else "animal")
            expected["animal", f.predicate, whom] += 1
    assert semantic_counts(facts) == expected
