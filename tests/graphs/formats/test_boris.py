"""Aggregated events of BORIS become facts; other exports of it are told apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from graphs.errors import DataError
from graphs.formats import tables
from graphs.formats.contract import Described
from sample_data.boris import Observation, write_boris
from sample_data.truth import TruthFact

HEADER = (
    *("Observation id", "Observation date", "Description", "Observation type", "Source"),
    *("Time offset (s)", "Media duration (s)", "FPS (frame/s)", "Subject"),
    *("Behavior", "Behavioral category", "Modifier #1", "Behavior type", "Start (s)", "Stop (s)"),
    *("Duration (s)", "Media file name", "Comment start", "Comment stop"),
)


def row(**cells: str) -> list[str]:
    told = {
        "Observation id": "day1", "Time offset (s)": "0.0", "Media duration (s)": "60.000",
        "Subject": "mouse_1", "Behavior": "chase", "Behavior type": "STATE", "Start (s)": "1.500",
        "Stop (s)": "2.250", "Media file name": "day1.mp4",
    }  # fmt: skip
    told |= {name.replace("_s", " (s)").replace("_", " "): cell for name, cell in cells.items()}
    return [told.get(name, "") for name in HEADER]


def aggregated(path: Path, *rows: list[str], separator: str = "\t") -> Path:
    path.write_text("\n".join(separator.join(cells) for cells in (HEADER, *rows)) + "\n")
    return path


def one_read(path: Path) -> Described:
    (graph,) = tables.read(path)
    return graph


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_bouts_become_facts(tmp_path: Path, separator: str) -> None:
    point = row(Behavior="rear", Behavior_type="POINT", Start_s="3.125", Stop_s="3.125")
    point[HEADER.index("Modifier #1")] = "wall"
    point[HEADER.index("Comment start")] = "not sure"
    graph = one_read(aggregated(tmp_path / "b.tsv", row(), point, separator=separator))
    assert graph.recording == "day1"
    assert graph.attributes == {"duration_s": 60.0}
    assert [
        (f.subject, f.predicate, f.object, f.start_s, f.stop_s, f.kind, dict(f.evidence))
        for f in graph.facts
    ] == [
        ("mouse_1", "chase", None, 1.5, 2.25, "state", {}),
        (
            "mouse_1", "rear", None, 3.125, 3.125, "point",
            {"modifier_1": "wall", "comment_start": "not sure"},
        ),
    ]  # fmt: skip
    assert {(f.source, f.run, f.start_frame) for f in graph.facts} == {("import", "import:b", -1)}
    assert [run.describer for run in graph.runs] == ["boris"]
    assert set(graph.places.values()) == {"line 2", "line 3"}


def test_decimal_commas(tmp_path: Path) -> None:
    path = aggregated(tmp_path / "b.csv", row(Start_s="1,5", Stop_s="2,25"), separator=";")
    assert [(f.start_s, f.stop_s) for f in one_read(path).facts] == [(1.5, 2.25)]


def test_wrong_rows_are_told_by_line(tmp_path: Path) -> None:
    path = aggregated(
        tmp_path / "b.tsv",
        row(Stop_s="NA"),
        row(Stop_s="1.0"),
        row(Behavior_type="START"),
        row(Subject=""),
    )
    path.write_text(path.read_text().replace("day1\t\t\t\t\t0.0", "day1\t\t\t\t\t5.0", 1))
    with pytest.raises(DataError) as caught:
        tables.read(path)
    told = str(caught.value)
    assert "line 2: Time offset (s) is 5.0; expected 0" in told
    assert "line 2: stop (s) is 'NA'; expected a number of seconds" in told
    assert "line 3: stops before it starts: Start (s) is 1.5, Stop (s) is 1.0" in told
    assert "line 4: behavior type is 'START'; expected one of STATE, POINT" in told
    assert "line 5: subject is nothing; expected a name" in told
    assert "5 faults" in told


def test_several_media_files_are_said(tmp_path: Path) -> None:
    path = aggregated(tmp_path / "b.tsv", row(), row(Media_file_name="day1b.mp4"))
    with pytest.warns(UserWarning, match="several media files were scored as one.*: day1"):
        tables.read(path)


def test_single_events_are_told_apart(tmp_path: Path) -> None:
    fact = TruthFact(1.0, 2.0, "m", "chase", "n", "state")
    write_boris(tmp_path / "events.csv", [Observation("day1", 60.0, 30.0, [fact])])
    with pytest.raises(DataError, match=r"Observations > Export events > Aggregated events"):
        tables.read(tmp_path / "events.csv")
    old = "Observation id\tday1\n\nMedia file(s)\n\nTime\tSubject\tBehavior\tStatus\n1\tm\tx\tSTART"
    (tmp_path / "old.tsv").write_text(old)
    with pytest.raises(DataError, match="not of aggregated events"):
        tables.read(tmp_path / "old.tsv")
