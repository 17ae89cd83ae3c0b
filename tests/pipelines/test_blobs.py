"""Blob tracker on small videos drawn at test time, whose truth is known exactly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pandas as pd
import pytest

from graphs.errors import DataError, UserError
from pipelines.evaluate.tracking import heading_errors, match_frames, tracking_quality
from pipelines.proxy import write_video
from pipelines.tracks.blobs import BlobSettings, track_blobs
from pipelines.tracks.schema import Tracks

WIDTH, HEIGHT, FPS = 240, 180, 25
Path2D = np.ndarray


def floor() -> np.ndarray:
    """An uneven floor with furniture, grey levels about 180."""
    rng = np.random.default_rng(0)
    picture = np.full((HEIGHT, WIDTH), 180.0) + rng.normal(0, 3, (HEIGHT, WIDTH))
    cv2.rectangle(picture, (170, 10), (230, 50), 120.0, 2)
    cv2.circle(picture, (30, 150), 12, 150.0, -1)
    return picture


def draw(picture: np.ndarray, x: float, y: float, heading_deg: float, grey: float) -> None:
    """An animal 40 px long: an egg with the narrow end in front, and a thin tail."""
    c, s = np.cos(np.radians(heading_deg)), np.sin(np.radians(heading_deg))

    def point(along: float) -> tuple[int, int]:
        return round((x + along * c) * 8), round((y + along * s) * 8)

    cv2.line(picture, point(-20), point(-38), grey, 2, cv2.LINE_AA, 3)
    cv2.ellipse(picture, point(-4), (16 * 8, 9 * 8), heading_deg, 0, 360, grey, -1, cv2.LINE_AA, 3)
    cv2.ellipse(picture, point(10), (10 * 8, 5 * 8), heading_deg, 0, 360, grey, -1, cv2.LINE_AA, 3)


def film(
    path: Path,
    positions: np.ndarray,
    headings: np.ndarray,
    greys: tuple[float, ...] = (50.0, 50.0),
    times_s: np.ndarray | None = None,
    light: Callable[[int], float] = lambda frame: 0.0,
) -> Path:
    """Write a video of animals at positions (frames, animals, 2), headings (frames, animals)."""
    times = np.arange(len(positions)) / FPS if times_s is None else times_s
    empty = floor()
    rng = np.random.default_rng(1)

    def pictures():
        for frame, (xy, angles) in enumerate(zip(positions, headings, strict=True)):
            picture = empty.copy()
            for (x, y), angle, grey in zip(xy, angles, greys, strict=False):
                draw(picture, x, y, angle, grey)
            noisy = picture + rng.normal(0, 1.5, picture.shape) + light(frame)
            yield float(times[frame]), noisy.clip(0, 255).astype(np.uint8)

    write_video(path, pictures(), fps=FPS, crf=20, threads=1, gop=25)
    return path


def circles(frames: int, animals: int = 2, rate_deg: float = 1.8) -> tuple[np.ndarray, np.ndarray]:
    """Animals on circles in two halves of the arena; positions and headings."""
    turn = np.radians(np.arange(frames) * rate_deg)[:, None] + np.arange(animals) * 1.3
    middle = np.array([[60.0, 80.0], [170.0, 100.0]])[:animals]
    xy = middle + 38.0 * np.stack([np.cos(turn), np.sin(turn)], axis=2)
    return xy, np.degrees(turn) + 90.0


def points(tracks: Tracks, keypoint: str) -> np.ndarray:
    position = tracks.data["position"].sel(keypoint=keypoint)
    return position.transpose("time", "individual", "space").values.astype(float)


def heading_of(tracks: Tracks) -> np.ndarray:
    span = points(tracks, "nose") - points(tracks, "tailbase")
    return np.degrees(np.arctan2(span[..., 1], span[..., 0]))


@pytest.fixture(scope="module")
def circling(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, np.ndarray, np.ndarray]:
    xy, headings = circles(90)
    path = film(tmp_path_factory.mktemp("blobs") / "circling.mp4", xy, headings)
    return path, xy, headings


def test_centre_heading_and_schema(circling) -> None:
    path, xy, headings = circling
    tracks = track_blobs(path, animals=2)
    assert tracks.keypoints == ["nose", "centre", "tailbase"]
    assert tracks.individuals == ["animal_1", "animal_2"]
    assert tracks.timebase.times_s == pytest.approx(np.arange(90) / FPS, abs=1e-4)
    quality = tracking_quality(xy, points(tracks, "centre"), within_px=5)
    assert quality.match_share == 1.0
    assert quality.swaps == 0
    pairs = match_frames(xy, points(tracks, "centre"), 5)
    errors = heading_errors(headings, heading_of(tracks), pairs)
    assert np.median(errors) < 4
    assert errors.max() < 20
    assert (tracks.data["confidence"].sel(keypoint="centre").values == 1).all()
    assert tracks.log[0]["foreground"] == "darker"


def test_number_of_animals_is_counted_and_said(circling) -> None:
    tracks = track_blobs(circling[0])
    assert len(tracks.individuals) == 2
    assert any("2 were most often seen apart" in warning for warning in tracks.warnings)


def test_progress_reaches_the_end(circling) -> None:
    calls: list[tuple[int, int]] = []
    track_blobs(circling[0], 2, progress=lambda done, total: calls.append((done, total)))
    assert calls[0] == (0, 90)
    assert calls[-1] == (90, 90)


def test_brighter_and_darker_animals_at_once(tmp_path: Path) -> None:
    xy, headings = circles(60)
    path = film(tmp_path / "two.mp4", xy, headings, greys=(250.0, 60.0))
    tracks = track_blobs(path)
    assert tracks.log[0]["foreground"] == "different"
    quality = tracking_quality(xy, points(tracks, "centre"), within_px=6)
    assert quality.match_share == 1.0
    # numbered from dark to light
    assert np.linalg.norm(points(tracks, "centre")[:, 0] - xy[:, 1], axis=1).max() < 6


def test_resting_animal_is_not_taken_for_the_floor(tmp_path: Path) -> None:
    xy, headings = circles(90)
    xy[:72, 1], headings[:72, 1] = xy[0, 1], headings[0, 1]
    xy[72:, 1] += np.linspace(0, 1, 18)[:, None] * [-10.0, 30.0]
    path = film(tmp_path / "rest.mp4", xy, headings)
    tracks = track_blobs(path, animals=2)
    quality = tracking_quality(xy, points(tracks, "centre"), within_px=6)
    assert quality.match_share > 0.97


def crossing(frames: int = 70) -> tuple[np.ndarray, np.ndarray]:
    """One animal walks right, one left, half a body width beside each other, touching half-way."""
    along = np.linspace(40, 200, frames)
    xy = np.stack(
        [
            np.column_stack([along, np.full(frames, 84.0)]),
            np.column_stack([240 - along, np.full(frames, 98.0)]),
        ],
        axis=1,
    )
    return xy, np.tile([0.0, 180.0], (frames, 1))


@pytest.mark.parametrize("greys", [(50.0, 50.0), (40.0, 110.0)])
def test_identity_through_a_contact(tmp_path: Path, greys: tuple[float, float]) -> None:
    xy, headings = crossing()
    tracks = track_blobs(film(tmp_path / "crossing.mp4", xy, headings, greys), animals=2)
    quality = tracking_quality(xy, points(tracks, "centre"), within_px=10)
    assert quality.match_share > 0.95
    assert quality.swaps == 0
    assert quality.identity_share == 1.0
    confidence = tracks.data["confidence"].sel(keypoint="centre").values
    together = np.linalg.norm(xy[:, 0] - xy[:, 1], axis=1) < 20
    assert confidence[together].max() == pytest.approx(0.7)
    assert tracks.log[0]["split_frames"] > 5


def test_looks_undo_a_swap_while_hidden(tmp_path: Path) -> None:
    # both vanish side by side and come back the other way round: only looks can tell
    xy = np.zeros((90, 2, 2))
    xy[:] = [[80.0, 80.0], [80.0, 110.0]]
    xy[:, :, 0] += np.linspace(0, 60, 90)[:, None]
    xy[40:50] = [[-99.0, -99.0], [-99.0, -99.0]]
    xy[50:, 0, 1], xy[50:, 1, 1] = 110.0, 80.0
    path = film(tmp_path / "swap.mp4", xy, np.zeros((90, 2)), greys=(30.0, 110.0))
    tracks = track_blobs(path, animals=2)
    seen = np.where(xy < 0, np.nan, xy)
    quality = tracking_quality(seen, points(tracks, "centre"), within_px=8)
    assert quality.swaps == 0
    assert quality.identity_share == 1.0
    gone = tracks.data.isel(time=slice(42, 48))
    assert np.isnan(gone["position"].values).all()
    assert (gone["confidence"].values == 0).all()


def test_walking_backwards_does_not_turn_the_animal_round(tmp_path: Path) -> None:
    # forwards for 3 s, then backwards for half a second: shape holds the front
    along = np.concatenate([np.linspace(40, 160, 75), np.linspace(160, 140, 13), np.full(12, 140)])
    xy = np.column_stack([along, np.full(100, 90.0)])[:, None]
    tracks = track_blobs(film(tmp_path / "back.mp4", xy, np.zeros((100, 1)), (50.0,)), animals=1)
    assert np.abs(heading_of(tracks)).max() < 15


def test_variable_frame_rate_keeps_presentation_times(tmp_path: Path) -> None:
    xy, headings = circles(120)
    kept = np.flatnonzero(np.arange(120) % 7 != 3)
    kept = kept[(kept < 60) | (kept > 66)]
    path = film(tmp_path / "vfr.mp4", xy[kept], headings[kept], times_s=kept / FPS)
    tracks = track_blobs(path, animals=2)
    assert tracks.timebase.times_s == pytest.approx(kept / FPS, abs=1e-3)
    assert tracking_quality(xy[kept], points(tracks, "centre"), within_px=5).match_share == 1.0


def test_drifting_light(tmp_path: Path) -> None:
    xy, headings = circles(60)
    path = film(tmp_path / "dim.mp4", xy, headings, light=lambda frame: -0.6 * frame)
    tracks = track_blobs(path, animals=2)
    assert tracking_quality(xy, points(tracks, "centre"), within_px=5).match_share == 1.0


def test_empty_arena(tmp_path: Path) -> None:
    path = film(tmp_path / "empty.mp4", np.zeros((40, 0, 2)), np.zeros((40, 0)))
    with pytest.raises(DataError, match="expected animals that stand out from the background"):
        track_blobs(path, animals=2)


def test_one_frame(tmp_path: Path) -> None:
    xy, headings = circles(1)
    path = film(tmp_path / "one.mp4", xy, headings)
    with pytest.raises(DataError, match=r"needs at least 5 frames.*found 1"):
        track_blobs(path)


def test_moving_camera(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    coarse = rng.uniform(0, 255, (60, 80)).astype(np.float32)
    world = cv2.resize(coarse, (960, 720), interpolation=cv2.INTER_CUBIC).clip(0, 255)
    views = (
        (frame / FPS, world[frame * 4 : frame * 4 + 180, frame * 6 : frame * 6 + 240])
        for frame in range(60)
    )
    path = tmp_path / "moving.mp4"
    write_video(path, ((t, np.ascontiguousarray(v.astype(np.uint8))) for t, v in views), fps=FPS)
    with pytest.raises(DataError, match="expected a camera that stands still"):
        track_blobs(path, animals=1)


def test_animal_that_is_mostly_away_is_said(tmp_path: Path) -> None:
    xy, headings = circles(60)
    xy[24:, 1] = -99.0
    tracks = track_blobs(film(tmp_path / "away.mp4", xy, headings), animals=2)
    assert any("was seen in 40% of the frames only" in warning for warning in tracks.warnings)


def test_no_animals_asked_for(circling) -> None:
    with pytest.raises(UserError, match="at least one animal to look for; found 0"):
        track_blobs(circling[0], animals=0)


def test_settings_report_all_faults() -> None:
    with pytest.raises(UserError, match=r"sample_frames.*contrast_share"):
        BlobSettings(sample_frames=2, contrast_share=2.0)


@pytest.mark.slow
def test_sample_recording_against_its_tracks() -> None:
    folder = Path(__file__).parents[2] / "sample_data" / "open_field"
    table = pd.read_hdf(next(folder.glob("open_fieldDLC*.h5"))).droplevel(0, axis=1)

    def truth(keypoint: str) -> np.ndarray:
        columns = []
        for animal in ("mouse_1", "mouse_2"):
            values = table[animal][keypoint]
            sure = values["likelihood"].to_numpy() > 0.6
            columns.append(np.where(sure[:, None], values[["x", "y"]].to_numpy(), np.nan))
        return np.stack(columns, axis=1)

    tracks = track_blobs(folder / "open_field.mp4", animals=2)
    quality = tracking_quality(truth("centre"), points(tracks, "centre"), within_px=30)
    assert quality.match_share > 0.99
    assert quality.identity_share > 0.99
    assert quality.median_error_px < 5
    pairs = match_frames(truth("centre"), points(tracks, "centre"), 30)
    # mouse_1 is dark and comes first; the pose file itself swaps names for a moment
    assert np.mean(pairs[pairs[:, 0] >= 0, 0] == 0) > 0.99
    span = truth("nose") - truth("tailbase")
    angle = np.degrees(np.arctan2(span[..., 1], span[..., 0]))
    errors = heading_errors(angle, heading_of(tracks), pairs)
    assert np.median(errors) < 3
    assert np.mean(errors > 90) < 0.01
