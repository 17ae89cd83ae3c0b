"""Where one animal is: zones, the wall, the edge of a platform, objects.

Conventions are those of `workbench.behaviors.library.movement`. An animal is where its centre is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.behaviors.declare import Angle, Duration, Example, Length, Speed, behavior
from workbench.behaviors.library.judged import SAMPLE

if TYPE_CHECKING:
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.recording import Recording


@behavior(
    target="zone",
    needs=["centre"],
    kind="point",
    verb="enters",
    synonyms=["enter", "entry", "go into"],
    examples=[
        Example(SAMPLE, "mouse_1", "shelter", present=[(47.7, 48.8)], absent=[(0, 47), (50, 74)])
    ],
)
def enter_zone(
    rec: Recording,
    subject: str,
    target: str,
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's centre crosses into the zone.

    The visit that follows lasts at least `min_s`, and visits up to `max_gap_s` apart are one. An
    animal that is inside when it is first seen did not enter.

    Thresholds of this library, the same as in the shipped rule for entering.
    """
    return rec.entries(subject, target, min_s, max_gap_s)


@behavior(
    target="zone",
    needs=["centre"],
    kind="point",
    verb="leaves",
    synonyms=["leave", "exit", "come out of"],
)
def exit_zone(
    rec: Recording,
    subject: str,
    target: str,
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's centre crosses out of the zone.

    The visit that ends lasted at least `min_s`, and visits up to `max_gap_s` apart are one. An
    animal that is inside when it is last seen did not leave.

    Thresholds of this library, the same as in the shipped rule for leaving.
    """
    return rec.exits(subject, target, min_s, max_gap_s)


@behavior(target="zone", needs=["centre"], verb="is in", synonyms=["visit", "stay in", "in zone"])
def dwell(
    rec: Recording,
    subject: str,
    target: str,
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's centre stays in the zone.

    `min_s` is how long it stays at least; visits up to `max_gap_s` apart are one.

    Thresholds of this library, the same as in the shipped rule for visits.
    """
    return rec.in_zone(subject, target).bouts(min_s, max_gap_s)


@behavior(
    target="zone",
    needs=["centre"],
    verb="keeps to the wall of",
    synonyms=["wall hugging", "at the wall"],
    reference="Simon, Dupuis & Costentin 1994, Behav. Brain Res. 61:59",
)
def thigmotaxis(
    rec: Recording,
    subject: str,
    target: str,
    near: Length = "0.65 BL",
    min_s: Duration = "0.5 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's centre is inside the zone and close to its border, the wall of an arena.

    `near` is how far from the border. `min_s` is the shortest bout, and gaps of up to `max_gap_s`
    do not end one. The zone has to be the floor of the arena.

    Simon et al. (1994) take the time that mice spend near the walls of an open field as an index
    of anxiety. The distance is of this library, the same as in the shipped rule.
    """
    inside = -rec.distance_to(subject, target)
    return ((inside > 0) & (inside < near)).bouts(min_s, max_gap_s)


@behavior(
    target="zone",
    needs=["nose", "centre"],
    verb="dips its head over the edge of",
    synonyms=["head dipping", "head dip"],
)
def head_dip(
    rec: Recording,
    subject: str,
    target: str,
    beyond: Length = "0.1 BL",
    at_most: Speed = "0.5 BL/s",
    min_s: Duration = "0.2 s",
    max_gap_s: Duration = "0.2 s",
) -> Bouts:
    """The subject's nose reaches over the edge of the zone while its body stays inside.

    `beyond` is how far outside the nose is, and `at_most` the speed of the centre: an animal that
    walks out does not dip. `min_s` is the shortest bout, and gaps of up to `max_gap_s` do not end
    one. The zone has to be a whole platform with an open edge: the open arms and the middle of a
    plus maze as one zone, not one arm.

    Thresholds of this library.
    """
    out = rec.distance_to(f"{subject}.nose", target) > beyond
    stays = rec.in_zone(subject, target) & (rec.speed(subject, "0.4 s") < at_most)
    return (out & stays).bouts(min_s, max_gap_s)


@behavior(
    target="object",
    needs=["nose"],
    verb="explores",
    synonyms=["explore", "sniff object", "investigate", "exploration"],
    reference="Leger et al. 2013, Nat. Protoc. 8:2531",
)
def explore_object(
    rec: Recording,
    subject: str,
    target: str,
    near: Length = "0.4 BL",
    ahead: Angle = "45 deg",
    min_s: Duration = "0.2 s",
    max_gap_s: Duration = "0.2 s",
) -> Bouts:
    """The subject's nose is at the object, and its head is turned to it.

    `near` is how far the nose may be from the middle of the object, so objects larger than about
    5 cm need more; `ahead` is how far off the direction of the head the object may be. A bout goes
    on with an eighth more distance and 10 degrees more. It lasts at least `min_s`; gaps of up to
    `max_gap_s` do not end it.

    Leger et al. (2013) take 2 cm or less from the nose to the object, nose directed to it. The
    default of this library is about 2.5 cm from the middle of it for a mouse, the distance of the
    shipped rule. On eight labelled videos of mice the default agrees with the person in F1 0.76 of
    the frames, and 2.5 cm in 0.79: with a known scale give it in cm.
    """
    gap = rec.distance(f"{subject}.nose", target)
    facing = rec.head_facing(subject, target)
    explores = (gap < near) & (facing < ahead)
    return explores.bouts(min_s, max_gap_s, hold=(gap / 1.12 < near) & (facing - 10 < ahead))
