"""Answers that published software gets wrong, each where one can see what is right.

Speed by the number of frames, speeds that depend on how long the recording is, half of a view cone,
queries that do not run, conditions and their opposites that do not add up, bouts a frame too short
or too long, zones that must have been entered before one can be outside of them, set algebra of
bouts that counts or loses time, tracks that need a video, zones that do not exist taken for empty.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from analysis_recordings import NAN, at_rest, bouts, letters, mask, recording, spans

from graphs.errors import UserError
from pipelines.arena import Zone
from workbench.analysis.bouts import Bouts
from workbench.analysis.recording import open_recording

NEST = Zone.polygon("nest", [(0, 0), (10, 0), (10, 10), (0, 10)])
FAR_AWAY = Zone.polygon("far away", [(900, 900), (910, 900), (910, 910), (900, 910)])


@pytest.mark.parametrize("window_s", [0, 0.1, 0.2, 1])
def test_six_pixels_per_frame_at_30_fps_are_180_pixels_per_second(window_s: float) -> None:
    rec = recording({"a": [(6 * k, 0) for k in range(31)]}, fps=30)
    speed = rec.speed("a", window_s)
    assert speed.unit == "px/s"
    assert speed.values[0] == pytest.approx(np.full(31, 180.0))
    assert letters(speed.between("5.9 px/frame", "6.1 px/frame")) == ["T" * 31]


@pytest.mark.parametrize("frames", [3, 30, 300])
def test_relative_speed_does_not_depend_on_the_length_of_the_recording(frames: int) -> None:
    apart = {"a": [(6 * k, 0) for k in range(frames)], "b": [(-6 * k, 9) for k in range(frames)]}
    rec = recording(apart, fps=30)
    assert rec.relative_speed("a", "b").values[0] == pytest.approx(np.full(frames, 360.0))


@pytest.mark.parametrize("heading", [0, 90, 180, -90, 170, -170])
@pytest.mark.parametrize(("off", "seen"), [(14, "T"), (-14, "T"), (16, "F"), (-16, "F")])
def test_within_15_degrees_of_facing_is_the_same_to_the_left_and_to_the_right(
    heading: float, off: float, seen: str
) -> None:
    ahead, towards = np.radians(heading), np.radians(heading + off)
    nose = (10 * np.cos(ahead), 10 * np.sin(ahead))
    target = (50 * np.cos(towards), 50 * np.sin(towards))
    rec = recording(
        {"a": [[nose, (0, 0), (-nose[0], -nose[1])]], "b": [[target, target, target]]},
        points=("nose", "centre", "tailbase"),
    )
    assert letters(rec.facing("a", "b") < "15 deg") == [seen]
    assert letters(rec.bearing("a", "b").between("-15 deg", "15 deg")) == [seen]


def test_facing_and_angle_queries_run() -> None:
    body = [[(10, 0), (0, 0), (-10, 0)]] * 3
    rec = recording({"a": body, "b": [[(0, 30)] * 3] * 3}, points=("nose", "centre", "tailbase"))
    assert (rec.facing("a", "b") > "80 deg").bouts().count == 1
    assert (rec.angle("a.nose", "a.centre", "a.tailbase") > 179).bouts().count == 1
    assert (rec.angle("a.nose", "a.centre", "b.centre") < 91).bouts().count == 1


def test_overlap_and_its_opposite_add_up_to_the_assessed_frames() -> None:
    square = np.array([(0, 0), (10, 0), (10, 10), (0, 10)], float)
    points = ("nose", "leftear", "rightear", "centre")
    other = [square + 5, square + 50, square * NAN, square + 9, square + 11]
    rec = recording({"a": [square] * 5, "b": other}, points)
    together = rec.overlap("a", "b")
    assert letters(together) == ["TF?TF"]
    assert letters(~together) == ["FT?FT"]
    assert together.fraction() == pytest.approx(2 / 4)
    assert (~together).fraction() == pytest.approx(2 / 4)
    assert together.bouts().total_s + (~together).bouts().total_s == pytest.approx(0.4)
    assert together.bouts().outside().total_s == pytest.approx(0.2)


def test_a_bout_over_frames_11_to_19_lasts_nine_frames() -> None:
    found = mask("F" * 11 + "T" * 9 + "F" * 10).bouts()
    assert found.frames().tolist() == [[11, 20]]
    assert spans(found) == [(1.1, 2.0)]
    assert found.duration_s == pytest.approx([0.9])
    line = found.table().iloc[0]
    assert (line["start_frame"], line["stop_frame"]) == (11, 20)


def test_outside_of_a_zone_that_was_never_entered() -> None:
    rec = recording({"a": [(5, 5), (5, 6), (NAN, NAN), (6, 6)]}, zones=[FAR_AWAY])
    outside = ~rec.in_zone("a", "far away")
    assert letters(outside) == ["TT?T"]
    assert outside.fraction() == 1
    assert spans(outside.bouts()) == [(0, 0.2), (0.3, 0.4)]
    assert rec.in_zone("a", "far away").bouts().count == 0
    assert rec.in_zone("a", "far away").total_s() == 0
    assert spans(rec.in_zone("a", "far away").bouts().outside()) == [(0, 0.2), (0.3, 0.4)]


def test_intersection_of_frames_100_to_399_and_200_to_499_is_200_to_399() -> None:
    one = mask("F" * 100 + "T" * 300 + "F" * 200).bouts()
    two = mask("F" * 200 + "T" * 300 + "F" * 100).bouts()
    other = Bouts.of(one.recordings, two.rows, [two.span(0)], two.assessed)
    both = one & other
    assert both.frames().tolist() == [[200, 400]]
    assert spans(both) == [(20.0, 40.0)]
    assert both.subject == ["a"]
    assert both.total_s == pytest.approx(20.0)


def test_union_counts_overlapping_time_once() -> None:
    rec = at_rest()
    either = bouts(rec, "one", {"a": [(10, 40)]}) | bouts(rec, "two", {"a": [(20, 50)]})
    assert spans(either) == [(10, 50)]
    assert either.total_s == 40
    assert either.fraction == pytest.approx(40 / 60)
    beside = Bouts.joined([bouts(rec, "one", {"a": [(10, 40)]})] * 2)
    assert (beside | beside).total_s == 30


def test_tracks_without_a_video(tmp_path: Path, write_tracks: Callable[[Path], Path]) -> None:
    rec = open_recording(tracks=write_tracks(tmp_path / "two.csv"), fps=30)
    assert rec.animals == ["ind1", "ind2"]
    assert rec.duration_s == pytest.approx(3.0)
    # a circle of 200 px radius at 0.05 rad per frame: 10 px per frame along the arc
    assert rec.speed("ind1").median() == pytest.approx(300, rel=0.01)
    assert (rec.distance("ind1", "ind2") < "100 px").fraction() == 1  # 2 * 200 * sin(0.2) = 79.5


def test_what_nobody_looked_for_did_not_happen_zero_times() -> None:
    rec = recording({"a": [(NAN, NAN)] * 4, "b": [(50, 50)] * 4}, zones=[NEST])
    visits = rec.in_zone("*", "nest").bouts()
    assert np.isnan(visits["a"].count)
    assert visits["b"].count == 0
    assert visits.summary()["count"].tolist() == pytest.approx([NAN, 0], nan_ok=True)


def test_a_mean_over_frames_is_none_over_time_where_the_camera_slows_down() -> None:
    # 10 frames in a second at 30 px, then 10 frames in 2 s at 0 px (the last lasts 0.1 s)
    times_s = [*(k / 10 for k in range(10)), *(1 + k / 5 for k in range(10))]
    rec = recording({"a": [(30, 0)] * 10 + [(0, 0)] * 10}, times_s=times_s)
    assert rec.position("a").x.mean() == pytest.approx(30 / 2.9)
    assert (rec.position("a").x > 15).fraction() == pytest.approx(1 / 2.9)


def test_a_zone_that_does_not_exist_is_no_empty_zone() -> None:
    rec = recording({"a": [(5, 5)]}, zones=[NEST, FAR_AWAY])
    with pytest.raises(UserError, match=r"No zone 'kitchen'; known: far away, nest"):
        rec.in_zone("a", "kitchen")
    with pytest.raises(UserError, match=r"No zone 'nets'; did you mean 'nest'"):
        rec.time_in("a", "nets")
    with pytest.raises(UserError, match=r"No zone 'nest'; this recording has no zones"):
        recording({"a": [(5, 5)]}).in_zone("a", "nest")
    with pytest.raises(UserError, match="This recording has no zones"):
        recording({"a": [(5, 5)]}).in_zone("a")


def test_a_jump_across_a_gap_is_no_speed_and_no_path() -> None:
    rec = recording({"a": [(0, 0), (0, 0), (NAN, NAN), (500, 0), (500, 0)]})
    assert rec.speed("a", 0).values[0] == pytest.approx([0, 0, NAN, 0, 0], nan_ok=True)
    assert rec.path_length("a", smooth_s=0) == 0
    assert rec.path_length("a", smooth_s=0).assessed_s == pytest.approx(0.4)


def test_dropped_frames_are_no_speed() -> None:
    kept = [0, 1, 2, 3, 9, 10, 11, 12, 13]  # five frames are missing
    rec = recording({"a": [(6 * k, 0) for k in kept]}, times_s=[k / 30 for k in kept])
    for window_s in (0, 0.2):
        assert rec.speed("a", window_s).values[0] == pytest.approx(np.full(9, 180.0))


def test_an_animal_that_was_not_seen_was_not_elsewhere() -> None:
    rec = recording({"a": [(5, 5), (5, 5), *[(NAN, NAN)] * 6, (50, 50), (50, 50)]}, zones=[NEST])
    share = rec.in_zone("a", "nest").fraction()
    assert share == pytest.approx(2 / 4)
    assert share.assessed_s == pytest.approx(0.4)
    assert rec.time_in("a", "nest") == pytest.approx(0.2)


def test_an_animal_that_is_inside_when_tracking_begins_did_not_enter() -> None:
    rec = recording({"a": [(5, 5), (5, 5), (50, 50), (5, 5), (NAN, NAN), (5, 5)]}, zones=[NEST])
    assert spans(rec.entries("a", "nest")) == [(0.3, 0.3)]
    assert spans(rec.exits("a", "nest")) == [(0.2, 0.2)]
