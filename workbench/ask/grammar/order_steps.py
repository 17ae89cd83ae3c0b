"""Reading the things whose order is asked for: ``the first rear of mouse 1``, ``it grooms``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from workbench.ask.grammar.clauses import BASE, BE, DO, FINITE, ING
from workbench.ask.grammar.frames import Event, Frame, Who
from workbench.ask.grammar.groups import GroupReader
from workbench.ask.grammar.order_forms import LAST, Edge, Order, OrderSort, Step
from workbench.ask.grammar.reader import Read

_NUMBERS: dict[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last|final": LAST,
}  # fmt: skip
_BOUT = "( (bout|episode|instance|occurrence|time)( of| that| when| in which)?)?"
_EDGES: tuple[tuple[str, Edge], ...] = (
    ("(the )?(start|beginning|onset) of( the| a| an| its)?", "start"),
    ("(the )?(end|stop|offset) of( the| a| an| its)?", "end"),
)
_ENDING: tuple[tuple[str, Edge], ...] = (
    ("(starts|started|begins|began|starting|beginning)( to)?", "start"),
    ("stops|stopped|finishes|finished|stopping|finishing", "end"),
)
_OF_WHOM = "in|for|of|by|with"
_TWO = 2


class StepReader(GroupReader):
    """Reads things whose order is asked for."""

    def step(self, place: int) -> Read[Step]:
        """Read something that happens, or one of its bouts by number, start or end."""
        yield from self._worded(place, self._edged(place, self.happening))

    def thing(self, place: int) -> Read[Step]:
        """Read the same as a noun or in -ing, as it stands after *is* and *does*.

        There *mouse 1 chased* is what is done to it, and no clause of its own.
        """
        yield from self._worded(place, self._edged(place, self._nominal))

    def _worded(self, place: int, steps: Read[Step]) -> Read[Step]:
        seen: dict[tuple[Step, int], None] = {}
        for found, stop in steps:
            seen[replace(found, words=self.said(place, stop)), stop] = None
            if found.event.sort == "behavior":
                for where, end in self.here(stop):
                    words = self.said(place, end)
                    seen[replace(found, where=where, words=words), end] = None
        yield from seen

    def _nominal(self, place: int) -> Read[Event]:
        yield from self.noun(place)
        yield from self.lasting(self.done(place, None, ING, place))
        for who, at in self.who(place):
            yield from self.lasting(self.done(at, who, ING, place))
        for at in self.lit(place, "being|getting"):
            yield from self.lasting(self.state(at, None, place))

    def _edged(self, place: int, way: Callable[[int], Read[Event]]) -> Read[Step]:
        yield from self._numbered(place, way)
        for words, edge in _EDGES:
            for at in self.lit(place, words):
                for step, stop in self._numbered(at, way):
                    yield replace(step, edge=edge), stop
        for who, at in self.who(place):
            for words, edge in _ENDING:
                for event, stop in self.then(at, words, self.noun):
                    if event.subject is None:
                        yield Step(event.said_of(who), edge=edge), stop

    def _numbered(self, place: int, way: Callable[[int], Read[Event]]) -> Read[Step]:
        for event, stop in way(place):
            if not event.negated:
                yield Step(event), stop
        for word, number in _NUMBERS.items():
            for at in self.lit(place, f"(the |its |their |an? )?(very )?({word}){_BOUT}"):
                for event, stop in (*self.noun(at), *self._told_number(place, at)):
                    if not event.negated:
                        yield Step(event, number), stop
            for who, at in self.ended(self.who(place), f"'s (very )?({word}){_BOUT}"):
                for event, stop in self.noun(at):
                    if event.subject is None:
                        yield Step(event.said_of(who), number), stop
            yield from self._first_done(place, word, number)

    def _told_number(self, place: int, start: int) -> Read[Event]:
        """Read *the first time that mouse 1 rears*."""
        if "time" in self.words[place:start]:
            yield from self.told(start)

    def _first_done(self, place: int, word: str, number: int) -> Read[Step]:
        """Read *it first grooms*, *mouse 1 groomed for the first time*."""
        for who, at in self.ended(self.who(place), word):
            for event, stop in self.done(at, who, FINITE, place):
                yield Step(event, number), stop
        for event, stop in self.ended(self.happening(place), f"for the ({word}) time"):
            yield Step(event, number), stop

    def things(self, place: int, joined: str, nominal: bool = False) -> Read[tuple[Step, ...]]:
        """Read several things, the last two joined by a word; each is one behavior."""
        way = self.thing if nominal else self.step
        for first, stop in way(place):
            if len(first.event.behaviors) > 1:
                continue
            for at in self.lit(stop, joined):
                for last, end in way(at):
                    if len(last.event.behaviors) <= 1:
                        yield (first, last), end
            for at in self.maybe(stop, joined):
                for rest, end in self.things(at, joined, nominal):
                    yield (first, *rest), end

    def verbs(self, place: int, who: Who, joined: str) -> Read[tuple[Step, ...]]:
        """Read several verbs of one animal: *rear, groom or enter the shelter*."""
        for event, stop in self.done(place, who, BASE, place):
            if len(event.behaviors) > 1:
                continue
            for at in self.maybe(stop, f"{joined}|to"):
                for rest, end in self.verbs(at, who, joined):
                    yield (Step(event, words=event.words), *rest), end
            yield (Step(event, words=event.words),), stop

    def of_whom(self, place: int) -> Read[Who | None]:
        """Read of whom several things are asked, where that is said after them."""
        yield None, place
        yield from self.then(place, _OF_WHOM, self.who)

    def doer(self, place: int) -> Read[Who]:
        """Read *does mouse 1*, *did it*, *is mouse 2*, *has mouse 1*."""
        yield from self.then(place, f"{DO}|has|have|{BE}", self.who)

    # forms ----------------------------------------------------------------------------------

    def ordering(
        self, sort: OrderSort, steps: Sequence[Step], who: Who | None = None, **said: object
    ) -> Iterator[Frame]:
        """Yield the question about the order of some things, if it is clear whose they are.

        Whatever is said of one animal alone is said of whom the question is about, so that a
        follow-up can ask the same of another one.
        """
        order = Order(sort, tuple(steps), **said)  # type: ignore[arg-type]  # fields of the form
        topics = order.topics()
        if who is None and len(topics) == 1:
            [who] = topics
        kept = tuple(step.said_of(None) if _is_of(step, who) else step for step in order.steps)
        yield Frame("order", who=who, order=replace(order, steps=kept))


def _is_of(step: Step, who: Who | None) -> bool:
    """Whether a thing is said of somebody, or of *it*, which is the same one."""
    topic = step.event.topic
    return topic is not None and who is not None and (topic == who or topic.how == "it")


def split(event: Event) -> tuple[Step, ...]:
    """Return each behavior of *rears or grooms* by itself."""
    return tuple(
        Step(replace(event, behaviors=(name,)), words=event.words) for name in event.behaviors
    )
