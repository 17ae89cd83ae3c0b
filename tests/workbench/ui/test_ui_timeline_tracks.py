"""What is drawn over the video: positions, clock and arena are those that rules measure on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from fastapi import FastAPI
from httpx import Response
from starlette.testclient import TestClient

from pipelines.proxy import write_video
from pipelines.roles import Roles
from workbench.project import open_project
from workbench.project_new import create_project
from workbench.ui.actions.contract import CancelledError, Report, command
from workbench.ui.actions.media import MakePlayable
from workbench.ui.playable import playable
from workbench.ui.routes import media, tracks
from workbench.ui.routes.state import State
from workbench.ui.watched import CHUNK_FRAMES, KEPT, Watched, skeleton

Ask = Callable[..., Response]


def _asker(folder: Path) -> Ask:
    state = State()
    key = state.projects.open(folder)
    app = FastAPI()
    for module in (tracks, media):
        app.include_router(module.router(state))
    client = TestClient(app)
    return lambda path, **given: client.get(f"/p/{key}/{path}", **given)


@pytest.fixture
def ask(sample_folder: Path) -> Ask:
    return _asker(sample_folder)


@pytest.fixture
def old_video(tmp_path: Path) -> Path:
    """A video that no browser plays."""
    import av

    path = tmp_path / "old.avi"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(40):
            picture = np.full((48, 64, 3), 6 * number, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def test_the_clock_is_the_recordings_own(ask: Ask, sample_folder: Path) -> None:
    edges = np.frombuffer(ask("clock/open_field").content, "<f8")
    recording = open_project(sample_folder).recording("open_field")
    np.testing.assert_array_equal(edges, recording.clock.edges_s)


def test_positions_come_in_parts(ask: Ask, sample_folder: Path) -> None:
    position = open_project(sample_folder).recording("open_field").scene.position
    frames, _, keypoints, animals = position.shape
    parts = [ask(f"tracks/{n}/open_field") for n in range(-(-frames // CHUNK_FRAMES))]
    sent = np.concatenate([np.frombuffer(part.content, "<f4") for part in parts])
    sent = sent.reshape(frames, animals, keypoints, 2)
    np.testing.assert_array_equal(sent, position[:, :2].transpose(0, 3, 2, 1))
    assert len(parts[0].content) == CHUNK_FRAMES * animals * keypoints * 2 * 4
    beyond = ask(f"tracks/{len(parts)}/open_field")
    assert beyond.status_code == 400
    assert "Expected frames" in beyond.json()["error"]


def test_the_scene_says_what_numbers_mean(ask: Ask, sample_folder: Path) -> None:
    scene = ask("scene/open_field").json()
    recording = open_project(sample_folder).recording("open_field")
    assert scene["individuals"] == recording.animals
    assert scene["keypoints"] == recording.keypoints
    assert [zone["name"] for zone in scene["zones"]] == ["shelter", "feeder"]
    corners = scene["zones"][0]["rings"][0]
    assert {(460.0, 30.0), (610.0, 160.0)} <= {tuple(corner) for corner in corners}
    assert scene["frames"] == len(recording.times_s)
    joined = {frozenset(scene["keypoints"][end] for end in pair) for pair in scene["skeleton"]}
    assert frozenset({"nose", "left_ear"}) in joined or frozenset({"nose", "leftear"}) in joined


def test_a_skeleton_joins_what_is_there() -> None:
    roles = Roles.from_keypoints(["nose", "left_ear", "right_ear", "tailbase", "tail_tip"])
    assert skeleton(roles) == [(0, 3), (3, 4), (0, 1), (0, 2)]
    assert skeleton(Roles.from_keypoints(["thorax"])) == []


def test_the_video_is_sent_by_ranges(ask: Ask, sample_folder: Path) -> None:
    video = open_project(sample_folder).spec("open_field").video
    assert video is not None
    whole = Path(video).read_bytes()
    part = ask("video/open_field", headers={"Range": "bytes=100-199"})
    assert (part.status_code, part.content) == (206, whole[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole)}"
    assert part.headers["content-type"] == "video/mp4"
    film = ask("film/open_field").json()
    assert (film["state"], film["width"], film["height"]) == ("plays", 640, 640)


def test_without_a_video_it_is_said(tmp_path: Path, write_tracks: Callable[[Path], Path]) -> None:
    project = create_project(tmp_path / "new")
    project.add([{"name": "m1", "tracks": str(write_tracks(tmp_path / "tracks.csv")), "fps": 30.0}])
    ask = _asker(project.folder)
    assert ask("film/m1").json()["state"] == "none"
    assert ask("video/m1").status_code == 404
    assert ask("scene/m1").status_code == 200
    assert ask("clock/m2").status_code == 400


def test_animals_are_not_followed_while_a_person_waits(tmp_path: Path) -> None:
    video = tmp_path / "m1.mp4"
    write_video(video, ((n / 10, np.zeros((32, 32), np.uint8)) for n in range(5)), fps=10)
    project = create_project(tmp_path / "new")
    project.add([{"name": "m1", "video": str(video), "animal_count": 1}])
    ask = _asker(project.folder)
    assert "label it first" in ask("scene/m1").json()["error"]
    assert ask("film/m1").json()["state"] == "plays"


def test_few_recordings_stay_read(tmp_path: Path, write_tracks: Callable[[Path], Path]) -> None:
    project = create_project(tmp_path / "new")
    names = [f"m{n}" for n in range(KEPT + 2)]
    for name in names:
        path = str(write_tracks(tmp_path / f"{name}.csv"))
        project.add([{"name": name, "tracks": path, "fps": 30.0}])
    watched = Watched()
    first = watched.recording(project, names[0])
    assert watched.recording(project, names[0]) is first
    for name in names[1:]:
        watched.recording(project, name)
    assert len(watched._kept) == KEPT


def test_a_copy_that_browsers_play(tmp_path: Path, old_video: Path) -> None:
    project = create_project(tmp_path / "new")
    project.add([{"name": "old", "video": str(old_video), "animal_count": 1}])
    before = old_video.read_bytes()
    ask = _asker(project.folder)
    assert ask("film/old").json()["state"] == "make"
    assert "a copy has to be made" in ask("video/old").text

    shares: list[float] = []
    report = Report(lambda share, _what: shares.append(share))
    action = MakePlayable("old")
    done = action.run(project, report)
    assert shares[-1] == 1.0
    assert done.data["path"].is_relative_to(project.cache_folder)
    assert ask("film/old").json()["state"] == "plays"
    assert ask("video/old").content == done.data["path"].read_bytes()
    assert old_video.read_bytes() == before
    assert command(action, project.folder).startswith("workbench playable --project ")


def test_a_copy_that_is_stopped_leaves_nothing(tmp_path: Path, old_video: Path) -> None:
    project = create_project(tmp_path / "new")
    project.add([{"name": "old", "video": str(old_video), "animal_count": 1}])
    report = Report()
    report.stop()
    with pytest.raises(CancelledError):
        MakePlayable("old").run(project, report)
    assert playable(project, "old").path is None
    assert list((project.cache_folder / "proxies").iterdir()) == []
