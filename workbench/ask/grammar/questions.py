"""Reading what is asked: how often, how long, when, which animal, how far, how fast, a picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbench.ask.grammar.clauses import BE, DO, HAVE
from workbench.ask.grammar.frames import Event, Frame, Measure, Picture, Scope, Statistic, Who
from workbench.ask.grammar.limits import LimitReader
from workbench.ask.grammar.reader import ANIMAL, Read

_ASK = (
    "(please |can you |could you |would you |i want to know |i would like to know |hey |ok |and |so )*"
    "(please|tell me|show me|give me|find|compute|calculate|report|list|count|say|determine|get|"
    "what is|what was|what are|what were|what about|how about|i need|)( me)?( the| a| an)?"
)
_OFTEN = (
    "how often|how many times|how frequently|how many (bouts|episodes|events|instances|times)( of)?"
)
_LONG = "how long|for how long|(how much|what total|total|what) time|how much total time"
_UNIT = "how many (seconds|minutes|secs|mins|s|min)( in total)?|for how many (seconds|minutes)"
_SHARE = (
    "(what|which) (fraction|share|proportion|percentage|percent|portion|part)|"
    "how much|what percent|fraction|share|proportion|percentage|percent"
)
_OF_TIME = (
    "of( the| its| their| that| total| all| recording| the total| the recording| the recorded)* time"
    "( in percent| in %)?"
)
_TOTAL = "(total|overall|summed|cumulative|whole|entire)"
_MEAN = "(mean|average|typical)"
_STATISTICS: dict[str, Statistic] = {
    "mean|average|typical|overall": "mean", "median": "median",
    "maximum|maximal|max|top|highest|peak|greatest|fastest|largest|farthest|furthest": "max",
    "minimum|minimal|min|lowest|smallest|shortest|closest": "min",
    "standard deviation of the|sd of the": "std",
}  # fmt: skip
_DISTANCE = (
    "(total |overall )?(distance|path length|length of the path|length of path)"
    "( traveled| travelled| covered| moved| walked| run| ran)?( by| of)?|"
    "length of the (path|track|trajectory) of"
)
_TRAVEL = "travel|move|walk|run|go|get|locomote|wander"
_TRAVELLED = f"{_TRAVEL}|travels|moves|walks|runs|goes|travelled|traveled|moved|walked|ran|went"
_COVER = "cover|covers|covered|travel|travelled|traveled|move|moved|walk|walked|run|ran"
_MORE = "more|most|the most|the more|a lot more"
_LESS = "less|least|the least|fewer|the fewest|fewest|the less"
_TIMES = "(often|frequently|times|bouts|frequent)"
_WHICH = (
    f"which (of the |of these )?(two |three )?({ANIMAL})|which one( of the ({ANIMAL}))?|who|which"
)
_PICTURES: dict[str, Picture] = {
    "(trajectory|trajectories|path|paths|tracks?|route|movements?)( plot| map)?": "trajectory",
    "(heat ?map|heat map|occupancy|occupancy map|occupancy plot|position heat ?map|place map)s?":
        "heat map",
    "(raster|ethogram|timeline|raster plot|event plot|bout raster|time line)( plot)?": "raster",
    "(time|activity|behaviou?r|behavioral|behavioural) budgets?( plot| chart)?": "budget",
    "(behaviou?r(al)? )?transitions?( graph| matrix| diagram| plot| map| network)?": "transitions",
}  # fmt: skip
_SPENT_TIME = "(spends?|spent) (its|their|most of its|most of their|the)? ?time|was|is|stays|stayed"
_DRAW = (
    "(please |can you |could you |i want to see |let me see |i would like to see )*"
    "(plot|draw|show|show me|display|visuali[sz]e|make|create|give me|sketch|graph|see)"
    "( me)?( a| the| an)?( plot of( the)?| picture of( the)?| graph of( the)?)?"
)


class QuestionReader(LimitReader):
    """Reads whole questions."""

    def questions(self) -> Iterator[Frame]:
        """Yield every way in which the whole question can be read."""
        for frame, stop in self._whole(0):
            for last, end in self.limited(frame, stop):
                for final in self.maybe(end, "please|exactly|then|overall|in total|altogether|now"):
                    if final == len(self.words):
                        yield last

    def _whole(self, place: int) -> Read[Frame]:
        yield from self._asked(place)
        empty = Frame("count")
        for frame, stop in self.limited(empty, place):
            if stop > place:
                for main, end in self._asked(stop):
                    yield _merged(frame, main), end

    def _asked(self, place: int) -> Read[Frame]:
        yield from self._averaged(place)
        for read in (
            self._counted, self._lasting, self._share, self._mean, self._rate, self._latency,
            self._when, self._one, self._ever, self._far, self._fast, self._apart, self._which,
            self._whom, self._does, self._following, self._drawn,
        ):  # fmt: skip
            yield from read(place)

    # events ---------------------------------------------------------------------------------

    def _averaged(self, place: int) -> Read[Frame]:
        """Read a mean over recordings: *the mean number of chases*, *mean resting time*."""
        for start in self.maybe(place, _ASK):
            for stop in self.lit(start, _MEAN):
                if self.words[stop : stop + 1] in (("length",), ("duration",), ("bout",)):
                    continue
                for read in (self._counted, self._lasting, self._share, self._rate, self._far):
                    for frame, end in read(stop):
                        yield frame.with_(average=True), end

    def _of(self, measure: Measure, ways: Read[Event]) -> Read[Frame]:
        for event, stop in ways:
            yield Frame(measure, event), stop

    def _counted(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, _OFTEN):
            yield from self._of("count", self.asked(stop))
            yield from self._of("count", self._existing(stop))
        for start in self.maybe(place, _ASK):
            for stop in self.lit(
                start, f"({_TOTAL} )?(number|count|counts|frequency)( of)?( times)?"
            ):
                yield from self._of("count", self.noun(stop))
                yield from self._of("count", self.told(stop))
        for stop in self.lit(place, "(please )?count( all)?( the)?( how often| how many times)?"):
            yield from self._of("count", self.noun(stop))
            yield from self._of("count", self.told(stop))
        for stop in self.lit(place, "how many"):
            for event, after in self.noun(stop):
                yield from self._made(event, stop, after)

    def _existing(self, place: int) -> Read[Event]:
        """Read *are there chases*, *of grooming are there*."""
        for start in self.maybe(place, "of"):
            for event, stop in self.noun(start):
                yield from self._tail(event, stop)
        for start in self.lit(place, f"({BE}) there( any)?"):
            yield from self.noun(start)

    def _tail(self, event: Event, place: int) -> Read[Event]:
        words = (
            "(are|were|is|was) there( in total)?|(happen|happened|occur|occurred|exist)|"
            "(did|do) (happen|occur|take place)|took place|take place|(did|do|does) it have|"
            "(were|are|was|is) (seen|observed|recorded|counted|found)"
        )
        for stop in self.maybe(place, words):
            yield event, stop

    def _made(self, event: Event, start: int, place: int) -> Read[Frame]:
        """Read *how many approaches does mouse 1 make (towards mouse 2)*."""
        for end_event, stop in self._tail(event, place):
            yield Frame("count", end_event), stop
        if event.subject is not None:
            return
        for stop in self.lit(place, DO):
            for who, after in self.who(stop):
                for end in self.lit(after, "make|do|have|perform|show|display|initiate|pay|start"):
                    event = replace(event, subject=who, words=self.said(start, end))
                    yield Frame("count", event), end
                    for (whom, zone), final in self._objects(event.behaviors, end):
                        if final > end and event.behaviors:
                            full = replace(event, object=whom, place=zone)
                            yield Frame("count", full), final

    def _lasting(self, place: int) -> Read[Frame]:
        for words, unit in ((_LONG, ""), (_UNIT, "?")):
            for stop in self.lit(place, words):
                asked = ("min" if "min" in self.said(place, stop) else "s") if unit else ""
                for event, end in (*self.asked(stop), *self.told(stop)):
                    yield Frame("total", event, unit=asked), end
                    for final in self.lit(end, "for|in total|altogether|for in total"):
                        yield Frame("total", event, unit=asked), final
        for start in self.maybe(place, _ASK):
            for stop in self.lit(
                start,
                f"({_TOTAL} )?(amount of )?(time|duration|length)( spent| that| of| in| for)*",
            ):
                for ways in (self.noun(stop), self.told(stop), self.activity(stop, None, stop),
                             self._spent_by(stop), self._doing(stop)):  # fmt: skip
                    yield from self._of("total", ways)
                for who, after in self.who(stop):
                    for end in self.lit(after, "spends|spent|is|was|are|were"):
                        yield from self._of("total", self.activity(end, who, stop))
            for first in self.maybe(start, _TOTAL):
                for event, stop in self.noun(first):
                    for at in self.lit(stop, "(total )?(time|duration)s?( in total)?"):
                        for full, end in self._by(event, at, start):
                            yield Frame("total", full), end

    def _doing(self, place: int) -> Read[Event]:
        """Read *for which mouse 1 groomed*, *mouse 1 grooming*."""
        for who, stop in self.who(place):
            yield from self.done(stop, who, frozenset({"ing"}), place)
            yield from self.location(stop, who, place)

    def _share(self, place: int) -> Read[Frame]:
        for start in self.maybe(place, _ASK):
            for at in self.lit(start, f"({_SHARE}) ({_OF_TIME})( is| was| that| spent| in which)*"):
                yield from self._of("fraction", self.asked(at))
                yield from self._of("fraction", self.told(at))
                yield from self._of("fraction", self.activity(at, None, at))
                yield from self._of("fraction", self._spent_by(at))
                yield from self._of("fraction", self.noun(at))
        for stop in self.lit(place, f"(what|which) ({_TOTAL} )?(fraction|share|percentage)( of)?"):
            for who, after in self.who(stop):
                for end in self.lit(after, "'s time (is|was) spent( on)?|'s time( is)?"):
                    yield from self._of("fraction", self.activity(end, who, stop))

    def _spent_by(self, place: int) -> Read[Event]:
        """Read *spent grooming by mouse 1*, *does mouse 1 spend*."""
        for event, stop in self.activity(place, None, place):
            for after in self.lit(stop, "by|for"):
                for who, end in self.who(after):
                    yield replace(event, subject=who, words=self.said(place, end)), end

    def _mean(self, place: int) -> Read[Frame]:
        for start in self.maybe(place, _ASK):
            for stop in self.lit(
                start,
                f"({_MEAN}) ((bout )?(duration|length)|bout( length| duration)?)( of| per)?"
                "( a| an| the)?( single)?( bouts?( of)?)?",
            ):
                yield from self._of("mean", self.noun(stop))
            for event, stop in self.noun(start):
                for end in self.lit(stop, "(mean|average) (bout )?(duration|length)"):
                    yield Frame("mean", event), end
        for stop in self.lit(place, "how long on average|on average how long"):
            yield from self._of("mean", self._lasts(stop))
            yield from self._of("mean", self.asked(stop))
        for stop in self.lit(place, "how long"):
            for event, at in self._lasts(stop):
                for end in self.lit(at, "on average|typically|usually|in the mean"):
                    yield Frame("mean", event), end
        for stop in self.lit(place, f"how long (is|was|are|were) (the|an?) ({_MEAN})"):
            yield from self._of("mean", self.noun(stop))

    def _lasts(self, place: int) -> Read[Event]:
        for stop in self.lit(place, f"{DO}|is|are|was|were"):
            for event, at in self.noun(stop):
                for end in self.maybe(at, "last|take"):
                    yield event, end

    def _rate(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, f"({_OFTEN}) (per|a|each|every) (minute|min)"):
            yield from self._of("rate", self.asked(stop))
        for start in self.maybe(place, _ASK):
            for stop in self.lit(start, "(rate|frequency|rate per minute)( of| at which)*"):
                yield from self._of("rate", self.noun(stop))
                yield from self._of("rate", self.told(stop))
        for stop in self.lit(place, "at (what|which) rate|with (what|which) frequency"):
            yield from self._of("rate", self.asked(stop))
        for stop in self.lit(place, "how many"):
            for event, after in self.noun(stop):
                for at in self.lit(after, "per minute|a minute|per min"):
                    for frame, end in self._made(event, stop, at):
                        yield frame.with_(measure="rate"), end

    def _latency(self, place: int) -> Read[Frame]:
        for start in self.maybe(place, _ASK):
            for stop in self.lit(start, "latency( of| for| until| to)?( the)?( first)?"):
                yield from self._of("latency", self.noun(stop))
                yield from self._of("latency", self._infinitive(stop, None))
                for who, after in self.who(stop):
                    for at in self.lit(after, "to|until"):
                        yield from self._of("latency", self._infinitive(at, who))
            for who, after in self.who(start):
                for at in self.lit(after, "'s latency( to| until)( the)?( first)?"):
                    yield from self._of("latency", self._infinitive(at, who))
                    yield from self._of("latency", self._owned(at, who))
        for stop in self.lit(
            place,
            "how (long|much time|soon|many seconds|quickly) ((does it take|did it take|is it|was it|"
            "passes|goes by|pass|passed|went by)( for| until| before| till)*|until|before|till|"
            "after the start)( the first)?",
        ):
            for event, at in self.told(stop):
                for end in self.maybe(at, "for the first time|first"):
                    yield Frame("latency", event), end
            for who, after in self.who(stop):
                for at in self.lit(after, "to|first|until it"):
                    for event, final in self._infinitive(at, who):
                        for end in self.maybe(final, "for the first time|first"):
                            yield Frame("latency", event), end
            yield from self._of("latency", self.noun(stop))

    def _owned(self, place: int, who: Who) -> Read[Event]:
        for event, stop in self.noun(place):
            if event.subject is None:
                yield replace(event, subject=who), stop

    def _infinitive(self, place: int, who: Who | None) -> Read[Event]:
        for start in self.maybe(place, "to|first"):
            for at in self.maybe(start, "first"):
                for event, stop in self.done(at, who, frozenset({"base", "s", "past"}), at):
                    yield event, stop
                for after in self.lit(at, "be|being|get|stay"):
                    yield from self.state(after, who, at)

    def _when(self, place: int) -> Read[Frame]:
        for stop in self.lit(
            place, "when( exactly)?|at (what|which) times?|where in the (video|recording)"
        ):
            for event, at in self.asked(stop):
                yield Frame("when", event), at
            for start in self.maybe(stop, f"({BE})( there)?"):
                yield from self._of("when", self.noun(start))
        for stop in self.lit(
            place,
            "(please |can you |could you )?(list|show|show me|find|give me|tell me|get|play)"
            "( me)?( all| every| each)?( of)?( the)?"
            "( (clips?|times?|bouts?|moments?|episodes?|video)( of| when| where| at which| in which|"
            " that| during which)?)?( the)?",
        ):
            yield from self._of("when", self.noun(stop))
            yield from self._of("when", self.told(stop))

    def _one(self, place: int) -> Read[Frame]:
        """Read what asks for one bout: the first, the last, the longest."""
        kinds: dict[str, Measure] = {
            "first": "first", "last|final|most recent": "last", "longest": "longest",
            "shortest|briefest": "shortest",
        }  # fmt: skip
        for words, measure in kinds.items():
            for stop in self.lit(
                place,
                f"((when|how long|which|what|where) (is|was|are|were|did|does|do)|(show|show me|find|"
                f"play|give me|list|tell me about|tell me)|what time (is|was)|) ?(the |its )?({words})",
            ):
                for event, end in self.noun(stop):
                    for final in self.maybe(end, "last|take|happen|occur|start|begin"):
                        yield Frame(measure, event), final
                yield from self._of(measure, self._time_that(stop))
            yield from self._owned_one(place, words, measure)
            for stop in self.lit(place, "when|at (what|which) time"):
                yield from self._first_time(stop, words, measure)

    def _owned_one(self, place: int, words: str, measure: Measure) -> Read[Frame]:
        """Read *how long was mouse 1's longest walk*."""
        asks = f"((how long|when|what|which) ({BE}|{DO})|show me|show|play|find|list)?"
        for start in self.maybe(place, asks):
            for who, stop in self.who(start):
                for after in self.lit(stop, f"'s ({words})"):
                    for event, end in self.noun(after):
                        if event.subject is None:
                            for final in self.maybe(end, "last|take|happen|start"):
                                yield Frame(measure, replace(event, subject=who)), final

    def _time_that(self, place: int) -> Read[Event]:
        for stop in self.lit(place, "time( that| when)?"):
            yield from self.told(stop)

    def _first_time(self, place: int, words: str, measure: Measure) -> Read[Frame]:
        if measure not in ("first", "last"):
            return
        for stop in self.lit(place, DO):
            for who, after in self.who(stop):
                for at in self.lit(after, words):
                    yield from self._of(measure, self.done(at, who, frozenset({"base"}), at))
        for stop in self.lit(place, BE):
            for who, after in self.who(stop):
                for at in self.lit(after, words):
                    yield from self._of(measure, self.state(at, who, at))
        for event, stop in self.asked(place):
            for end in self.lit(stop, f"(for )?the ({words}) time|({words})"):
                yield Frame(measure, event), end

    def _ever(self, place: int) -> Read[Frame]:
        for event, stop in self.asked(place):
            for end in self.maybe(stop, "at all|ever|at any time|at least once"):
                yield Frame("ever", event), end
        for stop in self.lit(place, f"({BE}|was|were) there (any|a|an|ever any|ever an?)"):
            yield from self._of("ever", self.noun(stop))

    # movement -------------------------------------------------------------------------------

    def _far(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, f"how (far|much)( in total)? ({DO}|{HAVE})"):
            for who, after in self.who(stop):
                for end in self.lit(after, f"({_TRAVELLED})( in total| altogether| overall)?"):
                    yield Frame("path", who=who), end
        for stop in self.lit(
            place, f"(what|which|how much|how long a) ({_TOTAL} )?(distance|path|way) ({DO}|{HAVE})"
        ):
            for who, after in self.who(stop):
                for end in self.lit(after, f"({_COVER})( in total)?"):
                    yield Frame("path", who=who), end
        for stop in self.lit(
            place, "how many (centimeters|centimetres|meters|metres|cm|mm|m|px|pixels)"
        ):
            for at in self.lit(stop, DO):
                for who, after in self.who(at):
                    for end in self.lit(after, _COVER):
                        yield Frame("path", who=who), end
        for start in self.maybe(place, _ASK):
            for stop in self.lit(start, _DISTANCE):
                yield Frame("path", who=Who(each=True)), stop
                for who, end in self.who(stop):
                    yield Frame("path", who=who), end
                    for final in self.lit(end, "traveled|travelled|covered|moved|has covered|ran"):
                        yield Frame("path", who=who), final
            for who, after in self.who(start):
                for end in self.lit(after, f"'s ({_DISTANCE})"):
                    yield Frame("path", who=who), end

    def _fast(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, f"(how fast|how quickly|at what speed) ({DO})"):
            for who, after in self.point(stop):
                for end in self.lit(after, f"({_TRAVEL})( on average| at most)?"):
                    yield Frame("speed", who=who), end
        for stop in self.lit(place, f"how fast ({BE})"):
            for who, after in self.point(stop):
                for end in self.maybe(after, "(moving|running|walking|going)?( on average)?"):
                    yield Frame("speed", who=who), end
        for start in self.maybe(place, _ASK):
            for statistic, at in self._statistic(start):
                for stop in self.lit(
                    at, "(running |movement |moving |walking )?(speed|velocity)( of)?"
                ):
                    for who, end in self.point(stop):
                        yield Frame("speed", who=who, statistic=statistic), end
                    yield Frame("speed", who=Who(each=True), statistic=statistic), stop
            for who, after in self.point(start):
                for stop in self.lit(after, "'s"):
                    for statistic, at in self._statistic(stop):
                        for end in self.lit(at, "(running |movement )?(speed|velocity)"):
                            yield Frame("speed", who=who, statistic=statistic), end

    def _statistic(self, place: int) -> Read[Statistic]:
        for words, statistic in _STATISTICS.items():
            for stop in self.lit(place, words):
                yield statistic, stop
        yield "mean", place

    def _apart(self, place: int) -> Read[Frame]:
        for words, statistic in (("how far apart|how far away from each other", "mean"),
                                 ("how close", "min")):  # fmt: skip
            for stop in self.lit(place, f"({words}) ({BE}|{DO})"):
                for (who, other, zone), after in self._two(stop):
                    for end in self.maybe(
                        after,
                        "(come|get|to each other|on average|from each other|come to each other"
                        "|together| )*",
                    ):
                        yield Frame("apart", who=who, other=other, place=zone,
                                    statistic=statistic), end  # type: ignore[arg-type]  # fmt: skip
        for stop in self.lit(place, f"how (close|near) ({DO}|{BE})"):
            for who, after in self.point(stop):
                for at in self.lit(after, "(come|get|ever get|ever come)?( close| near)? ?(to)?"):
                    for (other, zone), end in self._second(at):
                        yield Frame("apart", who=who, other=other, place=zone,
                                    statistic="min"), end  # fmt: skip
        for stop in self.lit(place, f"how far( away)? ({BE})"):
            for who, after in self.point(stop):
                for at in self.lit(after, "(away )?from( the)?"):
                    for (other, zone), final in self._second(at):
                        for end in self.maybe(final, "on average"):
                            yield Frame("apart", who=who, other=other, place=zone), end
        for start in self.maybe(place, _ASK):
            for statistic, at in self._statistic(start):
                for stop in self.lit(at, "distance( between| of| from)?( the)?"):
                    for (who, other, zone), end in self._two(stop):
                        yield Frame("apart", who=who, other=other, place=zone,
                                    statistic=statistic), end  # fmt: skip

    def _two(self, place: int) -> Read[tuple[Who, Who | None, str]]:
        for who, stop in self.point(place):
            if len(who.names) == 2 and not who.part:
                yield (Who(who.names[:1]), Who(who.names[1:]), ""), stop
            if who.every and not who.part and len(self.vocabulary.names.animals) == 2:
                first, second = self.vocabulary.names.animals
                yield (Who((first,)), Who((second,)), ""), stop
            for after in self.lit(stop, "and|to|from|and the|to the"):
                for (other, zone), end in self._second(after):
                    yield (who, other, zone), end

    def _second(self, place: int) -> Read[tuple[Who | None, str]]:
        for zone, stop in self.place_(place):
            yield (None, zone), stop
        for who, stop in self.point(place):
            yield (who, ""), stop

    # who ------------------------------------------------------------------------------------

    def _which(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, _WHICH):
            yield from self._who_more(stop)
            yield from self._who_moves(stop)
            for at in self.maybe(stop, f"{DO}|ever"):
                for event, end in self._by_which(at):
                    yield Frame("who", event), end

    def _by_which(self, place: int) -> Read[Event]:
        each = Who(each=True)
        yield from self.done(place, each, frozenset({"s", "past", "base"}), place)
        for stop in self.lit(place, BE):
            yield from self.state(stop, each, place)
        for stop in self.lit(place, "spends|spent"):
            for at in self.maybe(stop, "any time|time"):
                yield from self.activity(at, each, place)

    def _who_more(self, place: int) -> Read[Frame]:
        each = Who(each=True)
        for event, stop in self._by_which(place):
            for words, least in ((_MORE, False), (_LESS, True)):
                for end in self.lit(stop, f"({words})( {_TIMES})?|({words}) ({_TIMES})"):
                    yield Frame("which", event, of_what="count", least=least), end
            for end in self.lit(stop, "(for )?(the )?(longer|longest)( time)?( in total| overall)?"):
                yield Frame("which", event, of_what="total"), end
            for end in self.lit(stop, "(for )?(the )?(shorter|shortest)( time)?"):
                yield Frame("which", event, of_what="total", least=True), end
            for end in self.lit(stop, "first|earlier|earliest|sooner"):
                yield Frame("which", event, of_what="latency", least=True), end
        for words, least in ((_MORE, False), (_LESS, True), ("longer|the longest", False)):
            for stop in self.lit(place, f"(spends|spent|is|was|spend) ({words})( of its)?( time)?"):
                for event, end in self.activity(stop, each, place):
                    yield Frame("which", event, of_what="total", least=least), end
            for stop in self.lit(place, f"(has|had|makes|made|shows|does|did|showed) ({words})"):
                for event, end in self.noun(stop):
                    if event.subject is None:
                        asked = replace(event, subject=each)
                        yield Frame("which", asked, of_what="count", least=least), end

    def _who_moves(self, place: int) -> Read[Frame]:
        each = Who(each=True)
        for stop in self.lit(
            place, f"({_TRAVELLED}|covers|covered) (the )?(farther|further|farthest|furthest|more|most|"
            "(more|most|longer|longest|greater|greatest|larger|largest) (distance|path|way))( in total)?"
        ):  # fmt: skip
            yield Frame("which", who=each, of_what="path"), stop
        for stop in self.lit(
            place, f"({_TRAVELLED}|covers|covered) (the )?(less|least|(shorter|shortest|smaller|smallest)"
            " (distance|path|way))"
        ):  # fmt: skip
            yield Frame("which", who=each, of_what="path", least=True), stop
        for words, least in (
            ("higher|highest|greater|greatest|larger", False), ("lower|lowest|smaller", True),
        ):  # fmt: skip
            for stop in self.lit(place, f"(has|had|shows|showed) (the |a )?({words})"):
                for _, at in self._statistic(stop):
                    for end in self.lit(at, "(running |movement )?(speed|velocity)"):
                        yield Frame("which", who=each, of_what="speed", least=least), end
        for words, least in (("faster|fastest", False), ("slower|slowest", True)):
            for stop in self.lit(
                place, f"(is|was|moves|runs|walks|moved|ran|travels) (the )?({words})( on average)?"
            ):
                yield Frame("which", who=each, of_what="speed", least=least), stop

    def _whom(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, f"(who|whom|which (other )?({ANIMAL}))"):
            for at in self.lit(stop, DO):
                for who, after in self.who(at):
                    for behaviors, end in self.verb(after, frozenset({"base"})):
                        if self._target(behaviors) == "animal":
                            event = Event("behavior", self.said(place, end), behaviors, who, Who())
                            yield Frame("whom", event), end

    def _moment(self, place: int) -> Read[float]:
        """Read a moment: ``at 20 s``, ``3 s into the recording``."""
        for stop in self.lit(place, "at( time)?"):
            yield from self.time(stop)
        for start in self.maybe(place, "at"):
            for seconds, stop in self.time(start):
                for end in self.lit(stop, "(into|from the start of|after the start of) the "
                                          "(recording|video|test|trial|session)"):  # fmt: skip
                    yield seconds, end

    def _doing_at(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, f"what (({BE})|{DO})"):
            for who, after in self.who(stop):
                for at in self.lit(after, "doing|do"):
                    for seconds, end in self._moment(at):
                        yield Frame("doing", who=who, at_s=seconds), end
        for seconds, start in self._moment(place):
            for stop in self.lit(start, f"what (({BE})|{DO})"):
                for who, after in self.who(stop):
                    for end in self.lit(after, "doing|do"):
                        yield Frame("doing", who=who, at_s=seconds), end

    def _each_behavior(self, place: int) -> Read[Frame]:
        each = "((on|of) )?(each|every|all|which|each of the|each of its|the different)( of the)? behaviou?rs?"
        for stop in self.lit(place, f"how (long|often|much time|many times) ({DO})"):
            for who, after in self.who(stop):
                for end in self.lit(after, f"(do|spend|show|spend doing|perform) {each}"):
                    yield Frame("budget", who=who), end
        for start in self.maybe(place, _ASK):
            for stop in self.lit(
                start, "(seconds|time|duration|count|bouts|minutes)( spent)? (per|for each|by|in each) "
                "behaviou?r( of| for| by)?"
            ):  # fmt: skip
                yield Frame("budget"), stop
                for who, end in self.who(stop):
                    yield Frame("budget", who=who), end

    def _does(self, place: int) -> Read[Frame]:
        """Read what asks for everything that an animal does."""
        yield from self._doing_at(place)
        yield from self._each_behavior(place)
        for stop in self.lit(place, f"what ({DO})"):
            for who, after in self.who(stop):
                for end in self.lit(after, "do"):
                    yield Frame("budget", who=who), end
        for stop in self.lit(place, "what (is|was|are)"):
            for who, after in self.who(stop):
                for end in self.lit(after, "doing"):
                    yield Frame("budget", who=who), end
        for stop in self.lit(place, f"how ({DO})"):
            for who, after in self.who(stop):
                for end in self.lit(after, "spend (its|their|the) time"):
                    yield Frame("budget", who=who), end
        for start in self.maybe(place, _ASK):
            for stop in self.lit(start, "(time|activity|behaviou?r) budgets?( of| for)?"):
                yield Frame("budget"), stop
                for who, at in self.who(stop):
                    for end in self.maybe(at, "as a table|in a table|as table"):
                        yield Frame("budget", who=who), end
            for who, after in self.who(start):
                for end in self.lit(after, "'s (time|activity) budget( as a table| table)?"):
                    yield Frame("budget", who=who), end

    def _following(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, f"what ({DO})"):
            for who, after in self.who(stop):
                for at in self.lit(after, "(usually |mostly |typically )?do (right )?after( it)?"):
                    yield from self._followed_by(at, who)
        for stop in self.lit(
            place, "what (usually |mostly |typically )?(follows|comes after|happens after)"
        ):
            for event, at in self.happening(stop):
                for end in self.maybe(at, "most often|the most|usually"):
                    yield Frame("following", event), end

    def _followed_by(self, place: int, who: Who) -> Read[Frame]:
        for event, stop in self.happening(place):
            if event.sort == "behavior" and event.subject is None:
                for end in self.maybe(stop, "most often|the most|usually"):
                    yield Frame("following", replace(event, subject=who)), end

    # pictures -------------------------------------------------------------------------------

    def _drawn(self, place: int) -> Read[Frame]:
        for start in self.maybe(place, _DRAW):
            for words, picture in _PICTURES.items():
                if start == place and picture in ("budget", "transitions"):
                    continue
                for stop in self.lit(start, words):
                    yield Frame("picture", picture=picture), stop
                    for after in self.lit(stop, "of|for|from|by|between"):
                        yield from self._pictured(picture, after)
                for who, after in self.who(start):
                    for end in self.lit(after, f"'s ({words})"):
                        yield Frame("picture", who=who, picture=picture), end
            if start > place:
                for stop in self.lit(start, "where"):
                    yield from self._where(stop, "trajectory", "goes|went|moves|moved|walked|ran")
                    yield from self._where(stop, "heat map", _SPENT_TIME)
                yield from self._curve(start)

    def _where(self, place: int, picture: Picture, words: str) -> Read[Frame]:
        for who, after in self.who(place):
            for end in self.lit(after, words):
                yield Frame("picture", who=who, picture=picture), end

    def _pictured(self, picture: Picture, place: int) -> Read[Frame]:
        for start in self.maybe(place, "the|the (position|positions|location|locations|movements|"
                                       "behaviou?rs?|bouts) of"):  # fmt: skip
            for who, stop in self.who(start):
                for end in self.maybe(stop, "'s (behaviou?rs?|bouts|positions?|movements?)"):
                    yield Frame("picture", who=who, picture=picture), end
        for stop in self.lit(
            place, "(all |the |all the )?(behaviou?rs?|bouts|events|facts)( over time)?"
        ):
            yield Frame("picture", picture=picture), stop
        if picture == "heat map":
            for stop in self.lit(place, "where"):
                yield from self._where(stop, picture, f"{_SPENT_TIME}|went|goes|was|is")
        if picture == "raster":
            for event, stop in self.noun(place):
                yield Frame("picture", event, picture=picture), stop

    def _curve(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, "(the )?(running )?(speed|velocity)( of)?"):
            for who, after in self.point(stop):
                for end in self.maybe(after, "over time|against time|over the recording"):
                    yield Frame("picture", who=who, picture="speed"), end
        for who, after in self.point(place):
            for stop in self.lit(after, "'s (speed|velocity)"):
                for end in self.maybe(stop, "over time|against time|over the recording"):
                    yield Frame("picture", who=who, picture="speed"), end
        for stop in self.lit(place, "(the )?distance( between| of| from)?"):
            for (who, other, zone), after in self._two(stop):
                for end in self.maybe(after, "over time|against time"):
                    yield Frame("picture", who=who, other=other, place=zone,
                                picture="distance"), end  # fmt: skip


def _merged(limits: Frame, main: Frame) -> Frame:
    """Return a question with limits that stood before it."""
    return main.with_(
        conditions=(*limits.conditions, *main.conditions),
        window=limits.window or main.window,
        scope=main.scope if limits.scope == Scope() else limits.scope,
        per=(*limits.per, *main.per),
        average=limits.average or main.average,
    )
