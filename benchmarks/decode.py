"""Decode pass of video analysis beside a bare PyAV thumbnail loop over the same file.

Both make gray thumbnails of 64 x 64 pixels; repeats alternate, so that a busy machine slows both.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from pipelines.proxy import write_video
from pipelines.video import Video

SIZE = (64, 64)
REPEATS = 5
TARGET = 0.8


def bare(path: Path) -> int:
    """Decode with PyAV and nothing else; return the number of thumbnails."""
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        return sum(
            frame.reformat(SIZE[0], SIZE[1], "gray").to_ndarray().ndim == 2
            for frame in container.decode(video=0)
        )


def ours(video: Video) -> int:
    """Decode by `Video.iter_frames`; return the number of thumbnails."""
    return sum(picture.ndim == 2 for _, _, picture in video.iter_frames("gray", SIZE))


def made_pictures(frames: int = 600) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Yield a textured scene of 1280 x 720 pixels with a moving spot, at 30 frames per second."""
    rng = np.random.default_rng(0)
    scene = rng.integers(60, 120, (720, 1280, 3)).astype(np.uint8)
    for index in range(frames):
        picture = scene.copy()
        x = int(600 + 500 * np.sin(index / 20))
        picture[300:360, x : x + 60] = 230
        yield index / 30, picture


def compare(path: Path) -> float:
    """Print both rates in frames per second and return the median ratio of ours to the bare one."""
    video = Video(path)
    rates: list[tuple[float, float]] = []
    for repeat in range(REPEATS + 1):
        start = time.perf_counter()
        plain = bare(path)
        middle = time.perf_counter()
        own = ours(video)
        stop = time.perf_counter()
        if plain != own:
            message = f"{path.name}: {plain} frames by PyAV, {own} by Video"
            raise AssertionError(message)
        if repeat:  # the first one warms the file cache
            rates.append((plain / (middle - start), own / (stop - middle)))
    ratio = statistics.median(own / plain for plain, own in rates)
    plain_fps, own_fps = (statistics.median(column) for column in zip(*rates, strict=True))
    print(
        f"decode {path.name}, {video.frames} frames of {video.width} x {video.height}: "
        f"bare PyAV {plain_fps:.0f} frames/s, Video {own_fps:.0f} frames/s, ratio {ratio:.2f} "
        f"(target >= {TARGET})"
    )
    return ratio


def main() -> bool:
    """Compare on a made 720p video; say whether the target is reached."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made_720p.mp4"
        write_video(path, made_pictures(), gop=250, preset="ultrafast")
        return compare(path) >= TARGET
