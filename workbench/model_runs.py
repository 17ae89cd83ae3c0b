"""Runs of models in a project: finding one, where it stands, what it came to, taking it out."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graphs.errors import DataError, UserError
from graphs.records import Event, Run
from graphs.storage.shard_names import shard_file_name, stem_and_layer
from graphs.storage.store import GraphStore
from graphs.words import MOST_LISTED
from pipelines.describe.by_model.plan import layer_of
from pipelines.describe.by_model.replay import identity_of
from pipelines.describe.by_model.run_read import (
    ReadRun,
    SaidClaim,
    SaidEvent,
    model_of,
    read_run,
    run_folders,
)
from pipelines.models.budget import Price, price_of

if TYPE_CHECKING:
    from workbench.project import Project


@dataclass(frozen=True, slots=True)
class ModelRun:
    """A run with its place in a project.

    Parameters
    ----------
    read
        What its folder tells.
    recording
        What it describes; empty if that cannot be told any more.
    in_graph
        Whether its facts are in the graph: a later run of the same model takes their place.
    price
        Of the model, if somebody said what it costs.
    """

    read: ReadRun
    recording: str
    in_graph: bool
    price: Price | None

    @property
    def money(self) -> float | None:
        """What the run cost; ``None`` if no price is known."""
        cost = self.read.cost
        return self.price.of(cost.input_tokens, cost.output_tokens) if self.price else None


def find_run(project: Project, name: str) -> ModelRun:
    """Return a run of a project.

    Parameters
    ----------
    project
        Whose run.
    name
        Its identifier, or the beginning of it if no other begins so.

    Raises
    ------
    UserError
        There is none, or there are several; those there are, are listed.
    DataError
        Its folder is damaged.
    """
    folders = {folder.name: folder for folder in run_folders(project.runs_folder)}
    found = [run for run in folders if name and run.startswith(name)]
    if len(found) != 1:
        raise _not_one(project, name, found, list(folders))
    return _placed(project, read_run(folders[found[0]]))


def runs_in_graph(project: Project, recordings: Sequence[str] | None = None) -> list[ModelRun]:
    """Return the runs whose facts are in the graph and whose folders are there.

    Parameters
    ----------
    project
        Whose runs.
    recordings
        Only of these.

    Raises
    ------
    DataError
        A folder is damaged.
    """
    runs = []
    for name in project.store().files():
        header = project.store().open(name).header if stem_and_layer(name)[1] else None
        if header is None or "asked" not in header.run.parameters:
            continue
        folder = project.runs_folder / header.run.run_id
        if (recordings is None or header.recording in recordings) and folder.exists():
            price = price_of(model_of(header.run), project.settings.prices)
            runs.append(ModelRun(read_run(folder), header.recording, in_graph=True, price=price))
    return runs


def _not_one(
    project: Project, name: str, found: Sequence[str], known: Sequence[str]
) -> UserError | DataError:
    if not known:
        return UserError(
            f"There is no run {name!r}: no model has described anything in {project.folder} yet."
        )
    said = f"{len(found)} runs begin with" if found else "There is no run"
    listed = [_in_words(project, run) for run in (found or known)[:MOST_LISTED]]
    more = "\n  - ..." if len(found or known) > MOST_LISTED else ""
    return UserError(f"{said} {name!r}. There are:\n  - " + "\n  - ".join(listed) + more)


def _in_words(project: Project, run: str) -> str:
    try:
        one = _placed(project, read_run(project.runs_folder / run))
    except DataError:
        return f"{run} (damaged)"
    state = "" if one.read.ended else ", not ended"
    return f"{run} ({one.read.model}, {one.recording or 'recording unknown'}{state})"


def _placed(project: Project, read: ReadRun) -> ModelRun:
    store = project.store()
    recording = read.named or _recording_of(project, read.run)
    try:
        name = shard_file_name(recording, layer_of(identity_of(read.run))) if recording else ""
        in_graph = bool(name) and store.open(name).header.run.run_id == read.run.run_id
    except FileNotFoundError:
        in_graph = False
    return ModelRun(read, recording, in_graph, price_of(read.model, project.settings.prices))


def _recording_of(project: Project, run: Run) -> str:
    """Return the recording whose labels a run describes."""
    store, labelled = project.store(), run.parameters.get("labelled")
    return next((n for n in store.recordings() if _run_of_labels(store, n) == labelled), "")


def _run_of_labels(store: GraphStore, recording: str) -> str | None:
    with contextlib.suppress(UserError, DataError):  # not labelled, or damaged
        return store.header(recording).run.run_id
    return None


def events_of(project: Project, run: ModelRun) -> dict[str, Event]:
    """Return identifier -> event of the labels that a run describes, as far as they are there."""
    with contextlib.suppress(FileNotFoundError, DataError):
        labelled = project.store().read_layer(run.recording) if run.recording else None
        if labelled is not None and labelled.run.run_id == run.read.run.parameters.get("labelled"):
            return {event.event_id: event for event in labelled.events}
    return {}


def take_out(project: Project, runs: Sequence[ModelRun]) -> list[int]:
    """Take the facts of runs out of the graph; their folders and what people reviewed stay.

    Returns
    -------
    list of int
        How many facts each had.

    Raises
    ------
    UserError
        Those of one are not in the graph, and nothing is removed; or it cannot be written.
    """
    missing = [one.read.run.run_id for one in runs if not one.in_graph]
    if missing:
        message = (
            f"No facts of these runs are in the graph: {', '.join(missing)}. A run has none until "
            "it ends, and a later run of the same model takes their place. Nothing was removed."
        )
        raise UserError(message)
    store, counts = project.store(), []
    for one in runs:
        layer = layer_of(identity_of(one.read.run))
        counts.append(store.open(shard_file_name(one.recording, layer)).header.fact_count)
        store.change(one.recording, layer, lambda _before: None)
    return counts


@dataclass(frozen=True, slots=True)
class Counts:
    """What a model said, counted.

    Parameters
    ----------
    claims
        In all.
    agree, disagree, untestable
        By what the tracks say.
    asserted, proposed
        By status.
    not_visible, other, remarks
        Triples that could not be told, what no entry covers, remarks.
    """

    claims: int
    agree: int
    disagree: int
    untestable: int
    asserted: int
    proposed: int
    not_visible: int
    other: int
    remarks: int


def counts_of(events: Sequence[SaidEvent]) -> Counts:
    """Count what was said of events."""
    claims = [claim for event in events for claim in event.claims]
    tracks, status = Counter(c.tracks for c in claims), Counter(c.status for c in claims)
    return Counts(
        len(claims),
        tracks["agree"],
        tracks["disagree"],
        tracks["untestable"],
        status["asserted"],
        status["proposed"],
        sum(len(event.not_visible) for event in events),
        sum(len(event.other) for event in events),
        sum(len(event.remarks) for event in events),
    )


def most_contradicted(events: Sequence[SaidEvent]) -> list[tuple[SaidEvent, SaidClaim]]:
    """Return claims with their events.

    Those that the tracks contradict come first, and among them those of the events that have most
    of them.
    """
    against = {e.event_id: sum(c.tracks == "disagree" for c in e.claims) for e in events}
    said = [(event, claim) for event in events for claim in event.claims]
    return sorted(said, key=lambda one: (one[1].tracks != "disagree", -against[one[0].event_id]))
