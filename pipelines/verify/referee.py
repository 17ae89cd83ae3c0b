"""Claims tested against the pose tracks, and candidates that cannot be.

A claim is held against the bouts that the rule of its behavior finds, excluded times cut out, as
`pipelines.describe.geometry` finds them; what counts for and against it is said in
`pipelines.verify.rulings`. Behaviors that functions find are tested if what they found is given.

A "no" is that of the rule: one that does not mean what the ethogram says misleads the referee as it
misleads the geometry describer.

Numbers of a verdict
    The mean of what each comparison of the rule measures over the claim, with its unit in the key;
    ``coverage``: the share of the claim that was assessed; of states ``share_true``: the share of
    that time in which a bout is labelled; and ``nearest bout s`` where none is met. Nothing is
    measured beyond the ends of the recording.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

import numpy as np

from graphs.ethogram import Ethogram
from pipelines.describe.claims import Claim, Triple, Verdict
from pipelines.describe.contract import Description
from pipelines.describe.rules import compile_rules
from pipelines.scene import Scene
from pipelines.timebase import TimeBase
from pipelines.verify import reasons
from pipelines.verify.closeup import Closeup, look_at
from pipelines.verify.overlap import covered, nearest_s
from pipelines.verify.rulings import STRIKE_COVERAGE, Ruling, rule_on
from pipelines.verify.shown import Shown, from_functions, measure


class Referee:
    """Tests what is claimed of one recording.

    Parameters
    ----------
    scene
        Cleaned tracks with roles, zones and scale.
    clock
        Times of their frames.
    ethogram
        Behaviors; those with a rule can be tested.
    found
        What functions found, for the behaviors of the ethogram that have one.

    Raises
    ------
    UserError
        A rule has a fault; all faults are listed.

    Notes
    -----
    All rules are measured once, as labelling does, when the first claim comes; what is kept are
    times of bouts. A verdict then is a search in sorted times, and a look at the frames of the
    claim for the numbers.
    """

    def __init__(
        self,
        scene: Scene,
        clock: TimeBase,
        ethogram: Ethogram,
        found: Description | None = None,
    ) -> None:
        self._scene, self._clock, self._ethogram = scene, clock, ethogram
        self._found = found
        self._rules = compile_rules(ethogram)

    @cached_property
    def _shown(self) -> Mapping[Triple, Shown]:
        others = from_functions(self._found, self._ethogram) if self._found else {}
        return others | measure(self._scene, self._clock, self._rules)

    def verdict(self, claim: Claim) -> Verdict:
        """Return what the tracks say about one claim."""
        return self.verdicts([claim])[0]

    def verdicts(self, claims: Sequence[Claim]) -> list[Verdict]:
        """Return what the tracks say about claims, with what was measured and why."""
        return [
            self._verdict(claim, near)
            for claim, near in zip(claims, self._closeups(claims), strict=True)
        ]

    def moment(self, claim: Claim) -> float | None:
        """Return when a point behavior happens that a claim is about, in seconds.

        The moment on the tracks that lies nearest to the middle of the claim, if the tracks agree
        with it; ``None`` if they do not, or the behavior lasts.
        """
        shown = self._shown.get(claim.triple)
        if shown is None or not shown.is_point or self._untested(claim) is not None:
            return None
        if self._ruling(claim).state != "agree":
            return None
        middle_s = (claim.start_s + claim.stop_s) / 2
        times = shown.bouts[:, 0]
        return float(times[np.argmin(np.abs(times - middle_s))]) if len(times) else None

    def struck_out(
        self, triples: Iterable[Triple], start_s: float, stop_s: float
    ) -> dict[Triple, str]:
        """Return which triples cannot be true in an interval, each with the reason.

        Those are struck out that would be contradicted as a claim of the whole interval, of which
        nearly all must have been assessed: what nobody asks about is never seen again.
        """
        claims = [
            claim
            for claim in (Claim(triple, start_s, stop_s) for triple in triples)
            if self._untested(claim) is None
            and self._ruling(claim, STRIKE_COVERAGE).state == "disagree"
        ]
        return {
            claim.triple: self._denied(claim, near)
            for claim, near in zip(claims, self._closeups(claims), strict=True)
        }

    def _untested(self, claim: Claim) -> str | None:
        """Return why a claim cannot be tested at all, if so."""
        start_s, stop_s = claim.start_s, claim.stop_s
        if not (np.isfinite([start_s, stop_s]).all() and start_s <= stop_s):
            return f"The claim has no time: it goes from {start_s:g} to {stop_s:g} s."
        if stop_s < 0 or start_s >= self._clock.stop_s:
            length_s = self._clock.stop_s
            return f"The claim lies outside the recording, which goes from 0 to {length_s:.1f} s."
        if claim.triple not in self._shown:
            return reasons.untested(claim.triple, self._scene, self._ethogram)
        return None

    def _ruling(self, claim: Claim, *least: float) -> Ruling:
        return rule_on(self._shown[claim.triple], claim.start_s, claim.stop_s, *least)

    def _verdict(self, claim: Claim, near: Closeup) -> Verdict:
        why = self._untested(claim)
        if why is not None:
            return Verdict("untestable", {}, why)
        ruling, shown = self._ruling(claim), self._shown[claim.triple]
        if ruling.state == "agree":
            why = reasons.shown_why(claim, shown)
        elif ruling.state == "disagree":
            why = self._denied(claim, near)
        else:
            why = reasons.unclear(claim, shown, ruling.ground)
        return Verdict(ruling.state, {**near.numbers, **_extent(claim, shown)}, why)

    def _denied(self, claim: Claim, near: Closeup) -> str:
        triple = claim.triple
        turned = Triple(triple.object or "", triple.predicate, triple.subject)
        if turned in self._shown:
            other = Claim(turned, claim.start_s, claim.stop_s)
            if self._ruling(other).state == "agree":
                return reasons.turned_why(turned)
        return reasons.denied(claim, self._shown[triple], near)

    def _closeups(self, claims: Sequence[Claim]) -> list[Closeup]:
        """Return what the rules of claims measure, those of one interval looked at together."""
        found = [Closeup() for _ in claims]
        testable = [n for n, claim in enumerate(claims) if self._untested(claim) is None]
        for (start, stop), places in self._by_frames(claims, testable):
            pairs = [(n, self._shown[claims[n].triple].case) for n in places]
            ruled = [(n, case) for n, case in pairs if case is not None]
            near = look_at(self._scene, [case for _, case in ruled], start, stop)
            for (n, _), one in zip(ruled, near, strict=True):
                found[n] = one
        return found

    def _by_frames(
        self, claims: Sequence[Claim], places: Sequence[int]
    ) -> Iterator[tuple[tuple[int, int], list[int]]]:
        times = [[claims[n].start_s, claims[n].stop_s] for n in places]
        frames = self._clock.frames_in(times).tolist()

        def order(row: int) -> tuple[list[int], str, str]:
            triple = claims[places[row]].triple
            return frames[row], triple.subject, triple.object or ""

        rows = sorted(range(len(places)), key=order)
        for (start, stop), group in groupby(rows, key=lambda row: frames[row]):
            yield (start, stop), [places[row] for row in group]


def _extent(claim: Claim, shown: Shown) -> dict[str, float]:
    """Return how much of a claim was assessed and labelled, and how far the nearest bout is."""
    start_s, stop_s = claim.start_s, claim.stop_s
    seen = covered(shown.assessed, start_s, stop_s)
    numbers = {"coverage": round(seen, 4)}
    if seen > 0 and not shown.is_point:
        numbers["share_true"] = round(min(1.0, covered(shown.bouts, start_s, stop_s) / seen), 4)
    apart_s = nearest_s(shown.bouts, start_s, stop_s)
    if 0 < apart_s < float("inf"):
        numbers["nearest bout s"] = round(apart_s, 3)
    return numbers
