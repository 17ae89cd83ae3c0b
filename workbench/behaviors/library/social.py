"""How one animal moves towards, after and away from another; and how it watches it.

Conventions are those of `workbench.behaviors.library.movement`. Distances between animals are
between their centres, unless a point is named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.behaviors.declare import Angle, Duration, Length, Speed, behavior
from workbench.behaviors.library.judged import judged

if TYPE_CHECKING:
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.recording import Recording


@behavior(
    target="animal",
    needs=["centre"],
    verb="approaches",
    synonyms=["go to", "come near"],
    examples=[judged("mouse_1", "mouse_2", (5.98, 7.83), (22.73, 25.93))],
)
def approach(
    rec: Recording,
    subject: str,
    target: str,
    at_least: Speed = "0.6 BL/s",
    ahead: Angle = "45 deg",
    from_beyond: Length = "0.8 BL",
    min_s: Duration = "0.5 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject walks or runs towards the other animal, which does not run away from it.

    `at_least` is how fast the subject comes nearer, and `ahead` how far off its body axis the
    other may be, to either side; it begins farther away than `from_beyond`. A bout goes on down to
    two fifths of the speed and with 25 degrees more. It lasts at least `min_s`; gaps of up to
    `max_gap_s` do not end it. Chasing and following are no approach.

    Thresholds of this library, the same as in the shipped rule for approaching.
    """
    nearing, facing = rec.approach_speed(subject, target), rec.facing(subject, target)
    waits = rec.approach_speed(target, subject, "0.4 s") > "-0.5 BL/s"
    far = rec.distance(subject, target) > from_beyond
    pursues = chase(rec, subject, target).mask(rec) | follow(rec, subject, target).mask(rec)
    comes = (nearing > at_least) & (facing < ahead) & waits & far & ~pursues
    goes_on = (2.4 * nearing > at_least) & (facing - 25 < ahead) & waits & ~pursues
    return comes.bouts(min_s, max_gap_s, hold=goes_on)


@behavior(target="animal", needs=["centre"], verb="avoids", synonyms=["avoidance", "withdraw from"])
def avoid(
    rec: Recording,
    subject: str,
    target: str,
    at_least: Speed = "0.6 BL/s",
    near: Length = "1.5 BL",
    within: Length = "4 BL",
    min_s: Duration = "0.4 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject walks away from the other animal, which is near it or comes nearer.

    `at_least` is how fast it moves away; a bout goes on down to two fifths of it. The other is
    closer than `near`, or closer than `within` and moves towards the subject. `min_s` is the
    shortest bout, and gaps of up to `max_gap_s` do not end one. Fleeing is more than avoiding.

    Thresholds of this library.
    """
    away, apart = -rec.approach_speed(subject, target, "0.4 s"), rec.distance(subject, target)
    comes = rec.approach_speed(target, subject, "0.4 s") > "0.25 BL/s"
    cause = (apart < near) | (comes & (apart < within))
    calm = ~flee(rec, subject, target).mask(rec)
    leaves = (away > at_least) & cause & calm
    return leaves.bouts(min_s, max_gap_s, hold=(2.4 * away > at_least) & cause & calm)


@behavior(
    target="animal",
    needs=["centre"],
    verb="flees from",
    synonyms=["escape", "run away"],
    examples=[judged("mouse_1", "mouse_2", (47.26, 48.29), (65.08, 67.55))],
)
def flee(
    rec: Recording,
    subject: str,
    target: str,
    at_least: Speed = "2 BL/s",
    within: Length = "4 BL",
    min_s: Duration = "0.4 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject runs away from the other animal, which is within about four body lengths.

    `at_least` is the speed of the subject; two thirds of it must lead away from the other, which
    is closer than `within`. A bout goes on down to two thirds of the speed, and an eighth farther
    away. It lasts at least `min_s`; gaps of up to `max_gap_s` do not end it.

    Thresholds of this library, the same as in the shipped rule for fleeing.
    """
    speed, apart = rec.speed(subject, "0.3 s"), rec.distance(subject, target)
    away = -rec.approach_speed(subject, target)
    runs = (speed > at_least) & (1.5 * away > at_least) & (apart < within)
    goes_on = (1.5 * speed > at_least) & (4 * away > at_least) & (apart / 1.125 < within)
    return runs.bouts(min_s, max_gap_s, hold=goes_on)


@behavior(
    target="animal",
    needs=["centre"],
    verb="chases",
    synonyms=["pursue", "hunt"],
    examples=[
        judged("mouse_1", "mouse_2", (10.27, 12.66)),
        judged("mouse_2", "mouse_1", (65.19, 67.31)),
    ],
)
def chase(
    rec: Recording,
    subject: str,
    target: str,
    at_least: Speed = "2 BL/s",
    ahead: Angle = "60 deg",
    within: Length = "4 BL",
    min_s: Duration = "0.4 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject runs behind the other animal, which runs away from it, and is turned to it.

    `at_least` is the speed of the subject; the other runs at four fifths of it or faster, and away
    from the subject. `ahead` is how far off the subject's body axis the other may be, to either
    side, and `within` how far away. A bout goes on at two thirds of these speeds, with 20 degrees
    more and an eighth farther away. It lasts at least `min_s`; gaps of up to `max_gap_s` do not
    end it.

    Thresholds of this library, the same as in the shipped rule for chasing.
    """
    speed, other = rec.speed(subject, "0.3 s"), rec.speed(target, "0.3 s")
    facing, apart = rec.facing(subject, target), rec.distance(subject, target)
    back = rec.approach_speed(target, subject)
    both_run = (speed > at_least) & (1.25 * other > at_least)
    still_run = (1.5 * speed > at_least) & (1.65 * other > at_least)
    chases = both_run & (facing < ahead) & (apart < within) & (back < 0)
    goes_on = still_run & (facing - 20 < ahead) & (apart / 1.125 < within) & (back < "0.5 BL/s")
    return chases.bouts(min_s, max_gap_s, hold=goes_on)


@behavior(
    target="animal",
    needs=["centre"],
    verb="follows",
    synonyms=["trail"],
    examples=[judged("mouse_1", "mouse_2", (31.93, 34.66))],
)
def follow(
    rec: Recording,
    subject: str,
    target: str,
    at_least: Speed = "0.5 BL/s",
    ahead: Angle = "45 deg",
    behind: Angle = "110 deg",
    within: Length = "3 BL",
    min_s: Duration = "1 s",
    max_gap_s: Duration = "0.4 s",
) -> Bouts:
    """The subject walks behind the other animal, which walks ahead of it, and is turned to it.

    `at_least` is the speed of both. `ahead` is how far off the subject's body axis the other may
    be, `behind` how far off the other's body axis the subject must be, and `within` how far apart
    they are. A bout goes on at two thirds of the speed, with 20 degrees and a tenth of the distance
    more. It lasts at least `min_s`; gaps of up to `max_gap_s` do not end it. Chasing is no
    following.

    Thresholds of this library, the same as in the shipped rule for following.
    """
    speeds = [rec.speed(animal, "0.4 s") for animal in (subject, target)]
    facing, seen = rec.facing(subject, target), rec.facing(target, subject)
    apart, slow = rec.distance(subject, target), ~chase(rec, subject, target).mask(rec)
    walk, go_on = ((speeds[0] * k > at_least) & (speeds[1] * k > at_least) for k in (1, 1.6))
    follows = walk & (facing < ahead) & (seen > behind) & (apart < within) & slow
    goes_on = go_on & (facing - 20 < ahead) & (seen + 20 > behind) & (apart / 1.1 < within) & slow
    return follows.bouts(min_s, max_gap_s, hold=goes_on)


@behavior(target="animal", needs=["nose", "centre"], verb="watches", synonyms=["look at", "watch"])
def watching(
    rec: Recording,
    subject: str,
    target: str,
    ahead: Angle = "25 deg",
    farther_than: Length = "1 BL",
    within: Length = "6 BL",
    at_most: Speed = "0.5 BL/s",
    min_s: Duration = "0.5 s",
    max_gap_s: Duration = "0.2 s",
) -> Bouts:
    """The subject stays in place with its head turned to the other animal, at a distance.

    `ahead` is how far off the direction of the head, from the ears to the nose, the other's centre
    may be; a bout goes on with 10 degrees more. The other is farther away than `farther_than` and
    closer than `within`, and the subject is slower than `at_most`. `min_s` is the shortest bout,
    and gaps of up to `max_gap_s` do not end one.

    Thresholds of this library. Where the head points says little of what the animal sees: the eyes
    of mice and rats look to the sides.
    """
    facing, apart = rec.head_facing(subject, target), rec.distance(subject, target)
    stays = (rec.speed(subject, "0.4 s") < at_most) & apart.between(farther_than, within)
    return ((facing < ahead) & stays).bouts(min_s, max_gap_s, hold=(facing - 10 < ahead) & stays)
