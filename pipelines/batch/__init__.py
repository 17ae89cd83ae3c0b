"""Many recordings: resume, workers, and an outcome for every one.

The recording is the unit of work, of failure and of storage: what is done stays done when the
program is killed, and a recording that cannot be labelled stops no other. An executor does the
work: in this process, in worker processes of this machine, or on a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import WorkbenchError
from pipelines.batch.limits import Limits
from pipelines.batch.outcome import Cause, Outcome, Progress, State
from pipelines.batch.stopping import Stop

if TYPE_CHECKING:
    from graphs.ethogram import Ethogram
    from pipelines.batch.task import Executor
    from pipelines.label import LabelSettings
    from pipelines.recording import RecordingSpec

__all__ = ["Cause", "Limits", "Outcome", "Progress", "State", "Stop", "label_all"]


def label_all(
    recordings: Sequence[RecordingSpec],
    folder: Path | str,
    ethogram: Ethogram,
    settings: LabelSettings,
    *,
    cache: Path | None = None,
    jobs: int = 1,
    executor: Executor | None = None,
    limits: Limits | None = None,
    force: bool = False,
    progress: Callable[[Progress], None] = lambda _progress: None,
    finished: Callable[[Outcome], None] = lambda _outcome: None,
    stop: Stop | None = None,
) -> list[Outcome]:
    """Label recordings and store their graphs.

    Parameters
    ----------
    recordings
        With unique names.
    folder
        Where the shards go: ``graph/`` of a project, or a URL that fsspec opens.
    ethogram, settings
        How to label.
    cache
        Where the tracks of videos without tracks are kept; ``None`` keeps none.
    jobs
        Processes to share the work; 0 does it in this process, where a crash ends it all.
    executor
        What does the work instead, such as a cluster; `jobs` and `limits` do not count then.
    limits
        What one recording may take; they hold for processes, not in this one.
    force
        Label again what is already done.
    progress
        Called whenever a recording has come further.
    finished
        Called with every outcome as it comes.
    stop
        To end the run early: see `pipelines.batch.stopping.listening`.

    Returns
    -------
    list of Outcome
        In the order of the recordings. If the run was stopped, those that were not begun or were
        dropped are ``stopped``.

    Raises
    ------
    UserError
        The ethogram or the settings are wrong, or the folder cannot be written; nothing is done.
    KeyboardInterrupt
        Only without `stop`: with the number of recordings that were finished; they are kept.
    """
    from pipelines.batch.task import Job, check, clean

    job = Job(folder, ethogram, settings, cache, force)
    check(job)
    stop = Stop() if stop is None else stop
    chosen = _chosen(jobs, limits or Limits()) if executor is None else executor
    total = len(recordings)
    outcomes: dict[str, Outcome] = {}
    finished_count = 0

    def told(name: str, stage: str, share: float) -> None:
        stop.begun.add(name)
        progress(Progress(name, stage, share, finished_count, total))

    def ended(outcome: Outcome) -> None:
        nonlocal finished_count
        finished_count += outcome.state != "stopped"
        stop.begun.discard(outcome.recording)
        outcomes[outcome.recording] = outcome
        finished(outcome)
        progress(Progress(outcome.recording, outcome.state, 1.0, finished_count, total))

    run = chosen(job, recordings, told, stop)
    try:
        for outcome in run:
            ended(outcome)
    except KeyboardInterrupt:
        count = f"{len(outcomes)} of {total} recordings were finished"
        raise KeyboardInterrupt(count) from None
    finally:
        run.close()  # ends the workers
        with suppress(OSError, WorkbenchError):  # the next run does it
            clean(job)
    for recording in recordings:
        if recording.name not in outcomes:
            ended(_stopped(recording.name, begun=recording.name in stop.begun))
    return [outcomes[recording.name] for recording in recordings]


def _stopped(name: str, *, begun: bool) -> Outcome:
    what = "dropped while it was worked on" if begun else "not begun"
    error = f"The run was stopped: {what}. Run again to go on."
    return Outcome(name, "stopped", 0.0, error=error, cause="stopped", attempts=int(begun))


def _chosen(jobs: int, limits: Limits) -> Executor:
    if jobs < 1:
        from pipelines.batch.here import here

        return here()
    from pipelines.batch.processes import processes

    return processes(jobs, limits)
