"""Reading what happens as a question, as a statement, in -ing and as a noun.

``does mouse 1 chase mouse 2``, ``mouse 2 was chased by mouse 1``, ``chasing``, ``chases of mouse
2``: all of these give an `Event`.
"""

from __future__ import annotations

from dataclasses import replace

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.clauses import ADVERB, BASE, BE, DO, FINITE, HAVE, ING, PARTICIPLE, TO
from workbench.ask.grammar.frames import Event, EventSort, Who
from workbench.ask.grammar.reader import Read, remembered
from workbench.ask.grammar.states import StateReader

_SPEND = "spend|spends|spent|spending"
_BOUT = "bouts?|episodes?|events?|instances?|occurrences?|behaviou?rs?|times"
_CROSSED: tuple[tuple[str, str, EventSort, str], ...] = (
    ("entries|entry|entrances?", "enter", "entry", "to|into|in|of"),
    ("exits?|departures?", "leave", "exit", "from|out of|of"),
)
_SAID_TO = frozenset(TO.split("|"))
_NOUN: frozenset[Tense] = frozenset({"base", "s", "ing"})


class SentenceReader(StateReader):
    """Reads events in whole clauses."""

    # clauses --------------------------------------------------------------------------------

    @remembered
    def asked(self, place: int) -> Read[Event]:
        """Read a clause as a question: ``does mouse 1 chase``, ``is mouse 2 in the shelter``."""
        yield from self.lasting(self._asked_clause(place))

    def _asked_clause(self, place: int) -> Read[Event]:
        for stop in self.lit(place, DO):
            yield from self.speeding(stop, place)
            for who, after in self.point(stop):
                yield from self._doing_verb(after, who, place)
        for stop in self.lit(place, BE):
            yield from self.speeding(stop, place)
            for who, after in self.point(stop):
                yield from self.adverbial(after, who, place)
        for stop in self.lit(place, HAVE):
            for who, after in self.point(stop):
                yield from self.done(after, who, PARTICIPLE, place)
                yield from self.spent(after, who, place)
                for at in self.lit(after, "(ever )?been"):
                    yield from self.state(at, who, place)

    def _doing_verb(self, place: int, who: Who, start: int) -> Read[Event]:
        """Read what stands after *does mouse 1*."""
        for at in self.maybe(place, "not"):
            for event, stop in self.done(at, who, BASE, start):
                yield (replace(event, negated=True) if at > place else event), stop
        yield from self.spent(place, who, start)
        for at in self.lit(place, "(ever )?(stay|remain|sit|be|get|come)"):
            yield from self.location(at, who, start)
            yield from self.measured(at, who, start)
        for at in self.lit(place, "be|get"):
            yield from self.undergone(at, who, start)
        yield from self.moved(place, who, start)

    @remembered
    def told(self, place: int) -> Read[Event]:
        """Read a clause as a statement: ``mouse 1 chases mouse 2``, ``it was chased``."""
        yield from self.lasting(self._told_clause(place))

    def _told_clause(self, place: int) -> Read[Event]:
        yield from self.speeding(place, place)
        for who, stop in self.point(place):
            for at in self.maybe(stop, ADVERB):
                yield from self.done(at, who, FINITE, place)
                yield from self.done(at, who, ING, place)
                yield from self.spent(at, who, place)
                yield from self.moved(at, who, place)
                for after in self.lit(at, f"{BE}|stays|stayed|stay|sits|sat|has been|have been"):
                    yield from self.state(after, who, place)
                for after in self.lit(at, HAVE):
                    yield from self.done(after, who, PARTICIPLE, place)
            yield from self.location(stop, who, place)
            yield from self.measured(stop, who, place)

    def told_of(self, place: int) -> Read[Event]:
        """Read what is done, in any form, without who does it: *grooms*, *chasing mouse 2*."""
        for tenses in (FINITE, ING):
            for event, stop in self.done(place, None, tenses, place):
                yield event, stop
        for event, stop in self.noun(place):
            if event.subject is None:
                yield event, stop

    def spent(self, place: int, who: Who | None, start: int) -> Read[Event]:
        """Read *spends time in the shelter*."""
        for stop in self.lit(place, f"({_SPEND})( time| its time| their time)?"):
            yield from self.activity(stop, who, start)

    # nouns ----------------------------------------------------------------------------------

    @remembered
    def noun(self, place: int) -> Read[Event]:
        """Read a noun: ``chases of mouse 2 by mouse 1``, ``mouse 1's approaches``, ``grooming``."""
        yield from self.lasting(self._noun_phrase(place))

    def _noun_phrase(self, place: int) -> Read[Event]:
        for start in self.maybe(place, "the|a|an|any|all|all the|some|every|each"):
            for who, stop in self.ended(self.who(start), "'s|'"):
                yield from self._noun(stop, who, place)
            for stop in self.lit(start, "its|their"):
                yield from self._noun(stop, Who(how="it"), place)
            yield from self._noun(start, None, place)

    def _noun(self, place: int, owner: Who | None, start: int) -> Read[Event]:
        for first in self.maybe(place, f"({_BOUT}) of|time spent|times of|occurrences of"):
            for behaviors, stop in self.verb(first, _NOUN):
                for at in self.maybe(stop, _BOUT):
                    yield from self._completed(behaviors, at, owner, start)
        for first in self.lit(place, f"({_BOUT}) (of|in which|where|when|that|during which)"):
            for who, stop in self.who(first):
                yield from self.done(stop, who, frozenset({"ing", "past", "s"}), start)
        yield from self._visits(place, owner, start)

    def _visits(self, place: int, owner: Who | None, start: int) -> Read[Event]:
        for first in self.lit(place, "visits?|trips?|time|stays?"):
            for at in self.lit(first, "to|into|in|inside|at|of|outside|outside of"):
                if self.words[first - 1] == "time" and self.words[first] in ("to", "into"):
                    continue  # how long it takes, and not how long it is there
                sort: EventSort = "outside" if "outside" in self.words[first:at] else "inside"
                for zone, stop in self.place_(at):
                    event = Event(sort, self.said(start, stop), subject=owner, place=zone)
                    yield from self.by(event, stop, start)
        for who, at in self.then(place, "(visits?|trips?) (of|by)", self.who):
            for zone, stop in self.then(at, "to|into", self.place_) if owner is None else ():
                yield Event("inside", self.said(start, stop), subject=who, place=zone), stop
        for zone, stop in self.place_(place):
            for at in self.lit(stop, "visits?"):
                event = Event("inside", self.said(start, at), subject=owner, place=zone)
                yield from self.by(event, at, start)
        for event, stop in self._crossed(place, start):
            yield from self.by(replace(event, subject=owner), stop, start)

    def _crossed(self, place: int, start: int) -> Read[Event]:
        """Read *entries into the shelter*, *shelter exits*."""
        for nouns, behavior, sort, into in _CROSSED:
            of_it = self.then(place, f"({nouns}) ({into})", self.place_)
            for zone, stop in (*of_it, *self.ended(self.place_(place), nouns)):
                said = self.said(start, stop)
                if self.is_crossed(sort, zone):
                    yield Event("behavior", said, (behavior,), place=zone), stop
                else:
                    yield Event(sort, said, place=zone), stop

    def _completed(
        self, behaviors: tuple[str, ...], place: int, owner: Who | None, start: int
    ) -> Read[Event]:
        """Read what stands after a noun: of whom, by whom, to whom."""
        for (whom, zone), stop in self.objects(behaviors, place):
            if whom is not None and owner is None and self._is_unclear(place):
                continue
            event = Event("behavior", self.said(start, stop), behaviors, owner, whom, zone)
            for one, end in self.lasting(iter([(event, stop)])):
                yield from self.by(one, end, start)
        if self.vocabulary.target(behaviors) == "animal":
            yield from self._from_one_to(behaviors, place, start)
        elif owner is None:
            for who, stop in self.then(place, "of|for", self.who):
                for (_, zone), end in self.objects(behaviors, stop):
                    words = self.said(start, end)
                    yield Event("behavior", words, behaviors, who, None, zone), end

    def _is_unclear(self, place: int) -> bool:
        """Whether it is not said if a name is of who does it: *number of chases mouse 1*."""
        before, word = self.words[place - 1], self.words[place]
        return not before.endswith("ing") and not {before, word} & _SAID_TO

    def _from_one_to(self, behaviors: tuple[str, ...], place: int, start: int) -> Read[Event]:
        for who, stop in self.then(place, "from", self.who):
            for whom, end in self.then(stop, "to|towards", self.whom):
                yield Event("behavior", self.said(start, end), behaviors, who, whom), end
        for who, end in self.then(place, "between", self.who):
            if len(who.names) != 1:
                said = self.said(start, end)
                yield Event("behavior", said, behaviors, who, Who(how="mutual")), end

    def by(self, event: Event, place: int, start: int) -> Read[Event]:
        """Yield an event, and the same with who does it: ``by mouse 1``."""
        yield event, place
        if event.subject is not None:
            return
        for who, stop in self.then(place, "by|for|of|in", self.who):
            if not self._is_done_to(event, place, start):
                yield replace(event, subject=who, words=self.said(start, stop)), stop
            if event.object is None and not event.place:
                for (whom, zone), end in self.objects(event.behaviors, stop):
                    if end > stop:
                        yield replace(event, subject=who, object=whom, place=zone,
                                      words=self.said(start, end)), end  # fmt: skip

    def _is_done_to(self, event: Event, place: int, start: int) -> bool:
        """Whether *of* names the object: the chasing of mouse 1; chases of it may be by it."""
        ing = any(word.endswith("ing") for word in self.words[start:place])
        of = self.words[place] == "of"
        return of and ing and event.sort == "behavior" and self.takes_animal(event)

    @remembered
    def happening(self, place: int) -> Read[Event]:
        """Read an event in any form that may follow *after*, *while* or *before*."""
        yield from self.told(place)
        yield from self.lasting(self.done(place, None, ING, place))
        yield from self.noun(place)
        yield from self.lasting(self.location(place, None, place))
        yield from self.measured(place, None, place)
        for stop in self.lit(place, "being|getting|it is|it was"):
            yield from self.lasting(self.state(stop, None, place))
