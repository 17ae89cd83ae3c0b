"""A recording to analyse: what its tracks give, what was stored of it, and what it means.

Lengths are cm where the scale is known, else px; speeds per second, from the real timestamps; an
unknown position gives an unknown (NaN) value.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.filters import Names, ObjectNames
from pipelines.arena import Arena, FixedObject, Zone
from pipelines.describe.stretch import Stretch
from pipelines.recording import RecordingSpec
from pipelines.scene import Scene
from pipelines.timebase import TimeBase
from pipelines.tracks.clean import CleanSettings
from workbench.analysis.bouts import Bouts
from workbench.analysis.cached import ArrayCache
from workbench.analysis.masks import Mask
from workbench.analysis.measures import Measures
from workbench.analysis.rows import NOBODY
from workbench.analysis.selection import EVERY
from workbench.analysis.units import QuantityLike, Units, seconds
from workbench.analysis.verbs import Verbs

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from graphs.ethogram import Ethogram
    from pipelines.describe.contract import Description
    from pipelines.opened import OpenedRecording
    from pipelines.tracks.schema import Tracks
    from workbench.project import Project


Corners = Sequence[tuple[float, float]]
"""Corners of a polygon in pixels, in the order in which one walks round it."""


class Recording(Measures, Verbs):
    """One recording; its files are read when something is first asked of them.

    Made by `Project.recording`, `open_recording` or `Recording.from_tracks`. What can be measured
    is in `Measures`, with what all of it has in common; questions in one call are in `Verbs`.

    Parameters
    ----------
    spec
        Files and what was said about them.
    clean
        What is removed from and filled into the tracks.
    body_length_cm
        Typical body length of the species, for where nothing better is known.
    cache
        Where the tracks of a video without any are kept.
    project
        Where facts and behaviors come from; ``None`` for a recording on its own.
    """

    def __init__(
        self,
        spec: RecordingSpec,
        *,
        clean: CleanSettings | None = None,
        body_length_cm: float | None = None,
        cache: Path | None = None,
        project: Project | None = None,
    ) -> None:
        self.spec = spec
        self.project = project
        self._clean = clean or CleanSettings()
        self._body_length_cm = body_length_cm
        self._cache_folder = cache
        self._opened: OpenedRecording | None = None
        self._clock: TimeBase | None = None
        self._cache = ArrayCache()
        self._ethogram: Ethogram | None = None
        self.by_rule: dict[tuple[str, str], Description] = {}
        """What `workbench.behaviors.rules` measured here, until `close`."""

    @classmethod
    def from_tracks(
        cls,
        tracks: Tracks,
        name: str = "recording",
        *,
        px_per_cm: float | None = None,
        zones: Mapping[str, Zone | Corners] | None = None,
        objects: Mapping[str, tuple[float, float]] | None = None,
        keypoints: Mapping[str, str] | None = None,
        body_length_px: float | None = None,
        clean: CleanSettings | None = None,
    ) -> Recording:
        """Return a recording of tracks that are at hand, without any file.

        Parameters
        ----------
        tracks
            From `pipelines.tracks.read.read_tracks` or `pipelines.tracks.schema.make_tracks`.
        name
            What it is called.
        px_per_cm
            Scale; without it lengths are px.
        zones
            Name -> corners of a polygon in pixels, or a `Zone` (``Zone.circle(...)``).
        objects
            Name -> position of a fixed thing, in pixels.
        keypoints
            Role -> keypoint, where the names do not tell.
        body_length_px
            Nose to tail base; measured if not given.
        clean
            What to clean; nothing if not given.

        Raises
        ------
        UserError
            `keypoints` names one that the tracks do not have.

        Examples
        --------
        A point that moves 6 px to the right in every frame, at 30 frames per second:

        >>> import numpy as np
        >>> from pipelines.timebase import TimeBase
        >>> from pipelines.tracks.schema import make_tracks
        >>> x = 6.0 * np.arange(30)
        >>> position = np.stack([x, 0 * x], axis=1)[:, :, None, None]
        >>> clock = TimeBase.constant(30, fps=30)
        >>> tracks = make_tracks(position, None, ["centre"], ["mouse_1"], clock, "by hand")
        >>> rec = Recording.from_tracks(tracks)
        >>> rec.speed("mouse_1").mean()
        180 px/s (of 1 s assessed)
        >>> (rec.speed("mouse_1") > "3 px/frame").bouts().total_s
        1 s (of 1 s assessed)
        """
        from pipelines.opened import from_tracks  # slow to import

        arena = _arena(zones, objects, px_per_cm)
        spec = RecordingSpec(
            name, keypoints=keypoints or {}, body_length_px=body_length_px, arena=arena
        )
        return cls.of_opened(from_tracks(tracks, spec, clean))

    @classmethod
    def of_opened(cls, opened: OpenedRecording, ethogram: Ethogram | None = None) -> Recording:
        """Return a recording whose files were read already, as `opened` by the pipelines.

        `ethogram` is the one that it is labelled with, if it is being labelled.
        """
        self = cls(opened.recording)
        self._ethogram = ethogram
        self._opened = opened
        self._clock = opened.tracks.timebase
        return self

    def __repr__(self) -> str:
        if self._opened is None:
            return f"<Recording {self.name!r}, not read yet>"
        animals = ", ".join(self.animals)
        return f"<Recording {self.name!r}: {animals}; {self.duration_s:.4g} s; {self.scale}>"

    # what it is -----------------------------------------------------------------------------

    @property
    def name(self) -> str:
        """Name in the project; facts carry it."""
        return self.spec.name

    @property
    def group(self) -> str | None:
        """Experimental group or condition, for comparisons; ``None`` if nobody said."""
        return self.spec.group

    @property
    def session(self) -> str | None:
        """Session, for comparisons; ``None`` if nobody said."""
        return self.spec.session

    @property
    def opened(self) -> OpenedRecording:
        """The files as read, with cleaned tracks; read when first asked for.

        Raises
        ------
        UserError, DataError
            The files, or what was said about them, cannot be used.
        """
        if self._opened is None:
            from pipelines.opened import open_recording as read_recording  # slow to import

            self._opened = read_recording(
                self.spec,
                clean=self._clean,
                body_length_cm=self._body_length_cm,
                cache=self._cache_folder,
            )
            self._clock = self._opened.tracks.timebase
        return self._opened

    @property
    def is_read(self) -> bool:
        """Whether the files were read and their tracks are in memory."""
        return self._opened is not None

    def close(self) -> None:
        """Let go of the tracks and of all that was computed; they are read again when needed.

        A recording made `from_tracks` keeps them: they are nowhere else.
        """
        self._cache.clear()
        self.by_rule.clear()
        if self.spec.video is not None or self.spec.tracks is not None:
            self._opened = None
            for name in ("units", "stretch"):
                self.__dict__.pop(name, None)

    @property
    def scene(self) -> Scene:
        """Positions in pixels, roles, zones, scale."""
        return self.opened.scene

    @property
    def tracks(self) -> xr.Dataset:
        """Cleaned positions in px and confidence, dims ``time, space, keypoint, individual``."""
        return self.opened.tracks.data

    @property
    def clock(self) -> TimeBase:
        """When each frame is shown."""
        return self._clock or self.opened.tracks.timebase

    @cached_property
    def units(self) -> Units:  # type: ignore[override]  # a plain attribute of the base
        """What units mean here."""
        return Units(self.scene.scale, self.clock)

    @property
    def times_s(self) -> NDArray[np.float64]:
        """Seconds from the first frame, shape (frames,)."""
        return self.clock.times_s

    @property
    def durations_s(self) -> NDArray[np.float64]:
        """Seconds for which each frame stands, shape (frames,); a pause belongs to none."""
        return self.clock.stops_s - self.clock.times_s

    @property
    def duration_s(self) -> float:
        """Length in seconds, from the first frame to the end of the last, pauses included."""
        return self.clock.stop_s

    @property
    def animals(self) -> list[str]:
        """Names of the animals."""
        return list(self.scene.individuals)

    @property
    def keypoints(self) -> list[str]:
        """Names of the keypoints in the track file."""
        return list(self.scene.keypoints)

    @property
    def roles(self) -> dict[str, tuple[str, ...]]:
        """Role (``nose``, ``centre``...) -> keypoints that stand for it; empty if none do."""
        return {role: row.keypoints for role, row in self.scene.roles.rows.items()}

    @property
    def zones(self) -> list[str]:
        """Names of the zones."""
        return list(self.scene.arena.zones)

    @property
    def objects(self) -> list[str]:
        """Names of the fixed things."""
        return list(self.scene.arena.objects)

    @property
    def scale(self) -> str:
        """Scale and body length in words."""
        return self.scene.scale.describe()

    @property
    def warnings(self) -> list[str]:
        """What a person should know before trusting numbers of this recording."""
        return list(self.opened.warnings)

    def is_said_as(self, other: Recording) -> bool:
        """Whether `other` is of the same files, with the same cleaning and all else as said."""
        said = [(r.spec, r._clean, r._body_length_cm) for r in (self, other)]
        return said[0] == said[1]

    def check_same(self, other: Recording, what: str) -> None:
        """Raise `UserError` if `other` is not this recording: frames do not correspond.

        `what` names the operation.
        """
        if other is not self:
            message = f"{what}: {self.name!r} and {other.name!r} are different recordings."
            raise UserError(message)

    def _recording(self) -> Recording:
        return self

    @cached_property
    def stretch(self) -> Stretch:  # type: ignore[override]  # a plain attribute of the base
        """All frames of the scene, for the functions of the rule language."""
        return Stretch(self.scene, 0, len(self.scene.times_s))

    # what is known of it --------------------------------------------------------------------

    def ethogram(self) -> Ethogram | None:
        """Return what names of behaviors mean here: as it is labelled, else as its project says."""
        if self._ethogram is not None or self.project is None:
            return self._ethogram
        return self.project.ethogram()

    def facts(
        self,
        subject: Names = None,
        predicate: Names = None,
        object: ObjectNames = None,  # noqa: A002 - the word of the records
        min_confidence: float | None = None,
        source: Names = None,
    ) -> Bouts:
        """Return stored facts as bouts.

        Parameters
        ----------
        subject, object
            Names of animals, zones or things; any if not given.
        predicate
            Behaviors of the ethogram, by name or synonym.
        min_confidence
            At least this, 0 to 1, of what rules, models and files say; see
            `graphs.filters.FactFilter`.
        source
            Who says so: ``rule``, ``model``, ``human``, ``import``; any if not given, and then
            what several of them say at one time counts once.

        Raises
        ------
        UserError
            The recording belongs to no project, was not labelled, or a name is in no fact and
            nowhere looked for.

        Notes
        -----
        Facts that a person rejected or corrected are left out. A row that was looked for and never
        seen is there, without bouts. Assessed is what `source` looked at, or anybody.
        """
        from workbench.analysis.stored import stored_bouts

        return stored_bouts(self, subject, predicate, object, min_confidence, source)

    def window(self, start_s: QuantityLike = 0.0, stop_s: QuantityLike | None = None) -> Mask:
        """Return whether a frame lies in a stretch of time, half-open; always known.

        ``rec.speed("mouse_1").when(rec.window("5 min", "10 min")).mean()``; as a mask it goes with
        conditions (``&``), and with ``path_length(during=...)``.

        Parameters
        ----------
        start_s, stop_s
            Seconds from the first frame, or text with a unit; to the end if there is no stop.

        Raises
        ------
        UserError
            One of them is no time, or below 0.
        """
        start = seconds(start_s, "start_s")
        stop = np.inf if stop_s is None else seconds(stop_s, "stop_s")
        true = ((self.times_s >= start - 5e-7) & (self.times_s < stop - 5e-7))[np.newaxis]
        return Mask(self, true, ~true, (NOBODY,), f"from {start:g} to {stop:g} s")

    def strides(
        self, paw: str, at_least: QuantityLike = "0.6 BL/s", share: float = 0.4
    ) -> pd.DataFrame:
        """Return the gait cycles of a paw, one line each.

        Arguments, columns and errors: see `workbench.analysis.gait.strides`.
        """
        from workbench.analysis.gait import strides

        return strides(self, paw, at_least, share)

    def behavior(
        self, name: str, subject: str = EVERY, target: str = EVERY, **settings: Any
    ) -> Bouts:
        """Return the bouts of a behavior, found on the tracks now.

        Parameters
        ----------
        name
            A behavior of the project's ethogram (its rule or function), of the project's own
            functions, or one that comes with the workbench; synonyms count.
        subject, target
            One animal each (or zone or thing as target); ``"*"`` for all.
        **settings
            Arguments of a behavior that is a function: ``near="2 cm"``.

        Raises
        ------
        UserError
            There is no such behavior, animal, target or setting, a keypoint that it needs is
            missing, or its function fails. Behaviors of a project that is not trusted do not run.

        Notes
        -----
        In which order names are looked up: see `workbench.behaviors.find`. Nothing is stored; see
        `Bouts.to_graph`.
        """
        from workbench.behaviors.find import find_bouts

        return find_bouts(self, name, subject, target, settings)


def open_recording(
    video: Path | str | None = None,
    tracks: Path | str | None = None,
    *,
    name: str | None = None,
    fps: float | None = None,
    px_per_cm: float | None = None,
    zones: Mapping[str, Zone | Corners] | None = None,
    objects: Mapping[str, tuple[float, float]] | None = None,
    keypoints: Mapping[str, str] | None = None,
    animals: Mapping[str, str] | None = None,
    body_length_px: float | None = None,
    clean: CleanSettings | None = None,
) -> Recording:
    """Return a recording of a video and/or a track file, without a project.

    Parameters
    ----------
    video, tracks
        At least one of them.
    name
        The stem of the video or track file if not given.
    fps
        Frames per second, only used where neither file has timestamps.
    px_per_cm
        Scale; without it lengths are px.
    zones
        Name -> corners of a polygon in pixels, or a `Zone` (``Zone.circle(...)``).
    objects
        Name -> position of a fixed thing, in pixels.
    keypoints
        Role -> keypoint, where the names do not tell.
    animals
        Name in the track file -> name to use.
    body_length_px
        Nose to tail base; measured if not given.
    clean
        What to clean; the defaults of `CleanSettings` if not given.

    Raises
    ------
    UserError
        Neither file is given. The files are read when something is asked of the recording.
    """
    video, tracks = (None if path is None else Path(path) for path in (video, tracks))
    file = video or tracks
    if file is None:
        message = "A recording needs a video or a track file; neither is given."
        raise UserError(message)
    spec = RecordingSpec(
        name=name or file.name.split(".")[0],
        video=video,
        tracks=tracks,
        fps=fps,
        keypoints=keypoints or {},
        animals=animals or {},
        body_length_px=body_length_px,
        arena=_arena(zones, objects, px_per_cm),
    )
    return Recording(spec, clean=clean)


def _arena(
    zones: Mapping[str, Zone | Corners] | None,
    objects: Mapping[str, tuple[float, float]] | None,
    px_per_cm: float | None,
) -> Arena:
    shapes: dict[str, Zone] = {}
    for name, zone in (zones or {}).items():
        if not isinstance(zone, Zone) and len(zone) < 3:
            message = f"Zone {name!r} has {len(zone)} corners; expected 3 or more of (x, y) in px."
            raise UserError(message)
        shapes[name] = zone if isinstance(zone, Zone) else Zone.polygon(name, list(zone))
    things = {name: FixedObject(name, at) for name, at in (objects or {}).items()}
    return Arena(shapes, things, px_per_cm)
