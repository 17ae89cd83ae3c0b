"""The same question to many recordings, and groups compared."""

from __future__ import annotations

import gc
import math
import re
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from graphs.errors import DataError, UserError
from pipelines.arena import Zone
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench import Project, Recording, create_project, open_project
from workbench.analysis.recordings import Recordings
from workbench.analysis.units import Quantity
from workbench.cli import app


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


def moving(name: str, x: Any, animal: str = "m", **options: Any) -> Recording:
    """Return a recording of one point at x (px, NaN where unknown) and y = 5, at 10 fps."""
    x = np.asarray(x, float)
    at = np.stack([x, np.where(np.isnan(x), np.nan, 5.0)], axis=1)[:, :, None, None]
    clock = TimeBase.constant(len(x), fps=10)
    tracks = make_tracks(at, None, ["centre"], [animal], clock, "by hand")
    return Recording.from_tracks(tracks, name, **options)


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
    assert len(bouts) == 12
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
    assert len(bouts.overlapping(first)) == 2


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


def test_roles_from_the_defaults_are_another_animal_in_every_recording(project: Project) -> None:
    text = project.folder / "project.toml"
    said = re.sub(r"(?m)^animals.*\n", "", text.read_text())
    roles = '[defaults]\nanimals = {ind1 = "resident", ind2 = "intruder"}\n'
    assert said.count("[defaults]\n") == 1
    said = said.replace("[defaults]\n", roles)
    text.write_text(said)
    recordings = open_project(project.folder).recordings()
    compared = recordings.compare(walked)
    assert not compared.paired
    assert (compared.table["n_a"][0], compared.table["n_b"][0]) == (6, 6)
    one_role = recordings.compare(walked, animals=["resident"])
    assert (one_role.table["n_a"][0], one_role.table["n_b"][0]) == (3, 3)
    assert one_role.animals["animal"].tolist() == [f"r{n}: resident" for n in range(6)]
    assert set(recordings.measure(walked, animals=["intruder"])["animal"]) == {"intruder"}


def test_an_own_name_is_one_animal_beside_roles_of_the_defaults(project: Project) -> None:
    text = project.folder / "project.toml"
    said = text.read_text().replace("[defaults]\n", '[defaults]\nanimals = {ind1 = "resident"}\n')
    said = re.sub(r'ind2 = "n\d"', 'ind2 = "m7"', re.sub(r'ind1 = "m\d", *', "", said))
    text.write_text(said)
    compared = open_project(project.folder).recordings()
    table = compared.measure(walked)
    assert set(table["animal"]) == {"resident", "m7"}
    with pytest.raises(UserError, match=re.escape("has 1 pair (m7)")):
        compared.compare(walked)  # m7 is in both groups, no resident is


def test_animals_by_name_are_skipped_where_they_are_not() -> None:
    recordings = Recordings([moving("r1", range(9), "a"), moving("r2", range(9), "b")])
    assert recordings.measure(walked, animals=["a"])["recording"].tolist() == ["r1"]
    assert recordings.measure(walked, animals="b")["recording"].tolist() == ["r2"]
    with pytest.raises(UserError, match="No animal 'c' in any recording; known: a, b"):
        recordings.measure(walked, animals=["a", "c"])
    assert recordings["r1"].measure(walked, animals="a")["animal"].tolist() == ["a"]
    with pytest.raises(UserError, match="nothing to measure"):
        Recordings([]).measure(walked)


def test_a_latency_with_a_cutoff() -> None:
    # in a zone beyond x = 9.5 from frame 10, that is 1 s, on; never; never seen
    zones = {"far": Zone.polygon("far", [(9.5, 0), (99, 0), (99, 9), (9.5, 9)])}
    runs = moving("runs", range(20), zones=zones)
    stays = moving("stays", [0.0] * 20, zones=zones)
    lost = moving("lost", [np.nan] * 20, zones=zones)

    def latency(rec: Recording, _: str, cutoff_s: str | float | None = None) -> Quantity:
        return rec.latency(rec.in_zone("m", "far"), cutoff_s=cutoff_s)

    assert float(latency(runs, "m")) == pytest.approx(1)
    assert float(latency(runs, "m", 1.5)) == pytest.approx(1)
    assert float(latency(runs, "m", "500 ms")) == 0.5
    assert math.isnan(latency(stays, "m"))
    cut = latency(stays, "m", 2)
    assert (float(cut), cut.unit) == (2.0, "s")
    assert cut.assessed_s == pytest.approx(2)
    assert math.isnan(latency(lost, "m", 2))
    with pytest.raises(UserError, match="cutoff_s is '3 cm'"):
        latency(runs, "m", "3 cm")
    table = Recordings([runs, stays, lost]).measure(latency, "latency")
    assert table["assessed_s"].tolist() == pytest.approx([2, 2, 0])


def test_several_measures_read_every_recording_once(project: Project) -> None:
    read: list[str] = []

    def noted(rec: Recording, animal: str) -> float:
        read.append(rec.name)
        return walked(rec, animal)

    compared = project.recordings().compare({"one": noted, "two": noted}, permutations=10)
    assert compared.table["measure"].tolist() == ["one", "two"]
    assert read == [f"r{n}" for n in range(6) for _ in range(4)]  # never back to one let go of


def test_a_recording_that_cannot_answer_is_said_and_left_out() -> None:
    zones = {"nest": Zone.polygon("nest", [(0, 0), (4.5, 0), (4.5, 9), (0, 9)])}
    has = moving("has", range(9), zones=zones)
    recordings = Recordings([has, moving("lacks_1", range(9)), moving("lacks_2", range(9))])

    def in_nest(rec: Recording, animal: str) -> float:
        return rec.time_in(animal, "nest")

    with pytest.warns(UserWarning, match=r"Left out: lacks_1, lacks_2 \(No zone 'nest'") as said:
        table = recordings.measure(in_nest)
    assert said[0].filename == __file__
    assert len(said) == 1
    assert table["recording"].tolist() == ["has"]
    with pytest.raises(UserError, match=r"lacks_1, lacks_2 \(No zone 'nest'[^;]*; [^;]*\)\."):
        recordings[1:].measure(in_nest)
    with pytest.raises(UserError, match=r"^lacks_1: No zone 'nest'"):
        recordings.each(lambda r: in_nest(r, "m"))


def test_each_names_the_recording_and_keeps_the_kind_of_error() -> None:
    def fails(rec: Recording) -> None:
        message = "damaged"
        raise DataError(message)

    with pytest.raises(DataError, match=r"^r: damaged$") as caught:
        Recordings([moving("r", range(9))]).each(fails)
    assert isinstance(caught.value.__cause__, DataError)


def test_no_recording_has_facts() -> None:
    alone = Recordings([moving("r1", range(9)), moving("r2", range(9))])
    for ask in (alone.facts, alone.time_budget):
        with pytest.raises(UserError, match=r"r1, r2 \(The recording belongs to no project"):
            ask()


def test_recordings_without_facts_are_said(project: Project) -> None:
    words = ["label", "-p", str(project.folder), "--jobs", "0"]
    assert CliRunner().invoke(app, words).exit_code == 0
    for n in range(1, 6):
        project.store().remove(f"r{n}")
    recordings = project.recordings()
    for ask in (recordings.facts, recordings.time_budget):
        with pytest.warns(UserWarning, match=r"Left out: r1, r2, r3, r4, r5 \(") as said:
            ask()
        assert said[0].filename == __file__


def test_lengths_in_different_units_are_said() -> None:
    recordings = Recordings(
        [moving("r1", range(9), px_per_cm=2), moving("r2", range(9)), moving("r3", range(9))]
    )
    words = r"cm in 1 recording \(r1\) and px in 2 recordings \(r2, r3\).*Set px_per_cm for all"
    with pytest.warns(UserWarning, match=words):
        table = recordings.measure(walked)
    assert table["unit"].tolist() == ["cm", "px", "px"]
    recordings[1:].measure(walked)  # no warning


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (lambda rec: rec.tracked().bouts(), "Bouts"),
        (lambda rec: rec.tracked(), "Mask"),
        (lambda rec: rec.tracked().bouts().table(), "DataFrame"),
        (lambda _: None, "NoneType"),
        (lambda _: "3", "str"),
    ],
)
def test_what_is_no_number_is_named(returned: Callable[[Recording], Any], said: str) -> None:
    rec = moving("r", range(9))
    with pytest.raises(UserError, match=f"'path' of 'm' returned {said}. Return one number"):
        rec.measure(lambda r, _: returned(r), "path")
    with pytest.raises(UserError, match=f"returned {said}"):
        Recordings([rec]).compare(lambda r, _: returned(r))


def test_unknown_numbers_pass() -> None:
    table = moving("r", range(9)).measure(lambda _, __: Quantity(math.nan, "s", 3), "x")
    assert table[["unit", "assessed_s"]].to_numpy().tolist() == [["s", 3]]
    assert table["value"].isna().all()


def test_a_table_of_a_signal_or_a_mask_of_all(project: Project) -> None:
    recordings = project.recordings()
    speeds = recordings.table(lambda r: r.speed("*.nose"))
    assert len(speeds) == 12
    assert list(speeds.columns[:4]) == ["recording", "group", "session", "subject"]
    assert speeds["mean"].tolist() == pytest.approx([30 * 0.05 * 200] * 12, rel=0.02)
    tracked = recordings.table(lambda r: r.tracked("ind1" if "ind1" in r.animals else r.animals[0]))
    assert tracked["fraction"].tolist() == [1.0] * 6
    with pytest.raises(UserError, match="table\\(\\) is of a signal, a mask or bouts; found int"):
        recordings.table(lambda r: 3)  # type: ignore[arg-type,return-value]


def test_a_recording_in_use_is_the_same_until_something_else_is_said(project: Project) -> None:
    first = project.recording("r0")
    assert project.recording("r0") is first
    assert (project.recording("r0").speed() > project.recording("r0").speed()).true.sum() == 0
    project.set_values("label", {"clean": {"min_confidence": 0.999}})
    stricter = project.recording("r0")
    assert stricter is not first
    assert stricter.tracked().true.sum() == 0  # the tracks say 0.99
    assert first.tracked().true.all()


def test_a_project_does_not_keep_recordings_that_nobody_uses(project: Project) -> None:
    gone = weakref.ref(project.recording("r0"))
    gc.collect()
    assert gone() is None


def test_the_recordings_that_can_answer(project: Project) -> None:
    recordings = project.recordings()
    with pytest.warns(UserWarning, match=r"Left out: r0.*No animal 'm2'; known: m0, n0"):
        able = recordings.answering(lambda rec: rec.speed("m2"))
    assert [rec.name for rec in able] == ["r2"]
    assert able[0] is recordings["r2"]
    assert able[0].is_read
    with pytest.raises(UserError, match=r"No recording has an answer.*No animal 'm7'"):
        recordings.answering(lambda rec: rec.speed("m7"))
