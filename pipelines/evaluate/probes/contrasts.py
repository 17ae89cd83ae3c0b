"""A true statement about a clip beside false ones that differ from it in one element.

The one element must decide. A false statement is false beyond doubt (`Known.ruling`), and it stays
false with any animal as its subject, unless it is about who does it, and with subject and object
swapped, unless it is about direction. So a model that mixes up animals fails on *identity*, one
that is blind to direction on *direction*, and neither fails on the others for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from graphs.records import Fact
from pipelines.evaluate.describer.items import Words
from pipelines.evaluate.describer.known import Known, Statement
from pipelines.evaluate.probes.probe import Aspect, Claim


@dataclass(frozen=True)
class Said:
    """A statement, in words and for programs."""

    text: str
    claim: Claim


@dataclass(frozen=True)
class Contrast:
    """A true statement and false ones.

    Parameters
    ----------
    aspect
        The element in which they differ.
    true, false
        The statements; of the false ones, the most easily confused first.
    facts
        Identifiers of the facts that make the first one true.
    question
        The same as an open question, and what is right; ``None`` where it cannot be asked so.
    """

    aspect: Aspect
    true: Said
    false: tuple[Said, ...]
    facts: tuple[str, ...] = ()
    question: tuple[str, int | tuple[str, ...]] | None = None


@dataclass
class Maker:
    """Makes the contrasts of one clip about what animals do.

    Parameters
    ----------
    known, words
        What is true in the clip, and how it is put.
    neighbours
        Behavior -> the others, the most easily confused first.
    places
        Zones and objects -> their kind, as an ethogram writes it (``"zone:shelter"``).
    shuffled
        Puts names into an order that depends on the seed alone.
    dropped
        Aspect and reason -> how often no false statement was found.
    """

    known: Known
    words: Words
    neighbours: Callable[[str], Sequence[str]]
    places: dict[str, str]
    shuffled: Callable[[Sequence[str]], list[str]]
    dropped: Counter[tuple[Aspect, str]] = field(default_factory=Counter)

    def of_facts(self) -> Iterator[Contrast]:
        """Yield the contrasts about each fact that the clip shows."""
        seen, animals = self.known.clip.visible, self.known.clip.individuals
        for fact in self.known.clip.shown():
            if fact.subject not in seen or (fact.object in animals and fact.object not in seen):
                self.drop("presence", "an animal that the fact names is not tracked in the clip")
                continue
            if self.known.rules.name(fact.predicate) not in self.words.scored:
                continue
            yield from self._present(fact)
            yield from self._identity(fact)
            yield from self._predicate(fact)
            yield from self._target(fact)
            yield from self._direction(fact)

    def said(self, statement: Statement) -> Said:
        """Return a statement in words and for programs."""
        entry = self.words.ethogram[statement.predicate]
        who = self.called(statement.subject) if statement.subject else ""
        if statement.subject is None:
            text = self.words.anyone(statement.predicate)
        elif statement.object is None:
            text = f"{who} {entry.verb}"
        else:
            text = f"{who} {entry.verb} {self.called(statement.object)}"
        claim = {
            "says": "does",
            "subject": statement.subject,
            "predicate": statement.predicate,
            "object": statement.object,
        }
        return Said(f"{text[0].upper()}{text[1:]}.", claim)

    def called(self, name: str) -> str:
        """Return what an animal or a place is called in a question."""
        clip = self.known.clip
        return f"animal {clip.number(name)}" if name in clip.individuals else f"the {name}"

    def drop(self, aspect: Aspect, why: str) -> None:
        """Count a contrast that could not be made."""
        self.dropped[aspect, why] += 1

    def _made(
        self,
        aspect: Aspect,
        fact: Fact,
        true: Statement,
        others: Sequence[Statement],
        question: tuple[str, int | tuple[str, ...]] | None = None,
    ) -> Iterator[Contrast]:
        """Yield the contrast, or count why there is none."""
        whys = [self._why_not(aspect, other) for other in others]
        false = [other for other, why in zip(others, whys, strict=True) if why is None]
        if false:
            said = tuple(map(self.said, false))
            yield Contrast(aspect, self.said(true), said, (fact.fact_id,), question)
        else:
            first = next((why for why in whys if why), "there is nothing else to put in its place")
            self.drop(aspect, first)

    def _why_not(self, aspect: Aspect, statement: Statement) -> str | None:
        """Return why a statement cannot stand as a false one; ``None`` if it can."""
        ruling = self.known.ruling(statement)
        if ruling.truth != "false":
            return ruling.why or "what would be put in its place is true, too"
        if aspect != "direction" and statement.object in self.known.clip.individuals:
            subject, target = statement.object, statement.subject
            if not self.known.is_false(Statement(subject, statement.predicate, target)):
                return "it may be true with subject and object swapped"
        if aspect not in ("identity", "direction"):
            anyone = Statement(None, statement.predicate, statement.object)
            if not self.known.is_false(anyone):
                return "it may be true of another animal"
        return None

    def _present(self, fact: Fact) -> Iterator[Contrast]:
        name = self.known.rules.name(fact.predicate)
        others = [Statement(None, other) for other in self._scored(self.neighbours(name))]
        yield from self._made("presence", fact, Statement(None, name), others)

    def _identity(self, fact: Fact) -> Iterator[Contrast]:
        clip = self.known.clip
        if fact.object in clip.individuals:
            return
        name = self.known.rules.name(fact.predicate)
        rest = self.shuffled([one for one in clip.visible if one != fact.subject])
        others = [Statement(other, name, fact.object) for other in rest]
        doers = [one for one in clip.visible if self._may(Statement(one, name, fact.object))]
        question = None
        if doers == [fact.subject]:
            what = self.said(Statement(None, name)).text.rstrip(".")
            asked = f"{what}. What is the number of that animal?"
            question = (asked, clip.number(fact.subject))
        yield from self._made(
            "identity", fact, Statement(fact.subject, name, fact.object), others, question
        )

    def _predicate(self, fact: Fact) -> Iterator[Contrast]:
        """Yield the contrast with another behavior: posture of one animal, or action."""
        ethogram, name = self.words.ethogram, self.known.rules.name(fact.predicate)
        entry = ethogram[name]
        posture = entry.target == "none" and entry.kind == "state"
        aspect: Aspect = "attribute" if posture else "action"
        others = [
            Statement(fact.subject, other, fact.object)
            for other in self._scored(self.neighbours(name))
            if ethogram[other].target == entry.target
            and (not posture or ethogram[other].kind == "state")
            and self._legal(other, fact.object)
        ]
        question = self._what_it_does(fact)
        true = Statement(fact.subject, name, fact.object)
        yield from self._made(aspect, fact, true, others, question)

    def _what_it_does(self, fact: Fact) -> tuple[str, tuple[str, ...]]:
        """Return what an animal does, to another one if it does, as an open question.

        What is open is not listed.
        """
        between = fact.object in self.known.clip.individuals
        other = fact.object if between else None
        rulings = {
            name: self.known.ruling(Statement(fact.subject, name, other)).truth
            for name in self.words.scored
        }
        listing = self.words.listing([name for name in rulings if rulings[name] != "open"])
        to = f" to {self.called(other)}" if other is not None else ""
        text = f"What does {self.called(fact.subject)} do{to}? Name one behavior of this list:"
        right = tuple(name for name in rulings if rulings[name] == "true")
        return f"{text}\n{listing}", right

    def _target(self, fact: Fact) -> Iterator[Contrast]:
        if fact.object is None:
            return
        name = self.known.rules.name(fact.predicate)
        pool = [one for one in (*self.known.clip.visible, *self.places) if one != fact.subject]
        rest = self.shuffled([one for one in pool if one != fact.object])
        others = [Statement(fact.subject, name, one) for one in rest if self._legal(name, one)]
        yield from self._made("target", fact, Statement(fact.subject, name, fact.object), others)

    def _direction(self, fact: Fact) -> Iterator[Contrast]:
        if fact.object not in self.known.clip.individuals:
            return
        name = self.known.rules.name(fact.predicate)
        turned = [Statement(fact.object, name, fact.subject)]
        yield from self._made("direction", fact, Statement(fact.subject, name, fact.object), turned)

    def _may(self, statement: Statement) -> bool:
        return not self.known.is_false(statement)

    def _scored(self, names: Sequence[str]) -> list[str]:
        return [name for name in names if name in self.words.scored]

    def _legal(self, predicate: str, target: str | None) -> bool:
        """Return whether the ethogram allows a behavior to be done to something."""
        entry = self.words.ethogram[predicate]
        if target is None or target in self.known.clip.individuals:
            return entry.target == ("none" if target is None else "animal")
        kind, _, special = self.places.get(target, "").partition(":")
        return kind == entry.target and entry.target_kind in (None, special)
