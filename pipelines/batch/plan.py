"""What a batch will do: what is labelled, what is skipped or refused and why, how long it takes.

Each recording is looked at once: its files are fingerprinted, what is stored of it is read, and if
it is to be labelled, its size is told from the heads of its files. Decoders may crash or hang on a
damaged file, so worker processes look; nothing that they meet ends the plan.
"""

from __future__ import annotations

import heapq
import math
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from typing import Literal

from graphs.errors import AwayError, DataError, WorkbenchError
from graphs.records import Run, content_id
from graphs.storage.shard import ShardHeader
from graphs.storage.shard_names import shard_file_name
from graphs.storage.store import GraphStore
from pipelines.batch.history import History, Pace, Work, units
from pipelines.batch.outcome import Outcome, unexpected
from pipelines.batch.probe import Size, probe_size
from pipelines.batch.task import Job, outcome_of
from pipelines.describe.contract import describers_for
from pipelines.label import plan_run
from pipelines.opened import Report
from pipelines.recording import RecordingSpec
from pipelines.segment import get_segmenter
from pipelines.workers import Death, Worker

Action = Literal["label", "skip", "refuse"]

HANGS_S = 120.0
"""Looking at a recording that takes longer is given up."""
_WORTH_A_PROCESS = 200
"""Recordings that are looked at in about the time in which another process starts."""
_LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Planned:
    """What will be done with one recording.

    Parameters
    ----------
    recording
        Name.
    action, why
        ``refuse``: labelling would fail, for this reason.
    work, size
        What there is to go through.
    outcome
        What became of it already: that it is skipped or refused; ``None`` if it is to be labelled.
    """

    recording: str
    action: Action
    why: str
    work: Work
    size: Size
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a batch will do.

    Parameters
    ----------
    recordings
        In their order.
    expected_s
        Seconds that each recording takes that is to be labelled; NaN if nothing tells.
    jobs
        How many are worked on at once.
    past
        From how many recordings that were labelled on this machine the time is known; 0 if it is
        a guess.
    """

    recordings: tuple[Planned, ...]
    expected_s: Mapping[str, float]
    jobs: int
    past: int

    def of(self, action: Action) -> list[Planned]:
        """Return the recordings with which something is done."""
        return [one for one in self.recordings if one.action == action]

    def counts(self) -> dict[Action, int]:
        """Return how many recordings are labelled, skipped and refused."""
        found = Counter(one.action for one in self.recordings)
        return {action: found[action] for action in ("label", "skip", "refuse")}

    @property
    def seconds(self) -> float:
        """The time that all of it takes; NaN if nothing tells."""
        return scheduled(self.expected_s.values(), max(self.jobs, 1))

    @property
    def unknown(self) -> int:
        """How many of the recordings to label do not tell their size: they count as the mean."""
        return sum(math.isnan(units(one.work, one.size)) for one in self.of("label"))


def make_plan(
    job: Job,
    recordings: Sequence[RecordingSpec],
    history: History,
    *,
    jobs: int = 1,
    progress: Callable[[int], None] = lambda _looked_at: None,
) -> Plan:
    """Return what labelling recordings will do; nothing is written.

    Parameters
    ----------
    job, recordings
        As for labelling.
    history
        What recordings took before.
    jobs
        How many will be worked on at once; 0 looks at them in this process, too.
    progress
        Called with the number of recordings that were looked at.

    Raises
    ------
    UserError
        The ethogram or the settings are wrong.
    """
    describers_for(job.settings.describer, job.ethogram)
    get_segmenter(job.settings.segmenter, **job.settings.segmenter_parameters)
    found = _looked_at(job, recordings, jobs, progress)
    paces = {
        work: history.pace(work, settings_of(job), jobs)
        for work in {one.work for one in found if one.action == "label"}
    }
    return Plan(
        tuple(found),
        _expected(found, paces),
        jobs,
        min((p.past for p in paces.values()), default=0),
    )


def settings_of(job: Job) -> str:
    """Return in a word what else decides how long labelling takes: how, and what is looked for."""
    said = (job.settings.segmenter, dict(job.settings.segmenter_parameters), job.ethogram.source)
    return content_id(*said, job.settings.describer)


def _expected(planned: Iterable[Planned], paces: Mapping[Work, Pace]) -> dict[str, float]:
    """Return seconds per recording; one that does not tell its size counts as the mean."""
    found = {
        one.recording: paces[one.work].seconds(units(one.work, one.size))
        for one in planned
        if one.action == "label"
    }
    known = [seconds for seconds in found.values() if not math.isnan(seconds)]
    mean = math.fsum(known) / len(known) if known else math.nan
    return {name: mean if math.isnan(seconds) else seconds for name, seconds in found.items()}


def scheduled(seconds: Iterable[float], jobs: int) -> float:
    """Return the time until all is done when each worker takes the next when it is free.

    >>> scheduled([3.0, 1.0, 1.0, 4.0], 2)
    6.0
    """
    free = [0.0] * jobs
    for took in seconds:
        heapq.heapreplace(free, free[0] + took)
    return max(free)


# looking ----------------------------------------------------------------------------------------


def look(job: Job, recording: RecordingSpec) -> Planned:
    """Return what will be done with a recording."""
    started = time.perf_counter()
    name, work = recording.name, _work(recording)

    def refused(error: Exception) -> Planned:
        seconds = time.perf_counter() - started
        outcome = Outcome(name, "failed", seconds, error=str(error), cause="input", attempts=0)
        return Planned(name, "refuse", str(error), work, Size(), outcome)

    try:
        run = plan_run(recording, job.ethogram, job.settings)
        header = _stored(GraphStore(job.folder), name)
        if isinstance(header, ShardHeader) and header.fingerprint == run.run_id and not job.force:
            outcome = outcome_of(
                name, "skipped", header, seconds=time.perf_counter() - started, attempts=0
            )
            return Planned(name, "skip", "it is labelled", work, _size_of(header), outcome)
        size = probe_size(recording)
        if work == "video" and _is_tracked(job.cache, run, recording):
            work = "video tracked before"
    except AwayError as error:  # by then, it may be back
        return Planned(name, "label", str(error), work, Size())
    except WorkbenchError as error:
        return refused(error)
    except Exception as error:  # noqa: BLE001 - a fault of ours in one recording must not stop the rest
        return _tried(recording, unexpected(error))
    return Planned(name, "label", _why(header, run, force=job.force), work, size)


def _tried(recording: RecordingSpec, fault: str) -> Planned:
    """Return that a recording is to be labelled though it could not be looked at."""
    why = f"looking at its files went wrong, it is tried all the same ({fault})"
    return Planned(recording.name, "label", why, _work(recording), Size())


def _work(recording: RecordingSpec) -> Work:
    if recording.tracks is None:
        return "video"
    return "tracks" if recording.video is None else "tracks and video"


def _stored(store: GraphStore, name: str) -> ShardHeader | str | None:
    """Return what a stored file says of itself, else what is wrong with it; nothing if none is."""
    try:
        return store.open(shard_file_name(name)).header
    except FileNotFoundError:
        return None
    except DataError as error:
        return f"what is stored of it cannot be read ({error})"


def _size_of(header: ShardHeader) -> Size:
    said = header.notes
    frames, duration, animals = said.get("frames"), said.get("duration_s"), said.get("animals")
    return Size(
        frames=float(frames) if isinstance(frames, int) else math.nan,
        animals=float(len(animals)) if isinstance(animals, list) else math.nan,
        duration_s=duration if isinstance(duration, float) else math.nan,
    )


def _is_tracked(cache: Path | None, run: Run, recording: RecordingSpec) -> bool:
    if cache is None or not cache.is_dir():
        return False
    from pipelines.tracks.blobs.cached import blobs_file  # slow to import

    return blobs_file(cache, run.inputs["video"], recording.animal_count).is_file()


def _why(header: ShardHeader | str | None, run: Run, *, force: bool) -> str:
    """Say why a recording is labelled."""
    if header is None:
        return "it is new"
    if not isinstance(header, ShardHeader):
        return header
    before, reasons = header.run, []
    if before.version != run.version:
        reasons.append(f"version {before.version} labelled it")
    changed = [
        role
        for role in sorted({*before.inputs, *run.inputs})
        if before.inputs.get(role) != run.inputs.get(role)
    ]
    if changed:
        reasons.append(f"other files: {', '.join(changed)}")
    if before.segmenter != run.segmenter or before.describer != run.describer:
        reasons.append("another segmenter or describer")
    words = {
        "recording": "other things are said of it", "ethogram": "another ethogram",
        "functions": "other functions of behaviors", "segmenter": "other settings of the segmenter",
        "clean": "other settings of cleaning",
    }  # fmt: skip
    reasons += [
        text
        for key, text in words.items()
        if _plain(before.parameters.get(key)) != _plain(run.parameters.get(key))
    ]
    if not reasons:
        return "labelling again is forced" if force else "it was made in another way"
    return "; ".join(reasons)


def _plain(value: object) -> str:
    return content_id(value)


def _looked_at(
    job: Job,
    recordings: Sequence[RecordingSpec],
    jobs: int,
    progress: Callable[[int], None],
) -> list[Planned]:
    if jobs < 1:
        found = []
        for recording in recordings:
            found.append(look(job, recording))
            progress(len(found))
        return found
    crew = min(jobs, 1 + len(recordings) // _WORTH_A_PROCESS)
    by_name: dict[str, Planned] = {}
    waiting = deque(recordings)
    workers = [
        Worker[RecordingSpec, Planned](partial(_task, job)) for _ in range(crew if waiting else 0)
    ]
    try:
        while len(by_name) < len(recordings):
            for worker in workers:
                if worker.item is None and waiting:
                    worker.start(waiting.popleft())
            busy = [worker for worker in workers if worker.item is not None]
            ready = wait([worker.end for worker in busy], _LOOK_EVERY_S)
            for worker in busy:
                planned = _heard(worker, ready=worker.end in ready)
                if planned is not None:
                    by_name[planned.recording] = planned
                    progress(len(by_name))
    finally:
        for worker in workers:
            worker.stop()
    return [by_name[recording.name] for recording in recordings]


def _task(job: Job, recording: RecordingSpec, _report: Report) -> Planned:
    return look(job, recording)


def _heard(worker: Worker[RecordingSpec, Planned], *, ready: bool) -> Planned | None:
    """Return what a worker found; a recording that ends or holds up its process is tried later."""
    recording = worker.item
    assert recording is not None
    if ready:
        found = worker.hear(lambda _stage, _share: None)
        if not isinstance(found, Death):
            return found
    elif time.perf_counter() - worker.since > HANGS_S:
        found = worker.kill(f"Nothing was heard for {HANGS_S:g} s.", "hang")
    else:
        return None
    return _tried(recording, found.reason)
