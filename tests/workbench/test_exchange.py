"""Projects to files and back: `workbench.knowledge.exchange` and `imports`."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from graphs.budget import time_budget
from graphs.errors import DataError, UserError
from graphs.formats.contract import Context, Described
from graphs.formats.registry import FORMATS, format_named
from graphs.individuals.entities import mentions_of
from graphs.records import Assessed, Event, Fact, Run, as_labelled, content_id
from pipelines.batch import label_all
from workbench.knowledge.exchange import context, described, export_graph
from workbench.knowledge.graph import KnowledgeGraph
from workbench.knowledge.import_files import format_of
from workbench.knowledge.imports import Imported, import_graph
from workbench.project import open_project
from workbench.project_new import create_project
from workbench.samples import sample_entry

NAME = "open_field"
READABLE = [form.name for form in FORMATS if form.reads]
HEADER = "recording,subject,predicate,object,start_s,stop_s\n"


@pytest.fixture(scope="module")
def labelled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, labelled; one fact corrected, one rejected, one accepted, an animal renamed."""
    folder = tmp_path_factory.mktemp("exchange") / "cohort 1"
    project = create_project(folder)
    project.add([sample_entry()])
    label_all(
        project.specs(), project.graph_folder, project.full_ethogram(), project.label_settings(),
        cache=project.cache_folder, jobs=0,
    )  # fmt: skip
    graph = project.graph()
    facts = graph.recording(NAME).facts
    states = [fact for fact in facts if fact.kind == "state" and fact.subject == "mouse_1"]
    log = graph.overlays.reviews
    log.edit(states[0], "Mara", stop_s=states[0].stop_s + 0.25)
    log.reject(states[1], "Mara")
    log.accept(states[2], "Mara")
    graph.overlays.entities.rename(NAME, "mouse_1", "Ada", "Mara", mentions=mentions_of(facts))
    return folder


@pytest.fixture
def corrected(labelled_once: Path, tmp_path: Path) -> KnowledgeGraph:
    """The graph of a copy of the labelled and corrected project."""
    folder = tmp_path / "cohort 1"
    shutil.copytree(labelled_once, folder, ignore=shutil.ignore_patterns("cache"))
    return open_project(folder, check_files=False).graph()


@pytest.fixture
def empty(tmp_path: Path) -> KnowledgeGraph:
    """The graph of a project with the same recording and another, of which nothing is stored."""
    project = create_project(tmp_path / "second")
    project.add([sample_entry(), {**sample_entry(), "name": "other", "group": "control"}])
    return project.graph()


def comparable(facts: Iterable[Fact]) -> list[str]:
    """Return facts as text, for a confidence of NaN equals no other."""
    return sorted(map(repr, facts))


def stored_files(graph: KnowledgeGraph) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in graph.project.graph_folder.glob("*.parquet")}


def one_of(graph: KnowledgeGraph) -> Described:
    (one,) = described(graph, [NAME])
    return one


def write_csv(path: Path, *rows: str) -> Path:
    path.write_text(HEADER + "".join(row + "\n" for row in rows), encoding="utf-8")
    return path


def undo_names(graph: KnowledgeGraph) -> None:
    facts = [as_labelled(fact) for fact in graph.recording(NAME).facts]
    graph.overlays.entities.undo(by="Mara", mentions=mentions_of(facts))


# out --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", [form.name for form in FORMATS])
def test_every_format_writes(corrected: KnowledgeGraph, tmp_path: Path, form: str) -> None:
    told = []
    done = export_graph(
        corrected, form, tmp_path / f"out{format_named(form).suffix}",
        progress=lambda *so_far: told.append(so_far),
    )  # fmt: skip
    stored = corrected.recording(NAME)
    assert done.path.exists()
    assert told == [(0, 1, NAME)]
    assert (done.facts, done.withdrawn) == (len(stored.facts) - 2, 2)
    assert (done.events, done.recordings) == (len(stored.events), (NAME,))


def test_what_is_described_is_as_shown(corrected: KnowledgeGraph) -> None:
    one = one_of(corrected)
    stored = corrected.recording(NAME)
    names = {fact.subject for fact in one.facts} | {span.subject for span in one.assessed}
    assert names == {"Ada", "mouse_2"}
    assert {fact.subject: fact.labelled for fact in one.facts if fact.object is None} == {
        "Ada": ("mouse_1", None),
        "mouse_2": None,
    }
    assert [r["action"] for r in one.reviews] == ["edit", "reject", "accept"]
    assert {r["fact_id"] for r in one.reviews} < {fact.fact_id for fact in one.facts}
    assert str(one.reviews[1]["words"]).startswith("rejected: Ada")
    assert Counter(f.status for f in one.facts) == Counter(f.status for f in stored.facts)
    assert {"accepted", "rejected", "superseded"} < {fact.status for fact in one.facts}
    ids = {fact.fact_id: fact for fact in one.facts}
    (correction,) = (fact for fact in one.facts if "edits" in fact.evidence)
    assert ids[str(correction.evidence["edits"])].status == "superseded"
    assert one.attributes["duration_s"] == pytest.approx(stored.notes["duration_s"])
    assert one.attributes["px_per_cm"] == sample_entry()["px_per_cm"]
    assert one.attributes["video"] == Path(sample_entry()["video"]).name
    assert [run.run_id for run in one.runs] == [stored.run.run_id]


def test_only_what_stands(corrected: KnowledgeGraph, tmp_path: Path) -> None:
    done = export_graph(corrected, "jsonl", tmp_path / "out.jsonl", standing=True)
    (one,) = format_named("jsonl").read(done.path)
    assert done.withdrawn == 0
    assert {fact.status for fact in one.facts} == {"asserted", "accepted"}
    (left,) = described(corrected, [NAME], standing=True)
    assert [review["action"] for review in left.reviews] == ["accept"]


def test_context_tells_what_things_are_and_who_is_who(corrected: KnowledgeGraph) -> None:
    project = corrected.project
    zones = list(project.spec(NAME).arena.zones)
    now = context(corrected)
    assert zones
    assert {name: now.kinds[name] for name in zones} == dict.fromkeys(zones, "zone")
    assert (now.kinds["Ada"], now.kinds["mouse_2"]) == ("animal", "animal")
    assert now.identities[NAME, "Ada"] == "Ada"
    assert (NAME, "mouse_1") not in now.identities
    assert now.project == "cohort 1"
    assert now.ethogram is not None
    assert set(now.ethogram.behaviors) == set(project.ethogram().behaviors)


def test_which_recordings(corrected: KnowledgeGraph, empty: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did you mean 'open_field'"):
        export_graph(corrected, "jsonl", tmp_path / "x.jsonl", recordings=["open_feld"])
    with pytest.raises(UserError, match="No group 'contrl'; did you mean 'control'"):
        export_graph(empty, "jsonl", tmp_path / "x.jsonl", groups=["contrl"])
    with pytest.raises(UserError, match="nothing to export"):
        export_graph(empty, "jsonl", tmp_path / "x.jsonl")
    with pytest.raises(UserError, match="No format 'jsnl'; did you mean 'jsonl'"):
        export_graph(corrected, "jsnl", tmp_path / "x.jsonl")
    assert not (tmp_path / "x.jsonl").exists()


# there and back ---------------------------------------------------------------------------------


@pytest.mark.parametrize("form", READABLE)
def test_round_trip_into_another_project(
    corrected: KnowledgeGraph, empty: KnowledgeGraph, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"out{format_named(form).suffix}"
    export_graph(corrected, form, path)
    done = import_graph(empty, path)
    before, after = one_of(corrected), one_of(empty)
    labelled = [as_labelled(fact) for fact in before.facts]
    assert comparable(after.facts) == comparable(labelled)
    assert sorted(f.fact_id for f in after.facts) == sorted(f.fact_id for f in before.facts)
    assert sorted(after.events, key=repr) == sorted(before.events, key=repr)
    ada = {span for span in before.assessed if "Ada" in (span.subject, span.object)}
    assert ada
    assert set(before.assessed) - ada < set(after.assessed)
    assert len(after.assessed) == len(before.assessed)
    assert {span.subject for span in after.assessed} == {"mouse_1", "mouse_2"}
    assert {run.run_id for run in before.runs} < {run.run_id for run in after.runs}
    assert after.attributes["duration_s"] == before.attributes["duration_s"]
    assert done.format == form
    assert done.recordings[0].already == 0
    assert done.recordings[0].named_otherwise == {"mouse_1": "Ada"}
    again = import_graph(empty, path)
    assert again.recordings[0].before == len(before.facts)
    assert not again.other_file
    assert comparable(one_of(empty).facts) == comparable(labelled)


@pytest.mark.parametrize("form", READABLE)
def test_round_trip_into_the_same_project_changes_nothing(
    corrected: KnowledgeGraph, tmp_path: Path, form: str
) -> None:
    files, before = stored_files(corrected), one_of(corrected)
    path = tmp_path / f"out{format_named(form).suffix}"
    export_graph(corrected, form, path)
    (done,) = import_graph(corrected, path).recordings
    assert (done.facts, done.already, done.otherwise) == (0, len(before.facts), 0)
    assert (done.assessed, done.events, done.events_left_out) == (0, 0, 0)
    assert (done.new_names, done.not_assessed) == ((), ())
    assert stored_files(corrected) == files


@pytest.mark.parametrize("form", READABLE)
def test_a_file_from_before_names_changed_brings_nothing(
    corrected: KnowledgeGraph, tmp_path: Path, form: str
) -> None:
    path = tmp_path / f"out{format_named(form).suffix}"
    export_graph(corrected, form, path)
    count = len(corrected.recording(NAME).facts)
    files = stored_files(corrected)
    undo_names(corrected)
    assert {fact.subject for fact in corrected.recording(NAME).facts} == {"mouse_1", "mouse_2"}
    (done,) = import_graph(corrected, path).recordings
    assert (done.facts, done.already, done.assessed) == (0, count, 0)
    facts = [as_labelled(fact) for fact in corrected.recording(NAME).facts]
    corrected.overlays.entities.rename(
        NAME, "mouse_2", "Bo", "Mara", mentions=mentions_of(facts)
    )  # fmt: skip
    (done,) = import_graph(corrected, path).recordings
    assert (done.facts, done.already, done.assessed) == (0, count, 0)
    assert stored_files(corrected) == files


def test_facts_that_are_here_under_other_names_are_refused(
    corrected: KnowledgeGraph, tmp_path: Path
) -> None:
    (one,) = described(corrected, [NAME])
    nameless = [replace(fact, labelled=None) for fact in one.facts]
    nameless = [f for f in nameless if f.subject == "Ada" and f.kind == "state"]
    path = tmp_path / "out.jsonl"
    format_named("jsonl").write([replace(one, facts=nameless)], path, Context())
    undo_names(corrected)
    files = stored_files(corrected)
    with pytest.raises(DataError) as refused:
        import_graph(corrected, path)
    words = str(refused.value)
    assert f"'open_field' has {len(nameless)} facts of the file already" in words
    assert "names differ ('Ada' in the file, 'mouse_1' here): line " in words
    assert stored_files(corrected) == files
    (done,) = import_graph(corrected, path, force=True).recordings
    assert (done.facts, done.new_names) == (len(nameless), ("Ada",))


def test_a_file_that_was_corrected_in_its_names_is_imported_again(
    empty: KnowledgeGraph, tmp_path: Path
) -> None:
    path = write_csv(tmp_path / "l.csv", f"{NAME},a,groom,,1,3")
    import_graph(empty, path)
    write_csv(path, f"{NAME},A,groom,,1,3")
    (done,) = import_graph(empty, path).recordings
    assert (done.facts, done.before) == (1, 1)


def test_what_cannot_be_is_refused_with_its_lines(
    corrected: KnowledgeGraph, tmp_path: Path
) -> None:
    length = float(one_of(corrected).attributes["duration_s"])
    path = write_csv(
        tmp_path / "anna.csv",
        f"{NAME},Ada,grooming,,1.5,{length + 0.5}",
        f"{NAME},Mouse 2,grooming,,5,5.5",
        f"{NAME},Ada,chase,MOUSE_2,6,7",
        f"{NAME},Ada,rearing,,{length + 0.5},{length + 1}",
        f"{NAME},Mouse 2,rearing,,500,",
    )
    files = stored_files(corrected)
    with pytest.raises(DataError) as refused:
        import_graph(corrected, path)
    words = str(refused.value)
    assert "anna.csv cannot be imported: 3 faults:" in words
    assert f"ends at {length:g} s, and 2 facts start after that: line 5 (" in words
    assert "line 6 (500 s)" in words
    assert "'Mouse 2' is spelled 'mouse_2' in 'open_field': line 3, line 6" in words
    assert "'MOUSE_2' is spelled 'mouse_2' in 'open_field': line 4" in words
    assert stored_files(corrected) == files
    (done,) = import_graph(corrected, path, force=True).recordings
    assert (done.facts, done.over_end, done.after_end) == (5, 2, 1)


def test_a_third_project_learns_who_made_it(
    corrected: KnowledgeGraph, empty: KnowledgeGraph, tmp_path: Path
) -> None:
    export_graph(corrected, "jsonl", tmp_path / "first.jsonl")
    import_graph(empty, tmp_path / "first.jsonl")
    export_graph(empty, "jsonl", tmp_path / "second.jsonl")
    (told,) = format_named("jsonl").read(tmp_path / "second.jsonl")
    (labelling,) = one_of(corrected).runs
    by_id = {run.run_id: run for run in told.runs}
    assert by_id[labelling.run_id].inputs == labelling.inputs
    brought = by_id[content_id("import", "first")]
    assert brought.describer == "import"
    assert brought.parameters == {
        "source": "import", "import": "first", "file": "first.jsonl", "format": "jsonl",
    }  # fmt: skip
    assert brought.inputs.keys() == {"file"}


def test_what_was_decided_here_holds(corrected: KnowledgeGraph, tmp_path: Path) -> None:
    export_graph(corrected, "jsonl", tmp_path / "before.jsonl")
    fact = next(f for f in corrected.recording(NAME).facts if f.status == "asserted")
    corrected.overlays.reviews.reject(as_labelled(fact), "Ben")
    (done,) = import_graph(corrected, tmp_path / "before.jsonl").recordings
    assert (done.facts, done.otherwise) == (0, 1)
    now = {f.fact_id: f.status for f in corrected.recording(NAME).facts}
    assert now[fact.fact_id] == "rejected"


def test_events_of_the_project_stay(corrected: KnowledgeGraph, tmp_path: Path) -> None:
    events = corrected.recording(NAME).events
    bouts = sorted((e for e in events if e.level == "bout"), key=lambda e: e.start_s)
    start_s = (bouts[2].start_s + bouts[2].stop_s) / 2
    run = Run("deadbeef", "elsewhere", "1", "chat", "fixed", "", {}, {})
    fact = Fact(
        NAME, "mouse_2", "rear", None, start_s, start_s + 0.5, 0, 1, "state", 0.5, "asserted",
        "model", run.run_id, event_id="bout-0001",
    )  # fmt: skip
    cut = Event(NAME, "bout-0001", "bout", 0.0, 30.0, None, "fixed")
    path = tmp_path / "elsewhere.jsonl"
    format_named("jsonl").write([Described(NAME, [fact], [cut], (), [run])], path, Context())
    (done,) = import_graph(corrected, path).recordings
    assert (done.events, done.events_left_out) == (0, 1)
    now = corrected.recording(NAME)
    (brought,) = (f for f in now.facts if f.run == "deadbeef")
    assert brought.event_id == bouts[2].event_id
    assert brought.source == "model"
    assert now.events == events


# labels of a person -----------------------------------------------------------------------------


def test_labels_made_by_hand_become_facts(corrected: KnowledgeGraph, tmp_path: Path) -> None:
    count = len(corrected.recording(NAME).facts)
    path = write_csv(
        tmp_path / "anna.csv",
        f"{NAME},Ada,grooming,,1.5,4",
        f"{NAME},Ada,grooming,,5,5.5",
        f"{NAME},Adda,headtwitch,,6,",
        f"{NAME},mouse_2,rear,,8,9999",
    )
    done = import_graph(corrected, path, source="human")
    (recording,) = done.recordings
    assert (recording.facts, recording.before, recording.after_end) == (4, 0, 1)
    assert recording.new_names == ("Adda",)
    assert "headtwitch" in recording.not_assessed
    assert "headtwitch" in done.unknown_behaviors
    assert (done.name, done.format) == ("anna", "csv")
    facts = corrected.recording(NAME).facts
    assert len(facts) == count + 4
    (first, *_) = brought = [f for f in facts if f.run == content_id("import", "anna")]
    assert len(brought) == 4
    assert (first.start_s, first.stop_s, first.source) == (1.5, 4.0, "human")
    assert (first.subject, first.labelled) == ("Ada", ("mouse_1", None))
    assert first.event_id is not None
    twitch = next(f for f in brought if f.predicate == "headtwitch")
    assert (twitch.kind, twitch.start_s, twitch.stop_s) == ("point", 6.0, 6.0)
    layer = corrected.project.store().read_layer(NAME, content_id("import", "anna"))
    assert layer.run.parameters["source"] == "human"


def test_a_scorer_who_looked_at_all_gives_budgets_a_denominator(
    empty: KnowledgeGraph, corrected: KnowledgeGraph, tmp_path: Path
) -> None:
    length = float(one_of(corrected).attributes["duration_s"])
    path = write_csv(
        tmp_path / "anna.csv",
        f"{NAME},mouse_1,grooming,,1,3",
        f"{NAME},mouse_1,chase,mouse_2,4,5",
        "other,mouse_1,rearing,,2,2.5",
    )
    done = import_graph(empty, path, source="human", whole=True)
    assert [r.not_assessed for r in done.recordings] == [(), ()]
    stored = empty.recording(NAME)
    assert {(s.subject, s.predicate, s.object) for s in stored.assessed} == {
        ("mouse_1", "groom", None),
        ("mouse_1", "chase", "mouse_2"),
        ("mouse_1", "rear", None),
    }
    assert {span.start_s for span in stored.assessed} == {0.0}
    assert [span.stop_s for span in stored.assessed] == pytest.approx([length] * 3, abs=1e-6)
    other = {(s.subject, s.predicate, s.object) for s in empty.recording("other").assessed}
    assert other == {("mouse_1", "groom", None), ("mouse_1", "rear", None)}
    budget = time_budget(stored.facts, stored.assessed).set_index("predicate")
    assert budget.loc["groom", "fraction"] == pytest.approx(2 / length)
    assert budget.loc["rear", "fraction"] == 0
    without = import_graph(empty, path, source="human")
    assert without.recordings[0].not_assessed == ("chase", "groom")


def test_a_length_that_cannot_be_told_is_said(empty: KnowledgeGraph, tmp_path: Path) -> None:
    folder = empty.project.folder
    text = (folder / "project.toml").read_text()
    (folder / "project.toml").write_text(text.replace("open_field.", "gone."))
    graph = open_project(folder, check_files=False).graph()
    path = write_csv(tmp_path / "anna.csv", f"{NAME},mouse_1,grooming,,1,3")
    with pytest.raises(UserError, match=r"(?s)- 'open_field': .*gone.*workbench label"):
        import_graph(graph, path, whole=True)
    assert stored_files(graph) == {}


def test_a_corrected_file_replaces_what_it_brought(empty: KnowledgeGraph, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "anna.csv", f"{NAME},a,groom,,1,3", f"{NAME},a,groom,,5,7")
    import_graph(empty, path)
    write_csv(path, f"{NAME},a,groom,,1,3", f"{NAME},a,groom,,5,8")
    done = import_graph(empty, path)
    assert (done.recordings[0].before, done.recordings[0].facts, done.other_file) == (2, 2, True)
    assert [f.stop_s for f in empty.recording(NAME).facts] == [3, 8]
    assert done.recordings[0].repeated == 0
    beside = import_graph(empty, path, name="ben")
    assert beside.recordings[0].repeated == 2
    assert (beside.recordings[0].facts, beside.recordings[0].before) == (2, 0)
    assert len(empty.recording(NAME).facts) == 4


def test_reviews_survive_importing_again(empty: KnowledgeGraph, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "anna.csv", f"{NAME},a,groom,,1,3", f"{NAME},a,groom,,5,7")
    import_graph(empty, path)
    first = empty.recording(NAME).facts[0]
    empty.overlays.reviews.reject(first, "Mara")
    write_csv(path, f"{NAME},a,groom,,1,3")
    (done,) = import_graph(empty, path).recordings
    assert done.facts == 1
    assert [f.status for f in empty.recording(NAME).facts] == ["rejected"]


def test_other_recordings_of_that_name_are_not_lost(empty: KnowledgeGraph, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "labels.csv", f"{NAME},a,groom,,1,3", "other,a,groom,,1,3")
    import_graph(empty, path)
    write_csv(path, f"{NAME},a,groom,,1,4")
    files = stored_files(empty)
    with pytest.raises(UserError, match=r"tells nothing: 'other'.*--as NAME"):
        import_graph(empty, path)
    assert stored_files(empty) == files
    done = import_graph(empty, path, force=True)
    assert done.taken_away == ("other",)
    assert empty.project.store().recordings() == [NAME]


def test_two_names_merged_into_one_are_not_doubled(
    corrected: KnowledgeGraph, tmp_path: Path
) -> None:
    facts = [as_labelled(fact) for fact in corrected.recording(NAME).facts]
    spoken: list[tuple[str | None, str]] = [(NAME, "mouse_1"), (NAME, "mouse_2")]
    mentions = mentions_of(facts)
    corrected.overlays.entities.merge(spoken, "Eve", "Mara", mentions=mentions, force=True)
    files = stored_files(corrected)
    export_graph(corrected, "jsonl", tmp_path / "out.jsonl")
    (done,) = import_graph(corrected, tmp_path / "out.jsonl").recordings
    assert (done.facts, done.already, done.assessed) == (0, len(facts), 0)
    undo_names(corrected)
    (done,) = import_graph(corrected, tmp_path / "out.jsonl").recordings
    assert (done.facts, done.already, done.assessed) == (0, len(facts), 0)
    assert stored_files(corrected) == files


# what cannot be imported ------------------------------------------------------------------------


def imported(graph: KnowledgeGraph, path: Path, **mapping: str) -> Imported:
    return import_graph(graph, path, mapping=mapping)


def test_unknown_recordings_are_refused_together(empty: KnowledgeGraph, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", "open_feld,a,groom,,1,3", "m12,a,groom,,1,3")
    with pytest.raises(UserError) as refused:
        imported(empty, path)
    words = str(refused.value)
    assert "l.csv cannot be imported: 2 faults" in words
    assert "'open_feld' is no recording of the project; did you mean 'open_field'?" in words
    assert "'m12' is no recording of the project; known: open_field, other" in words
    assert "--map NAME_IN_FILE=RECORDING" in words
    with pytest.raises(UserError, match="2 recordings of the file would be 'other'"):
        imported(empty, path, open_feld="other", m12="other")
    with pytest.raises(UserError, match=r"'m13' is mapped, but not in the file; did you mean"):
        imported(empty, path, open_feld="other", m12=NAME, m13=NAME)
    with pytest.raises(UserError, match="'m12', mapped to 'othr', is no recording"):
        imported(empty, path, open_feld=NAME, m12="othr")
    assert stored_files(empty) == {}


def test_recordings_are_mapped_or_left_out(empty: KnowledgeGraph, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", "open_feld,a,groom,,1,3", "m12,a,groom,,1,3")
    done = import_graph(empty, path, mapping={"open_feld": NAME}, skip_unknown=True)
    (recording,) = done.recordings
    assert (recording.recording, recording.called, recording.facts) == (NAME, "open_feld", 1)
    assert done.left_out == ("m12",)
    (fact,) = empty.recording(NAME).facts
    assert fact.recording == NAME
    with pytest.raises(UserError, match="tells of no recording of the project"):
        import_graph(empty, path, skip_unknown=True)


def test_corrections_are_found_under_another_recording(
    corrected: KnowledgeGraph, empty: KnowledgeGraph, tmp_path: Path
) -> None:
    export_graph(corrected, "jsonl", tmp_path / "out.jsonl")
    import_graph(empty, tmp_path / "out.jsonl", mapping={NAME: "other"})
    facts = {fact.fact_id: fact for fact in empty.recording("other").facts}
    (correction,) = (fact for fact in facts.values() if "edits" in fact.evidence)
    assert facts[str(correction.evidence["edits"])].status == "superseded"


def test_a_damaged_file_changes_nothing(
    corrected: KnowledgeGraph, empty: KnowledgeGraph, tmp_path: Path
) -> None:
    path = tmp_path / "out.jsonl"
    export_graph(corrected, "jsonl", path)
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(DataError, match="cut off"):
        import_graph(empty, path)
    assert stored_files(empty) == {}


def test_behaviors_that_are_near_are_named(empty: KnowledgeGraph, tmp_path: Path) -> None:
    known = next(iter(empty.project.ethogram().behaviors))
    synonym, meant = next((b.synonyms[0], b.name) for b in empty.project.ethogram() if b.synonyms)
    path = write_csv(
        tmp_path / "l.csv",
        *(f"{NAME},a,{word},,1,3" for word in (known, synonym, "zzz")),
    )
    done = import_graph(empty, path)
    assert (done.mapped_behaviors, done.unknown_behaviors) == ({synonym: meant}, {"zzz": ""})
    assert {f.predicate for f in empty.recording(NAME).facts} == {known, meant, "zzz"}
    written = import_graph(empty, path, as_written=True)
    hint = f"; the ethogram calls it {meant!r}"
    assert written.unknown_behaviors == {synonym: hint, "zzz": ""}
    assert written.mapped_behaviors == {}
    assert {f.predicate for f in empty.recording(NAME).facts} == {known, synonym, "zzz"}


def test_forms_of_behaviors_are_mapped_where_only_one_is_meant(
    empty: KnowledgeGraph, tmp_path: Path
) -> None:
    words = ("hunts", "sniffs", "is chased by", "Chase", "headtwitch")
    path = write_csv(tmp_path / "l.csv", *(f"{NAME},a,{word},b,1,3" for word in words))
    done = import_graph(empty, path, whole=True)
    assert done.mapped_behaviors == {"hunts": "chase", "Chase": "chase"}
    assert done.unknown_behaviors == {
        "sniffs": "; it may mean nose_to_nose or nose_to_tail",
        "is chased by": "; it says 'chase' with the two changed over",
        "headtwitch": "",
    }
    stored = empty.recording(NAME)
    now = ["chase", "headtwitch", "is chased by", "sniffs"]
    assert sorted(f.predicate for f in stored.facts) == now
    assert sorted(span.predicate for span in stored.assessed) == now
    assert done.recordings[0].not_assessed == ()


def test_words_that_were_kept_are_here_already(empty: KnowledgeGraph, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "l.csv", f"{NAME},a,hunts,b,1,3")
    import_graph(empty, path, as_written=True, whole=True)
    export_graph(empty, "jsonl", tmp_path / "out.jsonl")
    (done,) = import_graph(empty, tmp_path / "out.jsonl").recordings
    assert (done.facts, done.already, done.assessed) == (0, 1, 0)


def test_boris_needs_a_subject_and_gives_objects(empty: KnowledgeGraph, tmp_path: Path) -> None:
    rows = (
        "Observation id,Subject,Behavior,Modifier #1,Behavior type,Start (s),Stop (s)",
        f"{NAME},mouse_1,chases,mouse_2,STATE,1.5,2",
        f"{NAME},No focal subject,rearing,wall,POINT,3,3",
        f"{NAME},No focal subject,rest,,STATE,9999,10000",
    )
    path = tmp_path / "boris.csv"
    path.write_text("\n".join(rows[:3]) + "\n")
    with pytest.raises(UserError, match=r"1 of 2 facts are of 'No focal subject'.*--subject NAME"):
        import_graph(empty, path)
    import_graph(empty, path, subject="mouse_2", source="human")
    told = [(f.subject, f.predicate, f.object, f.source) for f in empty.recording(NAME).facts]
    assert told == [
        ("mouse_1", "chase", "mouse_2", "human"),
        ("mouse_2", "rear", None, "human"),
    ]
    assert empty.recording(NAME).facts[1].evidence == {"modifier_1": "wall"}
    path.write_text("\n".join(rows).replace("Stop (s)", "Stop (s),Media duration (s)", 1)
                    .replace("1.5,2", "1.5,2,60").replace("3,3", "3,3,60")
                    .replace("10000", "10000,60") + "\n")  # fmt: skip
    with pytest.raises(DataError, match=r"1 fact starts after that: line 4 \(9999 s\)"):
        import_graph(empty, path, subject="mouse_2")


def test_a_file_without_facts_is_said(empty: KnowledgeGraph, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"l.csv holds no facts"):
        import_graph(empty, write_csv(tmp_path / "l.csv"))


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", "", "csv"),
        ("a.TSV", "", "csv"),
        ("a.jsonl", "", "jsonl"),
        ("a.ttl", "", "turtle"),
        ("a.jsonld", "", "jsonld"),
        ("a.json", " [\n{}]", "visual-genome"),
        ("a.json", '{"@context": {}}', "jsonld"),
    ],
)
def test_format_of_a_file(tmp_path: Path, name: str, content: str, expected: str) -> None:
    (tmp_path / name).write_text(content)
    assert format_of(tmp_path / name).name == expected


@pytest.mark.parametrize(
    ("name", "content"), [("a.json", "{}"), ("a.dat", ""), ("a.graphml", "<graphml/>")]
)
def test_a_format_that_is_not_told_is_asked_for(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(UserError, match="--format; these can be read: jsonl, csv"):
        format_of(tmp_path / name)
    with pytest.raises(UserError, match="--format"):
        format_of(tmp_path)
    with pytest.raises(UserError, match="no file or folder"):
        format_of(tmp_path / "nothing.csv")


def test_assessed_spans_of_the_file_come_along(empty: KnowledgeGraph, tmp_path: Path) -> None:
    fact = Fact(
        NAME, "a", "groom", None, 1, 2, -1, -1, "state", 1.0, "asserted", "human", "r"
    )  # fmt: skip
    span = Assessed(NAME, "a", "groom", None, 0.0, 10.0)
    path = tmp_path / "a.jsonl"
    one = Described(NAME, [fact, replace(fact)], assessed=[span, span])
    format_named("jsonl").write([one], path, Context())
    (done,) = import_graph(empty, path).recordings
    assert (done.facts, done.already, done.assessed, done.not_assessed) == (1, 1, 1, ())
    assert json.loads(path.read_text().splitlines()[1])["recording"] == NAME
