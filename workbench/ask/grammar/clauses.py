"""Reading what happens: who does what to whom, as a question, a statement, in -ing, as a noun.

``does mouse 1 chase mouse 2``, ``mouse 2 was chased by mouse 1``, ``chasing``, ``chases of mouse
2``, ``in the shelter``, ``faster than 10 cm/s``: all of these give an `Event`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from graphs.lexicon.surface_forms import Tense
from workbench.ask.grammar.frames import Event, EventSort, Who
from workbench.ask.grammar.reader import Read, Reader
from workbench.ask.grammar.vocabulary import Verb

DO = "do|does|did"
BE = "is|are|was|were|be|being|been|gets|get|got|getting"
HAVE = "has|have|had"
FINITE: frozenset[Tense] = frozenset({"s", "past", "base"})
_PASSED_OVER = ("the", "a", "an", "its", "their")
_ADVERB = "ever|actually|also|usually|typically|each time|spontaneously"
_SPEND = "spend|spends|spent|spending"
_BOUT = "bouts?|episodes?|events?|instances?|occurrences?|behaviou?rs?|times"
_TO = "to|towards|toward|at|with|on|against|of|into|in|inside|from"
_INSIDE = "in|inside|within|at|inside of|on|into"
_OUTSIDE = "outside|outside of|out of|not in|not inside|away from"
_STAY = "staying|sitting|being|hiding|remaining|stay|stays|stayed|sit|sits|sat|remain|remains"
_MOVE = "moves|move|moved|moving|runs|run|ran|running|goes|going|walks|walk|walking|travels"
_FASTER = "faster than|at more than|above|over|at over|more than|exceeding|exceeds"
_SLOWER = "slower than|at less than|below|under|at under|less than"
_CLOSER = "within|closer than|less than|nearer than|at less than|under|below"
_FARTHER = "farther than|further than|more than|at more than|over|above"
_AWAY = "of|from|to|away from|apart from|close to"


class ClauseReader(Reader):
    """Reads events."""

    # verbs ----------------------------------------------------------------------------------

    def verb(self, place: int, tenses: frozenset[Tense]) -> Read[tuple[str, ...]]:
        """Read a behavior in one of some forms, or several joined by *or*."""
        for name, stop in self._verb(place, tenses):
            for after in self.lit(stop, "or|and/or"):
                for others, end in self.verb(after, tenses):
                    yield (name, *others), end
            yield (name,), stop

    def _verb(self, place: int, tenses: frozenset[Tense]) -> Read[str]:
        for start in self.maybe(place, f"{_ADVERB}|either"):
            kept = [at for at in range(start, len(self.words)) if self._counts(at, start)]
            words = tuple(self.words[at] for at in kept)
            for meaning, length in self.vocabulary.verbs.at(words, 0):
                if isinstance(meaning, Verb) and meaning.tenses & tenses:
                    stop = kept[length - 1] + 1
                    self.reached(stop)
                    yield meaning.behavior, stop

    def _counts(self, place: int, start: int) -> bool:
        """Whether a word is part of a phrase: *sniff the nose* and *sniff its nose* are one."""
        return place == start or self.words[place] not in _PASSED_OVER

    def _target(self, behaviors: tuple[str, ...]) -> str:
        """Return what behaviors are done to: ``animal``, ``place`` or nothing."""
        targets = {self.vocabulary.behaviors[name].target for name in behaviors}
        if len(targets) > 1 or not targets:
            return ""
        [target] = targets
        return {"animal": "animal", "none": ""}.get(target, "place")

    def takes_animal(self, event: Event) -> bool:
        """Whether what happens is done to an animal."""
        return event.sort != "behavior" or self._target(event.behaviors) == "animal"

    def _objects(self, behaviors: tuple[str, ...], place: int) -> Read[tuple[Who | None, str]]:
        """Read to whom or where something is done, with a preposition or not."""
        target = self._target(behaviors)
        for start in self.maybe(place, _TO):
            if target == "animal":
                for whom, stop in self.whom(start):
                    yield (whom, ""), stop
            elif target == "place":
                for zone, stop in self.place_(start):
                    yield (None, zone), stop
        if not target:
            for stop in self.lit(place, "itself|himself|herself|themselves|alone|up"):
                yield (None, ""), stop
        yield (None, ""), place

    def done(
        self, place: int, subject: Who | None, tenses: frozenset[Tense], start: int
    ) -> Read[Event]:
        """Read a verb with its objects; `start` is where the clause begins."""
        for behaviors, stop in self.verb(place, tenses):
            for (whom, zone), end in self._objects(behaviors, stop):
                yield (
                    Event("behavior", self.said(start, end), behaviors, subject, whom, zone),
                    end,
                )
        yield from self._crossing(place, subject, tenses, start)

    def _crossing(
        self, place: int, subject: Who | None, tenses: frozenset[Tense], start: int
    ) -> Read[Event]:
        """Read visits to places that no behavior of the ethogram is about."""
        words = {
            "base": "visit|enter|go into|go in|go to|step into",
            "s": "visits|enters|goes into|goes in|goes to",
            "ing": "visiting|entering|going into|going to",
            "past": "visited|entered|went into|went to",
        }
        for tense in tenses & set(words):
            for stop in self.lit(place, words[tense]):
                for zone, end in self.place_(stop):
                    if not self._entered(zone):
                        yield self._visit(subject, zone, start, end), end

    def _entered(self, zone: str) -> bool:
        """Whether the ethogram has a behavior for entering a place."""
        kinds = {zone, "zone", "place"}
        return any(
            entry.name == "enter" and (entry.target in kinds or entry.target_kind in (None, zone))
            for entry in self.vocabulary.behaviors.values()
        )

    def _visit(self, subject: Who | None, zone: str, start: int, stop: int) -> Event:
        return Event("inside", self.said(start, stop), subject=subject, place=zone)

    # states ---------------------------------------------------------------------------------

    def state(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read what stands after *is*: in a zone, near somebody, faster than, doing, done to."""
        for at in self.maybe(place, "not"):
            for event, stop in self._state(at, subject, start):
                if at == place:
                    yield event, stop
                elif event.sort == "inside":
                    yield replace(event, sort="outside", words=self.said(start, stop)), stop
                else:
                    yield replace(event, negated=True, words=self.said(start, stop)), stop

    def _state(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        yield from self.done(place, subject, frozenset({"ing"}), start)
        yield from self._adjective(place, subject, start)
        yield from self.undergone(place, subject, start)
        yield from self.location(place, subject, start)
        yield from self.measured(place, subject, start)
        for stop in self.lit(place, "in( physical| close| direct| bodily)?"):
            yield from self.done(stop, subject, frozenset({"base"}), start)

    def _adjective(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read a behavior without object by a name that is no verb: *is immobile*."""
        for behaviors, stop in self.verb(place, frozenset({"base"})):
            if not self._target(behaviors):
                yield Event("behavior", self.said(start, stop), behaviors, subject), stop

    def undergone(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read a passive after *is*: ``chased by mouse 1``; roles are turned round."""
        for first in self.maybe(place, "being"):
            for behaviors, stop in self.verb(first, frozenset({"participle"})):
                if self._target(behaviors) != "animal":
                    continue
                passive = Event(
                    "behavior", "", behaviors, Who(), subject, undergone=subject is None
                )
                for after in self.lit(stop, "by"):
                    for doer, end in self.whom(after):
                        yield replace(passive, subject=doer, words=self.said(start, end)), end
                yield replace(passive, words=self.said(start, stop)), stop

    def location(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read where somebody is: ``in the shelter``, ``outside the nest``."""
        for first in self.maybe(place, _STAY):
            sorts: tuple[tuple[EventSort, str], ...] = (
                ("inside", _INSIDE),
                ("outside", _OUTSIDE),
            )
            for sort, words in sorts:
                for stop in self.lit(first, words):
                    for zone, end in self.place_(stop):
                        said = self.said(start, end)
                        yield Event(sort, said, subject=subject, place=zone), end

    def measured(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read a limit: ``faster than 10 cm/s``, ``within 5 cm of mouse 2``."""
        for first in self.maybe(place, f"({_MOVE})?( at a speed| with a speed| at)?( of)?"):
            for sort, words in (("faster", _FASTER), ("slower", _SLOWER)):
                for stop in self.lit(first, words):
                    for limit, end in self.speed(stop):
                        said = self.said(start, end)
                        yield Event(sort, said, subject=subject, limit=limit), end  # type: ignore[arg-type]
        for sort, words in (("closer", _CLOSER), ("farther", _FARTHER)):
            for stop in self.lit(place, words):
                for limit, after in self.length(stop):
                    for end in self.lit(after, _AWAY):
                        yield from self._beside(sort, limit, end, subject, start)  # type: ignore[arg-type]
        yield from self._spaced(place, subject, start)

    def _spaced(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read *more than 30 cm apart*."""
        for sort, words in (("closer", _CLOSER), ("farther", _FARTHER)):
            for stop in self.lit(place, words):
                for limit, after in self.length(stop):
                    for end in self.lit(after, "apart|away|from each other|apart from each other"):
                        said = self.said(start, end)
                        yield Event(sort, said, subject=subject, object=Who(), limit=limit), end  # type: ignore[arg-type]

    def _beside(
        self, sort: EventSort, limit: str, place: int, subject: Who | None, start: int
    ) -> Read[Event]:
        for zone, end in self.place_(place):
            words = self.said(start, end)
            yield Event(sort, words, subject=subject, place=zone, limit=limit), end
        for whom, end in self.point(place):
            words = self.said(start, end)
            yield Event(sort, words, subject=subject, object=whom, limit=limit), end

    # clauses --------------------------------------------------------------------------------

    def asked(self, place: int) -> Read[Event]:
        """Read a clause as a question: ``does mouse 1 chase``, ``is mouse 2 in the shelter``."""
        for stop in self.lit(place, DO):
            for who, after in self.point(stop):
                yield from self.done(after, who, frozenset({"base"}), place)
                yield from self._spent(after, who, place)
                for at in self.lit(after, "stay|remain|sit|be|get|come"):
                    yield from self.location(at, who, place)
                    yield from self.measured(at, who, place)
                for at in self.lit(after, "be|get"):
                    yield from self.undergone(at, who, place)
                yield from self._moved(after, who, place)
            yield from self._speeding(stop, place)
        for stop in self.lit(place, BE):
            yield from self._speeding(stop, place)
            for who, after in self.point(stop):
                for at in self.maybe(after, _ADVERB):
                    yield from self.state(at, who, place)
        for stop in self.lit(place, HAVE):
            for who, after in self.point(stop):
                yield from self.done(after, who, frozenset({"participle"}), place)
                yield from self._spent(after, who, place)
                for at in self.lit(after, "been"):
                    yield from self.state(at, who, place)

    def _speeding(self, place: int, start: int) -> Read[Event]:
        """Read *mouse 1's speed exceeds 10 cm/s*, *the speed of mouse 1 is above 10 cm/s*."""
        for who, stop in self._speed_of(place):
            over = f"(({BE}) )?({_FASTER}|greater than|higher than|exceed|exceeds|exceeded|larger than)"
            under = f"(({BE}) )?({_SLOWER}|lower than|smaller than)"
            for sort, words in (("faster", over), ("slower", under)):
                for at in self.lit(stop, words):
                    for limit, end in self.speed(at):
                        said = self.said(start, end)
                        yield Event(sort, said, subject=who, limit=limit), end  # type: ignore[arg-type]

    def _speed_of(self, place: int) -> Read[Who]:
        for who, stop in self.point(place):
            for end in self.lit(stop, "'s (speed|velocity)"):
                yield who, end
        for stop in self.lit(place, "(the )?(speed|velocity) of"):
            yield from self.point(stop)

    def _moved(self, place: int, who: Who, start: int) -> Read[Event]:
        for _ in self.lit(place, _MOVE):
            yield from self.measured(place, who, start)

    def told(self, place: int) -> Read[Event]:
        """Read a clause as a statement: ``mouse 1 chases mouse 2``, ``it was chased``."""
        yield from self._speeding(place, place)
        for who, stop in self._teller(place):
            for at in self.maybe(stop, _ADVERB):
                yield from self.done(at, who, FINITE, place)
                yield from self.done(at, who, frozenset({"ing"}), place)
                yield from self._spent(at, who, place)
                yield from self._moved(at, who, place)
                for after in self.lit(at, f"{BE}|stays|stayed|stay|sits|sat|has been|have been"):
                    yield from self.state(after, who, place)
                for after in self.lit(at, HAVE):
                    yield from self.done(after, who, frozenset({"participle"}), place)
            yield from self.location(stop, who, place)
            yield from self.measured(stop, who, place)

    def _teller(self, place: int) -> Read[Who | None]:
        for stop in self.lit(place, "it|he|she|they|this animal|the same animal|the animal"):
            yield None, stop
        for who, stop in self.point(place):
            if not who.pronoun:
                yield who, stop

    def _spent(self, place: int, who: Who | None, start: int) -> Read[Event]:
        for stop in self.lit(place, f"({_SPEND})( time| its time| their time)?"):
            yield from self.activity(stop, who, start)

    def activity(self, place: int, who: Who | None, start: int) -> Read[Event]:
        """Read what time is spent on: ``grooming``, ``in the shelter``, ``being chased``."""
        for stop in self.maybe(place, "on|with|by|while|not moving and"):
            yield from self.state(stop, who, start)
            for after in self.lit(stop, "being|getting"):
                yield from self.state(after, who, start)

    # nouns ----------------------------------------------------------------------------------

    def noun(self, place: int) -> Read[Event]:
        """Read a noun: ``chases of mouse 2 by mouse 1``, ``mouse 1's approaches``, ``grooming``."""
        for start in self.maybe(place, "the|a|an|any|all|all the|some|every|each"):
            for who, stop in self.who(start):
                for after in self.lit(stop, "'s|'"):
                    yield from self._noun(after, who, place)
            for stop in self.lit(start, "its|their"):
                yield from self._noun(stop, None, place)
            yield from self._noun(start, None, place)

    def _noun(self, place: int, owner: Who | None, start: int) -> Read[Event]:
        tenses: frozenset[Tense] = frozenset({"base", "s", "ing"})
        for first in self.maybe(place, f"({_BOUT}) of|time spent|times of|occurrences of"):
            for behaviors, stop in self.verb(first, tenses):
                for at in self.maybe(stop, _BOUT):
                    yield from self._completed(behaviors, at, owner, start)
        for first in self.lit(place, f"({_BOUT}) (of|in which|where|when|that|during which)"):
            for who, stop in self.who(first):
                yield from self.done(stop, who, frozenset({"ing", "past", "s"}), start)
        for first in self.lit(place, "visits?|entries|entry|trips?|time|stays?"):
            for at in self.lit(first, "to|into|in|inside|at|of|outside|outside of"):
                for zone, stop in self.place_(at):
                    sort: EventSort = "outside" if "outside" in self.words[first:at] else "inside"
                    event = Event(sort, self.said(start, stop), subject=owner, place=zone)
                    yield from self._by(event, stop, start)
        for zone, stop in self.place_(place):
            for at in self.lit(stop, "visits?|entries|entry"):
                event = Event("inside", self.said(start, at), subject=owner, place=zone)
                yield from self._by(event, at, start)

    def _completed(
        self, behaviors: tuple[str, ...], place: int, owner: Who | None, start: int
    ) -> Read[Event]:
        """Read what stands after a noun: of whom, by whom, to whom."""
        for (whom, zone), stop in self._objects(behaviors, place):
            words = self.said(start, stop)
            event = Event("behavior", words, behaviors, owner, whom, zone)
            yield from self._by(event, stop, start)
        if owner is None and (self._target(behaviors) != "animal"):
            for after in self.lit(place, "of|for"):
                for who, stop in self.who(after):
                    for (_, zone), end in self._objects(behaviors, stop):
                        words = self.said(start, end)
                        yield Event("behavior", words, behaviors, who, None, zone), end
        if self._target(behaviors) == "animal":
            yield from self._from_to(behaviors, place, start)

    def _from_to(self, behaviors: tuple[str, ...], place: int, start: int) -> Read[Event]:
        for after in self.lit(place, "from"):
            for who, stop in self.who(after):
                for at in self.lit(stop, "to|towards"):
                    for whom, end in self.whom(at):
                        yield Event("behavior", self.said(start, end), behaviors, who, whom), end
        for after in self.lit(place, "between"):
            for who, end in self.who(after):
                if len(who.names) != 1:
                    yield Event("behavior", self.said(start, end), behaviors, who, Who()), end

    def _by(self, event: Event, place: int, start: int) -> Read[Event]:
        yield event, place
        if event.subject is not None:
            return
        for after in self.lit(place, "by|for|of"):
            done_to = self.words[place] == "of" and any(
                word.endswith("ing") for word in self.words[start:place]
            )  # the chasing of mouse 1; but chases of mouse 1 may be by it
            for who, stop in self.who(after):
                if not done_to or not self.takes_animal(event) or event.sort != "behavior":
                    yield replace(event, subject=who, words=self.said(start, stop)), stop
                for (whom, zone), end in self._objects(event.behaviors, stop):
                    if end > stop and event.object is None and not event.place:
                        words = self.said(start, end)
                        yield replace(
                            event, subject=who, object=whom, place=zone, words=words
                        ), end  # fmt: skip

    def happening(self, place: int) -> Iterator[tuple[Event, int]]:
        """Read an event in any form that may follow *after*, *while* or *before*."""
        yield from self.told(place)
        yield from self.done(place, None, frozenset({"ing"}), place)
        yield from self.noun(place)
        yield from self.location(place, None, place)
        yield from self.measured(place, None, place)
        for stop in self.lit(place, "being|getting|it is|it was|they are"):
            yield from self.state(stop, None, place)
