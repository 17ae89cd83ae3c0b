"""How clips are shown to a model that is examined: close up or whole, as they are or changed.

Close-up and full shot show the same frames with the same marks. A mirrored picture is made of the
mirrored video and the mirrored tracks, so that numbers and names in it still read from left to
right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, Protocol

import numpy as np
from av import VideoFrame
from shapely import affinity

from graphs.errors import UserError
from graphs.words import did_you_mean
from pipelines.arena import Arena
from pipelines.lettering import Picture
from pipelines.scene import Scene
from pipelines.stills.contract import Still, StillSettings
from pipelines.stills.make import make_stills
from pipelines.video import Video

View = Literal["crop", "full"]
VIEWS: tuple[View, ...] = ("crop", "full")


@dataclass(frozen=True, slots=True)
class Changes:
    """What is changed in the frames of a clip, where nothing that happens in it changes.

    Parameters
    ----------
    mirrored
        Left and right are swapped.
    brightness
        What values of pixels are multiplied with.
    """

    mirrored: bool = False
    brightness: float = 1.0


AS_IT_IS = Changes()


class Pictures(Protocol):
    """Makes the pictures of a clip."""

    def __call__(
        self, recording: str, start_s: float, stop_s: float, view: View, changes: Changes
    ) -> list[Still]:
        """Return the pictures, in the order in which they are shown."""
        ...


def pictures_of(
    recordings: Mapping[str, tuple[Video, Scene | None]], settings: StillSettings
) -> Pictures:
    """Return the maker of pictures of some recordings.

    Parameters
    ----------
    recordings
        Name -> its video, and where its animals are.
    settings
        As for any description; ``crop`` and ``full_frame`` are set by the view.

    Raises
    ------
    UserError
        By the maker: there is no such recording, or a close-up is wanted of one without tracks.
    """

    def make(
        recording: str, start_s: float, stop_s: float, view: View, changes: Changes
    ) -> list[Still]:
        if recording not in recordings:
            hint = did_you_mean(recording, recordings)
            message = f"There is no video of a recording {recording!r}{hint}"
            raise UserError(message)
        video, scene = recordings[recording]
        if view == "crop" and scene is None:
            message = f"A close-up of {recording!r} needs tracks, and there are none."
            raise UserError(message)
        if changes != AS_IT_IS:
            video = _ChangedVideo(video, changes)
            scene = _mirrored(scene, video.width) if scene and changes.mirrored else scene
        shown = replace(settings, crop=view == "crop", full_frame=False)
        return make_stills(video, scene, start_s, stop_s, shown)

    return make


class _ChangedVideo(Video):
    """A video of which every frame is changed as it is decoded."""

    def __init__(self, video: Video, changes: Changes) -> None:
        self.__dict__.update(video.__dict__)
        self._changes = changes

    def converter(
        self,
        format: Literal["rgb24", "gray"] = "rgb24",  # noqa: A002 - as in `Video`
        size: tuple[int, int] | None = None,
    ) -> Callable[[VideoFrame], Picture]:
        """Return the function from a stored frame to a changed picture."""
        convert = super().converter(format, size)
        return lambda frame: changed(convert(frame), self._changes)


def changed(picture: Picture, changes: Changes) -> Picture:
    """Return a picture with changes made to it; values that get too bright are cut off at 255."""
    if changes.mirrored:
        picture = picture[:, ::-1]
    if changes.brightness != 1.0:
        brighter = np.rint(picture.astype(np.float32) * changes.brightness)
        picture = np.clip(brighter, 0, 255).astype(np.uint8)
    return np.ascontiguousarray(picture)


def _mirrored(scene: Scene, width: int) -> Scene:
    position = scene.position.copy()
    position[:, 0] = width - position[:, 0]
    arena = scene.arena
    middle = (width / 2, 0.0)
    zones = {
        name: replace(zone, shape=affinity.scale(zone.shape, xfact=-1, origin=middle))
        for name, zone in arena.zones.items()
    }
    objects = {
        name: replace(thing, at=(width - thing.at[0], thing.at[1])) if thing.at else thing
        for name, thing in arena.objects.items()
    }
    return replace(scene, position=position, arena=Arena(zones, objects, arena.px_per_cm))
