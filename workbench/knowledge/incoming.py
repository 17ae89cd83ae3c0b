"""What a file tells of a recording, as a layer of the graph of a project.

Facts that the recording has already (same identifier) are not brought again, whatever their status:
what people decided here holds here. Events are brought only to a recording that has none; elsewhere
a fact gets the event of the project in which it starts. A name that people here gave to an animal
becomes the name under which that animal is labelled, so that both are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from graphs.formats.contract import Described
from graphs.records import Assessed, Event, Fact, Run, Source
from graphs.shard import RecordingGraph
from pipelines.describe.event_starts import EventStarts
from workbench.knowledge.exchange import RUNS, with_edits
from workbench.knowledge.present import Claim, Present, claim_of, span_of

AFTER_END_S = 1.0
"""A fact that stops later than this after the end of its recording is told of."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What is the same for all recordings of an import.

    Parameters
    ----------
    run
        Of the import; its identifier is the layer.
    unnamed
        Run of facts of which the file does not tell the run; they get that of the import.
    source
        Who speaks where the file does not say: ``import`` or ``human``.
    """

    run: Run
    unnamed: str
    source: Source


@dataclass(frozen=True, slots=True)
class ImportedRecording:
    """What an import brought to one recording.

    Parameters
    ----------
    recording, called
        Its name in the project, and in the file.
    facts
        How many are new.
    already
        How many the project has already; they were not brought again.
    otherwise
        How many of these have another status here than in the file; it stays.
    before
        How many facts an earlier import of the same name had brought; these took their place.
    assessed
        How many assessed spans are new.
    events
        How many are new.
    events_left_out
        How many are not here, because the recording is cut in another way.
    repeated
        How many new facts say what a fact of another run and the same source says here.
    after_end
        How many new facts stop after the recording does.
    new_names
        Names of animals and things that the recording did not have.
    not_assessed
        Behaviors of new facts for which nobody said when they were looked for.
    """

    recording: str
    called: str
    facts: int
    already: int
    otherwise: int
    before: int
    assessed: int
    events: int
    events_left_out: int
    repeated: int
    after_end: int
    new_names: tuple[str, ...]
    not_assessed: tuple[str, ...]


def layer_of(
    one: Described, here: Present, how: Incoming
) -> tuple[RecordingGraph, ImportedRecording]:
    """Return what is new in a file about a recording, and what became of the rest.

    Parameters
    ----------
    one
        As the file tells.
    here
        What the project has.
    how
        The import.
    """
    given = [replace(event, recording=here.recording) for event in one.events]
    foreign = [event for event in given if event not in here.events]
    facts, otherwise = _new_facts(_translated(one, here, how), here)
    assessed = _new_spans(one.assessed, here)
    length = one.attributes.get("duration_s") if here.duration_s is None else here.duration_s
    layer = RecordingGraph(
        recording=here.recording,
        run=_run_with(how, one.runs),
        fingerprint="",
        events=[] if here.events else given,
        facts=facts if given and not foreign else _with_events(facts, here.events),
        assessed=assessed,
        notes={} if length is None else {"duration_s": length},
        layer=how.run.run_id,
    )
    done = ImportedRecording(
        recording=here.recording,
        called=one.recording,
        facts=len(facts),
        already=len(one.facts) - len(facts),
        otherwise=otherwise,
        before=here.before,
        assessed=len(assessed),
        events=len(layer.events),
        events_left_out=len(foreign) - len(layer.events),
        repeated=sum((span_of(fact), fact.source) in here.said for fact in facts),
        after_end=_after_end(facts, length),
        new_names=_new_names(one.facts, here),
        not_assessed=_not_assessed(facts, assessed, here),
    )
    return layer, done


def _translated(one: Described, here: Present, how: Incoming) -> list[Fact]:
    """Return facts with the names, runs and sources that they have in the project."""
    facts = [
        replace(
            fact,
            recording=here.recording,
            subject=here.labelled.get(fact.subject, fact.subject),
            object=_labelled(fact.object, here),
            source=how.source if fact.source == "import" else fact.source,
            run=how.run.run_id if fact.run == how.unnamed else fact.run,
            labelled=None,
        )
        for fact in one.facts
    ]
    changed = {
        old.fact_id: new.fact_id
        for old, new in zip(one.facts, facts, strict=True)
        if old.fact_id != new.fact_id
    }
    return with_edits(facts, changed)


def _labelled(name: str | None, here: Present) -> str | None:
    return None if name is None else here.labelled.get(name, name)


def _new_facts(facts: Iterable[Fact], here: Present) -> tuple[list[Fact], int]:
    """Return the facts that are not here, each once, and how many are here with another status."""
    new: dict[str, Fact] = {}
    otherwise = 0
    for fact in facts:
        known = here.status.get(fact.fact_id)
        if known is None:
            new.setdefault(fact.fact_id, fact)
        elif known != fact.status:
            otherwise += 1
    return list(new.values()), otherwise


def _new_spans(assessed: Iterable[Assessed], here: Present) -> list[Assessed]:
    """Return the assessed spans that are not here, each once."""
    new = {}
    for told in assessed:
        span = replace(
            told,
            recording=here.recording,
            subject=here.labelled.get(told.subject, told.subject),
            object=_labelled(told.object, here),
        )
        if span_of(span) not in here.assessed:
            new[span_of(span)] = span
    return list(new.values())


def _with_events(facts: list[Fact], events: Sequence[Event]) -> list[Fact]:
    """Return facts with the event of the project in which each starts, if it has any."""
    if not events:
        return facts
    starts = EventStarts(events)
    return [replace(fact, event_id=starts.at(fact.start_s)) for fact in facts]


def _run_with(how: Incoming, runs: Iterable[Run]) -> Run:
    """Return the run of the import with the runs of the file."""
    told = [asdict(run) for run in runs if run.run_id not in (how.unnamed, how.run.run_id)]
    if not told:
        return how.run
    return replace(how.run, parameters={**how.run.parameters, RUNS: told})


def _after_end(facts: Iterable[Fact], length: str | float | None) -> int:
    if not isinstance(length, int | float):
        return 0
    return sum(fact.stop_s > length + AFTER_END_S for fact in facts)


def _new_names(facts: Iterable[Fact], here: Present) -> tuple[str, ...]:
    if not here.is_known:
        return ()
    told = names_in(facts)
    return tuple(sorted(told - here.names - set(here.labelled.values())))


def names_in(facts: Iterable[Fact]) -> set[str]:
    """Return who and what facts speak of."""
    ends = {(fact.subject, fact.object) for fact in facts}
    return {name for pair in ends for name in pair if name is not None}


def _not_assessed(
    facts: Iterable[Fact], assessed: Iterable[Assessed], here: Present
) -> tuple[str, ...]:
    """Return the behaviors of facts that no assessed span is about."""
    looked: set[Claim] = {*map(claim_of, assessed), *(span[:3] for span in here.assessed)}
    missing = {
        fact.predicate
        for fact in facts
        if claim_of(fact) not in looked and (fact.subject, fact.predicate, None) not in looked
    }
    return tuple(sorted(missing))
