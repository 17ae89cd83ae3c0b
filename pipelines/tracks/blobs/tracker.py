"""Track animals in a video without pose tracks; see `track_blobs`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from graphs.errors import DataError, UserError
from pipelines.tracks.blobs.fitting import fit_foreground
from pipelines.tracks.blobs.following import Follower, Sighting
from pipelines.tracks.blobs.foreground import Foreground, Picture
from pipelines.tracks.blobs.heading import is_tip_front
from pipelines.tracks.blobs.identity import steady_identities
from pipelines.tracks.blobs.settings import BlobSettings
from pipelines.tracks.blobs.shapes import CUES, Floats
from pipelines.tracks.schema import Tracks, make_tracks
from pipelines.video import Video

KEYPOINTS = ("nose", "centre", "tailbase")
SAMPLE_SIDE_PX = 480
SPLIT_CONFIDENCE = 0.7
UNREST = 10.0
"""Grey levels by which most of the picture changes only if the camera moves."""
ROUND = 1.15
"""Blobs less elongated than this have no direction; confidence is full from `LONG` on."""
LONG = 1.5


@dataclass(frozen=True, slots=True, eq=False)
class _Record:
    """What was measured, all of shape (frames, animals, ...), NaN where unseen."""

    points: Floats
    """Tip, centre and tail in full pixels: (frames, animals, 3, 2)."""
    shape: Floats
    """Grey level, log of area, elongation: (frames, animals, 3)."""
    cues: Floats
    split: NDArray[np.bool_]

    @classmethod
    def empty(cls, frames: int, animals: int) -> _Record:
        """Return a record in which no animal was seen."""
        return cls(
            np.full((frames, animals, 3, 2), np.nan),
            np.full((frames, animals, 3), np.nan),
            np.full((frames, animals, CUES), np.nan),
            np.zeros((frames, animals), bool),
        )

    def write(self, frame: int, sightings: list[Sighting | None], scale: Floats) -> None:
        """Write one frame; `scale` is full pixels per pixel of the picture, shape (2,)."""
        for index, seen in enumerate(sightings):
            if seen is None:
                continue
            blob = seen.blob
            points = np.stack([blob.tip, blob.centre, blob.tail])
            self.points[frame, index] = (points + 0.5) * scale - 0.5
            self.shape[frame, index] = blob.grey, np.log(blob.area), blob.elongation
            self.cues[frame, index] = blob.cues
            self.split[frame, index] = seen.split

    def reordered(self, order: NDArray[np.int64]) -> _Record:
        """Return the record with the tracks of every frame in another order."""
        rows = np.arange(len(order))[:, None]
        return _Record(
            self.points[rows, order],
            self.shape[rows, order],
            self.cues[rows, order],
            self.split[rows, order],
        )


def track_blobs(
    video: Video | str | Path,
    animals: int | None = None,
    settings: BlobSettings | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Tracks:
    """Find and follow animals in a video that has no tracks.

    Parameters
    ----------
    video
        The video or its file. The camera must stand still, or the animals must stand out from an
        even background.
    animals
        How many there are; ``None`` for as many as are most often seen apart, which is then said
        in the warnings.
    settings
        See `BlobSettings`.
    progress
        Called with frames done and frames in all, now and then.

    Returns
    -------
    Tracks
        Keypoints ``nose`` (front end), ``centre`` and ``tailbase`` (back end, without the tail) of
        ``animal_1`` to ``animal_N``, from the darkest to the lightest. Confidence is 0 where an
        animal is not seen (position NaN), 1 for a blob of its own and 0.7 for a share of a merged
        blob; that of the two ends is lower where the blob is too round to have a direction, by a
        factor of down to 0.3 for a disc.

    Raises
    ------
    DataError
        A video of fewer than five frames, nothing that stands out, or a camera that moves over an
        uneven scene.

    Notes
    -----
    Two passes. The first fits a foreground model to sampled frames
    (`pipelines.tracks.blobs.fitting`). The second measures connected regions, assigns them to
    animals (Hungarian method on expected position, area and brightness), splits merged ones
    (mixture of Gaussians) and joins fragments. Front and back (`heading`) and identities after
    contacts (`identity`) are then decided over the whole recording. Memory for pictures does not
    depend on the length of the video.
    """
    settings = settings or BlobSettings()
    video = video if isinstance(video, Video) else Video(video)
    if animals is not None and animals < 1:
        message = f"Expected at least one animal to look for; found {animals}."
        raise UserError(message)
    model, size, warnings = _fit(video, animals, settings)
    record, covered = _follow(video, model, size, progress)
    if animals is None:
        warnings.append(
            f"The number of animals was not given; {model.animals} were most often seen apart."
        )
    if covered > 0.5:
        warnings.append(
            f"{covered:.0%} of the picture differs from the background in most frames: the light "
            "or the camera may have changed. Check the tracks against the video."
        )
    alone = np.isfinite(record.shape[:, :, 0]) & ~record.split
    order = steady_identities(record.shape[:, :, :2], alone, video.timebase.frame_s)
    record = record.reordered(order)
    tracks = _as_tracks(video, record.reordered(_dark_first(record)), settings)
    warnings.extend(_coverage(tracks))
    return replace(tracks, warnings=(*video.warnings, *warnings)).logged(
        "track_blobs",
        animals=model.animals,
        foreground=model.sign,
        still_arena=model.arena is not None,
        threshold=round(model.threshold, 1),
        picture=f"{size[0]} x {size[1]}",
        split_frames=int(record.split.any(axis=1).sum()),
        swaps_by_looks=int((np.diff(order, axis=0) != 0).any(axis=1).sum()),
    )


def _fit(
    video: Video, animals: int | None, settings: BlobSettings
) -> tuple[Foreground, tuple[int, int], list[str]]:
    """Return the foreground model, the size of the picture to work on, and warnings."""
    if video.frames < 5:
        message = (
            f"{video.path.name!r}: tracking needs at least 5 frames to tell animals from the "
            f"background; found {video.frames}. Give a longer video or a track file."
        )
        raise DataError(message)
    samples = _samples(video, settings.sample_frames)
    model = fit_foreground(samples, animals, settings.contrast_share)
    _check_fit(video, model, len(samples))
    warnings = []
    if model.score < 0.5:
        warnings.append(
            f"Animals are hard to tell from the background (score {model.score:.2f} of 1; good "
            "from 0.7): check the tracks against the video before using them."
        )
    width, height = samples[0].shape[1], samples[0].shape[0]
    length = 2.0 * np.sqrt(model.area / 1.25)
    scale = min(1.0, settings.animal_px / float(length))
    size = (max(32, round(width * scale)), max(32, round(height * scale)))
    return model.resized(size, scale), size, warnings


def _check_fit(video: Video, model: Foreground, samples: int) -> None:
    """Raise what keeps a foreground model from being of any use."""
    if model.score < 0.3 and model.unrest >= UNREST:
        message = (
            f"{video.path.name!r}: expected a camera that stands still; found that half of the "
            f"picture differs from the background by {model.unrest:.0f} grey levels or more. Does "
            "the camera move, or the light change? Cut the video where it does, or track it with a "
            "pose tool and give the track file."
        )
        raise DataError(message)
    if model.area == 0.0:
        message = (
            f"{video.path.name!r}: expected animals that stand out from the background; found "
            f"none in {samples} frames spread over {video.timebase.stop_s:.1f} s. Is it the right "
            "file? Otherwise track it with a pose tool and give the track file."
        )
        raise DataError(message)


def _samples(video: Video, count: int) -> list[Picture]:
    """Return grey frames spread evenly over the video: keyframes, if there are enough of them."""
    scale = min(1.0, SAMPLE_SIDE_PX / max(video.width, video.height))
    size = (max(32, round(video.width * scale)), max(32, round(video.height * scale)))
    evenly = np.linspace(0, video.frames - 1, count)
    before = np.searchsorted(video.keyframes, evenly, side="right") - 1
    keyframes = np.unique(video.keyframes[np.maximum(before, 0)])
    if len(keyframes) < 0.8 * count:
        step = -(-video.frames // count)
        return [grey for _, _, grey in video.iter_frames("gray", size, step)]
    return [
        grey
        for frame in keyframes.tolist()
        for _, _, grey in video.iter_frames("gray", size, start=frame, stop=frame + 1)
    ]


def _follow(
    video: Video,
    model: Foreground,
    size: tuple[int, int],
    progress: Callable[[int, int], None] | None,
) -> tuple[_Record, float]:
    """Return what was measured, and the median share of the picture that was foreground."""
    record = _Record.empty(video.frames, model.animals)
    scale = np.array([video.width / size[0], video.height / size[1]])
    follower = Follower(model.animals, model.area, model.grey_spread)
    covered = []
    for index, time_s, grey in video.iter_frames("gray", size):
        view = model.view(grey)
        covered.append(sum(len(region.grey) for region in view.regions) / grey.size)
        record.write(index, follower.step(view, time_s), scale)
        if progress is not None and index % 50 == 0:
            progress(index, video.frames)
    if progress is not None:
        progress(video.frames, video.frames)
    return record, float(np.median(covered)) if covered else 0.0


def _dark_first(record: _Record) -> NDArray[np.int64]:
    """Return the order from the darkest animal to the lightest, shape (frames, animals)."""
    frames, animals = record.split.shape
    alone = np.where(record.split, np.nan, record.shape[:, :, 0])
    grey = [
        float(np.median(column[np.isfinite(column)])) if np.isfinite(column).any() else np.inf
        for column in alone.T
    ]
    return np.tile(np.argsort(grey, kind="stable"), (frames, 1)).reshape(frames, animals)


def _as_tracks(video: Video, record: _Record, settings: BlobSettings) -> Tracks:
    """Return the record as tracks, with front and back told apart."""
    animals = record.split.shape[1]
    span = record.points[:, :, 0] - record.points[:, :, 2]
    lengths = np.linalg.norm(span, axis=2)
    axis = span / np.maximum(lengths, 1e-6)[..., None]
    trust = np.clip((record.shape[:, :, 2] - ROUND) / (LONG - ROUND), 0.0, 1.0)
    certain = np.nan_to_num(trust * np.where(record.split, 0.3, 1.0))
    points = record.points.copy()
    for index in range(animals):
        front = is_tip_front(
            video.timebase.times_s,
            record.points[:, index, 1],
            axis[:, index],
            record.cues[:, index],
            certain[:, index],
            float(np.nanmedian(lengths)) if np.isfinite(lengths).any() else 1.0,
            settings.heading_window_s,
        )
        points[~front, index] = points[~front, index, ::-1]
    seen = np.isfinite(record.points[:, :, 1, 0])
    centre = np.where(seen, np.where(record.split, SPLIT_CONFIDENCE, 1.0), 0.0)
    ends = centre * np.where(seen, 0.3 + 0.7 * np.nan_to_num(trust), 0.0)
    return make_tracks(
        points.transpose(0, 3, 2, 1),
        np.stack([ends, centre, ends], axis=1),
        KEYPOINTS,
        [f"animal_{index + 1}" for index in range(animals)],
        video.timebase,
        "behavior workbench blob tracker",
    )


def _coverage(tracks: Tracks) -> list[str]:
    """Return warnings about animals that were unseen for much of the recording."""
    centre = tracks.data["position"].sel(keypoint="centre", space="x")
    shares = np.isfinite(centre.values).mean(axis=0)
    return [
        f"{name} was seen in {share:.0%} of the frames only."
        for name, share in zip(tracks.individuals, shares, strict=True)
        if share < 0.8
    ]
