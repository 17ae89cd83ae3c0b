"""What the body of one animal looks like: rearing, grooming, stretching.

Seen from above these are proxies: what is measured is the outline in the picture, not what the
limbs do. Conventions are those of `workbench.behaviors.library.movement`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphs.errors import UserError
from workbench.behaviors.declare import Duration, Length, Number, Speed, behavior
from workbench.behaviors.library.judged import judged

if TYPE_CHECKING:
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.recording import Recording


@behavior(
    needs=["nose", "centre", "tailbase"],
    verb="rears",
    synonyms=["rear", "stand up", "stands up"],
    examples=[judged("mouse_2", None, (25.33, 27.43), (48.53, 50.23))],
)
def rearing(
    rec: Recording,
    subject: str,
    shorter_than: Length = "0.75 BL",
    at_most: Speed = "0.5 BL/s",
    min_s: Duration = "0.4 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject stands on its hind legs: from above, nose and centre draw to the tail base.

    Seen from above, the way from nose over centre to tail base is less than `shorter_than` (median
    over 0.3 s; it goes on up to an eighth more), while the tail base stays in place, slower than
    `at_most`. `min_s` is the shortest bout, and gaps of up to `max_gap_s` do not end one.

    It is a proxy: an animal that curls up tightly looks the same. With tracks in three dimensions
    take `rearing_3d`. Thresholds of this library, the same as in the shipped rule for rearing.
    """
    seen = rec.distance(f"{subject}.nose", ".centre") + rec.distance(subject, ".tailbase")
    seen, foot = seen.smooth("0.3 s", "median"), rec.speed(f"{subject}.tailbase", "0.4 s")
    rears = (seen < shorter_than) & (foot < at_most)
    stays = (seen / 1.13 < shorter_than) & (foot / 1.2 < at_most)
    return rears.bouts(min_s, max_gap_s, hold=stays)


@behavior(needs=["nose", "tailbase"], verb="rears", synonyms=["rear in 3-D"])
def rearing_3d(
    rec: Recording,
    subject: str,
    higher_by: Length = "0.3 BL",
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's nose is well above its usual height over the tail base.

    `higher_by` is how much higher than usual, which is the median of the recording; a bout goes on
    down to two thirds of it. The tracks must have a z axis that points up. `min_s` is the shortest
    bout, and gaps of up to `max_gap_s` do not end one.

    Thresholds of this library.
    """
    nose, foot = rec.position(f"{subject}.nose"), rec.position(f"{subject}.tailbase")
    if "z" not in nose.axes:
        message = (
            "Behavior 'rearing_3d' needs tracks in three dimensions; these have x and y. Use "
            "'rearing', which looks at the length of the body from above."
        )
        raise UserError(message)
    height = nose.z - foot.z
    above = height - height.percentile(50)
    return (above > higher_by).bouts(min_s, max_gap_s, hold=1.5 * above > higher_by)


@behavior(
    needs=["nose", "centre", "tailbase"],
    verb="grooms itself",
    synonyms=["groom", "self-groom", "self-grooming", "wash"],
    examples=[judged("mouse_1", None, (48.92, 52.47), (69.32, 72.67))],
)
def grooming(
    rec: Recording,
    subject: str,
    strokes: Speed = "0.8 BL/s",
    at_most: Speed = "0.15 BL/s",
    shorter_than: Length = "0.95 BL",
    min_s: Duration = "1 s",
    max_gap_s: Duration = "0.5 s",
) -> Bouts:
    """The subject sits curled up in place while its nose moves quickly to and fro over the body.

    The nose moves faster than `strokes` and the centre slower than `at_most` (means over 0.8 s),
    and nose and tail base are less than `shorter_than` apart (median). `min_s` is the shortest
    bout, and gaps of up to `max_gap_s` do not end one. Rearing is no grooming.

    It is a proxy: what the paws do is not looked at. Thresholds of this library, the same as in the
    shipped rule for grooming.
    """
    nose = rec.speed(f"{subject}.nose", "0.12 s").smooth("0.8 s")
    curled = rec.body_length(subject).smooth("0.8 s", "median") < shorter_than
    in_place = rec.speed(subject, "0.8 s") < at_most
    rears = rearing(rec, subject).mask(rec)
    return ((nose > strokes) & in_place & curled & ~rears).bouts(min_s, max_gap_s)


@behavior(
    needs=["nose", "centre", "tailbase"],
    verb="stretches forward",
    synonyms=["stretched attend posture", "stretch-attend", "risk assessment"],
)
def stretch_attend(
    rec: Recording,
    subject: str,
    longer: Number = 1.2,
    at_most: Speed = "0.5 BL/s",
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.2 s",
) -> Bouts:
    """The subject stretches its body forward, longer than usual, standing still or moving slowly.

    `longer` is how many times as long as usual nose and tail base are apart (median over 0.2 s);
    usual is the median of this animal over the recording. `at_most` is the speed of the centre.
    `min_s` is the shortest bout, and gaps of up to `max_gap_s` do not end one.

    Live Mouse Tracker takes the mean and one standard deviation of the body length, below about
    26 cm/s and with a low back (manual of EthoVision XT). The thresholds here are of this library.
    """
    length = rec.body_length(subject)
    stretched = length.smooth("0.2 s", "median") > longer * length.percentile(50)
    slow = rec.speed(subject, "0.4 s") < at_most
    return (stretched & slow).bouts(min_s, max_gap_s)
