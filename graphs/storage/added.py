"""Facts added to a recording beside those of labelling: by people, and by analyses.

Each added run speaks of one behavior (its parameter ``label``) and has a layer of its own, so
labelling again replaces only what labelling made.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from graphs.records import Assessed, Fact, Run, content_id
from graphs.storage.shard import RecordingGraph
from graphs.storage.shard_read import LABEL

Who = tuple[str, str | None]
"""Subject and object."""


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
        parameters={LABEL: label, "source": source},
        inputs={},
    )


def with_added(
    before: RecordingGraph | None,
    recording: str,
    run: Run,
    facts: Sequence[Fact],
    assessed: Iterable[Assessed] = (),
    of: Collection[Who] | None = None,
) -> RecordingGraph:
    """Return the layer of an added run; what it said before is replaced.

    Parameters
    ----------
    before
        The layer as it is, if there is one.
    recording
        Name of the recording.
    run
        From `added_run`.
    facts
        Facts of its behavior that carry its identifier.
    assessed
        When the behavior was looked for and could be seen.
    of
        Subjects and objects of whom all is given: only what the run said of them is replaced. All
        that it said if not given.
    """
    now = RecordingGraph(recording, run, "", facts=facts, assessed=list(assessed), layer=run.run_id)
    if before is None or of is None:
        return now
    kept = [fact for fact in before.facts if (fact.subject, fact.object) not in of]
    spans = [span for span in before.assessed if (span.subject, span.object) not in of]
    return replace(now, facts=[*kept, *now.facts], assessed=[*spans, *now.assessed])
