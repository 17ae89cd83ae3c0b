"""Who is who, through the whole stack: facts move at once, and go back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from graphs.errors import UserError
from graphs.filters import FactFilter
from workbench.cli import app
from workbench.knowledge import naming
from workbench.knowledge.graph import KnowledgeGraph
from workbench.project import open_project

FIRST, SECOND = "cage 3 ä", "day@2:x"


@pytest.fixture
def graph(project: Path) -> KnowledgeGraph:
    """A project of two recordings with the same tracked names; the second name has all signs."""
    tracks = project.parent / "data" / "second.csv"
    tracks.write_bytes((project.parent / "data" / f"{FIRST}.csv").read_bytes())
    words = ["label", tracks, "-p", project, "--fps", 30, "--name", SECOND, "--jobs", 0]
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == 0, done.output
    return open_project(project).graph()


def named(graph: KnowledgeGraph) -> set[tuple[str, tuple[str, ...]]]:
    return {(e.name, e.recordings) for e in naming.entities(graph) if e.kind == "animal"}


def test_entities_are_counted_as_facts_are(graph: KnowledgeGraph) -> None:
    facts = graph.records()
    for mention in naming.mentions(graph):
        taking_part = [f for f in facts if f.recording == mention.recording
                       and mention.name in (f.subject, f.object)]  # fmt: skip
        assert mention.facts == len(taking_part) > 0
    assert named(graph) == {(n, (r,)) for n in ("ind1", "ind2") for r in (FIRST, SECOND)}


def test_renaming_moves_all_facts_of_one_recording(graph: KnowledgeGraph) -> None:
    before = graph.records(FactFilter())
    done = naming.rename(graph, f"ind1@{SECOND}", "Bo", "mara")
    assert done.mentions == ((SECOND, "ind1"),)
    of_bo = [f for f in before if f.recording == SECOND and "ind1" in (f.subject, f.object)]
    ids = {f.fact_id for f in of_bo if f.subject == "ind1"}
    assert {f.fact_id for f in graph.records(FactFilter(subject="Bo"))} == ids
    assert int(graph.facts("Bo").count) == len(ids) > 0
    assert set(graph.query("Bo ?").table["fact_id"]) == ids
    assert len(graph.query("? ? Bo").table) == len([f for f in of_bo if f.object == "ind1"]) > 0
    with pytest.raises(UserError, match="ind1"):
        graph.facts("ind1", recording=SECOND)
    assert int(graph.facts("ind1").count) == len(graph.facts("ind1", recording=FIRST))
    (bo,) = [e for e in naming.entities(graph) if e.name == "Bo"]
    assert (bo.known, bo.recordings, bo.facts) == (True, (SECOND,), len(of_bo))
    naming.undo(graph, "mara")
    assert graph.records(FactFilter()) == before
    naming.redo(graph, "mara")
    assert int(graph.facts("Bo").count) == len(ids)


def test_one_animal_in_both(graph: KnowledgeGraph) -> None:
    (question, *_) = [q for q in naming.resolve(graph).questions if q.mentions[0].name == "ind1"]
    assert question.why == "same name"
    spoken = [f"{m.recording}:{m.name}" for m in question.mentions]  # as its commands say it
    naming.merge(graph, spoken, "Bo", "mara")
    assert ("Bo", (FIRST, SECOND)) in named(graph)
    assert {q.mentions[0].name for q in naming.resolve(graph).questions} == {"ind2"}
    naming.separate(graph, [f"ind1@{FIRST}", f"ind1@{SECOND}"], "mara")
    assert ("ind1", (FIRST,)) in named(graph)
    assert ("ind1", (SECOND,)) in named(graph)


def test_two_animals_seen_at_once_are_two(graph: KnowledgeGraph) -> None:
    asked: list[Callable[[], object]] = [
        lambda: naming.merge(graph, ["ind1", "ind2"], "Bo", "mara"),
        lambda: naming.rename(graph, "ind1", "ind2", "mara"),
        lambda: naming.rename(graph, "ind1", "ind2", "mara", recording=FIRST),
    ]
    for ask in asked:
        with pytest.raises(UserError, match="cannot both be"):
            ask()
    naming.rename(graph, "ind1", "ind2", "mara", recording=FIRST, force=True)
    assert ("ind2", (FIRST,)) in named(graph)
    assert ("ind1", (FIRST,)) not in named(graph)
    with pytest.raises(UserError, match=f"{FIRST}:ind1 or {FIRST}:ind2"):
        naming.rename(graph, f"ind2@{FIRST}", "Bo", "mara")
    assert naming.rename(graph, f"{FIRST}:ind1", "Bo", "mara").mentions == ((FIRST, "ind1"),)


def test_names_that_were_swapped(graph: KnowledgeGraph) -> None:
    naming.rename(graph, "ind1", "ind2", "mara", recording=FIRST, force=True)
    naming.rename(graph, f"{FIRST}:ind2", "ind1", "mara")
    assert naming.rename(graph, f"ind1@{FIRST}", "Bo", "mara").mentions == ((FIRST, "ind2"),)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("ind3", "'ind3' does not occur in any recording; did you mean"),
        (f"ind3@{SECOND}", f"'ind3' does not occur in recording '{SECOND}'"),
        ("ind1@nowhere", "'ind1@nowhere' does not occur in any recording"),
    ],
)
def test_unknown_names(graph: KnowledgeGraph, name: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        naming.rename(graph, name, "Bo", "mara")
    assert graph.overlays.entities.operations() == []


def test_classes(graph: KnowledgeGraph) -> None:
    naming.classify(graph, ["ind1"], "house mouse", "mara")
    mice = [e for e in naming.entities(graph) if e.class_name == "house mouse"]
    assert [e.name for e in mice] == ["ind1", "ind1"]
    done = naming.undo(graph, "mara")
    assert naming.operation(graph, done).action == "classify"
    assert all(e.class_name is None for e in naming.entities(graph))
