"""The graph as RDF: what Turtle and JSON-LD share when they write.

Every fact is a node of its own (n-ary), never a bare triple, which would lose the time::

    fact:5d0e a bw:Fact, prov:Entity ;
        bw:recording recording:day1 ;
        bw:subject entity:mouse_1%40day1 ;  bw:subjectName "mouse_1" ;
        bw:predicate behavior:chase ;
        bw:object entity:mouse_2%40day1 ;  bw:objectName "mouse_2" ;
        time:hasTime interval:day1/1500000-2250000 ;
        bw:kind "state" ;  bw:startFrame 45 ;  bw:stopFrame 68 ;
        bw:confidence "0.9"^^xsd:double ;  bw:status "asserted" ;  bw:source "rule" ;
        prov:wasGeneratedBy run:0123abcd ;  bw:event event:day1/bout-0001 .

Identifiers
    ``urn:behavior-workbench:data:PROJECT:KIND:NAME``, all parts percent-encoded, so the same input
    gives the same text. ``entity`` carries the identity, the same for one individual in all
    recordings; what a recording calls it stands in ``bw:subjectName`` and ``bw:objectName``.
Time
    OWL-Time. ``time:hasTime`` leads to a ``time:ProperInterval`` with ``time:hasBeginning`` and
    ``time:hasEnd``, or for a point to a ``time:Instant`` that is its own beginning and end. An
    instant has a ``time:inTimePosition`` with ``time:numericPosition``: seconds on the clock of the
    recording (``time:hasTRS``), a decimal with six digits. Intervals are half-open. Times are
    rounded to the microsecond, as everywhere where they are stored.
Who says so
    PROV-O. A run is a ``prov:Activity`` that ``prov:used`` its inputs and was associated with a
    ``prov:SoftwareAgent``, or with the ``prov:Person`` named by the evidence ``by`` of what people
    say. A corrected fact is a ``prov:wasRevisionOf`` the one whose id its evidence ``edits`` holds.
    A review is a ``prov:Activity`` of the class ``bw:Review`` that ``prov:used`` a fact and was
    associated with a ``prov:Person``; ``prov:endedAtTime`` says when, ``rdfs:comment`` what was
    commented. Reviews are a record, which reading passes over: facts carry their status.
Behaviors
    ``skos:Concept`` with ``skos:notation`` (its name), ``skos:definition``, ``skos:altLabel``,
    ``skos:broader`` and, for a WordNet synset, ``skos:closeMatch``.
Own vocabulary, ``bw:`` for ``urn:behavior-workbench:vocabulary:``
    Classes ``Dataset``, ``Recording``, ``Fact``, ``Event``, ``Assessed`` (looked for in this
    interval), ``Run``, ``Review``, ``Animal``, ``Zone``, ``Object``. The properties are the fields
    of the records of that name in `graphs.records`; ``evidence`` and ``parameters`` are JSON text,
    an unknown confidence is left out. ``subjectLabelled`` and ``objectLabelled`` are there only
    where people renamed an animal since; the identifier of the fact is made of these. Attributes of
    a recording are properties ``urn:behavior-workbench:attribute:NAME``.

Who chased whom between second 10 and 60, by what stands::

    PREFIX bw: <urn:behavior-workbench:vocabulary:>
    PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
    PREFIX time: <http://www.w3.org/2006/time#>
    SELECT ?recording ?chaser ?chased ?start ?stop WHERE {
      ?fact bw:predicate/skos:notation "chase" ;
            bw:recording/skos:notation ?recording ;
            bw:subjectName ?chaser ;
            bw:objectName ?chased ;
            bw:status ?status ;
            time:hasTime ?when .
      ?when time:hasBeginning/time:inTimePosition/time:numericPosition ?start ;
            time:hasEnd/time:inTimePosition/time:numericPosition ?stop .
      FILTER (?start < 60 && ?stop > 10)
      FILTER (?status IN ("asserted", "proposed", "accepted"))
    }
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from graphs.formats.contract import Context, Described
from graphs.formats.entities import Unique, entities_of
from graphs.formats.rdf_shared import Shared, author_of
from graphs.formats.rdf_words import (
    ATTRIBUTE,
    BW,
    LABEL,
    NOTATION,
    PROV,
    TIME,
    XSD,
    Iri,
    Node,
    Said,
    Value,
    a,
    double,
    encoded,
    integer,
    seconds_text,
)
from graphs.networks.scene import in_time_order
from graphs.plain_json import to_json
from graphs.records import Assessed, Event, Fact, content_id, microseconds


def nodes(graphs: Iterable[Described], context: Context) -> Iterator[Node]:
    """Yield all nodes of some recordings, one recording after the other, shared ones once.

    What is said of a node may come in several parts.
    """
    shared, unique = Shared(context), Unique()
    yield from shared.project()
    for graph in graphs:
        yield from _Recording(graph, shared, unique).nodes()


class _Recording:
    """Writes one recording, and before each record what it shares with others and is new."""

    def __init__(self, graph: Described, shared: Shared, unique: Unique) -> None:
        self._graph = graph
        self._shared = shared
        self._unique = unique
        self._entities = entities_of(graph, shared.context)
        self._times: set[str] = set()
        self._iri = self._shared.iri("recording", graph.recording)
        self._clock = self._shared.iri("clock", graph.recording)

    def nodes(self) -> Iterator[Node]:
        """Yield the recording, its entities, events, assessed intervals and facts."""
        graph = self._graph
        yield from self._about()
        for entity in self._entities.values():
            yield from self._shared.entity(entity)
        for event in sorted(graph.events, key=lambda e: (e.start_s, e.stop_s, e.event_id)):
            yield from self._event(event)
        for span in sorted(graph.assessed, key=lambda s: (s.start_s, s.stop_s, _claim_text(s))):
            yield from self._assessed(span)
        for fact in sorted(graph.facts, key=in_time_order):
            yield from self._fact(fact)
        for review in graph.reviews:
            yield from self._shared.review(review, self._iri)

    def _about(self) -> Iterator[Node]:
        name = self._graph.recording
        said: Said = [a(f"{BW}Recording"), (NOTATION, Value(name)), (f"{BW}clock", self._clock)]
        for key, value in sorted(self._graph.attributes.items()):
            said.append((f"{ATTRIBUTE}{encoded(key)}", _attribute(value)))
        for run in self._graph.runs:
            iri, found = self._shared.run(run)
            said.append((f"{BW}run", iri))
            yield from found
        yield Node(self._iri.value, said)
        about = Value(f"Seconds from the first frame of {name}")
        yield Node(self._clock.value, [a(f"{TIME}TRS"), (LABEL, about)])

    def _event(self, event: Event) -> Iterator[Node]:
        when, times = self._when(event)
        said: Said = [a(f"{BW}Event"), (NOTATION, Value(event.event_id))]
        said += [(f"{BW}recording", self._iri), (f"{BW}level", Value(event.level))]
        said += [(f"{BW}segmenter", Value(event.segmenter)), (f"{TIME}hasTime", when)]
        if event.parent is not None:
            said.append((f"{BW}parent", self._event_iri(event.parent)))
        yield Node(self._unique(self._event_iri(event.event_id).value), said)
        yield from times

    def _assessed(self, span: Assessed) -> Iterator[Node]:
        when, times = self._when(span)
        said: Said = [a(f"{BW}Assessed"), *self._claim(span), (f"{TIME}hasTime", when)]
        iri = self._shared.iri("assessed", content_id(_claim_text(span), when.value))
        yield Node(self._unique(iri.value), said)
        yield from self._shared.mere_name(span.predicate)
        yield from times

    def _fact(self, fact: Fact) -> Iterator[Node]:
        when, times = self._when(fact)
        run = self._shared.iri("run", fact.run)
        said: Said = [a(f"{BW}Fact"), a(f"{PROV}Entity"), *self._claim(fact), *_labelled(fact)]
        said += [(f"{TIME}hasTime", when), (f"{BW}kind", Value(fact.kind))]
        said.append((f"{BW}startFrame", integer(fact.start_frame)))
        said.append((f"{BW}stopFrame", integer(fact.stop_frame)))
        if not math.isnan(fact.confidence):
            said.append((f"{BW}confidence", double(fact.confidence)))
        said += [(f"{BW}status", Value(fact.status)), (f"{BW}source", Value(fact.source))]
        said.append((f"{PROV}wasGeneratedBy", run))
        if fact.event_id is not None:
            said.append((f"{BW}event", self._event_iri(fact.event_id)))
        if fact.evidence:
            said.append((f"{BW}evidence", Value(to_json(fact.evidence))))
        yield Node(
            self._unique(self._shared.iri("fact", fact.fact_id).value),
            [*said, *self._revision(fact)],
        )
        yield from self._shared.mere_name(fact.predicate)
        yield from self._shared.activity(run, author_of(fact))
        yield from times

    def _revision(self, fact: Fact) -> Said:
        said: Said = []
        original, author = fact.evidence.get("edits"), author_of(fact)
        if isinstance(original, str):
            said.append((f"{PROV}wasRevisionOf", self._shared.iri("fact", original)))
        if author is not None:
            said.append((f"{PROV}wasAttributedTo", self._shared.iri("person", author)))
        return said

    def _claim(self, claim: Fact | Assessed) -> Said:
        said: Said = [
            (f"{BW}recording", self._iri),
            (f"{BW}subject", self._entity_iri(claim.subject)),
            (f"{BW}subjectName", Value(claim.subject)),
            (f"{BW}predicate", self._shared.iri("behavior", claim.predicate)),
        ]
        if claim.object is not None:
            said.append((f"{BW}object", self._entity_iri(claim.object)))
            said.append((f"{BW}objectName", Value(claim.object)))
        return said

    def _entity_iri(self, name: str) -> Iri:
        return self._shared.iri("entity", self._entities[name].identity)

    def _event_iri(self, event_id: str) -> Iri:
        return self._shared.iri("event", self._graph.recording, event_id)

    def _when(self, record: Fact | Event | Assessed) -> tuple[Iri, list[Node]]:
        """Return the interval (or instant) of a record, and the nodes of it that are new."""
        start, stop = microseconds(record.start_s), microseconds(record.stop_s)
        begins, found = self._instant(start)
        if start == stop:
            said: Said = [(f"{TIME}hasBeginning", begins), (f"{TIME}hasEnd", begins)]
            return begins, [*found, *self._new(f"{start} alone", Node(begins.value, said))]
        ends, more = self._instant(stop)
        interval = self._shared.iri("interval", self._graph.recording, f"{start}-{stop}")
        said = [a(f"{TIME}ProperInterval")]
        said += [(f"{TIME}hasBeginning", begins), (f"{TIME}hasEnd", ends)]
        return interval, [*found, *more, *self._new(f"{start}-{stop}", Node(interval.value, said))]

    def _instant(self, microsecond: int) -> tuple[Iri, list[Node]]:
        instant = self._shared.iri("instant", self._graph.recording, microsecond)
        if str(microsecond) in self._times:
            return instant, []
        position = self._shared.iri("position", self._graph.recording, microsecond)
        seconds = Value(seconds_text(microsecond), f"{XSD}decimal")
        at: Said = [a(f"{TIME}Instant"), (f"{TIME}inTimePosition", position)]
        where: Said = [a(f"{TIME}TimePosition"), (f"{TIME}numericPosition", seconds)]
        where.append((f"{TIME}hasTRS", self._clock))
        new = self._new(f"{microsecond}", Node(instant.value, at), Node(position.value, where))
        return instant, new

    def _new(self, key: str, *found: Node) -> list[Node]:
        """Return nodes of a time of this recording, unless they were written."""
        if key in self._times:
            return []
        self._times.add(key)
        return list(found)


def _labelled(fact: Fact) -> Said:
    subject, target = fact.labelled or (fact.subject, fact.object)
    said: Said = []
    if subject != fact.subject:
        said.append((f"{BW}subjectLabelled", Value(subject)))
    if target is not None and target != fact.object:
        said.append((f"{BW}objectLabelled", Value(target)))
    return said


def _claim_text(span: Assessed) -> str:
    return to_json([span.subject, span.predicate, span.object])


def _attribute(value: str | float) -> Value:
    if isinstance(value, str):
        return Value(value)
    return integer(value) if isinstance(value, int) else double(value)
