"""Read videos: sequential passes, sampled frames, and which parts of a file are damaged.

Conventions: frames are numbered from 0 in the order in which they are shown; times are seconds from
the first of them; width, height and pictures are as displayed, with the rotation flag applied.
Every pass opens the file itself and closes it, so a `Video` holds no reader and can be kept, copied
and sent to another process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from numpy.typing import ArrayLike, NDArray

from graphs.errors import UserError
from pipelines.timebase import TimeBase
from pipelines.video_container import decoded, open_container, video_stream
from pipelines.video_damage import Damage, DamageMap, damage_warnings
from pipelines.video_probe import probe
from pipelines.video_sample import sample_decord, sample_seek

Picture = NDArray[np.uint8]
"""8-bit picture, shape (height, width, 3) as RGB or (height, width) in gray."""


class Video:
    """A video file, checked when opened.

    Parameters
    ----------
    path
        File in any container and codec that FFmpeg reads. It is never modified.

    Raises
    ------
    UserError
        The path is missing, no regular file, or may not be read.
    DataError
        The file holds no picture that can be decoded.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.header, self._clock, self._warnings = probe(self.path)
        self._damage = DamageMap(self.frames, self.keyframes)

    def __repr__(self) -> str:
        return f"Video({str(self.path)!r}: {self.width} x {self.height}, {self.frames} frames)"

    @property
    def width(self) -> int:
        """Width in pixels, as displayed."""
        return self.header.width

    @property
    def height(self) -> int:
        """Height in pixels, as displayed."""
        return self.header.height

    @property
    def rotation(self) -> int:
        """Clockwise turn in degrees that is applied for display: 0, 90, 180 or 270."""
        return -90 * self.header.turns % 360

    @property
    def codec(self) -> str:
        """Codec by FFmpeg's short name: ``"h264"``, ``"av1"``."""
        return self.header.codec

    @property
    def nominal_fps(self) -> float:
        """Rate in frames per second that the file states, 0 if none; for times use `timebase`."""
        return self.header.nominal_fps

    @property
    def timebase(self) -> TimeBase:
        """When each frame is shown."""
        return self._clock.timebase

    @property
    def frames(self) -> int:
        """Number of frames."""
        return self._clock.timebase.frames

    @property
    def warnings(self) -> list[str]:
        """What a person should know about this file; damage is added as passes meet it."""
        return [*self._warnings, *damage_warnings(self.damage, self.frames)]

    @property
    def damage(self) -> list[Damage]:
        """Damaged parts met by the passes made so far, in order; `check` makes a full one.

        Notes
        -----
        Only what a decoder notices: noise in H.264 can decode into a wrong picture without an
        error, and only a checksum from the time of recording would tell.
        """
        return self._damage.intervals(self.timebase.edges_s)

    @property
    def is_sound(self) -> bool:
        """Whether every frame has been decoded, without a fault."""
        return self._damage.is_sound

    def check(self) -> list[Damage]:
        """Decode every frame once and return the damaged parts; quick if a pass did so before."""
        if not self._damage.is_complete:
            for _ in self.walk():
                pass
        return self.damage

    def iter_frames(
        self,
        format: Literal["rgb24", "gray"] = "rgb24",  # noqa: A002 - as PyAV calls it
        size: tuple[int, int] | None = None,
        step: int = 1,
        start: int = 0,
        stop: int | None = None,
    ) -> Iterator[tuple[int, float, Picture]]:
        """Yield frames in order, in one sequential pass.

        Parameters
        ----------
        format
            Colour pictures of shape (height, width, 3), or gray ones of shape (height, width).
        size
            Width and height in pixels to scale to; as displayed if None.
        step
            Give only every `step`-th frame, counted from `start`.
        start, stop
            First frame, and the one to stop before.

        Yields
        ------
        index, time_s, picture
            Frame number, its time in seconds from the first frame, and the picture.

        Raises
        ------
        UserError
            `step` is below 1 or `start` below 0.

        Notes
        -----
        Frames that cannot be decoded are left out; the numbers of the others stay right. After the
        pass, they are in `damage` and `warnings`.
        """
        if step < 1 or start < 0:
            message = f"Expected step >= 1 and start >= 0; found {step} and {start}."
            raise UserError(message)
        convert = self.converter(format, size)
        times_s = self.timebase.times_s
        for index, frame in self.walk(start, stop):
            if (index - start) % step == 0:
                yield index, float(times_s[index]), convert(frame)

    def sample(
        self, frames: ArrayLike, size: tuple[int, int] | None = None
    ) -> tuple[Picture, NDArray[np.float64]]:
        """Return some frames, without a pass over the whole file.

        Parameters
        ----------
        frames
            Frame numbers, in any order.
        size
            Width and height in pixels to scale to; as displayed if None.

        Returns
        -------
        pictures, times_s
            RGB, shape (n, height, width, 3), and seconds, shape (n,), in the order asked for. Where
            a frame cannot be decoded, the next one that can stands in, with its own time.

        Raises
        ------
        UserError
            A frame number lies outside the video.
        DataError
            No frame at or after one asked for can be decoded.

        Notes
        -----
        decord reads where it was seen to agree with the timestamps (see
        `video_sample.decord_agrees`), otherwise PyAV, seeking from keyframe to keyframe.
        """
        wanted = np.atleast_1d(np.asarray(frames, np.int64))
        outside = wanted[(wanted < 0) | (wanted >= self.frames)]
        if len(outside):
            message = (
                f"Expected frames 0 to {self.frames - 1} of {self.path.name!r}; "
                f"found {', '.join(map(str, outside[:5]))}."
            )
            raise UserError(message)
        size = size or (self.width, self.height)
        unique, back = np.unique(wanted, return_inverse=True)
        found = sample_decord(self, unique, size)
        pictures, shown = found if found is not None else sample_seek(self, unique, size)
        return pictures[back], self.timebase.times_s[shown[back]]

    def sample_at(
        self, times_s: ArrayLike, size: tuple[int, int] | None = None
    ) -> tuple[Picture, NDArray[np.float64]]:
        """Return the frames shown at some times in seconds; otherwise as `sample`."""
        return self.sample(self.timebase.frame_at(times_s), size)

    @property
    def keyframes(self) -> NDArray[np.int64]:
        """Numbers of the frames at which decoding can start."""
        return self._clock.keyframes

    @property
    def is_plain(self) -> bool:
        """Whether stored frames are those shown, each with its own time, in closed groups."""
        clock = self._clock
        if clock.pts is None or clock.hidden or clock.open_gop:
            return False
        return bool((np.diff(clock.pts) > 0).all())

    def walk(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[int, VideoFrame]]:
        """Yield numbered frames as stored (not turned), noting damage; a pass without conversion.

        Parameters
        ----------
        start, stop
            First frame, and the one to stop before.
        """
        stop = self.frames if stop is None else min(stop, self.frames)
        expected = start
        for index, frame in self._from_keyframe(start):
            if index >= stop:
                break
            expected = min(expected, index) if index < start else expected
            if index > expected:
                self._damage.bad(expected, index)
            if frame.is_corrupt:
                self._damage.bad(index, index)
            self._damage.good(index)
            expected = index + 1
            if index >= start:
                yield index, frame
        if expected < stop:
            self._damage.bad(expected, stop)

    def converter(
        self,
        format: Literal["rgb24", "gray"] = "rgb24",  # noqa: A002 - as PyAV calls it
        size: tuple[int, int] | None = None,
    ) -> Callable[[VideoFrame], Picture]:
        """Return the function from a stored frame to a scaled picture, turned as displayed."""
        width, height = size or (self.width, self.height)
        turns, mirrored = self.header.turns, self.header.mirrored
        if turns % 2:
            width, height = height, width
        scaler = VideoReformatter()

        def convert(frame: VideoFrame) -> Picture:
            stored = scaler.reformat(frame, width, height, format).to_ndarray()
            picture = stored.astype(np.uint8, copy=False)
            if mirrored:
                picture = picture[:, ::-1]
            return np.ascontiguousarray(np.rot90(picture, turns) if turns else picture)

        return convert

    def _from_keyframe(self, start: int) -> Iterator[tuple[int, VideoFrame]]:
        """Yield frames from a keyframe at or before `start`; from further back if one misleads."""
        before = self.keyframes[self.keyframes <= start][::-1][:2]
        for key in [*before.tolist(), 0]:
            with open_container(self.path) as container:
                stream = video_stream(container, self.path)
                if key and self._clock.pts is not None:
                    container.seek(int(self._clock.pts[key]), stream=stream)
                landed = False
                for index, frame in self._numbered(decoded(container, stream)):
                    landed = landed or index <= start or key == 0
                    if not landed:
                        break
                    if index >= key:
                        yield index, frame
            if landed:
                return

    def _numbered(self, frames: Iterator[VideoFrame]) -> Iterator[tuple[int, VideoFrame]]:
        """Yield frames numbered by their timestamps; by order where they have none."""
        pts = self._clock.pts
        if pts is None:
            yield from enumerate(frames)
            return
        last = -1
        for frame in frames:
            if frame.pts is None:
                continue
            index = int(np.searchsorted(pts, frame.pts))
            if index <= last < len(pts) - 1:
                index = last + 1
            if index < len(pts) and pts[index] == frame.pts:
                last = index
                yield index, frame
