"""Join pieces of tracks into animals, on request: counted, said, and with its limits.

Trackers without identities end a track when they lose an animal and start a new one when they find
it again. Joining the pieces by time and place gives as many tracks as there are animals, which is
what every measure over a recording needs; it cannot know *who* came back, so identities may swap
where pieces meet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from graphs.errors import UserError
from pipelines.tracks.schema import Tracks, make_tracks, seen

RARE_SHARE = 0.1


@dataclass(frozen=True, slots=True, eq=False)
class Tracklets:
    """Pieces of tracks.

    Parameters
    ----------
    first, last
        First and last frame, shape (pieces,).
    frames
        In how many frames it is seen, shape (pieces,).
    begin, end
        Centre in the first and in the last frame in pixels, shape (pieces, space).
    """

    first: NDArray[np.int64]
    last: NDArray[np.int64]
    frames: NDArray[np.int64]
    begin: NDArray[np.float64]
    end: NDArray[np.float64]


def usual_number(in_view: NDArray[np.int64]) -> int:
    """Return how many animals there usually are: a number exceeded in less than 10 % of frames.

    The largest number would count every brief double detection as an animal.

    Parameters
    ----------
    in_view
        Number of instances per frame.
    """
    seen = np.bincount(in_view)
    exceeded = 1 - np.cumsum(seen) / seen.sum()
    return max(1, int(np.flatnonzero(exceeded < RARE_SHARE)[0]))


def assign(pieces: Tracklets, animals: int, reach_px: float) -> NDArray[np.int64]:
    """Return the animal of each piece, shape (pieces,), or -1 for pieces that are left out.

    Longest first, a piece is accepted if never more than `animals` accepted ones overlap. Then, in
    order of time, each goes to the animal, of those whose last piece is over, that ended nearest to
    where the piece begins; a new animal is begun instead when the nearest is farther than
    `reach_px`, as long as there are less than `animals`.

    Parameters
    ----------
    pieces
        What to join.
    animals
        How many animals there are.
    reach_px
        How far away a lost animal is expected to be found again.
    """
    load = np.zeros(int(pieces.last.max()) + 1, np.int64)
    accepted = np.zeros(len(pieces.first), bool)
    for piece in np.lexsort((pieces.first, -pieces.frames)):
        window = slice(int(pieces.first[piece]), int(pieces.last[piece]) + 1)
        if load[window].max() < animals:
            load[window] += 1
            accepted[piece] = True
    animal = np.full(len(pieces.first), -1, np.int64)
    latest: list[int] = []  # the last piece of each animal so far
    for piece in np.argsort(pieces.first, kind="stable"):
        if not accepted[piece]:
            continue
        cost = np.array(
            [
                np.inf
                if pieces.last[other] >= pieces.first[piece]
                else np.nan_to_num(
                    np.linalg.norm(pieces.begin[piece] - pieces.end[other]), nan=reach_px
                )
                for other in latest
            ]
        )
        nearest = int(np.argmin(cost)) if len(cost) else -1
        if len(latest) < animals and (nearest < 0 or cost[nearest] > reach_px):
            animal[piece] = len(latest)
            latest.append(int(piece))
        else:
            animal[piece] = nearest
            latest[nearest] = int(piece)
    return animal


def pieces_warning(individuals: int, usual: int) -> tuple[str, ...]:
    """Return a warning if there are more individuals, 3 at least, than are usually in view."""
    if individuals < 3 or usual >= individuals:
        return ()
    return (
        f"{individuals} tracks, but usually only {usual} are seen at once: they are probably "
        "pieces of tracks. Say how many animals there are to have them joined.",
    )


def join_tracklets(tracks: Tracks, animals: int | None = None) -> Tracks:
    """Return the tracks with pieces joined into animals; see `assign` for the rule.

    Parameters
    ----------
    tracks
        Individuals are pieces of tracks, as in SLEAP files tracked without a fixed number.
    animals
        How many animals there are; the number usually in view if not given.

    Returns
    -------
    Tracks
        An individual per animal, named like its longest piece. The counts are in the log and in a
        warning. Unchanged if there are no more individuals than animals.

    Raises
    ------
    UserError
        `animals` is below 1.
    """
    if animals is not None and animals < 1:
        message = f"The number of animals must be 1 or more; found {animals}."
        raise UserError(message)
    position = tracks.data["position"].values
    in_view = seen(position)
    animals = animals or usual_number(in_view.sum(axis=0))
    if animals >= len(tracks.individuals):
        return tracks
    used = np.flatnonzero(in_view.any(axis=1))
    first = in_view[used].argmax(axis=1)
    last = in_view.shape[1] - 1 - in_view[used][:, ::-1].argmax(axis=1)
    frames = in_view[used].sum(axis=1)
    size = _size(position, used, first)
    pieces = Tracklets(
        first, last, frames, _centre(position, used, first), _centre(position, used, last)
    )
    animal = assign(pieces, animals, 5 * size)
    return _joined(tracks, in_view, used, animal, frames)


def _centre(
    position: NDArray[np.float32], who: NDArray[np.int64], frame: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return each individual's mean position in one frame, shape (individuals, space)."""
    points = position[frame, :, :, who].astype(np.float64)
    return np.asarray(np.nanmean(points, axis=2))


def _size(position: NDArray[np.float32], who: NDArray[np.int64], frame: NDArray[np.int64]) -> float:
    points = position[frame, :, :, who]
    extent = np.nanmax(points, axis=2) - np.nanmin(points, axis=2)
    return float(np.median(np.linalg.norm(extent, axis=1)))


def _joined(
    tracks: Tracks,
    in_view: NDArray[np.bool_],
    used: NDArray[np.int64],
    animal: NDArray[np.int64],
    frames: NDArray[np.int64],
) -> Tracks:
    position, confidence = tracks.data["position"].values, tracks.data["confidence"].values
    count = int(animal.max()) + 1
    space, keypoints = position.shape[1:3]
    series = np.full((space + 1, keypoints, count, tracks.frames), np.nan, np.float32)
    names = []
    for target in range(count):
        members = used[animal == target]
        names.append(tracks.individuals[members[np.argmax(in_view[members].sum(axis=1))]])
        for i in members:
            rows = np.flatnonzero(in_view[i])
            series[:space, :, target, rows] = position[rows, :, :, i].transpose(1, 2, 0)
            series[space, :, target, rows] = confidence[rows, :, i]
    joined = make_tracks(
        series[:space].transpose(3, 0, 1, 2),
        series[space].transpose(2, 0, 1),
        tracks.keypoints,
        names,
        tracks.timebase,
        tracks.source,
    )
    joined.data.attrs.update(tracks.data.attrs)
    left_out = {tracks.individuals[used[i]]: int(frames[i]) for i in np.flatnonzero(animal < 0)}
    warning = (
        f"{len(used)} pieces of tracks were joined into {count} animals "
        f"({', '.join(map(repr, names))}); {len(left_out)} pieces ({sum(left_out.values())} of "
        f"{int(frames.sum())} instances) overlap with them and were left out. Identities may swap "
        "where pieces meet."
    )
    return replace(tracks, data=joined.data, warnings=(*tracks.warnings, warning)).logged(
        "join_tracklets", animals=count, pieces=len(used), left_out=left_out
    )
