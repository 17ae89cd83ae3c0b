"""Cut bouts out of a video as short clips that any browser plays, with the animals marked.

Times are seconds of the recording, half-open. A clip shows a bout and some time before and after; a
frame around the picture is lit while the bout lasts: at the frames whose timestamps lie in it, or,
if there are none (a point behavior), at the one on display when it starts. What is said stands in a
strip below the picture.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from graphs.errors import DataError, UserError
from graphs.storage.atomic import cannot_write
from graphs.words import counted
from pipelines.lettering import (
    WHITE,
    Picture,
    line_height,
    shortened,
    text_px,
    text_width,
    wrap,
    write,
)
from pipelines.overlay import TIME_SLACK_S, YELLOW, Overlay
from pipelines.proxy import scaled, write_video
from pipelines.scene import Scene
from pipelines.video import Video

GOP = 30
"""Frames between keyframes of a clip, for quick jumps; and between two reports of progress."""

CRF = 20
"""Quality of x264: small marks lose their colour above."""

LONGEST_NAME = 150
"""Bytes of a file name before number and suffix; file systems allow 255 for all of it."""

_GROUND, _GRAY = (26, 26, 26), (176, 176, 176)
_LEAST_WIDTH = 240
"""Pixels; a narrower picture stands in the middle, so that the text has room."""

_MOST_LINES = 4
"""Lines of a caption; what does not fit is cut."""


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """What to cut out, and what to say about it.

    Parameters
    ----------
    start_s, stop_s
        The bout, in seconds of the recording; equal for a point behavior.
    caption
        For people: ``"mouse_1 chases mouse_2"``.
    subject, object
        Whom to highlight: animals of the scene; the object may be a zone or object of its arena.
        Others, such as animals without tracks, are not marked.
    """

    start_s: float
    stop_s: float
    caption: str
    subject: str | None = None
    object: str | None = None


@dataclass(frozen=True, slots=True)
class _Cut:
    """A clip to write; numbers of frames, half-open."""

    spec: ClipSpec
    path: Path
    start: int
    stop: int
    lit: range
    note: str


def write_clips(
    video: Video,
    scene: Scene | None,
    specs: Sequence[ClipSpec],
    folder: Path,
    *,
    names: Sequence[str],
    pad_s: float = 0.5,
    height: int | None = 480,
    max_s: float = 30.0,
    progress: Callable[[float], None] | None = None,
) -> list[Path]:
    """Write one mp4 (H.264, no sound) per bout, with the times of the video.

    Parameters
    ----------
    video
        The recording. Its file is not modified.
    scene
        Where the animals are, in pixels of the upright video; without it nothing is marked.
    specs
        The bouts, in any order; they may overlap.
    folder
        Made if it does not exist; files of the same name are replaced, each when it is complete.
    names
        A name for each clip, without suffix. Characters that some file systems do not take become
        ``_``, long names are cut, and those that meet get a number.
    pad_s
        Seconds shown before and after a bout, as far as the recording goes.
    height
        Height of the picture in pixels to scale down to; never scaled up. The strip comes on top.
    max_s
        Seconds of a bout shown at most; the strip says if it goes on.
    progress
        Called now and then with the share done, 0 to 1.

    Returns
    -------
    list of Path
        The files, in the order of `specs`.

    Raises
    ------
    UserError
        Bouts outside the recording, arguments out of range, or a folder that cannot be written.
    DataError
        Bouts of which no frame can be decoded; the other clips are written.

    Notes
    -----
    Each clip is one pass from the keyframe before it; frames are written as they are read. Those
    that cannot be decoded are left out: the picture before them stands.
    """
    folder = Path(folder)
    _check(video, specs, names, pad_s, height, max_s)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder, error) from error
    paths = [folder / name for name in _file_names(names)]
    _spare_the_video(video, paths)
    cuts = [_cut(video, spec, path, pad_s, max_s) for spec, path in zip(specs, paths, strict=True)]
    size, shown = scaled(video, height), 0
    total = sum(cut.stop - cut.start for cut in cuts)

    def step() -> None:
        nonlocal shown
        shown += 1
        if progress and shown % GOP == 0:
            progress(shown / total)

    unreadable = [cut for cut in cuts if not _write(video, scene, cut, size, step)]
    if progress:
        progress(1.0)
    _say_unreadable(video, unreadable, len(cuts))
    return paths


def _check(
    video: Video,
    specs: Sequence[ClipSpec],
    names: Sequence[str],
    pad_s: float,
    height: int | None,
    max_s: float,
) -> None:
    """Raise one error for all that is wrong with the arguments."""
    faults, end_s = [], video.timebase.stop_s
    if len(names) != len(specs):
        faults.append(f"expected one name per clip; found {len(names)} for {len(specs)}")
    if not 0 <= pad_s < math.inf:
        faults.append(f"pad_s must be 0 s or more; found {pad_s:g}")
    if not 0 < max_s < math.inf:
        faults.append(f"max_s must be above 0 s; found {max_s:g}")
    if height is not None and height < 2:
        faults.append(f"the height must be 2 pixels or more; found {height}")
    faults += [
        f"{spec.caption!r} at {spec.start_s:g} to {spec.stop_s:g} s does not lie in it"
        for spec in specs
        if not (spec.start_s <= min(spec.stop_s, end_s) and 0 <= spec.stop_s < math.inf)
    ]
    if faults:
        shown = "; ".join(faults[:5]) + (f"; and {len(faults) - 5} more" if faults[5:] else "")
        message = f"Clips of {video.path.name!r}, which lasts {end_s:.2f} s: {shown}."
        raise UserError(message)


def _cut(video: Video, spec: ClipSpec, path: Path, pad_s: float, max_s: float) -> _Cut:
    """Decide which frames a clip shows, and at which the bout goes on."""
    lasts_s = spec.stop_s - spec.start_s
    whole = lasts_s <= max_s + TIME_SLACK_S
    shown_stop_s = spec.stop_s if whole else spec.start_s + max_s
    padded_stop_s = shown_stop_s + pad_s if whole else shown_stop_s
    borders_s = (spec.start_s, shown_stop_s, spec.start_s - pad_s, padded_stop_s)
    slack_s = np.asarray(borders_s) - TIME_SLACK_S
    lit, unlit, start, stop = np.searchsorted(video.timebase.times_s, slack_s).tolist()
    if lit == unlit:
        lit = int(video.timebase.frame_at(spec.start_s + TIME_SLACK_S))
        unlit = lit + 1
    note = (
        f"at {spec.start_s:.3f} s" if lasts_s == 0 else f"{spec.start_s:.3f} to {spec.stop_s:.3f} s"
    )
    if not whole:
        note += f", first {max_s:g} s of {round(lasts_s, 1):g} s"
    return _Cut(spec, path, min(start, lit), max(stop, unlit), range(lit, unlit), note)


def _file_names(names: Sequence[str]) -> list[str]:
    """Return file names that every file system takes and tells apart."""
    taken: set[str] = set()
    found = []
    for name in names:
        plain = unicodedata.normalize("NFC", re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", name))
        cut = plain.encode(errors="ignore")[:LONGEST_NAME].decode(errors="ignore")
        stem = cut.strip(" .") or "clip"
        unique, number = stem, 1
        while unique.casefold() in taken:
            number += 1
            unique = f"{stem}-{number}"
        taken.add(unique.casefold())
        found.append(f"{unique}.mp4")
    return found


def _spare_the_video(video: Video, paths: Sequence[Path]) -> None:
    """Raise if a clip would replace the video."""
    for path in paths:
        if path.exists() and path.samefile(video.path):
            message = (
                f"The clip {path.name!r} would replace the video itself. Choose another folder."
            )
            raise UserError(message)


def _say_unreadable(video: Video, cuts: Sequence[_Cut], total: int) -> None:
    if cuts:
        named = ", ".join(
            f"{cut.path.stem!r} ({cut.spec.start_s:.2f} to {cut.spec.stop_s:.2f} s)"
            for cut in cuts[:5]
        )
        message = (
            f"{counted(len(cuts), 'clip')} of {total} not written, as no frame of them can be "
            f"decoded: {named}{', ...' if cuts[5:] else ''}. The others are written. Copy "
            f"{video.path.name!r} again from its source, or leave these out."
        )
        raise DataError(message)


def _write(
    video: Video,
    scene: Scene | None,
    cut: _Cut,
    size: tuple[int, int],
    step: Callable[[], None],
) -> bool:
    """Write a clip, timed from its first picture; return whether a frame could be decoded."""
    frames = video.walk(cut.start, cut.stop)
    first = next(frames, None)
    if first is None:
        return False
    spec, video_size = cut.spec, (video.width, video.height)
    overlay = Overlay(scene, spec.subject, spec.object, video_size, size) if scene else None
    sheet = _Sheet(size, spec.caption, cut.note)
    convert = video.converter("rgb24", size)
    times_s = video.timebase.times_s

    def drawn() -> Iterator[tuple[float, Picture]]:
        for index, frame in chain([first], frames):
            time_s = float(times_s[index])
            sheet.fill(convert(frame), time_s, index in cut.lit)
            if overlay:
                overlay.draw(sheet.picture, time_s)
            step()
            yield time_s - float(times_s[first[0]]), sheet.canvas

    write_video(cut.path, drawn(), fps=video.nominal_fps or 30.0, crf=CRF, gop=GOP)
    return True


class _Sheet:
    """A picture with what surrounds it: a frame that can be lit, and a strip with text.

    Parameters
    ----------
    size
        Width and height of the picture in pixels.
    caption, note
        Text of the strip; the clock stands beside the note.

    Attributes
    ----------
    canvas
        All of it; the same array for every frame.
    picture
        The part of it that shows the video.
    """

    def __init__(self, size: tuple[int, int], caption: str, note: str) -> None:
        (width, height), text = size, text_px(size[1])
        border, margin, step = max(4, 2 * round(height / 240)), text // 2, line_height(text)
        full = max(width + 2 * border, _LEAST_WIDTH)
        room, clock = full - 2 * margin, text_width(" 999999.999 s", text)
        lines = wrap(caption, text, room)
        if len(lines) > _MOST_LINES:
            rest = " ".join(lines[_MOST_LINES - 1 : _MOST_LINES + 1])
            lines[_MOST_LINES - 1 :] = [shortened(rest, text, room)]
        notes = wrap(note, text, room - clock)
        top, left = height + 2 * border + margin, (full - width) // 2
        bottom = top + step * (len(lines) + len(notes)) + margin
        self.canvas = np.full((bottom + bottom % 2, full + full % 2, 3), _GROUND, np.uint8)
        for number, line in enumerate([*lines, *notes]):
            colour = WHITE if number < len(lines) else _GRAY
            write(self.canvas, line, margin, top + number * step, text, colour)
        self._framed = self.canvas[: height + 2 * border, left - border : left + width + border]
        self.picture = self._framed[border:-border, border:-border]
        last = bottom - margin - step
        self._clock = self.canvas[last : last + step, full - margin - clock : full - margin]
        self._text_px, self._lit = text, False

    def fill(self, picture: Picture, time_s: float, lit: bool) -> None:
        """Put a picture and its time in seconds of the recording on the sheet."""
        if lit != self._lit:
            self._framed[:] = YELLOW if lit else _GROUND
            self._lit = lit
        self.picture[:] = picture
        self._clock[:] = _GROUND
        clock = f"{time_s:.3f} s"
        left = self._clock.shape[1] - text_width(clock, self._text_px)
        write(self._clock, clock, left, 0, self._text_px)
