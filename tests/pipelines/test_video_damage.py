"""Files that are damaged or no videos: a clear word about each, and no silent loss."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from video_files import damage, make, make_audio, number_in, picture, zero_packet

from graphs.errors import DataError, UserError
from pipelines.proxy import write_video
from pipelines.video import Video
from pipelines.video_container import decoded, open_container, video_stream
from pipelines.video_damage import Damage, DamageMap
from pipelines.video_sample import decord_agrees


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "whole.mp4"
    write_video(path, ((index / 30, picture(index)) for index in range(90)), gop=30)
    return path


def test_not_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"there is no such file. Check the path"):
        Video(tmp_path / "none.mp4")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"found a folder. Name a video file inside it"):
        Video(tmp_path)


def test_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "live.mp4")
    with pytest.raises(UserError, match="found a device or pipe"):
        Video(tmp_path / "live.mp4")


def test_no_permission(whole: Path, tmp_path: Path) -> None:
    path = tmp_path / "secret.mp4"
    path.write_bytes(whole.read_bytes())
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    with pytest.raises(UserError, match=r"may not be read. Check its permissions"):
        Video(path)


def test_empty(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    with pytest.raises(DataError, match=r"the file is empty \(0 bytes\). Copy it again"):
        Video(path)


@pytest.mark.parametrize("name", ["notes.mp4", "notes.txt"])
def test_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("mouse 1 sniffs mouse 2\n" * 50)
    with pytest.raises(DataError, match=r"found text. Check that the name and the content"):
        Video(path)


def test_noise(tmp_path: Path) -> None:
    path = tmp_path / "noise.mp4"
    path.write_bytes(np.random.default_rng(0).bytes(20_000))
    with pytest.raises(DataError, match="found no video in a known format"):
        Video(path)


def test_sound_only(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Expected a video in 'song.mp4'; found only audio"):
        Video(make_audio(tmp_path / "song.mp4"))


def test_index_at_the_end_is_missing(tmp_path: Path) -> None:
    data = make(tmp_path / "late.mp4").read_bytes()
    assert data.index(b"moov") > data.index(b"mdat")
    (tmp_path / "cut.mp4").write_bytes(data[: len(data) // 2])
    with pytest.raises(DataError, match=r"its index \(moov\) is missing"):
        Video(tmp_path / "cut.mp4")


@pytest.mark.parametrize("share", [0.3, 0.5, 0.77])
def test_cut_with_index_in_front_is_read_up_to_the_cut(
    whole: Path, tmp_path: Path, share: float
) -> None:
    data = whole.read_bytes()
    path = tmp_path / "cut.mp4"
    path.write_bytes(data[: int(len(data) * share)])
    video = Video(path)
    assert 0.5 * share * 90 < video.frames < 90
    assert "its header promises 90 frames, it holds" in video.warnings[0]
    got = [number_in(rgb) for _, _, rgb in video.iter_frames()]
    assert got == list(range(video.frames))
    assert video.is_sound
    assert not decord_agrees(video)


def test_noise_in_the_middle_is_reported_and_the_numbers_stay_right(
    whole: Path, tmp_path: Path
) -> None:
    video = Video(damage(whole, tmp_path / "rot.mp4", 0.5))
    sound = {index: rgb for index, _, rgb in Video(whole).iter_frames()}
    got = {index: rgb for index, _, rgb in video.iter_frames()}
    edges = [(round(part.start_s * 30), round(part.stop_s * 30)) for part in video.damage]
    damaged = {frame for start, stop in edges for frame in range(start, stop)}
    assert damaged
    assert min(damaged) > 20
    assert max(damaged) < 60
    for index, rgb in got.items():
        if index not in damaged:
            np.testing.assert_array_equal(rgb, sound[index])
    assert set(sound) - set(got) <= damaged
    assert any("may show errors" in warning for warning in video.warnings)
    assert not video.is_sound
    assert not decord_agrees(video)


def test_damage_before_a_sampled_frame_is_noticed(whole: Path, tmp_path: Path) -> None:
    video = Video(damage(whole, tmp_path / "rot.mp4", 0.5))
    expected = video.check()
    fresh = Video(video.path)
    last = round(expected[-1].stop_s * 30) - 1
    fresh.sample([last])
    assert fresh.damage
    assert fresh.damage[-1].stop_s == expected[-1].stop_s


def test_damage_at_the_start_does_not_shift_numbers(whole: Path, tmp_path: Path) -> None:
    video = Video(damage(whole, tmp_path / "rot.mp4", 0.04))
    got = [(index, number_in(rgb)) for index, _, rgb in video.iter_frames(start=30)]
    assert video.frames == 90
    assert got == [(index, index) for index in range(30, 90)]


def test_frame_that_cannot_be_decoded_is_stood_in_for_by_the_next(tmp_path: Path) -> None:
    clean = make(tmp_path / "clean.mp4", 20, gop=1)
    path = zero_packet(clean, tmp_path / "zeroed.mp4", 7)
    video = Video(path)
    pictures, times_s = video.sample([7, 3])
    assert [number_in(rgb) for rgb in pictures] == [8, 3]
    np.testing.assert_allclose(times_s, [8 / 30, 3 / 30], atol=1e-3)
    assert "1 of 20 frames cannot be decoded" in " ".join(video.warnings)


def test_map_of_damage() -> None:
    found = DamageMap(12, np.array([0, 8]))
    for frame in range(12):
        if frame != 5:
            found.good(frame)
    assert not found.is_complete
    found.bad(5, 6)
    edges_s = np.arange(13.0)
    assert found.intervals(edges_s) == [
        Damage(2, 5, 3, "doubtful"),
        Damage(5, 6, 1, "unreadable"),
        Damage(6, 8, 2, "doubtful"),
    ]
    assert found.is_complete
    assert not found.is_sound


def test_damaged_places_look_the_same_each_time(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8)
    pictures = ((index / 30, np.roll(noise, index, axis=1)) for index in range(120))
    write_video(tmp_path / "whole.mp4", pictures, gop=30)
    content = bytearray((tmp_path / "whole.mp4").read_bytes())
    for place in np.linspace(3000, len(content) - 9000, 20).astype(int):
        content[place] ^= 0x55
    path = tmp_path / "damaged.mp4"
    path.write_bytes(content)

    def looks() -> list[bytes]:
        container = open_container(path)
        with container:
            stream = video_stream(container, path)
            return [frame.to_ndarray().tobytes() for frame in decoded(container, stream)]

    first = looks()
    assert len(first) > 100
    assert all(looks() == first for _ in range(4))
