"""Comparing two models by hand, and two models as two sources in the review queue."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from graphs.errors import UserError
from graphs.ethogram import parse_ethogram
from graphs.records import Assessed, Fact, Run
from graphs.storage.shard import RecordingGraph
from pipelines.arena import Arena, Zone
from pipelines.describe.by_model.run_read import ReadRun, SaidClaim, SaidEvent
from pipelines.describe.claims import Claim, FreeText, State, Triple
from pipelines.models.answers import Asked
from pipelines.models.budget import Price
from pipelines.models.contract import Usage
from workbench.ethograms import ethogram_text
from workbench.free_words import Suggester, Suggestion
from workbench.knowledge.graph import KnowledgeGraph
from workbench.knowledge.review_queue import queue
from workbench.model_comparison import Cells, compare, pairs_of_models
from workbench.model_comparison_picture import draw_comparison
from workbench.model_runs import ModelRun, most_contradicted
from workbench.project_new import create_project

SOURCE = ethogram_text("social_rodents")
CHASE, FLEE = Triple("a", "chase", "b"), Triple("b", "flee", "a")
REST, ENTER = Triple("a", "rest"), Triple("a", "enter", "shelter")
LEGAL = (CHASE, FLEE, REST, ENTER)


def claim(triple: Triple, start_s: float, stop_s: float, tracks: State = "agree") -> SaidClaim:
    status = "proposed" if tracks == "disagree" else "asserted"
    return SaidClaim(Claim(triple, start_s, stop_s), status, tracks, "", {})


def event(start_s: float, *claims: SaidClaim, not_visible: Sequence[Triple] = ()) -> SaidEvent:
    told = tuple(triple for triple in LEGAL if triple not in not_visible)
    return SaidEvent(
        f"bout-{start_s:04.0f}", start_s, start_s + 10, "", (), 1, claims, (), told,
        tuple(not_visible), (),
    )  # fmt: skip


def described(
    model: str, *events: SaidEvent, recording: str = "one", ended: bool = True
) -> ModelRun:
    run = Run(
        f"run of {model} in {recording}", "test", "1", "chat", "", "",
        {"model": {"kind": "chat", "name": model}, "ethogram": SOURCE}, {"video": recording},
    )  # fmt: skip
    read = ReadRun(Path("runs"), run, ended, events, Asked(), {}, Usage(), recording)
    return ModelRun(read, recording, in_graph=True, price=None)


def test_cells_by_hand() -> None:
    a = described(
        "A",
        event(0, claim(CHASE, 0, 6), claim(REST, 6, 10), claim(ENTER, 1, 1)),
        event(10, claim(CHASE, 10, 20, "disagree")),
        event(20),
        event(30),
    )
    b = described(
        "B",
        event(0, claim(CHASE, 3, 9), claim(ENTER, 8, 8), claim(FLEE, 0, 10, "disagree")),
        event(10, not_visible=[REST]),
        event(20),
        event(40),
    )
    found = compare([(a, b)])
    assert found.cells == {
        "chase": Cells(both=1, only_a=1, neither=1, only_a_contradicted=1, overlap=3 / 9,
                       overlapping=1),
        "enter": Cells(both=1, neither=2),
        "flee": Cells(only_b=1, neither=2, only_b_contradicted=1),
        "rest": Cells(only_a=1, neither=1, not_told=1),
    }  # fmt: skip
    assert found.cells["chase"].tiou == pytest.approx(1 / 3)
    assert math.isnan(found.cells["enter"].tiou), "a moment has no length"
    assert (len(found.events), found.same, found.left_out) == (3, 1, 2)
    assert found.same_share == pytest.approx(1 / 3)
    first, second = found.most_differing()
    assert (first.start_s, first.both, first.only_a, first.only_b) == (
        0, (CHASE, ENTER), (REST,), (FLEE,)
    )  # fmt: skip
    assert (second.start_s, second.only_a) == (10, (CHASE,))
    assert found.all_cells == Cells(2, 2, 1, 6, 0, 1, 1, 1, 3 / 9, 1)


@pytest.mark.parametrize(
    ("cells", "kappa"),
    [
        (Cells(both=2, only_a=1, only_b=1, neither=6), (0.8 - 0.58) / (1 - 0.58)),
        (Cells(both=5, neither=5), 1.0),
        (Cells(both=1, only_a=1, only_b=1, neither=1), 0.0),
        (Cells(only_a=5, only_b=5), -1.0),
        (Cells(neither=9), math.nan),
        (Cells(not_told=3), math.nan),
    ],
)
def test_kappa_by_hand(cells: Cells, kappa: float) -> None:
    assert cells.kappa == pytest.approx(kappa, nan_ok=True)


def test_times_of_one_triple_are_taken_together() -> None:
    a = described("A", event(0, claim(CHASE, 0, 2), claim(CHASE, 6, 8)))
    b = described("B", event(0, claim(CHASE, 0, 8)))
    assert compare([(a, b)]).cells["chase"].tiou == pytest.approx(4 / 8)


def test_two_models_over_several_recordings() -> None:
    runs = [
        described("A", event(0, claim(CHASE, 0, 9)), recording="one"),
        described("B", event(0, claim(CHASE, 0, 9)), recording="one"),
        described("A", event(0, claim(CHASE, 0, 9)), recording="two"),
        described("B", event(0), recording="two"),
        described("B", event(0), recording="three"),
        replace(described("A", event(0), recording="three"), in_graph=False),
    ]
    pairs = pairs_of_models(runs, "A", "B")
    assert [(one.recording, other.read.model) for one, other in pairs] == [
        ("one", "B"),
        ("two", "B"),
    ]
    found = compare(pairs)
    assert (found.models, found.same_share, len(found.runs)) == (("A", "B"), 0.5, 2)
    assert found.cells["chase"] == Cells(both=1, only_a=1, overlap=1.0, overlapping=1)
    assert [one.recording for one in found.most_differing()] == ["two"]
    with pytest.raises(UserError, match="no run of a model 'C' in the graph; known: A, B"):
        pairs_of_models(runs, "A", "C")
    with pytest.raises(UserError, match="no recording in common"):
        pairs_of_models([runs[0], runs[3]], "A", "B")


def test_what_cannot_be_compared_is_refused() -> None:
    one, other = described("A", event(0)), described("B", event(0), recording="two")
    with pytest.raises(UserError, match="not the same files"):
        compare([(one, other)])
    with pytest.raises(UserError, match="has not ended"):
        compare([(one, described("B", ended=False))])


def test_the_picture_shows_what_is_said() -> None:
    a = described("A", event(0, claim(CHASE, 0, 9, "disagree"), claim(REST, 0, 9)))
    b = described("B", event(0, claim(REST, 0, 9)))
    [axes] = draw_comparison(compare([(a, b)])).axes
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels == ["chase (kappa 0.00)", "rest (kappa -)"]
    widths = [(bar.get_width(), bool(bar.get_hatch())) for bar in axes.patches]
    assert widths[:6] == [(0, False), (0, True), (1, False), (1, True), (0, False), (0, True)]
    assert widths[6:8] == [(1, False), (0, True)]


def test_the_most_contradicted_come_first() -> None:
    few = event(0, claim(REST, 0, 5), claim(CHASE, 5, 9, "disagree"))
    many = event(10, claim(CHASE, 10, 12, "disagree"), claim(REST, 12, 14, "disagree"))
    order = [(e.start_s, c.claim.triple) for e, c in most_contradicted([few, many])]
    assert order == [(10, CHASE), (10, REST), (0, CHASE), (0, REST)]


def test_cost_is_what_was_sent() -> None:
    run = described("A")
    asked = Asked(asked=1, reused=8, usage=Usage(1, 2, 100, 10, 1.0))
    resumed = replace(run.read, asked=asked, sent=Usage(9, 18, 900, 90, 9.0))
    assert replace(run, read=resumed, price=Price("A", 10, 100, "USD")).money == pytest.approx(
        0.018
    )
    here = replace(run.read, asked=asked)
    assert here.cost.input_tokens == 100, "what runs on this machine sends nothing"
    assert run.money is None


@pytest.mark.parametrize(
    ("said", "suggestion"),
    [
        (FreeText("mouse_1", "grooms itself"), Suggestion(("mouse_1 groom",))),
        (FreeText("mouse_1", "follows mouse_2"), Suggestion(("mouse_1 follow mouse_2",))),
        (FreeText("mouse_2", "is digging in the bedding"), Suggestion(new="dig in")),
        (FreeText("", "blur"), Suggestion()),
    ],
)
def test_suggestions(said: FreeText, suggestion: Suggestion) -> None:
    arena = Arena({"shelter": Zone.circle("shelter", (0, 0), 5)})
    suggester = Suggester(parse_ethogram(SOURCE), ["mouse_1", "mouse_2"], arena)
    assert suggester.suggest(said) == suggestion


# --- the review queue ---


@pytest.fixture
def graph(tmp_path: Path) -> KnowledgeGraph:
    return create_project(tmp_path / "p").graph()


def layer(
    graph: KnowledgeGraph, run: str, model: str | None, *facts: tuple[str, float, float],
    recording: str = "one", looked: Sequence[str] = (), source: str = "model",
) -> None:  # fmt: skip
    """Write what one source says of animal a: behavior, start, stop."""
    parameters: dict[str, object] = {"source": source}
    if model is not None:
        parameters["model"] = {"kind": "chat", "name": model}
    graph.project.store().write(
        RecordingGraph(
            recording,
            Run(run, "test", "1", "", "", "", parameters, {}),
            "",
            facts=[
                Fact(recording, "a", predicate, None, start, stop, 0, 1, "state", 0.9, "asserted",
                     source, run)
                for predicate, start, stop in facts
            ],
            assessed=[Assessed(recording, "a", name, None, 0.0, 100.0) for name in looked],
            layer="" if source == "rule" else run.replace(" ", ""),
        )
    )  # fmt: skip


def reasons(graph: KnowledgeGraph) -> dict[tuple[str, str], str]:
    return {(one.fact.run, one.fact.predicate): one.because
            for one in queue(graph, order="disagreement")}  # fmt: skip


def test_two_models_are_two_sources(graph: KnowledgeGraph) -> None:
    layer(graph, "r1", "A", ("rest", 0, 10), ("walk", 20, 30), looked=["rest", "walk"])
    layer(graph, "r2", "B", ("groom", 5, 15), ("walk", 20, 30), looked=["rest", "walk"])
    assert reasons(graph) == {
        ("r1", "rest"): "model B looked and saw none; model B says groom",
        ("r2", "groom"): "model A says rest",
    }


def test_two_runs_of_one_model_are_one_source(graph: KnowledgeGraph) -> None:
    layer(graph, "r1", "A", ("rest", 0, 10), looked=["rest", "groom"])
    layer(graph, "r2", "A", ("groom", 5, 15), looked=["rest", "groom"])
    assert reasons(graph) == {}
    layer(graph, "r3", "B", recording="two", looked=["rest", "groom"])
    assert reasons(graph) == {}, "who looked at another recording has seen nothing of this one"


def test_rules_people_and_models_are_sources_too(graph: KnowledgeGraph) -> None:
    layer(graph, "r0", None, ("rest", 0, 10), source="rule")
    layer(graph, "r1", "A", ("groom", 5, 15))
    layer(graph, "r2", None, ("groom", 5, 8), source="model")
    layer(graph, "r3", None, ("rest", 7, 9), source="human")
    assert reasons(graph) == {
        ("r0", "rest"): "model A says groom; model says groom",
        ("r1", "groom"): "human says rest; rule says rest",
        ("r2", "groom"): "human says rest; rule says rest",
    }


def test_a_model_that_is_taken_out_is_no_source_any_more(graph: KnowledgeGraph) -> None:
    layer(graph, "r1", "A", ("rest", 0, 10))
    layer(graph, "r2", "B", ("groom", 5, 15))
    assert len(reasons(graph)) == 2
    graph.project.store().change("one", "r2", lambda _before: None)
    assert reasons(graph) == {}
