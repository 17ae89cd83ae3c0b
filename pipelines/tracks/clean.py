"""Clean tracks: confidence cut-off, jump flags, gap filling; explicit, counted, and logged.

Nothing here runs unasked. Each step works on one point of one animal at a time, so cleaning ten
hours of tracks needs little more memory than the tracks. Landmarks are left as they are; keypoints
that are things should have been made landmarks before.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from graphs.words import counted
from pipelines.roles import Roles

if TYPE_CHECKING:
    import xarray as xr

    from pipelines.tracks.schema import Tracks

MOST_REMOVED = 0.25
SAMPLED_FRAMES = 2000

Counts = dict[str, dict[str, int]]
"""Individual -> keypoint -> number of frames; zeros are left out."""


@dataclass(frozen=True, slots=True)
class CleanSettings:
    """What to clean.

    Parameters
    ----------
    min_confidence
        Positions with a confidence below are removed; ``None`` removes none. Points without
        confidence are not touched. 0.6 is the ``pcutoff`` of DeepLabCut's configuration and the
        default of *movement*; other trackers score differently (SLEAP and JABS exceed 1, small
        models may stay near 0.2), hence the warning when it removes more than a quarter of a point.
    max_gap_s
        Gaps up to this length are filled by straight lines in time; 0 fills none. 0.2 s is the
        window over which velocities are measured, so a filled gap adds no movement of its own.
    max_jump_lengths
        A point that moves farther than this in one frame, in body lengths, and comes back within
        `max_jump_s`, is flagged; ``None`` flags none. One body length is about what SimBA's
        correction of movement outliers uses (0.7 to 1.5); no rodent moves one in 1/30 s.
    max_jump_s
        How long a jump lasts at most before the point is back.
    remove_jumps
        Also remove the flagged positions, which are then filled as gaps are. On, because a tenth of
        a second of swapped names or a point on the wall otherwise reads as a run; the counts tell
        how much there was.
    body_length_px
        Body length; each animal's own, nose to tail base as `pipelines.scale` measures it, if not
        given. Where that is not tracked it is the median extent of the points of its body.
    """

    min_confidence: float | None = 0.6
    max_gap_s: float = 0.2
    max_jump_lengths: float | None = 1.0
    max_jump_s: float = 0.2
    remove_jumps: bool = True
    body_length_px: float | None = None

    def __post_init__(self) -> None:
        limits = {name: value for name, value in asdict(self).items() if value is not None}
        faults = [f"{name} = {value}" for name, value in limits.items() if not value >= 0]
        if faults:
            message = f"Cleaning limits must be 0 or more; found {', '.join(faults)}."
            raise UserError(message)


def clean_tracks(
    tracks: Tracks,
    settings: CleanSettings | None = None,
    roles: Roles | None = None,
    *,
    overwrite: bool = False,
) -> Tracks:
    """Return cleaned tracks; the order is cut-off, jumps, gaps.

    Parameters
    ----------
    tracks
        Tracks as read.
    settings
        What to do; the defaults of `CleanSettings` if not given.
    roles
        What the keypoints stand for; decided by their names if not given.
    overwrite
        Change the arrays of `tracks` instead of a copy, which saves their memory; `tracks` must not
        be used afterwards.

    Returns
    -------
    Tracks
        The last log entry, ``"clean"``, holds the settings, the counts per individual and keypoint
        of positions ``removed``, ``jumps`` flagged and ``filled``, and a ``summary`` in words.
        `confidence` is not changed: filled positions keep what the tracker said of that frame.
    """
    settings = settings or CleanSettings()
    roles = roles or Roles.from_keypoints(tracks.keypoints)
    position = tracks.data["position"].values
    if not overwrite:
        position = np.moveaxis(np.moveaxis(position, 0, -1).copy(order="C"), -1, 0)
    data = tracks.data.assign(position=tracks.data["position"].copy(data=position))
    removed, heavy = _cut_off_all(tracks, position, settings.min_confidence)
    jumps, filled = _no_counts(tracks), _no_counts(tracks)
    times = tracks.timebase.times_s
    limits = _jump_limits_px(data, roles, settings)
    for i, who in enumerate(tracks.individuals):
        for k, point in enumerate(tracks.keypoints):
            series = position[:, :, k, i]
            jumped = find_jumps(series, times, limits[i], settings.max_jump_s)
            jumps[who][point] = len(jumped)
            if settings.remove_jumps:
                series[jumped] = np.nan
            filled[who][point] = fill_gaps(series, times, settings.max_gap_s)
    cleaned = replace(tracks, data=data, warnings=(*tracks.warnings, *_warnings(heavy, settings)))
    return cleaned.logged(
        "clean",
        settings=asdict(settings),
        removed=_nonzero(removed),
        jumps=_nonzero(jumps),
        filled=_nonzero(filled),
        summary=_summary(settings, position, removed, jumps, filled),
    )


def find_jumps(
    position: NDArray[np.floating],
    times_s: NDArray[np.float64],
    limit_px: float,
    longest_s: float,
) -> NDArray[np.int64]:
    """Return the frames in which a point has left and not yet come back.

    Parameters
    ----------
    position
        One point, pixels, shape (frames, space), NaN where unseen.
    times_s
        Seconds, shape (frames,).
    limit_px
        A step between two successive seen positions that is longer is a leap.
    longest_s
        Time from before the leap away to after the leap back, at most.

    Notes
    -----
    Seen positions between two successive leaps are a jump if the point is then again within
    `limit_px` of where it was. In a chain of leaps to and fro, every other stretch is.
    """
    seen = np.flatnonzero(~np.isnan(position[:, 0]))
    if len(seen) < 3 or not np.isfinite(limit_px):
        return np.empty(0, np.int64)
    steps = np.zeros(len(seen) - 1, np.float32)
    for axis in range(position.shape[1]):
        steps += np.diff(position[seen, axis]) ** 2
    leaps = np.flatnonzero(steps > limit_px**2)
    away, back = leaps[:-1], leaps[1:] + 1
    apart = np.linalg.norm(position[seen[back]] - position[seen[away]], axis=1)
    lasting = times_s[seen[back]] - times_s[seen[away]]
    candidate = (apart <= limit_px) & (lasting <= longest_s)
    index = np.arange(len(candidate))
    last_other = np.maximum.accumulate(np.where(candidate, -1, index))
    chosen = candidate & ((index - last_other) % 2 == 1)
    frames = [seen[a + 1 : b] for a, b in zip(away[chosen], back[chosen], strict=True)]
    return np.concatenate(frames) if frames else np.empty(0, np.int64)


def fill_gaps(
    position: NDArray[np.floating], times_s: NDArray[np.float64], max_gap_s: float
) -> int:
    """Fill short gaps by straight lines in time, in place, and return the number of frames filled.

    Parameters
    ----------
    position
        One point, pixels, shape (frames, space), NaN where unseen.
    times_s
        Seconds, shape (frames,); they need not be even.
    max_gap_s
        Longest gap to fill: from the first unseen frame to the next seen one, in seconds. Frames
        before the first and after the last position are never filled.
    """
    missing = np.isnan(position[:, 0])
    seen = np.flatnonzero(~missing)
    if len(seen) < 2 or max_gap_s <= 0:
        return 0
    after = np.flatnonzero(np.diff(seen) > 1) + 1
    short = times_s[seen[after]] - times_s[seen[after - 1] + 1] <= max_gap_s + 1e-9
    starts, stops = seen[after[short] - 1] + 1, seen[after[short]]
    lengths = stops - starts
    total = int(lengths.sum())
    if not total:
        return 0
    frames = np.arange(total) + np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    before, behind = np.repeat(starts - 1, lengths), np.repeat(stops, lengths)
    share = (times_s[frames] - times_s[before]) / (times_s[behind] - times_s[before])
    for axis in range(position.shape[1]):
        begin, end = position[before, axis], position[behind, axis]
        position[frames, axis] = begin + share * (end - begin)
    return total


def _cut_off_all(
    tracks: Tracks, position: NDArray[np.floating], lowest: float | None
) -> tuple[Counts, list[str]]:
    """Remove unsure positions in place; return how many, and of which points more than half."""
    confidence = tracks.data["confidence"].values
    removed, heavy = _no_counts(tracks), []
    for i, who in enumerate(tracks.individuals):
        for k, point in enumerate(tracks.keypoints):
            series = position[:, :, k, i]
            seen = int((~np.isnan(series[:, 0])).sum())
            removed[who][point] = _cut_off(series, confidence[:, k, i], lowest)
            if removed[who][point] > MOST_REMOVED * seen:
                heavy.append(f"{who} {point} ({removed[who][point] / seen:.0%})")
    return removed, heavy


def _cut_off(
    position: NDArray[np.floating], confidence: NDArray[np.floating], lowest: float | None
) -> int:
    if lowest is None:
        return 0
    low = (confidence < lowest) & ~np.isnan(position[:, 0])
    position[low] = np.nan
    return int(low.sum())


def _jump_limits_px(data: xr.Dataset, roles: Roles, settings: CleanSettings) -> list[float]:
    """Return each animal's longest step that is no leap; infinite if jumps are not looked for."""
    animals = [str(name) for name in data["individual"].values]
    if settings.max_jump_lengths is None:
        return [float("inf")] * len(animals)
    if settings.body_length_px is not None:
        lengths = [settings.body_length_px] * len(animals)
    else:
        from pipelines.scale import body_lengths_px  # slow to import

        measured = body_lengths_px(data, roles)
        usual = float(np.median(list(measured.values()))) if measured else None
        lengths = [
            measured.get(who) or usual or _body_extent_px(data, i, roles)
            for i, who in enumerate(animals)
        ]
    return [settings.max_jump_lengths * px if px > 0 else float("inf") for px in lengths]


def _body_extent_px(data: xr.Dataset, individual: int, roles: Roles) -> float:
    """Return the median extent of the points of an animal's body, over a sample of frames."""
    body = [list(data["keypoint"].values).index(name) for name in roles.body]
    position = data["position"].values[:: max(1, data.sizes["time"] // SAMPLED_FRAMES)]
    return _extent_px(position[:, :, body, individual])


def _extent_px(position: NDArray[np.floating]) -> float:
    """Return the median diagonal of the box around an animal's points; 0 if it has only one."""
    usable = (~np.isnan(position[:, 0])).sum(axis=1) > 1
    if not usable.any():
        return 0.0
    extent = np.nanmax(position[usable], axis=2) - np.nanmin(position[usable], axis=2)
    return float(np.median(np.linalg.norm(extent, axis=1)))


def _no_counts(tracks: Tracks) -> Counts:
    return {who: {} for who in tracks.individuals}


def _total(counts: Counts) -> int:
    return sum(sum(points.values()) for points in counts.values())


def _nonzero(counts: Counts) -> Counts:
    found = {who: {p: n for p, n in points.items() if n} for who, points in counts.items()}
    return {who: points for who, points in found.items() if points}


def _warnings(heavy: list[str], settings: CleanSettings) -> tuple[str, ...]:
    if not heavy:
        return ()
    shown = ", ".join(heavy[:4]) + (", ..." if len(heavy) > 4 else "")
    return (
        f"The confidence cut-off (min_confidence = {settings.min_confidence:g}) removes more than "
        f"a quarter of the positions of {counted(len(heavy), 'point')}: {shown}. What needs them "
        "is not assessed there; if this tracker scores low, lower it.",
    )


def _summary(
    settings: CleanSettings,
    position: NDArray[np.floating],
    removed: Counts,
    jumps: Counts,
    filled: Counts,
) -> str:
    points = position.shape[0] * position.shape[2] * position.shape[3]
    parts = []
    if settings.min_confidence is not None:
        share = _total(removed) / points
        parts.append(f"removed {_total(removed)} ({share:.1%}) below {settings.min_confidence:g}")
    if settings.max_jump_lengths is not None:
        verb = "removed" if settings.remove_jumps else "flagged"
        parts.append(f"{verb} {_total(jumps)} in jumps")
    if settings.max_gap_s > 0:
        share = _total(filled) / points
        parts.append(
            f"filled {_total(filled)} ({share:.1%}) in gaps up to {settings.max_gap_s:g} s"
        )
    return f"Of {points} positions: {'; '.join(parts) or 'nothing was done'}."
