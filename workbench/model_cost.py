"""What the model of a project would cost: counted where events are known, expected elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipelines.describe.by_model.estimate import Estimate
from workbench.describing import ModelWork

if TYPE_CHECKING:
    from pipelines.batch.plan import Plan
    from pipelines.models.budget import Price
    from pipelines.recording import RecordingSpec
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class ModelCost:
    """What describing would cost.

    Parameters
    ----------
    model
        Name of the model.
    known
        For the recordings that are labelled: their events are counted.
    not_labelled
        How many recordings with video are not labelled yet.
    expected
        For those, if they are like the others, by their length; ``None`` where no other is labelled
        or a length is not known, for nobody knows their events.
    price
        ``None`` if it is not known.
    concurrency
        How many questions are asked at once.
    """

    model: str
    known: Estimate
    not_labelled: int
    expected: Estimate | None
    price: Price | None
    concurrency: int

    def money(self, estimate: Estimate) -> str | None:
        """Return in words what an estimate comes to; ``None`` if no price is known."""
        if self.price is None:
            return None
        cost = self.price.of(estimate.input_tokens, estimate.output_tokens)
        return f"{cost:.4g} {self.price.currency}"

    def minutes(self, estimate: Estimate) -> float:
        """Return how long an estimate takes; NaN before the first answers are there."""
        return estimate.seconds / self.concurrency / 60


def model_cost(
    project: Project,
    recordings: Sequence[RecordingSpec],
    plan: Plan,
    progress: Callable[[str, int], None] = lambda _name, _done: None,
) -> ModelCost:
    """Say what the model of a project would cost; it is not asked, and nothing is labelled.

    Parameters
    ----------
    project, recordings
        Which.
    plan
        Of labelling them by rules: what it skips is labelled.
    progress
        Called with the recording that is looked at, and how many were before.

    Raises
    ------
    UserError
        The project has no model, or its settings are wrong.
    """
    work = ModelWork(project)
    lengths = {one.recording: one.size.duration_s for one in plan.recordings}
    labelled = {one.recording for one in plan.of("skip")}
    known, known_s = work.estimate([]), 0.0
    for number, recording in enumerate(one for one in recordings if one.name in labelled):
        progress(recording.name, number)
        one = work.estimate([recording])
        known += one
        known_s += lengths[recording.name] if one.events else 0.0
    others = [one for one in recordings if one.video is not None and one.name in plan.expected_s]
    others_s = math.fsum(lengths[one.name] for one in others)
    return ModelCost(
        work.model.identity.name,
        known,
        len(others),
        _scaled(known, others_s / known_s) if known_s and others else None,
        work.price,
        int(getattr(work.model, "concurrency", 1)),
    )


def _scaled(found: Estimate, factor: float) -> Estimate | None:
    if math.isnan(factor):
        return None
    return replace(
        found,
        events=round(found.events * factor),
        calls=round(found.calls * factor),
        images=round(found.images * factor),
        input_tokens=found.input_tokens * factor,
        output_tokens=found.output_tokens * factor,
        reused=0,
        seconds=found.seconds * factor,
    )
