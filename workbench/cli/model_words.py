"""What describing by a model came to, or would cost, in tables and words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from graphs.words import counted
from workbench.cli.output import print_table, progress_bar, recordings_in_words, say, seconds

if TYPE_CHECKING:
    from pipelines.describe.by_model.batch import ModelOutcome
    from pipelines.describe.by_model.estimate import Estimate
    from pipelines.models.budget import Price
    from workbench.describing import ModelWork

_ORDER = ("done", "skipped", "stopped", "failed")


@contextmanager
def showing_events(total: int) -> Iterator[Callable[[str, float, int, int], None]]:
    """Show how far describing is, with the time left; gives the function to report to."""
    bar = progress_bar()
    with bar:
        task = bar.add_task("starting", total=total, done=0)

        def report(name: str, share: float, done: int, _total: int) -> None:
            completed = min(done + share, total) if done < total else total
            bar.update(task, description=f"{name}: model", completed=completed, done=done)

        yield report


def print_model_outcomes(outcomes: Sequence[ModelOutcome], work: ModelWork) -> None:
    """Print what became of every recording, what it cost, and all errors and warnings."""
    print_table(
        ["recording", "state", "events>", "unanswered>", "facts>", "calls>", "reused>", "tokens>",
         "seconds>"],
        [
            (o.recording, o.state, o.events, o.unanswered, o.facts, o.asked.usage.requests,
             o.asked.reused, o.asked.usage.input_tokens + o.asked.usage.output_tokens,
             seconds(o.seconds))
            for o in outcomes
        ],
    )  # fmt: skip
    about: dict[str, list[str]] = {}
    for outcome in outcomes:
        for text in (outcome.error, *outcome.warnings):
            if text:
                about.setdefault(text, []).append(outcome.recording)
    for text, names in about.items():
        say(f"{recordings_in_words(names)}: {text}")
    for note in work.notes():
        say(note)
    states = Counter[str](outcome.state for outcome in outcomes)
    told = [f"{states[state]} {state}" for state in _ORDER if states[state]]
    typer.echo(f"by {work.model.identity.name}: {', '.join(told)}; {_spent(work)}")


def _spent(work: ModelWork) -> str:
    spent = work.meter.spent
    tokens = spent.input_tokens + spent.output_tokens
    money = f", {work.meter.money:.4g} {work.price.currency}" if work.price else ""
    return f"{counted(spent.requests, 'call')}, {counted(tokens, 'token')}{money}"


def print_estimate(
    estimate: Estimate, price: Price | None, concurrency: int, what: str | None = None
) -> None:
    """Print what it would cost to describe events, or to ask about something else."""
    calls, pictures = counted(estimate.calls, "call"), counted(estimate.images, "picture")
    tokens = f"{round(estimate.input_tokens)} tokens in and {round(estimate.output_tokens)} out"
    about = what or counted(estimate.events, "event")
    typer.echo(f"{about}: {calls} with {pictures}, about {tokens}")
    if estimate.reused:
        typer.echo(f"{counted(estimate.reused, 'answer')} more are there already")
    if price is not None:
        money = price.of(estimate.input_tokens, estimate.output_tokens)
        typer.echo(f"about {money:.4g} {price.currency}")
    else:
        typer.echo("money: no price is known; give it under [[model.price]] in project.toml")
    if math.isnan(estimate.seconds):
        typer.echo("time: known once the first answers are there")
    else:
        typer.echo(f"about {estimate.seconds / concurrency / 60:.1f} minutes")
