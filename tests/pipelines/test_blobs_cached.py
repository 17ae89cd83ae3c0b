"""Blob tracks in the cache: made once, the same again, made anew when damaged."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from pipelines.proxy import write_video
from pipelines.tracks.blobs import cached, cached_blobs
from pipelines.video import Video


@pytest.fixture
def video(tmp_path: Path) -> Video:
    def frames() -> list[tuple[float, np.ndarray]]:
        made = []
        for i in range(40):
            picture = np.full((120, 160, 3), 220, np.uint8)
            picture[50:66, 10 + 3 * i : 40 + 3 * i] = 30
            made.append((i / 20, picture))
        return made

    write_video(tmp_path / "one.mp4", frames(), fps=20)
    return Video(tmp_path / "one.mp4")


def test_tracked_once(video: Video, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cache"
    first = cached_blobs(video, 1, folder)
    (file,) = folder.iterdir()
    real, calls = cached.track_blobs, []

    def counting(*args: object, **kwargs: object) -> object:
        calls.append(args)
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(cached, "track_blobs", counting)
    moved = Path(shutil.copy(video.path, tmp_path / "moved.mp4"))
    again = cached_blobs(Video(moved), 1, folder)
    assert calls == []
    xr.testing.assert_identical(again.data, first.data)
    assert (again.warnings, again.log, again.source) == (first.warnings, first.log, first.source)

    file.write_bytes(file.read_bytes()[:100])
    xr.testing.assert_identical(cached_blobs(video, 1, folder).data, first.data)
    assert len(calls) == 1
    assert len(list(folder.iterdir())) == 1  # put right in place


def test_without_a_folder_nothing_is_kept(video: Video, tmp_path: Path) -> None:
    before = set(tmp_path.iterdir())
    assert cached_blobs(video, 1, None).individuals == ["animal_1"]
    assert set(tmp_path.iterdir()) == before
