"""Ten questions about social behavior, each as a person would ask it of a recording.

All are of every animal, or of every ordered pair of animals. Lengths are pixels of the video, and
speeds the difference between the neighbouring frames (``window_s=0``), so that "px/frame" is what
an animal moves from one frame to the next.
"""

from __future__ import annotations

from collections.abc import Callable

from pipelines.arena import Zone
from workbench.analysis.bouts import Bouts
from workbench.analysis.recording import Recording

CORNERS: list[tuple[float, float]] = [(60, 60), (260, 60), (330, 190), (190, 330), (60, 260)]
ZONE = Zone.polygon("corner", CORNERS)
"""What `zone` is about: a five-sided area, in pixels of the video of three mice."""

Query = Callable[[Recording], Bouts]


def chase(rec: Recording) -> Bouts:
    """Return when one moves close behind another, which lies ahead of it."""
    near, ahead = rec.closest_distance() < "40 px", rec.facing() < "30 deg"
    return (near & ahead & (rec.speed(window_s=0) > "3 px/frame")).bouts(label="chase")


def approach(rec: Recording) -> Bouts:
    """Return when two are apart and then, within three seconds, beside each other.

    From the start of being apart to the end of being beside each other.
    """
    apart = (rec.distance() > "40 px").bouts(label="apart")
    beside = (rec.distance() < "20 px").bouts(label="beside")
    return apart.sequence(beside, within_s=3, same="pair")


def contact(rec: Recording) -> Bouts:
    """Return when any two body points nearly touch."""
    return (rec.closest_distance() < "12 px").bouts(label="contact")


def huddle(rec: Recording) -> Bouts:
    """Return when two are together and rest or move as one."""
    still = rec.relative_speed(window_s=0) < "4 px/frame"
    return ((rec.distance() < "50 px") & still).bouts(label="huddle")


def watching(rec: Recording) -> Bouts:
    """Return when one has another right ahead of it, at a distance."""
    apart = (rec.distance() > "50 px") & (rec.distance() < "260 px")
    return (apart & (rec.facing() < "15 deg")).bouts(label="watching")


def nose_nose(rec: Recording) -> Bouts:
    """Return when two noses meet."""
    return (rec.distance("*.nose", "*.nose") < "15 px").bouts(label="nose to nose")


def nose_tailbase(rec: Recording) -> Bouts:
    """Return when a nose is at another's tail base."""
    return (rec.distance("*.nose", "*.tailbase") < "15 px").bouts(label="nose to tail base")


def nose_ear(rec: Recording) -> Bouts:
    """Return when a nose is at either of another's ears: the nearer one counts."""
    left, right = (rec.distance("*.nose", ear) < "10 px" for ear in ("*.left_ear", "*.right_ear"))
    return (left | right).bouts(label="nose to ear")


def moving(rec: Recording) -> Bouts:
    """Return when an animal moves."""
    return (rec.speed(window_s=0) > "3 px/frame").bouts(label="moving")


def zone(rec: Recording) -> Bouts:
    """Return when an animal is in an area, and when it is out of it."""
    inside = rec.in_zone("*", ZONE.name)
    return Bouts.joined([inside.bouts(label="inside"), (~inside).bouts(label="outside")])


QUERIES: tuple[Query, ...] = (
    chase, approach, contact, huddle, watching, nose_nose, nose_tailbase, nose_ear, moving, zone,
)  # fmt: skip
