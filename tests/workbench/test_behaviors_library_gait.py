"""Strides of a synthetic paw: known stride length, cadence and duty factor come out again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from graphs.errors import UserError
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks
from workbench.analysis.gait import strides
from workbench.analysis.recording import Recording

BODY_PX = 80.0
COLUMNS = [
    "animal", "paw", "start_s", "stop_s", "stride_length_cm", "stride_s", "swing_s", "stance_s",
    "duty_factor", "cadence_per_s", "speed_cm_per_s",
]  # fmt: skip


@dataclass(frozen=True)
class Gait:
    """A paw that stands for a share of each stride and then moves as a half wave of a sine.

    The first strike is at 0; stride and body length are in seconds and px.
    """

    stride_s: float = 0.32
    length_px: float = 64.0
    duty: float = 0.6
    fps: float = 200.0
    seconds: float = 6.4
    noise_px: float = 0.0
    px_per_cm: float | None = 10.0

    @property
    def times_s(self) -> np.ndarray:
        return np.arange(0, self.seconds, 1 / self.fps)

    def paw_px(self) -> np.ndarray:
        """How far the paw is, shape (frames,)."""
        strides_, phase = np.divmod(self.times_s / self.stride_s, 1)
        swing = np.clip((phase - self.duty) / (1 - self.duty), 0, 1)
        return (strides_ + (1 - np.cos(np.pi * swing)) / 2) * self.length_px

    def recording(self, walks_until_s: float = np.inf, lost: slice | None = None) -> Recording:
        """An animal that walks along x, its paw beside it."""
        walked = np.minimum(self.times_s, walks_until_s)
        centre = walked * self.length_px / self.stride_s
        paw = np.where(self.times_s < walks_until_s, self.paw_px(), np.nan)
        paw[np.isnan(paw)] = np.nanmax(paw)
        x = np.stack([centre + 40, centre, centre - 40, paw], axis=-1)
        y = np.broadcast_to([0.0, 0.0, 0.0, 15.0], x.shape)
        position = np.stack([x, y], axis=1)[..., None]
        position = position + np.random.default_rng(0).normal(0, self.noise_px, position.shape)
        if lost is not None:
            position[lost, :, 3] = np.nan
        names = ["nose", "centre", "tailbase", "left_hindpaw"]
        clock = TimeBase.constant(len(x), self.fps)
        tracks = make_tracks(position, None, names, ["a"], clock, "by hand")
        return Recording.from_tracks(tracks, px_per_cm=self.px_per_cm, body_length_px=BODY_PX)


@pytest.mark.parametrize(
    "gait",
    [
        Gait(),
        Gait(fps=100),
        Gait(fps=400, noise_px=0.3),
        Gait(noise_px=0.3),
        Gait(stride_s=0.4, length_px=50, duty=0.65),
        Gait(stride_s=0.2, length_px=64, duty=0.5),
    ],
    ids=str,
)
def test_known_strides_are_recovered(gait: Gait) -> None:
    found = strides(gait.recording(), "a.left_hindpaw")
    assert list(found.columns) == COLUMNS
    assert len(found) >= gait.seconds / gait.stride_s - 3
    known = {
        "stride_length_cm": gait.length_px / 10,
        "stride_s": gait.stride_s,
        "cadence_per_s": 1 / gait.stride_s,
        "duty_factor": gait.duty,
        "stance_s": gait.duty * gait.stride_s,
        "speed_cm_per_s": gait.length_px / gait.stride_s / 10,
    }
    for column, value in known.items():
        assert found[column].mean() == pytest.approx(value, rel=0.02), column
    np.testing.assert_allclose(found["swing_s"] + found["stance_s"], found["stride_s"])


def test_strikes_are_when_the_paw_is_put_down() -> None:
    found = strides(Gait().recording(), "a.left_hindpaw")
    whole = found["start_s"] / 0.32
    np.testing.assert_allclose(whole, np.round(whole), atol=0.03)
    np.testing.assert_allclose(found["start_s"][1:], found["stop_s"][:-1])


def test_lengths_are_in_pixels_without_a_scale() -> None:
    found = strides(Gait(px_per_cm=None).recording(), "a.left_hindpaw")
    assert found["stride_length_px"].mean() == pytest.approx(64, rel=0.02)
    assert found["speed_px_per_s"].mean() == pytest.approx(200, rel=0.02)


def test_an_animal_that_stands_makes_no_stride() -> None:
    rec = Gait().recording(walks_until_s=3.2)
    found = strides(rec, "a.left_hindpaw")
    assert found["stop_s"].max() < 3.3
    assert len(strides(rec, "a.left_hindpaw", at_least="5 BL/s")) == 0


def test_a_stride_with_an_unknown_frame_is_left_out() -> None:
    whole = strides(Gait().recording(), "a.left_hindpaw")
    lost = strides(Gait().recording(lost=slice(640, 650)), "a.left_hindpaw")  # 3.2 to 3.25 s
    missing = whole[~np.isclose(whole["start_s"].to_numpy()[:, None], lost["start_s"]).any(axis=1)]
    assert 1 <= len(missing) <= 2
    assert (missing["start_s"] < 3.26).all()
    assert (missing["stop_s"] > 3.19).all()


def test_a_pause_of_the_camera_is_in_no_stride() -> None:
    gait = Gait()
    kept = (gait.times_s < 3.0) | (gait.times_s >= 3.6)
    before = gait.recording()
    position = before.tracks["position"].values[kept]
    clock = TimeBase(gait.times_s[kept], "by hand")
    tracks = make_tracks(position, None, before.keypoints, ["a"], clock, "by hand")
    found = strides(Recording.from_tracks(tracks, body_length_px=BODY_PX), "a.left_hindpaw")
    assert len(found) > 10
    assert not ((found["start_s"] < 3.6) & (found["stop_s"] > 3.0)).any()


def test_without_a_known_frame_there_is_no_stride() -> None:
    rec = Gait().recording(lost=slice(None))
    assert strides(rec, "a.left_hindpaw").empty
    assert rec.behavior("stride", paw="left_hindpaw").assessed_s == 0


@pytest.mark.parametrize("paw", ["a.left_paw", "a.left hind"])
def test_unknown_paws_list_the_keypoints(paw: str) -> None:
    with pytest.raises(UserError, match="keypoints: nose, centre, tailbase, left_hindpaw"):
        strides(Gait().recording(), paw)


@pytest.mark.parametrize("paw", ["a", "*"])
def test_an_animal_is_no_paw(paw: str) -> None:
    with pytest.raises(UserError, match=r"not one paw.*'a.left_hindpaw'.*keypoints: nose, centre"):
        strides(Gait().recording(), paw)


def test_the_paw_may_be_written_otherwise() -> None:
    assert len(strides(Gait().recording(), "a.Left HindPaw")) > 10


def test_strides_and_stances_as_bouts() -> None:
    rec = Gait().recording()
    table = strides(rec, "a.left_hindpaw")
    stride, stance = (rec.behavior(name, paw="left_hindpaw") for name in ("stride", "stance"))
    np.testing.assert_allclose(stride.intervals, table[["start_s", "stop_s"]])
    np.testing.assert_allclose(stance.duration_s, table["stance_s"])
    assert stride.rows[0][1:] == ("a", None, "stride")
    assert stride.assessed_s == pytest.approx(6.4)


def test_strides_of_the_behavior_take_its_settings() -> None:
    rec = Gait().recording()
    assert rec.behavior("stride", paw="left_hindpaw", at_least="5 BL/s").count == 0
    with pytest.raises(UserError, match="paw: text must be given"):
        rec.behavior("stride")
