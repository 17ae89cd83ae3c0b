"""Work in this process, one recording after another; a crash ends it all, and no limit holds."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial

from pipelines.batch.outcome import Outcome
from pipelines.batch.stopping import Stop
from pipelines.batch.task import Executor, Job, Told, label_one
from pipelines.recording import RecordingSpec


def here() -> Executor:
    """Return the executor that works in this process."""
    return _here


def _here(
    job: Job, recordings: Sequence[RecordingSpec], told: Told, stop: Stop
) -> Generator[Outcome]:
    for recording in recordings:
        if stop.wanted:
            return
        told(recording.name, "begin", 0.0)
        try:
            with stop.interrupting():
                outcome = label_one(job, recording, partial(told, recording.name))
        except KeyboardInterrupt:
            if not stop.now:  # not ours
                raise
            return
        yield outcome
