"""The model of a project at the end of labelling: let it describe, or say what it would cost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graphs.errors import UserError
from graphs.words import counted

if TYPE_CHECKING:
    from pipelines.batch.outcome import Cause, Outcome
    from pipelines.batch.plan import Plan
    from pipelines.describe.by_model.batch import ModelOutcome
    from pipelines.recording import RecordingSpec
    from workbench.model_cost import ModelCost
    from workbench.project import Project


def forbidden(budget: str | None, *, offline: bool, model: bool) -> tuple[str, ...]:
    """Return the options that forbid or bound something: they hold when a run is gone on with."""
    spent = ("--budget", budget) if budget is not None else ()
    return (*(() if model else ("--no-model",)), *spent, *(("--offline",) if offline else ()))


def check_budget(budget: str | None, folder: Path) -> None:
    """Refuse a budget that could not be kept, before anything is written.

    Parameters
    ----------
    budget
        As people write it.
    folder
        The project, if there is one already.

    Raises
    ------
    UserError
        It is none, or in money of which no price of the project is.
    """
    if budget is None:
        return
    from pipelines.models.budget import Budget
    from workbench.project import is_project, open_project

    most = Budget.parse(budget)
    prices = open_project(folder, check_files=False).settings.prices if is_project(folder) else ()
    if most.money is not None and most.currency not in {price.currency for price in prices}:
        message = (
            f"The budget is {most.money:g} {most.currency}, and no price of the project is in "
            f"{most.currency}. Give the price under [[model.price]] in project.toml, or a budget "
            "such as '200 calls' or '1e6 tokens'."
        )
        raise UserError(message)


def by_model(
    project: Project,
    recordings: Sequence[RecordingSpec],
    budget: str | None = None,
    *,
    force: bool = False,
    quiet: bool = False,
    also: Sequence[str] = (),
) -> tuple[dict[str, object], bool]:
    """Let the model of a project describe recordings.

    Parameters
    ----------
    project, recordings, budget, force, quiet
        What to describe, and how.
    also
        As for `workbench.cli.label_run.run_labels`.

    Returns
    -------
    document, well
        For ``--json``; and whether nothing failed.
    """
    from pipelines.batch.outcome import Progress
    from pipelines.batch.remaining import ALL_OF_IT, Remaining
    from pipelines.models.budget import Budget
    from workbench.cli.label_run import Again, logged
    from workbench.cli.model_words import print_model_outcomes, showing_events
    from workbench.describing import ModelWork

    work = ModelWork(project, Budget.parse(budget) if budget else None)
    names = [recording.name for recording in recordings]
    total = len(names)
    remaining, finished = Remaining(total), 0
    again = Again(also=tuple(also))
    with (
        logged(project, names, total, remaining, "model", again=again, force=force) as log,
        showing_events(total) as show,
    ):

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
    """Print what the model of a project would cost; see `workbench.model_cost.model_cost`.

    Returns
    -------
    dict
        For ``--json``.
    """
    from workbench.cli.model_words import print_estimate, showing_events
    from workbench.model_cost import model_cost

    total = len(plan.of("skip"))
    with showing_events(total) as report:
        cost = model_cost(
            project, recordings, plan, lambda name, done: report(name, 0.0, done, total)
        )
        if total:
            report(recordings[-1].name, 1.0, total, total)
    if not quiet:
        print_estimate(cost.known, cost.price, cost.concurrency)
        _print_others(cost)
    return {
        "estimate": cost.known,
        "estimate_not_labelled": cost.expected,
        "not_labelled": cost.not_labelled,
    }


def _print_others(cost: ModelCost) -> None:
    """Print what recordings would cost that are not labelled yet."""
    if not cost.not_labelled:
        return
    what = f"{counted(cost.not_labelled, 'recording')} not labelled yet"
    if cost.expected is None:
        typer.echo(f"{what}: what the model costs for them is known once they are labelled")
        return
    tokens = round(cost.expected.input_tokens + cost.expected.output_tokens)
    money = cost.money(cost.expected)
    typer.echo(
        f"{what}, if they are like those that are: about {counted(cost.expected.calls, 'call')}, "
        f"{tokens} tokens{'' if money is None else f', {money}'}"
    )
