"""Make the pictures of events: choose frames, crop, take out what is private, mark, encode.

Pictures of an event are numbered from 1: the whole frame first, if there is one beside crops, then
in the order of time. Files are JPEGs without metadata; the same event makes the same bytes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

import cv2
import numpy as np

from graphs.errors import DataError
from graphs.records import Event
from pipelines.arena import Arena
from pipelines.lettering import Picture
from pipelines.models.contract import Image
from pipelines.scene import Scene
from pipelines.stills.choose import check_intervals, choose_frames
from pipelines.stills.contract import Box, Still, StillSettings
from pipelines.stills.crop import View, check_individuals, view_of_event
from pipelines.stills.frames import Fetched, fetch
from pipelines.stills.layout import Size, check_settings, picture_sizes
from pipelines.stills.marks import Marker
from pipelines.stills.places import clock_text
from pipelines.stills.private import PrivateFrames
from pipelines.timebase import TimeBase
from pipelines.video import Video

Kind = Literal["crop", "full"]


def make_stills(
    video: Video,
    scene: Scene | None,
    start_s: float,
    stop_s: float,
    settings: StillSettings,
    individuals: Sequence[str] | None = None,
) -> list[Still]:
    """Return the pictures of one event.

    Parameters
    ----------
    video
        The recording.
    scene
        Where the animals are, in pixels of the video; whole frames are shown without it.
    start_s, stop_s
        Seconds of the recording, half-open; equal for a point.
    settings
        How it is shown.
    individuals
        Whom to show; all that are tracked in the event if ``None``. Others in view have their
        numbers too.

    Returns
    -------
    list of Still
        Where a frame cannot be decoded, the next one of the event that can stands in, with its
        own time; frames with none after them are left out.

    Raises
    ------
    UserError
        The event, the settings or the individuals do not fit the recording; pictures do not fit
        into the pixels that they may have; what is to be blurred is not there.
    DataError
        No frame of the event can be decoded.
    """
    event = Event("", "", "bout", start_s, stop_s, None, "")
    chosen = None if individuals is None else {"": individuals}
    stills = next(stills_of_events(video, scene, [event], settings, chosen))[1]
    if not stills:
        message = (
            f"No frame of {video.path.name!r} from {start_s:.3f} to {stop_s:.3f} s can be decoded. "
            "Copy the file again from its source, or leave this event out."
        )
        raise DataError(message)
    return stills


def stills_of_events(
    video: Video,
    scene: Scene | None,
    events: Sequence[Event],
    settings: StillSettings,
    individuals: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[tuple[Event, list[Still]]]:
    """Yield the pictures of many events, in one pass over the video.

    Parameters
    ----------
    video, scene, settings
        As for `make_stills`.
    events
        Of this recording, in any order; they may overlap.
    individuals
        Event's identifier -> whom to show, for those where it is not all that are tracked.

    Yields
    ------
    event, list of Still
        As soon as the last frame of an event was read, so in the order of their ends. An event of
        which no frame can be decoded has no picture; `Video.damage` says why.

    Raises
    ------
    UserError
        As for `make_stills`, before the first picture is made.

    Notes
    -----
    One frame is held at a time, and the files of the pictures of events that are not over: memory
    does not grow with the length of the video.
    """
    maker = _Maker(video, scene, settings)
    check_intervals(video.timebase, [(e.start_s, e.stop_s) for e in events], video.path.name)
    if scene is not None:
        names = [name for chosen in (individuals or {}).values() for name in chosen]
        check_individuals(scene, names)
    todo = [maker.plan(event, (individuals or {}).get(event.event_id)) for event in events]
    return _pass(video, maker, todo)


@dataclass(slots=True)
class _Todo:
    """An event whose pictures are being made.

    Parameters
    ----------
    frames
        Numbers of the frames to show, rising.
    individuals
        Whom to show.
    shown
        Frames of which there are pictures.
    made
        The pictures, without their numbers.
    view
        What crops show, once it is known; ``None`` for whole frames.
    sizes
        Of a picture of each kind; empty until the first frame is there.
    """

    event: Event
    frames: list[int]
    individuals: Sequence[str] | None
    shown: list[int] = field(default_factory=list)
    made: list[Still] = field(default_factory=list)
    view: View | None = None
    sizes: dict[Kind, Size] = field(default_factory=dict)

    @property
    def middle(self) -> int:
        """The frame that is shown as a whole beside the crops."""
        return self.frames[len(self.frames) // 2]


def _pass(
    video: Video, maker: _Maker, todo: Sequence[_Todo]
) -> Iterator[tuple[Event, list[Still]]]:
    """Walk through the video once, handing every frame to the events that show it."""
    users: dict[int, list[_Todo]] = {}
    for one in todo:
        for frame in one.frames:
            users.setdefault(frame, []).append(one)
    left = sorted(todo, key=lambda one: (one.frames[-1], one.event.start_s))
    done = 0
    for fetched in fetch(video, np.array(sorted(users), np.int64), maker.frame_size):
        cleaned = fetched._replace(picture=maker.clean(fetched.picture))
        for one in users.pop(fetched.wanted):
            maker.show(one, cleaned)
        while done < len(left) and left[done].frames[-1] <= fetched.wanted:
            yield left[done].event, _numbered(left[done].made)
            left[done].made.clear()
            done += 1
    for one in left[done:]:
        yield one.event, _numbered(one.made)


class _Maker:
    """Makes pictures of one recording, as settings say."""

    def __init__(self, video: Video, scene: Scene | None, settings: StillSettings) -> None:
        check_settings(settings)
        self._settings, self._scene = settings, scene
        self._clock = video.timebase
        self._tracks_clock = None if scene is None else TimeBase(scene.times_s, "tracks")
        self._video_size = video.width, video.height
        arena = scene.arena if scene is not None else Arena()
        private = PrivateFrames(settings.privacy, arena, self._video_size)
        self.frame_size, self.clean = private.size, private.clean
        self._marker = Marker(scene, settings.marks)

    def plan(self, event: Event, individuals: Sequence[str] | None) -> _Todo:
        """Choose the frames of an event, and see that their pictures can be made."""
        frames = choose_frames(self._clock, event.start_s, event.stop_s, self._settings.frames)
        todo = _Todo(event, frames.tolist(), individuals)
        self._sizes(todo, cropped=False)
        if self._scene is not None and self._settings.crop:
            self._sizes(todo, cropped=True)
        return todo

    def _sizes(self, todo: _Todo, *, cropped: bool) -> dict[Kind, Size]:
        """Return the sizes of the pictures of an event, by kind."""
        settings, whole = self._settings, self._video_size[0] / self._video_size[1]
        crops = len(todo.frames) if cropped else 0
        fulls = int(settings.full_frame) if cropped else len(todo.frames)
        sizes = picture_sizes([settings.aspect] * crops + [whole] * fulls, settings)
        return {"crop": sizes[0], "full": sizes[-1]}

    def show(self, todo: _Todo, fetched: Fetched) -> None:
        """Add the pictures of a frame to those of an event that shows it."""
        time_s = float(self._clock.times_s[fetched.shown])
        stands_in = fetched.shown != fetched.wanted
        if fetched.shown in todo.shown or (stands_in and time_s >= todo.event.stop_s):
            return
        if not todo.sizes:
            self._look(todo)
        todo.shown.append(fetched.shown)
        add = partial(self._still, fetched, time_s)
        if todo.view is None:
            todo.made.append(add("full", (0, 0, *self._video_size), todo.sizes["full"]))
            return
        has_whole = todo.made[:1] and todo.made[0].view == "full"
        if self._settings.full_frame and not has_whole and fetched.shown >= todo.middle:
            whole = add("full", (0, 0, *self._video_size), todo.sizes["full"])
            todo.made.insert(0, whole)
        todo.made.append(add("crop", todo.view.at(time_s), todo.sizes["crop"]))

    def _look(self, todo: _Todo) -> None:
        """Decide what is shown of an event."""
        event, settings = todo.event, self._settings
        if self._scene is not None and settings.crop:
            todo.view = view_of_event(
                self._scene,
                event.start_s,
                event.stop_s,
                self._video_size,
                individuals=todo.individuals,
                margin=settings.margin,
                aspect=settings.aspect,
                clock=self._tracks_clock,
            )
        todo.sizes = self._sizes(todo, cropped=todo.view is not None)

    def _still(self, fetched: Fetched, time_s: float, kind: Kind, box: Box, size: Size) -> Still:
        """Return a picture of a frame, without its number."""
        share = self.frame_size[0] / self._video_size[0], self.frame_size[1] / self._video_size[1]
        inside: Box = (0, 0, *self.frame_size)
        if kind == "crop":
            inside, box = _snapped(box, share)
        picture = cut_out(fetched.picture, inside, size)
        marks = self._marker.draw(picture, box, time_s)
        label = f"{kind}, {clock_text(time_s)}"
        image = Image(encode(picture, self._settings.quality), "image/jpeg", *size, label)
        return Still(image, fetched.shown, time_s, kind, box, marks)


def _numbered(stills: Sequence[Still]) -> list[Still]:
    """Return pictures with their numbers in their labels."""
    return [
        replace(still, image=replace(still.image, label=f"Picture {number}, {still.image.label}"))
        for number, still in enumerate(stills, 1)
    ]


def cut_out(frame: Picture, box: Box, size: Size) -> Picture:
    """Return a part of a frame, scaled; black where it reaches over the border.

    Parameters
    ----------
    frame
        RGB; not changed.
    box
        Left, top, right and bottom in whole pixels of it.
    size
        Width and height of the picture.

    Notes
    -----
    Scaled between pixels to a whole multiple of the size, then averaged: as smooth as averaging
    over parts of pixels, in a fifth of the time.
    """
    left, top, right, bottom = (int(edge) for edge in box)
    part = frame[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    if (right - left, bottom - top) != (part.shape[1], part.shape[0]):
        whole = np.zeros((bottom - top, right - left, 3), np.uint8)
        rows, columns = max(-top, 0), max(-left, 0)
        whole[rows : rows + part.shape[0], columns : columns + part.shape[1]] = part
        part = whole
    if size == (part.shape[1], part.shape[0]):
        return part.copy()
    times = max(1, part.shape[1] // size[0])
    larger = size[0] * times, size[1] * times
    scaled = cv2.resize(part, larger, interpolation=cv2.INTER_LINEAR)
    if times > 1:
        scaled = cv2.resize(scaled, size, interpolation=cv2.INTER_AREA)
    return np.asarray(scaled, np.uint8)


def encode(picture: Picture, quality: int) -> bytes:
    """Return a picture as a JPEG file without metadata.

    Parameters
    ----------
    picture
        RGB.
    quality
        1 to 95.
    """
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)
    file = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return bytes(file)


def _snapped(box: Box, share: tuple[float, float]) -> tuple[Box, Box]:
    """Return a box in whole pixels of a frame of another size, and the same in those of the video.

    Boxes of one size stay of one size.
    """
    left, top, right, bottom = box
    across, down = (
        length if part == 1 else math.ceil(length * part) + 1
        for length, part in zip((right - left, bottom - top), share, strict=True)
    )
    x, y = round(left * share[0]), round(top * share[1])
    return (x, y, x + across, y + down), (
        x / share[0],
        y / share[1],
        (x + across) / share[0],
        (y + down) / share[1],
    )
