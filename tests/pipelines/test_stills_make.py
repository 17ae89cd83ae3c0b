"""Pictures of events: the right frames at their true times, in budget, again and again the same."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame
from PIL import Image as Pillow
from scenes import body, scene
from stills_pictures import clearness, pixels, sample, tiling
from video_files import make, number_in, zero_packet

from graphs.errors import DataError, UserError
from graphs.records import Event
from pipelines.scene import Scene
from pipelines.stills.contract import Marks, Privacy, Still, StillSettings
from pipelines.stills.make import cut_out, make_stills, stills_of_events
from pipelines.video import Video

SHAPE = (160, 120)
WHOLE = StillSettings(side=160, quality=95, marks=Marks(clock=False))
"""Pictures of the test videos in their own size, so that their bar codes can be read."""


class Counting(Video):
    """Counts the frames that are decoded."""

    decoded = 0

    def walk(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, VideoFrame]]:
        for index, frame in super().walk(start, stop):
            self.decoded += 1
            yield index, frame


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """10 s at 30 frames per second, a keyframe every second."""
    return make(tmp_path_factory.mktemp("stills") / "steady.mp4", 300)


def circling(video: Video) -> Scene:
    turn = np.linspace(0, 6 * np.pi, video.frames)
    points = body(80 + 30 * np.cos(turn), 60 + 20 * np.sin(turn))
    points = points.mean(axis=2, keepdims=True) + (points - points.mean(axis=2, keepdims=True)) / 4
    of = scene({"a": points}, times_s=video.timebase.times_s)
    return replace(of, scale=replace(of.scale, body_length_px=20.0))


def frames_in(stills: list[Still]) -> list[int]:
    """The numbers of frames that are really shown, by their bar codes."""
    return [number_in(pixels(still)) for still in stills]


# frames and times -------------------------------------------------------------------------------


def test_frames_without_tracks_are_whole_and_the_right_ones(steady: Path) -> None:
    stills = make_stills(Video(steady), None, 0, 8 / 3, WHOLE)
    assert frames_in(stills) == [still.frame for still in stills] == list(range(5, 80, 10))
    assert {(still.view, still.box) for still in stills} == {("full", (0, 0, *SHAPE))}
    assert [still.image.label for still in stills][:2] == [
        "Picture 1, full, 0.167 s",
        "Picture 2, full, 0.500 s",
    ]


def test_a_whole_frame_comes_before_the_crops(steady: Path) -> None:
    video = Video(steady)
    stills = make_stills(video, circling(video), 1, 2, replace(WHOLE, frames=4))
    assert [still.view for still in stills] == ["full", *["crop"] * 4]
    assert stills[0].frame == stills[3].frame
    assert [still.image.label.split(",")[0] for still in stills] == [
        f"Picture {number}" for number in range(1, 6)
    ]
    bare = make_stills(video, circling(video), 1, 2, replace(WHOLE, frames=4, full_frame=False))
    assert [still.image.data for still in bare] == [still.image.data for still in stills[1:]]
    whole = make_stills(video, circling(video), 1, 2, replace(WHOLE, frames=4, crop=False))
    assert [still.view for still in whole] == ["full"] * 4


def test_times_of_a_variable_frame_rate(tmp_path: Path) -> None:
    ticks = np.cumsum([0, *[3000, 3000, 9000, 1500, 6000] * 18]).tolist()[:90]
    video = Video(make(tmp_path / "vfr.mkv", 90, ticks=ticks))
    stills = make_stills(video, None, 1.0, 4.0, WHOLE)
    times_s = np.array([still.time_s for still in stills])
    assert frames_in(stills) == [still.frame for still in stills]
    np.testing.assert_allclose(times_s, video.timebase.times_s[frames_in(stills)])
    assert np.abs(times_s - (1 + 3 * (np.arange(8) + 0.5) / 8)).max() < 0.1


def test_the_sample_with_dropped_frames_tells_true_times() -> None:
    video, of = sample("open_field_vfr")
    for event, stills in stills_of_events(video, of, tiling(74, 12)[4:6], StillSettings(frames=3)):
        for still in stills:
            assert still.time_s == video.timebase.times_s[still.frame]
            assert event.start_s <= still.time_s < event.stop_s
            assert still.image.label.endswith(f", {still.time_s:.3f} s")
            assert abs(still.frame / 30 - still.time_s) > 0.5  # known wrong


def test_clock_and_label_agree(steady: Path) -> None:
    stills = make_stills(Video(steady), None, 3, 4, StillSettings(frames=2, quality=95))
    for still, other in zip(stills, reversed(stills), strict=True):
        time = still.image.label.rpartition(", ")[2]
        own, wrong = (clearness(pixels(one)[-40:], time, 80) for one in (still, other))
        assert own > 0.8
        assert own > wrong + 0.05


def test_damaged_frames_are_replaced_by_the_next_with_its_own_time(
    steady: Path, tmp_path: Path
) -> None:
    """One keyframe is lost, so that nothing from 60 to 89 can be trusted to be what it says."""
    broken = tmp_path / "broken.mp4"
    zero_packet(steady, broken, 60)
    video = Video(broken)
    good = {index for index, _ in video.walk()}
    assert len(good) < video.frames
    lost = min(set(range(video.frames)) - good)
    stills = make_stills(video, None, lost / 30, (lost + 60) / 30, WHOLE)
    for still in stills:
        assert still.frame in good
        assert still.time_s == video.timebase.times_s[still.frame]
        assert f"{still.time_s:.3f} s" in still.image.label
    assert len({still.frame for still in stills}) == len(stills)


def test_an_event_without_a_frame_that_can_be_decoded(steady: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    zero_packet(steady, broken, 0)
    video = Video(broken)
    good = {index for index, _ in video.walk()}
    assert min(good) > 0
    stop_s = float(video.timebase.times_s[min(good)])
    with pytest.raises(DataError, match=r"No frame of 'broken.mp4' from 0.000"):
        make_stills(video, None, 0.0, stop_s, WHOLE)
    lost, found = Event("r", "x", "bout", 0, stop_s, None, ""), tiling(10, 3)[-1]
    all_made = stills_of_events(video, None, [lost, found], WHOLE)
    made = {event.event_id: stills for event, stills in all_made}
    assert made["x"] == []
    assert len(made[found.event_id]) == 8


# many events ------------------------------------------------------------------------------------


def test_many_events_are_shown_as_each_alone(steady: Path) -> None:
    """In any order, overlapping, of any length; they come in the order of their ends."""
    video = Video(steady)
    spans = [(5.0, 9.0), (0.0, 1.0), (0.5, 6.0), (0.5, 6.0), (2.0, 2.0), (9.9, 10.0)]
    events = [Event("r", f"e{k}", "bout", *span, None, "") for k, span in enumerate(spans)]
    made = list(stills_of_events(video, circling(video), events, WHOLE))
    assert sorted(event.event_id for event, _ in made) == [f"e{k}" for k in range(6)]
    ends = [max(still.frame for still in stills) for _, stills in made]
    assert ends == sorted(ends)
    for event, stills in made:
        alone = make_stills(video, circling(video), event.start_s, event.stop_s, WHOLE)
        assert stills == alone


def test_one_pass_decodes_no_frame_twice_and_waits_for_its_reader(steady: Path) -> None:
    video = Counting(steady)
    made = stills_of_events(video, None, tiling(10, 5), WHOLE)
    assert video.decoded == 0
    next(made)
    assert video.decoded <= 60
    assert len(list(made)) == 4
    assert video.decoded <= video.frames


def test_what_lies_between_events_is_not_decoded(steady: Path) -> None:
    video = Counting(steady)
    far = [tiling(10, 20)[0], tiling(10, 20)[-1]]
    assert len(list(stills_of_events(video, None, far, WHOLE))) == 2
    assert video.decoded < 60


def test_memory_does_not_grow_with_the_video(tmp_path: Path) -> None:
    peaks = []
    for seconds in (2, 8):
        video = Video(make(tmp_path / f"{seconds}.mp4", 30 * seconds))
        made = stills_of_events(video, None, tiling(seconds, seconds), StillSettings())
        next(made)
        tracemalloc.start()
        for _ in made:
            pass
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.3 * peaks[0]


# files ------------------------------------------------------------------------------------------


def test_the_same_again_is_the_same_to_the_byte() -> None:
    video, of = sample()
    one, two = (make_stills(video, of, 10, 12, StillSettings()) for _ in range(2))
    assert one == two
    assert [still.image.digest for still in one] == [still.image.digest for still in two]


def test_files_are_jpegs_of_the_size_they_say_without_metadata(steady: Path) -> None:
    for still in make_stills(Video(steady), None, 1, 2, StillSettings()):
        with Pillow.open(io.BytesIO(still.image.data)) as picture:
            assert (picture.format, picture.size) == ("JPEG", (448, 336))
            assert (still.image.media_type, still.image.width, still.image.height) == (
                "image/jpeg",
                448,
                336,
            )
            assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
            assert not picture.getexif()


def test_pictures_keep_to_their_pixels_and_lose_no_frame(steady: Path) -> None:
    video = Video(steady)
    for settings in (
        StillSettings(max_pixels=300_000),
        StillSettings(max_pixels=50_000, aspect=1.5),
        StillSettings(max_pixels=300_000, crop=False),
    ):
        stills = make_stills(video, circling(video), 0, 8, settings)
        assert len([still for still in stills if still.view == stills[-1].view]) == 8
        area = sum(still.image.width * still.image.height for still in stills)
        assert 0.9 * settings.max_pixels < area <= settings.max_pixels
    with pytest.raises(UserError, match=r"8 pictures of an event need 24576 pixels.*is 20000"):
        make_stills(video, circling(video), 0, 8, StillSettings(max_pixels=20_000))


def test_what_is_over_the_border_is_black() -> None:
    frame = np.full((60, 80, 3), 200, np.uint8)
    picture = cut_out(frame, (-20, -10, 60, 70), (80, 80))
    assert (picture[:10] == 0).all()
    assert (picture[:, :20] == 0).all()
    assert (picture[10:70, 20:] == 200).all()
    assert (frame == 200).all()


# what is wrong ----------------------------------------------------------------------------------


def test_faults_are_said_before_the_first_picture(steady: Path) -> None:
    video = Video(steady)
    settings = StillSettings(frames=0, margin=0.5, side=10, quality=100, privacy=Privacy(False, 0))
    with pytest.raises(UserError, match=r"frames of 1 or more; found 0; .*margin.*side.*quality.*"):
        stills_of_events(video, None, [], settings)
    with pytest.raises(UserError, match=r"lasts 10.000 s; found 11 to 12 s"):
        make_stills(video, None, 11, 12, WHOLE)
    of = circling(video)
    with pytest.raises(UserError, match="no individual 'aa'; did you mean 'a'"):
        stills_of_events(video, of, tiling(10, 2), WHOLE, {"bout-0001": ["aa"]})


def test_no_events_no_pictures(steady: Path) -> None:
    assert list(stills_of_events(Video(steady), None, [], WHOLE)) == []
