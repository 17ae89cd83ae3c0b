"""Label recordings of a project: plan, do it in sight of the person, and report what came of it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError
from workbench.cli.label_plan import history_file, job_of, plan_in_words, planned
from workbench.cli.output import say, this_command

if TYPE_CHECKING:
    from pipelines.batch import Cause, Limits, Outcome, Progress, Stop
    from pipelines.batch.history import History
    from pipelines.batch.plan import Plan
    from pipelines.batch.remaining import Remaining
    from pipelines.batch.report import BatchReport
    from pipelines.batch.status import RunLog
    from pipelines.batch.task import Job
    from pipelines.recording import RecordingSpec
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class Again:
    """How a run is gone on with: in the same way, and with no more leave than it had.

    Parameters
    ----------
    jobs, cluster, limits
        As for `run_labels`.
    also
        Options that forbid or bound something, such as ``--offline``.
    """

    jobs: int = 1
    cluster: str | None = None
    limits: Limits | None = None
    also: tuple[str, ...] = ()

    def options(
        self, *, failed: bool = False, force: bool = False, broken: Collection[Cause] = ()
    ) -> str:
        """Return the options of the command, for all recordings or only those not done.

        A limit among the causes in `broken` is left out: it would be broken again.
        """
        words = [*(["--retry-failed"] if failed else []), *(["--force"] if force else [])]
        if self.cluster is not None:
            words += ["--cluster", self.cluster]
        elif self.jobs != 1:
            words += ["--jobs", str(self.jobs)]
        time_s = None if self.limits is None else self.limits.time_s
        if time_s is not None and "limit time" not in broken:
            words += ["--time-limit", f"{time_s:.10g}s"]
        memory_mb = None if self.limits is None else self.limits.memory_mb
        if memory_mb is not None and "limit memory" not in broken:
            words += ["--memory-limit", f"{memory_mb:.10g}MB"]
        return shlex.join([*words, *self.also])


def label_command(project: Path, options: str) -> str:
    """Return the command that labels a project with options, wherever the project is by now."""
    words = ["label", options, "-p", shlex.quote(str(project))]
    return " ".join([this_command(), *(word for word in words if word)])


@dataclass(frozen=True, slots=True)
class Labelled:
    """What came of labelling.

    Parameters
    ----------
    outcomes
        Of all recordings, in their order.
    plan
        What was to be done.
    report, page
        What is to be said of the run, and the file that says it; ``None`` if there was nothing to
        do, and if it could not be written.
    """

    outcomes: list[Outcome]
    plan: Plan
    report: BatchReport | None = None
    page: Path | None = None


def run_labels(
    project: Project,
    recordings: Sequence[RecordingSpec],
    *,
    jobs: int = 1,
    force: bool = False,
    limits: Limits | None = None,
    cluster: str | None = None,
    stop: Stop | None = None,
    also: Sequence[str] = (),
) -> Labelled:
    """Label recordings of a project, with bars on stderr.

    Parameters
    ----------
    project, recordings
        What to label.
    jobs, force, limits
        As for `pipelines.batch.label_all`.
    cluster
        Whose workers do it, see `pipelines.batch.cluster.Cluster`; `jobs` is how many there are.
    stop
        To end it early; without it, Ctrl-C, SIGTERM and SIGHUP do.
    also
        Options that the command has to have, too, which does what this run did not do.

    Raises
    ------
    UserError
        There are no recordings, or the ethogram or the settings are wrong.
    """
    from graphs.storage.atomic import remove_stale_temporaries
    from pipelines.batch.history import History
    from pipelines.batch.task import clean

    if not recordings:
        message = f"{project.folder} has no recordings yet. Add some: workbench label PATHS..."
        raise UserError(message)
    remove_stale_temporaries(project.folder)
    job, history = job_of(project, force=force), History(history_file())
    plan = planned(job, recordings, history, jobs=jobs)
    clean(job)
    if len(plan.of("skip")) == len(recordings):
        return Labelled([one.outcome for one in plan.recordings if one.outcome], plan)
    say(plan_in_words(plan) + ".")
    _say_others(project)
    again = Again(plan.jobs, cluster, limits, tuple(also))
    run = _Run(project, job, plan, history, again, stop)
    return run.labelled([spec for spec in recordings if spec.name in plan.expected_s])


def _say_others(project: Project) -> None:
    """Say which other runs work on a project: what they hold is left to them."""
    from pipelines.batch.status import FOLDER, running

    for one in running(project.folder / FOLDER):
        say(
            f"Another run works on this project: process {one.pid} on {one.host}, "
            f"{one.done} of {one.total} done. What it holds is left to it."
        )


@dataclass(frozen=True, slots=True)
class _Run:
    project: Project
    job: Job
    plan: Plan
    history: History
    again: Again
    stop: Stop | None

    def labelled(self, recordings: Sequence[RecordingSpec]) -> Labelled:
        """Do what is to be done, and report it."""
        from pipelines.batch.stopping import listening

        outcomes = {one.recording: one.outcome for one in self.plan.recordings if one.outcome}
        with nullcontext(self.stop) if self.stop is not None else listening(say) as stop:
            log = self._logged(recordings, outcomes, stop)
            self.history.trim()
            found = [outcomes[one.recording] for one in self.plan.recordings]
            report, page = reported(self.project, log, found, self.plan)
        return Labelled(found, self.plan, report, page)

    def _logged(
        self, recordings: Sequence[RecordingSpec], outcomes: dict[str, Outcome], stop: Stop
    ) -> RunLog:
        """Do what is to be done, and take in what becomes of it; return how it went."""
        from pipelines.batch import label_all
        from pipelines.batch.remaining import Remaining
        from workbench.cli.batch_words import showing

        plan = self.plan
        remaining = Remaining(len(recordings), plan.expected_s, plan.seconds)
        total, keep = len(plan.recordings), self._keeping()
        to_do = [one.name for one in recordings]
        with ExitStack() as until_over:
            log = until_over.enter_context(
                logged(
                    self.project, to_do, total, remaining, again=self.again, force=self.job.force
                )
            )
            for outcome in outcomes.values():
                log.finished(outcome)

            def finished(outcome: Outcome) -> None:
                outcomes[outcome.recording] = outcome
                log.finished(outcome)
                keep(outcome)

            if recordings:
                show = until_over.enter_context(showing(len(recordings), remaining))

                def progress(now: Progress) -> None:
                    remaining.heard(now)
                    log.progress(now)
                    show(now)

                executor = None
                if self.again.cluster is not None:
                    from pipelines.batch.cluster import Cluster

                    executor = Cluster(self.again.cluster, self.again.limits)
                label_all(
                    recordings, self.job.folder, self.job.ethogram, self.job.settings,
                    cache=self.job.cache, jobs=plan.jobs, executor=executor,
                    limits=self.again.limits, force=self.job.force, progress=progress,
                    finished=finished, stop=stop,
                )  # fmt: skip
        return log

    def _keeping(self) -> Callable[[Outcome], None]:
        """Return the function that keeps how long a recording took."""
        from pipelines.batch.plan import settings_of

        settings, jobs = settings_of(self.job), self.plan.jobs
        by_name = {one.recording: one for one in self.plan.recordings}

        def keep(outcome: Outcome) -> None:
            if outcome.state == "done":
                one = by_name[outcome.recording]
                size = replace(one.size, frames=outcome.frames, animals=outcome.animals)
                self.history.add(one.work, settings, jobs, size, outcome.seconds)

        return keep


@contextmanager
def logged(
    project: Project,
    recordings: Sequence[str],
    total: int,
    remaining: Remaining,
    stage: str = "label",
    *,
    again: Again,
    force: bool = False,
) -> Iterator[RunLog]:
    """Keep how far a run is where ``workbench status`` finds it, and how to go on."""
    from pipelines.batch.status import FOLDER, RunLog

    log = RunLog(
        project.folder / FOLDER, f"{this_command()} {shlex.join(sys.argv[1:])}", total, remaining,
        recordings=recordings, jobs=again.jobs, stage=stage, again=again.options(),
        retry=lambda causes: again.options(failed=True, force=force, broken=causes),
    )  # fmt: skip
    with log:
        yield log
    if log.fault:
        say(log.fault)


def reported(
    project: Project, log: RunLog, outcomes: Sequence[Outcome], plan: Plan
) -> tuple[BatchReport, Path | None]:
    """Return the report of a run, and the page that was written of it.

    Parameters
    ----------
    project, log, outcomes, plan
        Of the run.
    """
    from pipelines.batch.report import make_report, write_report

    report = make_report(
        log.status,
        outcomes,
        retry=label_command(project.folder, log.status.retry),
        recorded_s={one.recording: one.size.duration_s for one in plan.recordings},
        expected_s=plan.seconds,
    )
    if not log.folder.is_dir():  # nothing was begun, or it cannot be made, which is said
        return report, None
    try:
        return report, write_report(report, log.folder)[1]
    except UserError as error:
        say(f"The report cannot be kept: {error}")
        return report, None
