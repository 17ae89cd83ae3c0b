"""All pictures of a recording: which files, and what happens when sources are gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from graphs.errors import UserError
from pipelines.label import label_recording, plan_run
from workbench.plots.report import duration_s, file_stem, write_report
from workbench.project import Project
from workbench.project_new import create_project
from workbench.samples import sample_folder

WHAT = ("time-budget", "ethogram", "trajectory", "scene-graph")


def labelled(project: Project) -> Project:
    settings, ethogram = project.label_settings(), project.ethogram()
    for recording in project.specs():
        run = plan_run(recording, ethogram, settings)
        project.store().write(label_recording(recording, ethogram, settings, run))
    return project


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a project with the sample recording, its files copied so that they can be removed."""
    folder = tmp_path_factory.mktemp("sample")
    for path in sample_folder().glob("open_field*"):
        if "vfr" not in path.name and path.suffix in (".mp4", ".h5"):
            shutil.copy(path, folder / f"open_field{path.suffix}")
    project = create_project(folder / "project", ethogram="social_rodents")
    entry = {
        "name": "open_field",
        "video": str(folder / "open_field.mp4"),
        "tracks": str(folder / "open_field.h5"),
        "px_per_cm": 10,
        "zones": {"shelter": {"polygon": [[460, 20], [620, 20], [620, 160], [460, 160]]}},
    }
    project.add([entry])
    return labelled(project)


@pytest.fixture
def small(tmp_path: Path, write_tracks: Callable[[Path], Path]) -> Project:
    """Return a labelled project of one short recording without a video."""
    tracks = write_tracks(tmp_path / "run.csv")
    project = create_project(tmp_path / "project", ethogram="social_rodents")
    project.add([{"name": "Mäuse/1", "tracks": str(tracks), "fps": 30}])
    return labelled(project)


def test_sample_gets_four_pictures_in_both_formats(sample: Project, tmp_path: Path) -> None:
    written = write_report(sample, "open_field", tmp_path / "new" / "pictures", ("png", "svg"))
    assert [path.name for path in written] == [
        f"open_field-{what}.{kind}" for what in WHAT for kind in ("png", "svg")
    ]
    assert all(path.stat().st_size > 1000 for path in written)
    assert written.problems == []
    texts = {path.name: path.read_text(encoding="utf-8") for path in written if "svg" in path.name}
    assert "chases mouse_2" in texts["open_field-time-budget.svg"]
    assert "chases mouse_2" in texts["open_field-ethogram.svg"]
    assert "10 cm" in texts["open_field-trajectory.svg"]
    assert "shelter" in texts["open_field-trajectory.svg"]
    assert "mouse_1 → mouse_2" in texts["open_field-scene-graph.svg"]


def test_without_the_video_paths_are_drawn_from_the_tracks(sample: Project, tmp_path: Path) -> None:
    video = sample.spec("open_field").video
    assert video is not None
    video.rename(video.with_suffix(".away"))
    try:
        written = write_report(sample, "open_field", tmp_path, ("svg",))
    finally:
        video.with_suffix(".away").rename(video)
    [problem] = written.problems
    assert "open_field.mp4 not found" in problem
    assert "first seen" in (tmp_path / "open_field-trajectory.svg").read_text(encoding="utf-8")


def test_without_the_tracks_other_pictures_are_written_and_it_is_said(
    small: Project, tmp_path: Path
) -> None:
    tracks = small.spec("Mäuse/1").tracks
    assert tracks is not None
    tracks.unlink()
    written = write_report(small, "Mäuse/1", tmp_path / "out", ("svg",))
    assert len(written) == 4
    [problem] = written.problems
    assert "run.csv not found" in problem
    assert "run.csv not found" in " ".join(written[2].read_text(encoding="utf-8").split())
    assert "touches" in written[0].read_text(encoding="utf-8")


def test_event_can_be_chosen_and_must_exist(small: Project, tmp_path: Path) -> None:
    [event, *_] = small.store().read("Mäuse/1").events
    written = write_report(small, "Mäuse/1", tmp_path, ("svg",), event.event_id)
    assert event.event_id in written[3].read_text(encoding="utf-8")
    with pytest.raises(UserError, match="No event 'bout-9999' in 'Mäuse/1'; known: bout-0001"):
        write_report(small, "Mäuse/1", tmp_path, ("svg",), "bout-9999")


def test_faults_are_said_before_anything_is_written(small: Project, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(UserError, match="png or svg; found jpg"):
        write_report(small, "Mäuse/1", out, ("jpg",))  # type: ignore[arg-type]
    with pytest.raises(UserError, match="nobody"):
        write_report(small, "nobody", out)
    assert not out.exists()


def test_a_folder_that_is_a_file_is_a_fault(small: Project, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError, match="file"):
        write_report(small, "Mäuse/1", tmp_path / "file")


def test_names_become_file_names_that_people_recognise() -> None:
    assert file_stem("mouse 1 день") == "mouse 1 день"
    assert file_stem("a/b").startswith("a_b-")
    assert file_stem("a/b") != file_stem("a\\b")
    assert len(file_stem("x" * 300)) < 80


def test_duration_falls_back_on_the_records(small: Project) -> None:
    graph = small.store().read("Mäuse/1")
    assert duration_s(graph) == pytest.approx(3.0)
    assert duration_s(replace(graph, notes={})) == pytest.approx(3.0)
