"""Lengths in px, cm and body lengths: exact with a scale, measured or guessed without."""

from __future__ import annotations

import numpy as np
import pytest

from graphs.errors import UserError
from pipelines.roles import Roles
from pipelines.scale import Scale, find_scale
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import Tracks, make_tracks

NAN = np.nan


def tracks_of(keypoints: dict[str, object], animals: int = 1, frames: int = 100) -> Tracks:
    """Return tracks whose keypoints are at (x, 0), for numbers or arrays (frames, animals) x."""
    position = np.full((frames, 2, len(keypoints), animals), NAN)
    for k, x in enumerate(keypoints.values()):
        position[:, 0, k, :] = x
        position[:, 1, k, :] = 0
    names = [f"a{number}" for number in range(animals)]
    return make_tracks(position, None, list(keypoints), names, TimeBase.constant(frames, 30), "t")


def find(tracks: Tracks, **given: float) -> tuple[Scale, list[str]]:
    return find_scale(tracks, Roles.from_keypoints(tracks.keypoints), **given)


def test_centimetres_are_exact_with_a_scale() -> None:
    scale = Scale(12.5, 100.0, "measured", 8.5)
    assert scale.to_px(4, "cm") == 50.0
    assert scale.to_px(40, "mm") == 50.0
    assert scale.to_px(7, "px") == 7
    assert scale.to_px(0.25, "BL") == 25.0
    assert scale.display_unit == "cm"
    assert scale.describe() == "12.5 px per cm; body length 100 px = 8 cm (measured)"


def test_centimetres_without_a_scale_go_through_the_body_length() -> None:
    scale = Scale(None, 170.0, "measured", 8.5)
    assert scale.to_px(2, "cm") == pytest.approx(40.0)
    assert scale.display_unit == "px"
    assert scale.describe() == (
        "no scale in cm; body length 170 px (measured); 170 px, stretched out, are taken as 8.5 cm"
    )


def test_centimetres_without_a_scale_are_those_of_a_stretched_animal() -> None:
    """A mouse that is 60 px long when hunched, and 85 px in 20 of 100 frames: 10 px per cm."""
    nose = np.where(np.arange(100) < 20, 85.0, 60.0)[:, None]
    scale, _ = find(tracks_of({"nose": nose, "tail_base": 0.0}), ethogram_body_length_cm=8.5)
    assert scale.body_length_px == 60.0
    assert scale.to_px(1, "BL") == 60.0
    assert scale.to_px(2, "cm") == pytest.approx(20.0)
    nose[:20] = 5000  # mistaken for something else
    wrong, _ = find(tracks_of({"nose": nose, "tail_base": 0.0}), ethogram_body_length_cm=9.0)
    assert wrong.to_px(1, "cm") == pytest.approx(10.0)
    given, _ = find(
        tracks_of({"nose": nose, "tail_base": 0.0}),
        body_length_px=70.0,
        ethogram_body_length_cm=7.0,
    )
    assert given.to_px(1, "cm") == pytest.approx(10.0)


def test_what_cannot_be_converted_says_what_to_set() -> None:
    with pytest.raises(UserError, match="'inch' is no unit of length; use px, cm, mm or BL"):
        Scale(1.0, 1.0, "given").to_px(1, "inch")
    with pytest.raises(UserError, match=r"2 BL cannot be converted.*Set body_length_px"):
        Scale(None, None, "unknown").to_px(2, "BL")
    with pytest.raises(UserError, match=r"3 cm cannot be converted.*Set px_per_cm for it"):
        Scale(None, 80.0, "measured").to_px(3, "cm")


def test_body_length_is_the_median_over_animals_of_each_animals_median() -> None:
    nose = np.full((100, 3), [40.0, 50.0, 90.0])
    nose[:30] = 5000  # swapped for a while
    scale, warnings = find(tracks_of({"nose": nose, "tail_base": 0.0}, animals=3))
    assert scale.body_length_px == 50.0
    assert scale.body_length_is == "measured"
    assert scale.individuals_px == {"a0": 40.0, "a1": 50.0, "a2": 90.0}
    assert warnings == []


def test_animals_that_are_hardly_seen_do_not_count() -> None:
    nose = np.full((100, 3), [40.0, 999.0, 999.0])
    nose[5:, 1:] = NAN
    scale, _ = find(tracks_of({"nose": nose, "tail_base": 0.0}, animals=3))
    assert scale.body_length_px == 40.0
    assert list(scale.individuals_px) == ["a0"]


def test_a_given_length_wins_without_a_warning() -> None:
    tracks = tracks_of({"nose": 40.0, "tail_base": 0.0})
    scale, warnings = find(tracks, body_length_px=77.0, px_per_cm=5.0)
    assert (scale.body_length_px, scale.body_length_is) == (77.0, "given")
    assert scale.individuals_px == {"a0": 40.0}
    assert scale.px_per_cm == 5.0
    assert warnings == []


def test_a_scale_declared_by_the_track_file_is_used_and_said() -> None:
    tracks = tracks_of({"nose": 40.0, "tail_base": 0.0})
    tracks.data.attrs["cm_per_px"] = 0.1
    scale, warnings = find(tracks)
    assert scale.px_per_cm == 10.0
    assert scale.describe() == (
        "10 px per cm (declared by the track file); body length 40 px = 4 cm (measured)"
    )
    assert warnings == []


@pytest.mark.parametrize(("given", "doubts"), [(10.19, 0), (10.21, 1), (9.79, 1), (9.81, 0)])
def test_two_scales_that_contradict_each_other_are_said(given: float, doubts: int) -> None:
    tracks = tracks_of({"nose": 40.0, "tail_base": 0.0})
    tracks.data.attrs["cm_per_px"] = 0.1
    scale, warnings = find(tracks, px_per_cm=given)
    assert scale.px_per_cm == given
    assert len(warnings) == doubts
    if warnings:
        assert f"given is {given:g} px per cm, but the track file declares 10." in warnings[0]


def test_part_of_the_body_is_scaled_up_and_said() -> None:
    scale, (warning,) = find(tracks_of({"head": 20.0, "thorax": 0.0}))
    assert (scale.body_length_px, scale.body_length_is) == (40.0, "estimated")
    assert "estimated as 40 px, 2 times the distance from nose to centre" in warning


def test_a_single_point_uses_the_typical_length_or_a_tenth_of_the_area() -> None:
    x = np.linspace(0, 1000, 101)[:, None]
    tracks = tracks_of({"centroid": x}, frames=101)
    scale, (warning,) = find(tracks, px_per_cm=10.0, ethogram_body_length_cm=8.5)
    assert (scale.body_length_px, scale.body_length_is) == (85.0, "typical")
    assert "typical 8.5 cm = 85 px" in warning
    scale, (warning,) = find(tracks)
    assert scale.body_length_is == "assumed"
    assert scale.body_length_px == pytest.approx(99.0)
    assert "assumed to be 99 px, 1/10 of the area visited" in warning


@pytest.mark.parametrize("x", [NAN, 5.0])
def test_nothing_to_measure(x: float) -> None:
    scale, (warning,) = find(tracks_of({"centroid": x}))
    assert (scale.body_length_px, scale.body_length_is) == (None, "unknown")
    assert "Body length unknown" in warning
    assert scale.describe() == "no scale in cm; body length unknown"
    assert find(tracks_of({"nose": NAN, "tail_base": 0.0}))[0].body_length_px is None
