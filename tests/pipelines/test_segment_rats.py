"""Boundaries against human label changes in videos of two rats."""

from __future__ import annotations

from pathlib import Path

from benchmarks.segmentation import (
    bout_starts,
    drawn_at_random,
    equally_spaced,
    read_blocks,
    read_videos,
    score,
)


def test_blocks_are_half_open_seconds(tmp_path: Path) -> None:
    """Frames are 1-based and inclusive in the file: 21..40 at 20 fps is 1 to 2 s."""
    path = tmp_path / "annot.txt"
    path.write_text(
        "S1:\tstart\tend\ttype\n---\n 1\t20\tbase\n 21\t40\tsocial\nS2: start end type\n 1 9 bite\n"
    )
    assert read_blocks(path) == [(0.0, 1.0, "base"), (1.0, 2.0, "social")]


def test_surprise_beats_fixed_and_random_boundaries(shared_data: Path) -> None:
    folder = shared_data / "rat_resident_intruder"
    videos = read_videos(folder, wanted=lambda number: number in (2, 4, 6, 8, 10, 12))
    found = {video.number: bout_starts(video, "surprise") for video in videos}
    surprise = score(videos, lambda video: found[video.number])
    fixed = score(videos, lambda video: equally_spaced(video, len(found[video.number])))
    for drawn in (
        fixed,
        score(videos, lambda video: drawn_at_random(video, len(found[video.number]), seed=0)),
    ):
        for ours, theirs in zip(surprise, drawn, strict=True):
            assert ours.f1 > 1.4 * theirs.f1
    assert 0.7 < surprise[0].over_segmentation < 1.4
