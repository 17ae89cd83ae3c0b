"""Written videos: exact times, whole or absent, playable."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from video_files import make, number_in, picture

from graphs.errors import UserError
from pipelines.proxy import is_browser_playable, make_proxy, write_video
from pipelines.video import Video


def test_written_times_and_colours_come_back(tmp_path: Path) -> None:
    times_s = [0, 0.1, 0.15, 0.4, 0.41, 1.0]
    colours = [
        (200, 30, 30),
        (30, 200, 30),
        (30, 30, 200),
        (128, 128, 128),
        (255, 255, 255),
        (0, 0, 0),
    ]
    pictures = [np.full((64, 64, 3), colour, np.uint8) for colour in colours]
    path = tmp_path / "colours.mp4"
    assert write_video(path, zip(times_s, pictures, strict=True), crf=10) == 6
    video = Video(path)
    np.testing.assert_allclose(video.timebase.times_s, times_s, atol=1e-5)
    for (_, _, rgb), colour in zip(video.iter_frames(), colours, strict=True):
        assert np.abs(rgb[32, 32].astype(int) - colour).max() <= 4
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_one_thread_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        write_video(tmp_path / name, ((i / 30, picture(i)) for i in range(20)), threads=1)
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_gray_pictures(tmp_path: Path) -> None:
    gray = np.linspace(0, 255, 64 * 48).reshape(48, 64).astype(np.uint8)
    write_video(tmp_path / "gray.mp4", [(0, gray), (0.1, gray)], crf=10)
    shown = next(Video(tmp_path / "gray.mp4").iter_frames("gray"))[2]
    assert np.abs(shown.astype(int) - gray).mean() < 3


@pytest.mark.parametrize(
    ("name", "options", "playable"),
    [
        ("a.mp4", {}, True),
        ("a.mkv", {}, False),
        ("a.avi", {"codec": "mpeg4"}, False),
        ("a.webm", {"codec": "libvpx-vp9"}, True),
        ("ten.mp4", {"pixels": "yuv420p10le"}, False),
    ],
)
def test_what_browsers_play(tmp_path: Path, name: str, options: dict, playable: bool) -> None:
    assert is_browser_playable(Video(make(tmp_path / name, 12, **options))) is playable


def test_proxy_keeps_times_and_leaves_the_original(tmp_path: Path) -> None:
    ticks = np.cumsum([3000, 3000, 9000, 3000, 6000] * 8).tolist()
    original = make(tmp_path / "original.mp4", 40, ticks=ticks, pixels="yuv420p10le")
    before = original.read_bytes()
    shares: list[float] = []
    video = Video(original)
    path = make_proxy(video, tmp_path / "proxy.mp4", progress=shares.append)
    proxy = Video(path)
    assert is_browser_playable(proxy)
    np.testing.assert_allclose(proxy.timebase.times_s, video.timebase.times_s, atol=2e-5)
    assert [number_in(rgb) for _, _, rgb in proxy.iter_frames()] == list(range(40))
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert original.read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["original.mp4", "proxy.mp4"]


def test_proxy_is_scaled_down_never_up_and_turned(tmp_path: Path) -> None:
    video = Video(make(tmp_path / "turned.mp4", 6, rotation=90))
    small = Video(make_proxy(video, tmp_path / "small.mp4", height=81))
    assert (small.width, small.height, small.rotation) == (60, 80, 0)
    same = Video(make_proxy(video, tmp_path / "same.mp4", height=4000))
    assert (same.width, same.height) == (120, 160)


def test_proxy_never_replaces_its_original(tmp_path: Path) -> None:
    video = Video(make(tmp_path / "original.mp4", 6))
    with pytest.raises(UserError, match="found the video itself"):
        make_proxy(video, tmp_path / "original.mp4")
    with pytest.raises(UserError, match="height of 2 pixels or more"):
        make_proxy(video, tmp_path / "proxy.mp4", height=1)


def test_a_failure_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"old")

    def broken() -> Iterator[tuple[float, np.ndarray]]:
        for index in range(50):
            if index == 40:
                raise KeyError(index)
            yield index / 30, picture(index)

    with pytest.raises(KeyError):
        write_video(path, broken())
    with pytest.raises(UserError, match="found none to write"):
        write_video(path, [])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="the system says: No such file or directory"):
        write_video(tmp_path / "none" / "a.mp4", [(0, picture(0))])


def test_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        with pytest.raises(UserError, match="the system says: File too large"):
            write_video(tmp_path / "a.mp4", ((i / 30, picture(i)) for i in range(300)), crf=1)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(tmp_path.iterdir()) == []
