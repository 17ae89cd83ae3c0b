"""Facts added to a recording's graph beside those of labelling: by people, and by analyses.

An added run speaks of one behavior (`label_of`), and labelling again replaces only what labelling
made. When the behavior was assessed is added too, unless somebody else says it already: then the
run does not *assess* (`ASSESSES` in its parameters).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from graphs.records import Assessed, Fact, Run, content_id
from graphs.shard import RecordingGraph

Who = tuple[str, str | None]
"""Subject and object."""

LABEL, ASSESSES = "label", "assesses"


def added_run(tool: str, version: str, source: str, label: str) -> Run:
    """Return the run of what one source says of one behavior; it is the same each time.

    Parameters
    ----------
    tool, version
        Program that adds the facts.
    source
        Who says so: ``rule`` or ``human``.
    label
        The behavior.
    """
    return Run(
        run_id=content_id("added", source, label),
        tool=tool,
        version=version,
        describer="analysis",
        segmenter="",
        tracker="",
        parameters={LABEL: label, "source": source, ASSESSES: False},
        inputs={},
    )


def label_of(run: Run) -> str:
    """Return the behavior that an added run speaks of."""
    return str(run.parameters[LABEL])


def assessed_by_labelling(graph: RecordingGraph) -> set[str]:
    """Return the behaviors that labelling looks for: those assessed in a graph by no added run."""
    added = {label_of(run) for run in graph.added if run.parameters[ASSESSES]}
    return {span.predicate for span in graph.assessed} - added


def with_added(
    graph: RecordingGraph,
    run: Run,
    facts: Sequence[Fact],
    assessed: Sequence[Assessed] = (),
    of: Collection[Who] | None = None,
) -> RecordingGraph:
    """Return a graph with the facts of an added run; what that run added before is replaced.

    Parameters
    ----------
    graph
        Graph of the recording.
    run
        From `added_run`.
    facts
        Facts of its behavior that carry its identifier.
    assessed
        When the behavior was assessed.
    of
        Subjects and objects of whom all is given: only what the run added of them is replaced. All
        that it added if not given.
    """
    label, before = label_of(run), [r for r in graph.added if r.run_id == run.run_id]
    looked = {span.predicate for span in graph.assessed}
    assesses = label not in looked or any(r.parameters[ASSESSES] for r in before)

    def replaced(record: Fact | Assessed) -> bool:
        return of is None or (record.subject, record.object) in of

    kept = [f for f in graph.facts if f.run != run.run_id or not replaced(f)]
    spans = list(graph.assessed)
    if assesses:
        spans = [a for a in spans if a.predicate != label or not replaced(a)] + list(assessed)
    now = replace(run, parameters={**run.parameters, ASSESSES: assesses})
    others = [r for r in graph.added if r.run_id != run.run_id]
    return replace(graph, facts=[*kept, *facts], assessed=spans, added=(*others, now))


def carried_over(new: RecordingGraph, old: RecordingGraph) -> RecordingGraph:
    """Return a newly labelled graph with what was added to the old one.

    Where `new` looks for a behavior itself, what it says was assessed counts, and the facts that
    were added to `old` stay beside its own.
    """
    looked = {span.predicate for span in new.assessed}
    facts, spans, added = list(new.facts), list(new.assessed), []
    for run in old.added:
        label = label_of(run)
        assesses = bool(run.parameters[ASSESSES]) and label not in looked
        facts += [fact for fact in old.facts if fact.run == run.run_id]
        if assesses:
            spans += [span for span in old.assessed if span.predicate == label]
        added.append(replace(run, parameters={**run.parameters, ASSESSES: assesses}))
    return replace(new, facts=facts, assessed=spans, added=tuple(added)) if added else new
