"""Kinematics on xarray: pure functions from positions to speeds, angles and distances.

Positions have dims ``time, space`` (closest distance also ``keypoint``), pixels unless their
``units`` say otherwise; every result carries ``attrs["units"]``. Time comes from the ``time``
coordinate alone, so a variable frame rate is exact. An unknown position gives an unknown (NaN)
result; no gap is filled. Angles are degrees: a heading of 0 points along +x and grows clockwise on
screen, because y points down; with three space axes it is the heading in x and y.

The arithmetic on plain arrays is in `pipelines.kernels`.
"""

from pipelines.kinematics.angles import (
    angle,
    bearing,
    bearing_from,
    facing,
    heading,
    heading_of_motion,
    turning,
)
from pipelines.kinematics.lengths import (
    approach_speed,
    body_length,
    closest_distance,
    closing_speed,
    distance,
    distance_to_zone,
    in_zone,
    median_length,
    relative_speed,
)
from pipelines.kinematics.motion import (
    acceleration,
    path_length,
    rate,
    rolling,
    smooth,
    speed,
    velocity,
)
from pipelines.kinematics.points import point, points

__all__ = [
    "acceleration",
    "angle",
    "approach_speed",
    "bearing",
    "bearing_from",
    "body_length",
    "closest_distance",
    "closing_speed",
    "distance",
    "distance_to_zone",
    "facing",
    "heading",
    "heading_of_motion",
    "in_zone",
    "median_length",
    "path_length",
    "point",
    "points",
    "rate",
    "relative_speed",
    "rolling",
    "smooth",
    "speed",
    "turning",
    "velocity",
]
