"""Claims that exclude each other by the ethogram: which of them keeps its time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from graphs.ethogram import Ethogram
from graphs.intervals import as_intervals, difference
from pipelines.describe.claims import Claim
from pipelines.describe.prompt.candidates import spoken
from pipelines.describe.prompt.schema import TOLERANCE_S


def without_excluded(
    claims: Sequence[Claim], ethogram: Ethogram, remarks: list[str]
) -> list[Claim]:
    """Return claims of which no two exclude each other at the same time, in order of time.

    Parameters
    ----------
    claims
        Of one event; equal triples do not overlap.
    ethogram
        Says what excludes what.
    remarks
        Each claim that loses time is added to.

    Notes
    -----
    The claim of higher confidence keeps its time; of equal ones the one that excludes. The other
    loses what they have in common, and is dropped if no more than rounding is left. A moment always
    gives way to what lasts.
    """
    kept: list[Claim] = []
    for claim in sorted(claims, key=lambda one: _rank(one, ethogram)):
        against = [one for one in kept if _exclude(claim, one, ethogram) and _meet(claim, one)]
        parts = _left(claim, against)
        if against:
            names = ", ".join(sorted({spoken(one.triple) for one in against}))
            spans = " and ".join(f"{one.start_s:.2f} to {one.stop_s:.2f} s" for one in parts)
            left = f"only {spans} is left" if parts else "dropped"
            remarks.append(f"{spoken(claim.triple)}: excluded by {names}; {left}.")
        kept += parts
    return sorted(kept, key=lambda one: (one.start_s, one.stop_s, spoken(one.triple)))


def _rank(claim: Claim, ethogram: Ethogram) -> tuple[bool, float, int, float]:
    """Return the key by which claims are taken: states, then confidence, then who excludes."""
    name = claim.triple.predicate
    confidence = 0.0 if math.isnan(claim.confidence) else claim.confidence
    is_point = ethogram.behaviors[name].kind == "point"
    return is_point, -confidence, _depth(name, ethogram), claim.start_s


def _depth(name: str, ethogram: Ethogram) -> int:
    """Return the longest chain of exclusions that ends at a behavior; there is no circle."""
    return max((1 + _depth(one, ethogram) for one in ethogram.behaviors[name].excludes), default=0)


def _exclude(first: Claim, second: Claim, ethogram: Ethogram) -> bool:
    """Return whether two claims exclude each other: of one subject, and pair if both have one."""
    a, b = (ethogram.behaviors[one.triple.predicate] for one in (first, second))
    if first.triple.subject != second.triple.subject:
        return False
    both_social = a.target == b.target == "animal"
    if both_social and first.triple.object != second.triple.object:
        return False
    return b.name in a.excludes or a.name in b.excludes


def _meet(first: Claim, second: Claim) -> bool:
    if first.start_s == first.stop_s:
        return second.start_s <= first.start_s < second.stop_s
    return first.start_s < second.stop_s and second.start_s < first.stop_s


def _left(claim: Claim, against: Sequence[Claim]) -> list[Claim]:
    if not against:
        return [claim]
    if claim.start_s == claim.stop_s:
        return []
    taken = as_intervals([(one.start_s, one.stop_s) for one in against])
    parts = difference(as_intervals([(claim.start_s, claim.stop_s)]), taken)
    return [
        replace(claim, start_s=start, stop_s=stop)
        for start, stop in parts.tolist()
        if stop - start > TOLERANCE_S
    ]
