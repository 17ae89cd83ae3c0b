"""Why the tracks agree or disagree with a claim: what was measured, in numbers and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from graphs.ethogram import Ethogram
from pipelines.describe.claims import Claim, Triple
from pipelines.describe.measure import Case, Measurement
from pipelines.scene import Scene
from pipelines.timebase import TimeBase


class Reasons:
    """Says what was measured about claims.

    Parameters
    ----------
    scene, ethogram
        What could be tested.
    measurement
        Of the rules of the ethogram on the scene.
    clock
        Times of the frames.
    """

    def __init__(
        self, scene: Scene, ethogram: Ethogram, measurement: Measurement, clock: TimeBase
    ) -> None:
        self._scene, self._ethogram = scene, ethogram
        self._measurement, self._clock = measurement, clock

    def numbers(
        self, claims: Sequence[Claim], cases: Sequence[Case | None]
    ) -> list[Mapping[str, float]]:
        """Return the means of what the rules compare over each claim, units in the keys."""
        places: dict[Case, list[int]] = {}
        for place, case in enumerate(cases):
            if case is not None:
                places.setdefault(case, []).append(place)
        ranges = {case: self._frames([claims[n] for n in here]) for case, here in places.items()}
        found: list[Mapping[str, float]] = [{} for _ in claims]
        for case, measured in self._measurement.evidence(ranges).items():
            for place, one in zip(places[case], measured, strict=True):
                found[place] = one
        return found

    def _frames(self, claims: Sequence[Claim]) -> np.typing.NDArray[np.int64]:
        times = [[claim.start_s, claim.stop_s] for claim in claims]
        ranges = self._clock.frames_in(times)
        starts = np.clip(ranges[:, 0], 0, self._clock.frames - 1)
        return np.column_stack([starts, np.maximum(ranges[:, 1], starts + 1)])

    def no_rule(self, triple: Triple) -> str:
        """Return why a triple cannot be tested at all."""
        scene = self._scene
        unknown = triple.subject if triple.subject not in scene.individuals else None
        target = triple.object
        places = {*scene.individuals, *scene.arena.zones, *scene.arena.objects}
        if unknown is None and target is not None and target not in places:
            unknown = target
        if unknown is not None:
            return f"{unknown} is not tracked, and no zone or object of the arena."
        if self._ethogram[triple.predicate].rule is None:
            return f"{triple.predicate} has no rule."
        return f"The rule of {triple.predicate} cannot be measured on these tracks."

    def denied(self, claim: Claim, case: Case, nearest_s: float) -> str:
        """Return what speaks against a claim: the part of its rule that holds least."""
        start, stop = self._frames([claim])[0].tolist()
        failing = self._measurement.weakest(case, start, stop)
        rule = f"{claim.triple.predicate} needs {failing}" if failing else "its rule does not hold"
        if not np.isfinite(nearest_s):
            return f"{rule}; it is never seen here."
        return f"{rule}; the nearest bout is {nearest_s:.1f} s away."
