"""The signal that segmenters see, by hand on straight and circular motion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from segment_videos import write_video

from pipelines.arena import Zone
from pipelines.segment import SegmentInput, features, positions
from pipelines.segment.binning import Bins
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import Tracks, make_tracks


def bodies(centre: NDArray[np.float64], heading: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return nose, centre and tail base of animals 40 px long: (frames, 2, 3, animals)."""
    ahead = np.stack([np.cos(heading), np.sin(heading)], axis=1)
    return np.stack([centre + 20 * ahead, centre, centre - 20 * ahead], axis=2)


def tracked(position: NDArray[np.float64], times_s: NDArray[np.float64]) -> Tracks:
    animals = [f"m{number}" for number in range(position.shape[3])]
    return make_tracks(
        position, None, ["nose", "centre", "tailbase"], animals, TimeBase(times_s, "test"), "test"
    )


def test_bins_weigh_frames_by_how_long_they_are_shown() -> None:
    """Bins of 0.2 s; frames at 0, 0.1, 0.5 (unknown) and 0.9 s; the last one ends at 1 s."""
    bins = Bins(1.0, 5.0, 1)
    values = np.array([[1.0], [2.0], [np.nan], [4.0]])
    bins.add(np.array([0.0, 0.1, 0.5, 0.9, 1.0]), values)
    assert bins.means().ravel() == pytest.approx([1.5, 2.0, 2.0, np.nan, 4.0], nan_ok=True)


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_bins_do_not_depend_on_how_frames_are_stretched(cut: int) -> None:
    edges = np.array([0.0, 0.1, 0.5, 0.9, 1.0])
    values = np.array([[1.0], [2.0], [5.0], [4.0]])
    whole, parts = Bins(1.0, 3.0, 1), Bins(1.0, 3.0, 1)
    whole.add(edges, values)
    parts.add(edges[: cut + 1], values[:cut])
    parts.add(edges[cut:], values[cut:])
    assert parts.means() == pytest.approx(whole.means())


def test_tracks_longer_than_the_recording_and_shorter() -> None:
    for duration_s, known in ((0.4, 2), (3.0, 5)):
        bins = Bins(duration_s, 5.0, 1)
        bins.add(np.array([0.0, 0.5, 1.0]), np.ones((2, 1)))
        assert np.isfinite(bins.means()).sum() == known
        assert bins.count == round(duration_s * 5)


def circling(times_s: NDArray[np.float64]) -> Tracks:
    """One animal goes round a circle of 100 px in 10 s, the other one stands in its middle."""
    angle = 2 * np.pi * times_s / 10
    centre = 300 + 100 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    middle = np.full((len(times_s), 2), 300.0)
    still = bodies(middle, np.zeros(len(times_s)))
    return tracked(np.stack([bodies(centre, angle + np.pi / 2), still], axis=3), times_s)


def raw(clip: SegmentInput, monkeypatch: pytest.MonkeyPatch) -> dict[str, NDArray[np.float64]]:
    """Return the columns of the signal before they are z-scored."""
    monkeypatch.setattr(features, "standardised", lambda values, valid: values)
    samples = clip.samples(5.0)
    return dict(zip(samples.names, samples.values.T, strict=True))


def test_columns_of_circular_motion(monkeypatch: pytest.MonkeyPatch) -> None:
    times = np.arange(600) / 30
    tracks = circling(times)
    zones = {"right": Zone.polygon("right", [(300, 0), (600, 0), (600, 600), (300, 600)])}
    columns = raw(SegmentInput("r", 20.0, tracks, zones=zones), monkeypatch)
    inner = slice(1, -1)
    assert columns["speed m0"][inner] == pytest.approx(2 * np.pi * 10, rel=0.01)
    assert columns["speed m1"] == pytest.approx(0, abs=1e-3)
    # turning in degrees per second; positive is clockwise on the screen
    assert columns["turning m0"][inner] == pytest.approx(36, rel=0.01)
    assert columns["body length m0"] == pytest.approx(40, rel=0.01)
    assert columns["distance m0 m1"] == pytest.approx(100, rel=0.01)
    assert columns["closing speed m0 m1"] == pytest.approx(0, abs=0.5)
    # the centre of the circle lies to the right of one who goes clockwise
    assert columns["bearing sin m0 m1"] == pytest.approx(1, abs=0.01)
    assert columns["bearing cos m0 m1"] == pytest.approx(0, abs=0.05)
    # the nearest points are 80 px (other's nose ahead) to 100 px apart, or nearly so
    assert columns["closest m0 m1"].min() == pytest.approx(80, abs=2)
    assert columns["closest m0 m1"].max() < 103
    in_right = columns["in right m0"]
    assert set(np.unique(in_right)) == {0, 1}
    assert in_right[[2, 25, 48]].tolist() == [1, 0, 1]


def test_a_variable_frame_rate_gives_the_same_signal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Frames dropped at random; by index / fps the animal would seem to run after every drop."""
    times = np.arange(600) / 30
    kept = np.sort(np.random.default_rng(0).choice(600, 500, replace=False))
    kept[0] = 0
    full = raw(SegmentInput("r", 20.0, circling(times)), monkeypatch)
    some = raw(SegmentInput("r", 20.0, circling(times[kept])), monkeypatch)
    position = circling(times[kept]).data["position"].values
    wrong_tracks = tracked(position, TimeBase.constant(500, 25.0).times_s)
    wrong = raw(SegmentInput("r", 20.0, wrong_tracks), monkeypatch)
    error, wrong_error = (
        np.abs(other["speed m0"][1:-1] - full["speed m0"][1:-1]).mean() for other in (some, wrong)
    )
    assert error < 0.6 * wrong_error


def test_ten_minutes_at_a_time_is_the_same_as_all(monkeypatch: pytest.MonkeyPatch) -> None:
    times = np.arange(600) / 30
    whole = SegmentInput("r", 20.0, circling(times)).samples(5.0)
    monkeypatch.setattr(positions, "_STRETCH", 77)
    parts = SegmentInput("r", 20.0, circling(times)).samples(5.0)
    assert parts.names == whole.names
    # a body length that only rounding changes is a constant, not a signal
    assert np.nan_to_num(parts.values) == pytest.approx(np.nan_to_num(whole.values), abs=1e-3)


def test_validity_and_gaps() -> None:
    """A gap of 0.8 s is filled but not valid; one of 2 s stays unknown; half a body is enough."""
    times = np.arange(600) / 30
    position = circling(times).data["position"].values.copy()
    position[150:174] = np.nan
    position[300:360] = np.nan
    position[450:480, :, 1:, 0] = np.nan
    samples = SegmentInput("r", 20.0, tracked(position, times)).samples(5.0)
    distance = samples.values[:, samples.names.index("distance m0 m1")]
    assert not samples.valid[25:29].any()
    assert np.isfinite(distance[25:29]).all()
    assert not samples.valid[50:60].any()
    assert np.isnan(distance[50:60]).all()
    assert samples.valid[75:80].all()
    assert samples.valid.sum() == 100 - 4 - 10


def test_pieces_of_tracks_are_left_out() -> None:
    times = np.arange(600) / 30
    position = circling(times).data["position"].values
    pieces = np.full((600, 2, 3, 5), np.nan, np.float32)
    pieces[..., :2] = position
    for piece in (2, 3, 4):
        pieces[100 * piece : 100 * piece + 20, ..., piece] = position[:20, ..., 0]
    samples = SegmentInput("r", 20.0, tracked(pieces, times)).samples(5.0)
    assert samples.names == SegmentInput("r", 20.0, circling(times)).samples(5.0).names
    assert samples.valid.all()


def test_there_is_no_bearing_of_what_is_at_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two tracks of one animal for two seconds: distance 0 and no direction, rather than 0."""
    times = np.arange(600) / 30
    position = circling(times).data["position"].values.copy()
    position[150:210, ..., 0] = position[150:210, ..., 1]
    columns = raw(SegmentInput("r", 20.0, tracked(position, times)), monkeypatch)
    assert columns["distance m0 m1"][25:35] == pytest.approx(0, abs=1e-6)
    assert np.isnan(columns["bearing sin m0 m1"][25:35]).all()
    assert np.isfinite(columns["bearing sin m0 m1"][:25]).all()


def test_a_track_of_one_point_has_no_body() -> None:
    times = np.arange(100) / 10
    position = (np.arange(100.0)[:, None] * [3.0, 4.0])[:, :, None, None]
    tracks = make_tracks(position, None, ["centre"], ["fly"], TimeBase(times, "test"), "test")
    samples = SegmentInput("r", 10.0, tracks).samples(5.0)
    assert samples.names == ("speed fly", "turning fly")
    assert np.abs(samples.values[2:-2]).max() < 1.5


def test_values_are_z_scores_of_valid_samples() -> None:
    values = np.array([[1.0, 5.0], [3.0, 5.0], [100.0, 5.0], [np.nan, np.nan]])
    valid = np.array([True, True, False, True])
    scores = features.standardised(values, valid)
    assert scores[:, 0] == pytest.approx([-1, 1, 98, np.nan], nan_ok=True)
    assert scores[:, 1] == pytest.approx([0, 0, 0, np.nan], nan_ok=True)


def test_the_signal_is_computed_once_and_only_when_needed() -> None:
    clip = SegmentInput("r", 20.0, circling(np.arange(600) / 30))
    assert clip.samples(5.0) is clip.samples(5.0)
    assert clip.samples(2.0).values.shape[0] == 40


def test_coarser_samples_are_means() -> None:
    clip = SegmentInput("r", 20.2, circling(np.arange(600) / 30))
    fine = clip.samples(5.0)
    coarse = fine.coarser(10)
    assert coarse.rate_hz == pytest.approx(0.5)
    assert len(coarse.valid) == 11
    assert coarse.valid.tolist() == [True] * 10 + [False]
    assert coarse.values[3] == pytest.approx(fine.values[30:40].mean(axis=0))


def test_a_video_without_tracks(tmp_path: Path) -> None:
    """The picture changes at 2 s: gray values step, motion energy peaks."""
    colours = [(40, 40, 40)] * 40 + [(200, 200, 200)] * 40
    video = write_video(tmp_path / "step.mp4", colours, range(80), fps=20)
    samples = SegmentInput("r", 4.0, video=video).samples(5.0)
    assert samples.values.shape == (20, 24)
    assert samples.valid.all()
    gray = samples.values[:, samples.names.index("gray 0")]
    motion = samples.values[:, samples.names.index("motion 0")]
    assert (np.diff(gray) > 1).nonzero()[0].tolist() == [9]
    assert int(np.argmax(motion)) == 10


def test_neither_tracks_nor_video() -> None:
    samples = SegmentInput("r", 3.0).samples(5.0)
    assert samples.values.shape == (15, 1)
    assert not samples.valid.any()


def test_what_the_camera_did_not_see_is_no_sample() -> None:
    times = np.arange(60) / 10
    times[30:] += 5  # nothing is seen from 3.2 to 8 s
    position = np.cumsum(np.ones((60, 2, 1, 1)), axis=0)
    tracks = make_tracks(position, None, ["centre"], ["a"], TimeBase(times, ""), "by hand")
    clip = SegmentInput("r", tracks.timebase.stop_s, tracks)
    samples = clip.samples(2)
    seconds = np.arange(len(samples.valid)) / 2
    assert samples.valid[seconds < 3].all()
    assert not samples.valid[(seconds >= 3.5) & (seconds < 8)].any()
    assert samples.valid[seconds >= 8.5].all()
