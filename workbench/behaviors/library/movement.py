"""How one animal moves: locomotion, darting, turning, rest and freezing.

A bout begins where all conditions hold, and goes on while weaker ones do (a speed somewhat lower
than asked for, say), so that it does not break up at the threshold. Times such as ``"0.4 s"`` are
the windows over which speeds are measured.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.words import did_you_mean
from workbench.behaviors.declare import Duration, Speed, Turn, behavior
from workbench.behaviors.library.judged import judged
from workbench.behaviors.library.posture import grooming, rearing

if TYPE_CHECKING:
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Mask
    from workbench.analysis.recording import Recording


@behavior(needs=["centre"], verb="moves", synonyms=["move", "locomote", "walk or run"])
def locomotion(
    rec: Recording,
    subject: str,
    at_least: Speed = "0.6 BL/s",
    min_s: Duration = "0.5 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's centre moves through the arena, at any speed of walking or running.

    `at_least` is the speed of the centre at which a bout begins; it goes on down to two thirds of
    it. Bouts shorter than `min_s` do not count, and stops of up to `max_gap_s` do not end one.

    Thresholds of this library, the same as in the shipped rule for walking.
    """
    speed = rec.speed(subject, "0.4 s")
    return (speed > at_least).bouts(min_s, max_gap_s, hold=1.5 * speed > at_least)


@behavior(
    needs=["centre"],
    verb="darts",
    synonyms=["dart", "burst of speed"],
    reference="Gruene et al. 2015, eLife 4:e11352; Trott et al. 2022, eLife 11:e75663",
)
def darting(
    rec: Recording,
    subject: str,
    at_least: Speed = "3 BL/s",
    min_s: Duration = "0.2 s",
    max_s: Duration = "1 s",
) -> Bouts:
    """The subject's centre shoots forward out of slow movement or rest, and slows down soon.

    `at_least` is the speed that the centre must reach; the bout lasts as long as it is faster than
    two fifths of it, `min_s` at least. Longer than `max_s` it is a run, not a dart.

    Darting was named as a conditioned response of rats by Gruene et al. (2015). The software of
    the same laboratory takes 20 cm/s by default (ScaredyRat; Mitchell et al. 2022), and Trott et
    al. (2022) take 22.9 cm/s for mice. The default is about 20 cm/s for a mouse; for rats, and for
    comparison with these papers, give it in cm/s. The durations are of this library.
    """
    speed = rec.speed(subject)
    return (speed > at_least).bouts(min_s, max_s=max_s, hold=2.5 * speed > at_least)


@behavior(needs=["centre"], verb="turns", synonyms=["turn"])
def turning(
    rec: Recording,
    subject: str,
    at_least: Turn = "60 deg/s",
    side: str = "either",
    min_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's body axis turns by more than about 60 degrees per second.

    `at_least` is the rate at which a bout begins; it goes on down to half of it, and must last
    `min_s`. `side` is ``left`` or ``right`` of the animal as seen from above, or ``either``.

    Thresholds of this library, the same as in the shipped rules for turning left and right.
    """
    turn = rec.turning(subject, "0.4 s")
    sides = {"left": -turn, "right": turn, "either": abs(turn)}
    if side not in sides:
        message = f"side is {side!r}{did_you_mean(side, sides)}"
        raise UserError(message)
    return (sides[side] > at_least).bouts(min_s, hold=2 * sides[side] > at_least)


@behavior(
    needs=["nose", "centre", "tailbase"],
    verb="rests",
    synonyms=["immobility", "immobile", "still"],
    examples=[judged("mouse_2", None, (16.39, 21.18), (68.54, 74.0))],
)
def rest(
    rec: Recording,
    subject: str,
    at_most: Speed = "0.1 BL/s",
    min_s: Duration = "1.5 s",
    max_gap_s: Duration = "1 s",
) -> Bouts:
    """The subject's whole body stays where it is, head included, for at least 1.5 seconds.

    `at_most` is the speed of the centre below which a bout begins; the nose may move a third
    faster, and the bout goes on up to half more. It lasts at least `min_s`; movements of up to
    `max_gap_s` do not end it. Grooming and rearing are no rest.

    Thresholds of this library, the same as in the shipped rule for resting.
    """
    centre, nose = rec.speed(subject, "0.6 s"), f"{subject}.nose"
    head = rec.speed(nose, "0.4 s").smooth("1 s")
    busy = grooming(rec, subject).mask(rec) | rearing(rec, subject).mask(rec)
    still = (centre < at_most) & (head / 1.3 < at_most)
    stays = (centre / 1.5 < at_most) & (rec.speed(nose, "0.6 s") / 1.5 < at_most)
    return (still & ~busy).bouts(min_s, max_gap_s, hold=stays & ~busy)


@behavior(
    needs=["nose", "centre", "tailbase"],
    verb="freezes",
    synonyms=["freeze"],
    reference="Fanselow 1980, Pavlov. J. Biol. Sci. 15:177; Anagnostaras et al. 2010, "
    "Front. Behav. Neurosci. 4:158",
)
def freezing(
    rec: Recording,
    subject: str,
    at_most: Speed = "0.2 BL/s",
    min_s: Duration = "1 s",
) -> Bouts:
    """No tracked point of the subject's body moves, head included; it only breathes.

    `at_most` is the speed below which a point counts as still; a bout goes on up to half more. It
    lies above the noise of good tracks, and more noise needs a higher one. Nose, centre and tail
    base must be known; any other body point counts where it is tracked, the tail never. `min_s` is
    the shortest bout.

    Freezing is the absence of all movement but breathing (Fanselow 1980). One second at least is
    the shortest bout of VideoFreeze, 30 frames at 30 per second (Anagnostaras et al. 2010), which
    measures changes of pixels; the speed is of this library. Sleep looks the same.
    """
    points = [f"{subject}.{name}" for name in rec.scene.roles.body]
    needed = [subject, f"{subject}.nose", f"{subject}.tailbase"]
    still, stays = (
        reduce(operator.and_, [_still(rec, p, at_most, k) for p in needed])
        & reduce(operator.and_, [_still(rec, p, at_most, k) | ~rec.tracked(p) for p in points])
        for k in (1, 1.5)
    )
    return still.bouts(min_s, hold=stays)


def _still(rec: Recording, point: str, at_most: Speed, times: float) -> Mask:
    return rec.speed(point, "0.4 s") / times < at_most
