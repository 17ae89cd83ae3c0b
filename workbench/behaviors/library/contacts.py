"""How two animals touch: contact, sniffing by its place, huddling, side by side, mounting.

Conventions are those of `workbench.behaviors.library.movement`. Tracked points lie along the
midline of the body, so bodies touch while points of them are a body's width apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.behaviors.declare import Angle, Duration, Length, Speed, behavior
from workbench.behaviors.library.judged import judged

if TYPE_CHECKING:
    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Mask
    from workbench.analysis.recording import Recording
    from workbench.analysis.units import QuantityLike


def _none_runs(rec: Recording, subject: str, target: str, at_most: QuantityLike) -> Mask:
    return (rec.speed(subject, "0.4 s") < at_most) & (rec.speed(target, "0.4 s") < at_most)


@behavior(
    target="animal",
    needs=["centre"],
    verb="touches",
    synonyms=["body contact", "proximity"],
)
def contact(
    rec: Recording,
    subject: str,
    target: str,
    near: Length = "0.35 BL",
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's body touches the other animal's body, tails apart.

    `near` is the smallest distance between any tracked point of one and of the other, without
    tails; the default is about the width of a body. A bout goes on up to three tenths more. It
    lasts at least `min_s`; gaps of up to `max_gap_s` do not end it.

    Thresholds of this library, the same as in the shipped rule for contact.
    """
    gap = rec.closest_distance(subject, target)
    return (gap < near).bouts(min_s, max_gap_s, hold=gap / 1.3 < near)


@behavior(
    target="animal",
    needs=["nose", "centre"],
    verb="sniffs the nose of",
    synonyms=["sniff nose", "oral-oral contact", "nose-nose", "nose2nose"],
    examples=[judged("mouse_1", "mouse_2", (7.78, 9.90), (44.40, 46.89))],
)
def nose_to_nose(
    rec: Recording,
    subject: str,
    target: str,
    near: Length = "0.25 BL",
    at_most: Speed = "1.5 BL/s",
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's nose is at the other animal's nose, and neither of them runs.

    `near` is how far apart the noses may be; a bout goes on up to two fifths more. Both animals
    are slower than `at_most`. `min_s` is the shortest bout, and gaps of up to `max_gap_s` do not
    end one.

    Thresholds of this library, the same as in the shipped rule. DeepOF takes 25 mm, at any speed.
    """
    gap = rec.distance(f"{subject}.nose", f"{target}.nose")
    calm = _none_runs(rec, subject, target, at_most)
    return ((gap < near) & calm).bouts(min_s, max_gap_s, hold=(gap / 1.4 < near) & calm)


@behavior(
    target="animal",
    needs=["nose", "centre", "tailbase"],
    verb="sniffs the tail base of",
    synonyms=["anogenital sniffing", "oral-genital contact", "nose-tail", "nose2tail"],
    examples=[judged("mouse_1", "mouse_2", (25.83, 31.53))],
)
def nose_to_tail(
    rec: Recording,
    subject: str,
    target: str,
    near: Length = "0.25 BL",
    at_most: Speed = "1.5 BL/s",
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's nose is at the other animal's tail base, and neither of them runs.

    `near` is how far nose and tail base may be apart; a bout goes on up to two fifths more. Both
    animals are slower than `at_most`. `min_s` is the shortest bout, and gaps of up to `max_gap_s`
    do not end one.

    Thresholds of this library, the same as in the shipped rule. DeepOF takes 25 mm, at any speed.
    """
    gap = rec.distance(f"{subject}.nose", f"{target}.tailbase")
    calm = _none_runs(rec, subject, target, at_most)
    return ((gap < near) & calm).bouts(min_s, max_gap_s, hold=(gap / 1.4 < near) & calm)


@behavior(
    target="animal",
    needs=["nose", "left_ear", "right_ear", "centre"],
    verb="sniffs the ear of",
    synonyms=["nose-ear", "sniff ear", "sniff head"],
)
def nose_to_ear(
    rec: Recording,
    subject: str,
    target: str,
    near: Length = "0.2 BL",
    at_most: Speed = "1.5 BL/s",
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's nose is at one of the other animal's ears, closer to it than to the nose.

    `near` is how far nose and ear may be apart; a bout goes on up to two fifths more. Both animals
    are slower than `at_most`. `min_s` is the shortest bout, and gaps of up to `max_gap_s` do not
    end one.

    Thresholds of this library.
    """
    nose = rec.distance(f"{subject}.nose", f"{target}.nose")
    left, right = (rec.distance(f"{subject}.nose", f"{target}.{s}_ear") for s in ("left", "right"))
    begins, stays = (
        ((left / k < near) & (left < nose)) | ((right / k < near) & (right < nose))
        for k in (1, 1.4)
    )
    calm = _none_runs(rec, subject, target, at_most)
    return (begins & calm).bouts(min_s, max_gap_s, hold=stays & calm)


@behavior(target="animal", needs=["centre"], verb="huddles with", synonyms=["huddling"])
def huddle(
    rec: Recording,
    subject: str,
    target: str,
    near: Length = "0.35 BL",
    at_most: Speed = "0.15 BL/s",
    min_s: Duration = "3 s",
    max_gap_s: Duration = "1 s",
) -> Bouts:
    """The subject's body rests against the other animal's body, and both stay where they are.

    `near` is the smallest distance between any tracked point of one and of the other, without
    tails; `at_most` is the speed of either centre. A bout goes on up to three tenths more of the
    distance and twice the speed. It lasts at least `min_s`; movements of up to `max_gap_s` do not
    end it.

    Thresholds of this library.
    """
    gap = rec.closest_distance(subject, target)
    speeds = [rec.speed(animal, "0.6 s") for animal in (subject, target)]
    begins = (gap < near) & (speeds[0] < at_most) & (speeds[1] < at_most)
    stays = (gap / 1.3 < near) & (speeds[0] / 2 < at_most) & (speeds[1] / 2 < at_most)
    return begins.bouts(min_s, max_gap_s, hold=stays)


@behavior(
    target="animal",
    needs=["nose", "centre", "tailbase"],
    verb="is side by side with",
    synonyms=["side by side contact", "beside"],
)
def side_by_side(
    rec: Recording,
    subject: str,
    target: str,
    near: Length = "0.6 BL",
    aligned: Angle = "45 deg",
    min_s: Duration = "0.3 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject's body lies along the other animal's body, both heads to the same end.

    `near` is how far apart the noses, and the tail bases, may be; `aligned` the angle between the
    two body axes, and by how much the other may lie before or behind the subject's side. `min_s`
    is the shortest bout, and gaps of up to `max_gap_s` do not end one.

    DeepOF takes 50 mm between the noses and between the tail bases. The thresholds here, and that
    the other is beside the subject, are of this library.
    """
    points = ("nose", "tailbase")
    noses, tails = (rec.distance(f"{subject}.{p}", f"{target}.{p}") < near for p in points)
    beside = abs(rec.facing(subject, target) - 90) < aligned
    alike = rec.alignment(subject, target) < aligned
    return (noses & tails & alike & beside).bouts(min_s, max_gap_s)


@behavior(
    target="animal",
    needs=["nose", "centre", "tailbase"],
    verb="mounts",
    synonyms=["mount", "mount attempt"],
)
def mounting(
    rec: Recording,
    subject: str,
    target: str,
    near: Length = "0.4 BL",
    aligned: Angle = "45 deg",
    min_s: Duration = "0.5 s",
    max_gap_s: Duration = "0.3 s",
) -> Bouts:
    """The subject climbs from behind onto the other animal's back, both heads to the same end.

    `near` is how far the subject's centre may be from the other's tail base, and its nose from the
    other's centre; `aligned` is the angle between the two body axes. `min_s` is the shortest bout,
    and gaps of up to `max_gap_s` do not end one.

    It is a proxy, with thresholds of this library: from above the grip of the forepaws cannot be
    seen. MARS (Segalin et al. 2021) learns mounting from examples instead.
    """
    rump = rec.distance(subject, f"{target}.tailbase") < near
    back = rec.distance(f"{subject}.nose", target) < near
    alike = rec.alignment(subject, target) < aligned
    behind = rec.facing(target, subject) > 90
    return (rump & back & alike & behind).bouts(min_s, max_gap_s)
