"""`workbench track`: what it says; that networks run under it is shown in ``tests/heavy``."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from tracking_files import Brightest
from typer.testing import CliRunner, Result

from graphs.errors import UserError
from pipelines.proxy import write_video
from workbench.cli import app
from workbench.cli.track import add_results, find_videos, print_tracked, run_tracking
from workbench.project import open_project
from workbench.project_new import create_project


def workbench(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def make_video(path: Path, frames: int = 12) -> Path:
    """A dark picture with a bright dot that goes to the right, 4 px a frame."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pictures = np.full((frames, 48, 64, 3), 30, np.uint8)
    for frame in range(frames):
        pictures[frame, 20:24, 4 * frame : 4 * frame + 4] = 250
    write_video(path, zip((np.arange(frames) / 30).tolist(), pictures, strict=True))
    return path


@pytest.mark.skipif(find_spec("deeplabcut") is not None, reason="DeepLabCut is installed here")
def test_without_the_extra_nothing_is_made_and_the_error_names_it(tmp_path: Path) -> None:
    video = make_video(tmp_path / "m1.mp4")
    before = sorted(tmp_path.rglob("*"))
    done = workbench("track", video, "--model", tmp_path, "--out", tmp_path / "out", "--json")
    assert done.exit_code == 2
    assert 'pip install "behavior-workbench[deeplabcut]"' in json.loads(done.stdout)["error"]
    assert sorted(tmp_path.rglob("*")) == before


def test_wrong_usage_is_refused() -> None:
    for words in (
        ["track"],
        ["track", "m1.mp4"],
        ["track", "m1.mp4", "--model", "p", "--tracker", "sleap"],
        ["track", "m1.mp4", "--model", "p", "--device", "tpu"],
        ["track", "m1.mp4", "--model", "p", "--batch-size", "0"],
    ):
        assert workbench(*words).exit_code == 2


def test_help_says_where_results_go_and_that_nothing_is_fetched() -> None:
    said = " ".join(workbench("track", "--help").stdout.split())
    assert "the folder tracks/ of the --project, or else of the current folder" in said
    assert "nothing is ever fetched" in said


def test_videos_are_found_in_folders_and_counted_once(tmp_path: Path) -> None:
    first = make_video(tmp_path / "day 1" / "m1.mp4")
    second = make_video(tmp_path / "day 2" / "m2.avi.mp4")
    (tmp_path / "day 1" / "notes.csv").write_text("a,b\n")
    (tmp_path / "day 1" / "m1DLC_Resnet50_xNov1shuffle1_el_labeled.mp4").touch()
    assert find_videos([tmp_path, first]) == [first, second]
    odd = tmp_path / "recording.raw"
    first.rename(odd)
    assert find_videos([odd]) == [odd]  # named by a person: tried whatever it is called
    with pytest.raises(UserError, match="gone"):
        find_videos([odd, tmp_path / "gone.mp4"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="No video was found"):
        find_videos([tmp_path / "empty"])


def test_results_become_recordings_of_a_project(tmp_path: Path) -> None:
    video = make_video(tmp_path / "videos" / "m1.mp4")
    bad = tmp_path / "videos" / "bad.mp4"
    bad.write_text("this is text")
    project = create_project(tmp_path / "p")
    for state in ("done", "skipped"):
        outcomes = run_tracking([video, bad], Brightest(), project.folder / "tracks", force=False)
        assert [outcome.state for outcome in outcomes] == [state, "failed"]
        add_results(project, outcomes)
    (recording,) = open_project(tmp_path / "p").specs()
    assert (recording.name, recording.video, recording.tracks) == ("m1", video, outcomes[0].tracks)
    assert list((tmp_path / "videos").iterdir()) in ([video, bad], [bad, video])
    assert add_results(project, outcomes[1:]) == {"added": None}


def test_a_recording_that_was_a_video_only_gets_its_tracks(tmp_path: Path) -> None:
    video = make_video(tmp_path / "m1.mp4")
    project = create_project(tmp_path / "p")
    project.add([{"name": "cage 7", "video": str(video), "group": "control"}])
    add_results(project, run_tracking([video], Brightest(), tmp_path / "out", force=False))
    (recording,) = project.specs()
    assert (recording.name, recording.group) == ("cage 7", "control")
    assert recording.tracks is not None


def test_the_table_tells_what_became_of_every_video(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    video = make_video(tmp_path / "m1.mp4")
    bad = tmp_path / "bad.mp4"
    bad.write_text("this is text")
    print_tracked(run_tracking([bad, video], Brightest(), tmp_path / "out", force=False))
    said = capsys.readouterr()
    assert "1 done, 0 skipped, 1 failed" in said.out
    assert "see below" in said.out
    assert "m1.mp4: Looked at brightness only." in said.err
    assert "bad.mp4: " in said.err
