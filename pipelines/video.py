"""Read videos: sequential passes by PyAV, sampled frames, and what of a file is unreadable.

Conventions: frames are numbered from 0 in the order in which they are shown; times are seconds from
the first of them; width, height and pictures are as displayed, with the rotation flag applied.
A video is a description of a file: every pass opens the file itself and closes it, so a `Video` can
be kept, copied and sent to another process.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines.timebase import TimeBase
from pipelines.video_probe import Probe, decoded, open_container, probe, video_stream

Picture = NDArray[np.uint8]
"""8-bit picture, shape (height, width, 3) as RGB or (height, width) in gray."""


class Video:
    """A video file, checked when opened.

    Parameters
    ----------
    path
        File in any container and codec that FFmpeg reads.

    Raises
    ------
    UserError
        The path is missing, a folder, or may not be read.
    DataError
        The file holds no picture that can be read.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.probe: Probe = probe(self.path)
        self._unreadable: set[int] = set()

    @property
    def width(self) -> int:
        """Width in pixels, as displayed."""
        return self.probe.width

    @property
    def height(self) -> int:
        """Height in pixels, as displayed."""
        return self.probe.height

    @property
    def rotation(self) -> int:
        """Clockwise turn in degrees that was applied for display: 0, 90, 180 or 270."""
        return -90 * self.probe.turns % 360

    @property
    def codec(self) -> str:
        """Codec by FFmpeg's short name: ``"h264"``, ``"av1"``."""
        return self.probe.codec

    @property
    def nominal_fps(self) -> float:
        """Rate in frames per second that the file states, 0 if none; for times use `timebase`."""
        return self.probe.nominal_fps

    @property
    def timebase(self) -> TimeBase:
        """When each frame is shown."""
        return self.probe.timebase

    @property
    def frames(self) -> int:
        """Number of frames."""
        return self.probe.timebase.frames

    def iter_frames(
        self,
        format: Literal["rgb24", "gray"] = "rgb24",  # noqa: A002 - as PyAV calls it
        size: tuple[int, int] | None = None,
        step: int = 1,
        start: int = 0,
        stop: int | None = None,
    ) -> Iterator[tuple[int, float, Picture]]:
        """Yield frames in order, one sequential pass.

        Parameters
        ----------
        format
            Colour pictures of shape (height, width, 3), or gray ones of shape (height, width).
        size
            Width and height in pixels to scale to; as displayed if None.
        step
            Give only every `step`-th frame, counted from `start`.
        start, stop
            First frame, and the one to stop before; 0-based.

        Yields
        ------
        index, time_s, picture
            Frame number, its time in seconds from the first frame, and the picture.

        Notes
        -----
        Frames that cannot be decoded are left out; the numbers of the others stay right. After the
        pass they are in `damage` and `warnings`.
        """
        if step < 1 or start < 0:
            msg = f"Expected step >= 1 and start >= 0; found {step} and {start}."
            raise UserError(msg)
        stop = self.frames if stop is None else min(stop, self.frames)
        turned = self.probe.turns % 2 == 1
        width, height = size or (self.width, self.height)
        stored = (height, width) if turned else (width, height)
        scaler = VideoReformatter()
        times = self.timebase.times_s
        for index, frame in self._walk(start, stop):
            if (index - start) % step:
                continue
            scaled = scaler.reformat(frame, stored[0], stored[1], format)
            picture = scaled.to_ndarray().astype(np.uint8, copy=False)
            yield index, float(times[index]), self._upright(picture)

    def _walk(self, start: int, stop: int) -> Iterator[tuple[int, VideoFrame]]:
        """Yield numbered frames as stored, noting those that could not be decoded."""
        expected = start
        with open_container(self.path) as container:
            stream = video_stream(container, self.path)
            for index, frame in self._numbered(decoded(container, stream)):
                if index >= stop:
                    break
                if index < expected:
                    continue
                self._unreadable.update(range(expected, index))
                expected = index + 1
                yield index, frame
            else:
                self._unreadable.update(range(expected, stop))

    def _numbered(self, frames: Iterator[VideoFrame]) -> Iterator[tuple[int, VideoFrame]]:
        """Yield frames numbered by their timestamps; by order where they have none."""
        pts = self.probe.pts
        if pts is None:
            yield from enumerate(frames)
            return
        last = -1
        for frame in frames:
            if frame.pts is None:
                continue
            index = int(np.searchsorted(pts, frame.pts))
            if last >= index and last + 1 < len(pts) and pts[last + 1] == frame.pts:
                index = last + 1
            if index < len(pts) and pts[index] == frame.pts:
                last = index
                yield index, frame

    def _upright(self, stored: NDArray[np.uint8]) -> Picture:
        """Flip and turn a stored picture for display."""
        if self.probe.mirrored:
            stored = stored[:, ::-1]
        if self.probe.turns:
            stored = np.rot90(stored, self.probe.turns)
        return np.ascontiguousarray(stored)

    @property
    def damage(self) -> list[tuple[float, float]]:
        """Intervals in seconds whose frames could not be decoded in the passes made so far."""
        missing = np.array(sorted(self._unreadable), int)
        if not len(missing):
            return []
        edges = self.timebase.edges_s
        runs = np.split(missing, np.flatnonzero(np.diff(missing) > 1) + 1)
        return [(float(edges[run[0]]), float(edges[run[-1] + 1])) for run in runs]

    @property
    def warnings(self) -> list[str]:
        """What a person should know about this file."""
        found = list(self.probe.warnings)
        if self._unreadable:
            ranges = ", ".join(f"{start:.2f}-{stop:.2f} s" for start, stop in self.damage[:5])
            more = f" and {len(self.damage) - 5} more" if len(self.damage) > 5 else ""
            found.append(
                f"{len(self._unreadable)} of {self.frames} frames cannot be decoded: "
                f"{ranges}{more}."
            )
        return found
