"""What labelling will do, before it does: a table of what and why, and how long it takes."""

from __future__ import annotations

import math
import os
import re
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graphs.errors import UserError
from graphs.words import counted
from workbench.cli.output import SHOWN_NAMES, print_table, progress_bar, recordings_in_words

if TYPE_CHECKING:
    from pipelines.batch import Limits
    from pipelines.batch.history import History
    from pipelines.batch.plan import Plan, Planned
    from pipelines.batch.task import Job
    from pipelines.recording import RecordingSpec
    from workbench.project import Project

CACHE_VARIABLE = "WORKBENCH_CACHE_DIR"
"""In the environment: where the user's cache is, instead of where the system keeps such things."""
SHOWN_ONE_BY_ONE = 40
"""Recordings up to which each has its own line in the table of a plan."""
_SECONDS = {"": 1.0, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_MEGABYTES = {
    "mb": 1.0, "gb": 1e3, "tb": 1e6, "mib": 2**20 / 1e6, "gib": 2**30 / 1e6, "tib": 2**40 / 1e6,
}  # fmt: skip
_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)")


def history_file() -> Path:
    """Return where it is kept how long recordings took: in the user's cache."""
    given = os.environ.get(CACHE_VARIABLE)
    if given:
        return Path(given) / "labelled.jsonl"
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    if base is None and sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    folder = Path(base) if base else Path.home() / ".cache"
    return folder / "behavior-workbench" / "labelled.jsonl"


def job_of(project: Project, *, force: bool = False, segmenter: str | None = None) -> Job:
    """Return what is the same for all recordings of a project that are labelled."""
    from dataclasses import replace

    from pipelines.batch.task import Job

    settings = project.label_settings()
    if segmenter is not None:
        settings = replace(settings, segmenter=segmenter)
    ethogram = project.full_ethogram()
    return Job(project.graph_folder, ethogram, settings, project.cache_folder, force)


def planned(job: Job, recordings: Sequence[RecordingSpec], history: History, *, jobs: int) -> Plan:
    """Return what labelling will do, with a bar on stderr while recordings are looked at."""
    from pipelines.batch.plan import make_plan

    bar = progress_bar()
    with bar:
        task = bar.add_task("looking at recordings", total=len(recordings), done=0)
        return make_plan(
            job,
            recordings,
            history,
            jobs=jobs,
            progress=lambda count: bar.update(task, completed=count, done=count),
        )


def plan_in_words(plan: Plan) -> str:
    """Return in a line how many recordings are labelled, skipped and refused, and for how long."""
    counts = plan.counts()
    said = (
        f"{counts['label']} to label, {counts['skip']} to skip (labelled already), "
        f"{counts['refuse']} refused"
    )
    return f"{said}; {time_in_words(plan)}" if counts["label"] else said


def time_in_words(plan: Plan) -> str:
    """Return how long a plan takes, and how that is known."""
    from pipelines.batch.report import long_in_words

    if math.isnan(plan.seconds):
        return "how long that takes cannot be told: the files do not tell their size"
    basis = (
        f"from {counted(plan.past, 'recording')} labelled on this machine"
        if plan.past
        else "a guess: nothing like it was labelled on this machine before"
    )
    doubt = (
        f"; {counted(plan.unknown, 'recording')} counted as the mean, their size is not told"
        if plan.unknown
        else ""
    )
    at_once = "one at a time" if plan.jobs <= 1 else f"{plan.jobs} at a time"
    return f"about {long_in_words(plan.seconds)}, {at_once} ({basis}{doubt})"


def print_plan(plan: Plan) -> None:
    """Print what will be done with which recordings and why, to stdout."""
    if len(plan.recordings) <= SHOWN_ONE_BY_ONE:
        print_table(
            ["recording", "what", "frames>", "animals>", "length>", "expected>", "why"],
            [
                (one.recording, one.action, _count(one.size.frames), _count(one.size.animals),
                 _long(one.size.duration_s), _long(plan.expected_s.get(one.recording, math.nan)),
                 one.why)
                for one in plan.recordings
            ],
        )  # fmt: skip
    else:
        print_table(
            ["what", "recordings>", "length>", "expected>", "why", "which"],
            [_grouped(plan, alike) for alike in _alike(plan)],
        )
    typer.echo(plan_in_words(plan) + ".")


def _alike(plan: Plan) -> list[list[Planned]]:
    groups: dict[tuple[str, str], list[Planned]] = defaultdict(list)
    for one in plan.recordings:
        groups[one.action, one.why if one.action != "refuse" else _general(one)].append(one)
    return list(groups.values())


def _general(one: Planned) -> str:
    """Return the reason of a refusal without the names of files."""
    return re.sub(r"'[^']*'", "'...'", one.why)


def _grouped(plan: Plan, alike: Sequence[Planned]) -> tuple[object, ...]:
    names = [one.recording for one in alike]
    expected = math.fsum(plan.expected_s.get(name, math.nan) for name in names)
    lengths = math.fsum(one.size.duration_s for one in alike)
    which = recordings_in_words(names) if len(names) > SHOWN_NAMES else ", ".join(names)
    return alike[0].action, len(names), _long(lengths), _long(expected), alike[0].why, which


def _count(value: float) -> str:
    return "-" if math.isnan(value) else f"{value:.0f}"


def _long(seconds: float) -> str:
    from pipelines.batch.report import long_in_words

    return "-" if math.isnan(seconds) else long_in_words(seconds)


def plan_json(plan: Plan) -> dict[str, object]:
    """Return a plan for ``--json``."""
    return {
        "recordings": [
            {
                "recording": one.recording,
                "action": one.action,
                "why": one.why,
                "work": one.work,
                **asdict(one.size),
                "expected_s": plan.expected_s.get(one.recording, math.nan),
            }
            for one in plan.recordings
        ],
        "counts": plan.counts(),
        "jobs": plan.jobs,
        "seconds": plan.seconds,
        "past": plan.past,
        "guess": plan.past == 0,
        "size_unknown": plan.unknown,
    }


def limits_of(
    jobs: int, time_limit: str | None, memory_limit: str | None, cluster: str | None = None
) -> Limits | None:
    """Return the limits for one recording; `UserError` if nothing would keep them."""
    if time_limit is None and memory_limit is None:
        return None
    from pipelines.batch import Limits

    if cluster is not None and memory_limit is not None:
        message = (
            "On a cluster, memory is limited where the workers are started: by dask worker "
            "--memory-limit, or by memory in the file for Slurm. Leave --memory-limit out."
        )
        raise UserError(message)
    if cluster is None and jobs < 1:
        message = "Limits hold for worker processes; --jobs 0 has none. Use --jobs 1 or more."
        raise UserError(message)
    return Limits(time_s=seconds_in(time_limit), memory_mb=megabytes_in(memory_limit))


def seconds_in(text: str | None) -> float | None:
    """Return the seconds of ``90``, ``90s``, ``5m`` or ``5min``, ``1h30min`` or ``2d``.

    Raises
    ------
    UserError
        It is something else.
    """
    return _measured(text, _SECONDS, "a time such as 90s, 30min, 1h30min or 2d")


def megabytes_in(text: str | None) -> float | None:
    """Return the megabytes (10^6 bytes) of ``4000MB``, ``4GB``, ``1TB`` or ``2GiB``.

    Raises
    ------
    UserError
        It is something else.
    """
    return _measured(text, _MEGABYTES, "an amount of memory such as 4000MB, 4GB or 2GiB")


def _measured(text: str | None, sizes: dict[str, float], expected: str) -> float | None:
    """Return the sum of amounts with units; a number without one must stand alone."""
    if text is None:
        return None
    parts = _AMOUNT.findall(text.lower())
    known = all(unit in sizes and (unit or len(parts) == 1) for _, unit in parts)
    amount = sum(float(number) * sizes[unit] for number, unit in parts) if known else 0.0
    if _AMOUNT.sub("", text.lower()).strip() or not amount > 0:
        message = f"Expected {expected}; found {text!r}."
        raise UserError(message)
    return amount
