"""JSON lines: everything comes back, equal graphs give equal bytes, damage is named by line."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from varied import comparable, context, varied

from graphs.errors import DataError, UserError
from graphs.formats import jsonl
from graphs.formats.contract import Described
from graphs.formats.registry import format_named
from graphs.records import Fact


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "graph.jsonl"
    jsonl.write(iter(varied()), path, context())
    return path


def damaged(file: Path, change: dict[int, str]) -> Path:
    lines = file.read_text(encoding="utf-8").splitlines()
    for number, text in change.items():
        lines[number - 1] = text
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_round_trip(file: Path) -> None:
    read = format_named("jsonl").read(file)
    assert comparable(read) == comparable(varied())
    assert sum(len(graph.facts) for graph in read) == 200
    assert read[2] == Described("empty", [], [], [], [], {})
    assert math.isnan(
        next(f for g in read for f in g.facts if "gap_s" in f.evidence).evidence["gap_s"]
    )


def test_reviews_have_lines_that_are_not_read(file: Path) -> None:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    reviews = [line for line in lines if line["record"] == "review"]
    assert reviews == [{"record": "review", **r} for graph in varied() for r in graph.reviews]
    assert {graph.reviews for graph in jsonl.read(file)} == {()}


def test_names_as_labelled_stand_where_they_differ(file: Path) -> None:
    facts = {fact.fact_id: fact for graph in varied() for fact in graph.facts}
    told = [
        fact
        for line in file.read_text(encoding="utf-8").splitlines()
        for fact in json.loads(line).get("facts", ())
    ]
    renamed = [fact for fact in told if facts[fact["fact_id"]].labelled]
    assert renamed
    for fact in told:
        subject, target = facts[fact["fact_id"]].labelled or (fact["subject"], fact["object"])
        assert fact.get("subject_labelled", fact["subject"]) == subject
        assert fact.get("object_labelled", fact["object"]) == target
    assert not any("subject_labelled" in fact for fact in told if fact not in renamed)


def test_one_event_a_line_with_its_facts(file: Path) -> None:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines[0] == {
        "record": "file",
        "format": "behavior-workbench graph",
        "schema_version": 1,
        "project": "Varied “project”",
    }
    bout = next(line for line in lines if line.get("event_id") == "bout-0003")
    expected = [f for f in varied()[0].facts if f.event_id == "bout-0003"]
    assert [f["fact_id"] for f in bout["facts"]] == [
        f.fact_id for f in sorted(expected, key=lambda f: f.start_s)
    ]
    assert all(180 <= f["start_s"] < 240 for f in bout["facts"])
    alone = [line for line in lines if line["record"] == "fact"]
    assert len(alone) == sum(f.event_id is None for g in varied() for f in g.facts) > 10


def test_the_order_of_records_does_not_matter(file: Path, tmp_path: Path) -> None:
    turned = [
        replace(g, facts=g.facts[::-1], events=g.events[::-1], runs=g.runs[::-1]) for g in varied()
    ]
    other = tmp_path / "other.jsonl"
    jsonl.write(turned, other, context())
    assert other.read_bytes() == file.read_bytes()


def test_a_fact_of_an_event_that_is_not_there_keeps_its_event(tmp_path: Path) -> None:
    graph = replace(varied()[0], events=[])
    jsonl.write([graph], tmp_path / "a.jsonl", context())
    assert comparable(jsonl.read(tmp_path / "a.jsonl")) == comparable([graph])


def test_damaged_lines_are_all_named(file: Path) -> None:
    damaged(
        file,
        {
            3: '{"record":"event","recording":"Käfig 3/día 2","event_id":"e","level":"bouts",'
            '"start_s":2,"stop_s":1,"parent":null,"segmenter":"x","facts":[{"subject":"m"}]}',
            5: '{"record":"event","reco',
            6: "[1, 2]",
            7: '{"record":"remark"}',
        },
    )
    with pytest.raises(DataError) as caught:
        jsonl.read(file)
    told = str(caught.value)
    assert "line 3: level is 'bouts'; expected one of bout, episode, session" in told
    assert "line 3: stops before it starts: start_s is 2.0, stop_s is 1.0" in told
    assert "line 3, facts, entry 1: start_s is missing; expected a number of seconds" in told
    assert "more" in told  # a fact with nothing but a subject has more faults than are shown
    assert told.count("\n  - ") == 11
    assert told.endswith("Nothing was read. Correct these lines, or export the file again.")


def test_lines_that_are_no_records(file: Path) -> None:
    damaged(file, {5: '{"record":"event","reco', 6: "[1, 2]", 7: '{"record":"remark"}'})
    with pytest.raises(DataError) as caught:
        jsonl.read(file)
    assert "3 faults" in str(caught.value)
    assert "line 5: expected a JSON object, found damaged text" in str(caught.value)
    assert "line 6: expected a JSON object, {...}, found '[1, 2]'" in str(caught.value)
    assert "line 7: record is 'remark'; expected recording, event, fact" in str(caught.value)


def test_a_file_that_was_cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(DataError, match=r"the file ends within this line: it was cut off"):
        jsonl.read(file)


def test_recordings_described_twice_or_not_at_all(file: Path) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    empty = next(line for line in lines if '"recording":"empty"' in line)
    stray = lines[2].replace("Käfig 3/día 2", "elsewhere")
    file.write_text("\n".join([*lines, empty, stray]), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        jsonl.read(file)
    assert "recording 'empty' has a line of its own already" in str(caught.value)
    assert "recording 'elsewhere', which has no line of its own above" in str(caught.value)


def test_a_newer_version_is_refused(file: Path) -> None:
    damaged(file, {1: '{"format":"behavior-workbench graph","schema_version":2}'})
    with pytest.raises(UserError, match=r"newer version .*schema 2; this one reads up to 1.*pip"):
        jsonl.read(file)


@pytest.mark.parametrize("line", ["", "a,b,c", '{"format":"other"}', "\x00\x01"])
def test_other_files_are_refused(file: Path, line: str) -> None:
    damaged(file, {1: line})
    with pytest.raises(DataError, match=r"line 1: expected an object with \"format\""):
        jsonl.read(file)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"There is no file .*Check the path"):
        jsonl.read(tmp_path / "none.jsonl")
    with pytest.raises(UserError, match="is a folder; expected a file"):
        jsonl.read(tmp_path)


def test_a_failing_export_leaves_what_was_there(file: Path) -> None:
    before = file.read_bytes()

    def breaking() -> object:
        yield varied()[0]
        message = "damaged recording"
        raise DataError(message)

    with pytest.raises(DataError, match="damaged recording"):
        jsonl.write(breaking(), file, context())  # type: ignore[arg-type]
    assert file.read_bytes() == before
    assert [path.name for path in file.parent.iterdir()] == ["graph.jsonl"]


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
TIMES = st.floats(-10, 1e5)


@given(
    NAMES, NAMES, st.none() | NAMES, TIMES, st.floats(0, 1e4), st.floats(0, 1) | st.just(math.nan)
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_fact_comes_back(
    tmp_path: Path,
    subject: str,
    predicate: str,
    target: str | None,
    start_s: float,
    length_s: float,
    confidence: float,
) -> None:
    fact = Fact(
        subject, subject, predicate, target, start_s, start_s + length_s, 0, 7, "state",
        confidence, "asserted", "rule", "r", None, {predicate: length_s, "text": subject},
    )  # fmt: skip
    if subject in ("inf", "-inf"):
        return  # as evidence this text is a number
    graph = Described(subject, [fact])
    jsonl.write([graph], tmp_path / "one.jsonl", context())
    assert comparable(jsonl.read(tmp_path / "one.jsonl")) == comparable([graph])
