"""Recordings of a project: what a person says wins, files move, and recordings are taken out."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from workbench.cli import app
from workbench.project import Project, open_project
from workbench.project_new import create_project

Write = Callable[[Path], Path]


def workbench(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def recordings(folder: Path) -> dict[str, tuple[str | None, str | None]]:
    return {
        r.name: (r.video.name if r.video else None, r.tracks.name if r.tracks else None)
        for r in open_project(folder, check_files=False).specs()
    }


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A project whose recordings were paired by name: wrongly."""
    for name in ("cam1.mp4", "cam2.mp4", "cam3.mp4", "a.h5", "b.h5", "c.h5"):
        (tmp_path / name).touch()
    project = create_project(tmp_path / "p")
    project.add(
        [
            {"name": "cam1", "video": str(tmp_path / "cam1.mp4"), "group": "control"},
            {"name": "cam2", "video": str(tmp_path / "cam2.mp4"), "tracks": str(tmp_path / "c.h5")},
            {"name": "c", "video": str(tmp_path / "cam3.mp4")},
            {"name": "a", "tracks": str(tmp_path / "a.h5")},
        ]
    )
    return project


def test_mapping_replaces_names_and_files_and_keeps_what_else_was_written(
    tmp_path: Path, project: Project
) -> None:
    text = (project.folder / "project.toml").read_text(encoding="utf-8")
    zone = 'group = "control"  # mine\nzones.nest.circle = { centre = [1, 2], radius = 3 }\n'
    (project.folder / "project.toml").write_text(text.replace('group = "control"\n', zone))
    mapping = tmp_path / "map.csv"
    mapping.write_text(
        "name,video,tracks\nmouse 1,cam1.mp4,a.h5\nmouse 2,cam2.mp4,b.h5\nmouse 3,cam3.mp4,c.h5\n"
    )
    done = workbench("add", "--mapping", mapping, "-p", project.folder)
    assert done.exit_code == 0, done.stderr
    assert recordings(project.folder) == {
        "mouse 1": ("cam1.mp4", "a.h5"),
        "mouse 2": ("cam2.mp4", "b.h5"),
        "mouse 3": ("cam3.mp4", "c.h5"),
        "a": (None, "a.h5"),
    }
    first = open_project(project.folder, check_files=False).spec("mouse 1")
    assert (first.group, list(first.arena.zones)) == ("control", ["nest"])
    assert "# mine" in (project.folder / "project.toml").read_text(encoding="utf-8")
    assert "'cam1' is now called 'mouse 1'" in done.stderr
    assert f"instead of {str(tmp_path / 'c.h5')!r}" in done.stderr
    assert "'mouse 1' and 'a' use the same tracks 'a.h5'" in done.stderr
    assert "workbench remove a -p" in done.stderr
    again = json.loads(
        workbench("add", "--mapping", mapping, "-p", project.folder, "--json").stdout
    )
    assert again["added"]["unchanged"] == ["mouse 1", "mouse 2", "mouse 3"]
    assert len(again["warnings"]) == 1


def test_mapping_may_give_two_recordings_each_other_s_name(
    tmp_path: Path, project: Project
) -> None:
    mapping = tmp_path / "map.csv"
    mapping.write_text("name,video\ncam2,cam1.mp4\ncam1,cam2.mp4\n")
    assert workbench("add", "--mapping", mapping, "-p", project.folder).exit_code == 0
    assert recordings(project.folder)["cam2"] == ("cam1.mp4", None)
    assert recordings(project.folder)["cam1"] == ("cam2.mp4", "c.h5")


def test_mapping_without_a_name_keeps_the_project_s(tmp_path: Path, project: Project) -> None:
    renamed = workbench("add", tmp_path / "cam1.mp4", "--name", "mine", "-p", project.folder)
    assert "'cam1' is now called 'mine'" in renamed.stderr
    mapping = tmp_path / "map.csv"
    mapping.write_text("video,tracks\ncam1.mp4,b.h5\n")
    assert workbench("add", "--mapping", mapping, "-p", project.folder).exit_code == 0
    assert recordings(project.folder)["mine"] == ("cam1.mp4", "b.h5")


def test_rows_that_share_a_video_stay_two_recordings(tmp_path: Path, project: Project) -> None:
    mapping = tmp_path / "map.csv"
    mapping.write_text("name,video,tracks\none,cam1.mp4,a.h5\ntwo,cam1.mp4,b.h5\n")
    done = workbench("add", "--mapping", mapping, "-p", project.folder)
    assert recordings(project.folder)["one"] == ("cam1.mp4", "a.h5")
    assert recordings(project.folder)["two"] == ("cam1.mp4", "b.h5")
    assert "'one' and 'two' use the same video 'cam1.mp4'" in done.stderr


def test_new_name_takes_what_was_labelled_under_the_old_one_away(
    tmp_path: Path, write_tracks: Write
) -> None:
    folder = tmp_path / "p"
    tracks = write_tracks(tmp_path / "m1.csv")
    label = ("label", "--jobs", 0, "-p", folder, "--fps", 30)
    assert workbench(*label, tracks).exit_code == 0
    before = json.loads(workbench("facts", "-p", folder, "--json").stdout)["facts"]
    mapping = tmp_path / "map.csv"
    mapping.write_text("name,tracks\nmouse 1,m1.csv\n")
    assert workbench(*label, "--mapping", mapping).exit_code == 0
    after = json.loads(workbench("facts", "-p", folder, "--json").stdout)["facts"]
    assert {fact["recording"] for fact in after} == {"mouse 1"}
    assert len(after) == len(before)


def test_remove_takes_recordings_out_and_touches_no_file_of_the_person(
    tmp_path: Path, write_tracks: Write
) -> None:
    folder = tmp_path / "p"
    for name in ("m1", "m2"):
        write_tracks(tmp_path / "data" / f"{name}.csv")
    workbench("label", "--jobs", 0, "-p", folder, "--fps", 30, tmp_path / "data")
    unknown = workbench("remove", "m3", "-p", folder)
    assert unknown.exit_code == 2
    assert "no recording 'm3'" in unknown.stderr
    done = workbench("remove", "M1", "-p", folder)
    assert done.exit_code == 0
    assert "removed 'm1' from project.toml" in done.stdout
    assert "removed what was labelled of 'm1'" in done.stdout
    assert list(recordings(folder)) == ["m2"]
    assert (tmp_path / "data" / "m1.csv").is_file()
    facts = json.loads(workbench("facts", "-p", folder, "--json").stdout)["facts"]
    assert {fact["recording"] for fact in facts} == {"m2"}
    last = workbench("remove", "m2", "-p", folder, "--json")
    assert len(json.loads(last.stdout)["done"]) == 2
    assert recordings(folder) == {}
    again = workbench("add", tmp_path / "data", "-p", folder)
    assert again.exit_code == 0
    assert list(recordings(folder)) == ["m1", "m2"]


def test_files_that_moved_are_found_again_under_their_name(
    tmp_path: Path, write_tracks: Write
) -> None:
    folder, old = tmp_path / "p", write_tracks(tmp_path / "old" / "m1.csv")
    label = ("label", "--jobs", 0, "-p", folder, "--fps", 30)
    workbench(*label, old)
    new = tmp_path / "new" / "m1.csv"
    new.parent.mkdir()
    old.rename(new)
    done = workbench(*label, new)
    assert done.exit_code == 0, done.stderr
    assert "1 skipped" in done.stdout
    assert f"tracks is now {str(new)!r} ({str(old)!r} is gone)" in done.stderr
    other = write_tracks(tmp_path / "other" / "m1.csv")
    other.write_text(other.read_text().replace("0.99", "0.98"))
    new.unlink()
    refused = workbench(*label, other)
    assert refused.exit_code == 2
    assert "Give the new one another name" in refused.stderr


def test_of_very_many_recordings_the_first_are_shown(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    for number in range(130):
        (tmp_path / "data" / f"m{number}.mp4").touch()
    create_project(tmp_path / "p")
    done = workbench("add", f"{tmp_path}/data/*.mp4", "-p", tmp_path / "p")
    assert done.exit_code == 0
    assert "m99 " in done.stdout
    assert "m100 " not in done.stdout
    assert (
        "and 30 more recordings (30 with 'no tracks of this stem'); all with --json" in done.output
    )
    assert "recordings: 130 added" in done.output
    again = workbench("add", tmp_path / "data", "-p", tmp_path / "p")
    assert "recordings: 130 there already" in again.output
