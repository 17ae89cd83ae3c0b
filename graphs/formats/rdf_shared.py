"""What the recordings of an RDF file share. See `graphs.formats.rdf`."""

from __future__ import annotations

from collections.abc import Iterator

from graphs.ethogram import Behavior
from graphs.formats.contract import Context, Reviewed
from graphs.formats.entities import Entity
from graphs.formats.rdf_words import (
    BW,
    COMMENT,
    DCTERMS,
    LABEL,
    NOTATION,
    PROV,
    RUN_PARTS,
    SKOS,
    URN,
    XSD,
    Iri,
    Node,
    Said,
    Value,
    a,
    base_of,
    encoded,
)
from graphs.plain_json import to_json
from graphs.records import Fact, Run


class Shared:
    """Writes what recordings share (behaviors, entities, runs, people), each once."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.base = base_of(context.project)
        self._written: set[str] = set()
        self._runs: dict[str, Run] = {}

    def project(self) -> Iterator[Node]:
        """Yield the project and the behaviors of its ethogram."""
        label = (LABEL, Value(self.context.project))
        yield Node(f"{self.base}:project", [a(f"{BW}Dataset"), label])
        yield from self._ethogram()

    def iri(self, kind: str, *parts: str | int) -> Iri:
        """Return the identifier of something of the project."""
        return Iri(f"{self.base}:{kind}:{'/'.join(map(encoded, parts))}")

    def first(self, iri: Iri, mark: str = "") -> bool:
        """Return whether this is the first time that a node (or a mark of it) is asked for."""
        key = f"{iri.value} {mark}"
        new = key not in self._written
        self._written.add(key)
        return new

    def _ethogram(self) -> Iterator[Node]:
        ethogram = self.context.ethogram
        if ethogram is None:
            return
        said: Said = [a(f"{SKOS}ConceptScheme"), (LABEL, Value(ethogram.name))]
        if ethogram.description:
            said.append((f"{DCTERMS}description", Value(ethogram.description)))
        yield Node(f"{self.base}:ethogram", said)
        for behavior in ethogram:
            yield from self._behavior(behavior)

    def _behavior(self, behavior: Behavior) -> Iterator[Node]:
        iri = self.iri("behavior", behavior.name)
        self.first(iri)
        said: Said = [*_concept(behavior.name), (f"{SKOS}inScheme", Iri(f"{self.base}:ethogram"))]
        said += [(f"{SKOS}definition", Value(behavior.definition))] if behavior.definition else []
        said += [(f"{SKOS}altLabel", Value(word)) for word in dict.fromkeys(behavior.synonyms)]
        said += [(f"{BW}verb", Value(behavior.verb)), (f"{BW}target", Value(behavior.target))]
        said.append((f"{BW}kind", Value(behavior.kind)))
        if behavior.reference:
            said.append((f"{DCTERMS}source", Value(behavior.reference)))
        if behavior.parent is not None:
            said.append((f"{SKOS}broader", self.iri("behavior", behavior.parent)))
        if behavior.synset:
            synset = Iri(f"{URN}wordnet:{encoded(behavior.synset)}")
            said.append((f"{SKOS}closeMatch", synset))
            if self.first(synset):
                notation = (NOTATION, Value(behavior.synset))
                yield Node(synset.value, [a(f"{SKOS}Concept"), notation])
        yield Node(iri.value, said)
        ethogram = self.context.ethogram
        if behavior.parent is not None and ethogram and behavior.parent not in ethogram.behaviors:
            yield from self.mere_name(behavior.parent)

    def mere_name(self, predicate: str) -> Iterator[Node]:
        """Yield a behavior of which nothing is known but the name, if it is new."""
        iri = self.iri("behavior", predicate)
        if self.first(iri):
            yield Node(iri.value, _concept(predicate))

    def entity(self, entity: Entity) -> Iterator[Node]:
        """Yield an individual, zone or object, if it is new."""
        iri = self.iri("entity", entity.identity)
        if self.first(iri, entity.kind):
            label = [(LABEL, Value(entity.label))] if self.first(iri) else []
            yield Node(iri.value, [a(f"{BW}{entity.kind.capitalize()}"), *label])

    def run(self, run: Run) -> tuple[Iri, list[Node]]:
        """Return the identifier of a run, and the nodes of it that are new."""
        iri, number = self.iri("run", run.run_id), 1
        while self._runs.get(iri.value, run) != run:  # another run that claims the same identifier
            number += 1
            iri = self.iri("run", run.run_id, number)
        if iri.value in self._runs:
            return iri, []
        self._runs[iri.value] = run
        agent = self.iri("agent", run.tool, run.version)
        said: Said = [a(f"{BW}Run"), (NOTATION, Value(run.run_id))]
        said += [a(f"{PROV}Activity")] if self.first(iri) else []
        said += [(f"{BW}{part}", Value(getattr(run, part))) for part in RUN_PARTS]
        said.append((f"{BW}parameters", Value(to_json(run.parameters))))
        said.append((f"{PROV}wasAssociatedWith", agent))
        found = [Node(iri.value, said)]
        if self.first(agent):
            label = (LABEL, Value(f"{run.tool} {run.version}".strip()))
            found.append(Node(agent.value, [a(f"{PROV}SoftwareAgent"), label]))
        for role, fingerprint in sorted(run.inputs.items()):
            used = self.iri("input", role, fingerprint)
            said.append((f"{PROV}used", used))
            if self.first(used):
                about = [(f"{BW}role", Value(role)), (f"{BW}fingerprint", Value(fingerprint))]
                found.append(Node(used.value, [a(f"{PROV}Entity"), *about]))
        return iri, found

    def activity(self, run: Iri, author: str | None) -> Iterator[Node]:
        """Yield what is new of a run that facts name, and of the person behind it."""
        if self.first(run):
            yield Node(run.value, [a(f"{PROV}Activity")])
        if author is None:
            return
        person = self.iri("person", author)
        yield from self._person(author)
        if self.first(person, run.value):
            yield Node(run.value, [(f"{PROV}wasAssociatedWith", person)])

    def _person(self, name: str) -> Iterator[Node]:
        person = self.iri("person", name)
        if self.first(person):
            yield Node(person.value, [a(f"{PROV}Person"), (LABEL, Value(name))])

    def review(self, review: Reviewed, recording: Iri) -> Iterator[Node]:
        """Yield what a person said of a fact, and the person if that is new."""
        by = str(review["by"])
        said: Said = [a(f"{BW}Review"), a(f"{PROV}Activity"), (f"{BW}recording", recording)]
        said.append((f"{BW}action", Value(str(review["action"]))))
        said.append((f"{PROV}endedAtTime", Value(str(review["at"]), f"{XSD}dateTime")))
        said.append((f"{PROV}wasAssociatedWith", self.iri("person", by)))
        said.append((LABEL, Value(str(review["words"]))))
        if review["fact_id"] is not None:
            said.append((f"{PROV}used", self.iri("fact", str(review["fact_id"]))))
        if review["comment"] is not None:
            said.append((COMMENT, Value(str(review["comment"]))))
        if review["undoes"] is not None:
            said.append((f"{BW}undoes", self.iri("review", int(review["undoes"]))))
        yield Node(self.iri("review", int(review["seq"] or 0)).value, said)
        yield from self._person(by)


def _concept(name: str) -> Said:
    label = (f"{SKOS}prefLabel", Value(name.replace("_", " ")))
    return [a(f"{SKOS}Concept"), (NOTATION, Value(name)), label]


def author_of(fact: Fact) -> str | None:
    """Return who says so, if it is a person with a name."""
    person = fact.evidence.get("by")
    return person if fact.source == "human" and isinstance(person, str) else None
