"""Crops: every valid keypoint inside, one size, no jumps; on scenes by hand and on real tracks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scenes import body, scene
from stills_pictures import sample, tiling

from graphs.errors import UserError
from pipelines.opened import from_tracks
from pipelines.recording import RecordingSpec
from pipelines.scene import Scene
from pipelines.stills.crop import View, view_of_event
from pipelines.tracks.clean import CleanSettings
from pipelines.tracks.read import read_tracks
from pipelines.video import Video

SIZE = (1000, 800)
RAT = "rat_resident_intruder/pose/1DLC_dlcrnetms5_DLC_ratJan24shuffle1_5000_el_filtered.csv.gz"
EVENT_S = 2.5

# tracks, video; without one the size of the frame is taken from the tracks
REAL = [
    ("amadeusgpt_examples/MABe/EGS8X2MN4SSUGFWAV976.h5",
     "amadeusgpt_examples/MABe/EGS8X2MN4SSUGFWAV976.mp4"),
    ("amadeusgpt_examples/Horse/BrownHorseinShadow_gt.h5",
     "amadeusgpt_examples/Horse/BrownHorseinShadow.mp4"),
    ("sleap_flies/120s.predictions.analysis.h5", "sleap_flies/20190128_113421.120s.mp4"),
    ("sleap_flies/centered_pair.analysis.h5", "sleap_flies/centered_pair_small.mp4"),
    ("sleap_flies/clip.predictions.slp", "sleap_flies/clip.mp4"),
    ("lightning_pose_mirror_mouse/CollectedData.csv", "lightning_pose_mirror_mouse/test_vid.mp4"),
    (RAT, None),
    ("mouse_object_exploration/pose/NOR_TS_C1_A_DLC.h5", None),
    ("jabs_pose/sample_pose_est_v5.h5", None),
]  # fmt: skip


def inside(view: View, of: Scene, rows: NDArray[np.int64], animals: list[int]) -> NDArray[np.bool_]:
    """Whether every known keypoint of some animals lies in the view, per frame."""
    held = []
    for row in rows:
        left, top, right, bottom = view.at(float(of.times_s[row]))
        x, y = of.position[row, :2][..., animals].reshape(2, -1)
        known = np.isfinite(x) & np.isfinite(y)
        held.append(((x >= left) & (x < right) & (y >= top) & (y < bottom))[known].all())
    return np.array(held)


def rows_of(of: Scene, start_s: float, stop_s: float) -> NDArray[np.int64]:
    return np.flatnonzero((of.times_s >= start_s) & (of.times_s < stop_s))


def share_inside(of: Scene, size: tuple[int, int]) -> tuple[float, int]:
    """Share of frames of events that tile a recording, and how many of these events have crops."""
    stop_s, held, crops = float(of.times_s[-1]) + of.frame_s, [], 0
    everyone = list(range(len(of.individuals)))
    for event in tiling(stop_s, max(1, round(stop_s / EVENT_S))):
        view = view_of_event(of, event.start_s, event.stop_s, size)
        if view is not None:
            crops += 1
            held.append(inside(view, of, rows_of(of, event.start_s, event.stop_s), everyone))
    return float(np.concatenate(held).mean()) if held else 1.0, crops


@pytest.mark.parametrize(("tracks", "video"), REAL)
def test_real_animals_are_inside(shared_data: Path, tracks: str, video: str | None) -> None:
    read = read_tracks(shared_data / tracks, fps=30)
    of = from_tracks(read, RecordingSpec("real", tracks=Path(tracks)), CleanSettings()).scene
    if video is None:
        size = tuple(np.ceil(np.nanmax(of.position[:, :2], axis=(0, 2, 3))).astype(int).tolist())
    else:
        film = Video(shared_data / video)
        size = film.width, film.height
    share, _ = share_inside(of, size)
    assert share >= 0.99


def test_animals_of_the_sample_are_inside() -> None:
    video, of = sample()
    share, crops = share_inside(of, (video.width, video.height))
    assert share == 1.0
    assert crops > 8


def test_size_by_hand() -> None:
    """One animal of 80 px at rest, lying along x: 1.5 times 80 px wide, and as high."""
    of = scene({"a": body(np.full(50, 500.0), 400)})
    view = view_of_event(of, 1, 3, SIZE)
    assert view is not None
    assert view.size == (120, 120)
    assert view.at(2.0) == (440, 340, 560, 460)
    wide = view_of_event(of, 1, 3, SIZE, margin=2.0, aspect=1.6)
    assert wide is not None
    assert wide.size == (160, 100)


def test_a_curled_animal_is_shown_with_room_for_its_body() -> None:
    points = body(np.full(50, 500.0), 400)
    points[:, :, [0, 2]] = points[:, :, [1]]
    view = view_of_event(scene({"a": points}), 0, 5, SIZE)
    assert view is not None
    assert view.size == (120, 120)


def test_the_view_has_one_size_and_moves_smoothly() -> None:
    """An animal that trembles by 8 px from frame to frame while it walks 10 px a frame."""
    way = 200 + 10 * np.arange(50.0) + 4 * (-1) ** np.arange(50)
    of = scene({"a": body(way, 400)})
    view = view_of_event(of, 0, 5, SIZE)
    assert view is not None
    boxes = np.array([view.at(time_s) for time_s in of.times_s])
    assert len({(box[2] - box[0], box[3] - box[1]) for box in boxes.tolist()}) == 1
    steps = np.diff(boxes[10:-10, 0])
    assert np.abs(np.diff(way)).max() == 18
    assert (np.abs(steps - 10) <= 2).all()
    assert inside(view, of, np.arange(50), [0]).all()


def test_a_sudden_jump_makes_the_view_larger_not_wrong() -> None:
    """What smoothing would cut off at the borders is inside: the view grows."""
    way = np.where(np.arange(50) < 25, 300.0, 500.0)
    of = scene({"a": body(way, 400)})
    view = view_of_event(of, 0, 5, SIZE)
    assert view is not None
    assert inside(view, of, np.arange(50), [0]).all()
    assert view.size[0] > 180


def test_where_nobody_is_tracked_the_view_goes_on_evenly() -> None:
    way = np.linspace(200, 690, 50)
    points = body(way, 400)
    points[10:40] = np.nan
    view = view_of_event(scene({"a": points}), 0, 5, SIZE)
    assert view is not None
    middles = np.array([view.at(time_s)[0] + view.size[0] / 2 for time_s in np.arange(50) / 10])
    np.testing.assert_allclose(middles[12:38], way[12:38], atol=4)
    before = view_of_event(scene({"a": points}), 1.5, 3.5, SIZE)
    assert before is None  # nobody is tracked in this event


def test_at_the_border_the_view_stays_in_the_frame() -> None:
    view = view_of_event(scene({"a": body(np.full(50, 45.0), 20)}), 0, 5, SIZE)
    assert view is not None
    assert view.at(1.0) == (0, 0, 120, 120)


def test_keypoints_over_the_border_are_inside_and_lost_ones_do_not_count() -> None:
    points = body(np.full(50, 30.0), 400)  # the tail base lies 10 px left of the frame
    view = view_of_event(scene({"a": points}), 0, 5, SIZE)
    assert view is not None
    assert -14 <= view.at(1.0)[0] <= -10
    points[20, :, 0] = (9e5, -9e5)
    same = view_of_event(scene({"a": points}), 0, 5, SIZE)
    assert same is not None
    assert same.size == view.size


def test_who_is_shown() -> None:
    near, far = body(np.full(50, 300.0), 300), body(np.full(50, 380.0), 300)
    away = body(np.full(50, 950.0), 780)
    of = scene({"a": near, "b": far, "c": away})
    two = view_of_event(of, 0, 5, SIZE, individuals=["a", "b"])
    assert two is not None
    assert two.size == (240, 240)
    assert view_of_event(of, 0, 5, SIZE) is None  # all three: nearly the whole frame
    one = view_of_event(of, 0, 5, SIZE, individuals=["c"])
    assert one is not None
    assert one.size == (120, 120)
    with pytest.raises(UserError, match="no individual 'cc'; did you mean 'c'"):
        view_of_event(of, 0, 5, SIZE, individuals=["a", "cc"])


def test_points_and_events_after_the_tracks() -> None:
    of = scene({"a": body(np.linspace(200, 690, 50), 400)})
    point = view_of_event(of, 2.03, 2.03, SIZE)
    assert point is not None
    assert inside(point, of, np.array([20]), [0]).all()
    assert view_of_event(of, 9.0, 10.0, SIZE) is None
