"""Reading which of several things came first, whether one came before another, and the ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbench.ask.grammar.asking_words import ASK
from workbench.ask.grammar.clauses import BASE, BE, DO
from workbench.ask.grammar.frames import Event, Frame, Who
from workbench.ask.grammar.moments import WHETHER
from workbench.ask.grammar.order_forms import Edge, Step
from workbench.ask.grammar.order_steps import StepReader, split
from workbench.ask.grammar.reader import Read

_COMES = (
    "comes|came|come|happens|happened|happen|occurs|occurred|occur|starts|started|start|begins|"
    "began|begin|is|was|were|are|takes place|took place|take place|appears|appeared|appear|"
    "is done|was done"
)
_COME = "come|happen|occur|start|begin|take place|appear|be"
_EDGED: tuple[tuple[str, Edge], ...] = (
    ("(start|begin)( to)?", "start"), ("stop|finish|end", "end"),
)  # fmt: skip
_NUMBERED = frozenset({"first", "last", "second", "third"})
_RANKS: tuple[tuple[str, bool], ...] = (
    ("first|earlier|earliest|sooner", False), ("last|later|latest", True),
)  # fmt: skip
_WHICH = (
    "(which|what)( one| thing| event| behaviou?r| of these| of them| of the two| of those| of the "
    "three)?"
)
_SHOWS = "do|show|perform|display|start|begin"
_BEFORE = "before|earlier than|prior to|ahead of|sooner than"
_AFTER = "later than"
_EITHER = "(come )?(before or after|after or before|earlier or later than)"
_PRECEDE = "precede|precedes|preceded"
_DOES = "does|did|do|is|was|has|had"
_THING = "(thing|behaviou?r|action|event|activity)"
_ENDS: tuple[tuple[str, bool], ...] = (("first|initial", False), ("last|final", True))
_WITH: tuple[tuple[str, bool], ...] = (
    ("start|begin|start out|start off|start the recording|begin the recording", False),
    ("end|finish|stop|end up|end the recording|finish the recording", True),
)


class FirstReader(StepReader):
    """Reads what came first."""

    # which ----------------------------------------------------------------------------------

    def which_first(self, place: int) -> Read[Frame]:
        """Read *which came first, rearing or grooming*, *did it rear or groom first*."""
        for words, back in _RANKS:
            for stop in self.lit(place, f"{_WHICH} ({_COMES}) ({words})"):
                for who, at in self.of_whom(stop):
                    yield from self._listed_first(at, who, back)
            for at in self.lit(place, f"(which|what)( one)? of|{DO}|{BE}|"):
                for steps, after in self.things(at, "or|and|versus|vs", nominal=True):
                    joined = {"or", "versus", "vs"} & set(self.words[at:after])
                    asks = f"({_COMES}) ({words})|({words})"
                    for stop in self.lit(after, asks):
                        if joined or self.words[place] in ("which", "what"):
                            yield from self._framed(steps, back, stop)
            yield from self._which_done(place, words, back)
            yield from self._did_first(place, words, back)
            yield from self._clauses_first(place, words, back)

    def _listed_first(self, place: int, who: Who | None, back: bool) -> Read[Frame]:
        for steps, stop in self.things(place, "or|and|versus|vs"):
            first = steps[0].event
            if len(steps) > 2 and first.sort in ("inside", "outside") and first.topic is None:
                continue  # where the others go on
            if who is None:
                yield from self._framed(steps, back, stop)
            else:
                yield from self._one(steps, who, back, stop)
        if who is None:
            for window, at in self.window(place):
                for frame, end in self._listed_first(at, None, back):
                    yield frame.with_(window=window), end
            for where, at in self.here(place):
                for steps, stop in self.things(at, "or|and|versus|vs"):
                    if not any(step.where for step in steps):
                        placed = tuple(replace(step, where=where) for step in steps)
                        yield from self._framed(placed, back, stop)

    def _clauses_first(self, place: int, words: str, back: bool) -> Read[Frame]:
        """Read *did mouse 1 rear or mouse 2 groom first*, *was it chased or did it rear first*."""
        for one, stop in self.asked(place):
            for at in self.lit(stop, "or"):
                for other, after in (*self.told(at), *self.asked(at)):
                    steps = (Step(one, words=one.words), Step(other, words=other.words))
                    if not (one.negated or other.negated):
                        for end in self.lit(after, words):
                            yield from self._one(steps, None, back, end)

    def _framed(self, steps: tuple[Step, ...], back: bool, place: int) -> Read[Frame]:
        for who, stop in self.of_whom(place):
            for frame in self.ordering("first of", steps, who, back=back):
                yield frame, stop

    def _which_done(self, place: int, words: str, back: bool) -> Read[Frame]:
        """Read *which did mouse 1 do first, rear or groom*, *did it first rear or groom*."""
        for at in self.lit(place, "between|of|from|out of"):
            for steps, stop in self.things(at, "or|and"):
                asks = f"(which|what)( one| of them)? ({DO})"
                done = f"({_SHOWS}) ({words})"
                for who, end in self.ended(self.then(stop, asks, self.who), done):
                    yield from self._one(steps, who, back, end)
        asks = f"{_WHICH} ({DO})"
        for who, stop in self.ended(self.then(place, asks, self.who), f"({_SHOWS}) ({words})"):
            for steps, end in (*self.verbs(stop, who, "or|and"), *self.things(stop, "or|and")):
                if len(steps) > 1:
                    yield from self._one(steps, who, back, end)

    def _did_first(self, place: int, words: str, back: bool) -> Read[Frame]:
        """Read *did it rear or groom first*, *did it first rear or groom*."""
        for who, at in self.then(place, DO, self.who):
            for steps, stop in self.verbs(at, who, "or"):
                if len(steps) > 1:
                    for end in self.lit(stop, words):
                        yield from self._one(steps, who, back, end)
            for after in self.lit(at, "first") if not back else ():
                for steps, stop in self.verbs(after, who, "or"):
                    if len(steps) > 1:
                        yield from self._one(steps, who, back, stop)
        for event, at in self.asked(place):
            for end in self.lit(at, words) if len(event.behaviors) > 1 else ():
                yield from self._one(split(event), None, back, end)

    def _one(self, steps: tuple[Step, ...], who: Who | None, back: bool, place: int) -> Read[Frame]:
        for frame in self.ordering("first of", steps, who, back=back):
            yield frame, place

    # before ---------------------------------------------------------------------------------

    def came_before(self, place: int) -> Read[Frame]:
        """Read *did it rear before it groomed*, *was the first rear before the first groom*."""
        for first, stop in self._first_thing(place):
            for back, either, at in self._relation(stop):
                for second, end in (*self.step(at), *self._same_of(first, at)):
                    steps = (first, second)
                    for frame in self.ordering("before", steps, back=back, either=either):
                        yield frame, end

            for after in self.lit(stop, "after"):
                for second, end in self._same_of(first, after):
                    for frame in self.ordering("before", (first, second), back=True):
                        yield frame, end

    def _first_thing(self, place: int) -> Read[Step]:
        yield from self._clause(place)
        for at in self.lit(place, DO):
            comes = f"(ever )?({_COME})|{_PRECEDE}"
            for step, stop in self.thing(at):
                for end in self.lit(stop, comes):
                    precedes = self.words[end - 1].startswith("precede")
                    yield step, end - 1 if precedes else end
        yield from self.then(place, BE, self.thing)
        for step, stop in self.then(place, WHETHER, self.step):
            yield step, stop
            for end in self.lit(stop, _COMES):
                yield step, end

    def _clause(self, place: int) -> Read[Step]:
        """Read *did it rear*, *did it first rear*, *did it rear for the first time*."""
        for event, stop in self.asked(place):
            if "ever" not in self.words[place:stop] and not event.negated:
                yield Step(event, words=self.said(place, stop)), stop
                if event.sort == "behavior":
                    for where, end in self.here(stop):
                        yield Step(event, where=where, words=self.said(place, end)), end
                for end in self.lit(stop, "for the first time"):
                    yield Step(event, 1, words=self.said(place, end)), end
        for who, at in self.then(place, DO, self.who):
            for words, edge in _EDGED:
                for event, stop in self.then(at, words, self.noun):
                    if event.subject is None:
                        said = self.said(place, stop)
                        yield Step(event.said_of(who), edge=edge, words=said), stop
        for who, at in self.ended(self.then(place, DO, self.who), "first"):
            for event, stop in self.done(at, who, BASE, place):
                yield Step(event, 1, words=self.said(place, stop)), stop

    def _relation(self, place: int) -> Iterator[tuple[bool, bool, int]]:
        """Yield whether *after* is asked, whether both are, and where the words for it end."""
        for stop in self.lit(place, _EITHER):
            yield False, True, stop
        for stop in self.lit(place, f"({_BEFORE})|{_PRECEDE}"):
            yield False, False, stop
        for stop in self.lit(place, _AFTER):
            yield True, False, stop
        if _NUMBERED & set(self.words[:place]):
            for stop in self.lit(place, "after"):
                yield True, False, stop

    def _same_of(self, first: Step, place: int) -> Read[Step]:
        """Read *mouse 2 did* after *did mouse 1 rear before*: the same of another animal."""
        topic = first.event.topic
        for who, stop in self.named(place):
            if topic is None or len(who.names) != 1 or who == topic:
                continue
            for end in self.maybe(stop, _DOES):
                other: Event = first.event.said_of(who)
                yield replace(first, event=other, words=self.said(place, end)), end

    # ends -----------------------------------------------------------------------------------

    def ends(self, place: int) -> Read[Frame]:
        """Read *what was the first thing mouse 1 did*, *with what does it end*."""
        for words, back in _ENDS:
            yield from self._end_thing(place, words, back)
            asks = f"(what|(what|which) {_THING}) ({DO})"
            found = self.ended(
                self.then(place, asks, self.who), f"(do|show|perform|display) ({words})"
            )
            for who, stop in found:
                yield from self._ended(who, back, stop)
            for stop in self.lit(place, f"what (happens|happened|occurs|occurred) ({words})"):
                yield from self._ended(None, back, stop)
        for words, back in _WITH:
            for asks, last in (("(with (what|which behaviou?r)|how)", f"({words})"),
                               ("(what|which behaviou?r)", f"({words}) with")):  # fmt: skip
                found = self.ended(self.then(place, f"{asks} ({DO})", self.who), last)
                for who, stop in found:
                    yield from self._ended(who, back, stop)

    def _end_thing(self, place: int, words: str, back: bool) -> Read[Frame]:
        for start in self.maybe(place, f"{ASK}|which (is|was)( the)?"):
            for stop in self.lit(start, f"(very )?({words}) {_THING}( that)?"):
                yield from self._ended(None, back, stop)
                done = "did|does|shows|showed|do|performs|performed|showed"
                for who, end in self.ended(self.who(stop), done):
                    yield from self._ended(who, back, end)
                for who, end in self.then(stop, "of|by|from", self.who):
                    yield from self._ended(who, back, end)
                for end in self.lit(stop, "happened|occurred|to happen"):
                    yield from self._ended(None, back, end)
            for who, end in self.ended(self.who(start), f"'s (very )?({words}) {_THING}"):
                yield from self._ended(who, back, end)

    def _ended(self, who: Who | None, back: bool, place: int) -> Read[Frame]:
        for frame in self.ordering("ends", (), who, back=back):
            yield frame, place
