"""What a file tells of a recording, as a layer of the graph of a project.

Facts that the recording has already (same identifier) are not brought again, whatever their status:
what people decided here holds here. Events are brought only to a recording that has none; elsewhere
a fact gets the event of the project in which it starts. Names become those under which animals are
labelled, which the file says, or else the names that people here gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace

from graphs.corrections.made import with_edit
from graphs.formats.contract import Described
from graphs.records import Assessed, Event, Fact, Run, Source, as_labelled
from graphs.storage.shard import RecordingGraph
from pipelines.describe.event_starts import EventStarts
from workbench.knowledge.exchange import RUNS
from workbench.knowledge.present import Claim, Present, claim_of, span_of

AFTER_END_S = 1.0
"""By more than this, a fact that stops after the end of its recording has other times than this."""

ROUNDING_S = 1e-3
"""By less than this, a time is not after the end of a recording."""


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
    behaviors
        Name of a behavior in the file -> name in the ethogram, where they differ.
    """

    run: Run
    unnamed: str
    source: Source
    behaviors: Mapping[str, str] = field(default_factory=dict)


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
        How many new facts stop more than `AFTER_END_S` after the recording does.
    over_end
        How many stop after it, but by less.
    new_names
        Names of animals and things that the recording did not have.
    named_otherwise
        Name as labelled -> name in the file, of new facts, where another is shown here.
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
    over_end: int
    new_names: tuple[str, ...]
    named_otherwise: Mapping[str, str]
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
    facts, otherwise = _new_facts(translated(one, here, how), here)
    assessed = _new_spans(one, here, how)
    length = length_s(one, here)
    after, over = _after_end(facts, length)
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
        after_end=after,
        over_end=over,
        new_names=_new_names(facts, here),
        named_otherwise=_named_otherwise(one, facts, here),
        not_assessed=_not_assessed(facts, assessed, here),
    )
    return layer, done


def length_s(one: Described, here: Present) -> float | None:
    """Return how long a recording is: as the project knows, else as the file says."""
    told = one.attributes.get("duration_s") if here.duration_s is None else here.duration_s
    return float(told) if isinstance(told, int | float) else None


def translated(one: Described, here: Present, how: Incoming) -> list[Fact]:
    """Return the facts of a file with the names, runs and sources that they have in the project.

    They stand in the order of the file. A fact that the project has already is that one.
    """
    facts = [_in_project(fact, here, how) for fact in one.facts]
    changed = {
        old.fact_id: new.fact_id
        for old, new in zip(one.facts, facts, strict=True)
        if old.fact_id != new.fact_id
    }
    return [with_edit(fact, changed) for fact in facts]


def _in_project(told: Fact, here: Present, how: Incoming) -> Fact:
    fact = replace(as_labelled(told), recording=here.recording)
    if fact.fact_id in here.status:
        return fact
    if told.labelled is None:
        subject, target = _labelled(fact, here.labelled)
        fact = replace(fact, subject=subject, object=target)
    return replace(
        fact,
        predicate=how.behaviors.get(fact.predicate, fact.predicate),
        source=how.source if fact.source == "import" else fact.source,
        run=how.run.run_id if fact.run == how.unnamed else fact.run,
    )


def _labelled(record: Fact | Assessed, labelled: Mapping[str, str]) -> tuple[str, str | None]:
    """Return subject and object as labelled."""
    target = None if record.object is None else labelled.get(record.object, record.object)
    return labelled.get(record.subject, record.subject), target


def _labelled_in(one: Described) -> dict[str, set[str]]:
    """Return name -> what the file says that it was labelled as, where it says so."""
    found: dict[str, set[str]] = {}
    for fact in one.facts:
        named = zip((fact.subject, fact.object), fact.labelled or (), strict=False)
        for name, labelled in named:
            if name is not None and labelled is not None:
                found.setdefault(name, set()).add(labelled)
    return found


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


def _new_spans(one: Described, here: Present, how: Incoming) -> list[Assessed]:
    """Return the assessed spans that are not here, each once.

    Of a name that stands for several as labelled, nobody knows which one was looked at.
    """
    said = _labelled_in(one)
    labelled = {**here.labelled, **{name: min(of) for name, of in said.items()}}
    several = {name for name, of in said.items() if len(of) > 1}
    new = {}
    for told in one.assessed:
        if several & {told.subject, told.object}:
            continue
        subject, target = _labelled(told, labelled)
        span = replace(told, recording=here.recording, subject=subject, object=target)
        named = replace(span, predicate=how.behaviors.get(span.predicate, span.predicate))
        if not {span_of(span), span_of(named)} & here.assessed:
            new[span_of(named)] = named
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


def _after_end(facts: Sequence[Fact], length: float | None) -> tuple[int, int]:
    """Return how many facts stop well after a recording, and how many just after it."""
    if length is None:
        return 0, 0
    well = sum(fact.stop_s > length + AFTER_END_S for fact in facts)
    return well, sum(fact.stop_s > length + ROUNDING_S for fact in facts) - well


def _named_otherwise(one: Described, new: Iterable[Fact], here: Present) -> dict[str, str]:
    told = names_in(new)
    return {
        name: called
        for called, of in sorted(_labelled_in(one).items())
        for name in sorted(of)
        if name in told and called not in (name, here.shown.get(name, name))
    }


def _new_names(facts: Iterable[Fact], here: Present) -> tuple[str, ...]:
    if not here.is_known:
        return ()
    told = names_in(facts)
    return tuple(sorted(told - here.known))


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
