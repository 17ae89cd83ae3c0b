"""Many recordings described by a model: resume, a budget, and an outcome for every one.

Recordings are taken one after the other in this process: the time goes into waiting for answers, of
which several are under way at a time. A recording is stored when all of it is described; answers
are kept as they come, so what is interrupted goes on where it stopped, and pays nothing twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from graphs.errors import BudgetReached, DataError, ModelError, UserError
from graphs.ethogram import Ethogram
from graphs.storage.shard import ShardHeader
from graphs.storage.store import GraphStore
from pipelines.describe.by_model.plan import (
    UNANSWERED,
    described_before,
    layer_of,
    plan_model_run,
)
from pipelines.describe.by_model.recording import Access, describe_by_model
from pipelines.describe.by_model.settings import ModelSettings
from pipelines.describe.prompt.texts import prompt_digest
from pipelines.models.answers import Asked
from pipelines.opened import open_recording
from pipelines.recording import RecordingSpec
from pipelines.tracks.clean import CleanSettings

State = Literal["done", "skipped", "stopped", "failed"]


@dataclass(frozen=True, slots=True)
class ModelOutcome:
    """What became of one recording.

    Parameters
    ----------
    recording
        Name.
    state
        ``done``; ``skipped``: it was described before in the same way; ``stopped``: the budget is
        used up, what was answered is kept; ``failed``.
    seconds
        Time taken.
    facts, events, unanswered
        Facts, events that were to be described, and those of them without an answer.
    asked
        Questions and what they cost.
    run
        Name of the folder under ``runs/``; empty if nothing was begun.
    warnings, error
        What a person should know; why it failed or stopped.
    """

    recording: str
    state: State
    seconds: float
    facts: int = 0
    events: int = 0
    unanswered: int = 0
    asked: Asked = field(default_factory=Asked)
    run: str = ""
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class ModelJob:
    """What is the same for all recordings.

    Parameters
    ----------
    graph_folder
        Where the graphs are; a path or a URL.
    ethogram, settings, clean
        What is asked, what is shown, and how tracks were cleaned.
    access
        The model.
    cache
        Where the tracks of videos without tracks are kept.
    force
        Describe again what is done; answers that are kept are used all the same.
    """

    graph_folder: Path | str
    ethogram: Ethogram
    settings: ModelSettings
    clean: CleanSettings
    access: Access
    cache: Path | None = None
    force: bool = False


Report = Callable[[str, float, int, int], None]
"""Called with a recording, the share of it that is done, recordings finished, and in all."""


def describe_all(
    job: ModelJob,
    recordings: Sequence[RecordingSpec],
    progress: Report = lambda *_: None,
) -> list[ModelOutcome]:
    """Describe recordings that are labelled, and store what the model says as a layer of its own.

    Returns
    -------
    list of ModelOutcome
        In the order of the recordings. Once the budget is used up, or the model cannot be asked at
        all, those that are left are not begun.
    """
    outcomes: list[ModelOutcome] = []
    ended: ModelOutcome | None = None
    for recording in recordings:
        if ended is None:
            done = len(outcomes)

            def report(share: float, name: str = recording.name, done: int = done) -> None:
                progress(name, share, done, len(recordings))

            outcome, ends = _describe(job, recording, report)
            ended = outcome if ends else None
        else:
            outcome = ModelOutcome(recording.name, ended.state, 0.0, error=ended.error)
        outcomes.append(outcome)
        progress(recording.name, 1.0, len(outcomes), len(recordings))
    return outcomes


def _describe(
    job: ModelJob, recording: RecordingSpec, report: Callable[[float], None]
) -> tuple[ModelOutcome, bool]:
    """Describe and store one recording; tell whether the others cannot be described either."""
    started, name, run_id = time.perf_counter(), recording.name, ""

    def passed() -> float:
        return time.perf_counter() - started

    store, identity = GraphStore(job.graph_folder), job.access.model.identity
    try:
        labelled = store.read_layer(name)
        header = store.header(name)
        run = plan_model_run(header, job.ethogram, job.settings, identity, prompt_digest())
        run_id = run.run_id
        before = described_before(store, name, layer_of(identity), run)
        if before is not None and not job.force:
            return _outcome(name, "skipped", passed(), before, Asked()), False
        opened = open_recording(
            recording, clean=job.clean, body_length_cm=job.ethogram.body_length_cm, cache=job.cache
        )
        graph, asked = describe_by_model(
            opened, labelled, job.ethogram, job.settings, job.access, run, report
        )
        file = store.write(graph)
        return _outcome(name, "done", passed(), store.open(file).header, asked), False
    except FileNotFoundError:
        reason = "It is not labelled yet: events come from labelling. Run: workbench label"
        return ModelOutcome(name, "failed", passed(), error=reason), False
    except BudgetReached as error:
        return ModelOutcome(name, "stopped", passed(), run=run_id, error=str(error)), True
    except ModelError as error:
        return ModelOutcome(name, "failed", passed(), run=run_id, error=str(error)), True
    except (UserError, DataError) as error:
        return ModelOutcome(name, "failed", passed(), run=run_id, error=str(error)), False


def _outcome(
    name: str, state: State, seconds: float, header: ShardHeader, asked: Asked
) -> ModelOutcome:
    notes = header.notes
    events, unanswered, warnings = (notes.get(key) for key in ("events", UNANSWERED, "warnings"))
    return ModelOutcome(
        recording=name,
        state=state,
        seconds=seconds,
        facts=header.fact_count,
        events=events if isinstance(events, int) else 0,
        unanswered=len(unanswered) if isinstance(unanswered, dict) else 0,
        asked=asked,
        run=header.run.run_id,
        warnings=tuple(map(str, warnings)) if isinstance(warnings, list) else (),
    )
