"""Reading questions about several recordings: groups compared, which group, which recordings."""

from __future__ import annotations

from dataclasses import replace

from workbench.ask.grammar.clauses import BE, DO
from workbench.ask.grammar.frames import Event, Frame, Measure, Scope, Who
from workbench.ask.grammar.questions import _LESS, _MORE, _TIMES, QuestionReader
from workbench.ask.grammar.reader import ANIMAL, Read

_RECORDINGS = "recordings?|videos?"
_HAVE = "have|has|contain|contains|show|shows|with|include|includes|had|contained"
_LONGER = "longer|longest|for longer|for longest|the longest|longest in total|longer in total"


class GroupReader(QuestionReader):
    """Reads questions about groups and recordings, and all others."""

    def _asked(self, place: int) -> Read[Frame]:
        for read in (
            super()._asked, self._compared, self._which_group, self._is_more,
            self._which_recording, self._how_many_recordings,
        ):  # fmt: skip
            yield from read(place)

    # which ----------------------------------------------------------------------------------

    def _which_group(self, place: int) -> Read[Frame]:
        for stop in self.lit(place, "(in )?which (of the )?(two )?(groups?|treatments?|conditions?)"):
            for frame, at in self._most("group", stop):
                yield frame, at
                for first, after in self._group(at):
                    for middle in self.lit(after, "or"):
                        for second, end in self._group(middle):
                            yield frame.with_(scope=Scope(groups=(first, second))), end

    def _which_recording(self, place: int) -> Read[Frame]:
        for scope, stop in self._of_recordings(place, "(in |from )?which"):
            for frame, end in self._most("recording", stop):
                yield frame.with_(scope=scope), end
            yield from self._holding("with", scope, stop)

    def _how_many_recordings(self, place: int) -> Read[Frame]:
        for scope, stop in self._of_recordings(place, "(in |from )?how many"):
            yield from self._holding("number with", scope, stop)

    def _of_recordings(self, place: int, asks: str) -> Read[Scope]:
        for stop in self.lit(place, f"{asks} (of the |of all )?({_RECORDINGS})"):
            yield Scope(), stop
        for start in self.lit(place, f"{asks}( of the| of all)?"):
            for group, stop in self._group_name(start):
                for end in self.lit(stop, _RECORDINGS):
                    yield Scope(groups=(group,), words=self.said(start, end)), end

    def _holding(self, measure: Measure, scope: Scope, place: int) -> Read[Frame]:
        """Read what recordings hold: *did mouse 1 chase*, *have no chasing at all*."""
        for event, stop in self.asked(place):
            for end in self.maybe(stop, "at all|ever"):
                yield Frame(measure, event, scope=scope), end
        for start in self.lit(place, f"(({BE}) there|{_HAVE})( any| some)?"):
            for event, stop in self.noun(start):
                for end in self.maybe(stop, "at all"):
                    yield Frame(measure, event, scope=scope), end
        for start in self.lit(place, f"(({BE}) there|{_HAVE}) no"):
            for event, stop in self.noun(start):
                for end in self.maybe(stop, "at all"):
                    yield Frame(measure, event, scope=scope, least=True), end

    def _most(self, among: str, place: int) -> Read[Frame]:
        """Read what is most: *did mouse 1 chase more often*, *rested longer*."""
        for event, stop in (*self.asked(place), *self._by_which(place)):
            event = self._of_all(event)
            for of_what, least, end in self._compared_by(stop):
                for final in self.maybe(end, "in total|overall"):
                    yield Frame("which", event, of_what=of_what, least=least, among=among), final
        for words, least in ((_MORE, False), (_LESS, True)):
            for stop in self.lit(place, f"(has|had|have|shows) ({words})"):
                for event, end in self.noun(stop):
                    yield Frame("which", self._of_all(event), of_what="count", least=least,
                                among=among), end  # fmt: skip
        for words, least in (("longer|longest|higher|highest|larger|greater|greatest|most|more", False),
                             ("shorter|shortest|lower|lowest|smaller|least|fewer", True)):  # fmt: skip
            for stop in self.lit(place, f"(has|had|have|shows) the ({words})"):
                for frame, end in self._measured(stop):
                    yield frame.with_(measure="which", of_what=frame.measure, least=least,
                                      among=among), end  # fmt: skip
        for frame, end in self._who_moves(place):
            yield frame.with_(among=among), end

    def _of_all(self, event: Event) -> Event:
        subject = event.subject
        return replace(event, subject=Who()) if subject is not None and subject.each else event

    def _compared_by(self, place: int) -> Read[tuple[Measure, bool]]:  # type: ignore[override]
        for words, least in ((_MORE, False), (_LESS, True)):
            for end in self.lit(place, f"(the )?({words})( {_TIMES})?"):
                yield "count", least, end  # type: ignore[misc]
        for end in self.lit(place, f"(the )?({_LONGER})"):
            yield "total", False, end  # type: ignore[misc]
        for end in self.lit(place, "(for )?(the )?(shorter|shortest)"):
            yield "total", True, end  # type: ignore[misc]

    # more or less ---------------------------------------------------------------------------

    def _is_more(self, place: int) -> Read[Frame]:
        """Read *does mouse 1 rest longer in the treated group than in the control group*."""
        for event, stop in self.asked(place):
            for of_what, least, at in self._compared_by(stop):
                for groups, end in self._than(at):
                    yield Frame("more", event, of_what=of_what, least=least, scope=groups), end
        for start in self.lit(place, f"{BE}|{DO}"):
            for who, stop in self.who(start):
                for words, of_what, least in (
                    ("(move |run |travel )?faster( on average)?", "speed", False),
                    ("(move |run |travel )?slower( on average)?", "speed", True),
                    ("(move|travel|run|walk) (farther|further|more)", "path", False),
                ):
                    for at in self.lit(stop, words):
                        for groups, end in self._than(at):
                            yield Frame("more", who=who, of_what=of_what, least=least,  # type: ignore[arg-type]
                                        scope=groups), end  # fmt: skip

    def _than(self, place: int) -> Read[Scope]:
        for first, stop in self._group(place):
            for at in self.lit(stop, "than"):
                for second, end in self._group(at):
                    if first != second:
                        yield Scope(groups=(first, second), words=self.said(place, end)), end

    def _group_name(self, place: int) -> Read[str]:
        for name, stop in self.vocabulary.groups.at(self.words, place):
            self.reached(stop)
            yield str(name), stop

    # groups ---------------------------------------------------------------------------------

    def _compared(self, place: int) -> Read[Frame]:
        for stop in self.lit(
            place, "(please )?(compare|is there a difference (in|of)|are there differences in|"
            "what is the difference in|how different is|test)( the)?( difference in)?( the)?"
        ):  # fmt: skip
            for frame, after in self._measured(stop):
                for at in self.maybe(after, "per recording|in each recording|per animal"):
                    for groups, end in self._groups(at):
                        scope = Scope(groups=groups)
                        yield frame.with_(compare=True, scope=scope), end
        for stop in self.lit(place, "do(es)?( the)?|did( the)?|are( the)?|is( the)?"):
            yield from self._one_more(stop)
        for stop in self.lit(place, "how (do|did)( the)?"):
            for groups, at in self._pair(stop):
                for after in self.lit(
                    at, "(differ|compare)( in| for)?( the| their)?( how often they)?"
                ):
                    for frame, end in self._measured(after):
                        yield frame.with_(compare=True, scope=Scope(groups=groups)), end

    def _measured(self, place: int) -> Read[Frame]:
        """Read what is compared: ``the time in the shelter``, ``speed``, ``chases``."""
        for read in (self._counted, self._lasting, self._share, self._mean, self._rate,
                     self._latency):  # fmt: skip
            for frame, stop in read(place):
                if frame.event is not None:
                    yield frame, stop
        for event, stop in self.noun(place):
            yield Frame("count", event), stop
            for end in self.lit(stop, "rates?|frequency|counts?|bouts"):
                measure: Measure = "rate" if self.words[stop].startswith(("rate", "f")) else "count"
                yield Frame(measure, event), end
        for statistic, at in self._statistic(place):
            for end in self.lit(at, "(running |movement )?(speed|velocity)s?"):
                yield Frame("speed", who=Who(each=True), statistic=statistic), end
                for after in self.lit(end, "of|for"):
                    for who, final in self.who(after):
                        yield Frame("speed", who=who, statistic=statistic), final
        for end in self.lit(
            place,
            "(total )?(distance|path length|path|activity)s?( traveled| travelled| moved| covered)?",
        ):
            yield Frame("path", who=Who(each=True)), end
            for after in self.lit(end, "of|for|by"):
                for who, final in self.who(after):
                    yield Frame("path", who=who), final

    def _groups(self, place: int) -> Read[tuple[str, ...]]:
        for stop in self.lit(
            place, "(between|of|across|for|among|in|by)?( the)?( two| both| all| experimental)?( )?"
            "(groups|treatments|conditions|group|treatment|condition)"
        ):  # fmt: skip
            yield (), stop
        for start in self.maybe(place, "(between|of|in|for|among|across)( the)?"):
            yield from self._pair(start)

    def _pair(self, place: int) -> Read[tuple[str, ...]]:
        for first, stop in self._group(place):
            for after in self.lit(
                stop, "and|with|to|vs|versus|than|against|and in|and the|with the"
            ):
                for second, end in self._group(after):
                    if second != first:
                        yield (first, second), end

    def _group(self, place: int) -> Read[str]:
        for start in self.maybe(place, "(in|of|for|from)?( the)?|those of the"):
            for name, stop in self.vocabulary.groups.at(self.words, start):
                self.reached(stop)
                for end in self.maybe(stop, f"groups?|{ANIMAL}|animals|condition|{_RECORDINGS}|ones"):
                    yield str(name), end

    def _one_more(self, place: int) -> Read[Frame]:
        """Read *do treated mice chase more than controls*."""
        each = Who(each=True)
        for first, stop in self._group(place):
            ways = [
                *self.done(stop, each, frozenset({"base"}), stop),
                *self._spent(stop, each, stop),
            ]
            for event, at in ways:
                for after in self.lit(at, f"({_MORE}|{_LESS})( {_TIMES})? than( the)?( in the)?"):
                    for second, end in self._group(after):
                        yield Frame("count", event, compare=True,
                                    scope=Scope(groups=(first, second))), end  # fmt: skip
            for at in self.lit(stop, f"spend ({_MORE}|{_LESS}) time"):
                for event, middle in self.activity(at, each, at):
                    for after in self.lit(middle, "than( the)?"):
                        for second, end in self._group(after):
                            yield Frame("total", event, compare=True,
                                        scope=Scope(groups=(first, second))), end  # fmt: skip
            for words, measure in (("(move |run |travel |walk )?(faster|slower)", "speed"),
                                   ("(move|travel|run|walk) (farther|further|more|less)", "path")):  # fmt: skip
                for at in self.lit(stop, f"{words} than( the)?"):
                    for second, end in self._group(at):
                        yield Frame(measure, who=each, compare=True,
                                    scope=Scope(groups=(first, second))), end  # type: ignore[arg-type]  # fmt: skip
