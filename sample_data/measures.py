"""What a student with a ruler and a stopwatch would read off the clean motion.

Centimetres, seconds, degrees. Arrays run over the steps of the motion, for an ordered pair of a
subject and the other animal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from sample_data.motion import KEYPOINTS, STEP_S, Motion
from sample_data.scene import BODY_LENGTH_CM, Floats

NOSE, NECK, CENTRE, TAILBASE = (KEYPOINTS.index(n) for n in ("nose", "neck", "centre", "tailbase"))
SPINE = (NOSE, NECK, CENTRE, TAILBASE)


@dataclass(frozen=True, slots=True, eq=False)
class Own:
    """Measures of one animal, each of shape (steps,) unless said.

    Parameters
    ----------
    points
        Centimetres, shape (steps, keypoints, 2).
    velocity
        Of the centre, cm/s, shape (steps, 2).
    speed
        Of the centre, cm/s.
    motion
        Speed of the fastest keypoint, cm/s.
    tail_speed
        Speed of the tail base, cm/s.
    length
        Length of the spine as seen from above, nose - neck - centre - tail base, in body lengths.
    rearing, grooming
        How far the posture is taken, 0 to 1.
    """

    points: Floats
    velocity: Floats
    speed: Floats
    motion: Floats
    tail_speed: Floats
    length: Floats
    rearing: Floats
    grooming: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Measures of a subject towards the other animal, each of shape (steps,).

    Parameters
    ----------
    facing_deg
        Angle from the head's direction to the nearest-in-angle point of the other's spine.
    gap
        From the subject's nose to the nearest point of the other's spine, cm.
    closing
        How fast the gap shrinks, cm/s.
    leaving_deg
        Angle between the other's velocity and the line from the subject to it: 0 when it goes
        straight away.
    behind_deg
        How far the subject is from the other's front: 180 straight behind it.
    nose_nose, nose_tail
        From the subject's nose to the other's nose and tail base, cm.
    """

    facing_deg: Floats
    gap: Floats
    closing: Floats
    leaving_deg: Floats
    behind_deg: Floats
    nose_nose: Floats
    nose_tail: Floats


def measure(motion: Motion, animal: int) -> Own:
    """Return the measures of one animal; slopes are smoothed over about 0.1 s."""
    points = motion.points_cm[:, animal]
    velocity = _slope(points)
    speeds = np.linalg.norm(velocity, axis=-1)
    spine = points[:, list(SPINE)]
    lengths = np.linalg.norm(np.diff(spine, axis=1), axis=-1).sum(axis=1) / BODY_LENGTH_CM
    return Own(
        points=points,
        velocity=velocity[:, CENTRE],
        speed=speeds[:, CENTRE],
        motion=speeds.max(axis=1),
        tail_speed=speeds[:, TAILBASE],
        length=lengths,
        rearing=motion.rearing[:, animal],
        grooming=motion.grooming[:, animal],
    )


def measure_pair(subject: Own, other: Own) -> Pair:
    """Return the measures of a subject towards the other animal."""
    nose, neck = subject.points[:, NOSE], subject.points[:, NECK]
    spine = other.points[:, list(SPINE)]
    to_spine = spine - neck[:, None]
    facing = np.min([_angle_deg(nose - neck, to_spine[:, i]) for i in range(len(SPINE))], axis=0)
    gap = np.linalg.norm(spine - nose[:, None], axis=-1).min(axis=1)
    line = other.points[:, CENTRE] - subject.points[:, CENTRE]
    forward = other.points[:, NECK] - other.points[:, TAILBASE]
    return Pair(
        facing_deg=facing,
        gap=gap,
        closing=-_slope(gap),
        leaving_deg=_angle_deg(other.velocity, line),
        behind_deg=_angle_deg(forward, -line),
        nose_nose=np.linalg.norm(other.points[:, NOSE] - nose, axis=-1),
        nose_tail=np.linalg.norm(other.points[:, TAILBASE] - nose, axis=-1),
    )


def _slope(values: Floats, smooth_s: float = 0.05) -> Floats:
    smoothed = gaussian_filter1d(values, smooth_s / STEP_S, axis=0, mode="nearest")
    return np.asarray(np.gradient(smoothed, STEP_S, axis=0))


def _angle_deg(first: Floats, second: Floats) -> Floats:
    """Return the unsigned angle between two sets of vectors, 0 to 180."""
    dot = (first * second).sum(axis=-1)
    cross = first[..., 0] * second[..., 1] - first[..., 1] * second[..., 0]
    return np.asarray(np.degrees(np.arctan2(np.abs(cross), dot)))
