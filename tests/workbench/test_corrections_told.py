"""What people are told of corrections: what they do to others', and where they went."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.records import Fact
from workbench.cli import app
from workbench.cli.demo import SAMPLE, sample_project
from workbench.knowledge import naming, reviewing
from workbench.knowledge.graph import KnowledgeGraph
from workbench.project import open_project

HOLD = 'hold = "speed(subject, 0.3 s) > 1.3 BL/s and speed(object, 0.3 s) > 1.2 BL/s'
LONGER = 'hold = "speed(subject, 0.3 s) > 0.9 BL/s and speed(object, 0.3 s) > 0.9 BL/s'


def workbench(*words: object, code: int = 0) -> Result:
    done = CliRunner().invoke(app, list(map(str, words)))
    assert done.exit_code == code, done.output
    return done


@pytest.fixture(scope="module")
def labelled_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "project"
    sample_project(folder)
    workbench("label", "-p", folder, "--jobs", 0)
    return folder


@pytest.fixture
def graph(labelled_sample: Path, tmp_path: Path) -> Iterator[KnowledgeGraph]:
    shutil.copytree(labelled_sample, tmp_path / "project")
    project = open_project(tmp_path / "project")
    kept_open = project.recording(SAMPLE)  # so that its clock is read once
    yield project.graph()
    kept_open.close()


def chase(graph: KnowledgeGraph, subject: str) -> Fact:
    (fact,) = graph.records(FactFilter(subject=subject, predicate="chase", source="rule"))
    return fact


def edited(graph: KnowledgeGraph, fact: Fact, by: str, stop_s: float) -> Fact:
    after = reviewing.edit(graph, fact, by, stop_s=stop_s).after
    assert after is not None
    return after


def label_with_longer_chases(graph: KnowledgeGraph, *more: str) -> Result:
    path = graph.project.ethogram_path
    text = path.read_text(encoding="utf-8")
    assert text.count(HOLD) == 1
    path.write_text(text.replace(HOLD, LONGER), encoding="utf-8")
    return workbench("label", "-p", graph.project.folder, "--jobs", 0, *more)


# taking back --------------------------------------------------------------------------------------


def test_an_early_edit_is_not_undone_under_later_ones(graph: KnowledgeGraph) -> None:
    base = list(graph.records())
    one = edited(graph, chase(graph, "mouse_2"), "mara", 67.8)
    two = edited(graph, one, "tom", 68)
    three = edited(graph, two, "root", 68.5)
    with pytest.raises(UserError, match=r"^2 by tom, 3 by root build on review 1 .*--with-later"):
        reviewing.undo(graph, "mara", 1)
    with pytest.raises(UserError, match="3 by root builds on review 2"):
        reviewing.undo(graph, "tom")
    assert graph.overlays.reviews.last_seq() == 3
    done = reviewing.undo(graph, "mara", 1, with_later=True)
    assert [(d.undone.seq, d.undone.by) for d in done if d.undone] == [
        (3, "root"), (2, "tom"), (1, "mara"),
    ]  # fmt: skip
    assert [d.before.fact_id for d in done if d.before] == [
        three.fact_id, two.fact_id, one.fact_id,
    ]  # fmt: skip
    assert list(graph.records()) == base
    reviewing.undo(graph, "mara", [4, 5, 6])  # the command that takes it back
    assert three.fact_id in {f.fact_id for f in graph.records()}
    reviewing.undo(graph, "root", [1, 2, 3])  # all that builds on 1 is named
    assert list(graph.records()) == base


def test_whose_review_is_undone(graph: KnowledgeGraph) -> None:
    folder = graph.project.folder
    fact = chase(graph, "mouse_2")
    reviewing.reject(graph, fact, "tom")
    said = workbench("review", "undo", 1, "--by", "mara", "-p", folder).output
    assert "undo (2, by mara) of review 1: this was tom's" in said
    said = workbench("review", "undo", 2, "--by", "mara", "-p", folder, "--json").stdout
    (one,) = json.loads(said)["reviews"]
    assert (one["undoes"], one["whose"], one["others"]) == (2, "mara", [])
    fixed = edited(graph, edited(graph, fact, "mara", 67.8), "jo", 68)
    said = workbench("review", "undo", "--by", "mara", "-p", folder, code=2).output
    assert "5 by jo builds on review 4" in said
    said = workbench("review", "undo", 4, "--by", "mara", "--with-later", "-p", folder).output
    assert "of review 5: this was jo's" in said
    assert fixed.fact_id[:8] in said


def test_what_else_an_added_fact_changes(graph: KnowledgeGraph) -> None:
    fact = chase(graph, "mouse_2")
    done = reviewing.add(graph, SAMPLE, "mouse_2", "chase", "mouse_1", fact.start_s, 68, "mara")
    (other,) = done.others
    assert (other.before, other.after) == (fact, replace(fact, status="superseded"))
    (undone,) = reviewing.undo(graph, "mara")
    assert (undone.before, undone.after) == (done.after, None)
    assert [(o.before, o.after) for o in undone.others] == [(other.after, fact)]


# labelled again -----------------------------------------------------------------------------------


def test_carried_corrections_are_told(graph: KnowledgeGraph) -> None:
    folder = graph.project.folder
    old, first = chase(graph, "mouse_2"), chase(graph, "mouse_1")
    (rear, *_) = [f for f in graph.records() if f.predicate == "rear"]
    reviewing.reject(graph, old, "tom")
    edited(graph, first, "mara", first.stop_s - 0.3)
    reviewing.accept(graph, rear, "mara")  # found again with the same times
    assert graph.corrections.carried() == []
    text = label_with_longer_chases(graph).output.replace("\n", " ")
    assert f"{SAMPLE}: 2 corrections now apply to bouts with other times, or to none" in text
    assert f"review carried -r {SAMPLE} -p " in text
    one, two = graph.corrections.carried(SAMPLE)
    now = chase(graph, "mouse_2")
    assert (one.review.seq, one.fact, one.to, one.stays) == (1, old, (now,), False)
    assert (now.status, now.start_s < old.start_s, now.stop_s > old.stop_s) == (
        "rejected", True, True,
    )  # fmt: skip
    assert one.words == [
        f"rejected {now.start_s:.2f}-{now.stop_s:.2f} s (starts {old.start_s - now.start_s:.2f} s "
        f"earlier, stops {now.stop_s - old.stop_s:.2f} s later)"
    ]
    assert (two.review.seq, two.stays, two.to[0].status) == (2, True, "superseded")
    said = workbench("review", "carried", "-p", folder).output
    assert "2 corrections that labelling again left with other bouts" in said
    assert max(map(len, said.splitlines())) <= 110
    listed = json.loads(workbench("review", "carried", "-p", folder, "--json").stdout)["carried"]
    assert [(c["seq"], c["by"], c["to"][0]["status"]) for c in listed] == [
        (1, "tom", "rejected"), (2, "mara", "superseded"),
    ]  # fmt: skip
    with pytest.raises(UserError, match=r"rejected already by tom \(review 1\)"):
        reviewing.reject(graph, "mouse_2 chase mouse_1", "jo")
    # undo and redo tell of the fact that changes, which has another identifier than the review
    (undone,) = reviewing.undo(graph, "tom")
    assert (undone.before, undone.after) == (None, None)
    assert [(o.before, o.after) for o in undone.others] == [
        (now, replace(now, status="asserted")),
    ]  # fmt: skip
    assert [one.review.seq for one in graph.corrections.carried()] == [2]
    said = workbench("review", "redo", "--by", "tom", "-p", folder).output
    assert "another fact changes:" in said
    assert f"after:  {now.fact_id[:8]}" in said
    assert "none" not in said


def test_a_correction_that_applies_to_nothing(graph: KnowledgeGraph) -> None:
    log, fact = graph.overlays.reviews, chase(graph, "mouse_2")
    gone = replace(fact, start_s=1.0, stop_s=1.5, start_frame=30, stop_frame=45, run="earlier")
    log.reject(gone, "tom")
    log.accept(gone, "mara")
    log.reject(replace(gone, start_s=2.0, stop_s=3.0), "tom")
    kept, lost = graph.corrections.carried()
    assert kept.words == ["replaces nothing any more; the accepted fact stays"]
    assert lost.words == ["applies to nothing any more"]
    naming.rename(graph, "mouse_2", "Bo", "mara")
    assert {one.fact.subject for one in graph.corrections.carried()} == {"Bo"}
    done = reviewing.undo(graph, "tom")
    assert (done[0].before, done[0].after, done[0].others) == (None, None, ())
    again = workbench("label", "-p", graph.project.folder, "--jobs", 0, "--json")
    assert json.loads(again.stdout)["carried"] == {}  # nothing was labelled
    again = workbench("label", "-p", graph.project.folder, "--jobs", 0, "--json", "--force")
    assert json.loads(again.stdout)["carried"] == {SAMPLE: 1}
    with pytest.raises(UserError, match="No recording"):
        graph.corrections.carried("open_feild")


# what cannot be said ------------------------------------------------------------------------------


def test_the_same_is_not_added_twice(graph: KnowledgeGraph) -> None:
    said = (graph, SAMPLE, "mouse_1", "chase", "mouse_2", 3, 4)
    one = reviewing.add(*said, "mara")
    with pytest.raises(UserError, match="there already, added by mara, review 1"):
        reviewing.add(graph, SAMPLE, "mouse_1", "pursue", "mouse_2", "3000 ms", 4, "tom")
    naming.rename(graph, "mouse_1", "Bo", "mara")
    with pytest.raises(UserError, match="there already"):
        reviewing.add(graph, SAMPLE, "Bo", "chase", "mouse_2", 3, 4, "tom")
    naming.undo(graph, "mara")
    reviewing.add(graph, SAMPLE, "mouse_1", "chase", "mouse_2", 3, 4.000001, "tom")
    assert graph.overlays.reviews.last_seq() == 2
    assert one.after is not None
    reviewing.reject(graph, one.after, "tom")  # does not stand any more
    assert reviewing.add(*said, "mara").review.seq == 4


def test_an_object_of_another_class(graph: KnowledgeGraph) -> None:
    place = r"'feeder' of recording 'open_field' is something else: zone.*--new"
    with pytest.raises(UserError, match=f"'chase' expects as its object: animal. {place}"):
        reviewing.add(graph, SAMPLE, "mouse_1", "chase", "feeder", 3, 4, "mara")
    with pytest.raises(UserError, match=r"'enter' expects .* zone.*'mouse_2'.*else: animal"):
        reviewing.add(graph, SAMPLE, "mouse_1", "enter", "mouse_2", 3, by="mara")
    with pytest.raises(UserError, match="'chase' expects as its object: animal"):
        reviewing.edit(graph, chase(graph, "mouse_2"), "mara", object="feeder")
    with pytest.raises(UserError, match="'enter' expects"):
        reviewing.edit(graph, chase(graph, "mouse_2"), "mara", predicate="enter", start_s=3)
    assert graph.overlays.reviews.last_seq() == 0
    odd = reviewing.add(graph, SAMPLE, "mouse_1", "chase", "feeder", 3, 4, "mara", new=True).after
    assert odd is not None
    reviewing.edit(graph, odd, "mara", stop_s=5)  # the object was allowed before
    reviewing.add(graph, SAMPLE, "mouse_1", "enter", "shelter", 3, by="mara")
    stranger = reviewing.add(graph, SAMPLE, "mouse_1", "chase", "cat", 3, 4, "mara", new=True).after
    assert stranger is not None  # nobody knows what a cat is


def test_questions_about_what_was_rejected(graph: KnowledgeGraph) -> None:
    question = "mouse_2 chase mouse_1"
    fact = chase(graph, "mouse_2")
    reviewing.reject(graph, question, "tom")
    with pytest.raises(UserError, match=r"is rejected already by tom \(review 1\)"):
        reviewing.reject(graph, [question, chase(graph, "mouse_1")], "jo")
    reviewing.reject(graph, fact.fact_id, "jo")  # by its identifier: a second voice
    with pytest.raises(UserError, match=r"by jo \(review 2\)"):
        reviewing.reject(graph, question, "tom")
    (done,) = reviewing.accept(graph, question, "tom")
    assert done.after == replace(fact, status="accepted")
    new = edited(graph, fact, "tom", 68)
    assert reviewing.fact(graph, question) == new
    reviewing.reject(graph, question, "tom")
    assert reviewing.fact(graph, question).fact_id == new.fact_id  # not the superseded one
    with pytest.raises(UserError, match="No fact answers"):
        reviewing.reject(graph, f"{question} between 1 s and 2 s", "tom")


# how it is told -----------------------------------------------------------------------------------


def test_a_fault_in_the_ethogram_stops_no_reading(graph: KnowledgeGraph) -> None:
    folder, fact = graph.project.folder, chase(graph, "mouse_2")
    reviewing.reject(graph, fact, "tom")
    reviewing.undo(graph, "tom")
    with graph.project.ethogram_path.open("a", encoding="utf-8") as file:
        file.write("\nnonsense = = [\n")
    for words in (
        ("history",), ("history", fact.fact_id), ("redo", "--by", "tom"), ("undo", "--by", "tom"),
        ("accept", fact.fact_id), ("list",), ("carried",),
    ):  # fmt: skip
        said = workbench("review", *words, "-p", folder)
        assert said.stderr.count("Behaviors are called by their plain names: ethogram.toml") == 1
        assert "Traceback" not in said.output
    assert reviewing.history(graph)["words"][0].startswith("rejected: mouse_2 chases mouse_1 from")
    assert "ethogram.toml" in workbench(
        "review", "list", "--order", "disagreement", "-p", folder, code=2
    ).output  # fmt: skip


def test_tables_fit(graph: KnowledgeGraph) -> None:
    folder = graph.project.folder
    one = edited(graph, chase(graph, "mouse_2"), "somebody with a long name", 68)
    reviewing.comment(graph, one, "long words " * 20 + "x" * 60, "mara")
    reviewing.reject(graph, one, "mara", "no")
    reviewing.undo(graph, "mara")
    reviewing.redo(graph, "mara")
    said = workbench("review", "history", "-p", folder).output
    assert max(map(len, said.splitlines())) <= 110
    assert "5 reviews" in said
    brief = reviewing.history(graph)["brief"].tolist()
    assert brief == [
        "corrected mouse_2 chase mouse_1 65.1-67.4 s -> 65.1-68.0 s",
        "said of mouse_2 chase mouse_1 65.1-68.0 s",
        "rejected mouse_2 chase mouse_1 65.1-68.0 s",
        "undid 3: rejected mouse_2 chase mouse_1 65.1-68.0 s",
        "brought back 3: rejected mouse_2 chase mouse_1 65.1-68.0 s",
    ]
    full = workbench("review", "history", one.fact_id, "-p", folder).output
    assert "  comment: long words long" in full
    assert ", undone" in full
    for order in ("confidence", "disagreement"):
        said = workbench("review", "list", "--order", order, "--limit", 0, "-p", folder).output
        assert max(map(len, said.splitlines())) <= 110
