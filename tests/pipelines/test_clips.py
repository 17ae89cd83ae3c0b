"""Clips of bouts: the right frames at the right times, lit during the bout, marked, playable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import av
import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from scenes import body, scene
from video_files import make, number_in, zero_packet

from graphs.errors import DataError, UserError
from pipelines.clips import ClipSpec, write_clips
from pipelines.lettering import text_px, text_width, write
from pipelines.proxy import is_browser_playable
from pipelines.scene import Scene
from pipelines.video import Video

SHAPE = (320, 240)
FRAMES = 90
SAMPLE = Path(__file__).parents[2] / "sample_data" / "open_field"


class Clip(NamedTuple):
    """What a player shows of a clip."""

    times_s: NDArray[np.float64]
    lit: list[bool]
    pictures: list[NDArray[np.uint8]]
    whole: list[NDArray[np.uint8]]

    @property
    def numbers(self) -> list[int]:
        return [number_in(picture) for picture in self.pictures]

    @property
    def lit_numbers(self) -> list[int]:
        return [number for number, lit in zip(self.numbers, self.lit, strict=True) if lit]


def play(path: Path, size: tuple[int, int] = SHAPE) -> Clip:
    """Decode a clip and take the picture out of its frame."""
    times_s, lit, pictures, whole = [], [], [], []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            rgb = frame.to_ndarray(format="rgb24")
            left = (rgb.shape[1] - size[0]) // 2
            edges = rgb[2, left : left + size[0]], rgb[size[1] + 6, left : left + size[0]]
            edges = (*edges, rgb[:, left - 2][: size[1]], rgb[:, left + size[0] + 1][: size[1]])
            bright = {bool(edge.mean() > 120) for edge in edges}
            assert len(bright) == 1
            lit.append(bright.pop())
            times_s.append(float(frame.time))
            pictures.append(rgb[4 : 4 + size[1], left : left + size[0]])
            whole.append(rgb)
    return Clip(np.array(times_s), lit, pictures, whole)


def says(clip: Clip, text: str, frame: int = 0) -> bool:
    """Whether a text can be read in the strip below the picture."""
    size, strip = text_px(clip.pictures[0].shape[0]), clip.whole[frame]
    strip = strip[clip.pictures[0].shape[0] + 8 :]
    sought = np.full((2 * size, text_width(text, size) + 4, 3), 26, np.uint8)
    write(sought, text, 2, 2, size)
    gray = [cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY) for rgb in (strip, sought[2 : 2 + size])]
    return bool(cv2.matchTemplate(*gray, cv2.TM_CCOEFF_NORMED).max() > 0.95)


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Video:
    """3 s at 30 frames per second, a keyframe every second."""
    return Video(make(tmp_path_factory.mktemp("clips") / "steady.mp4", FRAMES, shape=SHAPE))


def cut(video: Video, folder: Path, *spans: tuple[float, float], **options: object) -> list[Clip]:
    """Write one clip per span, without marks, and play them."""
    specs = [ClipSpec(*span, f"bout {number}") for number, span in enumerate(spans)]
    names = [f"clip-{number}" for number in range(len(spans))]
    return [play(path) for path in write_clips(video, None, specs, folder, names=names, **options)]


# frames and times -------------------------------------------------------------------------------


def test_frames_and_their_times_are_those_of_the_video(steady: Video, tmp_path: Path) -> None:
    (clip,) = cut(steady, tmp_path, (1.0, 2.0), pad_s=0.5)
    assert clip.numbers == list(range(15, 75))
    assert clip.lit_numbers == list(range(30, 60))
    np.testing.assert_allclose(clip.times_s, np.arange(60) / 30, atol=1e-3)


def test_a_variable_frame_rate_stays_variable(tmp_path: Path) -> None:
    ticks = np.cumsum([0, *[3000, 3000, 9000, 1500, 6000] * 18]).tolist()[:FRAMES]
    video = Video(make(tmp_path / "vfr.mkv", FRAMES, ticks=ticks, shape=SHAPE))
    times_s = video.timebase.times_s
    clips = cut(video, tmp_path / "out", (0.77, 1.9), (2.5, 4.25), pad_s=0.3)
    for clip, (start_s, stop_s) in zip(clips, [(0.77, 1.9), (2.5, 4.25)], strict=True):
        shown = np.flatnonzero((times_s >= start_s - 0.3) & (times_s < stop_s + 0.3))
        lit = np.flatnonzero((times_s >= start_s) & (times_s < stop_s))
        assert clip.numbers == shown.tolist()
        assert clip.lit_numbers == lit.tolist()
        np.testing.assert_allclose(clip.times_s, times_s[shown] - times_s[shown[0]], atol=1e-3)


def test_the_sample_with_dropped_frames(tmp_path: Path) -> None:
    video = Video(SAMPLE / "open_field_vfr.mp4")
    spec = ClipSpec(10.267, 12.658, "mouse_1 chases mouse_2")
    path = write_clips(video, None, [spec], tmp_path, names=["chase"], height=160)[0]
    clip, times_s = play(path, (160, 160)), video.timebase.times_s
    shown = times_s[(times_s >= 9.767) & (times_s < 13.158)]
    assert len(set(np.diff(shown).round(3))) > 5
    np.testing.assert_allclose(clip.times_s, shown - shown[0], atol=1e-3)
    lit = (shown >= 10.267) & (shown < 12.658)
    assert clip.lit == lit.tolist()


def test_bouts_at_the_ends_are_padded_as_far_as_the_recording_goes(
    steady: Video, tmp_path: Path
) -> None:
    first, last, beyond, all_of_it = cut(
        steady, tmp_path, (0, 0.5), (2.5, 3), (2.9, 7), (0, 3), pad_s=0.5
    )
    assert (first.numbers, first.lit_numbers) == (list(range(30)), list(range(15)))
    assert (last.numbers, last.lit_numbers) == (list(range(60, 90)), list(range(75, 90)))
    assert (beyond.numbers, beyond.lit_numbers) == (list(range(72, 90)), [87, 88, 89])
    assert all_of_it.numbers == all_of_it.lit_numbers == list(range(90))


def test_points_light_the_frame_on_display(steady: Video, tmp_path: Path) -> None:
    stored_s = round(31 / 30, 6)  # whole microseconds, just before its frame
    spans = [(1.05, 1.05), (stored_s, stored_s), (1.001, 1.002), (0, 0), (3, 3)]
    clips = cut(steady, tmp_path, *spans, pad_s=0.1)
    assert [clip.lit_numbers for clip in clips] == [[31], [31], [30], [0], [89]]
    assert clips[0].numbers == list(range(29, 35))
    bare = cut(steady, tmp_path, *spans, pad_s=0)
    assert [clip.numbers for clip in bare] == [[31], [31], [30], [0], [89]]


def test_borders_stored_in_microseconds_lose_no_frame(steady: Video, tmp_path: Path) -> None:
    up = (round(32 / 30, 6), round(35 / 30, 6))
    down = (round(31 / 30, 6), round(34 / 30, 6))
    assert up[0] > 32 / 30
    assert down[0] < 31 / 30
    clips = cut(steady, tmp_path, up, down)
    assert [clip.lit_numbers for clip in clips] == [[32, 33, 34], [31, 32, 33]]


def test_bouts_that_overlap_in_any_order(steady: Video, tmp_path: Path) -> None:
    spans = [(2.0, 2.5), (0.5, 2.4), (0.5, 2.4), (1.0, 1.1)]
    clips = cut(steady, tmp_path, *spans, pad_s=0)
    expected = [range(60, 75), range(15, 72), range(15, 72), range(30, 33)]
    assert [clip.numbers for clip in clips] == [list(frames) for frames in expected]


def test_long_bouts_are_cut_and_that_is_said(steady: Video, tmp_path: Path) -> None:
    long, whole = cut(steady, tmp_path, (0.5, 2.8), (0.5, 1.5), max_s=1.0, pad_s=0.2)
    assert long.numbers == list(range(9, 45))
    assert long.lit_numbers == list(range(15, 45))
    assert says(long, "0.500 to 2.800 s, first 1 s of 2.3 s")
    assert whole.lit_numbers == list(range(15, 45))
    assert whole.numbers == list(range(9, 51))
    assert says(whole, "0.500 to 1.500 s")


def test_no_bouts_no_clips(steady: Video, tmp_path: Path) -> None:
    assert cut(steady, tmp_path) == []


# what is shown ----------------------------------------------------------------------------------


def test_caption_times_and_clock_stand_below_the_picture(steady: Video, tmp_path: Path) -> None:
    caption = "Mäuse/1 подходит → mouse_2"
    specs = [ClipSpec(1.0, 2.0, caption), ClipSpec(1.5, 1.5, caption)]
    state, point = (
        play(path) for path in write_clips(steady, None, specs, tmp_path, names=["a", "b"])
    )
    assert says(state, caption)
    assert says(state, "1.000 to 2.000 s")
    assert says(point, "at 1.500 s")
    assert says(state, "0.500 s", 0)
    assert says(state, "2.067 s", 47)
    assert not says(state, "2.067 s", 46)
    assert not says(state, "Mause/1 подходит → mouse_2 hier")


def test_a_long_caption_has_more_lines_and_covers_nothing(steady: Video, tmp_path: Path) -> None:
    specs = [ClipSpec(1, 2, "word " * count) for count in (1, 20, 2000)]
    paths = write_clips(steady, None, specs, tmp_path, names=["a", "b", "c"])
    short, longer, endless = (play(path) for path in paths)
    assert short.whole[0].shape[0] < longer.whole[0].shape[0] < endless.whole[0].shape[0] < 360
    assert short.numbers == longer.numbers == endless.numbers


def test_a_narrow_video_leaves_room_for_text(tmp_path: Path) -> None:
    video = Video(make(tmp_path / "narrow.mp4", 30, shape=(130, 200)))
    spec = ClipSpec(0.2, 0.5, "mouse_1 chases mouse_2")
    path = write_clips(video, None, [spec], tmp_path / "out", names=["a"])[0]
    clip = play(path, (130, 200))
    assert clip.whole[0].shape[1] >= 240
    assert clip.numbers == list(range(30))
    assert says(clip, "mouse_1 chases mouse_2")


def circling(frames: int = FRAMES) -> NDArray[np.float64]:
    """Positions on a circle around the middle of the picture."""
    turn = np.linspace(0, 2 * np.pi, frames)
    return body(160 + 60 * np.cos(turn), 120 + 60 * np.sin(turn), np.degrees(turn) + 90)


def of_video(animals: dict[str, NDArray[np.float64]], video: Video) -> Scene:
    """A scene with the clock of a video."""
    return scene(animals, times_s=video.timebase.times_s)


def marked(
    video: Video, of: Scene | None, folder: Path, spec: ClipSpec, size: tuple[int, int], **options
) -> Clip:
    """Write one clip and play it."""
    return play(write_clips(video, of, [spec], folder, names=["clip"], **options)[0], size)


def is_red(picture: NDArray[np.uint8], at: Sequence[float]) -> bool:
    """Whether a place has the colour of the subject: clearly redder than it is green or blue."""
    x, y = np.round(at).astype(int)
    around = picture[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2].reshape(-1, 3).astype(int)
    return bool((around[:, 0] - around[:, 1:].max(axis=1)).max() > 30)


def changed(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> int:
    """How many pixels differ by more than compression explains."""
    return int((np.abs(one.astype(int) - other).max(axis=2) > 80).sum())


def test_marks_follow_the_animals_frame_by_frame(steady: Video, tmp_path: Path) -> None:
    points = circling()
    spec = ClipSpec(1.0, 2.0, "a chases b", "a", "b")
    of = of_video({"a": points, "b": body(np.full(FRAMES, 160.0), 120)}, steady)
    plain = marked(steady, None, tmp_path / "plain", spec, SHAPE)
    drawn = marked(steady, of, tmp_path / "drawn", spec, SHAPE)
    assert len(drawn.pictures) == len(plain.pictures) == 60
    red_points = 0
    for number, one, two in zip(range(15, 75), drawn.pictures, plain.pictures, strict=True):
        for x, y in np.round(points[number].T).astype(int):
            beside = np.s_[y - 3 : y + 4, x - 3 : x + 4]
            assert changed(one[beside], two[beside]) >= 5
            assert not is_red(two, (x, y))
            red_points += is_red(one, (x, y))
    assert red_points > 0.95 * 60 * 3
    red, green, blue = drawn.pictures[0][117:124, 117:124].reshape(-1, 3).astype(int).T
    assert (red + green + blue).max() > 650  # the object: white
    assert (blue - red).max() > 60  # with a blue rim


def test_frames_without_tracks_have_no_marks(steady: Video, tmp_path: Path) -> None:
    points = circling()
    points[45:] = np.nan
    spec = ClipSpec(1.0, 2.0, "a runs", "a")
    plain = marked(steady, None, tmp_path / "plain", spec, SHAPE)
    drawn = marked(steady, of_video({"a": points}, steady), tmp_path / "drawn", spec, SHAPE)
    for number, one, two in zip(range(15, 75), drawn.pictures, plain.pictures, strict=True):
        assert changed(one, two) > 40 if number < 45 else changed(one, two) < 5


def test_marks_are_scaled_with_the_picture_which_is_never_scaled_up(
    steady: Video, tmp_path: Path
) -> None:
    of = of_video({"a": body(np.full(FRAMES, 200.0), 160)}, steady)
    spec = ClipSpec(1.0, 1.2, "a", "a")
    half = marked(steady, of, tmp_path, spec, (160, 120), height=121)
    assert is_red(half.pictures[0], (100, 80))
    assert is_red(half.pictures[0], (120, 80))
    for height in (None, 1000):
        whole = marked(steady, of, tmp_path, spec, SHAPE, height=height)
        assert whole.numbers[0] == 15
        assert is_red(whole.pictures[0], (240, 160))


@pytest.mark.parametrize("rotation", [90, 180, -90])
def test_turned_videos_are_upright_and_so_are_the_marks(rotation: int, tmp_path: Path) -> None:
    video = Video(make(tmp_path / "turned.mp4", 30, rotation=rotation, shape=SHAPE))
    of = scene({"a": body(np.full(30, 150.0), 60)}, times_s=video.timebase.times_s)
    spec, size = ClipSpec(0.2, 0.5, "a", "a"), (video.width, video.height)
    clip = marked(video, of, tmp_path / "out", spec, size)
    upright = next(video.iter_frames(start=0))[2]
    plain = marked(video, None, tmp_path / "plain", spec, size)
    assert np.abs(plain.pictures[0].astype(int) - upright).mean() < 6
    assert is_red(clip.pictures[0], (150, 60))
    assert is_red(clip.pictures[0], (190, 60))
    assert Video(tmp_path / "out" / "clip.mp4").rotation == 0


# files ------------------------------------------------------------------------------------------


def test_browsers_play_the_clips_and_the_video_is_untouched(tmp_path: Path) -> None:
    source = make(tmp_path / "video.mkv", 40, codec="ffv1", pixels="yuv444p", shape=(161, 121))
    before = source.read_bytes()
    shares: list[float] = []
    specs = [ClipSpec(0.1, 0.9, "x"), ClipSpec(0.5, 1.2, "y")]
    folder = tmp_path / "new" / "clips"
    paths = write_clips(
        Video(source), None, specs, folder, names=["x", "y"], progress=shares.append
    )
    assert paths == [folder / "x.mp4", folder / "y.mp4"]
    assert sorted(folder.iterdir()) == paths
    for path in paths:
        assert is_browser_playable(Video(path))
        data = path.read_bytes()
        assert data.index(b"moov") < data.index(b"mdat")
        with av.open(str(path)) as container:
            assert not container.streams.audio
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert len(shares) > 1
    assert source.read_bytes() == before


def test_file_names_are_safe_and_unique(steady: Video, tmp_path: Path) -> None:
    names = ["Mäuse/1: jagt?", "A", "a", "a-2", "", "../..", "鼠" * 200, "x\x00\ny", "\udcff"]
    specs = [ClipSpec(1, 1, name) for name in names]
    paths = write_clips(steady, None, specs, tmp_path, names=names, pad_s=0)
    assert [path.name for path in paths] == [
        "Mäuse_1_ jagt_.mp4",
        "A.mp4",
        "a-2.mp4",
        "a-2-2.mp4",
        "clip.mp4",
        "_.mp4",
        "鼠" * 50 + ".mp4",
        "x__y.mp4",
        "clip-2.mp4",
    ]
    assert sorted(tmp_path.iterdir()) == sorted(paths)


def test_all_wrong_arguments_are_said_at_once(steady: Video, tmp_path: Path) -> None:
    spans = [(4, 5), (-2, -1), (2, 1), (float("nan"), 2), (1, float("inf")), (1, 2)]
    specs = [ClipSpec(*span, f"bout {number}") for number, span in enumerate(spans)]
    with pytest.raises(UserError, match=r"lasts 3\.00 s") as caught:
        write_clips(steady, None, specs, tmp_path / "none", names=["a"], pad_s=-1, height=0)
    said = str(caught.value)
    assert "one name per clip; found 1 for 6" in said
    assert "pad_s must be 0 s or more; found -1" in said
    assert "height must be 2 pixels or more; found 0" in said
    assert "'bout 0' at 4 to 5 s does not lie in it" in said
    assert "and 3 more" in said
    assert not (tmp_path / "none").exists()
    with pytest.raises(UserError, match="max_s must be above 0 s"):
        write_clips(steady, None, [], tmp_path, names=[], max_s=0)


def test_a_folder_that_cannot_be_written(steady: Video, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    for folder in (file, file / "below"):
        with pytest.raises(UserError, match="Cannot write"):
            cut(steady, folder, (1, 2))


def test_a_clip_never_replaces_the_video(tmp_path: Path) -> None:
    source = make(tmp_path / "clip.mp4", 30)
    before = source.read_bytes()
    spec = ClipSpec(0.2, 0.4, "x")
    with pytest.raises(UserError, match="would replace the video itself"):
        write_clips(Video(source), None, [spec], tmp_path, names=["clip"])
    assert source.read_bytes() == before


def test_a_video_that_is_gone(tmp_path: Path) -> None:
    source = make(tmp_path / "video.mp4", 30)
    video = Video(source)
    source.unlink()
    with pytest.raises(UserError, match="there is no such file"):
        cut(video, tmp_path / "out", (0.2, 0.4))
    assert not list((tmp_path / "out").iterdir())


def test_unreadable_bouts_are_named_and_the_others_written(tmp_path: Path) -> None:
    path = make(tmp_path / "0.mp4", 30, gop=1, shape=SHAPE)
    for number in (10, 11, 12):
        path = zero_packet(path, tmp_path / f"{number}.mp4", number)
    video, folder = Video(path), tmp_path / "out"
    spans = [(10 / 30, 12 / 30), (9 / 30, 14 / 30), (20 / 30, 25 / 30)]
    with pytest.raises(DataError, match=r"1 clip of 3 not written.* 'clip-0' \(0.33 to 0.40 s\)"):
        cut(video, folder, *spans, pad_s=0)
    assert sorted(file.name for file in folder.iterdir()) == ["clip-1.mp4", "clip-2.mp4"]
    partly = play(folder / "clip-1.mp4")
    assert partly.numbers == [9, 13]
    np.testing.assert_allclose(partly.times_s, [0, 4 / 30], atol=1e-3)
