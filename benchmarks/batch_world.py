"""Made recordings of many lengths: one in six a video alone, two with video and tracks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.cost import FPS, write_tracks
from benchmarks.repeat_video import repeat_video
from pipelines.proxy import write_video

PIECE_S, HEIGHT, WIDTH = 20, 240, 320
Row = dict[str, str | float]


def write_recordings(folder: Path, lengths_s: Sequence[float]) -> list[Row]:
    """Write recordings, and return a row of a mapping file for each.

    Parameters
    ----------
    folder
        Where to.
    lengths_s
        How long each lasts, in seconds; videos last whole pieces of 20 s, at least one.
    """
    piece = folder / "piece.mp4"
    write_video(piece, _pictures(), fps=FPS, preset="ultrafast", crf=28)
    rows: list[Row] = []
    for number, length_s in enumerate(lengths_s):
        pieces = max(1, round(length_s / PIECE_S))
        row: Row = {"name": f"made_{number:02}"}
        if number % 6 < 3:
            video = folder / f"made_{number:02}.mp4"
            row["video"] = str(repeat_video(piece, video, PIECE_S, pieces))
        if number % 6 > 0:
            tracks = folder / f"made_{number:02}.h5"
            write_tracks(tracks, (pieces * PIECE_S if "video" in row else length_s) / 3600)
            row["tracks"] = str(tracks)
        row |= {"fps": FPS} if "video" not in row else {}
        row |= {"animal_count": 2} if "tracks" not in row else {}
        rows.append(row)
    return rows


def _pictures() -> Iterator[tuple[float, NDArray[np.uint8]]]:
    """Give frames of two dark animals that run about on a noisy floor."""
    floor = np.random.default_rng(0).integers(195, 205, (HEIGHT, WIDTH)).astype(np.uint8)
    for frame in range(PIECE_S * FPS):
        turn = 2 * np.pi * frame / (PIECE_S * FPS)
        picture = floor.copy()
        for number in range(2):
            x = int(WIDTH / 2 + 110 * np.sin(3 * turn + number))
            y = int(HEIGHT / 2 + 80 * np.cos((4 + number) * turn + 2 * number))
            picture[y - 6 : y + 6, x - 10 : x + 10] = 40 + 40 * number
        yield frame / FPS, picture
