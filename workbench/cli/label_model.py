"""The model of a project at the end of labelling: let it describe, or say what it would cost."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import typer

from graphs.words import counted

if TYPE_CHECKING:
    from pipelines.batch.outcome import Cause, Outcome
    from pipelines.batch.plan import Plan
    from pipelines.describe.by_model.batch import ModelOutcome
    from pipelines.describe.by_model.estimate import Estimate
    from pipelines.models.budget import Price
    from pipelines.recording import RecordingSpec
    from workbench.project import Project


def by_model(
    project: Project,
    recordings: Sequence[RecordingSpec],
    budget: str | None = None,
    *,
    force: bool = False,
    quiet: bool = False,
) -> tuple[dict[str, object], bool]:
    """Let the model of a project describe recordings.

    Returns
    -------
    document, well
        For ``--json``; and whether nothing failed.
    """
    from pipelines.batch.outcome import Progress
    from pipelines.batch.remaining import ALL_OF_IT, Remaining
    from pipelines.models.budget import Budget
    from workbench.cli.label_run import logged
    from workbench.cli.model_words import print_model_outcomes, showing_events
    from workbench.describing import ModelWork

    work = ModelWork(project, Budget.parse(budget) if budget else None)
    total = len(recordings)
    remaining, finished = Remaining(total), 0
    with logged(project, total, remaining, stage="model") as log, showing_events(total) as show:

        def report(name: str, share: float, done: int, of: int) -> None:
            show(name, share, done, of)
            nonlocal finished
            now = Progress(name, "done" if done > finished else ALL_OF_IT, share, done, of)
            finished = done
            remaining.heard(now)
            log.progress(now)

        outcomes = work.describe(recordings, force=force, progress=report)
        for outcome in outcomes:
            log.finished(_as_labelled(outcome))
    if not quiet:
        print_model_outcomes(outcomes, work)
    return {"model": outcomes}, not any(o.state == "failed" or o.unanswered for o in outcomes)


def _as_labelled(outcome: ModelOutcome) -> Outcome:
    """Return what became of a recording as labelling says it."""
    from pipelines.batch.outcome import Outcome

    causes: dict[str, Cause] = {"failed": "input", "stopped": "stopped"}
    return Outcome(
        outcome.recording,
        outcome.state,
        outcome.seconds,
        events=outcome.events,
        facts=outcome.facts,
        warnings=outcome.warnings,
        error=outcome.error,
        cause=causes.get(outcome.state),
    )


def model_estimate(
    project: Project, recordings: Sequence[RecordingSpec], plan: Plan, *, quiet: bool = False
) -> dict[str, object]:
    """Say what the model of a project would cost; it is not asked, and nothing is labelled.

    What it costs for recordings that are not labelled yet is told from those that are, by their
    length, for nobody knows their events.

    Returns
    -------
    dict
        For ``--json``.
    """
    from workbench.cli.model_words import print_estimate, showing_events
    from workbench.describing import ModelWork

    work = ModelWork(project)
    lengths = {one.recording: one.size.duration_s for one in plan.recordings}
    labelled = {one.recording for one in plan.of("skip")}
    known = [one for one in recordings if one.name in labelled]
    found, found_s = work.estimate([]), 0.0
    with showing_events(len(known)) as report:
        for number, recording in enumerate(known):
            report(recording.name, 0.0, number, len(known))
            one = work.estimate([recording])
            found += one
            found_s += lengths[recording.name] if one.events else 0.0
        if known:
            report(known[-1].name, 1.0, len(known), len(known))
    others = [one for one in recordings if one.video is not None and one.name in plan.expected_s]
    others_s = math.fsum(lengths[one.name] for one in others)
    expected = _scaled(found, others_s / found_s) if found_s and others else None
    if not quiet:
        concurrency = int(getattr(work.model, "concurrency", 1))
        print_estimate(found, work.price, concurrency)
        _print_others(len(others), expected, work.price)
    return {"estimate": found, "estimate_not_labelled": expected, "not_labelled": len(others)}


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


def _print_others(count: int, expected: Estimate | None, price: Price | None) -> None:
    """Print what recordings would cost that are not labelled yet."""
    if not count:
        return
    what = f"{counted(count, 'recording')} not labelled yet"
    if expected is None:
        typer.echo(f"{what}: what the model costs for them is known once they are labelled")
        return
    tokens = round(expected.input_tokens + expected.output_tokens)
    money = (
        ""
        if price is None
        else (f", {price.of(expected.input_tokens, expected.output_tokens):.4g} {price.currency}")
    )
    typer.echo(
        f"{what}, if they are like those that are: about {counted(expected.calls, 'call')}, "
        f"{tokens} tokens{money}"
    )
