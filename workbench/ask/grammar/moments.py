"""Reading questions for single bouts and lists of them: when, the first, the longest, whether."""

from __future__ import annotations

from dataclasses import replace

from workbench.ask.grammar.clauses import BASE, BE, DO
from workbench.ask.grammar.counts import CountReader
from workbench.ask.grammar.frames import Event, Frame, Measure, Than
from workbench.ask.grammar.reader import Read

_KINDS: dict[str, Measure] = {
    "first": "first", "last|final|most recent": "last", "longest": "longest",
    "shortest|briefest": "shortest",
}  # fmt: skip
_NTH = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
_ASKS = (
    ("(when|at what time) (is|was|are|were|did|does|do)|what time (is|was)", False),
    ("how long (is|was|are|were|did|does|do)", True),
    ("(which|what|where) (is|was|are|were)|"
     "(show|show me|find|play|give me|list|tell me about|tell me)|",
     None),
)  # fmt: skip
_HAPPENS = "last|take|happen|occur|start|begin"
_LIST = (
    "(please |can you |could you )?(list|show|show me|find|give me|tell me|get|play)( me)?"
    "( all| every| each)?( of)?( the)?( (clips?|times?|bouts?|moments?|episodes?|video)( of| when| "
    "where| at which| in which| that| during which)?)?( the)?"
)
_NUMBER_OF = {
    "more than": ">", "at least": ">=", "fewer than|less than": "<", "at most": "<=",
    "exactly|only": "==",
}  # fmt: skip
WHETHER = (
    "whether|if|is it (true|correct|the case) that|does it (ever )?happen that|"
    "did it (ever )?happen that"
)
"""Words before a statement that make a question of it."""

_AT_ALL = "at all|ever|at any time"
_MOMENTS = "(what|which) (times?|moments?|seconds?|time points?|points? in time)"
_A_MOMENT = (
    f"({BE}) there (ever )?(any |a |some )?(moment|time|point|second|period)s?( in time)? "
    "(when|where|at which|during which|in which)"
)
_NEVER = Than("==", 0, "never")


class MomentReader(CountReader):
    """Reads questions for single bouts and lists of them."""

    def when(self, place: int) -> Read[Frame]:
        """Read *when does*, *list all*."""
        for stop in self.lit(
            place, f"when( exactly)?|at {_MOMENTS}|{_MOMENTS}|where in the (video|recording)"
        ):
            for event, at in (
                *self.asked(stop),
                *self.told(stop),
                *self.past(stop, f"({BE})( there)?", self.noun),
            ):
                yield Frame("when", event), at
        for event, stop in self.then(place, _LIST, self.noun, self.told):
            yield Frame("when", event), stop

    def one(self, place: int) -> Read[Frame]:
        """Read what asks for one bout, or the first few: the first, the last, the longest."""
        for asks, lasts in _ASKS:
            for words, measure in _KINDS.items():
                for event, stop in self.then(
                    place, f"({asks}) ?(the |its )?({words})", self.noun, self._time_that
                ):
                    for end in self.maybe(stop, _HAPPENS):
                        yield Frame(measure, event, lasts=lasts), end
                yield from self._several(place, asks, words, measure)
                for event, stop in self._owned_one(place, asks, words):
                    yield Frame(measure, event, lasts=lasts), stop
            for word, number in _NTH.items():
                for event, stop in (
                    *self.then(place, f"({asks}) ?(the )?{word}", self.noun),
                    *self._owned_one(place, asks, word),
                ):
                    for end in self.maybe(stop, _HAPPENS):
                        yield Frame("first", event, lasts=lasts, number=number), end
        for words, measure in _KINDS.items():
            for stop in self.lit(place, "when|at (what|which) time"):
                yield from self._first_time(stop, words, measure)

    def _several(self, place: int, asks: str, words: str, measure: Measure) -> Read[Frame]:
        """Read *the first three rears*, *the three longest rests*."""
        if measure == "shortest":
            return
        for start in self.lit(place, f"({asks}) ?(the )?"):
            counted = self.then(start, words, self.counted)
            for number, stop in (*counted, *self.ended(self.counted(start), words)):
                for event, end in self.noun(stop):
                    yield Frame(measure, event, number=int(number), several=True), end

    def _owned_one(self, place: int, asks: str, words: str) -> Read[Event]:
        """Read *how long was mouse_1's longest walk*."""
        for who, after in self.ended(self.then(place, asks, self.who), f"'s ({words})"):
            for event, end in self.noun(after):
                if event.subject is None:
                    for final in self.maybe(end, _HAPPENS):
                        yield replace(event, subject=who), final

    def _time_that(self, place: int) -> Read[Event]:
        yield from self.then(place, "time( that| when)?", self.told)

    def _first_time(self, place: int, words: str, measure: Measure) -> Read[Frame]:
        """Read *does mouse 1 first groom*, *does it groom for the last time*."""
        if measure not in ("first", "last"):
            return
        for who, at in self.ended(self.then(place, DO, self.who), words):
            for event, stop in self.done(at, who, BASE, at):
                yield Frame(measure, event), stop
        for who, at in self.ended(self.then(place, BE, self.who), words):
            for event, stop in self.state(at, who, at):
                yield Frame(measure, event), stop
        for event, end in self.ended(self.asked(place), f"(for )?the ({words}) time|({words})"):
            yield Frame(measure, event), end

    def whether(self, place: int) -> Read[Frame]:
        """Read *does mouse 1 ever rear*, *are there any chases*, *did it rear more than twice*."""
        once = Than(">=", 1, "at least once")
        for event, stop in (*self.asked(place), *self.then(place, WHETHER, self.told)):
            for end in self.maybe(stop, _AT_ALL):
                yield Frame("ever", event), end
            for than, end in self.than(stop):
                yield Frame("ever", event, than=None if than == once else than), end
        for who, at in self.ended(self.then(place, f"{DO}|{BE}", self.who), "never"):
            for event, stop in (*self.done(at, who, BASE, place), *self.state(at, who, place)):
                yield Frame("ever", event, than=_NEVER), stop
        for event, stop in self.then(
            place, f"({BE}) there( any| a| an| ever any| ever an?)?", self.noun
        ):
            yield Frame("ever", event), stop
        for event, stop in self.then(place, _A_MOMENT, self.told):
            if event.topic is not None and len(event.topic.names) == 1:
                yield Frame("ever", event), stop
            yield from self._both(Frame("ever", event), place, stop)
        for than, start in self.then(place, f"({BE}) there", self._number_of):
            for event, stop in self.noun(start):
                yield Frame("ever", event, than=than), stop

    def _number_of(self, place: int) -> Read[Than]:
        """Read *more than 3* before what is counted."""
        for words, sign in _NUMBER_OF.items():
            for number, stop in self.then(place, words, self.counted):
                if number == int(number):
                    yield Than(sign, int(number), self.said(place, stop)), stop
