"""Facts as bouts, and bouts as facts beside those of labelling."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from graphs.errors import UserError
from graphs.filters import FactFilter
from workbench import Bouts, Project, Recording, open_project, open_recording
from workbench.cli import app


@pytest.fixture
def recording(project: Path) -> Recording:
    return open_project(project).recording("cage 3 ä")


def label_again(project: Project) -> None:
    words = ["label", "-p", str(project.folder), "--jobs", "0", "--force"]
    assert CliRunner().invoke(app, words).exit_code == 0


def test_facts_are_bouts_with_what_was_assessed(recording: Recording) -> None:
    assert recording.project is not None
    stored = recording.project.graph().records(FactFilter(predicate="run"))
    bouts = recording.facts(predicate="run")
    assert bouts.count == len(stored) > 0
    assert bouts.start_s.tolist() == [fact.start_s for fact in stored]
    assert bouts.confidence.tolist() == [fact.confidence for fact in stored]
    assert bouts.assessed_s > 0
    frames = [[fact.start_frame, fact.stop_frame] for fact in stored]
    assert bouts.frames().tolist() == frames


def test_synonyms_and_one_animal(recording: Recording) -> None:
    some = recording.facts(subject="ind1", predicate="dash")  # synonym of run
    assert {row.subject for row in some.rows} == {"ind1"}
    assert {row.label for row in some.rows} == {"run"}


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"predicate": "rnu"}, "'rnu' means no behavior of .*Did you mean 'run'"),
        ({"subject": "ind3"}, "No subject 'ind3'"),
        ({"object": "moon"}, "No object 'moon'"),
    ],
)
def test_unknown_names(recording: Recording, asked: dict[str, str], said: str) -> None:
    with pytest.raises(UserError, match=said):
        recording.facts(**asked)  # type: ignore[arg-type]


def test_rules_on_tracks_now_agree_with_labelling(recording: Recording) -> None:
    stored, now = recording.facts(predicate="run"), recording.behavior("run")
    assert now.intervals == pytest.approx(stored.intervals, abs=1e-6)
    assert now.confidence == pytest.approx(stored.confidence)


def test_added_facts_survive_labelling_again(recording: Recording) -> None:
    assert recording.project is not None
    bouts = (recording.speed() > "1 px/s").bouts().labelled("moves at all")
    assert bouts.to_graph() == bouts.count == 2
    assert bouts.to_graph() == 2  # replaced, not doubled
    label_again(recording.project)
    again = recording.facts(predicate="moves at all")
    assert again.intervals == pytest.approx(bouts.intervals, abs=1e-6)
    assert again.assessed_s == pytest.approx(bouts.assessed_s, abs=1e-5)
    assert recording.facts(predicate="run").count > 0


def test_storing_some_keeps_the_others(recording: Recording) -> None:
    moving = (recording.speed() > "1 px/s").bouts().labelled("moving")
    still = (recording.speed() < "1 px/s").bouts().labelled("still")
    moving["ind1"].to_graph("human")
    moving["ind2"].to_graph("human")
    Bouts.joined([moving, still]).to_graph("human")
    assert recording.facts(predicate="moving").count == 2
    moving["ind1"].chosen([]).to_graph("human")  # a person takes it back
    again = recording.facts(predicate="moving")
    assert [bout.subject for bout in again] == ["ind2"]


def test_facts_need_a_name(recording: Recording) -> None:
    with pytest.raises(UserError, match="need a name"):
        (recording.speed() > 1).bouts().labelled(" ").to_graph()


def test_what_a_person_marked_may_have_the_name_of_a_rule(recording: Recording) -> None:
    assert recording.project is not None
    rules = recording.facts(predicate="run")
    mine = rules.first().in_window(0, 1)
    assert mine.to_graph("human") == mine.count
    stored = recording.project.graph().records(FactFilter(predicate="run", source="human"))
    assert len(stored) == mine.count
    label_again(recording.project)
    # a person and the rule say the same of one time: it counts once
    assert recording.facts(predicate="run").count == rules.count
    assert recording.facts(predicate="run", source="human").count == mine.count
    assert recording.facts(predicate="run", source="rule").count == rules.count
    assert recording.facts(predicate="run").assessed_s == pytest.approx(rules.assessed_s)
    # the person looked at the first second of one animal, and the rule at all of it
    assert recording.facts(predicate="run", source="human").assessed_s == pytest.approx(
        mine.assessed_s
    )


def test_computed_bouts_need_a_name_of_their_own(recording: Recording) -> None:
    with pytest.raises(UserError, match="Labelling looks for run itself"):
        recording.behavior("run").to_graph()


def test_storing_needs_a_labelled_recording(recording: Recording) -> None:
    alone = open_recording(tracks=recording.spec.tracks, fps=30)
    with pytest.raises(UserError, match="has no graph to store in"):
        (alone.speed() > 1).bouts().to_graph()
    with pytest.raises(UserError, match="belongs to no project"):
        alone.facts()


def test_never_labelled(project: Path) -> None:
    opened = open_project(project)
    opened.store().remove("cage 3 ä")
    with pytest.raises(UserError, match="was not labelled yet"):
        opened.recording("cage 3 ä").facts()


def test_pynapple(recording: Recording) -> None:
    bouts = (recording.speed("ind1") > "1 px/s").bouts()
    found = bouts.to_pynapple()
    assert np.column_stack([found.start, found.end]) == pytest.approx(bouts.intervals)
    assert list(found["subject"]) == ["ind1"] * len(bouts)
    both = (recording.speed() > "1 px/s").bouts()
    with pytest.raises(UserError, match="cannot hold bouts that overlap"):
        both.to_pynapple()
