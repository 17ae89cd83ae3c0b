"""Bouts as masks, as records of the graph, and as intervals of other libraries."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING

import numpy as np

from graphs.added import with_added
from graphs.errors import UserError, missing_extra
from graphs.records import Assessed, Fact, Run, Source, content_id
from graphs.shard import RecordingGraph
from pipelines.label import TOOL
from workbench.analysis.matching import merged
from workbench.analysis.rows import Row

if TYPE_CHECKING:
    import pynapple

    from workbench.analysis.bouts import Bouts
    from workbench.analysis.masks import Mask
    from workbench.analysis.recording import Recording


def bouts_to_mask(bouts: Bouts, recording: Recording) -> Mask:
    """Return bouts as a mask over the frames of one recording; see `Bouts.mask`."""
    from workbench.analysis.bouts import frame_ranges
    from workbench.analysis.masks import Mask

    merged([bouts.recordings, {recording.name: recording}])  # refuses another one of that name
    index = [i for i, row in enumerate(bouts.rows) if row.recording == recording.name]
    mine = bouts.chosen(np.isin(bouts.row, index))
    frames = mine.frames()
    true = np.zeros((len(index), recording.clock.frames), bool)
    known = np.zeros_like(true)
    for place, row in enumerate(index):
        for start, stop in frames[mine.row == row]:
            true[place, start:stop] = True
        for start, stop in frame_ranges(recording.clock, bouts.assessed[row]):
            known[place, start:stop] = True
    rows = tuple(Row(bouts.rows[i].subject, bouts.rows[i].object) for i in index)
    name = ", ".join(dict.fromkeys(bouts.rows[i].label for i in index))
    return Mask(recording, true, known & ~true, rows, name)


def bouts_to_facts(bouts: Bouts, source: Source, run: str) -> list[Fact]:
    """Return bouts as records of the knowledge graph; see `Bouts.facts`.

    Raises
    ------
    UserError
        A row has no subject: a fact is about somebody.
    """
    nobody = [row.label for row in bouts.rows if row.subject is None]
    if nobody:
        message = f"Bouts of {', '.join(nobody)} have no subject, and a fact is about somebody."
        raise UserError(message)
    frames = bouts.frames()
    facts = []
    for number, row_index in enumerate(bouts.row):
        row = bouts.rows[row_index]
        start_s, stop_s = map(float, bouts.intervals[number])
        facts.append(
            Fact(
                recording=row.recording,
                subject=row.subject or "",
                predicate=row.label,
                object=row.object,
                start_s=start_s,
                stop_s=stop_s,
                start_frame=int(frames[number, 0]),
                stop_frame=int(frames[number, 1]),
                kind="point" if start_s == stop_s else "state",
                confidence=float(bouts.confidence[number]),
                status="asserted",
                source=source,
                run=run,
            )
        )
    return facts


def store_bouts(bouts: Bouts, source: Source) -> int:
    """Store bouts as facts in the graphs of their projects, beside what labelling made.

    Facts that were stored before under the same labels and source are replaced, so that storing
    twice does not count twice. Labelling again keeps them.

    Parameters
    ----------
    bouts
        Of recordings of a project that were labelled.
    source
        ``rule`` for what was computed, ``human`` for what a person marked.

    Returns
    -------
    int
        Number of facts stored.

    Raises
    ------
    UserError
        A recording belongs to no project or was not labelled, or labelling itself looks for one of
        the labels: then ``labelled("another name")`` is needed unless a person marked them.
    """
    stores = {}
    for name, recording in bouts.recordings.items():
        if recording.project is None or name not in recording.project.store():
            message = (
                f"Recording {name!r} has no graph to store in: it must belong to a project and be "
                "labelled once (workbench label)."
            )
            raise UserError(message)
        stores[name] = recording.project.store()
    graphs = {name: store.read(name) for name, store in stores.items()}
    labels = sorted({row.label for row in bouts.rows})
    if source == "rule":
        looked = {span.predicate for graph in graphs.values() for span in _of_labelling(graph)}
        taken = [label for label in labels if label in looked]
        if taken:
            message = (
                f"Labelling looks for {', '.join(taken)} itself, and both would count. Give these "
                "bouts another name: bouts.labelled('...')."
            )
            raise UserError(message)
    run = _run(source, labels)
    facts, assessed = bouts.facts(source, run.run_id), bouts.assessed_records()
    for name, graph in graphs.items():
        mine = [fact for fact in facts if fact.recording == name]
        spans = [span for span in assessed if span.recording == name]
        stores[name].write(with_added(graph, run, mine, spans))
    return len(facts)


def _of_labelling(graph: RecordingGraph) -> list[Assessed]:
    """Return when labelling assessed its behaviors, without those of added facts."""
    added = {run.run_id for run in graph.added}
    predicates = {fact.predicate for fact in graph.facts if fact.run in added}
    own = {fact.predicate for fact in graph.facts if fact.run not in added}
    return [a for a in graph.assessed if a.predicate in own or a.predicate not in predicates]


def _run(source: Source, labels: Sequence[str]) -> Run:
    release = version(TOOL)
    parameters = {"labels": list(labels), "source": source}
    return Run(
        run_id=content_id("analysis", parameters),
        tool=TOOL,
        version=release,
        describer="analysis",
        segmenter="",
        tracker="",
        parameters=parameters,
        inputs={},
    )


def bouts_to_pynapple(bouts: Bouts) -> pynapple.IntervalSet:
    """Return bouts as a pynapple ``IntervalSet``; see `Bouts.to_pynapple`."""
    try:
        import pynapple
    except ImportError as error:
        what = "Turning bouts into a pynapple IntervalSet"
        raise missing_extra(what, "formats") from error
    if len(bouts.recordings) > 1:
        names = ", ".join(bouts.recordings)
        message = f"An IntervalSet has one clock; these bouts are of {names}. Choose one recording."
        raise UserError(message)
    if (bouts.duration_s <= 0).any():
        message = "An IntervalSet cannot hold points in time; use start_s of the bouts instead."
        raise UserError(message)
    order = np.lexsort((bouts.stop_s, bouts.start_s))
    starts, stops = bouts.start_s[order], bouts.stop_s[order]
    if (starts[1:] < stops[:-1]).any():
        message = (
            "An IntervalSet cannot hold bouts that overlap, as those of several animals do. Choose "
            "one row, such as bouts['mouse_1'], or merge them with union."
        )
        raise UserError(message)
    table = bouts.table().iloc[order]
    metadata = {name: table[name].to_numpy() for name in ("subject", "object", "label")}
    return pynapple.IntervalSet(starts, stops, metadata=metadata)
