"""Facts added to a recording's graph beside those of labelling: by people, and by analyses.

Labelling again replaces only what labelling made. Added facts carry the identifier of their own
run; when their behavior was assessed is only added for behaviors that labelling does not look for.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from graphs.records import Assessed, Fact, Run
from graphs.shard import RecordingGraph


def with_added(
    graph: RecordingGraph, run: Run, facts: Sequence[Fact], assessed: Sequence[Assessed] = ()
) -> RecordingGraph:
    """Return a graph with the facts of one more run; what the same run added before is replaced.

    Parameters
    ----------
    graph
        Graph of the recording.
    run
        Who makes the facts.
    facts
        Facts that carry the run's identifier.
    assessed
        When their behaviors were assessed; behaviors that labelling assesses are left out.
    """
    bare = _without(graph, run)
    known = _predicates(bare.assessed)
    return replace(
        bare,
        facts=[*bare.facts, *facts],
        assessed=[*bare.assessed, *(span for span in assessed if span.predicate not in known)],
        added=(*bare.added, run),
    )


def carried_over(new: RecordingGraph, old: RecordingGraph) -> RecordingGraph:
    """Return a newly labelled graph with what was added to the old one."""
    if not old.added:
        return new
    runs = {run.run_id for run in old.added}
    facts = [fact for fact in old.facts if fact.run in runs]
    known, added = _predicates(new.assessed), {fact.predicate for fact in facts}
    spans = [a for a in old.assessed if a.predicate in added and a.predicate not in known]
    return replace(
        new, facts=[*new.facts, *facts], assessed=[*new.assessed, *spans], added=old.added
    )


def _without(graph: RecordingGraph, run: Run) -> RecordingGraph:
    """Return a graph without what a run added to it."""
    if run.run_id not in {one.run_id for one in graph.added}:
        return graph
    kept = [fact for fact in graph.facts if fact.run != run.run_id]
    gone = {f.predicate for f in graph.facts if f.run == run.run_id} - {f.predicate for f in kept}
    return replace(
        graph,
        facts=kept,
        assessed=[span for span in graph.assessed if span.predicate not in gone],
        added=tuple(one for one in graph.added if one.run_id != run.run_id),
    )


def _predicates(spans: Sequence[Assessed]) -> Collection[str]:
    return {span.predicate for span in spans}
