"""The project folder: made whole or not at all, edited without losing what people wrote."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from graphs.errors import UserError
from workbench.ethograms import shipped_ethograms
from workbench.project import Project, open_project
from workbench.project_new import create_project

EDITED = """\
# two cages, spring
schema = 1

[defaults]
px_per_cm = 10.5   # measured on the grid

[label]
segmenter = "fixed"
segmenter_parameters = { length_s = 2.0 }

[[recording]]
# the good one
name = "m1 Käfig"
group = "control"  # before tracks on purpose
tracks = "m1.h5"

[recording.zones.nest]
circle = { centre = [10, 20], radius = 5 }

[[recording]]
name = "m2"
video = "m2.mp4"
"""


@pytest.fixture
def edited(tmp_path: Path) -> Project:
    folder = tmp_path / "my project ä"
    create_project(folder)
    (folder / "project.toml").write_text(EDITED, encoding="utf-8")
    return open_project(folder, check_files=False)


def test_new_project_has_ethogram_and_an_empty_list(tmp_path: Path) -> None:
    project = create_project(tmp_path / "a" / "b")
    assert project.specs() == []
    assert "chase" in project.ethogram().behaviors
    assert sorted(p.name for p in project.folder.iterdir()) == [
        "cache",
        "ethogram.toml",
        "project.toml",
    ]


@pytest.mark.parametrize("name", shipped_ethograms())
def test_every_shipped_ethogram_can_start_a_project(tmp_path: Path, name: str) -> None:
    assert create_project(tmp_path, ethogram=name).ethogram().behaviors


def test_ethogram_that_lies_there_is_kept(tmp_path: Path) -> None:
    own = '[behavior.dig]\ndefinition = "The forepaws move bedding."\n'
    (tmp_path / "ethogram.toml").write_text(own)
    with pytest.raises(UserError, match="another ethogram"):
        create_project(tmp_path, ethogram="social_rodents")
    assert list(create_project(tmp_path).ethogram().behaviors) == ["dig"]


def test_unknown_ethogram_names_those_that_are_shipped(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="did you mean 'social_rodents'"):
        create_project(tmp_path / "p", ethogram="social_rodent")
    assert not (tmp_path / "p").exists()


def test_a_project_is_not_made_twice(tmp_path: Path) -> None:
    create_project(tmp_path)
    with pytest.raises(UserError, match="is a project already"):
        create_project(tmp_path)


def test_what_is_no_project_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="workbench init"):
        open_project(tmp_path)


def test_failed_creation_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(path: Path, content: bytes) -> None:
        if path.name == "project.toml":
            raise UserError("no space left")
        path.write_bytes(content)

    monkeypatch.setattr("workbench.project_new.write_atomic", full_disk)
    with pytest.raises(UserError, match="no space"):
        create_project(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_folder_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="Cannot write"):
        create_project(tmp_path / "file" / "p")


def test_settings_and_defaults_reach_the_recordings(edited: Project) -> None:
    first, second = edited.specs()
    assert edited.settings.segmenter == "fixed"
    assert edited.settings.segmenter_parameters == {"length_s": 2.0}
    assert (first.arena.px_per_cm, second.arena.px_per_cm) == (10.5, 10.5)
    assert (list(first.arena.zones), list(second.arena.zones)) == (["nest"], [])
    assert second.video == edited.folder / "m2.mp4"


def test_recording_by_name_in_any_unicode_composition(edited: Project) -> None:
    assert edited.spec("m1 ka\u0308fig").group == "control"
    with pytest.raises(UserError, match="did you mean 'm1 Käfig'"):
        edited.spec("m1 Kafig")


def test_adding_keeps_comments_and_order(edited: Project, tmp_path: Path) -> None:
    added = edited.add(
        [
            {"name": "m3", "video": str(tmp_path / "videos" / "m3.mp4"), "fps": 25.0},
            {
                "name": "m4",
                "tracks": "/elsewhere/m4.h5",
                "animals": {"ind1": "resident"},
                "zones": {"feeder": {"circle": {"centre": [1, 2], "radius": 3}, "kind": "feeder"}},
            },
        ]
    )
    assert added.new == ["m3", "m4"]
    text = (edited.folder / "project.toml").read_text(encoding="utf-8")
    assert text.startswith(EDITED)
    assert 'video = "../videos/m3.mp4"' in text
    assert 'tracks = "/elsewhere/m4.h5"' in text
    again = open_project(edited.folder, check_files=False)
    assert [r.name for r in again.specs()] == ["m1 Käfig", "m2", "m3", "m4"]
    last = again.spec("m4")
    assert last.animals == {"ind1": "resident"}
    assert last.arena.zones["feeder"].kind == "feeder"


def test_adding_what_is_there_changes_nothing_or_only_what_is_new(edited: Project) -> None:
    path = edited.folder / "project.toml"
    before = path.stat().st_mtime_ns
    same_file = {"name": "another name", "tracks": str(edited.folder / "m1.h5")}
    assert edited.add([same_file]).unchanged == ["m1 Käfig"]
    assert path.stat().st_mtime_ns == before
    tracks = {"name": "m2", "tracks": str(edited.folder / "m2.h5"), "group": "treated"}
    assert edited.add([tracks]).updated == ["m2"]
    assert edited.spec("m2").tracks == edited.folder / "m2.h5"
    assert edited.spec("m2").video == edited.folder / "m2.mp4"


def test_adding_another_file_under_a_taken_name_lists_both(edited: Project) -> None:
    with pytest.raises(UserError) as error:
        edited.add([{"name": "m2", "video": "/other/m2.mp4"}, {"name": "M2", "video": "/x/m2.mp4"}])
    assert str(edited.folder / "m2.mp4") in str(error.value)
    assert "/other/m2.mp4" in str(error.value)
    assert "/x/m2.mp4" in str(error.value)
    assert (edited.folder / "project.toml").read_text(encoding="utf-8") == EDITED


def test_wrong_entry_is_refused_and_nothing_is_changed(edited: Project) -> None:
    with pytest.raises(UserError, match="did you mean 'session'"):
        edited.add([{"name": "m9", "video": "m9.mp4", "sesion": "1"}])
    assert (edited.folder / "project.toml").read_text(encoding="utf-8") == EDITED


def test_values_are_set_beside_the_comments(edited: Project) -> None:
    edited.set_values("label", {"segmenter": "activity"})
    edited.set_values("defaults", {"px_per_cm": 11.0, "fps": 30.0})
    text = (edited.folder / "project.toml").read_text(encoding="utf-8")
    assert "px_per_cm = 11.0   # measured on the grid" in text
    assert edited.settings.segmenter == "activity"
    assert edited.spec("m2").fps == 30


def test_missing_files_are_a_fault_only_when_asked_for(edited: Project) -> None:
    (edited.folder / "m2.avi").touch()
    with pytest.raises(UserError) as error:
        open_project(edited.folder)
    assert "2 faults" in str(error.value)
    assert "did you mean 'm2.avi'" in str(error.value)
    assert len(edited.missing_files()) == 2


@pytest.mark.skipif(os.name != "posix", reason="modes as on POSIX")
def test_mode_of_a_project_file_survives(edited: Project) -> None:
    path = edited.folder / "project.toml"
    path.chmod(0o640)
    edited.set_values("defaults", {"fps": 25})
    assert path.stat().st_mode & 0o777 == 0o640
