"""Reading questions about several recordings: groups compared, which group, which recordings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from workbench.ask.grammar.asking_words import LESS, MORE, TIMES
from workbench.ask.grammar.choices import chosen
from workbench.ask.grammar.clauses import BASE, BE, DO
from workbench.ask.grammar.frames import EACH, Among, Event, Frame, Measure, Scope, Who
from workbench.ask.grammar.pictures import PictureReader
from workbench.ask.grammar.reader import Read
from workbench.ask.grammar.scopes import RECORDINGS
from workbench.ask.grammar.vocabulary import ANIMAL

_HAVE = "have|has|contain|contains|show|shows|with|include|includes|had|contained"
_WHICH_GROUP = "(in )?which (of the )?(two )?(groups?|treatments?|conditions?)"
_COMPARE = (
    "(please )?(compare|is there a difference (in|of)|are there differences in|what is the "
    "difference in|how different is|test)( the)?( difference in)?( the)?"
)
_MOST: tuple[tuple[str, bool], ...] = (
    ("longer|longest|higher|highest|larger|greater|greatest|most|more", False),
    ("shorter|shortest|lower|lowest|smaller|least|fewer", True),
)
_MOVES: tuple[tuple[str, Measure, bool], ...] = (
    ("(move |run |travel |walk )?faster( on average)?", "speed", False),
    ("(move |run |travel |walk )?slower( on average)?", "speed", True),
    ("(move|travel|run|walk) (farther|further|more)", "path", False),
    ("(move|travel|run|walk) less", "path", True),
)
_DISTANCE = "(total )?(distance|path length|path|activity)s?( traveled| travelled| moved| covered)?"
_GROUPS = (
    "(between|of|across|for|among|in|by)?( the)?( two| both| all| experimental)?( )?"
    "(groups|treatments|conditions|group|treatment|condition)"
)
_VERSUS = "and|with|to|vs|versus|than|against|and in|and the|with the"


class GroupReader(PictureReader):
    """Reads questions about several recordings."""

    # which ----------------------------------------------------------------------------------

    def which_group(self, place: int) -> Read[Frame]:
        """Read *which group rests longest, control or treated*."""
        for stop in self.lit(place, _WHICH_GROUP):
            for frame, at in self._most_among("group", stop):
                yield frame, at
                for first, after in self.grouped(at):
                    for second, end in self.then(after, "or", self.grouped):
                        yield frame.with_(scope=Scope(groups=(first, second))), end

    def which_recording(self, place: int) -> Read[Frame]:
        """Read *which recording has most chases*, *which recordings have none*."""
        for scope, stop in self._of_recordings(place, "(in |from )?which"):
            for frame, end in self._most_among("recording", stop):
                yield frame.with_(scope=scope), end
            yield from self._holding("with", scope, stop)
        for scope, stop in self._of_recordings(place, "(in |from )?how many"):
            yield from self._holding("number with", scope, stop)

    def _of_recordings(self, place: int, asks: str) -> Read[Scope]:
        for stop in self.lit(place, f"{asks} (of the |of all )?({RECORDINGS})"):
            yield Scope(), stop
        for start in self.lit(place, f"{asks}( of the| of all)?"):
            for group, end in self.ended(self.group(start), RECORDINGS):
                yield Scope(groups=(group,), words=self.said(start, end)), end

    def _holding(self, measure: Measure, scope: Scope, place: int) -> Read[Frame]:
        """Read what recordings hold: *did mouse 1 chase*, *have no chasing at all*."""
        for event, end in self.maybe_ended(
            (one for read in (self.asked, self.told) for one in read(place)), "at all|ever"
        ):
            if event.negated:
                never = replace(event, negated=False)
                yield Frame(measure, never, scope=scope, least=True), end
                continue
            yield Frame(measure, event, scope=scope), end
            for than, final in self.than(end):
                yield Frame(measure, event, scope=scope, than=than), final
        has = f"(({BE}) there|{_HAVE})"
        for some, least in (("( any| some)?", False), (" no", True)):
            for event, end in self.maybe_ended(
                self.then(place, f"{has}{some}", self.noun), "at all"
            ):
                yield Frame(measure, event, scope=scope, least=least), end
        for than, stop in self.then(place, has, self._number_of):
            for event, end in self.noun(stop):
                yield Frame(measure, event, scope=scope, than=than), end

    def _most_among(self, among: Among, place: int) -> Read[Frame]:
        """Read what is most: *did mouse 1 chase more often*, *rested longer*."""
        for event, stop in (*self.asked(place), *self.doers(place)):
            event = event.said_of(Who()) if event.topic and event.topic.each else event
            for compared, end in self.compared_by(event, stop):
                for final in self.maybe(end, "in total|overall|on average"):
                    yield chosen(compared, event, among), final
        for frame, end in (*self.having_most(place), *self.moving_most(place)):
            event_ = frame.event.said_of(Who()) if frame.event else None
            yield frame.with_(among=among, event=event_), end
        for words, least in _MOST:
            for start in self.lit(place, f"(has|had|have|shows) the ({words})"):
                for frame, end in self.compared(start):
                    longest = self.words[place + 2].startswith(("long", "short"))
                    if longest and frame.measure == "count":
                        continue  # the longest rest is not the number of rests
                    for of_what in self._of_which(frame, start, end):
                        yield frame.with_(measure="which", of_what=of_what, least=least,
                                          among=among), end  # fmt: skip

    def _of_which(self, frame: Frame, start: int, stop: int) -> Iterator[Measure]:
        yield frame.measure
        if frame.measure == "count" and frame.event and self.is_mass(frame.event, start, stop):
            yield "total"

    # more or less ---------------------------------------------------------------------------

    def is_more_in(self, place: int) -> Read[Frame]:
        """Read *does mouse 1 rest longer in the treated group than in the control group*."""
        for event, stop in self.asked(place):
            for compared, at in self.compared_by(event, stop):
                for groups, end in self._than(at):
                    yield chosen(compared, event).with_(measure="more", scope=groups), end
        for who, stop in self.then(place, f"{BE}|{DO}", self.who):
            for words, of_what, least in _MOVES:
                for groups, end in self.then(stop, words, self._than):
                    yield Frame("more", who=who, of_what=of_what, least=least, scope=groups), end

    def _than(self, place: int) -> Read[Scope]:
        for first, stop in self.grouped(place):
            for second, end in self.then(stop, "than", self.grouped):
                if first != second:
                    yield Scope(groups=(first, second), words=self.said(place, end)), end

    # compared -------------------------------------------------------------------------------

    def comparison(self, place: int) -> Read[Frame]:
        """Read *compare the chases between the groups*, *do treated mice chase more than*."""
        for frame, after in self.then(place, _COMPARE, self.compared):
            for limited, at in self.limited(frame, after):
                for start in self.maybe(at, "per recording|in each recording|per animal"):
                    for groups, end in self._groups(start):
                        if limited.scope == Scope():
                            scope = Scope(groups=groups)
                            yield limited.with_(compare=True, scope=scope, per=()), end
        for stop in self.lit(place, "do(es)?( the)?|did( the)?|are( the)?|is( the)?"):
            yield from self._one_more(stop)
        differ = "(differ|compare)( in| for)?( the| their)?( how often they)?"
        for groups, at in self.then(place, "how (do|did)( the)?", self._pair):
            for frame, end in self.then(at, differ, self.compared):
                yield frame.with_(compare=True, scope=Scope(groups=groups)), end

    def compared(self, place: int) -> Read[Frame]:
        """Read what is compared: ``the time in the shelter``, ``speed``, ``chases``."""
        for read in (self.how_often, self.how_long, self.shares, self.mean_length, self.rates,
                     self.latency, self.between):  # fmt: skip
            for frame, stop in read(place):
                if frame.event is not None and frame.measure != "share":
                    yield frame, stop
        for event, stop in self.noun(place):
            if "time" in self.words[place:stop]:
                continue  # time in the shelter is no number of visits
            yield Frame("count", event), stop
            for end in self.lit(stop, "rates?|frequency|counts?|bouts"):
                measure: Measure = "rate" if self.words[stop].startswith(("rate", "f")) else "count"
                yield Frame(measure, event), end
        for statistic, at in self.statistic(place):
            for end in self.lit(at, "(running |movement )?(speed|velocity)s?"):
                yield Frame("speed", who=EACH, statistic=statistic), end
                for who, final in self.then(end, "of|for", self.who):
                    yield Frame("speed", who=who, statistic=statistic), final
        for end in self.lit(place, _DISTANCE):
            yield Frame("path", who=EACH), end
            for who, final in self.then(end, "of|for|by", self.who):
                yield Frame("path", who=who), final

    def _groups(self, place: int) -> Read[tuple[str, ...]]:
        for stop in self.lit(place, _GROUPS):
            yield (), stop
        yield from self.past(place, "(between|of|in|for|among|across)( the)?", self._pair)

    def _pair(self, place: int) -> Read[tuple[str, ...]]:
        for first, stop in self.grouped(place):
            for second, end in self.then(stop, _VERSUS, self.grouped):
                if second != first:
                    yield (first, second), end

    def grouped(self, place: int) -> Read[str]:
        """Read a group with words around it: *in the control group*, *treated mice*."""
        found = self.past(place, "(in|of|for|from)?( the)?|those of the", self.group)
        yield from self.maybe_ended(found, f"groups?|{ANIMAL}|condition|{RECORDINGS}|ones")

    def _one_more(self, place: int) -> Read[Frame]:
        """Read *do treated mice chase more than controls*."""
        than = "than( the)?( in the)?"
        for first, stop in self.grouped(place):
            for event, at in self._of_each(stop):
                for second, end in self.then(
                    at, f"({MORE}|{LESS})( {TIMES})? {than}", self.grouped
                ):
                    yield self._against("count", first, second, event=event), end
                for second, end in self.then(at, f"(longer|shorter) {than}", self.grouped):
                    yield self._against("total", first, second, event=event), end
            for at in self.lit(stop, f"spend ({MORE}|{LESS}) time"):
                for event, middle in self.activity(at, EACH, at):
                    for second, end in self.then(middle, than, self.grouped):
                        yield self._against("total", first, second, event=event), end
            for words, measure, _ in _MOVES:
                for second, end in self.then(stop, f"{words} {than}", self.grouped):
                    yield self._against(measure, first, second, who=EACH), end

    def _of_each(self, place: int) -> Read[Event]:
        yield from self.done(place, EACH, BASE, place)
        yield from self.spent(place, EACH, place)

    def _against(
        self, measure: Measure, first: str, second: str, event: Event | None = None,
        who: Who | None = None,
    ) -> Frame:  # fmt: skip
        return Frame(measure, event, who, compare=True, scope=Scope(groups=(first, second)))
