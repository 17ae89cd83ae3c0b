"""Tracked things: taken apart from the animals, and where they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines.tracks.schema import Tracks, with_landmarks

if TYPE_CHECKING:
    import xarray as xr

LEAST_SURE = 0.1
"""Share of the frames in which a thing should be seen with enough confidence."""
FAR_LENGTHS = 0.5
FAR_PX = 50.0
"""Farther than this from its place a thing is elsewhere: body lengths, or pixels without them."""
MOST_FAR = 0.1
"""Share of the sure positions that may be elsewhere before it is said."""

Place = tuple[float, float]


def without_things(tracks: Tracks, things: Sequence[str]) -> Tracks:
    """Return the tracks with keypoints that are things as landmarks, not points of the animals.

    Nothing that measures animals can then mistake them: an arena corner makes no animal larger, and
    an object in view does not make a mouse seen. Where several animals carry the same thing, its
    position in a frame is the one with most confidence.

    Raises
    ------
    UserError
        No keypoint is left for the animals.
    """
    if not things:
        return tracks
    kept = [k for k, name in enumerate(tracks.keypoints) if name not in things]
    if not kept:
        message = (
            f"The keypoints {', '.join(map(repr, things))} are all things by their names, so none "
            f'is left for the animals. Say which is which: keypoints = {{ centre = "{things[0]}" }}'
        )
        raise UserError(message)
    surest = [_surest(tracks.data.sel(keypoint=name)) for name in things]
    position = np.stack([position for position, _ in surest], axis=2)
    confidence = np.stack([confidence for _, confidence in surest], axis=1)
    apart = with_landmarks(tracks, things, position, confidence).landmarks
    if apart is not None and tracks.landmarks is not None:
        import xarray as xr  # slow to import

        apart = xr.concat([tracks.landmarks, apart], dim="landmark")
    return replace(tracks, data=tracks.data.isel(keypoint=kept), landmarks=apart)


def _surest(thing: xr.Dataset) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return positions (frames, space) and confidence (frames,) of the surest individual."""
    position, confidence = thing["position"].values, thing["confidence"].values
    known = np.isfinite(position[:, 0])
    who = np.where(known, np.nan_to_num(confidence), -1.0).argmax(axis=1)
    frames = np.arange(len(who))
    return position[frames, :, who], confidence[frames, who]


def landmark_places(
    tracks: Tracks, min_confidence: float | None, body_length_px: float | None
) -> tuple[Mapping[str, Place], list[str]]:
    """Return where each landmark is, and what is doubtful about it.

    Parameters
    ----------
    tracks
        Tracks with their landmarks.
    min_confidence
        Positions with a confidence below do not count (a tracker also guesses where a thing is
        that is not there); those without confidence do. ``None`` counts all.
    body_length_px
        Of the animals, to judge distances by; ``None`` if unknown.

    Returns
    -------
    places
        Median position in pixels; landmarks without one position that counts have no place.
    doubts
        Said where the place rests on less than `LEAST_SURE` of the frames, or where more than
        `MOST_FAR` of the positions are farther from it than `FAR_LENGTHS` body lengths.
    """
    if tracks.landmarks is None:
        return {}, []
    far_px = FAR_LENGTHS * body_length_px if body_length_px else FAR_PX
    places: dict[str, Place] = {}
    doubts: list[str] = []
    for number, name in enumerate(tracks.landmarks["landmark"].values.tolist()):
        position = tracks.landmarks["position"].values[:, :2, number]
        sure = np.isfinite(position).all(axis=1)
        if min_confidence is not None:
            sure &= ~(tracks.landmarks["confidence"].values[:, number] < min_confidence)
        if not sure.any():
            doubts.append(f"{name!r} has no place: it is never seen{_with(min_confidence)}.")
            continue
        x, y = np.median(position[sure].astype(np.float64), axis=0)
        places[name] = float(x), float(y)
        far = np.hypot(*(position[sure] - (x, y)).T) > far_px
        doubts += _doubts(name, float(sure.mean()), float(far.mean()), far_px, min_confidence)
    return places, doubts


def _doubts(
    name: str, seen: float, far: float, far_px: float, min_confidence: float | None
) -> list[str]:
    doubts = []
    if seen < LEAST_SURE:
        doubts.append(
            f"{name!r} is seen in only {seen:.1%} of the frames{_with(min_confidence)}; its place "
            "rests on these. Check it, or give the place: at = [x, y]."
        )
    if far > MOST_FAR:
        doubts.append(
            f"{name!r} is farther than {far_px:.4g} px from its place in {far:.0%} of the frames "
            "that show it. It was moved, or is mistaken for something else; one place is used."
        )
    return doubts


def _with(min_confidence: float | None) -> str:
    return "" if min_confidence is None else f" with a confidence of {min_confidence:g} or more"
