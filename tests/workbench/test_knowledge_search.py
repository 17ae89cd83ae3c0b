"""`KnowledgeGraph.search`: hits in time order, within a scope, explained, of what stands now."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from told_project import ONE, TWO, damage, told_project

from graphs.errors import UserError
from workbench.knowledge.graph import KnowledgeGraph
from workbench.knowledge.searching import Searched

EVENTS = [(ONE, "bout-0001"), (ONE, "bout-0002"), (TWO, "bout-0001"), (TWO, "bout-0002")]


@pytest.fixture
def graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> KnowledgeGraph:
    monkeypatch.setenv("WORKBENCH_USER", "mara")
    return told_project(tmp_path).graph()


@pytest.fixture(scope="module")
def unchanged(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeGraph:
    """A graph that tests only ask."""
    return told_project(tmp_path_factory.mktemp("asked")).graph()


def events(found: Searched) -> list[tuple[str, str]]:
    return [(hit.recording, hit.event_id) for hit in found.hits]


def test_hits_are_in_time_order_whatever_their_rank(unchanged: KnowledgeGraph) -> None:
    found = unchanged.search("who chases C")
    assert events(found) == sorted(events(found))
    assert sorted(hit.rank for hit in found.hits) == list(range(1, len(found.hits) + 1))
    (best,) = [hit for hit in found.hits if hit.rank == 1]
    assert (best.recording, best.event_id) == (TWO, "bout-0001")
    assert "A chases C from 5.0 to 6.0 s" in found.sentences(best)
    assert repr(found) == f"<Searched 'who chases C': {len(found.hits)} events>"
    assert events(unchanged.search("enters shelter", 1)) == [(ONE, "bout-0002")]


def test_nothing_later_is_seen(graph: KnowledgeGraph) -> None:
    assert set(events(graph.search("chases rests enters", before_s=8.0))) == {EVENTS[0], EVENTS[2]}
    late = graph.search("chases rests enters", after_s=8.0)
    assert set(events(late)) <= {EVENTS[1], EVENTS[3]}
    scored = graph.search("chases", before_s=8.0)
    graph.corrections.edit(f'A enter shelter in "{ONE}"', predicate="leave")
    after = graph.search("chases", before_s=8.0)  # what came later has no part in the score
    assert [hit.score for hit in after.hits] == [hit.score for hit in scored.hits]


def test_a_scope(unchanged: KnowledgeGraph) -> None:
    assert set(events(unchanged.search("chases rests", recording=TWO))) == set(EVENTS[2:])
    assert events(unchanged.search("chases rests", zone="shelter")) == [EVENTS[1]]
    assert set(events(unchanged.search("chases rests", animal="C"))) == set(EVENTS[2:])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"recording": "day 3"}, "No recording 'day 3' was labelled here; did you mean 'day "),
        ({"animal": "c"}, "No animal 'c' was labelled here; did you mean 'C'"),
        ({"zone": ["shelter", "sheltr"]}, "No zone 'sheltr' was labelled here; did you mean"),
        ({"before_s": math.nan}, "Times are numbers of seconds, found nan"),
        ({"k": 0}, "at least 1"),
    ],
)
def test_faults_are_said(unchanged: KnowledgeGraph, asked: dict[str, object], message: str) -> None:
    with pytest.raises(UserError, match=message):
        unchanged.search("chases", **asked)  # type: ignore[arg-type]


def test_related_walks_from_the_names(unchanged: KnowledgeGraph) -> None:
    found = unchanged.search("C", related=True)
    assert all(set(hit.parts) == {"graph"} for hit in found.hits)
    assert {EVENTS[2], EVENTS[3]} <= set(events(found))
    (rank,) = [hit.rank for hit in found.hits if (hit.recording, hit.event_id) == EVENTS[3]]
    text = found.explain(rank).text()
    assert text.startswith(f"bout-0002 of {TWO}: rank {rank}")
    assert "named in the question: C 1.000" in text
    assert "C - bout-0002 (in the event): C rests from 8.0 to 10.0 s" in text
    with pytest.raises(UserError, match="No hit of rank 99"):
        found.explain(99)
    assert unchanged.search("zzz", related=True).found.fallback


def test_the_same_individual_joins_recordings(graph: KnowledgeGraph) -> None:
    """From the shelter of day 1 the walk reaches day 2 only once A is known to be one animal."""
    graph.corrections.reject(f'A chase C in "{TWO}"')
    apart = graph.search("shelter", related=True)
    graph.individuals.merge(["A"], "Ada")
    joined = graph.search("shelter", related=True)

    def score(found: Searched) -> float:
        return sum(hit.score for hit in found.hits if hit.recording == TWO)

    assert score(joined) > score(apart)
    assert "Ada enters shelter at 15.00 s" in joined.sentences(joined.hits[1])


def test_what_was_rejected_is_not_found_and_the_index_is_kept(graph: KnowledgeGraph) -> None:
    first = graph.search("enters shelter", 1)
    assert graph.search("chases", 1).index is first.index
    graph.corrections.reject("A enter shelter")
    again = graph.search("enters shelter", 1)
    assert again.index is not first.index
    assert not any("shelter" in line for hit in again.hits for line in again.sentences(hit))


def test_context_keeps_its_budget(unchanged: KnowledgeGraph) -> None:
    context = unchanged.search("chases").context(400)
    assert len(context.text) <= 400
    assert ONE in context.text


def test_a_damaged_file_is_told(tmp_path: Path) -> None:
    project = told_project(tmp_path)
    damage(project)
    found = project.graph().search("chases")
    assert {hit.recording for hit in found.hits} == {TWO}
    assert "'day 1'" in found.problems[0]
