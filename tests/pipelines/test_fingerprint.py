"""Fingerprints of local files: what is seen to have changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.fingerprint import SAMPLE, WHOLE, file_fingerprint

SIZE = WHOLE + SAMPLE


def _changed(path: Path, at: int) -> bool:
    """Whether it is seen that one byte of a large file is another one."""
    with path.open("wb") as file:
        file.truncate(SIZE)
    before = file_fingerprint(path)
    with path.open("r+b") as file:
        file.seek(at)
        file.write(b"1")
    assert path.stat().st_size == SIZE
    return file_fingerprint(path) != before


@pytest.mark.parametrize("name", ["t.csv", "t.h5", "t.json", "t.csv.gz"])
def test_tracks_corrected_anywhere_are_other_tracks(tmp_path: Path, name: str) -> None:
    assert _changed(tmp_path / name, 3 * SAMPLE)


def test_of_a_large_video_blocks_are_read(tmp_path: Path) -> None:
    assert not _changed(tmp_path / "v.MP4", 3 * SAMPLE)
    assert _changed(tmp_path / "v.mp4", 10)
    assert _changed(tmp_path / "v.mp4", SIZE - 1)
