"""A recording with its files read: what is decided from files, and what is said about them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from graphs.ethogram import load_ethogram, parse_ethogram
from pipelines import describe
from pipelines.label import LabelSettings, label_recording, plan_run
from pipelines.opened import OpenedRecording, open_recording
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings

ETHOGRAMS = Path(describe.__file__).parent / "ethograms"
FRAMES = 900
SURE, GUESS = 0.99, 0.01

Points = dict[str, NDArray[np.float64]]


def still(x: float, y: float, confidence: float = SURE) -> NDArray[np.float64]:
    """Return x, y and likelihood of a point that does not move, shape (frames, 3)."""
    return np.tile([x, y, confidence], (FRAMES, 1))


def walking() -> Points:
    """Return a mouse 50 px long that walks to and fro around (300, 300)."""
    nose = still(325, 300)
    nose[:, 0] += 20 * np.sin(np.arange(FRAMES) / 30)
    return {"nose": nose, "tailbase": nose - [50, 0, 0]}


def write_points(folder: Path, points: Points) -> Path:
    """Write points as a DeepLabCut file."""
    names = [("s", point, what) for point in points for what in ("x", "y", "likelihood")]
    columns = pd.MultiIndex.from_tuples(names, names=["scorer", "bodyparts", "coords"])
    path = folder / "tracks.csv"
    pd.DataFrame(np.column_stack(list(points.values())), columns=columns).to_csv(path)
    return path


def open_points(
    folder: Path, points: Points, body_length_px: float | None = None
) -> OpenedRecording:
    """Return points that went through a file."""
    path = write_points(folder, points)
    recording = RecordingSpec("r", tracks=path, fps=30.0, body_length_px=body_length_px)
    return open_recording(recording, clean=CleanSettings(), body_length_cm=None)


def test_an_object_is_where_it_is_surely_seen(tmp_path: Path) -> None:
    """For 540 of 900 frames it is not there yet, and its tracker guesses about the box."""
    thing = still(500, 400)
    thing[:540, :2] = np.random.default_rng(0).uniform(0, 100, (540, 2))
    thing[:540, 2] = GUESS
    opened = open_points(tmp_path, walking() | {"obj_1": thing})
    assert opened.scene.arena.objects["obj_1"].at == (500, 400)
    assert opened.scene.arena.objects["obj_1"].kind == "object"
    assert opened.scene.keypoints == ("nose", "tailbase")
    assert opened.warnings == ()
    thing[:, 2] = GUESS
    unsure = open_points(tmp_path, walking() | {"obj_1": thing})
    assert "obj_1" not in unsure.scene.arena.objects
    assert "'obj_1' has no place: it is never seen" in unsure.warnings[0]


@pytest.mark.parametrize(
    "things", [{}, {"corner_tl": still(10, 10), "corner_br": still(700, 600)}], ids=["none", "two"]
)
def test_things_in_view_make_no_animal_larger(tmp_path: Path, things: Points) -> None:
    """A leap of four body lengths and back is one, also in an arena whose corners are tracked."""
    points = walking()
    for point in points.values():
        point[450, 1] += 200
    opened = open_points(tmp_path, points | things)
    assert opened.tracks.log[-1]["jumps"] == {"animal_1": {"nose": 1, "tailbase": 1}}
    assert opened.scene.position[450, 1, 0, 0] == 300


def test_the_body_length_that_a_person_gave_decides_what_a_leap_is(tmp_path: Path) -> None:
    points = walking()
    for point in points.values():
        point[450, 1] += 200
    opened = open_points(tmp_path, points, body_length_px=250.0)
    assert opened.tracks.log[-1]["jumps"] == {}


def test_an_object_in_view_does_not_make_an_animal_seen(tmp_path: Path) -> None:
    """The mouse is there in the last 100 of 900 frames; its tail is guessed with confidence."""
    points = walking() | {"tail_tip": still(0, 0)}
    for name in ("nose", "tailbase"):
        points[name][:800, 2] = GUESS
    recording = RecordingSpec(
        "r", tracks=write_points(tmp_path, points | {"obj_1": still(5, 4)}), fps=30
    )
    ethogram, settings = parse_ethogram('[behavior.a]\ndefinition = "x"'), LabelSettings()
    run = plan_run(recording, ethogram, settings)
    graph = label_recording(recording, ethogram, settings, run)
    assert graph.notes["seen_share"] == {"animal_1": 0.1111}
    roles = graph.notes["roles"]
    assert isinstance(roles, dict)
    assert roles["objects"] == ["obj_1"]


def write_pieces(folder: Path, tracks: int) -> Path:
    """Write two animals in pieces of 150 frames, one after the other on each side."""
    table: dict[tuple[str, ...], NDArray[np.float64]] = {}
    for number in range(tracks):
        x = np.full(FRAMES, np.nan)
        x[number // 2 * 160 :][:150] = 100 + 200 * (number % 2)
        for point, ahead in (("nose", 10), ("tailbase", -10)):
            for what, values in (("x", x + ahead), ("y", x), ("likelihood", x / x)):
                table["s", f"t{number}", point, what] = values
    columns = pd.MultiIndex.from_tuples(
        list(table), names=["scorer", "individuals", "bodyparts", "coords"]
    )
    path = folder / "pieces.csv"
    pd.DataFrame(np.column_stack(list(table.values())), columns=columns).to_csv(path)
    return path


@pytest.mark.parametrize(
    ("tracks", "animals", "said"),
    [
        (10, None, "10 pieces of tracks were joined into 2 animals"),
        (4, None, "4 tracks, but usually only 2 are seen at once"),
        (4, 2, "4 pieces of tracks were joined into 2 animals"),
    ],
)
def test_pieces_of_tracks_are_joined_or_said_to_be_pieces(
    tmp_path: Path, tracks: int, animals: int | None, said: str
) -> None:
    path = write_pieces(tmp_path, tracks)
    recording = RecordingSpec("r", tracks=path, fps=30.0, animal_count=animals)
    opened = open_recording(recording, clean=CleanSettings(), body_length_cm=None)
    (warning,) = [text for text in opened.warnings if "pieces" in text]
    assert said in warning


def test_the_scale_of_a_jabs_file_counts(shared_data: Path) -> None:
    recording = RecordingSpec("r", tracks=shared_data / "jabs_pose/sample_pose_est_v5.h5", fps=30.0)
    opened = open_recording(recording, clean=CleanSettings(), body_length_cm=8.5)
    assert opened.scene.scale.px_per_cm == pytest.approx(13.63, abs=0.01)
    assert opened.scene.arena.px_per_cm == opened.scene.scale.px_per_cm
    assert "13.63 px per cm (declared by the track file)" in opened.scene.scale.describe()


def test_exploration_is_found_without_a_scale(shared_data: Path) -> None:
    """Seconds at two objects by the rules as shipped; a person says 18 s, the rules 20 s in cm."""
    path = shared_data / "mouse_object_exploration/pose/NOR_TS_C1_D_DLC.h5"
    recording, settings = RecordingSpec("r", tracks=path, fps=25.0), LabelSettings()
    ethogram = load_ethogram(ETHOGRAMS / "object_exploration.toml")
    graph = label_recording(recording, ethogram, settings, plan_run(recording, ethogram, settings))
    seconds = sum(f.stop_s - f.start_s for f in graph.facts if f.predicate == "explore")
    assert 15 < seconds < 21
