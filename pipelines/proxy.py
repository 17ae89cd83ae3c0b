"""Write videos with explicit times: proxies that any browser plays, and pictures made by code."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.video.reformatter import Colorspace, VideoReformatter
from av.video.stream import VideoStream
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines.video import Video

TICKS_PER_S = 90_000
"""Resolution of written timestamps."""

PROXY_GOP = 30
"""Frames between keyframes of a proxy: near enough for a quick jump to any time."""

BROWSER_CODECS = {
    "h264": (".mp4", ".m4v", ".mov"),
    "vp8": (".webm",),
    "vp9": (".webm", ".mp4"),
    "av1": (".webm", ".mp4"),
}
"""Codecs that Chromium and Firefox play, with the file names under which they expect them."""


def is_browser_playable(video: Video) -> bool:
    """Whether browsers play a video as it is: codec, 8-bit 4:2:0 colour and kind of file."""
    suffixes = BROWSER_CODECS.get(video.codec, ())
    return (
        video.path.suffix.lower() in suffixes
        and video.header.pixel_format in {"yuv420p", "yuvj420p"}
        and not video.damage
    )


def make_proxy(
    video: Video,
    path: str | Path,
    *,
    height: int | None = None,
    crf: int = 26,
    progress: Callable[[float], None] | None = None,
) -> Path:
    """Write a copy of a video that browsers play, upright, with the same times.

    Parameters
    ----------
    video
        Any video. Its file is not modified.
    path
        mp4 file to write; it appears only when complete.
    height
        Height in pixels to scale down to, keeping the shape; never scaled up.
    crf
        Quality: 18 is visually lossless, 28 is small.
    progress
        Called now and then with the share done, 0 to 1.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    UserError
        `path` is the video itself or cannot be written; `height` is below 2.

    Notes
    -----
    Variable frame rates stay variable. Frames that cannot be decoded are left out: the picture
    before them stands. There is no sound.
    """
    path = Path(path)
    if path.exists() and path.samefile(video.path):
        message = f"Expected a new file for the proxy of {path.name!r}; found the video itself."
        raise UserError(message)
    if height is not None and height < 2:
        message = f"Expected a height of 2 pixels or more for the proxy; found {height}."
        raise UserError(message)
    size = scaled(video, height)

    def timed() -> Iterator[tuple[float, NDArray[np.uint8]]]:
        for index, time_s, picture in video.iter_frames(size=size):
            if progress and index % PROXY_GOP == 0:
                progress(index / video.frames)
            yield time_s, picture

    write_video(path, timed(), fps=video.nominal_fps or 30.0, crf=crf, gop=PROXY_GOP)
    if progress:
        progress(1.0)
    return path


def scaled(video: Video, height: int | None) -> tuple[int, int]:
    """Return width and height of a copy scaled down to a height; even where it is scaled."""
    if height is None or height >= video.height:
        return video.width, video.height
    height -= height % 2
    return max(2, round(video.width * height / video.height / 2) * 2), height


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
        Encoder threads, 0 for as many as there are cores; 1 gives the same bytes on any machine
        that has the same version of the encoder.

    Returns
    -------
    int
        Frames written.

    Raises
    ------
    UserError
        There were no frames; or the file cannot be written.
    """
    path = Path(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        written = _encode(partial, frames, fps, gop, threads, {"crf": str(crf), "preset": preset})
        if not written:
            message = f"Expected at least one frame for {path.name!r}; found none to write."
            raise UserError(message)
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        message = (
            f"Expected to write {str(path)!r}; the system says: {reason}. "
            "Free some space or choose another folder."
        )
        raise UserError(message) from error
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
        _set_up(stream, gop, threads)
        converter = VideoReformatter()  # keeps its scaler from one frame to the next
        for time_s, picture in frames:
            even = _even(picture)
            if not written:
                stream.height, stream.width = even.shape[:2]
            frame = av.VideoFrame.from_ndarray(even, "rgb24" if even.ndim == 3 else "gray")
            frame = converter.reformat(frame, format="yuv420p", dst_colorspace=Colorspace.ITU709)
            frame.pts = round(time_s * TICKS_PER_S)
            frame.time_base = Fraction(1, TICKS_PER_S)
            container.mux(stream.encode(frame))
            written += 1
        if written:
            container.mux(stream.encode())
    return written


def _set_up(stream: VideoStream, gop: int, threads: int) -> None:
    """Set what the encoder must know before the first frame."""
    stream.pix_fmt = "yuv420p"
    encoder = stream.codec_context
    encoder.time_base = Fraction(1, TICKS_PER_S)
    encoder.gop_size = gop
    encoder.thread_count = threads
    encoder.colorspace = encoder.color_primaries = encoder.color_trc = 1  # BT.709, as written


def _even(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Repeat the last row or column where a side is odd: 4:2:0 needs even sides."""
    pad = [(0, picture.shape[0] % 2), (0, picture.shape[1] % 2), (0, 0)][: picture.ndim]
    if any(after for _, after in pad):
        picture = np.pad(picture, pad, mode="edge")
    return np.ascontiguousarray(picture)
