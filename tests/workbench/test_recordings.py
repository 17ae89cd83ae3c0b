"""The same question to many recordings, and groups compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from graphs.errors import UserError
from workbench import Project, Recording, create_project, open_project


@pytest.fixture
def project(tmp_path: Path, write_tracks: Callable[..., Path]) -> Project:
    """Six recordings of two animals; those of group b are longer."""
    project = create_project(tmp_path / "p")
    entries = [
        {
            "name": f"r{n}",
            "tracks": write_tracks(tmp_path / f"r{n}.csv", 60 if n < 3 else 90),
            "fps": 30.0,
            "group": "a" if n < 3 else "b",
            "animals": {"ind1": f"m{n}", "ind2": f"n{n}"},
        }
        for n in range(6)
    ]
    project.add(entries)
    return project


def walked(rec: Recording, animal: str) -> float:
    return rec.path_length(animal, smooth_s=0)


def test_choosing(project: Project) -> None:
    recordings = project.recordings()
    assert len(recordings) == 6
    assert recordings["r2"].group == "a"
    assert [r.name for r in recordings[1:3]] == ["r1", "r2"]
    assert [r.name for r in recordings.of(group="b")] == ["r3", "r4", "r5"]
    with pytest.raises(UserError, match="Groups: a, b"):
        recordings.of(group="c")
    with pytest.raises(UserError, match="No recording 'r9'"):
        recordings["r9"]


def test_a_table_of_all_animals(project: Project) -> None:
    recordings = project.recordings()
    table = recordings.measure(walked, "path")
    assert len(table) == 12
    assert set(table["unit"]) == {"px"}
    longer = table.groupby("group")["value"].mean()
    assert longer["b"] / longer["a"] == pytest.approx(89 / 59, rel=0.01)
    assert not any(recording.is_read for recording in recordings)


def test_bouts_of_all_recordings(project: Project) -> None:
    bouts = project.recordings().behavior("locomotion", at_least="1 px/s")
    assert bouts.count == 12
    assert {row.recording for row in bouts.rows} == {f"r{n}" for n in range(6)}
    assert bouts.table()["stop_frame"].tolist() == [60] * 6 + [90] * 6


def test_relations_never_cross_recordings(project: Project) -> None:
    bouts = project.recordings().behavior("locomotion", at_least="1 px/s")
    first = bouts.of(
        bouts.recordings,
        bouts.rows,
        [bouts.span(i)[: row.recording == "r0"] for i, row in enumerate(bouts.rows)],
        bouts.assessed,
    )
    assert bouts.overlapping(first).count == 2


def test_a_time_budget_of_all_with_their_groups(project: Project) -> None:
    recordings = project.recordings()
    table = recordings.time_budget(recordings.behavior("locomotion", at_least="1 px/s"))
    assert len(table) == 12
    of_b = table[table["group"] == "b"]
    assert of_b["total_s"].tolist() == pytest.approx([3.0] * 6)
    assert of_b["fraction"].tolist() == pytest.approx([1.0] * 6)


def test_comparing_groups_animal_by_animal(project: Project) -> None:
    compared = project.recordings().compare({"path": walked}, permutations=1000)
    (row,) = compared.table.to_dict("records")
    assert (row["n_a"], row["n_b"]) == (6, 6)
    assert row["difference"] > 0
    assert row["p"] == pytest.approx(2 / 924)  # 12 choose 6: the most extreme of two sides
    assert "animal" in compared.methods


def test_names_of_the_tracker_are_another_animal_in_every_recording(project: Project) -> None:
    text = project.folder / "project.toml"
    text.write_text(text.read_text().replace("animals", "# animals"))
    table = open_project(project.folder).recordings().compare(walked).table
    assert (table["n_a"][0], table["n_b"][0]) == (6, 6)  # not two: ind1 and ind2
