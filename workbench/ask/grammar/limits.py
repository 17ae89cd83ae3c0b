"""Reading what limits a question, one thing after the other."""

from __future__ import annotations

from dataclasses import replace

from workbench.ask.grammar.frames import EACH, Condition, Frame, Measure, Per, Scope, Than, Who
from workbench.ask.grammar.reader import LENGTHS, Read
from workbench.ask.grammar.scopes import ScopeReader

_UNITS: dict[str, str] = {
    **dict.fromkeys(("s", "sec", "second", "seconds"), "s"),
    **dict.fromkeys(("min", "minutes", "mins"), "min"),
    **dict.fromkeys(("h", "hours"), "h"),
    **dict.fromkeys(("ms", "milliseconds"), "ms"),
    **{word: unit for word, unit in LENGTHS.items() if unit != "BL"},
    **dict.fromkeys(("percent", "%"), "%"),
}  # fmt: skip
_PLAIN_SPEED = "in (cm|px) (/|per) ?(s|sec|second)"
_AT_ONCE = "at the same time|simultaneously|at once"
_TIMES = "times|bouts"
_SIGNS = {
    "more than|more often than|over": ">", "at least|no less than|no fewer than": ">=",
    "less than|fewer than|less often than": "<", "at most|no more than|not more than": "<=",
    "exactly|only|just": "==",
}  # fmt: skip
_MEANS: frozenset[Measure] = frozenset({"speed", "apart", "mean"})
_JOINING = ("and", "but", "only")
_TWO = 2


class LimitReader(ScopeReader):
    """Reads what limits a question."""

    def limited(self, frame: Frame, place: int, beside: bool = False) -> Read[Frame]:
        """Read any number of limits, one after the other; yields the question with them in it.

        Right behind a condition (`beside`) a place belongs to that: *while mouse 2 rests in ...*.
        """
        yield frame, place
        for start in self.maybe(place, "and|but|and only|only|please|altogether|in total"):
            for condition, stop in self.condition(start):
                if not (beside and start == place and is_bare_place(condition)):
                    more = frame.with_(conditions=(*frame.conditions, condition))
                    yield from self.limited(more, stop, beside=condition.event.sort == "behavior")
            for more, stop in self._limit(frame, start):
                if stop > start:
                    yield from self.limited(more, stop)
            if start > place and start == len(self.words) and self.words[place] not in _JOINING:
                yield frame, start

    def _limit(self, frame: Frame, place: int) -> Read[Frame]:
        yield from self._when(frame, place)
        if frame.scope == Scope():
            for scope, stop in self.scope(place):
                if not self._says_always(frame, place, stop):
                    yield frame.with_(scope=scope), stop
            yield from self.of_several(frame, place)
        for what, stop in self.per(place):
            yield from self._per(frame, what, stop)
        for stop in self.lit(place, "on average|typically|usually"):
            yield frame.with_(average=frame.measure not in _MEANS), stop
        inside = frame.event is not None and frame.event.sort == "inside"
        for stop in self.lit(place, f"{_AT_ONCE}|together" if inside else _AT_ONCE):
            yield from self._both(frame, place, stop)
        yield from self._in_unit(frame, place)
        yield from self._binned(frame, place)
        yield from self._of_animal(frame, place)
        yield from self._lasting_of(frame, place)

    def _says_always(self, frame: Frame, place: int, stop: int) -> bool:
        """Whether words ask if something goes on all the time, and not where to look."""
        words = self.words[place:stop]
        lasting = words[0] in ("for", "over", "across") and {"whole", "entire"} & set(words)
        if frame.measure in ("ever", "who", "number who", "with", "number with"):
            return bool(lasting) or (frame.measure == "ever" and words[:2] == ("in", "all"))
        return False

    def _when(self, frame: Frame, place: int) -> Read[Frame]:
        if frame.window is None and not frame.windows:
            for window, stop in self.window(place):
                yield frame.with_(window=window), stop
            for windows, stop in self.windows(place):
                yield frame.with_(windows=windows), stop

    def _lasting_of(self, frame: Frame, place: int) -> Read[Frame]:
        """Read how long bouts last, where no other thing stands between that could be meant."""
        event = frame.event
        if event is None or event.lasting is not None:
            return
        if all(c.event.sort != "behavior" and c.relation == "while" for c in frame.conditions):
            for lasting, stop in self.length_of_bouts(place):
                yield frame.with_(event=replace(event, lasting=lasting)), stop

    def _in_unit(self, frame: Frame, place: int) -> Read[Frame]:
        """Read the unit of the answer: *in cm*, *in seconds*."""
        for start in self.lit(place, "in"):
            unit = _UNITS.get(self.said(start, start + 1), "")
            if unit and self.words[start + 1 : start + 2] not in (("per",), ("/",)):
                yield frame.with_(unit=unit), start + 1
        if frame.measure == "speed":
            for stop in self.lit(place, _PLAIN_SPEED):
                yield frame.with_(unit=f"{self.words[place + 1]}/s"), stop

    def _both(self, frame: Frame, start: int, stop: int) -> Read[Frame]:
        """Yield what two animals do at the same time."""
        event = frame.event
        if event is None or event.subject is None or event.passive or frame.conditions:
            return
        names = event.subject.names or self.vocabulary.names.animals
        if len(names) == _TWO and event.subject.how in ("", "both"):
            first, second = (replace(event, subject=Who((name,))) for name in names)
            together = Condition("while", second, None, self.said(start, stop))
            yield frame.with_(event=first, conditions=(together,)), stop

    def _binned(self, frame: Frame, place: int) -> Read[Frame]:
        """Read *in 10 s bins*."""
        if frame.bin_s is None and frame.window is None:
            for start in self.lit(place, "in"):
                for seconds, stop in self.ended(self.time(start), "bins?"):
                    yield frame.with_(bin_s=seconds), stop

    def _of_animal(self, frame: Frame, place: int) -> Read[Frame]:
        """Read *for mouse 1*, where nobody is named before."""
        event = frame.event
        for who, stop in self.then(place, "for|by", self.named):
            if event is not None and event.subject is None and not event.passive:
                yield frame.with_(event=replace(event, subject=who)), stop
            elif event is None and frame.who == EACH:
                yield frame.with_(who=who), stop

    def _per(self, frame: Frame, what: Per, stop: int) -> Read[Frame]:
        if what == "minute":
            if frame.measure in ("count", "rate"):
                yield frame.with_(measure="rate"), stop
            elif frame.measure == "path" and not frame.per:
                yield frame.with_(per=("minute",)), stop
        elif what not in frame.per:
            yield frame.with_(per=(*frame.per, what)), stop

    # how often ------------------------------------------------------------------------------

    def than(self, place: int) -> Read[Than]:
        """Read ``more than 3 times``, ``at least twice``, ``exactly once``."""
        for words, sign in _SIGNS.items():
            for start in self.lit(place, words):
                for number, stop in self._times(start):
                    yield Than(sign, number, self.said(place, stop)), stop

    def _times(self, place: int) -> Read[int]:
        for stop in self.lit(place, "once"):
            yield 1, stop
        for stop in self.lit(place, "twice"):
            yield 2, stop
        for number, stop in self.ended(self.counted(place), _TIMES):
            if number == int(number):
                yield int(number), stop


def is_bare_place(condition: Condition) -> bool:
    """Whether a condition says nothing but where."""
    event = condition.event
    return event.sort in ("inside", "outside") and condition.words.endswith(event.words)
