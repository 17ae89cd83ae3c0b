"""Which run describing a recording by a model would be, and whether it was done before."""

from __future__ import annotations

from importlib.metadata import version

from graphs.errors import DataError
from graphs.ethogram import Ethogram
from graphs.records import Run, content_id
from graphs.storage.shard import ShardHeader
from graphs.storage.shard_names import shard_file_name
from graphs.storage.store import GraphStore
from pipelines.describe.by_model.settings import ModelSettings
from pipelines.label import TOOL, functions_of
from pipelines.models.contract import ModelIdentity

UNANSWERED = "unanswered"
"""Note of a layer: the events that have no answer, with the reasons; they are asked again."""


def layer_of(identity: ModelIdentity) -> str:
    """Return the layer that holds what a model says: each model has one of its own."""
    return content_id("model", identity.kind, identity.name)


def plan_model_run(
    labelled: ShardHeader,
    ethogram: Ethogram,
    settings: ModelSettings,
    identity: ModelIdentity,
    prompt: str,
) -> Run:
    """Return the run that describing a recording by a model would be.

    Parameters
    ----------
    labelled
        What labelling says of the recording: its events are described, its files are shown.
    ethogram
        Behaviors that are asked about.
    settings
        What is shown and asked.
    identity
        The model.
    prompt
        Fingerprint of the texts of the prompt.

    Notes
    -----
    Examples from facts that people accepted are not part of it: accepting one more does not make
    all that was paid for out of date.
    """
    parameters = {
        "source": "model",
        "model": {"kind": identity.kind, "name": identity.name, **identity.settings},
        "asked": settings.asked(),
        "prompt": prompt,
        "ethogram": ethogram.source,
        **functions_of(ethogram),
        "labelled": labelled.run.run_id,
    }
    release, inputs = version(TOOL), dict(labelled.run.inputs)
    return Run(
        run_id=content_id(release, identity.kind, parameters, inputs),
        tool=TOOL,
        version=release,
        describer=identity.kind,
        segmenter=labelled.run.segmenter,
        tracker=labelled.run.tracker,
        parameters=parameters,
        inputs=inputs,
    )


def described_before(store: GraphStore, recording: str, layer: str, run: Run) -> ShardHeader | None:
    """Return what a model said of a recording, if the same run made it and every event is in it."""
    try:
        header = store.open(shard_file_name(recording, layer)).header
    except (FileNotFoundError, DataError):  # a damaged file is made again
        return None
    complete = header.fingerprint == run.run_id and not header.notes.get(UNANSWERED)
    return header if complete else None
