"""Timestamps, numbering, orientation and random access of undamaged videos."""

from __future__ import annotations

import pickle
from pathlib import Path

import av
import numpy as np
import pytest
from video_files import cut_copy, make, number_in, picture

from graphs.errors import UserError
from pipelines.proxy import write_video
from pipelines.video import Video
from pipelines.video_sample import decord_agrees

KINDS = [
    ("a.mp4", {}),
    ("a.mkv", {}),
    ("a.ts", {}),
    ("a.mov", {"audio": True}),
    ("a.avi", {"codec": "mpeg4"}),
    ("a.webm", {"codec": "libvpx-vp9"}),
    ("vp8.webm", {"codec": "libvpx"}),
    ("mjpeg.avi", {"codec": "mjpeg", "pixels": "yuvj420p"}),
    ("ffv1.mkv", {"codec": "ffv1", "pixels": "gray"}),
    ("hevc.mp4", {"codec": "libx265"}),
    ("ten.mp4", {"pixels": "yuv420p10le"}),
    ("av1.mp4", {"codec": "libsvtav1"}),
    ("raw.h264", {"kind": "h264"}),
]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("video") / "plain.mp4")


def decoded_times(path: Path) -> list[float]:
    with av.open(str(path)) as container:
        times = [frame.time for frame in container.decode(video=0)]
    return [time - times[0] for time in times]


@pytest.mark.parametrize(("name", "options"), KINDS, ids=[name for name, _ in KINDS])
def test_every_kind_gives_numbered_frames_and_true_times(
    tmp_path: Path, name: str, options: dict
) -> None:
    frames = 24 if "av1" in name else 45
    video = Video(make(tmp_path / name, frames, **options))
    got = [(index, time_s, number_in(rgb)) for index, time_s, rgb in video.iter_frames()]
    assert [index for index, _, _ in got] == list(range(frames))
    assert [number for _, _, number in got] == list(range(frames))
    np.testing.assert_allclose([time_s for _, time_s, _ in got], np.arange(frames) / 30, atol=6e-4)
    assert video.frames == frames
    assert (video.width, video.height) == (160, 120)
    assert video.nominal_fps == 30
    assert video.is_sound
    pictures, _ = video.sample([frames - 1, 3, 20])
    assert [number_in(rgb) for rgb in pictures] == [frames - 1, 3, 20]


def test_packet_times_equal_decoded_ones_in_real_files(shared_data: Path) -> None:
    for name in (
        "amadeusgpt_examples/Horse/BrownHorseinShadow.mp4",
        "lightning_pose_mirror_mouse/test_vid.mp4",
        "sleap_flies/centered_pair_small.mp4",
    ):
        video = Video(shared_data / name)
        np.testing.assert_allclose(video.timebase.times_s, decoded_times(video.path), atol=1e-9)
        assert video.check() == []
        assert video.warnings == []


def test_real_sizes_and_rates(shared_data: Path) -> None:
    mice = Video(shared_data / "amadeusgpt_examples/MABe/EGS8X2MN4SSUGFWAV976.mp4")
    assert (mice.width, mice.height, mice.frames, mice.codec) == (512, 512, 1801, "h264")
    assert mice.timebase.fps == pytest.approx(30)
    flies = Video(shared_data / "sleap_flies/20190128_113421.120s.mp4")
    assert (flies.frames, flies.timebase.stop_s) == (3000, 120)


def test_variable_rate_keeps_each_time(tmp_path: Path) -> None:
    ticks = 9000 + np.cumsum(np.random.default_rng(0).choice([3000, 6000, 9000], 60))
    video = Video(make(tmp_path / "vfr.mp4", 60, ticks=ticks.tolist()))
    expected = (ticks - ticks[0]) / 90_000
    np.testing.assert_allclose(video.timebase.times_s, expected, atol=1e-9)
    wrong = np.arange(60) / video.nominal_fps
    assert np.abs(wrong - expected).max() > 0.5
    pictures, times_s = video.sample_at([expected[41] + 0.001, expected[7]])
    assert [number_in(rgb) for rgb in pictures] == [41, 7]
    np.testing.assert_allclose(times_s, expected[[41, 7]])


@pytest.mark.parametrize(("flag", "clockwise"), [(-90, 90), (90, 270), (180, 180)])
def test_rotation_is_applied(tmp_path: Path, flag: int, clockwise: int) -> None:
    video = Video(make(tmp_path / "turned.mp4", 8, rotation=flag))
    assert video.rotation == clockwise
    upright = np.rot90(picture(5), -clockwise // 90)
    assert (video.height, video.width) == upright.shape[:2]
    shown = [rgb for _, _, rgb in video.iter_frames()][5]
    assert np.abs(shown.astype(int) - upright).mean() < 6
    small = next(video.iter_frames("gray", size=(30, 40)))[2]
    assert small.shape == (40, 30)
    by_decord, _ = video.sample([5])
    assert decord_agrees(video)
    assert np.abs(by_decord[0].astype(int) - upright).mean() < 6


def test_mirrored_picture_is_shown_mirrored_and_kept_from_decord(tmp_path: Path) -> None:
    video = Video(make(tmp_path / "mirrored.mp4", 6, mirrored=True))
    shown = [rgb for _, _, rgb in video.iter_frames()][3]
    assert np.abs(shown.astype(int) - picture(3)[:, ::-1]).mean() < 6
    assert video.is_sound
    assert not decord_agrees(video)


def test_edit_list_hides_frames(plain: Path, tmp_path: Path) -> None:
    video = Video(cut_copy(plain, tmp_path / "cut.mp4", 1.5))
    numbers = [number_in(rgb) for _, _, rgb in video.iter_frames()]
    assert numbers == list(range(45, 90))
    assert video.frames == 45
    assert video.warnings == []
    assert not decord_agrees(video)
    assert number_in(video.sample([10])[0][0]) == 55


def test_start_stop_step_and_size(plain: Path) -> None:
    video = Video(plain)
    got = list(video.iter_frames("gray", start=37, stop=80, step=10))
    assert [(index, number_in(gray)) for index, _, gray in got] == [
        (i, i) for i in (37, 47, 57, 67, 77)
    ]
    assert got[0][1] == pytest.approx(37 / 30)
    assert next(video.iter_frames(size=(40, 30)))[2].shape == (30, 40, 3)
    assert list(video.iter_frames(start=90)) == []
    with pytest.raises(UserError, match="step >= 1"):
        next(video.iter_frames(step=0))


def test_decord_and_seeking_return_the_same(plain: Path) -> None:
    video = Video(plain)
    wanted = [88, 4, 4, 31, 60]
    by_seek, times_s = video.sample(wanted, size=(80, 60))
    assert not decord_agrees(video)
    video.check()
    assert decord_agrees(video)
    by_decord, same_s = video.sample(wanted, size=(80, 60))
    assert np.abs(by_seek.astype(int) - by_decord).mean() < 2
    np.testing.assert_allclose(times_s, np.array(wanted) / 30)
    np.testing.assert_array_equal(times_s, same_s)


def test_sampling_outside_is_refused(plain: Path) -> None:
    with pytest.raises(UserError, match=r"Expected frames 0 to 89 of 'plain.mp4'; found 90"):
        Video(plain).sample([3, 90])


def test_repeated_timestamps_are_spread_and_said(tmp_path: Path) -> None:
    plain = make(tmp_path / "plain.mkv", 12, codec="mjpeg", pixels="yuvj420p")
    path = tmp_path / "repeated.mkv"
    with av.open(str(plain)) as old, av.open(str(path), "w") as new:
        copy = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(video=0):
            if packet.pts is not None:
                packet.pts = packet.dts = packet.pts // 67 * 67
                packet.stream = copy
                new.mux(packet)
    video = Video(path)
    assert video.frames == 12
    assert "repeat the timestamp" in video.warnings[0]
    assert [number_in(rgb) for _, _, rgb in video.iter_frames()] == list(range(12))
    assert (np.diff(video.timebase.times_s) > 0).all()


def test_one_frame_odd_size_and_a_name_in_other_letters(tmp_path: Path) -> None:
    path = tmp_path / "mäuse в поле 1.mp4"
    write_video(path, [(0.0, picture(9)[:119, :159])])
    video = Video(path)
    assert (video.frames, video.width, video.height) == (1, 160, 120)
    assert video.timebase.stop_s == pytest.approx(1 / 30)
    assert number_in(video.sample([0])[0][0]) == 9


def test_a_video_travels_between_processes(plain: Path) -> None:
    video = pickle.loads(pickle.dumps(Video(plain)))
    assert video.frames == 90
    assert number_in(next(video.iter_frames(start=44))[2]) == 44


@pytest.mark.parametrize("name", ["open.mp4", "open.mkv", "open.ts"])
def test_frames_that_need_a_later_keyframe(tmp_path: Path, name: str) -> None:
    options = {"x264-params": "open-gop=1:bframes=3:keyint=30:min-keyint=30:scenecut=0"}
    video = Video(make(tmp_path / name, options=options))
    assert [number_in(rgb) for _, _, rgb in video.iter_frames()] == list(range(90))
    assert video.is_sound
    assert not decord_agrees(video)  # it returns 30 for 29 here
    wanted = [29, 31, 58, 59, 61, 0]
    assert [number_in(rgb) for rgb in video.sample(wanted)[0]] == wanted


def test_leading_pictures_of_a_cut_file_do_not_count(tmp_path: Path) -> None:
    options = {"x264-params": "open-gop=1:bframes=3:keyint=30:min-keyint=30:scenecut=0"}
    whole = make(tmp_path / "open.mp4", options=options)
    path = tmp_path / "cut.mkv"
    with av.open(str(whole)) as old, av.open(str(path), "w") as new:
        copy = new.add_stream_from_template(old.streams.video[0])
        keyframes = 0
        for packet in old.demux(video=0):
            keyframes += packet.is_keyframe
            if packet.dts is not None and keyframes > 1:
                packet.stream = copy
                new.mux(packet)
    video = Video(path)
    assert [number_in(rgb) for _, _, rgb in video.iter_frames()] == list(range(30, 90))
    assert video.timebase.times_s[0] == 0
    assert len(video.warnings) == 1
    assert "stored pictures can never be shown" in video.warnings[0]


def test_truncated_matroska_is_said(plain: Path, tmp_path: Path) -> None:
    data = make(tmp_path / "whole.mkv", 150).read_bytes()
    (tmp_path / "cut.mkv").write_bytes(data[: len(data) // 2])
    video = Video(tmp_path / "cut.mkv")
    assert "its header promises 5.0 s" in video.warnings[0]
    assert [number_in(rgb) for _, _, rgb in video.iter_frames()] == list(range(video.frames))


def test_decord_agrees_on_real_files(shared_data: Path) -> None:
    for name in ("Horse/BrownHorseinShadow.mp4", "MABe/EGS8X2MN4SSUGFWAV976.mp4"):
        video = Video(shared_data / "amadeusgpt_examples" / name)
        wanted = np.random.default_rng(0).integers(0, video.frames, 8)
        by_seek, times_s = video.sample(wanted, size=(160, 120))
        video.check()
        assert decord_agrees(video)
        by_decord, same_s = video.sample(wanted, size=(160, 120))
        assert np.abs(by_seek.astype(int) - by_decord).mean(axis=(1, 2, 3)).max() < 1
        np.testing.assert_array_equal(times_s, same_s)
