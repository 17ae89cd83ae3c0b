"""Reading questions for numbers of bouts: how often, how long, what share, how soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workbench.ask.grammar.asking_words import ASK, MEAN, OFTEN, RATED, STATISTICS_OF, TOTAL
from workbench.ask.grammar.clauses import BE, DO, ING
from workbench.ask.grammar.frames import Event, Frame, Measure, Who
from workbench.ask.grammar.limits import LimitReader
from workbench.ask.grammar.reader import Read

_LONG = "how long|for how long|(how much|what total|total|what) time|how much total time"
_UNITS = {
    "how many (seconds|secs|s)( in total)?|for how many seconds": "s",
    "how many (minutes|mins|min)( in total)?|for how many minutes": "min",
    "how many (milliseconds|ms)": "ms",
    "how many (hours|h)": "h",
}
_SHARE = "(what|which) (fraction|share|proportion|portion|part)|fraction|share|proportion|how much"
_PERCENT = "(what|which|how many) (percentage|percent)|percentage|percent|what percent"
_OF_TIME = (
    "of( the| its| their| that| total| all| recording| the total| the recording| the recorded)*"
    " time( in percent| in %)?"
)
_SHARES = ((_SHARE, ""), (_PERCENT, "%"))
_HAPPENED = (
    "(are|were|is|was) there( in total)?|(happen|happened|occur|occurred|exist)|"
    "(did|do) (happen|occur|take place)|took place|take place|(did|do|does) it have|"
    "(were|are|was|is) (seen|observed|recorded|counted|found)"
)
_MAKE = "make|do|have|perform|show|display|initiate|pay|start"
_BOUT_LENGTH = (
    "((bout )?(duration|length)s?|bout( length| duration)?)( of| per)?"
    "( a| an| the)?( single)?( bouts?( of)?)?"
)
_SPREAD = "(distribution|histogram|spread)( of)?( the| all)?"
_LENGTHS = "(bout )?(durations?|lengths?)"
_MUCH = "'how much' is taken as time; say 'how often' to count bouts."
_HOW_SOON = (
    "how (long|much time|soon|many seconds|quickly) ((does it take|did it take|is it|was it|passes|"
    "goes by|pass|passed|went by)( for| until| before| till)*|until|before|till|after the start)"
    "( the first)?"
)
_FIRST_TIME = "for the first time|first"
_PASSES = "how (long|much time) (is there |was there |passes |passed )?"
_BETWEEN = (
    "(time|intervals?|gaps?|pauses?|delay|breaks?) between( the| two| one| successive| "
    "consecutive| subsequent)*"
)
_INTER = "inter( bout| event)? intervals?( of| for| in| between)?( the)?"
_ARE = "((that|which) )?(are|were|is|was|happen|happened|occur|occurred|take place|took place)?"


class CountReader(LimitReader):
    """Reads questions for numbers of bouts."""

    def _of(self, measure: Measure, ways: Read[Event], unit: str = "") -> Read[Frame]:
        for event, stop in ways:
            yield Frame(measure, event, unit=unit), stop

    def _asking(self, place: int, pattern: str, *ways: Callable[[int], Read[Event]]) -> Read[Event]:
        """Read an event after *what is the ...*, or only after the phrase itself."""
        for start in self.maybe(place, ASK):
            yield from self.then(start, pattern, *ways)

    # how often ------------------------------------------------------------------------------

    def how_often(self, place: int) -> Read[Frame]:
        """Read *how often*, *the number of*, *how many ... were there*."""
        yield from self._of("count", self.then(place, OFTEN, self.asked, self.told, self._existing))
        number = f"({TOTAL} )?(number|count|counts)( of)?( times)?"
        yield from self._of("count", self._asking(place, number, self.noun, self.told))
        frequency = "(absolute )?(frequency|frequencies)( of)?"
        yield from self._of("frequency", self._asking(place, frequency, self.noun, self.told))
        count = "(please )?count( all)?( the)?( how often| how many times)?"
        yield from self._of("count", self.then(place, count, self.noun, self.told))
        for stop in self.lit(place, "how many"):
            for start in self.maybe(stop, "of"):
                for event, after in self.noun(start):
                    yield from self._made(event, stop, after)
                    yield from self._limited_share("count", event, after)

    def _existing(self, place: int) -> Read[Event]:
        """Read *are there chases*, *of grooming are there*."""
        yield from self.maybe_ended(self.past(place, "of", self.noun), _HAPPENED)
        yield from self.then(place, f"({BE}) there( any)?", self.noun)

    def _made(self, event: Event, start: int, place: int) -> Read[Frame]:
        """Read *how many approaches does mouse 1 make (towards mouse 2)*."""
        yield from self._of("count", self.maybe_ended(iter([(event, place)]), _HAPPENED))
        if event.subject is not None:
            return
        for who, end in self.ended(self.then(place, DO, self.who), _MAKE):
            event = replace(event, subject=who, words=self.said(start, end))
            yield Frame("count", event), end
            for (whom, zone), final in self.objects(event.behaviors, end):
                if final > end and event.behaviors:
                    yield Frame("count", replace(event, object=whom, place=zone)), final

    def rates(self, place: int) -> Read[Frame]:
        """Read *how often per minute*, *the rate of*."""
        for start in self.lit(place, f"({OFTEN}) (per|a|each|every)"):
            for stop in self.lit(start, RATED):
                yield from self._of("rate", self.asked(stop), self.per_unit(start))
        rate = "(rate|rate per minute)( of| at which)*"
        yield from self._of("rate", self._asking(place, rate, self.noun, self.told))
        at = "at (what|which) rate|with (what|which) frequency"
        yield from self._of("rate", self.then(place, at, self.asked))
        for stop in self.lit(place, "how many"):
            for event, after in self.noun(stop):
                for at_unit in self.lit(after, f"(per|a) {RATED}"):
                    unit = self.per_unit(at_unit - 1)
                    for frame, end in self._made(event, stop, at_unit):
                        yield frame.with_(measure="rate", unit=unit), end

    def per_unit(self, place: int) -> str:
        """Return the unit of a rate by the word in a place; empty for *minute*."""
        return {"hour": "1/h", "second": "1/s"}.get(self.words[place], "")

    # how long -------------------------------------------------------------------------------

    def how_long(self, place: int) -> Read[Frame]:
        """Read *how long*, *how many minutes*, *the time in*."""
        for words, unit in ((_LONG, ""), *_UNITS.items()):
            found = self.then(place, words, self.asked, self.told)
            yield from self._of(
                "total", self.maybe_ended(found, "for|in total|altogether|for in total"), unit
            )
        for start in self.maybe(place, ASK):
            yield from self._of("total", self._time_of(start))
        yield from self._how_much(place)

    def _how_much(self, place: int) -> Read[Frame]:
        """Read *how much does mouse 1 groom*, *how much grooming does it do*: time."""
        for stop in self.lit(place, "how much"):
            asked = (one for one in self.asked(stop) if one[0].sort == "behavior")
            for event, end in (*asked, *self.maybe_ended(self.noun(stop), _HAPPENED)):
                if not self.vocabulary.moves(event.behaviors):
                    yield Frame("total", event, assumed=_MUCH), end
            for event, at in self.noun(stop):
                for who, end in self.ended(self.then(at, DO, self.who), _MAKE):
                    if event.subject is None and event.sort == "behavior":
                        yield Frame("total", event.said_of(who), assumed=_MUCH), end

    def _time_of(self, start: int) -> Read[Event]:
        """Read *time that mouse 1 spends resting*, *total resting time by mouse 1*."""
        words = f"({TOTAL} )?(amount of )?(time|duration|length)( spent| that| of| in| for)*"
        for stop in self.lit(start, words):
            yield from self.noun(stop)
            yield from self.told(stop)
            yield from self.activity(stop, None, stop)
            yield from self._spent_by(stop)
            yield from self._doing(stop)
            for who, end in self.ended(self.who(stop), "spends|spent|is|was|are|were"):
                yield from self.activity(end, who, stop)
        for first in self.maybe(start, TOTAL):
            timed = self.ended(self.noun(first), "(total )?(time|duration)s?( in total)?")
            for event, at in timed:
                yield from self.by(event, at, start)

    def _doing(self, place: int) -> Read[Event]:
        """Read *for which mouse 1 groomed*, *mouse 1 grooming*."""
        for who, stop in self.who(place):
            yield from self.done(stop, who, ING, place)
            yield from self.location(stop, who, place)

    def _spent_by(self, place: int) -> Read[Event]:
        """Read *spent grooming by mouse 1*."""
        for event, stop in self.activity(place, None, place):
            for who, end in self.then(stop, "by|for", self.who):
                yield event.said_of(who) if event.passive else replace(
                    event, subject=who, words=self.said(place, end)
                ), end  # fmt: skip

    def mean_length(self, place: int) -> Read[Frame]:
        """Read *the mean duration of*, *how long does ... last on average*."""
        for start in self.maybe(place, ASK):
            for words, statistic in STATISTICS_OF.items():
                if self.words[start : start + 1] in (("longest",), ("shortest",)):
                    break  # the longest bout is one bout
                for frame, end in self._of("mean", self._lengths(start, words)):
                    yield frame.with_(statistic=statistic), end
            for words in (f"({_SPREAD}) ({_LENGTHS}) of", _SPREAD):
                for event, stop in self.then(start, words, self.noun):
                    for end in self.lit(stop, _LENGTHS if words == _SPREAD else ""):
                        yield from self._of("spread", self.by(event, end, start))
        for stop in self.lit(place, "how long on average|on average how long"):
            yield from self._of("mean", self._lasts(stop))
            yield from self._of("mean", self.asked(stop))
        lasting = self.then(place, "how long", self._lasts)
        yield from self._of("mean", self.ended(lasting, "on average|typically|usually|in the mean"))
        is_mean = f"how long (is|was|are|were) (the|an?) ({MEAN})"
        yield from self._of("mean", self.then(place, is_mean, self.noun))

    def _lengths(self, place: int, words: str) -> Read[Event]:
        """Read *mean duration of rears*, *median grooming bout length of mouse 1*."""
        yield from self.then(place, f"{words} {_BOUT_LENGTH}", self.noun)
        yield from self.ended(self.noun(place), f"{words} {_LENGTHS}")
        timed = self.ended(self.then(place, f"{words}( the)?", self.noun), _LENGTHS)
        for event, stop in timed:
            yield from self.by(event, stop, place)

    def _lasts(self, place: int) -> Read[Event]:
        found = self.then(place, f"{DO}|is|are|was|were", self.noun)
        yield from self.maybe_ended(found, "last|take")

    # shares ---------------------------------------------------------------------------------

    def shares(self, place: int) -> Read[Frame]:
        """Read *what fraction of the time*, *what share of the rears are followed by*."""
        for words, unit in _SHARES:
            for start in self.maybe(place, ASK):
                head = f"({words}) ({_OF_TIME})( is| was| that| spent| in which)*"
                for at in self.lit(start, head):
                    yield from self._of("fraction", self._of_its_time(at), unit)
                owned = f"({words})( of)?"
                for who, end in self.ended(
                    self.then(start, owned, self.who),
                    "'s time (is|was) spent( on)?|'s time( is| was)?",
                ):
                    yield from self._of("fraction", self.activity(end, who, start), unit)
                for event, stop in self.then(start, f"({words}) of", self.noun):
                    yield from self._limited_share("share", event, stop, unit)

    def _of_its_time(self, place: int) -> Read[Event]:
        for way in (self.asked, self._spent_by, self.noun):
            yield from way(place)
        if self.words[place - 1] not in ("is", "was"):  # *is mouse 1 chased* is no statement
            yield from self.told(place)
        yield from self.activity(place, None, place)

    def _limited_share(
        self, measure: Measure, event: Event, place: int, unit: str = ""
    ) -> Read[Frame]:
        """Read the condition on bouts of which the share, or number, is asked for."""
        for stop in self.maybe(place, _ARE):
            for condition, end in self.condition(stop):
                yield Frame(measure, event, conditions=(condition,), unit=unit), end
            if stop == place:
                continue
            for lasting, end in self.length_of_bouts(stop):
                long = replace(event, lasting=lasting)
                yield Frame(measure, long, unit=unit, by_length=True), end
            for window, end in self.window(stop):
                yield Frame(measure, event, window=window, unit=unit), end

    # how soon -------------------------------------------------------------------------------

    def latency(self, place: int) -> Read[Frame]:
        """Read *the latency to*, *how long does it take until*."""
        for start in self.maybe(place, ASK):
            for stop in self.lit(start, "latency( of| for| until| to)?( the)?( first)?"):
                yield from self._of("latency", self.noun(stop))
                yield from self._of("latency", self.infinitive(stop, None))
                for who, at in self.ended(self.who(stop), "to|until"):
                    yield from self._of("latency", self.infinitive(at, who))
            owned = self.ended(self.who(start), "'s latency( to| until)( the)?( first)?")
            for who, at in owned:
                yield from self._of("latency", self.infinitive(at, who))
                yield from self._of("latency", self._owned(at, who))
        yield from self._of("latency", self.then(place, "how (soon|quickly)", self.asked))
        for stop in self.lit(place, _HOW_SOON):
            yield from self._of("latency", self.maybe_ended(self.told(stop), _FIRST_TIME))
            for who, at in self.ended(self.who(stop), "to|first|until it"):
                yield from self._of(
                    "latency", self.maybe_ended(self.infinitive(at, who), _FIRST_TIME)
                )
            yield from self._of("latency", self.noun(stop))

    def _owned(self, place: int, who: Who) -> Read[Event]:
        for event, stop in self.noun(place):
            if event.subject is None:
                yield replace(event, subject=who), stop

    def infinitive(self, place: int, who: Who | None) -> Read[Event]:
        """Read *to rear*, *first be chased*."""
        for at in self.maybe(place, "to first|to|first"):
            yield from self.done(at, who, frozenset({"base", "s", "past"}), at)
            for after in self.lit(at, "be|being|get|stay"):
                yield from self.state(after, who, at)

    def between(self, place: int) -> Read[Frame]:
        """Read *the time between rears*: from the end of one bout to the start of the next."""
        for stop in self.lit(
            place, f"how (long|much time) (is|was|passes|passed|are|were)? ?{_BETWEEN}"
        ):
            yield from self._of("gap", self.noun(stop))
        for start in self.maybe(place, ASK):
            for words, statistic in (*STATISTICS_OF.items(), ("", "mean")):
                between = f"{words} ?({_BETWEEN}|{_INTER})"
                for frame, end in self._of("gap", self.then(start, between, self.noun)):
                    yield frame.with_(statistic=statistic), end
        how = f"{_PASSES}(on average )?between( two)?"
        yield from self._of("gap", self.then(place, how, self.noun))
