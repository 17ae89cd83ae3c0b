"""What is particular to each segmenter: right boundaries, settings, messages."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from segment_videos import write_video

from graphs.errors import DataError, UserError
from graphs.records import Event
from pipelines.segment import SegmentInput, get_segmenter, register_segmenter, segmenter_names
from pipelines.segment.tiling import at_least_apart, snap, tile
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks


def moving(speed_px_s: NDArray[np.float64], fps: float = 20.0) -> SegmentInput:
    """Return one animal that moves to the right with a speed given per frame."""
    x = np.cumsum(speed_px_s / fps)
    centre = np.stack([x, np.full_like(x, 100.0)], axis=1)
    position = centre[:, :, None, None] + np.array([10.0, 0.0, -10.0])[None, None, :, None]
    timebase = TimeBase.constant(len(x), fps)
    tracks = make_tracks(position, None, ["nose", "centre", "tailbase"], ["m"], timebase, "test")
    return SegmentInput("r", timebase.stop_s, tracks)


def bout_starts(events: list[Event]) -> list[float]:
    return [event.start_s for event in events if event.level == "bout"][1:]


def episode_starts(events: list[Event]) -> list[float]:
    return [event.start_s for event in events if event.level == "episode"][1:]


def test_unknown_names_come_with_near_matches() -> None:
    with pytest.raises(UserError, match=r"'suprise'; did you mean 'surprise'\?"):
        get_segmenter("suprise")
    with pytest.raises(UserError, match=r"no setting 'gama'; did you mean 'gamma'\?"):
        get_segmenter("surprise", gama=2)
    with pytest.raises(UserError, match=r"'x'; known: activity, changepoint, fixed"):
        get_segmenter("x")


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("surprise", {"gamma": -1, "tau": "x"}, "gamma is -1, tau is 'x'"),
        ("surprise", {"refine": "best"}, "refine is 'best'"),
        ("surprise", {"max_s": 2.0}, "max_s is 2 s.*room for two of 1.6 s"),
        ("fixed", {"length_s": 0}, "length_s is 0"),
        ("activity", {"low": 0.7}, "low 0.7 and high 0.6"),
    ],
)
def test_settings_out_of_range(name: str, settings: dict[str, object], message: str) -> None:
    with pytest.raises(UserError, match=message):
        get_segmenter(name, **settings)


def test_a_segmenter_from_outside() -> None:
    @register_segmenter("halves")
    class Halves:
        def segment(self, clip: SegmentInput) -> list[Event]:
            return tile(clip, "halves", [clip.duration_s / 2], [])

    try:
        assert segmenter_names()[-1] == "halves"
        events = get_segmenter("halves").segment(SegmentInput("r", 10.0))
        assert [(event.event_id, event.start_s) for event in events] == [
            ("episode-0001", 0.0),
            ("bout-0001", 0.0),
            ("bout-0002", 5.0),
        ]
    finally:
        from pipelines.segment import registry

        del registry._SEGMENTERS["halves"]


def test_surprise_finds_a_start_and_a_stop() -> None:
    """Rest, run and rest of 15 s each, with a little noise: both changes within half a second."""
    speed = np.repeat([0.0, 200.0, 0.0], 300)
    noise = np.abs(np.random.default_rng(0).normal(size=900)) * 5
    starts = np.array(bout_starts(get_segmenter("surprise").segment(moving(speed + noise))))
    assert np.abs(starts - 15).min() <= 0.5
    assert np.abs(starts - 30).min() <= 0.5


def test_surprise_splits_long_bouts_and_episodes_hold_bouts() -> None:
    speed = 50 + np.abs(np.random.default_rng(0).normal(size=20 * 600)) * 20
    events = get_segmenter("surprise", max_s=12.0).segment(moving(speed))
    bouts = np.diff([0, *bout_starts(events), 600])
    assert bouts.max() <= 12 + 1e-9
    assert bouts.min() >= 1.6 - 1e-9
    assert len(episode_starts(events)) >= 4
    assert set(episode_starts(events)) <= set(bout_starts(events))


def test_activity_starts_and_stops_without_blips() -> None:
    """Runs from 10 to 20 s and from 30 to 40 s; a pause of 0.6 s is not noticed, a jerk neither."""
    speed = np.repeat([0.0, 100.0, 0.0, 100.0, 0.0], 200)
    speed[280:292] = 0
    speed[460:470] = 100
    starts = bout_starts(get_segmenter("activity").segment(moving(speed)))
    assert starts == pytest.approx([10, 20, 30, 40], abs=0.4)


def test_activity_keeps_its_state_between_the_thresholds() -> None:
    """From 50 to 100 and then around 70, which is above the lower threshold: no boundary."""
    speed = np.repeat([0.0, 100.0, 50.0, 100.0, 0.0], 200)
    starts = bout_starts(get_segmenter("activity", high=0.7, low=0.3).segment(moving(speed)))
    assert starts == pytest.approx([10, 40], abs=0.4)


def test_fixed_lets_a_short_rest_join() -> None:
    clip = SegmentInput("r", 24.0)
    assert bout_starts(get_segmenter("fixed", length_s=10).segment(clip)) == [10]
    assert bout_starts(get_segmenter("fixed", length_s=7).segment(clip)) == [7, 14]
    events = get_segmenter("fixed", length_s=2, episode_scale=5).segment(clip)
    assert episode_starts(events) == [10]


def test_changepoint_finds_steps_across_windows() -> None:
    """Steps every 40 s over 20 minutes, five windows: each is found once."""
    speed = np.tile(np.repeat([20.0, 120.0], 800), 15)
    noise = np.abs(np.random.default_rng(0).normal(size=len(speed))) * 5
    starts = bout_starts(get_segmenter("changepoint").segment(moving(speed + noise)))
    assert starts == pytest.approx(np.arange(40, 1200, 40), abs=0.5)


def test_scenes_gives_presentation_times(tmp_path: Path) -> None:
    """Red, then blue from tick 100 of 20 Hz on, but 30 frames were dropped: 5 s, not 3.5 s."""
    ticks = [tick for tick in range(180) if not 40 <= tick < 70]
    colours = [(200, 30, 30) if tick < 100 else (10, 60, 220) for tick in ticks]
    video = write_video(tmp_path / "cut.mp4", colours, ticks, fps=20)
    clip = SegmentInput("r", 9.0, video=video)
    assert bout_starts(get_segmenter("scenes").segment(clip)) == pytest.approx([5.0])
    assert episode_starts(get_segmenter("scenes").segment(clip)) == []


def test_scenes_needs_a_video() -> None:
    with pytest.raises(UserError, match=r"'r' has no video.*'surprise'"):
        get_segmenter("scenes").segment(SegmentInput("r", 9.0))


@pytest.mark.parametrize(
    ("name", "package"), [("scenes", "scenedetect"), ("changepoint", "ruptures")]
)
def test_missing_packages_name_the_extra(
    name: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    clip = moving(np.full(200, 10.0))
    clip.video = write_video(tmp_path / "v.mp4", [(0, 0, 0)] * 5, range(5), fps=20)
    with pytest.raises(UserError, match=r"behavior-workbench\[segment\]"):
        get_segmenter(name).segment(clip)


def imported(text: str, tmp_path: Path, duration_s: float = 20.0) -> list[Event]:
    path = tmp_path / "boundaries.csv"
    path.write_text(text)
    return get_segmenter("imported", path=path).segment(SegmentInput("r", duration_s))


def test_imported_intervals_tile_with_their_gaps(tmp_path: Path) -> None:
    events = imported("start_s,stop_s\n12,15\n2.5,6\n6,8\n", tmp_path)
    assert bout_starts(events) == [2.5, 6, 8, 12, 15]
    assert episode_starts(events) == []


def test_imported_levels_and_recordings(tmp_path: Path) -> None:
    text = "recording,level,time_s\nr,bout,3\nr,episode,10\nother,bout,5\nr,,12\n"
    events = imported(text, tmp_path)
    assert bout_starts(events) == [3, 10, 12]
    assert episode_starts(events) == [10]


def test_imported_reports_all_wrong_rows(tmp_path: Path) -> None:
    text = "start_s,stop_s,level\n1,2,bout\n5,4,bout\nx,9,bout\n3,30,bout\n1,2,frame\n7,nan,bout\n"
    with pytest.raises(DataError) as caught:
        imported(text, tmp_path)
    message = str(caught.value)
    assert "5 wrong rows" in message
    for part in (
        "line 3: stops at 4 s, not after its start at 5 s",
        "line 4: start_s is 'x'",
        "line 5: stop_s is 30 s; the recording lasts from 0 to 20 s",
        "line 6: level is 'frame'",
        "line 7: stop_s is nan",
    ):
        assert part in message


def test_imported_needs_a_file_and_columns(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="columns begin, end; expected start_s"):
        imported("begin,end\n1,2\n", tmp_path)
    with pytest.raises(UserError, match="no file"):
        get_segmenter("imported", path=tmp_path / "none.csv").segment(SegmentInput("r", 1.0))


def test_imported_rows_of_other_recordings_only_are_no_boundaries(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no row of 'r'; it has rows of 'R', 'day 2'"):
        imported("recording,time_s\nday 2,3\nR,4\n", tmp_path)
    assert bout_starts(imported("recording,time_s\n r ,3\n", tmp_path)) == [3]
    assert bout_starts(imported("recording,time_s\n", tmp_path)) == []


def test_imported_text_in_another_encoding_is_said(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    for content in ("recording,time_s\nM\xe4us,3\n".encode("latin-1"), b"\xff\xfet\x00\x00"):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"'latin\.csv' is not a CSV file in UTF-8"):
            get_segmenter("imported", path=path).segment(SegmentInput("r", 1.0))


def test_snap_and_least_distance() -> None:
    grid = np.array([2.0, 5.0, 9.0])
    assert snap(np.array([1.0, 3.4, 3.6, 20.0]), grid).tolist() == [2, 5, 9]
    assert snap(np.array([3.4]), np.empty(0)).tolist() == []
    assert snap(np.array([30.0, 40.0]), np.array([7.0])).tolist() == [7]
    assert at_least_apart([0.5, 4, 4.5, 8, 9.5], 1.0, 10.0).tolist() == [4, 8]
