"""What is stored of a recording, under the names that its project gives animals now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphs.corrections.renamed import Renamed, renamed_facts, renamed_spans
from graphs.storage.shard import RecordingGraph

_LISTED, _BY_NAME = "animals", "seen_share"
"""Notes of labelling: the names of the animals, and a number for each."""


def renamed_graph(graph: RecordingGraph, names: Renamed) -> RecordingGraph:
    """Return a layer of a recording under other names of animals; who made it stays.

    Parameters
    ----------
    graph
        The layer.
    names
        Name before -> name after.
    """
    notes = dict(graph.notes)
    if _LISTED in notes:
        notes[_LISTED] = [names.get(name, name) for name in animals_listed(graph)]
    shares = notes.get(_BY_NAME)
    if isinstance(shares, Mapping):
        notes[_BY_NAME] = {names.get(name, name): share for name, share in shares.items()}
    return replace(
        graph,
        facts=renamed_facts(graph.facts, names),
        assessed=renamed_spans(graph.assessed, names),
        notes=notes,
    )


def animals_listed(graph: RecordingGraph) -> list[str]:
    """Return the animals that labelling found, under their names now."""
    listed = graph.notes.get(_LISTED)
    return [str(name) for name in listed] if isinstance(listed, list) else []
