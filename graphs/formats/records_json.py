"""Records as JSON objects, the same in every format that is made of JSON or of table rows.

Times are float seconds, half-open. A number that is not known (NaN) is null, in confidence and
evidence alike. `fact_id` and `duration_s` are written for others to use; reading works them out
again. `subject_labelled` and `object_labelled` are there only where people gave other names since;
the identifier is made of these.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import get_args

from graphs.formats.checked import Fields
from graphs.formats.contract import Described
from graphs.records import (
    Assessed,
    Event,
    Evidence,
    Fact,
    Kind,
    Level,
    Run,
    Source,
    Status,
    microseconds,
)

LEVELS: tuple[Level, ...] = get_args(Level)
_KINDS: tuple[Kind, ...] = get_args(Kind)
_STATUSES: tuple[Status, ...] = get_args(Status)
_SOURCES: tuple[Source, ...] = get_args(Source)


@dataclass
class Parts:
    """The records of one recording while a file is read; fields as in `Described`."""

    facts: list[Fact] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    assessed: list[Assessed] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    attributes: dict[str, str | float] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)

    def add(self, fact: Fact, where: str) -> None:
        """Add a fact, which stands in a line, row or entry."""
        self.facts.append(fact)
        self.places.setdefault(fact.fact_id, where)


def described(parts: Mapping[str, Parts]) -> list[Described]:
    """Return recordings from their names and parts."""
    return [
        Described(name, p.facts, p.events, p.assessed, p.runs, p.attributes, places=p.places)
        for name, p in parts.items()
    ]


def sorted_facts(facts: Iterable[Fact]) -> list[Fact]:
    """Return facts in the order in which every format writes them: by time, then identifier."""
    return sorted(facts, key=lambda f: (f.start_s, f.stop_s, f.fact_id))


def sorted_events(events: Iterable[Event]) -> list[Event]:
    """Return events by time; of those that start together, the longer ones first."""
    return sorted(events, key=lambda e: (e.start_s, -e.stop_s, -LEVELS.index(e.level), e.event_id))


def sorted_assessed(assessed: Iterable[Assessed]) -> list[Assessed]:
    """Return assessed intervals by who, what, whom and when."""
    return sorted(
        assessed, key=lambda a: (a.subject, a.predicate, a.object or "", a.start_s, a.stop_s)
    )


def sorted_runs(runs: Iterable[Run]) -> list[Run]:
    """Return runs by identifier."""
    return sorted(runs, key=lambda run: run.run_id)


# records -> JSON --------------------------------------------------------------------------------


def fact_json(fact: Fact) -> dict[str, object]:
    """Return a fact as a JSON object, without recording and event, which the place of it tells."""
    return {
        "fact_id": fact.fact_id,
        "subject": fact.subject,
        "predicate": fact.predicate,
        "object": fact.object,
        "start_s": fact.start_s,
        "stop_s": fact.stop_s,
        "start_frame": fact.start_frame,
        "stop_frame": fact.stop_frame,
        "kind": fact.kind,
        "confidence": fact.confidence,
        "status": fact.status,
        "source": fact.source,
        "run": fact.run,
        "evidence": fact.evidence,
        **_labelled_json(fact),
    }


def _labelled_json(fact: Fact) -> dict[str, object]:
    subject, target = fact.labelled or (fact.subject, fact.object)
    names: dict[str, object] = {} if subject == fact.subject else {"subject_labelled": subject}
    return names if target == fact.object else {**names, "object_labelled": target}


def event_json(event: Event) -> dict[str, object]:
    """Return an event as a JSON object, without its recording."""
    return {
        "event_id": event.event_id,
        "level": event.level,
        "start_s": event.start_s,
        "stop_s": event.stop_s,
        "parent": event.parent,
        "segmenter": event.segmenter,
    }


def recording_json(graph: Described) -> dict[str, object]:
    """Return what is known of a recording beside facts and events as a JSON object."""
    return {
        "recording": graph.recording,
        "attributes": graph.attributes,
        "runs": [asdict(run) for run in sorted_runs(graph.runs)],
        "assessed": [
            {
                "subject": span.subject,
                "predicate": span.predicate,
                "object": span.object,
                "start_s": span.start_s,
                "stop_s": span.stop_s,
            }
            for span in sorted_assessed(graph.assessed)
        ],
    }


# JSON -> records --------------------------------------------------------------------------------


def fact_from(fields: Fields, recording: str, event_id: str | None) -> Fact:
    """Return a fact from its fields, which are checked."""
    start_s, stop_s = fields.interval()
    kind = fields.word("kind", _KINDS)
    if kind == "point" and microseconds(stop_s) != microseconds(start_s):
        fields.fault(f"a point that lasts: start_s is {start_s}, stop_s is {stop_s}")
    start_frame, stop_frame = fields.whole("start_frame"), fields.whole("stop_frame")
    if stop_frame < start_frame:
        fields.fault(f"stop_frame is {stop_frame}, before start_frame, {start_frame}")
    return Fact(
        recording=recording,
        subject=fields.name("subject"),
        predicate=fields.name("predicate"),
        object=fields.optional_text("object"),
        start_s=start_s,
        stop_s=stop_s,
        start_frame=start_frame,
        stop_frame=stop_frame,
        kind=kind,
        confidence=fields.fraction("confidence"),
        status=fields.word("status", _STATUSES),
        source=fields.word("source", _SOURCES),
        run=fields.text("run"),
        event_id=event_id,
        evidence=_evidence(fields),
        labelled=_labelled(fields),
    )


def _labelled(fields: Fields) -> tuple[str, str | None] | None:
    """Return subject and object as labelled, if they have other names since."""
    subject, target = (fields.optional_text(f"{end}_labelled") for end in ("subject", "object"))
    if subject is None and target is None:
        return None
    shown = fields.optional_text("object")
    if shown is None and target is not None:
        fields.fault(f"object_labelled is {target!r}, but there is no object")
    return subject or fields.text("subject"), target or shown


def _evidence(fields: Fields) -> Evidence:
    evidence: dict[str, float | int | str] = {}
    for key, value in fields.mapping("evidence").items():
        if value is None:
            evidence[key] = math.nan
        elif value in ("inf", "-inf"):
            evidence[key] = float(str(value))
        elif isinstance(value, int | float | str):
            evidence[key] = value
        else:
            fields.fault(f"evidence {key!r} is neither a number nor text")
    return evidence


def event_from(fields: Fields, recording: str) -> Event:
    """Return an event from its fields, which are checked."""
    start_s, stop_s = fields.interval()
    return Event(
        recording=recording,
        event_id=fields.name("event_id"),
        level=fields.word("level", LEVELS),
        start_s=start_s,
        stop_s=stop_s,
        parent=fields.optional_text("parent"),
        segmenter=fields.text("segmenter"),
    )


def assessed_from(fields: Fields, recording: str) -> Assessed:
    """Return an assessed interval from its fields, which are checked."""
    start_s, stop_s = fields.interval()
    return Assessed(
        recording=recording,
        subject=fields.name("subject"),
        predicate=fields.name("predicate"),
        object=fields.optional_text("object"),
        start_s=start_s,
        stop_s=stop_s,
    )


def run_from(fields: Fields) -> Run:
    """Return a run from its fields, which are checked."""
    return Run(
        run_id=fields.name("run_id"),
        tool=fields.text("tool"),
        version=fields.text("version"),
        describer=fields.text("describer"),
        segmenter=fields.text("segmenter"),
        tracker=fields.text("tracker"),
        parameters=dict(fields.mapping("parameters")),
        inputs={role: str(print_) for role, print_ in fields.mapping("inputs").items()},
    )


def attributes_from(fields: Fields) -> dict[str, str | float]:
    """Return the attributes of a recording, each text or a number."""
    attributes: dict[str, str | float] = {}
    for name, value in fields.mapping("attributes").items():
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            attributes[name] = value
        else:
            fields.fault(f"attribute {name!r} is neither a number nor text")
    return attributes


def recording_from(fields: Fields, recording: str) -> Parts:
    """Return what `recording_json` wrote, which is checked, with no facts and events yet."""
    return Parts(
        assessed=[assessed_from(span, recording) for span in fields.several("assessed")],
        runs=[run_from(run) for run in fields.several("runs")],
        attributes=attributes_from(fields),
    )
