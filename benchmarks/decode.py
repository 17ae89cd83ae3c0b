"""Decode pass of video analysis beside a bare PyAV thumbnail loop over the same file.

Both make gray thumbnails of 64 x 64 pixels; repeats alternate, and the best of each counts, so that
other work on the machine slows neither.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from pipelines.proxy import write_video
from pipelines.video import Video

SIZE = (64, 64)
REPEATS = 6
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


def timed(run: Callable[[], int]) -> tuple[int, float, float]:
    """Return the result of a run, its wall time and its processor time in seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    result = run()
    return result, time.perf_counter() - wall, time.process_time() - cpu


def compare(path: Path) -> float:
    """Print both rates in frames per second and return the ratio of ours to the bare one."""
    video = Video(path)
    runs = {"bare": lambda: bare(path), "ours": lambda: ours(video)}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in runs}
    for repeat in range(REPEATS):
        for name in sorted(runs, reverse=repeat % 2 == 1):
            frames, wall_s, cpu_s = timed(runs[name])
            if frames != video.frames:
                message = f"{path.name}: expected {video.frames} frames, {name} gave {frames}"
                raise AssertionError(message)
            times[name].append((wall_s, cpu_s))
    best = {name: np.min(rows, axis=0) for name, rows in times.items()}
    wall, cpu = best["bare"] / best["ours"]
    print(
        f"decode {path.name}, {video.frames} frames of {video.width} x {video.height}: bare PyAV "
        f"{video.frames / best['bare'][0]:.0f} frames/s, Video "
        f"{video.frames / best['ours'][0]:.0f} frames/s, ratio {wall:.2f} (target >= {TARGET}), "
        f"by processor time {cpu:.2f}"
    )
    return float(wall)


def main() -> bool:
    """Compare on a made 720p video; say whether the target is reached."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made_720p.mp4"
        write_video(path, made_pictures(), gop=250, preset="ultrafast")
        return compare(path) >= TARGET
