"""A run again, from what was kept of it, with nothing sent: whether it gives the same facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from graphs.errors import DataError, ModelError
from graphs.ethogram import Ethogram
from graphs.records import Fact, Run
from graphs.storage.shard import RecordingGraph, encode_shard
from graphs.storage.shard_read import open_shard
from pipelines.describe.by_model.plan import UNANSWERED
from pipelines.describe.by_model.recording import Access, describe_by_model
from pipelines.describe.by_model.run_folder import ANSWERS, read_exemplars
from pipelines.describe.by_model.settings import ModelSettings
from pipelines.models.answers import AnswerStore
from pipelines.models.budget import Meter
from pipelines.models.contract import Done, Gate, ModelIdentity, Question
from pipelines.opened import OpenedRecording
from pipelines.stills.contract import Marks, Privacy, StillSettings


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a run gives again.

    Parameters
    ----------
    recording, run
        Which one.
    facts
        In the graph.
    missing, new
        Facts of the graph that did not come again, and those that are new.
    unanswered
        Events whose answers are not kept, or that are asked otherwise now.
    """

    recording: str
    run: str
    facts: int
    missing: tuple[Fact, ...]
    new: tuple[Fact, ...]
    unanswered: int

    @property
    def same(self) -> bool:
        """Whether the very same facts came."""
        return not (self.missing or self.new or self.unanswered)


class StoredModel:
    """Stands for a model that answered before, and is not asked again."""

    def __init__(self, identity: ModelIdentity) -> None:
        self.identity = identity

    def ask(self, questions: Sequence[Question], done: Done, gate: Gate) -> None:
        """Answer nothing."""
        del questions, done, gate
        message = "A replay asks nothing."
        raise ModelError(message)


def replay(
    layer: RecordingGraph,
    labelled: RecordingGraph,
    opened: OpenedRecording,
    ethogram: Ethogram,
    runs: Path,
    scratch: Path,
) -> Replayed:
    """Describe a recording again from stored answers, with the settings of its run.

    Parameters
    ----------
    layer
        What the model said, from the graph.
    labelled
        What labelling says of the recording now.
    opened
        The recording as it is now.
    ethogram
        That of the run: its parameter ``ethogram``, completed.
    runs
        Where the run and the stored answers are.
    scratch
        Where the replay may write.

    Raises
    ------
    DataError
        The run does not say what it was made with.
    """
    run = layer.run
    settings, identity = settings_of(run), identity_of(run)
    access = Access(
        StoredModel(identity),
        Meter(),
        AnswerStore(runs / ANSWERS),
        scratch,
        read_exemplars(runs / run.run_id),
        only_stored=True,
    )
    graph, _ = describe_by_model(opened, labelled, ethogram, settings, access, run)
    again = open_shard(encode_shard(graph), "replay").graphs()[0]  # as it would be stored
    before, now = set(layer.facts), set(again.facts)
    unanswered = graph.notes.get(UNANSWERED) or {}
    known = layer.notes.get(UNANSWERED) or {}
    assert isinstance(unanswered, Mapping)
    assert isinstance(known, Mapping)
    return Replayed(
        layer.recording,
        run.run_id,
        len(before),
        tuple(sorted(before - now, key=lambda fact: fact.start_s)),
        tuple(sorted(now - before, key=lambda fact: fact.start_s)),
        len(set(unanswered) - set(known)),
    )


def identity_of(run: Run) -> ModelIdentity:
    """Return which model a run asked."""
    said = run.parameters.get("model")
    if not isinstance(said, Mapping):
        message = f"Run {run.run_id} does not say which model it asked."
        raise DataError(message)
    settings = {key: value for key, value in said.items() if key not in ("kind", "name")}
    return ModelIdentity(str(said["kind"]), str(said["name"]), settings)


def settings_of(run: Run) -> ModelSettings:
    """Return what a run was asked with."""
    asked = run.parameters.get("asked")
    if not isinstance(asked, Mapping):
        message = f"Run {run.run_id} does not say what was asked."
        raise DataError(message)
    identity = identity_of(run)
    stills = dict(asked["stills"])
    privacy = dict(stills["privacy"])
    privacy["blur"] = tuple(
        tuple(one) if isinstance(one, Sequence) and not isinstance(one, str) else one
        for one in privacy["blur"]
    )
    stills |= {"privacy": Privacy(**privacy), "marks": Marks(**stills["marks"])}
    known = {setting.name for setting in fields(ModelSettings)}
    said: dict[str, Any] = {key: value for key, value in asked.items() if key in known}
    said |= {"behaviors": tuple(asked["behaviors"]), "stills": StillSettings(**stills)}
    return ModelSettings(kind=identity.kind, **said)
