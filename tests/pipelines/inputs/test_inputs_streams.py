"""Streams: the same frames as of a copy, and a fault of the network is no damage of a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import h5py
import numpy as np
import pytest
from object_store import ObjectStore
from tracks_files import table, write
from video_files import make, number_in

from graphs.errors import AwayError, DataError, UserError
from pipelines.inputs.places import input_path
from pipelines.stems import FileName, no_tracks_reason, read_name
from pipelines.video import Video


def place(url: str, cache: Path) -> Path:
    return input_path(url, Path(), cache)


@pytest.mark.parametrize("name", ["m1.mp4", "m1.mkv"])
def test_frames_of_a_stream(name: str, store: ObjectStore, cache: Path, tmp_path: Path) -> None:
    copy = make(tmp_path / name, 90)
    here, there = Video(copy), Video(place(store.put(name, copy), cache))
    assert np.array_equal(there.timebase.times_s, here.timebase.times_s)
    assert there.warnings == here.warnings
    assert there.check() == here.check()
    pictures, times_s = there.sample([3, 50, 89])
    assert [number_in(one) for one in pictures] == [3, 50, 89]
    assert np.array_equal(times_s, here.sample([3, 50, 89])[1])
    assert not [one for one in cache.rglob("*") if one.suffix == Path(name).suffix]


def noise(path: Path, frames: int = 120) -> Path:
    """Write a video that cannot be made small: about 12 MB, so that it is read in several parts."""
    random = np.random.default_rng(0)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=30)
        stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
        for _ in range(frames):
            picture = random.integers(0, 256, (360, 320), np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "yuv420p")))
        container.mux(stream.encode())
    return path


@pytest.mark.parametrize("what", ["open", "walk", "sample"])
def test_a_server_that_goes_away_is_no_damage(
    what: str, store: ObjectStore, cache: Path, tmp_path: Path
) -> None:
    copy = noise(tmp_path / "m1.mkv")
    assert copy.stat().st_size > 10_000_000
    path = place(store.put("m1.mkv", copy), cache)
    video = Video(path)
    assert video.frames == 120
    store.gate.close_after(5_000_000)
    calls: dict[str, Callable[[], object]] = {
        "open": lambda: Video(path),
        "walk": lambda: [number for number, _, _ in video.iter_frames()],
        "sample": lambda: video.sample([1, 60, 119]),
    }
    with pytest.raises(AwayError, match="cannot be reached"):
        calls[what]()
    store.gate.open()
    assert video.damage == []
    assert Video(path).frames == 120
    assert video.check() == []


def test_what_is_no_video_or_not_there(store: ObjectStore, cache: Path) -> None:
    text = place(store.put("text.mp4", b"this is text"), cache)
    with pytest.raises(DataError, match=r"s3://.*/text\.mp4.*found text"):
        Video(text)
    with pytest.raises(UserError, match=r"There is no file s3://.*/gone\.mp4"):
        Video(place(f"{store.url}/gone.mp4", cache))


@pytest.mark.parametrize("small", [0, 10**9])
def test_whether_hdf5_holds_tracks(
    small: int, store: ObjectStore, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of a stream where the file is large."""
    monkeypatch.setattr("pipelines.inputs.streams.SMALL", small)
    pose = write(tmp_path / "m1.h5", table(6, ("a", "b")))
    with h5py.File(tmp_path / "light.h5", "w") as file:
        file["signal"] = np.zeros(10)
    reasons = {}
    for copy in (pose, tmp_path / "light.h5"):
        found = read_name(place(store.put(copy.name, copy), cache))
        assert isinstance(found, FileName)
        reasons[copy.name] = no_tracks_reason(found)
        assert found.path.exists() == (small > 0)
    assert reasons["m1.h5"] is None
    assert (reasons["light.h5"] or "").startswith("HDF5 without pose tracks")
