"""Files to the knowledge graph: what they tell of recordings of a project becomes a layer of each.

An import has a name. What an import of the same name brought before is replaced, so a corrected
file is simply imported again; nothing else in the graph is touched. All of a file is checked before
any of it is written.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from graphs.errors import UserError
from graphs.formats.registry import format_named
from graphs.records import Run
from graphs.storage.shard import RecordingGraph
from graphs.storage.shard_names import stem_and_layer
from graphs.words import counted
from workbench.knowledge.exchange import Progress
from workbench.knowledge.import_checks import check_told
from workbench.knowledge.import_files import Scorer, format_of, in_project, incoming
from workbench.knowledge.import_whole import looked_at_whole
from workbench.knowledge.import_words import behaviors_in, with_objects, with_subjects
from workbench.knowledge.incoming import ImportedRecording, layer_of
from workbench.knowledge.present import Present, present

if TYPE_CHECKING:
    from graphs.storage.store import GraphStore
    from workbench.knowledge.graph import KnowledgeGraph


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file.

    Parameters
    ----------
    name
        Of the import.
    format
        Of the file.
    recordings
        What was brought to each.
    mapped_behaviors
        Behaviors as the file calls them -> as the ethogram does, and the project now.
    unknown_behaviors
        Behaviors that the ethogram does not have -> a hint, which may be empty.
    left_out
        Recordings of the file that the project does not have.
    taken_away
        Recordings of which the file tells nothing any more; what an earlier import of this name had
        brought there is gone.
    other_file
        Whether the earlier import of this name was of other content.
    """

    name: str
    format: str
    recordings: tuple[ImportedRecording, ...]
    mapped_behaviors: Mapping[str, str]
    unknown_behaviors: Mapping[str, str]
    left_out: tuple[str, ...]
    taken_away: tuple[str, ...]
    other_file: bool


def import_graph(
    graph: KnowledgeGraph,
    path: Path,
    *,
    format: str | None = None,  # noqa: A002 - the word of the command line
    name: str | None = None,
    mapping: Mapping[str, str] | None = None,
    source: Scorer = "import",
    whole: bool = False,
    subject: str | None = None,
    as_written: bool = False,
    skip_unknown: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> Imported:
    """Add to a project what a file tells of its recordings.

    Parameters
    ----------
    graph
        Of the project.
    path
        A file, or a folder of tables.
    format
        Its format; told from its name and content if not given.
    name
        What to call the import; the name of the file, without suffix, if not given.
    mapping
        Name of a recording in the file -> name in the project, where they differ.
    source
        Who speaks where the file does not say: ``human`` for what a person scored.
    whole
        Whether the scorer looked for every behavior of the file in every recording of it, from its
        start to its end. Then time without a fact is time in which it did not happen; otherwise
        only what the file itself says was assessed.
    subject
        Who is meant where the file says that nobody was chosen (BORIS: No focal subject).
    as_written
        Keep names of behaviors as they are, also forms and synonyms of one of the ethogram.
    skip_unknown
        Leave out recordings that the project does not have.
    force
        Import what is refused otherwise: facts that start after the end of a recording, names that
        are spelled nearly as known ones, facts that are here under other names
        (`workbench.knowledge.import_checks`). And take away, too, what an earlier import of this
        name brought to recordings of which the file tells nothing.
    progress
        Told of each recording.

    Raises
    ------
    UserError
        The format or a recording is unknown, the length of a recording is needed and not known, or
        the graph cannot be written.
    DataError
        The file is damaged, or a file of the graph, or what the file tells cannot be so. Nothing is
        changed then.
    """
    form = format_of(path) if format is None else format_named(format)
    found = with_subjects(form.read(path), subject, path)
    ethogram = graph.project.ethogram()
    found = with_objects(found, ethogram)
    behaviors = behaviors_in(found, ethogram, as_written=as_written)
    name = name or path.resolve().stem
    how = replace(incoming(path, form, name, source), behaviors=behaviors.mapped)
    recordings = in_project(graph.project, found, mapping or {}, path, skip_unknown)
    earlier = _earlier(graph.project.store(), how.run.run_id)
    gone = sorted(set(earlier) - set(recordings))
    if gone and not force:
        raise _other_recordings(name, gone)
    here = _present(graph, recordings, how.run.run_id, progress)
    if not force:
        check_told(path, recordings, here, how)
    if whole:
        recordings = looked_at_whole(graph.project, recordings, here)
    layers = [layer_of(one, here[recording], how) for recording, one in recordings.items()]
    _write(graph.project.store(), [layer for layer, _ in layers], gone, how.run.run_id)
    return Imported(
        name=name,
        format=form.name,
        recordings=tuple(done for _, done in layers),
        mapped_behaviors=behaviors.mapped,
        unknown_behaviors=behaviors.unknown,
        left_out=tuple(
            sorted({f.recording for f in found} - {one.recording for one in recordings.values()})
        ),
        taken_away=tuple(gone),
        other_file=any(run.inputs != how.run.inputs for run in earlier.values()),
    )


def _present(
    graph: KnowledgeGraph, recordings: Collection[str], layer: str, progress: Progress | None
) -> dict[str, Present]:
    """Return what the project has of each recording."""
    store, overlay = graph.project.store(), graph.overlays()
    here = {}
    for done, name in enumerate(recordings):
        if progress is not None:
            progress(done, len(recordings), name)
        arena = graph.project.spec(name).arena
        here[name] = present(store, overlay, name, layer, [*arena.zones, *arena.objects])
    return here


def _earlier(store: GraphStore, layer: str) -> dict[str, Run]:
    """Return recording -> run of what an import of the same name brought earlier."""
    headers = [store.open(n).header for n in store.files() if stem_and_layer(n)[1] == layer]
    return {header.recording: header.run for header in headers}


def _other_recordings(name: str, gone: Sequence[str]) -> UserError:
    shown = ", ".join([*map(repr, gone[:5]), *(["..."] if len(gone) > 5 else [])])
    return UserError(
        f"An earlier import called {name!r} brought facts to {counted(len(gone), 'recording')} of "
        f"which this file tells nothing: {shown}. If this is another file, give its import a name "
        "of its own with --as NAME; if it is the same one, corrected, --force takes those facts "
        "away. Nothing was changed."
    )


def _write(
    store: GraphStore, layers: Iterable[RecordingGraph], gone: Iterable[str], layer: str
) -> None:
    for graph in layers:
        has_any = bool(graph.facts or graph.assessed or graph.events)
        _put(store, graph.recording, layer, graph if has_any else None)
    for recording in gone:
        _put(store, recording, layer, None)


def _put(store: GraphStore, recording: str, layer: str, graph: RecordingGraph | None) -> None:
    store.change(recording, layer, lambda _before: graph)
