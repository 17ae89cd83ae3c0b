"""Occupancy maps: seconds per bin, what is blank, what is said."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import QuadMesh
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from numpy.typing import NDArray
from plots_records import texts

from graphs.errors import UserError
from pipelines.arena import Arena, FixedObject, Zone
from workbench.plots.maps import MOST_ANIMALS
from workbench.plots.occupancy import bin_edges, draw_occupancy, seconds_per_bin

SHELTER = Zone.polygon("shelter", [(10, 10), (60, 10), (60, 50), (10, 50)])


def mesh(figure: Figure, panel: int = 0) -> QuadMesh:
    [found] = [c for c in figure.axes[panel].collections if isinstance(c, QuadMesh)]
    return found


def wander(frames: int = 2000, seed: int = 1) -> NDArray[np.float64]:
    steps = np.random.default_rng(seed).normal(0, 4, (frames, 2))
    return np.clip(np.cumsum(steps, axis=0) + 200, 20, 380)


def test_seconds_are_those_of_the_frames_that_lie_in_a_bin() -> None:
    path = np.array([[5.0, 5], [15, 5], [15, 9], [np.nan, 5], [12, 25], [3, 12]])
    durations_s = np.array([0.1, 0.2, 0.4, 5.0, 0.8, 1.6])  # the camera was not steady
    seconds = seconds_per_bin(path, durations_s, np.array([0.0, 10, 20]), np.arange(4) * 10.0)
    assert seconds == pytest.approx(np.array([[0.1, 0.6], [1.6, 0], [0, 0.8]]))


def test_bins_are_half_open_whole_multiples_that_cover_everything() -> None:
    x, y = bin_edges((-7.0, 12.0, 31.0, 40.0), 10.0)
    assert list(x) == [-10, 0, 10, 20, 30, 40]
    assert list(y) == [10, 20, 30, 40]
    seconds = seconds_per_bin(np.array([[10.0, 20.0]]), np.ones(1), x, y)
    assert np.argwhere(seconds).tolist() == [[1, 2]]


def test_bins_sum_to_the_tracked_time() -> None:
    path = wander()
    path[100:250] = np.nan
    durations_s = np.random.default_rng(2).uniform(0.01, 0.2, len(path))
    figure = draw_occupancy({"mouse": path}, durations_s, Arena({"shelter": SHELTER}))
    tracked_s = durations_s.sum() - durations_s[100:250].sum()
    assert np.ma.asarray(mesh(figure).get_array()).sum() == pytest.approx(tracked_s)
    share = 100 * tracked_s / durations_s.sum()
    assert f"position known {tracked_s:.1f} s, {share:.0f} % of the time" in texts(figure)


def test_bins_never_visited_are_blank_and_not_zero() -> None:
    path = np.array([[10.0, 10], [10, 10], [90, 90]])
    seconds = np.ma.asarray(mesh(draw_occupancy({"m": path}, np.ones(3), bin_px=20)).get_array())
    assert sorted(seconds.compressed()) == [1, 2]
    assert np.ma.count_masked(seconds) == seconds.size - 2


def test_time_outside_of_the_frame_is_said() -> None:
    path = np.array([[10.0, 10], [50, 50], [500, 50]])
    frame = np.full((100, 100), 200, np.uint8)
    figure = draw_occupancy({"m": path}, np.array([1.0, 2, 4]), frame=frame)
    assert np.ma.asarray(mesh(figure).get_array()).sum() == 3
    assert "position known 7.0 s, 100 % of the time; 4.0 s outside of the map" in texts(figure)
    assert figure.axes[0].get_xlim() == (0, 100)
    assert figure.axes[0].get_ylim() == (100, 0)


@pytest.mark.parametrize(
    ("px_per_cm", "words", "side_px"),
    [(10.0, "Bins of 1 x 1 cm", 10), (None, "Bins of 10 x 10 px", 10), (3.2, "5 x 5 cm", 16)],
)
def test_bins_have_a_round_size_which_is_written(
    px_per_cm: float | None, words: str, side_px: float
) -> None:
    path = np.array([[0.0, 0], [400, 300]])  # with its margin, 448 px wide
    arena = Arena(px_per_cm=px_per_cm)
    figure = draw_occupancy({"m": path}, np.ones(2), arena)
    corners = np.asarray(mesh(figure).get_coordinates())
    assert corners[0, 1, 0] - corners[0, 0, 0] == pytest.approx(side_px)
    assert corners[1, 0, 1] - corners[0, 0, 1] == pytest.approx(side_px)
    assert any(words in text for text in texts(figure))


def test_a_size_that_was_asked_for_is_taken_and_written_in_cm() -> None:
    figure = draw_occupancy({"m": wander()}, np.ones(2000), Arena(px_per_cm=8.0), bin_px=20)
    assert any(text.startswith("Bins of 2.5 x 2.5 cm") for text in texts(figure))


def test_shades_are_shared_and_logarithmic_only_where_needed() -> None:
    even = draw_occupancy({"a": wander(seed=1), "b": wander(seed=2)}, np.full(2000, 0.1), bin_px=80)
    assert "seconds per bin" in texts(even)
    assert mesh(even).norm.vmin == 0
    assert mesh(even, 0).norm is mesh(even, 1).norm
    nest = np.concatenate([wander(), np.full((50_000, 2), 205.0)])
    uneven = draw_occupancy({"a": nest}, np.full(len(nest), 0.1), bin_px=40)
    assert isinstance(mesh(uneven).norm, LogNorm)
    assert "seconds per bin (logarithmic)" in texts(uneven)
    assert not [text for text in texts(uneven) if "$" in text]


def test_places_names_and_many_animals() -> None:
    arena = Arena({"shelter": SHELTER}, {"feeder": FixedObject("feeder", (80.0, 90.0))}, 10.0)
    many = {f"m{i}": wander(50, i) for i in range(1, 13)}
    words = texts(draw_occupancy(many, np.ones(50), arena, title="Time"))
    assert {"shelter", "feeder", "m1", "m9"} <= set(words)
    assert f"Time (the first {MOST_ANIMALS} of 12 animals)" in words
    assert any(text.endswith(" cm") and text[0].isdigit() for text in words)  # scale bar


def test_nothing_known_is_said() -> None:
    lost = {"mouse": np.full((100, 2), np.nan)}
    assert "No animal has a known position at any time." in texts(
        draw_occupancy(lost, np.ones(100))
    )


def test_one_frame_of_no_length_is_drawn() -> None:
    figure = draw_occupancy({"mouse": np.array([[5.0, 5.0]])}, np.zeros(1))
    assert "position known 0.0 s" in texts(figure)


def test_what_does_not_fit_is_a_fault() -> None:
    with pytest.raises(UserError, match="found 3 durations and 2000 frames of m"):
        draw_occupancy({"m": wander()}, np.ones(3))
    with pytest.raises(UserError, match="more than 0 pixels; found -1"):
        draw_occupancy({"m": wander()}, np.ones(2000), bin_px=-1)
