"""`workbench.knowledge.views`: the graph as networkx graphs."""

from __future__ import annotations

import math
from pathlib import Path

import networkx as nx
import pytest
from told_project import ONE, TWO, told_project

from graphs.errors import UserError
from workbench.knowledge.graph import KnowledgeGraph


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeGraph:
    monkeypatch.setenv("WORKBENCH_USER", "mara")
    return told_project(tmp_path).graph()


def edges(graph: nx.MultiDiGraph) -> set[tuple[str, str, str]]:
    return {(start, data["predicate"], stop) for start, stop, data in graph.edges(data=True)}


def test_an_instant(graph: KnowledgeGraph) -> None:
    scene = graph.views.at(ONE, 3.0)
    assert edges(scene) == {
        ("A", "chase", "B"), ("B", "flee", "A"), ("A", "run", "behavior:run"),
    }  # fmt: skip
    assert {node: data["kind"] for node, data in scene.nodes(data=True)} == {
        "A": "animal", "B": "animal", "behavior:run": "behavior",
    }  # fmt: skip
    data = scene.get_edge_data("A", "B")
    (chase,) = data.values()
    assert chase["confidence"] == 0.9
    assert (chase["fact_start_s"], chase["fact_stop_s"]) == (2.0, 4.0)
    assert edges(graph.views.at(ONE, 4.0)) == {("B", "flee", "A")}  # half-open
    with pytest.raises(UserError, match="No recording 'day 9'"):
        graph.views.at("day 9", 1.0)


def test_an_event(graph: KnowledgeGraph) -> None:
    scene = graph.views.scene(ONE, "bout-0002")
    assert ("A", "enter", "shelter") in edges(scene)
    assert ("A", "chase", "B") in edges(scene)
    assert ("B", "flee", "A") not in edges(scene)
    assert scene.nodes["shelter"]["kind"] == "zone"
    with pytest.raises(UserError, match="No event 'bout-0003' in 'day 1'; did you mean 'bout-000"):
        graph.views.scene(ONE, "bout-0003")


def test_what_was_rejected_is_not_there(graph: KnowledgeGraph) -> None:
    graph.corrections.reject(f'A run in "{ONE}"')
    assert ("A", "run", "behavior:run") not in edges(graph.views.at(ONE, 3.0))
    assert ("A", "run", "behavior:run") not in edges(graph.views.network(ONE))


def test_a_network_of_one_recording(graph: KnowledgeGraph) -> None:
    network = graph.views.network(ONE)
    assert network.graph["recordings"] == [ONE]
    chase = network.edges["A", "B", "chase"]
    assert chase["facts"] == chase["count"] == 2
    assert chase["total_s"] == 4.0
    assert chase["mean_confidence"] == pytest.approx(0.7)
    assert (chase["first_s"], chase["last_s"], chase["recordings"]) == (2.0, 12.0, [ONE])
    every = graph.views.network(ONE, every_fact=True)
    assert sum(d["predicate"] == "chase" for *_, d in every.edges(data=True)) == 2
    only = graph.views.network(ONE, predicate=["pursue", "rest"])
    assert edges(only) == {("A", "chase", "B"), ("B", "rest", "behavior:rest")}
    with pytest.raises(UserError, match="Did you mean 'chase'"):
        graph.views.network(predicate="chse")


def test_individuals_of_several_recordings_are_one_once_a_person_says_so(
    graph: KnowledgeGraph,
) -> None:
    network = graph.views.network()
    assert {"A@day 1", "A@day 2", "C@day 2"} < set(network)
    assert network.nodes["A@day 1"]["members"] == [(ONE, "A")]
    assert "first_s" not in network.edges["A@day 1", "B@day 1", "chase"]
    graph.individuals.merge(["A"], "Ada")
    network = graph.views.network()
    assert network.nodes["Ada"]["members"] == [(ONE, "Ada"), (TWO, "Ada")]
    assert network.nodes["Ada"]["kind"] == "animal"
    assert network.edges["Ada", "C@day 2", "chase"]["recordings"] == [TWO]
    assert {"A@day 1", "A@day 2"}.isdisjoint(network)
    facts = [d for *_, d in graph.views.network(every_fact=True).edges(data=True)]
    assert {d["recording"] for d in facts} == {ONE, TWO}
    assert network.nodes["shelter"]["kind"] == "zone"


def test_what_follows_what(graph: KnowledgeGraph) -> None:
    found = graph.views.transitions(ONE)
    counts = {(a, b): d["count"] for a, b, d in found.edges(data=True)}
    # A: chase and run start together, then chase, then enter; B: flee, then rest
    assert counts["flee", "rest"] == 1
    assert counts["chase", "enter"] == 1
    assert counts["chase", "chase"] == counts["run", "chase"] == 1
    alone = graph.views.transitions(ONE, self_transitions=False)
    assert ("chase", "chase") not in alone.edges
    assert not graph.views.transitions(ONE, subject="B", max_gap_s=0.5).edges
    assert set(graph.views.transitions(ONE, subject="B").edges) == {("flee", "rest")}
    with pytest.raises(UserError, match="No subject 'D' was labelled here"):
        graph.views.transitions(subject="D")
    with pytest.raises(UserError, match="No subject 'C' was labelled here"):
        graph.views.transitions(ONE, subject="C")


def test_what_people_confirmed_by_class(graph: KnowledgeGraph) -> None:
    assert graph.views.semantic().graph["n"] == 0
    graph.corrections.accept(f'A chase B in "{TWO}"')
    graph.corrections.accept("A enter shelter")
    semantic = graph.views.semantic()
    assert semantic.graph["n"] == 2
    assert edges(semantic) == {("animal", "chase", "animal"), ("animal", "enter", "zone")}
    assert math.isclose(semantic.edges["animal", "zone", "enter"]["share"], 0.5)
    given = graph.views.semantic({"A": "resident", "B": "intruder"})
    assert edges(given) == {("resident", "chase", "intruder"), ("resident", "enter", "zone")}
