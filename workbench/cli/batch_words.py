"""How a batch speaks: bars with the time left, tables of what became of recordings, and why."""

from __future__ import annotations

import math
import shlex
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from graphs.words import counted
from workbench.cli.output import (
    print_table,
    recordings_in_words,
    say,
    seconds,
    stderr_console,
    this_command,
)

if TYPE_CHECKING:
    from rich.progress import TaskID

    from pipelines.batch import Outcome, Progress
    from pipelines.batch.remaining import Remaining
    from pipelines.batch.report import BatchReport
    from workbench.project import Project

SHOWN_ROWS = 60
"""Recordings of a table, at most; those that are done go first when there are more."""
_BARS = 8
_EVERY_S = 0.1
_SETTABLE = ("confidence cut-off", "animal_count", "how many animals", "body_length_px")
_WHERE_TO_SET = (
    "In project.toml: [label.clean] min_confidence = 0.3 sets the cut-off; animal_count = 2 and "
    "body_length_px = 80 stand under a [[recording]], or under [defaults] for all of them."
)


def left_in_words(seconds_left: float) -> str:
    """Return the time that is left, for a bar."""
    from pipelines.batch.report import long_in_words

    if math.isnan(seconds_left):
        return ""
    short = seconds_left < 59.5  # seconds, without tenths
    return f"{seconds_left:.0f} s left" if short else f"{long_in_words(seconds_left)} left"


@contextmanager
def showing(total: int, remaining: Remaining) -> Iterator[Callable[[Progress], None]]:
    """Show how far a batch and what is worked on is; gives the function to report to.

    Parameters
    ----------
    total
        Recordings in all.
    remaining
        Hears of progress before the function does, and tells the time left.
    """
    from rich import progress

    bar = progress.Progress(
        progress.TextColumn("{task.description}", markup=False),
        progress.BarColumn(),
        progress.TextColumn("{task.fields[done]}"),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.fields[left]}"),
        console=stderr_console(),
    )
    with bar:
        whole = bar.add_task("recordings", total=1.0, done=f"0/{total}", left="")
        stages = _Stages(bar, remaining)
        shown = 0.0

        def report(now: Progress) -> None:
            nonlocal shown
            stages.heard(now)
            if now.done < now.total and time.monotonic() - shown < _EVERY_S:
                return
            shown = time.monotonic()
            left = left_in_words(remaining.left_s()) if now.done < now.total else ""
            done = f"{now.done}/{now.total}"
            bar.update(whole, completed=remaining.share, done=done, left=left)

        yield report


class _Stages:
    """A bar for each recording that is worked on: its stage, and the time left of that."""

    def __init__(self, bar: object, remaining: Remaining) -> None:
        from rich.progress import Progress as Bar

        assert isinstance(bar, Bar)
        self._bar, self._remaining = bar, remaining
        self._tasks: dict[str, TaskID] = {}
        self._since: dict[str, tuple[str, float]] = {}

    def heard(self, now: Progress) -> None:
        name = now.recording
        if self._remaining.is_over(now):
            self._since.pop(name, None)
            if name in self._tasks:
                self._bar.remove_task(self._tasks.pop(name))
            return
        if name not in self._tasks:
            if len(self._tasks) >= _BARS:
                return
            self._tasks[name] = self._bar.add_task(name, total=1.0, done="", left="")
        stage, since = self._since.get(name, ("", 0.0))
        if stage != now.stage:
            since = time.monotonic()
            self._since[name] = (now.stage, since)
            self._bar.reset(self._tasks[name])
        passed = time.monotonic() - since
        left = passed * (1 - now.share) / now.share if now.share > 0 else math.nan
        self._bar.update(
            self._tasks[name],
            description=f"  {name}: {now.stage}",
            completed=now.share,
            done=f"{now.share:.0%}" if now.share > 0 else "",
            left=left_in_words(left),
        )


def print_outcomes(outcomes: Sequence[Outcome]) -> None:
    """Print what became of every recording, then all errors and warnings in full, on stderr."""
    shown = outcomes
    if len(outcomes) > SHOWN_ROWS:
        shown = [one for one in outcomes if one.state not in ("done", "skipped")][:SHOWN_ROWS]
    if shown:
        print_table(
            ["recording", "state", "frames>", "animals>", "events>", "facts>", "seconds>",
             "remarks"],
            [
                (o.recording, o.state, o.frames, o.animals, o.events, o.facts, seconds(o.seconds),
                 _remark(o))
                for o in shown
            ],
        )  # fmt: skip
    for text in remarks_in_words(outcomes):
        say(text)
    states = Counter[str](outcome.state for outcome in outcomes)
    told = ["done", "skipped", "failed", *(s for s in ("held", "stopped") if states[s])]
    typer.echo(", ".join(f"{states[state]} {state}" for state in told))


def print_report(report: BatchReport, page: object) -> None:
    """Print how quickly a run went, what failed by cause, and the command that does only that."""
    from pipelines.batch.report import ADVICE, IN_WORDS, long_in_words

    found = report.throughput
    if found.labelled:
        recorded = (
            ""
            if math.isnan(found.recorded_s)
            else f" ({long_in_words(found.recorded_s)} of recording)"
        )
        typer.echo(
            f"{counted(found.labelled, 'recording')}{recorded} in {long_in_words(report.took_s)}: "
            f"{found.recordings_per_hour:.0f} an hour, {found.frames_per_s:.0f} frames per second"
        )
    if report.failures:
        print_table(
            ["cause", "recordings>", "that is", "what to do"],
            [
                (cause, count, IN_WORDS[cause], ADVICE[cause])
                for cause, count in report.causes.items()
            ],
        )
        typer.echo(f"To label only those: {report.retry}")
    if page is not None:
        typer.echo(f"Report: {page}")


def remarks_in_words(outcomes: Sequence[Outcome]) -> list[str]:
    """Return errors and warnings, each once with its recordings, and where to set what."""
    about: dict[str, list[str]] = {}
    for outcome in outcomes:
        for text in (outcome.error, *outcome.warnings):
            if text:
                about.setdefault(text, []).append(outcome.recording)
    texts = [f"{recordings_in_words(names)}: {text}" for text, names in about.items()]
    if any(word in text for text in about for word in _SETTABLE):
        texts.append(_WHERE_TO_SET)
    return texts


def _remark(outcome: Outcome) -> str:
    if outcome.error is not None:
        return "see below"
    return counted(len(outcome.warnings), "warning") if outcome.warnings else ""


def moved_in_words(project: Project, recording: str, count: int) -> str:
    """Return that corrections of a recording have other bouts now, and where to look."""
    apply = "applies" if count == 1 else "apply"
    words = ["review", "carried", "-r", recording, "-p", str(project.folder)]
    return (
        f"{recording}: {counted(count, 'correction')} now {apply} to bouts with other times, or to "
        f"none; see: {this_command()} {shlex.join(words)}"
    )
