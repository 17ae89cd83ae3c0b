"""Reading what comes next to something, how long that takes, and what lies between two things."""

from __future__ import annotations

from dataclasses import replace

from workbench.ask.grammar.asking_words import ASK
from workbench.ask.grammar.clauses import BE, DO
from workbench.ask.grammar.frames import Condition, Event, Frame, Who
from workbench.ask.grammar.order_firsts import FirstReader
from workbench.ask.grammar.order_forms import Step
from workbench.ask.grammar.reader import Read

DIRECTLY = "directly|immediately|right|straight|just|straight away|right away"
"""Words for *with nothing between*."""

_USUALLY = "usually|mostly|typically|normally|generally|most often|often|most frequently|commonly"
_MOST = (
    "most often|the most|usually|typically|most frequently|most commonly|mostly|in general|"
    "most of the time"
)
_AFTER = "after|following"
_BEFORE = "before|prior to|preceding"
_SIDES: tuple[tuple[str, bool], ...] = ((_AFTER, False), (_BEFORE, True))
_HAPPENS = (
    "tends to (happen|come|occur)|tend to happen|happens|happened|comes|came|occurs|occurred|"
    "is done|was done|goes on"
)
_THING = "(thing|behaviou?r|action|event|activity)"
_WHAT = f"(what|which {_THING}s?|what {_THING}s?)( is it that)?"
_COMMON = "(most (common|frequent|likely|usual)|usual|typical)"
_FOLLOWS: tuple[tuple[str, bool], ...] = (
    ("follows|followed|follow|(is|was) most likely to (follow|come after)", False),
    ("precedes|preceded|precede|leads to|led to|(is|was) most likely to (precede|come before)",
     True),
)  # fmt: skip
_LATER = "next|then|afterwards|subsequently|"
_TAKES = (
    "(does it take|did it take|is it|was it|is there|was there|passes|passed|pass|goes by|went by|"
    "elapses|elapsed|is the time|was the time|does it last|is|was)"
)
_HOW_LONG = "how (long|much time|many seconds)"
_ON_AVERAGE = "on average|usually|typically|normally|"
_SPAN = (
    "((mean|average|median|typical|usual) )?(time|time span|interval|latency|delay|gap|duration|"
    "time difference|pause)"
)
_NEXT = "(the |its |their )?(next|following|subsequent|immediately following)( bouts?( of)?)?"


class NextReader(FirstReader):
    """Reads what comes next."""

    # what comes next ------------------------------------------------------------------------

    def what_next(self, place: int) -> Read[Frame]:
        """Read *what did it do next after the first rear*, *what usually comes before rearing*."""
        for side, back in _SIDES:
            directly = f"((next|{DIRECTLY}|then|afterwards)( right)? )?({side})( it)?"
            for who, start in self._asked_doing(place):
                for at in self.lit(start, directly):
                    yield from self._anchored(at, who, back)
            for at in self.lit(place, f"({DIRECTLY})? ?({side})"):
                for step, stop in self.step(at):
                    for who, end in self._asked_doing(stop):
                        for final in self.maybe(end, "next|first|then|right away"):
                            yield from self._beside(step, who, back, final)
            yield from self._thing_beside(place, side, back)
            happens = f"{_WHAT} (({_USUALLY}) )?({_HAPPENS})( ({_MOST}))?"
            for start in self.lit(place, happens):
                for at in self.lit(start, directly):
                    yield from self._anchored(at, None, back)
        for words, back in _FOLLOWS:
            for at in self.lit(place, f"{_WHAT} (({_USUALLY}|{DIRECTLY}) )?({words})( on)?"):
                yield from self._anchored(at, None, back)

    def _asked_doing(self, place: int) -> Read[Who]:
        """Read *what does mouse 1 usually do*."""
        does = f"(({_USUALLY}) )?(do|show)( ({_MOST}))?"
        yield from self.ended(self.then(place, f"{_WHAT} ({DO})", self.who), does)
        yield from self.ended(self.then(place, "what (is|was|are|were)", self.who), "doing")
        yield from self.ended(self.then(place, "what", self.who), "does|did|do")
        yield from self.ended(self.who(place), "(does|did|do) what")

    def _thing_beside(self, place: int, side: str, back: bool) -> Read[Frame]:
        """Read *the next thing it does after rearing*, *the last thing before the first groom*."""
        common = f"{_COMMON}( {'previous' if back else 'next'})?"
        named = f"(last|previous|{common})" if back else f"(next|first|{common})"
        done = "does|did|do|shows|showed"
        for start in self.maybe(place, f"{ASK}|which (is|was)( the)?|what (is|was)( the)?"):
            for at in self.lit(start, f"(very )?{named} {_THING}( that)?"):
                for who, stop in (*self.ended(self.who(at), done), *self._nobody(at),
                                  *self.then(at, "of|by", self.who)):  # fmt: skip
                    for end in self.lit(stop, f"(({DIRECTLY}) )?({side})"):
                        yield from self._anchored(end, who, back)
            for who, at in self._own_thing(start, named):
                for end in self.lit(at, f"(({DIRECTLY}) )?({side})"):
                    yield from self._anchored(end, who, back)

    def _own_thing(self, place: int, named: str) -> Read[Who]:
        """Read *mouse 1's next behavior*, *the next behavior of mouse 1*."""
        yield from self.ended(self.who(place), f"'s {named} {_THING}")

    def _nobody(self, place: int) -> Read[Who | None]:
        yield None, place
        for stop in self.lit(place, _HAPPENS):
            yield None, stop

    def _anchored(self, place: int, who: Who | None, back: bool) -> Read[Frame]:
        for step, stop in self.step(place):
            for end in self.maybe(stop, f"{_MOST}|next"):
                for whose, final in self.of_whom(end):
                    if whose is None or who is None:
                        yield from self._beside(step, who or whose, back, final)

    def _beside(self, step: Step, who: Who | None, back: bool, place: int) -> Read[Frame]:
        for frame in self.ordering("next", (step,), who, back=back):
            yield frame, place

    # between --------------------------------------------------------------------------------

    def what_between(self, place: int) -> Read[Frame]:
        """Read *what does it do between the first rear and the first groom*."""
        for who, start in (*self._asked_doing(place), *self._happening(place)):
            for at in self.lit(start, "(in )?between( the)?|in between( the)?"):
                for first, stop in self.step(at):
                    for after in self.lit(stop, "and"):
                        for second, end in self._to(after):
                            for frame in self.ordering("between", (first, second), who):
                                yield frame, end

    def _happening(self, place: int) -> Read[Who | None]:
        for stop in self.lit(place, f"{_WHAT} (({_USUALLY}) )?({_HAPPENS})"):
            yield None, stop

    def _to(self, place: int) -> Read[Step]:
        """Read the second of two things: ``the next groom``, ``the first groom``, ``grooming``."""
        for at in self.maybe(place, _NEXT):
            for step, stop in self.step(at):
                if at == place or not step.number:
                    yield replace(step, words=self.said(place, stop)), stop
        for who, at in self.ended(self.who(place), "'s next"):
            for event, stop in self.noun(at):
                if event.subject is None:
                    yield Step(event.said_of(who), words=self.said(place, stop)), stop

    def _to_thing(self, place: int) -> Read[Step]:
        """Read the same as a noun: ``the next groom`` in *when is the next groom*."""
        for at in self.maybe(place, _NEXT):
            for step, stop in self.thing(at):
                if at == place or not step.number:
                    yield replace(step, words=self.said(place, stop)), stop

    # how long -------------------------------------------------------------------------------

    def waits(self, place: int) -> Read[Frame]:
        """Read *how long from a rear to the next groom*, *how soon after rearing does it groom*."""
        for start in self.lit(place, f"{_HOW_LONG}( {_TAKES})?( ({_ON_AVERAGE}))?"):
            yield from self._from_to(start)
        for start in self.maybe(place, f"{ASK}|what (is|was)( the)?"):
            for at in self.lit(start, _SPAN):
                yield from self._from_to(at)
        for frame, stop in self.latency(place):
            for at in self.lit(stop, "(right )?after|following|from|since|once"):
                if frame.event is not None:
                    yield from self._waited(at, Step(frame.event, words=frame.event.words))
        yield from self._once(place)
        soon = (
            f"how (long|soon|quickly|fast|many seconds|much time)( ({_ON_AVERAGE}))? (after|from)"
        )
        for at in self.lit(place, soon):
            for first, stop in self.step(at):
                for second, end in self._then_done(stop):
                    yield from self._wait(first, second, end)

    def _once(self, place: int) -> Read[Frame]:
        """Read *once mouse 1 has reared, how long until it grooms*."""
        for at in self.lit(place, "once|after|when|from the moment( that)?|from|starting from"):
            for first, stop in self.step(at):
                asks = f"{_HOW_LONG}( {_TAKES})?|how (soon|quickly|fast)"
                for start in self.lit(stop, asks):
                    for second, end in self._then_done(start):
                        yield from self._wait(first, second, end)

    def _from_to(self, place: int) -> Read[Frame]:
        for begun, joined in (("from", "to|until|till"), ("(in )?between", "and")):
            for at in self.lit(place, begun):
                for first, stop in self.step(at):
                    for after in self.lit(stop, joined):
                        for second, end in self._to(after):
                            yield from self._wait(first, second, end)

    def _waited(self, place: int, second: Step) -> Read[Frame]:
        for first, stop in self.step(place):
            yield from self._wait(first, second, stop)

    def _then_done(self, place: int) -> Read[Step]:
        """Read *does mouse 1 groom*, *does grooming follow*, *until it grooms*."""
        for at in self.maybe(place, _ON_AVERAGE):
            for event, stop in self.asked(at):
                yield Step(event, words=self.said(at, stop)), stop
            for start in self.lit(at, DO):
                comes = "follow|come|happen|occur|start|begin"
                yield from self.ended(self._to_thing(start), comes)
            yield from self.then(at, f"until|till|{_LATER}", self._to)
            yield from self.then(at, "is|was|comes|came", self._to_thing)

    def _wait(self, first: Step, second: Step, place: int) -> Read[Frame]:
        for end in self.maybe(place, _ON_AVERAGE):
            for frame in self.ordering("wait", (first, second)):
                yield frame, end

    # whether one ever follows ---------------------------------------------------------------

    def follows(self, place: int) -> Read[Frame]:
        """Read *does grooming ever follow rearing within 5 s*, *is a rear followed by a groom*."""
        for at in self.lit(place, DO):
            for second, stop in self.thing(at):
                for after in self.lit(stop, "(ever )?(follow|come after|happen after|occur after)"):
                    yield from self._ever(second, after)

        for at in self.lit(place, BE):
            for second, stop in self.thing(at):
                for after in self.lit(stop, "(ever )?preceded by"):
                    yield from self._ever(second, after)

    def _ever(self, second: Step, place: int) -> Read[Frame]:
        for first, stop in self.step(place):
            if first.number or second.number or first.where or second.where:
                continue
            for who, end in self.of_whom(stop):
                event = _shared(second.event, first.event)
                if who is not None and event.topic is None:
                    event = event.said_of(who)
                if who is None or event.topic == who:
                    condition = Condition("after", first.event, None, self.said(place - 1, end))
                    yield Frame("ever", event, conditions=(condition,)), end
            for seconds, end in self.then(stop, "within|in less than|in under|by at most|in",
                                          self.time):  # fmt: skip
                event = _shared(second.event, first.event)
                words = self.said(place - 1, end)
                condition = Condition("after", first.event, seconds, words)
                yield Frame("ever", event, conditions=(condition,)), end


def _shared(event: Event, other: Event) -> Event:
    """Return an event that is said of whom the other one is, where it names nobody."""
    return event if event.topic is not None else event.said_of(other.topic)
