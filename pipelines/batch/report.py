"""What became of a run: how much was done how quickly, what failed and why, and what to do next."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from graphs.plain_json import to_json
from graphs.storage.atomic import write_atomic
from pipelines.batch.outcome import Cause, Outcome
from pipelines.batch.status import Status

JSON, HTML = "report.json", "report.html"

IN_WORDS: dict[Cause, str] = {
    "input": "its files, or what is said of it",
    "limit time": "the limit of time",
    "limit memory": "the limit of memory",
    "crash": "a reader or decoder crashed",
    "hang": "no sign of life",
    "storage": "the place of the results",
    "held": "another run works on it",
    "lost worker": "the process or machine went away",
    "stopped": "the run was stopped",
    "fault": "a fault of the workbench",
}
ADVICE: dict[Cause, str] = {
    "input": "Mend what the message says, then run again.",
    "limit time": "Raise --time-limit, or cut the recording into parts; the command below leaves "
    "the limit out.",
    "limit memory": "Use fewer --jobs, raise --memory-limit, or cut the recording into parts; the "
    "command below leaves the limit out.",
    "crash": "Open the files in another program; export or copy them anew.",
    "hang": "See that the disk or network answers, then run again.",
    "storage": "Free space, or bring the place back, then run again.",
    "held": "Wait for the other run, then run again.",
    "lost worker": "Run again.",
    "stopped": "Run again to go on.",
    "fault": "Please report it with the file.",
}


@dataclass(frozen=True, slots=True)
class Failure:
    """Recordings that have no new facts for one reason.

    Parameters
    ----------
    cause, error
        The reason in a word, and in full. Of several recordings, ``*`` stands for the name of each
        where it names their files.
    retriable
        Whether running again may go well though nothing is changed.
    recordings
        Their names.
    """

    cause: Cause
    error: str
    retriable: bool
    recordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Throughput:
    """How quickly recordings were labelled; NaN where nothing tells.

    Parameters
    ----------
    labelled
        How many.
    frames, recorded_s, busy_s, cpu_s
        Of those: frames, their length, the time that workers spent on them, and processor time.
    recordings_per_hour, frames_per_s, recorded_per_s
        By the clock of the run.
    """

    labelled: int
    frames: int
    recorded_s: float
    busy_s: float
    cpu_s: float
    recordings_per_hour: float
    frames_per_s: float
    recorded_per_s: float


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What became of a run.

    Parameters
    ----------
    run, command, host, jobs, began, ended
        As in `Status`.
    expected_s, took_s
        How long it was expected to take (NaN if it was not), and took.
    states, causes
        How many recordings of each.
    throughput
        Of those that were labelled.
    failures
        Those that have no new facts, by reason, the most frequent cause first.
    warnings
        What a person should know, with the recordings that it is about.
    retry
        The command that labels what was not done; empty if all was.
    outcomes
        Of the recordings that were not skipped.
    """

    run: str
    command: str
    host: str
    jobs: int
    began: float
    ended: float
    expected_s: float
    took_s: float
    states: Mapping[str, int]
    causes: Mapping[Cause, int]
    throughput: Throughput
    failures: tuple[Failure, ...]
    warnings: Mapping[str, Sequence[str]]
    retry: str
    outcomes: tuple[Outcome, ...]


def make_report(
    status: Status,
    outcomes: Iterable[Outcome],
    *,
    retry: str,
    recorded_s: Mapping[str, float],
    expected_s: float = math.nan,
) -> BatchReport:
    """Return the report of a run that has ended.

    Parameters
    ----------
    status
        Its last.
    outcomes
        Of all recordings.
    retry
        The command that labels what was not done.
    recorded_s
        How long recordings are, as far as that is known.
    expected_s
        How long the run was expected to take.
    """
    found = list(outcomes)
    begun = [outcome for outcome in found if outcome.state != "skipped"]
    ended = status.beat if status.ended is None else status.ended
    failures = _failures(begun)
    return BatchReport(
        run=status.run,
        command=status.command,
        host=status.host,
        jobs=status.jobs,
        began=status.began,
        ended=ended,
        expected_s=expected_s,
        took_s=ended - status.began,
        states=dict(Counter(outcome.state for outcome in found)),
        causes=dict(Counter(o.cause for o in found if o.cause is not None).most_common()),
        throughput=_throughput(found, recorded_s, ended - status.began),
        failures=failures,
        warnings=_warnings(begun),
        retry=retry if failures else "",
        outcomes=tuple(begun),
    )


def _failures(outcomes: Iterable[Outcome]) -> tuple[Failure, ...]:
    alike: dict[tuple[Cause, str, bool], list[Outcome]] = defaultdict(list)
    per_cause = Counter[str]()
    for outcome in outcomes:
        if outcome.cause is not None:
            per_cause[outcome.cause] += 1
            said = _of_any(outcome.error or "", outcome.recording)
            key = (outcome.cause, said, outcome.retriable)
            alike[key].append(outcome)
    order = sorted(alike, key=lambda key: (-per_cause[key[0]], key[0], -len(alike[key]), key[1]))
    return tuple(_failure(key, alike[key]) for key in order)


def _failure(key: tuple[Cause, str, bool], outcomes: Sequence[Outcome]) -> Failure:
    cause, error, retriable = key
    texts = {outcome.error or "" for outcome in outcomes}
    names = tuple(outcome.recording for outcome in outcomes)
    return Failure(cause, error if len(texts) > 1 else texts.pop(), retriable, names)


def _of_any(text: str, recording: str) -> str:
    """Return what is said of a recording as of any: its files, in quotes, have ``*`` for its name.

    >>> _of_any("'d/m1.mp4' is empty, 'm12.mp4' is not", "m1")
    "'d/*.mp4' is empty, 'm12.mp4' is not"
    """
    return re.sub(rf"(?<=['/\\]){re.escape(recording)}(?!\d)(?=[^'/\\]*')", "*", text)


def _warnings(outcomes: Iterable[Outcome]) -> dict[str, list[str]]:
    about: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for outcome in outcomes:
        for text in outcome.warnings:
            about[_of_any(text, outcome.recording)].append((text, outcome.recording))
    return {
        (said if len({text for text, _ in those}) > 1 else those[0][0]): [one for _, one in those]
        for said, those in about.items()
    }


def _throughput(
    outcomes: Iterable[Outcome], recorded_s: Mapping[str, float], took_s: float
) -> Throughput:
    done = [outcome for outcome in outcomes if outcome.state == "done"]
    frames = sum(outcome.frames for outcome in done)
    recorded = math.fsum(recorded_s.get(outcome.recording, math.nan) for outcome in done)
    per_s = 1 / took_s if done and took_s > 0 else math.nan
    return Throughput(
        labelled=len(done),
        frames=frames,
        recorded_s=recorded,
        busy_s=math.fsum(outcome.seconds for outcome in done),
        cpu_s=math.fsum(outcome.cpu_s for outcome in done),
        recordings_per_hour=3600 * len(done) * per_s,
        frames_per_s=frames * per_s,
        recorded_per_s=recorded * per_s,
    )


def write_report(report: BatchReport, folder: Path) -> tuple[Path, Path]:
    """Write a report as JSON and as a page, and return both files.

    Raises
    ------
    UserError
        The folder cannot be written.
    """
    from pipelines.batch.report_page import page

    write_atomic(folder / JSON, to_json(asdict(report)).encode())
    write_atomic(folder / HTML, page(report).encode())
    return folder / JSON, folder / HTML


def long_in_words(seconds: float) -> str:
    """Return a time for a person.

    >>> [long_in_words(s) for s in (0.04, 7.26, 83, 4020, 180000, float("nan"))]
    ['0.0 s', '7.3 s', '1 min 23 s', '1 h 7 min', '2 d 2 h', 'unknown']
    """
    if math.isnan(seconds):
        return "unknown"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    if hours < 24:
        return f"{hours} h {minutes} min"
    return f"{hours // 24} d {hours % 24} h"
