"""Corrections through the whole stack, on the sample recording with a real project.db."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from typer.testing import CliRunner

from graphs.errors import UserError
from graphs.filters import FactFilter
from graphs.records import STANDING, Assessed, Fact, Run, Source
from graphs.storage.shard import RecordingGraph
from workbench.cli import app
from workbench.cli.demo import SAMPLE, sample_project
from workbench.knowledge import lookup, naming, reviewing
from workbench.knowledge.graph import KnowledgeGraph
from workbench.project import open_project

ALL = FactFilter()
UNARY = {"walk": "rest", "rest": "walk", "rear": "groom", "groom": "rear", "run": "walk"}


@pytest.fixture(scope="module")
def labelled_sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "project"
    sample_project(folder)
    label(folder)
    return folder


def label(folder: Path, *more: str) -> None:
    done = CliRunner().invoke(app, ["label", "-p", str(folder), "--jobs", "0", *more])
    assert done.exit_code == 0, done.output


@pytest.fixture
def graph(labelled_sample: Path, tmp_path: Path) -> Iterator[KnowledgeGraph]:
    shutil.copytree(labelled_sample, tmp_path / "project")
    project = open_project(tmp_path / "project")
    kept_open = project.recording(SAMPLE)  # so that its clock is read once
    yield project.graph()
    kept_open.close()


def everything(graph: KnowledgeGraph) -> pa.Table:
    return graph.graph.facts_table(ALL).table


def by_id(graph: KnowledgeGraph) -> dict[str, Fact]:
    return {fact.fact_id: fact for fact in graph.records(ALL)}


def standing(graph: KnowledgeGraph) -> list[Fact]:
    return [fact for fact in graph.records(ALL) if fact.status in STANDING]


def paraphrases(graph: KnowledgeGraph, fact: Fact) -> list[str]:
    """Return five questions whose answer holds the fact, two of them asked from its object."""
    s, p, o = fact.subject, fact.predicate.replace("_", " "), fact.object
    word = next(iter(graph.project.ethogram()[fact.predicate].synonyms), p)
    whom = f'"{o}"' if o is not None else "nobody"
    return [
        f"{s} {p} {whom}",
        f"? {p} {whom}",
        f"? ? {whom}",
        f'{s} predicate: "{word}"',
        f"{s} ? {whom} from {fact.start_s} s to {fact.stop_s + 0.01} s",
    ]


def answered(graph: KnowledgeGraph, question: str) -> set[str]:
    return set(graph.query(question).table["fact_id"])


def edit_somehow(graph: KnowledgeGraph, number: int, fact: Fact) -> reviewing.Corrected:
    if number % 3 == 0:
        return reviewing.edit(graph, fact.fact_id, "mara", stop_s=fact.stop_s + 0.1)
    if number % 3 == 1 and fact.object in ("mouse_1", "mouse_2"):
        return reviewing.edit(graph, fact.fact_id, "mara", subject=fact.object, object=fact.subject)
    if number % 3 == 1:
        other = {"mouse_1": "mouse_2", "mouse_2": "mouse_1"}[fact.subject]
        return reviewing.edit(graph, fact.fact_id, "mara", subject=other)
    if fact.object is None:
        return reviewing.edit(
            graph, fact.fact_id, "mara", predicate=UNARY.get(fact.predicate, "rest")
        )
    return reviewing.edit(graph, fact.fact_id, "mara", start_s=f"{fact.start_s * 1000 + 40} ms")


# corrections as an overlay ------------------------------------------------------------------------


@pytest.mark.slow
def test_twenty_edits_hold_reach_nothing_else_and_go_back(graph: KnowledgeGraph) -> None:
    base, facts = everything(graph), graph.records()
    chosen = random.Random(5).sample([f for f in facts if f.kind == "state"], 20)
    asked = reliable = general = 0
    for number, fact in enumerate(chosen):
        before = by_id(graph)
        done = edit_somehow(graph, number, fact)
        assert done.after is not None
        new = done.after.fact_id
        now = by_id(graph)
        # locality: of 69 and more facts this one is superseded, one is new, all others as before
        assert now.keys() - before.keys() == {new}
        unrelated = before.keys() - {fact.fact_id}
        assert len(unrelated) >= 50
        assert all(now[one] == before[one] for one in unrelated)
        assert now[fact.fact_id] == replace(before[fact.fact_id], status="superseded")
        for place, question in enumerate(paraphrases(graph, done.after)):
            found = answered(graph, question)
            right = new in found and fact.fact_id not in found
            asked, reliable, general = (
                asked + 1, reliable + (right and place == 0), general + right,
            )  # fmt: skip
        bouts = graph.facts(done.after.subject, done.after.predicate, [done.after.object])
        assert any(b.start_s <= done.after.start_s and b.stop_s >= done.after.stop_s for b in bouts)
    assert (asked, reliable, general) == (100, 20, 100)
    corrected = everything(graph)
    for _ in chosen:
        reviewing.undo(graph, "mara")
    assert everything(graph).equals(base)
    for _ in chosen:
        reviewing.redo(graph, "mara")
    assert everything(graph).equals(corrected)


def test_labelling_again_resurrects_nothing(graph: KnowledgeGraph) -> None:
    chosen = random.Random(7).sample(graph.records(), 12)
    reviewing.reject(graph, [f.fact_id for f in chosen[:8]], "mara")
    edited = [reviewing.edit(graph, f, "mara", stop_s=f.stop_s + 0.1).after for f in chosen[8:]]
    before = everything(graph)
    label(graph.project.folder, "--force")
    assert everything(graph).equals(before)
    graph.project.set_values("label", {"clean": {"max_gap_s": 0.19}})
    runs = {fact.run for fact in chosen}
    label(graph.project.folder)
    now = standing(graph)
    assert not runs & {fact.run for fact in now}  # labelled anew
    assert len(now) > 40
    for old in chosen:
        assert not [new for new in now if new.source == "rule" and same_again(old, new)]
    ids = {fact.fact_id for fact in now}
    assert all(fact is not None and fact.fact_id in ids for fact in edited)
    for _ in range(5):  # eight rejections are eight reviews
        reviewing.undo(graph, "mara")
    reviewing.undo(graph, "mara", [1, 2, 3, 4, 5, 6, 7])
    assert {fact.status for fact in graph.records(ALL)} == {"asserted"}


def same_again(old: Fact, new: Fact) -> bool:
    claims = [(f.subject, f.predicate, f.object) for f in (old, new)]
    shared = min(old.stop_s, new.stop_s) - max(old.start_s, new.start_s)
    return claims[0] == claims[1] and shared >= 0 and shared >= (new.stop_s - new.start_s) / 2


@pytest.mark.slow
def test_every_fact_is_found_from_subject_and_from_object(graph: KnowledgeGraph) -> None:
    facts = graph.records()
    assert len(facts) > 50
    for subject, predicate, target in {(f.subject, f.predicate, f.object) for f in facts}:
        same = [f for f in facts if f.predicate == predicate]
        who = {f.fact_id for f in same if f.object == target}
        whom = {f.fact_id for f in same if f.subject == subject}
        exact = f'"{predicate}"'
        named = "nobody" if target is None else f'"{target}"'
        assert answered(graph, f"? predicate: {exact} {named}") == who
        assert target is None or answered(graph, f"{subject} predicate: {exact} ?") == whom
        assert answered(graph, f"{subject} predicate: {exact} {named}") == who & whom
        total = sum(f.duration_s for f in same if f.fact_id in who & whom)
        assert graph.facts(subject, predicate, [target]).total_s == pytest.approx(total)
        assert int(graph.facts(object=[target], predicate=predicate).count) == len(who)


SCRIPT = """
import sys
from workbench.knowledge import reviewing
from workbench.project import open_project
graph = open_project(sys.argv[1]).graph()
for fact_id in sys.argv[3:]:
    reviewing.reject(graph, fact_id, sys.argv[2])
"""


def test_two_processes_at_once_lose_nothing(graph: KnowledgeGraph) -> None:
    ids = [fact.fact_id for fact in graph.records()][:16]
    folder = str(graph.project.folder)
    both = [
        subprocess.Popen([sys.executable, "-c", SCRIPT, folder, who, *some])
        for who, some in (("mara", ids[:8]), ("jo", ids[8:]))
    ]
    assert [process.wait(120) for process in both] == [0, 0]
    reviews = graph.overlays.reviews.reviews()
    assert [review.seq for review in reviews] == list(range(1, 17))
    assert sorted(review.by for review in reviews) == ["jo"] * 8 + ["mara"] * 8
    rejected = {f.fact_id for f in graph.records(FactFilter(status="rejected"))}
    assert rejected == set(ids)


# one at a time ------------------------------------------------------------------------------------


def test_lookup(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    facts = graph.records()
    for fact in facts:
        assert reviewing.fact(graph, fact.fact_id[:12].upper()) == fact
    with pytest.raises(UserError, match="too short"):
        reviewing.fact(graph, "abc")
    with pytest.raises(UserError, match="No fact has an identifier that begins with 'zzzz'"):
        reviewing.fact(graph, "zzzz")
    monkeypatch.setattr(lookup, "LEAST_CHARACTERS", 1)
    first = [fact.fact_id[0] for fact in facts]
    common = max(set(first), key=first.count)
    with pytest.raises(UserError, match=f"{first.count(common)} facts have identifiers") as told:
        reviewing.fact(graph, common)
    assert all(f.fact_id in str(told.value) for f in facts if f.fact_id[0] == common)


def test_several_at_once_or_none(graph: KnowledgeGraph) -> None:
    one, other, *_ = graph.records()
    with pytest.raises(UserError, match="'zzzz'"):
        reviewing.accept(graph, [one.fact_id, "zzzz"], "mara")
    assert graph.overlays.reviews.reviews() == []
    done = reviewing.accept(graph, [one, other.fact_id, one.fact_id[:12]], "mara", "sure")
    assert [d.after for d in done] == [replace(f, status="accepted") for f in (one, other)]
    assert [d.before for d in done] == [one, other]
    (taken,) = reviewing.undo(graph, "mara")
    assert (taken.before, taken.after) == (done[1].after, other)
    with pytest.raises(UserError, match="none were given"):
        reviewing.reject(graph, [], "mara")


def test_who_speaks(graph: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKBENCH_USER", "jo")
    monkeypatch.setenv("LOGNAME", "root_of_all")
    assert reviewing.speaker("mara") == "mara"
    (done,) = reviewing.reject(graph, graph.records()[0])
    assert done.review.by == "jo"
    monkeypatch.setenv("WORKBENCH_USER", " ")
    assert reviewing.speaker() == "root_of_all"
    with pytest.raises(UserError, match="must not be empty"):
        reviewing.reject(graph, graph.records()[0], "")


def test_times_become_frames_of_the_clock(graph: KnowledgeGraph) -> None:
    (fact, *_) = [f for f in graph.records() if f.predicate == "chase"]
    done = reviewing.edit(graph, fact, "mara", start_s="0.5 min", stop_s="31000 ms").after
    assert done is not None
    assert (done.start_s, done.stop_s, done.start_frame, done.stop_frame) == (30.0, 31.0, 900, 930)
    assert (done.source, done.status, done.confidence) == ("human", "accepted", 1.0)
    (event,) = [e for e in graph.graph.events(SAMPLE, "bout") if e.start_s <= 30 < e.stop_s]
    assert done.event_id == event.event_id
    video = Path(graph.project.spec(SAMPLE).video or "")
    slow = video.with_name("open_field_vfr.mp4")  # its frames have times of their own
    tracks = next(video.parent.glob("open_field_vfrDLC*.h5"))
    entry = {"name": SAMPLE, "video": slow, "tracks": tracks}
    graph.project.add([entry], [{"name", "video", "tracks"}])
    uneven = graph.project.recording(SAMPLE)
    again = reviewing.edit(graph, done, "mara", start_s=40.0, stop_s=41.0).after
    assert again is not None
    times = uneven.clock.times_s
    inside = [i for i, t in enumerate(times.tolist()) if 40 <= t < 41]
    assert (again.start_frame, again.stop_frame) == (inside[0], inside[-1] + 1)
    assert (again.start_frame, again.stop_frame) != (1200, 1230)  # what a constant rate gives


def test_frames_without_the_files(graph: KnowledgeGraph, tmp_path: Path) -> None:
    text = (graph.project.folder / "project.toml").read_text()
    moved = text.replace("open_field.mp4", "gone.mp4").replace("_el.h5", "_gone.h5")
    (graph.project.folder / "project.toml").write_text(moved)
    away = open_project(graph.project.folder, check_files=False).graph()
    done = reviewing.add(away, SAMPLE, "mouse_1", "pursue", "mouse_2", 3, 4.5, "mara").after
    assert done is not None
    assert (done.predicate, done.start_frame, done.stop_frame) == ("chase", 90, 135)
    longer = reviewing.edit(away, done, "mara", stop_s=6).after
    assert longer is not None
    assert (longer.start_frame, longer.stop_frame) == (90, 180)


def test_words_names_and_what_cannot_be(graph: KnowledgeGraph) -> None:
    (fact, *_) = [f for f in graph.records() if f.predicate == "chase"]
    alone = reviewing.edit(graph, fact, "mara", predicate="immobile").after
    assert alone is not None
    assert (alone.predicate, alone.object) == ("rest", None)
    for changes, said in (
        ({"predicate": "fliegt"}, "A new behavior must be allowed"),
        ({"subject": "mouse_3"}, "did you mean"),
        ({"predicate": "chase"}, "'chase' needs an object"),
        ({"object": "mouse_2"}, "'rest' has no object"),
        ({"stop_s": 80}, "ends at 74 s"),
        ({"stop_s": 0.01}, "stops before it starts"),
        ({"stop_s": "3 cm"}, "expected a time"),
        ({"predicate": "rest"}, "changes nothing"),
        ({}, "changes nothing"),
    ):
        with pytest.raises(UserError, match=said):
            reviewing.edit(graph, alone, "mara", **changes)
    with pytest.raises(UserError, match="cannot be subject and object"):
        reviewing.add(graph, SAMPLE, "mouse_1", "chase", "mouse_1", 1, 2, "mara")
    with pytest.raises(UserError, match="lasts"):
        reviewing.add(graph, SAMPLE, "mouse_1", "chase", "mouse_2", 1, by="mara")
    with pytest.raises(UserError, match="No recording"):
        reviewing.add(graph, "open_feild", "mouse_1", "chase", "mouse_2", 1, 2, "mara")
    new = reviewing.add(graph, SAMPLE, "mouse_3", "jump over", "mouse_2", 1, by="mara", new=True)
    assert new.after is not None
    assert (new.after.kind, new.after.start_frame, new.after.stop_frame) == ("point", 30, 31)
    assert int(graph.facts("mouse_3", "jump over").count) == 1


def test_corrections_outlive_a_renaming(graph: KnowledgeGraph) -> None:
    (fact, *_) = [f for f in graph.records() if (f.subject, f.predicate) == ("mouse_1", "flee")
                  or f.predicate == "chase"]  # fmt: skip
    mentions = naming.mentions(graph)
    log = graph.overlays.entities
    log.rename(SAMPLE, "mouse_1", "Bo", "mara", mentions=mentions)
    renamed = reviewing.fact(graph, fact.fact_id)
    assert "Bo" in (renamed.subject, renamed.object)
    assert renamed.object is not None
    done = reviewing.edit(graph, renamed, "mara", subject=renamed.object, object=renamed.subject)
    assert done.after is not None
    assert (done.after.subject, done.after.object) == (renamed.object, renamed.subject)
    assert done.review.after is not None
    assert {done.review.after.subject, done.review.after.object} == {"mouse_1", "mouse_2"}
    with pytest.raises(UserError, match="'mouse_1' of recording 'open_field' is called 'Bo' now"):
        reviewing.edit(graph, done.after, "mara", subject="mouse_1")
    log.undo(by="mara", mentions=mentions)
    again = reviewing.fact(graph, done.after.fact_id)
    assert (again.subject, again.object) == (fact.object, fact.subject)


def test_history_in_words(graph: KnowledgeGraph) -> None:
    one, other, *_ = graph.records()
    edited = reviewing.edit(graph, one, "mara", "late", stop_s=one.stop_s + 0.1).after
    assert edited is not None
    reviewing.comment(graph, edited, "unclear", "jo")
    reviewing.reject(graph, other, "jo")
    reviewing.undo(graph, "jo")
    reviewing.redo(graph, "jo")
    table = reviewing.history(graph)
    assert table["action"].tolist() == ["edit", "comment", "reject", "undo", "undo"]
    assert table["stands"].tolist() == [True, True, True, False, True]
    assert table["comment"].tolist()[:2] == ["late", "unclear"]
    assert table["words"][4].startswith("undid 4 (undid 3 (rejected: ")
    for which in (one, edited.fact_id[:10]):  # the whole chain, from either end
        assert reviewing.history(graph, fact=which)["seq"].tolist() == [1, 2]
    assert len(reviewing.history(graph, SAMPLE)) == 5
    reviewing.undo(graph, "mara", 1)
    with pytest.raises(UserError, match=r"not there any more.*Review 2"):
        reviewing.fact(graph, edited.fact_id)
    assert reviewing.history(graph, fact=edited.fact_id)["seq"].tolist() == [1, 2, 6]


# what to look at next -----------------------------------------------------------------------------


def test_the_least_sure_come_first(graph: KnowledgeGraph) -> None:
    facts = graph.records()
    reviewing.accept(graph, facts[0], "mara")
    reviewing.reject(graph, facts[1], "mara")
    reviewing.add(graph, SAMPLE, "mouse_1", "chase", "mouse_2", 70, 71, "mara")
    found = [one.fact for one in reviewing.queue(graph)]
    assert sorted(f.fact_id for f in found) == sorted(f.fact_id for f in facts[2:])
    known = [f.confidence for f in found]
    assert known == sorted(known)
    assert [one.fact for one in reviewing.queue(graph, SAMPLE, limit=3)] == found[:3]
    assert reviewing.queue(graph)[0].because == f"confidence {known[0]:.2f}"
    with pytest.raises(UserError, match="No order"):
        reviewing.queue(graph, order="size")
    with pytest.raises(UserError, match="No recording"):
        reviewing.queue(graph, "open_feild")


def made(number: int, source: Source, who: tuple[str, str, str | None, int, int]) -> Fact:
    subject, predicate, target, start, stop = who
    sure = float("nan") if number % 7 == 0 else number % 10 / 10
    return Fact(
        "made", subject, predicate, target, start, stop, start, max(stop, start + 1),
        "state" if stop > start else "point", sure, "asserted", source, f"of {source}",
    )  # fmt: skip


def random_layers(seed: int) -> dict[Source, tuple[list[Fact], list[Assessed]]]:
    chance = random.Random(seed)
    layers: dict[Source, tuple[list[Fact], list[Assessed]]] = {}
    for source in ("rule", "model", "human"):
        facts, spans = [], []
        for number in range(25):
            start = chance.randrange(60)
            stop = start + chance.choice([0, 1, 3, 6])
            subject = chance.choice("ab")
            predicate = chance.choice(["chase", "follow", "rest", "groom"])
            target = {"a": "b", "b": "a"}[subject] if predicate in ("chase", "follow") else None
            facts.append(made(number, source, (subject, predicate, target, start, stop)))
        for subject in "ab":
            for predicate in ("chase", "follow", "rest", "groom"):
                edges = sorted(chance.sample(range(70), 4))
                for start, stop in (edges[:2], edges[2:]):
                    target = {"a": "b", "b": None}[subject] if predicate == "chase" else None
                    spans.append(Assessed("made", subject, predicate, target, start, stop))
        layers[source] = facts, spans
    return layers


EXCLUSIVE = [{"chase", "follow"}, {"rest", "groom"}]


def disagreed(layers: dict[Source, tuple[list[Fact], list[Assessed]]]) -> dict[str, set[str]]:
    """Return identifier -> reasons, one fact after another."""
    reasons: dict[str, set[str]] = {}
    for source, (facts, _) in layers.items():
        for fact in facts if source != "human" else ():
            for other, (theirs, spans) in layers.items():
                if other != source:
                    said = reasons.setdefault(fact.fact_id, set())
                    said |= against(fact, other, theirs, spans)
    return {fact_id: said for fact_id, said in reasons.items() if said}


def at_once(first: Fact | Assessed, second: Fact | Assessed) -> bool:
    spans = [(x.start_s, x.stop_s if x.stop_s > x.start_s else x.start_s + 1e-6)
             for x in (first, second)]  # fmt: skip
    return max(s for s, _ in spans) < min(e for _, e in spans)


def against(fact: Fact, other: str, theirs: list[Fact], spans: list[Assessed]) -> set[str]:
    said = {
        f"{other} says {one.predicate}"
        for one in theirs
        if one.subject == fact.subject and at_once(one, fact)
        and {one.predicate, fact.predicate} in EXCLUSIVE and one.predicate != fact.predicate
    }  # fmt: skip
    looked = [s for s in spans if (s.subject, s.predicate) == (fact.subject, fact.predicate)
              and s.object in (None, fact.object) and at_once(s, fact)]  # fmt: skip
    seen = sum(min(s.stop_s, fact.stop_s) - max(s.start_s, fact.start_s) for s in looked)
    same = [one for one in theirs if (one.subject, one.predicate, one.object)
            == (fact.subject, fact.predicate, fact.object)]  # fmt: skip
    if fact.kind == "point":
        has = any(abs(one.start_s - fact.start_s) <= 0.5 for one in same)
    else:
        has = any(at_once(one, fact) for one in same)
    if looked and 2 * seen >= fact.duration_s and not has:
        said.add(f"{other} looked and saw none")
    return said


@pytest.mark.parametrize("seed", range(4))
def test_disagreement_as_one_by_one(graph: KnowledgeGraph, seed: int) -> None:
    layers, store = random_layers(seed), graph.project.store()
    for source, (facts, spans) in layers.items():
        run = Run(f"of {source}", "test", "1", "", "", "", {"source": source}, {})
        store.write(
            RecordingGraph("made", run, "", facts=facts, assessed=spans,
                           layer="" if source == "rule" else source)
        )  # fmt: skip
    found = reviewing.queue(graph, "made", "disagreement")
    assert {q.fact.fact_id: set(q.because.split("; ")) for q in found} == disagreed(layers)
    assert len(found) > 10
    times = [(q.fact.start_s, q.fact.stop_s) for q in found]
    assert times == sorted(times)
    assert reviewing.queue(graph, SAMPLE, "disagreement") == []
    unknown_last = [f.fact.confidence for f in reviewing.queue(graph, "made")]
    first_unknown = next(i for i, sure in enumerate(unknown_last) if sure != sure)
    assert all(sure != sure for sure in unknown_last[first_unknown:])
    assert unknown_last[:first_unknown] == sorted(unknown_last[:first_unknown])
