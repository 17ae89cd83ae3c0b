"""Write videos: a plain H.264 writer with explicit times."""

from __future__ import annotations

import os
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError

TICKS_PER_S = 90_000
"""Resolution of written timestamps."""


def write_video(
    path: str | Path,
    frames: Iterable[tuple[float, NDArray[np.uint8]]],
    *,
    fps: float = 30.0,
    crf: int = 23,
    preset: str = "veryfast",
    gop: int = 60,
    threads: int = 0,
) -> int:
    """Write an H.264 mp4 (yuv420p, index in front) that any browser plays.

    Parameters
    ----------
    path
        File to write; it appears whole, under this name, only when all is written.
    frames
        Time in seconds, rising, and picture: 8-bit RGB, shape (height, width, 3), or gray, shape
        (height, width). Odd sizes gain one repeated column or row at the right or bottom.
    fps
        Nominal rate for the encoder; the times given are what is stored.
    crf
        Quality: 18 is visually lossless, 28 is small.
    preset
        Effort of x264, from ``"ultrafast"`` to ``"veryslow"``.
    gop
        Frames between keyframes at most.
    threads
        Encoder threads, 0 for as many as there are cores; 1 gives the same bytes on any machine.

    Returns
    -------
    int
        Frames written.

    Raises
    ------
    UserError
        There were no frames; or the folder cannot be written.
    """
    path = Path(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        written = _encode(partial, frames, fps, gop, threads, {"crf": str(crf), "preset": preset})
        if not written:
            msg = f"Expected at least one frame for {path.name!r}; found none to write."
            raise UserError(msg)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return written


def _encode(
    path: Path,
    frames: Iterable[tuple[float, NDArray[np.uint8]]],
    fps: float,
    gop: int,
    threads: int,
    options: dict[str, object],
) -> int:
    """Encode into a file that may be left half-written by an error."""
    written = 0
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        stream = container.add_stream("libx264", rate=Fraction(fps).limit_denominator(1001))
        stream.options = options
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, TICKS_PER_S)
        stream.codec_context.gop_size = gop
        stream.codec_context.thread_count = threads
        for time_s, picture in frames:
            even = _even(picture)
            if not written:
                stream.height, stream.width = even.shape[:2]
            frame = av.VideoFrame.from_ndarray(even, "rgb24" if even.ndim == 3 else "gray")
            frame.pts = round(time_s * TICKS_PER_S)
            frame.time_base = Fraction(1, TICKS_PER_S)
            container.mux(stream.encode(frame))
            written += 1
        if written:
            container.mux(stream.encode())
    return written


def _even(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Repeat the last row or column where a side is odd: 4:2:0 needs even sides."""
    pad = [(0, picture.shape[0] % 2), (0, picture.shape[1] % 2), (0, 0)][: picture.ndim]
    if any(after for _, after in pad):
        picture = np.pad(picture, pad, mode="edge")
    return np.ascontiguousarray(picture)
