"""What every segmenter must do; a new one only needs a row in LIMITS_S."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from segment_videos import write_video

from graphs.records import Event
from pipelines.arena import Zone
from pipelines.segment import SegmentInput, get_segmenter, segmenter_names
from pipelines.timebase import TimeBase
from pipelines.tracks.schema import make_tracks

KEYPOINTS = ["nose", "centre", "tailbase"]
LIMITS_S = {
    "surprise": (1.0, 30.0),
    "activity": (1.0, np.inf),
    "fixed": (5.0, 15.0),
    "scenes": (1.0, np.inf),
    "changepoint": (1.0, np.inf),
    "imported": (0.0, np.inf),
}
"""Shortest and longest bout of each segmenter in its default settings."""


def test_every_segmenter_is_covered() -> None:
    assert sorted(LIMITS_S) == sorted(segmenter_names())


def walk(seconds: float, fps: float, animals: int = 2) -> NDArray[np.float32]:
    """Return animals that walk, rest, and sometimes are not seen: (frames, 2, 3, animals)."""
    generator = np.random.default_rng(1)
    frames = round(seconds * fps)
    moving = (np.arange(frames) // (7 * fps)) % 2 == 0
    step = generator.normal(size=(frames, 2, animals)) * 0.3
    step += moving[:, None, None] * np.sin(np.arange(frames) / fps)[:, None, None] * 3
    centre = 300 + np.cumsum(step, axis=0)
    position = centre[:, :, None, :] + np.array([20.0, 0.0, -20.0])[None, None, :, None]
    position[generator.random(frames) < 0.1, :, 0] = np.nan
    position[round(0.4 * frames) : round(0.45 * frames), :, :, 0] = np.nan
    return position.astype(np.float32)


def given_tracks(position: NDArray[np.float32], fps: float = 20.0) -> SegmentInput:
    timebase = TimeBase.constant(len(position), fps)
    names = [f"mouse_{number}" for number in range(1, position.shape[3] + 1)]
    tracks = make_tracks(position, None, KEYPOINTS, names, timebase, "test")
    zones = {"shelter": Zone.circle("shelter", (300.0, 300.0), 40.0)}
    return SegmentInput("r", timebase.stop_s, tracks, zones=zones)


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("videos")
    changing = [(frame // 50 * 90 % 256, 128, 40) for frame in range(200)]
    return {
        "changing": write_video(folder / "changing.mp4", changing, range(200), fps=20),
        "constant": write_video(folder / "constant.mp4", [(90, 90, 90)] * 200, range(200), fps=20),
        "one": write_video(folder / "one.mp4", [(90, 90, 90)], range(1), fps=20),
    }


@pytest.fixture
def boundaries(tmp_path: Path) -> Callable[[SegmentInput, bool], Path]:
    def write(clip: SegmentInput, any_inside: bool) -> Path:
        path = tmp_path / "boundaries.csv"
        times = np.linspace(0, clip.duration_s, 9)[1:-1] if any_inside else []
        path.write_text("time_s\n" + "".join(f"{time:.3f}\n" for time in times))
        return path

    return write


@dataclass(frozen=True)
class Case:
    """A segmenter, and how to call it on tracks whatever else it needs."""

    name: str
    run: Callable[[SegmentInput, str], list[Event]]

    def __call__(self, clip: SegmentInput, video: str = "changing") -> list[Event]:
        return self.run(clip, video)

    @property
    def cuts_blindly(self) -> bool:
        return self.name == "fixed"


@pytest.fixture(params=sorted(LIMITS_S))
def segment(
    request: pytest.FixtureRequest,
    videos: dict[str, Path],
    boundaries: Callable[[SegmentInput, bool], Path],
) -> Case:
    name = request.param

    def run(clip: SegmentInput, video: str) -> list[Event]:
        settings = {}
        if name == "imported":
            settings["path"] = boundaries(clip, video == "changing")
        if name == "scenes":
            clip.video = videos[video]
        events = get_segmenter(name, **settings).segment(clip)
        assert {event.segmenter for event in events} == {name}
        return events

    return Case(name, run)


def level(events: list[Event], name: str) -> list[Event]:
    return [event for event in events if event.level == name]


def check_tiles(events: list[Event], duration_s: float) -> None:
    """Check that both levels tile the recording and that parents hold their bouts."""
    for name in ("bout", "episode"):
        of_level = level(events, name)
        assert of_level[0].start_s == 0
        assert of_level[-1].stop_s == duration_s
        for before, after in pairwise(of_level):
            assert before.stop_s == after.start_s
            assert before.start_s < after.start_s
        identifiers = [event.event_id for event in of_level]
        assert identifiers == sorted(set(identifiers))
    episodes = {event.event_id: event for event in level(events, "episode")}
    assert {event.parent for event in episodes.values()} == {None}
    for bout in level(events, "bout"):
        assert bout.parent is not None
        holder = episodes[bout.parent]
        assert holder.start_s <= bout.start_s
        assert bout.stop_s <= holder.stop_s
    assert {event.recording for event in events} == {"r"}


def test_tiles_within_limits_and_repeats(segment: Case) -> None:
    clip = given_tracks(walk(180, 20))
    events = segment(clip)
    check_tiles(events, clip.duration_s)
    bouts = level(events, "bout")
    assert len(bouts) > 1
    shortest, longest = LIMITS_S[segment.name]
    assert all(shortest - 1e-9 <= bout.duration_s <= longest + 1e-9 for bout in bouts)
    assert segment(given_tracks(walk(180, 20))) == events


@pytest.mark.parametrize("duration_s", [0.9, 2.0, 3.7, 31.3])
def test_short_recordings(segment: Case, duration_s: float) -> None:
    clip = given_tracks(walk(duration_s, 20))
    check_tiles(segment(clip), clip.duration_s)


def test_nothing_seen_is_one_event(segment: Case) -> None:
    clip = given_tracks(np.full((2000, 2, 3, 2), np.nan, np.float32))
    events = segment(clip, "constant")
    check_tiles(events, clip.duration_s)
    assert segment.cuts_blindly or len(events) == 2


def test_one_frame(segment: Case) -> None:
    for fps in (20.0, 0.0):
        clip = given_tracks(walk(0.05, 20))
        assert clip.tracks is not None
        clip.tracks = replace(clip.tracks, timebase=TimeBase(np.zeros(1), "one frame", fps))
        clip.duration_s = clip.tracks.timebase.stop_s
        events = segment(clip, "one")
        assert [event.level for event in events] == ["episode", "bout"]
        assert (events[1].start_s, events[1].stop_s) == (0.0, clip.duration_s)


def test_nothing_moves_is_one_event(segment: Case) -> None:
    still = np.broadcast_to(walk(1, 20)[5:6], (2000, 2, 3, 2)).copy()
    clip = given_tracks(still)
    events = segment(clip, "constant")
    check_tiles(events, clip.duration_s)
    assert segment.cuts_blindly or len(events) == 2
