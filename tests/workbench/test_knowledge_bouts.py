"""`workbench.knowledge.bouts`: facts of several sources as bouts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from told_project import ONE, told_project, write_still_tracks

from workbench.analysis.recording import Recording, open_recording
from workbench.knowledge import reviewing
from workbench.knowledge.bouts import bouts_of, frame_of, merged

SPAN = st.tuples(st.integers(0, 20), st.integers(0, 5))


@pytest.fixture(scope="module")
def recording(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    path = write_still_tracks(tmp_path_factory.mktemp("still") / "still.csv")
    return open_recording(tracks=path, fps=10)


def frame(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Facts of the recording r: subject, object, start_s, stop_s, confidence, source."""
    columns = ["subject", "object", "start_s", "stop_s", "confidence", "source"]
    return pd.DataFrame(rows, columns=columns).assign(recording="r", predicate="chase")


def test_what_several_sources_say_counts_once(recording: Recording) -> None:
    found = frame(
        ("A", "B", 1, 3, 0.4, "rule"), ("A", "B", 2, 5, 0.9, "human"),
        ("A", "B", 8, 9, 0.2, "rule"), ("C", "B", 1, 3, 0.4, "rule"), ("C", "B", 2, 5, 0.9, "rule"),
    )  # fmt: skip
    looked = frame(
        ("A", "B", 0, 6, 0, "rule"), ("A", "B", 4, 10, 0, "human"), ("D", None, 0, 7, 0, "rule")
    )
    bouts = bouts_of(found, looked, lambda _: recording)
    by_row = {(row.subject, row.object): i for i, row in enumerate(bouts.rows)}
    assert bouts.span(by_row["A", "B"]).tolist() == [[1, 5], [8, 9]]
    assert bouts.shares(by_row["A", "B"]).tolist() == [0.9, 0.2]
    assert bouts.assessed[by_row["A", "B"]].tolist() == [[0, 10]]
    assert bouts.span(by_row["C", "B"]).tolist() == [[1, 3], [2, 5]]  # one source: as it says
    assert bouts.span(by_row["D", None]).tolist() == []
    assert bouts.assessed[by_row["D", None]].tolist() == [[0, 7]]


def test_assessed_is_what_the_sources_looked_at(recording: Recording) -> None:
    found = frame(("A", "B", 1, 3, 0.4, "rule"))
    looked = frame(("A", "B", 0, 6, 0, "rule"), ("A", "B", 4, 10, 0, "human"))
    for source, expected in ((["rule"], [[0, 6]]), (["human"], [[4, 10]]), (None, [[0, 10]])):
        bouts = bouts_of(found, looked, lambda _: recording, source)
        assert bouts.assessed[0].tolist() == expected


def test_a_span_without_an_object_holds_for_every_object(recording: Recording) -> None:
    found = frame(
        ("A", "B", 1, 3, 0.4, "rule"), ("A", "C", 4, 5, 0.4, "rule"), ("E", None, 1, 2, 1, "rule"),
        ("E", "B", 2, 3, 1, "rule"),
    )  # fmt: skip
    looked = frame(
        ("A", None, 0, 6, 0, "rule"), ("A", "D", 5, 8, 0, "rule"), ("B", None, 0, 9, 0, "rule"),
        ("E", None, 0, 7, 0, "rule"),
    )  # fmt: skip
    bouts = bouts_of(found, looked, lambda _: recording)
    rows = {
        (row.subject, row.object): bouts.assessed[i].tolist() for i, row in enumerate(bouts.rows)
    }
    assert rows == {
        ("A", "B"): [[0, 6]], ("A", "C"): [[0, 6]], ("A", "D"): [[0, 8]], ("B", None): [[0, 9]],
        ("E", None): [[0, 7]], ("E", "B"): [[0, 7]],
    }  # fmt: skip
    assert float(bouts[("A", "B")].fraction) == pytest.approx(2 / 6)


def test_rows_that_are_there_in_any_case(recording: Recording) -> None:
    bouts = bouts_of(frame(), frame(), lambda _: recording, rows=[("r", "A", None, "rest")])
    assert [(row.subject, row.label) for row in bouts.rows] == [("A", "rest")]
    assert len(bouts) == 0
    assert float(bouts.assessed_s) == 0
    assert len(bouts_of(frame(), frame(), lambda _: recording).rows) == 0


@given(st.lists(SPAN, min_size=1, max_size=8))
def test_merged_is_the_union_and_nothing_touches(spans: list[tuple[int, int]]) -> None:
    facts = np.array([[start, start + length, np.nan] for start, length in spans], float)
    found = merged(facts)
    halves = np.arange(0, 26, 0.5)

    def covered(rows: np.ndarray) -> list[bool]:
        return [any(start <= at <= stop for start, stop, _ in rows) for at in halves]

    assert covered(found) == covered(facts)
    assert (found[1:, 0] > found[:-1, 1]).all()
    assert np.isnan(found[:, 2]).all()


def test_confidence_of_what_is_one_is_the_highest_known() -> None:
    facts = np.array([[0, 2, np.nan], [1, 3, 0.4], [2, 4, 0.3], [6, 7, np.nan]])
    found = merged(facts)
    assert found[:, :2].tolist() == [[0, 4], [6, 7]]
    assert found[0, 2] == 0.4
    assert np.isnan(found[1, 2])
    assert merged(np.empty((0, 3))).shape == (0, 3)


def test_a_person_and_a_rule_over_the_same_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKBENCH_USER", "mara")
    graph = told_project(tmp_path).graph()
    reviewing.add(graph, ONE, "A", "chase", "B", 3.5, 6)
    both = graph.facts("A", "chase", recording=ONE)
    assert sorted(both.intervals.tolist()) == [[2, 6], [10, 12]]
    by_hand = graph.facts("A", "chase", recording=ONE, source="human")
    assert by_hand.intervals.tolist() == [[3.5, 6]]
    assert float(by_hand.assessed_s) == 0  # who corrects one fact looked at nothing else
    with graph.graph.index.cursor() as cursor:
        said = frame_of(cursor.sql("SELECT * FROM fact WHERE source = 'human'").to_arrow_table())
    assert said[["start_s", "stop_s", "confidence"]].to_numpy().tolist() == [[3.5, 6, 1]]
