"""Reading what stands after *is*: in a zone, near somebody, faster than, doing, done to."""

from __future__ import annotations

from dataclasses import replace

from workbench.ask.grammar.clauses import ADVERB, BASE, BE, ING, ClauseReader
from workbench.ask.grammar.frames import Event, EventSort, Who
from workbench.ask.grammar.reader import Read

INSIDE = "in|inside|within|at|inside of|on|into"
OUTSIDE = "outside|outside of|out of|away from"
_STAY = "staying|sitting|being|hiding|remaining|stay|stays|stayed|sit|sits|sat|remain|remains"
_MOVE = "moves|move|moved|moving|runs|run|ran|running|goes|going|walks|walk|walking|travels"
_FASTER = (
    "faster than|at more than|above|over|at over|more than|exceeding|exceeds|greater than|"
    "higher than"
)
_SLOWER = "slower than|at less than|below|under|at under|less than|lower than"
_OVER = f"(({BE}) )?({_FASTER}|exceed|exceeds|exceeded|larger than)"
_UNDER = f"(({BE}) )?({_SLOWER}|smaller than)"
_CLOSER = (
    "within|closer than|less than|nearer than|at less than|under|below|at most|no more than|"
    "not more than"
)
_FARTHER = "farther than|further than|more than|at more than|over|above|at least"
_AWAY = "of|from|to|away from|apart from|close to"
_APART = "apart|away|from each other|apart from each other"

_Sorts = tuple[tuple[EventSort, str], ...]
_WHERE: _Sorts = (("inside", INSIDE), ("outside", OUTSIDE))
_SPEEDS: _Sorts = (("faster", _FASTER), ("slower", _SLOWER))
_SAID_SPEEDS: _Sorts = (("faster", _OVER), ("slower", _UNDER))
_DISTANCES: _Sorts = (("closer", _CLOSER), ("farther", _FARTHER))


class StateReader(ClauseReader):
    """Reads states."""

    def state(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read what stands after *is*."""
        yield from self._state(place, subject, start)
        for at in self.lit(place, "not"):
            for event, stop in self._state(at, subject, start):
                words = self.said(start, stop)
                if event.sort == "inside":
                    yield replace(event, sort="outside", words=words), stop
                elif event.sort != "outside":
                    yield replace(event, negated=True, words=words), stop

    def _state(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        yield from self.done(place, subject, ING, start)
        yield from self._adjective(place, subject, start)
        yield from self.undergone(place, subject, start)
        yield from self.location(place, subject, start)
        yield from self.measured(place, subject, start)
        for stop in self.lit(place, "in( physical| close| direct| bodily)?|at"):
            yield from self.done(stop, subject, BASE, start)

    def _adjective(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read a behavior without object by a name that is no verb: *is immobile*."""
        for behaviors, stop in self.verb(place, BASE):
            if not self.vocabulary.target(behaviors):
                yield Event("behavior", self.said(start, stop), behaviors, subject), stop

    def location(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read where somebody is: ``in the shelter``, ``outside the nest``."""
        for first in self.maybe(place, _STAY):
            for sort, words in _WHERE:
                for zone, end in self.then(first, words, self.place_):
                    said = self.said(start, end)
                    yield Event(sort, said, subject=subject, place=zone), end

    def measured(self, place: int, subject: Who | None, start: int) -> Read[Event]:
        """Read a limit: ``faster than 10 cm/s``, ``within 5 cm of mouse 2``, ``5 cm apart``."""
        for first in self.maybe(place, f"({_MOVE})?( at a speed| with a speed| at)?( of)?"):
            yield from self._speedy(_SPEEDS, first, subject, start)
        for sort, words in _DISTANCES:
            for limit, after in self.then(place, words, self.length):
                for end in self.lit(after, _AWAY):
                    yield from self._near_to(sort, limit, end, subject, start)
                if subject is None or len(subject.names) != 1:
                    for end in self.lit(after, _APART):
                        said = self.said(start, end)
                        other = Who(how="mutual")
                        yield Event(sort, said, (), subject, other, limit=limit), end

    def _speedy(self, sorts: _Sorts, place: int, subject: Who | None, start: int) -> Read[Event]:
        for sort, words in sorts:
            for limit, end in self.then(place, words, self.speed):
                yield Event(sort, self.said(start, end), subject=subject, limit=limit), end

    def _near_to(
        self, sort: EventSort, limit: str, place: int, subject: Who | None, start: int
    ) -> Read[Event]:
        for zone, end in self.place_(place):
            words = self.said(start, end)
            yield Event(sort, words, subject=subject, place=zone, limit=limit), end
        for whom, end in self.point(place):
            words = self.said(start, end)
            yield Event(sort, words, subject=subject, object=whom, limit=limit), end

    def speeding(self, place: int, start: int) -> Read[Event]:
        """Read *mouse 1's speed exceeds 10 cm/s*, *the speed of mouse 1 is above 10 cm/s*."""
        for who, stop in self._speed_of(place):
            yield from self._speedy(_SAID_SPEEDS, stop, who, start)

    def _speed_of(self, place: int) -> Read[Who]:
        yield from self.ended(self.point(place), "'s (speed|velocity)")
        yield from self.then(place, "(the )?(speed|velocity) of", self.point)

    def moved(self, place: int, who: Who | None, start: int) -> Read[Event]:
        """Read *moves faster than 10 cm/s*."""
        if any(True for _ in self.lit(place, _MOVE)):
            yield from self.measured(place, who, start)

    def activity(self, place: int, who: Who | None, start: int) -> Read[Event]:
        """Read what time is spent on: ``grooming``, ``in the shelter``, ``being chased``."""
        for stop in self.maybe(place, "on|with|by|while|not moving and"):
            for at in self.maybe(stop, "being|getting"):
                yield from self.lasting(self.state(at, who, start))

    def adverbial(self, place: int, who: Who | None, start: int) -> Read[Event]:
        """Read a state after an adverb: *usually resting*."""
        for at in self.maybe(place, ADVERB):
            yield from self.state(at, who, start)
